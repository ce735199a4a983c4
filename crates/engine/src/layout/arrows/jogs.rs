//! Removes jogs from courses: short stretches between two long ones in the same direction.

use kurbo::Point;

use super::Facing;
use super::end::End;
use super::floor::View;
use super::ways::{INSET, JOG};
use crate::polyline::length;

/// Removes every jog that can be removed, by shifting the stretch before it or the one after it.
pub(super) fn without(mut corners: Vec<Point>, ends: [&End; 2], view: &View<'_>) -> Vec<Point> {
    while let Some(better) =
        (1..corners.len().saturating_sub(2)).find_map(|at| moved(&corners, at, ends, view))
    {
        corners = better;
    }
    corners
}

/// The course without the jog from the corner `at` to the next one, if it is a jog and a free course without it
/// exists.
fn moved(corners: &[Point], at: usize, ends: [&End; 2], view: &View<'_>) -> Option<Vec<Point>> {
    let way = |at: usize| corners[at + 1] - corners[at];
    let is_jog = length(corners[at], corners[at + 1]) < JOG
        && way(at - 1).cross(way(at + 1)) == 0.0
        && way(at - 1).dot(way(at + 1)) > 0.0;
    if !is_jog {
        return None;
    }
    let shift = way(at);
    let mut before = corners.to_vec();
    before[at - 1] += shift;
    let mut after = corners.to_vec();
    after[at + 2] -= shift;
    let last = corners.len() - 1;
    let options = [
        (before, (at == 1).then_some((0, ends[0], corners[at + 1]))),
        (after, (at + 2 == last).then_some((last, ends[1], corners[at]))),
    ];
    let mut moved = options.into_iter().filter_map(|(mut points, touching)| {
        if let Some((number, end, inner)) = touching {
            points[number] = touched(end, points[number], inner)?;
        }
        points.drain(at..at + 2);
        Some(points)
    });
    moved.find(|points| view.is_free(points))
}

/// The point at which an arrow at `point`, from or towards `inner`, touches the end; none beyond the end's
/// side.
fn touched(end: &End, point: Point, inner: Point) -> Option<Point> {
    let way = inner - point;
    let side = match (way.x.abs() >= way.y.abs(), way.x >= 0.0, way.y >= 0.0) {
        (true, true, _) => Facing::Right,
        (true, false, _) => Facing::Left,
        (false, _, true) => Facing::Down,
        (false, _, false) => Facing::Up,
    };
    let (low, high) = side.side(end.aim);
    let along = if side.is_horizontal() { point.y } else { point.x };
    (low + INSET <= along && along <= high - INSET).then(|| end.anchor(side, along))
}
