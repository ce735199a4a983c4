//! Arrows between two parts of one node: a bow outside of the node, on a side where nothing of the node lies
//! between either part and the outside.

use kurbo::{Point, Rect};

use super::floor::View;
use super::{Facing, LANE, NARROW_LANE, OUTSIDE, STANDOFF};
use crate::box_index::BoxIndex;
use crate::budget::Budget;
use crate::layout::Place;
use crate::nodes::{Ink, Uid};
use crate::polyline::length;
use crate::scene::{Arrow, Route};

/// Half the width that must be free in front of a part.
const CLEAR: f64 = 10.0;
/// Smallest distance of parts along a side for a bow there.
const SHORTEST: f64 = 32.0;
/// Distance of a bow from the middle of a part, so that an incoming and an outgoing bow do not meet.
const OFF_CENTER: f64 = 14.0;
/// Boxes that share less than this do not overlap.
const EDGE: f64 = 1e-6;
/// Distances from the node at which a bow may run, the best first.
const DEPTHS: [f64; 4] = [LANE, NARROW_LANE, LANE + 28.0, LANE + 56.0];

/// Length by which a bow on a less usual side must be shorter to be preferred.
const UNUSUAL: f64 = 30.0;

/// The boxes of one node's elements, on the canvas.
#[derive(Debug)]
pub(super) struct Inside {
    drawn: BoxIndex<()>,
    /// Boxes of its texts and of its parts.
    barring: BoxIndex<()>,
}

impl Inside {
    pub(super) fn new(place: &Place, budget: &Budget) -> Self {
        let picture = place.last();
        let onto_stage = |rect: Rect| (rect + place.rect.origin().to_vec2(), ());
        let shown = || picture.elements.iter().filter(|element| element.ink.shows());
        let texts = shown().filter(|element| matches!(element.ink, Ink::Text { .. } | Ink::Number { .. }));
        let parts = picture.regions.iter().filter(|(part, _)| *part != Uid::ROOT).map(|(_, rect)| rect);
        let barring = texts.map(|element| element.rect).chain(parts).map(onto_stage);
        budget.spend_for(picture.elements.len() + picture.regions.iter().count());
        Self {
            drawn: BoxIndex::new(shown().map(|element| onto_stage(element.rect))),
            barring: BoxIndex::new(barring),
        }
    }
}

/// The corners of the bow: on the best side that has a free one, or else on the best side; none if no side
/// allows a bow.
pub(super) fn way(arrow: &Arrow, place: &Place, inside: &Inside, view: &View<'_>) -> Option<Vec<Point>> {
    let ends = [place.region(arrow.from.part), place.region(arrow.to.part)];
    let sides = sides(arrow.route, ends);
    let reach = view.floor.stage.inflate(OUTSIDE, OUTSIDE);
    let turned = sides.iter().map(|side| Turned {
        side: *side,
        ends: ends.map(|end| turned(*side, end)),
        inside,
        budget: view.floor.budget,
    });
    let mut turned: Vec<(f64, Turned<'_>)> = turned
        .enumerate()
        .filter_map(|(rank, side)| Some((side.detour()? + UNUSUAL * rank as f64, side)))
        .collect();
    turned.sort_by(|a, b| a.0.total_cmp(&b.0));
    let bows = turned.iter().flat_map(|(_, side)| DEPTHS.into_iter().filter_map(|depth| side.bow(depth)));
    let bows: Vec<Vec<Point>> = bows.collect();
    let free = |bow: &&Vec<Point>| view.is_free(bow) && bow.iter().all(|point| reach.contains(*point));
    bows.iter().find(free).or(bows.first()).cloned()
}

/// The sides that a bow may take, the best first: an arrow that goes forwards passes above or on the right, one
/// that goes back passes below or on the left.
fn sides(route: Route, [from, to]: [Rect; 2]) -> Vec<Facing> {
    let way = to.center() - from.center();
    let level = if way.x >= 0.0 { [Facing::Up, Facing::Down] } else { [Facing::Down, Facing::Up] };
    let upright = if way.y >= 0.0 { [Facing::Right, Facing::Left] } else { [Facing::Left, Facing::Right] };
    match route {
        Route::Over => vec![Facing::Up],
        Route::Under => vec![Facing::Down],
        Route::Straight => Vec::new(),
        Route::Auto | Route::Bent if Facing::between(from, to).is_horizontal() => [level, upright].concat(),
        Route::Auto | Route::Bent => [upright, level].concat(),
    }
}

/// A node, turned so that one of its sides is at the top.
struct Turned<'a> {
    side: Facing,
    /// Boxes of the two parts, turned.
    ends: [Rect; 2],
    /// Boxes of the node on the canvas, not turned.
    inside: &'a Inside,
    budget: &'a Budget,
}

