//! The simple courses between two boxes: level, bent, straight, or around one side. A course is a list of at
//! least two corners, not yet rounded.

use kurbo::{Point, Rect, Vec2};

use super::end::End;
use super::{Facing, LANE, NARROW_LANE};
use crate::polyline::length;

/// Distance between an arrow and the one that goes the opposite way beside it.
const TWIN: f64 = 40.0;
/// Smallest distance of an arrow from the corners of the sides that it joins.
pub(super) const INSET: f64 = 12.0;
/// Largest distance of a level arrow from the middle of the smaller end, as a share of the way to its corner.
/// Further out, it would seem to miss the box, and a bend is easier to read.
const OFF_CENTER: f64 = 0.6;
/// Width below which a gap is too narrow for a bend.
const TIGHT: f64 = 60.0;
/// Distance below which two bends are a jog, where a straight line is easier to read.
pub(super) const JOG: f64 = 40.0;
/// Between two arrows at one side of one end that have nothing to do with one another.
pub(super) const ASIDE: f64 = 24.0;
/// Steps in which a level arrow, or the lane of a bent one, evades other arrows.
pub(super) const SIDESTEPS: [f64; 5] = [0.0, 28.0, -28.0, 56.0, -56.0];

/// Settings of an arrow's course, besides its ends.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Custom {
    /// True if another arrow goes the opposite way and needs room.
    pub(super) reversed: bool,
    /// Coordinate of a bend's lane, on the axis of the gap; its middle if there is none.
    pub(super) lane: Option<f64>,
    /// Coordinate of the trunk that a level line should follow, on the other axis.
    pub(super) trunk: Option<f64>,
}

/// Courses along the axis on which the ends face each other: level ones, or else bent ones in the shape of a Z,
/// the best first.
pub(super) fn simple([from, to]: [&End; 2], side: Facing, custom: Custom) -> Vec<Vec<Point>> {
    let level = level(from, to, side, custom);
    let (start, end) = (from.port(side), to.port(side.opposite()));
    let gap = side.along(end - start).abs();
    let jog = side.across(end - start).abs();
    if jog < JOG {
        return level.ways.into_iter().chain([vec![start, end]]).collect();
    }
    if level.is_centered {
        return level.ways;
    }
    if gap < TIGHT && !level.ways.is_empty() {
        return level.ways;
    }
    let lane = custom.lane.unwrap_or_else(|| side.coordinate(start.midpoint(end)));
    // A lane keeps a fifth of the gap on either side, so that the last stretch has room for its head.
    let steps = SIDESTEPS.into_iter().filter(|step| *step == 0.0 || step.abs() < 0.3 * gap);
    steps.map(|step| bent(start, end, side, lane + step)).collect()
}

/// Bent courses that leave the first end, or arrive at the second one, beside the middles of their sides, where
/// other arrows are.
pub(super) fn beside([from, to]: [&End; 2], side: Facing) -> Vec<Vec<Point>> {
    let shifted = |end: &End, side: Facing, shift: f64| {
        let (low, high) = side.side(end.aim);
        let along = side.middle(end.aim) + shift;
        (shift == 0.0 || (low + INSET..=high - INSET).contains(&along)).then(|| end.anchor(side, along))
    };
    let (one, other) = (ASIDE, -ASIDE);
    let shifts = [(0.0, one), (0.0, other), (one, 0.0), (other, 0.0), (one, one), (other, other)];
    let bends = shifts.into_iter().filter_map(|(first, last)| {
        let (start, end) = (shifted(from, side, first)?, shifted(to, side.opposite(), last)?);
        (side.across(end - start).abs() >= JOG).then(|| {
            let middle = side.coordinate(start.midpoint(end));
            SIDESTEPS.map(|step| bent(start, end, side, middle + step))
        })
    });
    bends.flatten().collect()
}

/// A course in the shape of a Z from `start` to `end`, with its middle stretch at `lane`.
pub(super) fn bent(start: Point, end: Point, side: Facing, lane: f64) -> Vec<Point> {
    let corners = if side.is_horizontal() {
        [Point::new(lane, start.y), Point::new(lane, end.y)]
    } else {
        [Point::new(start.x, lane), Point::new(end.x, lane)]
    };
    vec![start, corners[0], corners[1], end]
}

