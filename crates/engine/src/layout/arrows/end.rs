//! The end of an arrow: the box that it aims at, and the point at which it touches the node.

use std::collections::HashMap;

use kurbo::{Point, Rect};

use super::{Facing, STANDOFF};
use crate::budget::Budget;
use crate::layout::{BeatLayout, Place};
use crate::nodes::Uid;
use crate::scene::{NodeId, Target};

/// Half the width that a line takes up with its head.
const CORRIDOR: f64 = 10.0;

/// The end of an arrow: the part that it aims at, and the drawn boxes of the node, which it must not enter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct End {
    /// Box of a part, or of the node's body, which is everything it draws but its label.
    pub(super) aim: Rect,
    /// Radius of the corners of `aim`.
    radius: f64,
    /// Box of everything that the node draws.
    pub(super) node: Rect,
    /// Box of the node's body.
    pub(super) body: Rect,
    /// Box of the node's label, above or below the body.
    pub(super) label: Option<Rect>,
}

/// Makes the ends of a beat's arrows.
pub(super) struct Ends<'a> {
    layout: &'a BeatLayout,
    budget: &'a Budget,
    /// Corner radii of parts, for each node seen so far.
    radii: HashMap<NodeId, HashMap<Uid, f64>>,
}

impl<'a> Ends<'a> {
    pub(super) fn new(layout: &'a BeatLayout, budget: &'a Budget) -> Self {
        Self { layout, budget, radii: HashMap::new() }
    }

    pub(super) fn end(&mut self, target: Target) -> End {
        let Some(place) = self.layout.place(target.node) else { return End::block(Rect::ZERO) };
        let radii = self.radii.entry(target.node).or_insert_with(|| {
            self.budget.spend_for(place.last().elements.len());
            place.last().radii()
        });
        End::of(target, place, radii)
    }
}

impl End {
    fn of(target: Target, place: &Place, radii: &HashMap<Uid, f64>) -> Self {
        let (node, picture) = (place.region(Uid::ROOT), place.last());
        let onto_stage = |rect: Rect| rect + place.rect.origin().to_vec2();
        let (body, label) = (onto_stage(picture.body), picture.label.map(onto_stage));
        let aim = if target.part == Uid::ROOT { body } else { place.region(target.part) };
        Self { aim, radius: radii.get(&target.part).copied().unwrap_or(0.0), node, body, label }
    }

    /// An end without parts, label or round corners.
    pub(super) fn block(rect: Rect) -> Self {
        Self { aim: rect, radius: 0.0, node: rect, body: rect, label: None }
    }

    /// The point at which an arrow touches the end on the side `facing`, at `along` on the other axis.
    pub(super) fn anchor(&self, facing: Facing, along: f64) -> Point {
        let out = facing.out();
        let reach = self.edge(facing, along) + out * (STANDOFF - self.rounding(facing, along));
        if facing.is_horizontal() { Point::new(reach, along) } else { Point::new(along, reach) }
    }

    /// The anchor in the middle of a side.
    pub(super) fn port(&self, facing: Facing) -> Point {
        self.anchor(facing, facing.middle(self.aim))
    }

    /// The outermost edge of the node's body and label, for a line at `along`.
    fn edge(&self, facing: Facing, along: f64) -> f64 {
        let in_the_way = |rect: &Rect| {
            let (low, high) = facing.side(*rect);
            low < along + CORRIDOR && along - CORRIDOR < high
        };
        let out = facing.out();
        let label = self.label.filter(in_the_way).map(|label| facing.edge(label));
        let body = facing.edge(self.body);
        label.filter(|label| *label * out > body * out).unwrap_or(body)
    }

    /// Distance by which a round corner lies behind the edge at `along`.
    fn rounding(&self, facing: Facing, along: f64) -> f64 {
        // A part that is not at the edge of its node is not touched itself.
        if (facing.edge(self.aim) - self.edge(facing, along)).abs() > 2.0 {
            return 0.0;
        }
        fallback(facing.side(self.aim), self.radius, along)
    }

    /// The point at which the straight line from `from`, the middle of `aim`, to `toward` leaves the outline
    /// around `aim`.
    pub(super) fn outline(&self, from: Point, toward: Point) -> Point {
        let rect = self.aim.inflate(STANDOFF, STANDOFF);
        let (mut inside, mut outside) = (0.0, 1.0);
        // Twenty bisections are exact to a thousandth of a unit.
        for _ in 0..20 {
            let middle = (inside + outside) / 2.0;
            if holds(rect, self.radius + STANDOFF, from.lerp(toward, middle)) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        from.lerp(toward, inside)
    }
}

/// Distance by which the outline `STANDOFF` outside of a rounded side from `low` to `high` lies behind a
/// straight one, at `along`.
fn fallback((low, high): (f64, f64), radius: f64, along: f64) -> f64 {
    if radius <= 0.0 || high - low < 2.0 * radius - 1.0 {
        return 0.0;
    }
    let beyond = (low + radius - along).max(along - (high - radius)).clamp(0.0, radius);
    let whole = radius + STANDOFF;
    whole - (whole * whole - beyond * beyond).sqrt()
}

/// True if a box with round corners contains a point.
fn holds(rect: Rect, radius: f64, point: Point) -> bool {
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    let x = (rect.x0 + radius - point.x).max(point.x - (rect.x1 - radius)).max(0.0);
    let y = (rect.y0 + radius - point.y).max(point.y - (rect.y1 - radius)).max(0.0);
    if x > 0.0 && y > 0.0 { x * x + y * y <= radius * radius } else { x.max(y) <= radius }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pill() -> End {
        End { radius: 40.0, ..End::block(Rect::new(100.0, 100.0, 300.0, 180.0)) }
    }

    #[test]
    fn an_arrow_touches_a_round_end_and_not_its_box() {
        assert_eq!(pill().port(Facing::Right), Point::new(312.0, 140.0));
        let high = pill().anchor(Facing::Right, 110.0);
        let corner = Point::new(260.0, 140.0);
        assert!((crate::polyline::length(corner, high) - 52.0).abs() < 1e-9, "{high:?}");
        let slanted = pill().outline(Point::new(200.0, 140.0), Point::new(400.0, -60.0));
        assert_eq!(slanted.y.round(), 88.0, "the flat top: {slanted:?}");
        let level = pill().outline(Point::new(200.0, 140.0), Point::new(900.0, 70.0));
        assert!((crate::polyline::length(corner, level) - 52.0).abs() < 0.01, "{level:?}");
    }

    #[test]
    fn an_arrow_aims_at_the_body_and_ends_before_a_label_in_its_way() {
        let body = Rect::new(100.0, 140.0, 300.0, 200.0);
        let label = Rect::new(50.0, 100.0, 350.0, 130.0);
        let end = End { label: Some(label), node: body.union(label), ..End::block(body) };
        assert_eq!(end.port(Facing::Left), Point::new(88.0, 170.0));
        assert_eq!(end.port(Facing::Up), Point::new(200.0, 88.0));
        assert_eq!(end.port(Facing::Down), Point::new(200.0, 212.0));
    }
}
