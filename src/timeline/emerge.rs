//! Coming out of something: where that begins and what it does on the way.

use kurbo::{Affine, Point, Rect};

use crate::timeline::tween::blend;

/// What something comes out of, as boxes on stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Origin {
    /// What it says is said there: its own words, `own` when it is at rest, begin upon `said`.
    Words { said: Rect, own: Rect },
    /// Another thing, from whose edge it grows.
    Thing(Rect),
}

/// How large it is at first, at least. From the middle of what is in the way, it would hide it.
const SMALLEST: f64 = 0.3;

impl Origin {
    /// The box of what it comes out of.
    pub(super) fn rect(self) -> Rect {
        match self {
            Self::Words { said, .. } => said,
            Self::Thing(thing) => thing,
        }
    }

    /// What moves and scales the box `rect` as a whole, without distortion, when it is `progress` of its
    /// way. It is never larger than at rest, so it covers no more than it must of what it passes.
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

/// Where a straight way from the middle of `rect` to `goal` leaves the box: what began in its middle
/// would cover what it says.
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