impl Turned<'_> {
    /// Length of a bow on this side.
    fn detour(&self) -> Option<f64> {
        Some(self.bow(LANE)?.windows(2).map(|pair| length(pair[0], pair[1])).sum())
    }

    /// The corners of a bow that runs `depth` outside of the node.
    fn bow(&self, depth: f64) -> Option<Vec<Point>> {
        let [from, to] = self.ends;
        let way = (to.center().x - from.center().x).signum();
        let beside = |end: Rect, way: f64| (end.center().x + way * OFF_CENTER.min(end.width() / 4.0)).round();
        let (x0, x1) = (beside(from, way), beside(to, -way));
        if (x1 - x0) * way < SHORTEST {
            return None;
        }
        let (start, end) = (self.port(from, x0)?, self.port(to, x1)?);
        let between = Rect::from_points((x0, f64::NEG_INFINITY), (x1, from.y0.max(to.y0)));
        let lane = self.outermost(between, start.min(end) + STANDOFF) - STANDOFF - depth;
        let corners = [(x0, start), (x0, lane), (x1, lane), (x1, end)];
        Some(corners.map(|corner| turned_back(self.side, corner.into())).into())
    }

    /// Height at which an arrow touches the end; none if another part or a text is in front of it.
    fn port(&self, end: Rect, x: f64) -> Option<f64> {
        let before = Rect::new(x - CLEAR, f64::NEG_INFINITY, x + CLEAR, end.y0);
        let apart = |rect: &Rect| self.ends.iter().all(|end| !rect.contains(end.center()));
        let barred = self.within(&self.inside.barring, before).any(|rect| apart(&rect));
        (!barred).then(|| (self.outermost(before, end.y0) - STANDOFF).round())
    }

    /// The upper edge of everything drawn within `bounds`, or `least` if that is higher.
    fn outermost(&self, bounds: Rect, least: f64) -> f64 {
        self.within(&self.inside.drawn, bounds).fold(least, |top, rect| top.min(rect.y0))
    }

    /// The boxes that share an area with `bounds`, turned as the bounds are.
    fn within(&self, boxes: &BoxIndex<()>, bounds: Rect) -> impl Iterator<Item = Rect> {
        // Turned back, the bounds have the same size. They are a little smaller here, so that a box that only
        // touches them is left out.
        let inner = Rect::from_points(
            turned_back(self.side, Point::new(bounds.x0 + EDGE, bounds.y0)),
            turned_back(self.side, Point::new(bounds.x1 - EDGE, bounds.y1 - EDGE)),
        );
        self.budget.spend(1);
        let near = boxes.touching(inner).map(|(rect, ())| turned(self.side, rect));
        near.inspect(|_| self.budget.spend(1)).filter(move |rect| overlap(*rect, bounds))
    }
}

/// True if two boxes share an area; one of them may be infinite.
fn overlap(a: Rect, b: Rect) -> bool {
    a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
}

fn turned(side: Facing, rect: Rect) -> Rect {
    let turn = |point: Point| match side {
        Facing::Up => point,
        Facing::Down => Point::new(point.x, -point.y),
        Facing::Right => Point::new(point.y, -point.x),
        Facing::Left => Point::new(point.y, point.x),
    };
    Rect::from_points(turn(rect.origin()), turn(Point::new(rect.x1, rect.y1)))
}

fn turned_back(side: Facing, point: Point) -> Point {
    match side {
        Facing::Up => point,
        Facing::Down => Point::new(point.x, -point.y),
        Facing::Right => Point::new(-point.y, point.x),
        Facing::Left => Point::new(point.y, point.x),
    }
}