struct Level {
    /// Level courses, the best first; none if the ends do not face each other.
    ways: Vec<Vec<Point>>,
    /// True if the best one meets the smaller end near its middle.
    is_centered: bool,
}

fn level(from: &End, to: &End, side: Facing, custom: Custom) -> Level {
    let ((a0, a1), (b0, b1)) = (side.side(from.aim), side.side(to.aim));
    let (low, high) = (a0.max(b0), a1.min(b1));
    if high - low < 2.0 * INSET {
        return Level { ways: Vec::new(), is_centered: false };
    }
    // Aim at the middle of the smaller end, if both ends can be reached there. Of two arrows in opposite
    // directions, each keeps to one side, so that they run side by side.
    let smaller = if a1 - a0 < b1 - b0 { (a0, a1) } else { (b0, b1) };
    let middle = (smaller.0 + smaller.1) / 2.0;
    let reached = |trunk: &f64| (low + INSET..=high - INSET).contains(trunk);
    let aim = custom.trunk.filter(reached).unwrap_or(middle);
    let keep = match side {
        _ if !custom.reversed => 0.0,
        Facing::Right | Facing::Up => TWIN / 2.0,
        Facing::Left | Facing::Down => -TWIN / 2.0,
    };
    let mut lines: Vec<f64> = Vec::new();
    for step in SIDESTEPS {
        let along = (aim + keep + step).max(low + INSET).min(high - INSET).round();
        if !lines.contains(&along) {
            lines.push(along);
        }
    }
    let centered = OFF_CENTER * (smaller.1 - smaller.0) / 2.0 + keep.abs();
    let way = |along: f64| vec![from.anchor(side, along), to.anchor(side.opposite(), along)];
    Level { is_centered: (lines[0] - middle).abs() <= centered, ways: lines.into_iter().map(way).collect() }
}

/// A straight line from middle to middle, cut where it leaves the outlines. If `reversed`, it leaves room for
/// an arrow that goes the opposite way.
pub(super) fn straight(from: &End, to: &End, reversed: bool) -> Vec<Point> {
    let (a, b) = (from.aim.center(), to.aim.center());
    let long = length(a, b);
    let room = [from, to].map(|end| end.aim.width().min(end.aim.height())).into_iter().fold(TWIN, f64::min);
    let aside = if reversed && long > 0.0 {
        let way = (b - a) / long;
        Vec2::new(-way.y, way.x) * (room / 2.0 - 1.0).max(0.0)
    } else {
        Vec2::ZERO
    };
    let (a, b) = (a + aside, b + aside);
    vec![from.outline(a, b), to.outline(b, a)]
}

