//! Arrows between resting boxes: which sides they join and the course they take.
//!
//! Sides are chosen here once and never again in motion; a moving end only shifts the course.

use std::sync::Arc;

use kurbo::{Point, Rect, Vec2};

use super::BeatLayout;
use super::pictures::Studio;
use crate::polyline::{along, length, toward};
use crate::scene::{Arrow, Route};
use crate::text::TextBlock;

/// An arrow's course at rest: a polyline from one end to the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// At least two points, corners already rounded.
    pub points: Vec<Point>,
    /// Its label, with the top left of its box.
    pub label: Option<(Arc<TextBlock>, Point)>,
}

/// Between a box and the arrow's end.
const STANDOFF: f64 = 12.0;
const CORNER: f64 = 26.0;
/// Between the boxes and the lane that `over` and `under` take.
const LANE: f64 = 44.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Facing {
    Right,
    Left,
    Down,
    Up,
}

impl Facing {
    fn opposite(self) -> Self {
        match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
            Self::Down => Self::Up,
            Self::Up => Self::Down,
        }
    }
}

/// The end of an arrow: the part it aims at and the node's box, which it must not enter.
#[derive(Clone, Copy)]
struct End {
    part: Rect,
    node: Rect,
}

impl End {
    /// Where an arrow touches the end when it comes from the side `facing`.
    fn anchor(&self, facing: Facing, along: f64) -> Point {
        match facing {
            Facing::Right => Point::new(self.node.x1 + STANDOFF, along),
            Facing::Left => Point::new(self.node.x0 - STANDOFF, along),
            Facing::Down => Point::new(along, self.node.y1 + STANDOFF),
            Facing::Up => Point::new(along, self.node.y0 - STANDOFF),
        }
    }
}

/// The course of `arrow` between the boxes of its ends.
pub(super) fn course(arrow: &Arrow, layout: &BeatLayout, studio: &mut Studio<'_>) -> Course {
    let end = |target: crate::scene::Target| {
        let node = layout.place(target.node).map_or(Rect::ZERO, |place| place.rect);
        End { part: layout.region(target).unwrap_or(node), node }
    };
    let (from, to) = (end(arrow.from), end(arrow.to));
    let points = match arrow.route {
        Route::Over => around(from, to, Facing::Up),
        Route::Under => around(from, to, Facing::Down),
        Route::Straight => straight(from, to),
        Route::Auto | Route::Bent => joined(from, to),
    };
    let label = (!arrow.label.is_empty()).then(|| {
        let mut pen = studio.pen();
        let style = pen.label_style();
        let block = pen.line(&arrow.label, style);
        let at = label_place(&points, &block);
        (block, at)
    });
    Course { points, label }
}

/// The side at which `from` looks towards `to`: the axis along which they are further apart.
fn facing(from: Rect, to: Rect) -> Facing {
    let apart_x = (to.x0 - from.x1).max(from.x0 - to.x1);
    let apart_y = (to.y0 - from.y1).max(from.y0 - to.y1);
    if apart_x >= apart_y {
        if to.center().x >= from.center().x { Facing::Right } else { Facing::Left }
    } else if to.center().y >= from.center().y {
        Facing::Down
    } else {
        Facing::Up
    }
}

/// Straight along the axis where the two face each other; else in a Z with round corners.
fn joined(from: End, to: End) -> Vec<Point> {
    let side = facing(from.node, to.node);
    let horizontal = matches!(side, Facing::Left | Facing::Right);
    let extent = |rect: Rect| if horizontal { (rect.y0, rect.y1) } else { (rect.x0, rect.x1) };
    let ((a0, a1), (b0, b1)) = (extent(from.part), extent(to.part));
    let (low, high) = (a0.max(b0), a1.min(b1));
    if high - low >= 24.0 {
        // Aim at the middle of the smaller end, where both can reach it.
        let aim = if a1 - a0 < b1 - b0 { (a0 + a1) / 2.0 } else { (b0 + b1) / 2.0 };
        let along = aim.clamp(low + 12.0, high - 12.0).round();
        return vec![from.anchor(side, along), to.anchor(side.opposite(), along)];
    }
    let start = from.anchor(side, ((a0 + a1) / 2.0).round());
    let end = to.anchor(side.opposite(), ((b0 + b1) / 2.0).round());
    let corners = if horizontal {
        let x = (start.x + end.x) / 2.0;
        [Point::new(x, start.y), Point::new(x, end.y)]
    } else {
        let y = (start.y + end.y) / 2.0;
        [Point::new(start.x, y), Point::new(end.x, y)]
    };
    rounded(&[start, corners[0], corners[1], end])
}

