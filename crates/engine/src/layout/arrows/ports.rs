//! Points at which arrows touch a node. Arrows that leave together may share a trunk, and so may those that arrive
//! together. An arrow that leaves and one that arrives keep apart, so that the viewer sees which one begins there.

use kurbo::{Point, Rect};

use super::Facing;
use super::end::End;
use super::floor::View;
use super::ways::{ASIDE, INSET};
use crate::polyline::{distance, length, toward};

/// Length of the stretch at an end of an arrow that other arrows' heads keep clear of: the length of a head.
const TIP: f64 = 21.0;
/// Smallest distance between two such stretches: half a head, half a line and a margin.
const CLEAR: f64 = 14.0;
/// Shifts along a side that part an arrow from another, the best first.
pub(super) const SHIFTS: [f64; 4] = [ASIDE, -ASIDE, 2.0 * ASIDE, -2.0 * ASIDE];
/// The cost of crossing another arrow, in units of running along one.
const CROSSING: f64 = 30.0;
/// Least length of a stretch that a shift shortens.
const SHORTEST: f64 = 16.0;

/// The two ends of an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Leaves,
    Arrives,
}

impl Role {
    pub(super) const BOTH: [Self; 2] = [Self::Leaves, Self::Arrives];

    /// The stretch of a course at this end, as long as a head: from the node outwards.
    pub(super) fn tip(self, points: &[Point]) -> [Point; 2] {
        let last = points.len() - 1;
        let [outer, inner] = match self {
            Self::Leaves => [points[0], points[1]],
            Self::Arrives => [points[last], points[last - 1]],
        };
        tip(outer, inner)
    }
}

/// The stretch from `port` towards `inner`, as long as a head.
pub(super) fn tip(port: Point, inner: Point) -> [Point; 2] {
    [port, if length(port, inner) > TIP { toward(port, inner, TIP) } else { inner }]
}

/// The box within which another tip may be too close to `tip`.
pub(super) fn near([a, b]: [Point; 2]) -> Rect {
    Rect::from_points(a, b).inflate(CLEAR, CLEAR)
}

/// True if two tips cannot be told apart.
pub(super) fn are_too_close(a: [Point; 2], b: [Point; 2]) -> bool {
    distance(a, b) < CLEAR
}

/// True if the head of an arrow lies over the beginning of another. Both courses have at least two points.
#[must_use]
pub fn begins_under_head(begins: &[Point], head: &[Point]) -> bool {
    are_too_close(Role::Leaves.tip(begins), Role::Arrives.tip(head))
}

/// A course of which one end was shifted along its side.
pub(super) struct Shifted {
    pub(super) corners: Vec<Point>,
    /// Length for which it runs along other arrows and crosses them, in units.
    pub(super) burden: f64,
}

/// The course with its end `role`, at `end`, shifted along the side that it touches; none where there is no
/// room.
pub(super) fn shifted(
    corners: &[Point],
    role: Role,
    end: &End,
    shift: f64,
    view: &View<'_>,
) -> Option<Shifted> {
    let last = corners.len() - 1;
    let (outer, inner, beyond) = match role {
        Role::Leaves => (0, 1, 2),
        Role::Arrives => (last, last - 1, last.wrapping_sub(2)),
    };
    let side = touched(end, corners[outer], corners[inner])?;
    let port = beside(end, side, corners[outer], shift)?;
    let mut moved = corners.to_vec();
    moved[outer] = port;
    // A bend moves along with the end; a line without one is slanted.
    if let Some(beyond) = corners.get(beyond) {
        let before = *beyond - corners[inner];
        let step = side.across(port - corners[outer]);
        if side.is_horizontal() {
            moved[inner].y += step;
        } else {
            moved[inner].x += step;
        }
        let after = *beyond - moved[inner];
        if before.dot(after) <= 0.0 || after.hypot() < SHORTEST {
            return None;
        }
    }
    // The other end may still be shifted away from what this course runs along.
    let burden = view.burden(&moved);
    let is_better = view.runs_clear_of_boxes(&moved)
        && !view.is_taken(role, role.tip(&moved))
        && burden.company <= view.burden(corners).company;
    is_better
        .then_some(Shifted { corners: moved, burden: burden.company + CROSSING * burden.crossings as f64 })
}

/// The side at which an arrow from or towards `inner` touches an end.
fn touched(end: &End, port: Point, inner: Point) -> Option<Facing> {
    let touches = |side: &Facing| {
        let anchor = end.anchor(*side, along(*side, port));
        side.along(inner - port) > 0.0 && length(anchor, port) < 1e-6
    };
    Facing::ALL.into_iter().find(touches)
}

/// The port that is `shift` beside another one of the same side; none beyond the side's ends.
pub(super) fn beside(end: &End, side: Facing, port: Point, shift: f64) -> Option<Point> {
    let (low, high) = side.side(end.aim);
    let along = along(side, port) + shift;
    (low + INSET..=high - INSET).contains(&along).then(|| end.anchor(side, along))
}

/// Position of a point along a side.
fn along(side: Facing, point: Point) -> f64 {
    if side.is_horizontal() { point.y } else { point.x }
}
