//! Emergence of something from a source: where it starts, and its path from there.

use kurbo::{Affine, Point, Rect};

use crate::timeline::tween::blend;

/// Source that something emerges from, as boxes on stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Origin {
    /// The source says the same words: `own`, their box at rest, starts on `said`, their box in the source.
    Words { said: Rect, own: Rect },
    /// Any other source, from whose edge it grows.
    Thing(Rect),
}

/// Smallest scale at the start of an emergence.
const SMALLEST: f64 = 0.3;

impl Origin {
    /// The box that something emerges from.
    pub(super) fn rect(self) -> Rect {
        match self {
            Self::Words { said, .. } => said,
            Self::Thing(thing) => thing,
        }
    }

    /// Transform of the box `rect` at `progress` of its emergence: it moves and scales as a whole, without
    /// distortion. The box is never larger than at rest, so that it covers as little as possible on its way.
    pub(super) fn emerge(self, rect: Rect, progress: f64) -> Affine {
        if progress >= 1.0 {
            return Affine::IDENTITY;
        }
        let (from, to, scale) = match self {
            Self::Words { said, own } => (said.center(), own.center(), said.height() / own.height().max(1.0)),
            Self::Thing(thing) => (edge(thing, rect.center()), rect.center(), SMALLEST),
        };
        let to = to.to_vec2();
        Affine::translate((from.to_vec2() - to) * (1.0 - progress) + to)
            * Affine::scale(blend(scale.clamp(SMALLEST, 1.0), 1.0, progress))
            * Affine::translate(-to)
    }
}

/// Point where the straight line from the centre of `rect` towards `goal` leaves the box. Something that
/// started at the centre would cover what the box says.
pub(super) fn edge(rect: Rect, goal: Point) -> Point {
    let way = goal - rect.center();
    let across = rect.width() / 2.0 / way.x.abs().max(1e-9);
    let along = rect.height() / 2.0 / way.y.abs().max(1e-9);
    rect.center() + way * across.min(along).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_leave_at_the_edge() {
        let rect = Rect::new(0.0, 0.0, 20.0, 10.0);
        assert_eq!(edge(rect, Point::new(110.0, 5.0)), Point::new(20.0, 5.0));
        assert_eq!(edge(rect, Point::new(10.0, -95.0)), Point::new(10.0, 0.0));
        assert_eq!(edge(rect, rect.center()), rect.center());
    }

    #[test]
    fn words_begin_upon_the_same_words() {
        let (said, own) = (Rect::new(10.0, 20.0, 40.0, 30.0), Rect::new(110.0, 220.0, 170.0, 240.0));
        let tile = Rect::new(100.0, 200.0, 180.0, 300.0);
        let origin = Origin::Words { said, own };
        assert_eq!(origin.emerge(tile, 0.0).transform_rect_bbox(own), said);
        assert_eq!(origin.emerge(tile, 1.0).transform_rect_bbox(own), own);
    }

    #[test]
    fn nothing_is_larger_on_its_way_than_at_rest() {
        let small = Rect::new(0.0, 0.0, 30.0, 10.0);
        let large = Rect::new(500.0, 0.0, 900.0, 400.0);
        for origin in [Origin::Thing(large), Origin::Words { said: large, own: small }] {
            for step in 0..=10 {
                let on_its_way = origin.emerge(small, f64::from(step) / 10.0).transform_rect_bbox(small);
                assert!(on_its_way.width() <= small.width() + 1e-9, "{origin:?} at {step}");
            }
        }
    }
}