/// A straight line from middle to middle, cut where it leaves the boxes.
fn straight(from: End, to: End) -> Vec<Point> {
    let (a, b) = (from.part.center(), to.part.center());
    let outer = |rect: Rect, toward: Point| {
        let center = rect.center();
        let way = toward - center;
        let rect = rect.inset(STANDOFF);
        let reach = |half: f64, part: f64| if part == 0.0 { f64::INFINITY } else { half / part.abs() };
        let share = reach(rect.width() / 2.0, way.x).min(reach(rect.height() / 2.0, way.y)).min(1.0);
        center + way * share
    };
    vec![outer(from.part, b), outer(to.part, a)]
}

/// Around what lies between: out of one end, along beside both boxes, into the other end.
fn around(from: End, to: End, side: Facing) -> Vec<Point> {
    let start = from.anchor(side, from.part.center().x.round());
    let end = to.anchor(side, to.part.center().x.round());
    let lane = match side {
        Facing::Up => start.y.min(end.y) - LANE,
        _ => start.y.max(end.y) + LANE,
    };
    rounded(&[start, Point::new(start.x, lane), Point::new(end.x, lane), end])
}

/// Replaces each corner by a quarter of a circle's length of points on a quadratic curve.
fn rounded(corners: &[Point]) -> Vec<Point> {
    let mut points = vec![corners[0]];
    for triple in corners.windows(3) {
        let (a, b, c) = (triple[0], triple[1], triple[2]);
        let reach = CORNER.min(length(a, b) / 2.0).min(length(b, c) / 2.0);
        if reach < 0.5 {
            points.push(b);
            continue;
        }
        let (start, end) = (toward(b, a, reach), toward(b, c, reach));
        points.extend((0..=8).map(|step| {
            let t = f64::from(step) / 8.0;
            let u = 1.0 - t;
            (start.to_vec2() * (u * u) + b.to_vec2() * (2.0 * u * t) + end.to_vec2() * (t * t)).to_point()
        }));
    }
    points.push(corners[corners.len() - 1]);
    points
}

/// Above the middle of a horizontal course, at the right of a vertical one.
fn label_place(points: &[Point], block: &TextBlock) -> Point {
    let middle = along(points, 0.5);
    let (a, b) = (along(points, 0.45), along(points, 0.55));
    if (b.x - a.x).abs() >= (b.y - a.y).abs() {
        Point::new(middle.x - block.width / 2.0, middle.y - block.height - 10.0)
    } else {
        Point::new(middle.x + 20.0, middle.y - block.height / 2.0)
    }
    .round()
}

/// The triangle at the end of a course: its tip is the last point.
#[must_use]
pub fn arrow_head(points: &[Point], width: f64) -> Option<[Point; 3]> {
    let tip = *points.last()?;
    // The direction over the head's own length, so that a short last segment does not turn it.
    let from = points.iter().rev().find(|point| length(**point, tip) > width * 2.0).or(points.first())?;
    let distance = length(*from, tip);
    if distance < 1e-6 {
        return None;
    }
    let way = (tip - *from) / distance;
    let across = Vec2::new(-way.y, way.x);
    let base = tip - way * (width * 4.2);
    Some([tip, base + across * (width * 2.1), base - across * (width * 2.1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(rect: Rect) -> End {
        End { part: rect, node: rect }
    }

    #[test]
    fn neighbours_in_a_row_are_joined_by_a_level_line() {
        let points = joined(end(Rect::new(0.0, 0.0, 100.0, 100.0)), end(Rect::new(300.0, 20.0, 400.0, 60.0)));
        assert_eq!(points, [Point::new(112.0, 40.0), Point::new(288.0, 40.0)]);
    }

    #[test]
    fn ends_that_do_not_face_each_other_are_joined_by_a_bend() {
        let points =
            joined(end(Rect::new(0.0, 0.0, 100.0, 100.0)), end(Rect::new(300.0, 200.0, 400.0, 300.0)));
        assert!(points.len() > 4, "corners are rounded");
        assert_eq!(points[0], Point::new(112.0, 50.0));
        assert_eq!(*points.last().unwrap(), Point::new(288.0, 250.0));
    }
}