/// Courses around everything in between: out of one end, past both boxes, and into the other end, the nearest
/// first. A lane stays within the stage if it can, and so does a label of depth `label` beside it.
pub(super) fn around(
    from: &End,
    to: &End,
    side: Facing,
    (stage, label, between): (Rect, f64, &[Rect]),
) -> Vec<Vec<Point>> {
    let (start, end) = (from.port(side), to.port(side));
    let out = side.out();
    let outer = |edges: &[f64]| edges.iter().copied().reduce(if out < 0.0 { f64::min } else { f64::max });
    let own = outer(&[start.y, end.y]).unwrap_or(start.y);
    let room = (side.edge(stage) - own) * out;
    // A label without room outside of the lane is placed inside of it.
    let wanted = if room - label >= NARROW_LANE { room - label } else { room };
    let nearest = wanted.clamp(NARROW_LANE, LANE).round();
    let lanes = SIDESTEPS.into_iter().filter(|step| *step >= 0.0).map(|step| own + out * (nearest + step));
    // A lane beyond the boxes in between, if they reach further out than the ends.
    let edges: Vec<f64> = between.iter().map(|rect| side.edge(*rect)).collect();
    let beyond = outer(&edges).filter(|edge| (edge - own) * out > 0.0).map(|edge| edge + out * LANE);
    let lanes = lanes.chain(beyond);
    lanes.map(|lane| vec![start, Point::new(start.x, lane), Point::new(end.x, lane), end]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::STANDOFF;
    use super::*;

    fn end(x0: f64, y0: f64, x1: f64, y1: f64) -> End {
        End::block(Rect::new(x0, y0, x1, y1))
    }

    fn first(from: End, to: End) -> Vec<Point> {
        simple([&from, &to], Facing::between(from.node, to.node), Custom::default())[0].clone()
    }

    #[test]
    fn neighbours_in_a_row_are_joined_by_a_level_line() {
        let (a, b) = (end(0.0, 0.0, 100.0, 100.0), end(300.0, 20.0, 400.0, 60.0));
        assert_eq!(first(a, b), [Point::new(112.0, 40.0), Point::new(288.0, 40.0)]);
    }

    #[test]
    fn ends_that_just_meet_at_their_corners_are_joined_by_a_bend() {
        let (a, b) = (end(0.0, 0.0, 100.0, 100.0), end(300.0, 70.0, 400.0, 170.0));
        assert_eq!(first(a, b).len(), 4);
        let near = end(140.0, 70.0, 240.0, 170.0);
        assert_eq!(first(a, near).len(), 2, "there is no room for a bend");
    }

    #[test]
    fn a_jog_becomes_a_straight_line() {
        let (a, b) = (end(0.0, 0.0, 100.0, 30.0), end(300.0, 35.0, 400.0, 65.0));
        assert_eq!(first(a, b), [Point::new(112.0, 15.0), Point::new(288.0, 50.0)], "slanted");
        let far = end(300.0, 45.0, 400.0, 75.0);
        assert_eq!(first(a, far).len(), 4, "a bend of 45 units");
        let (tall, low) = (end(0.0, 0.0, 100.0, 80.0), end(300.0, 50.0, 400.0, 80.0));
        assert_eq!(first(tall, low).len(), 2, "level where both can be reached");
    }

    #[test]
    fn there_and_back_run_side_by_side() {
        let (a, b) = (end(0.0, 0.0, 100.0, 100.0), end(300.0, 0.0, 400.0, 100.0));
        let twin = Custom { reversed: true, ..Custom::default() };
        let forth = simple([&a, &b], Facing::Right, twin);
        assert_eq!(forth[0], [Point::new(112.0, 70.0), Point::new(288.0, 70.0)]);
        let back = simple([&b, &a], Facing::Left, twin);
        assert_eq!(back[0], [Point::new(288.0, 30.0), Point::new(112.0, 30.0)]);
        let forth = straight(&a, &b, true);
        let back = straight(&b, &a, true);
        assert_eq!((forth[0].y, back[0].y), (69.0, 31.0), "straight ones, too");
    }

    #[test]
    fn ends_that_do_not_face_each_other_are_joined_by_a_bend() {
        let (a, b) = (end(0.0, 0.0, 100.0, 100.0), end(300.0, 200.0, 400.0, 300.0));
        let bent = [(112.0, 50.0), (200.0, 50.0), (200.0, 250.0), (288.0, 250.0)].map(Point::from);
        assert_eq!(first(a, b), bent);
    }

    #[test]
    fn a_lane_keeps_within_the_stage_with_its_label() {
        let depth = |top: f64, label: f64| {
            let stage = Rect::new(0.0, 0.0, 1000.0, 600.0);
            let [a, b] = [0.0, 500.0].map(|x| end(x, top + STANDOFF, x + 100.0, top + 100.0));
            top - around(&a, &b, Facing::Up, (stage, label, &[]))[0][1].y
        };
        assert_eq!(depth(300.0, 50.0), LANE);
        assert_eq!(depth(84.0, 50.0), 34.0, "both fit when the lane is nearer");
        assert_eq!(depth(60.0, 50.0), LANE, "the label stands inside");
        assert_eq!(depth(36.0, 50.0), 36.0);
        assert_eq!(depth(10.0, 0.0), NARROW_LANE, "there is no room: a finding says so");
    }

    #[test]
    fn a_lane_over_something_high_runs_beyond_it() {
        let stage = Rect::new(0.0, 0.0, 1000.0, 600.0);
        let (a, b) = (end(0.0, 300.0, 100.0, 400.0), end(500.0, 300.0, 600.0, 400.0));
        let ways = around(&a, &b, Facing::Up, (stage, 0.0, &[Rect::new(200.0, 150.0, 400.0, 550.0)]));
        assert_eq!(ways[0][1].y, 288.0 - LANE);
        assert_eq!(ways.last().map(|way| way[1].y), Some(150.0 - LANE));
    }
}
