//! The plain ways between two boxes: level, bent, straight, around one side. As corners, not yet
//! rounded, at least two.

use kurbo::{Point, Rect, Vec2};

use super::{End, Facing, LANE, NARROW_LANE, STANDOFF};

/// Between an arrow and the one that comes back beside it, from line to line.
const TWIN: f64 = 40.0;
/// An arrow stays so far from the corners of the sides it joins.
const INSET: f64 = 12.0;
/// How far from the middle of the smaller end a level arrow may run, as a share of the way to its
/// corner. Beyond, it would seem to miss the box, and a bend reads better.
const OFF_CENTER: f64 = 0.6;
/// A gap that is too narrow for a bend.
const TIGHT: f64 = 60.0;
/// Steps in which the lane of a bent arrow evades other arrows.
const SIDESTEPS: [f64; 5] = [0.0, 28.0, -28.0, 56.0, -56.0];

/// Level along the axis where the two face each other; else bent in a Z. The best comes first.
/// `reversed` leaves room for an arrow that comes back.
pub(super) fn simple(from: End, to: End, reversed: bool) -> Vec<Vec<Point>> {
    let side = Facing::between(from.node, to.node);
    let horizontal = side.is_horizontal();
    let extent = |rect: Rect| if horizontal { (rect.y0, rect.y1) } else { (rect.x0, rect.x1) };
    let ((a0, a1), (b0, b1)) = (extent(from.part), extent(to.part));
    let (low, high) = (a0.max(b0), a1.min(b1));
    let mut level = None;
    if high - low >= 2.0 * INSET {
        // Aim at the middle of the smaller end, where both can reach it. Of two that run side by
        // side each keeps to its right.
        let smaller = if a1 - a0 < b1 - b0 { (a0, a1) } else { (b0, b1) };
        let aim = (smaller.0 + smaller.1) / 2.0;
        let keep = match side {
            _ if !reversed => 0.0,
            Facing::Right | Facing::Up => TWIN / 2.0,
            Facing::Left | Facing::Down => -TWIN / 2.0,
        };
        let along = (aim + keep).clamp(low + INSET, high - INSET).round();
        let way = vec![from.anchor(side, along), to.anchor(side.opposite(), along)];
        if (along - aim).abs() <= OFF_CENTER * (smaller.1 - smaller.0) / 2.0 + keep.abs() {
            return vec![way];
        }
        level = Some(way);
    }
    let (start, end) = (from.port(side), to.port(side.opposite()));
    let gap = if horizontal { (end.x - start.x).abs() } else { (end.y - start.y).abs() };
    if let Some(level) = level.filter(|_| gap < TIGHT) {
        return vec![level];
    }
    let bent = |step: f64| {
        let lane = start.midpoint(end) + Vec2::new(step, step);
        let corners = if horizontal {
            [Point::new(lane.x, start.y), Point::new(lane.x, end.y)]
        } else {
            [Point::new(start.x, lane.y), Point::new(end.x, lane.y)]
        };
        vec![start, corners[0], corners[1], end]
    };
    // A lane keeps a fifth of the gap to either side, so that the last stretch can carry its head.
    SIDESTEPS.into_iter().filter(|step| *step == 0.0 || step.abs() < 0.3 * gap).map(bent).collect()
}

/// A straight line from middle to middle, cut where it leaves the boxes.
pub(super) fn straight(from: End, to: End) -> Vec<Point> {
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

/// Around what lies between: out of one end, along beside both boxes, into the other end. The lane keeps
/// within the stage where it can, and so does a label of this depth beside it.
pub(super) fn around(from: End, to: End, side: Facing, (stage, label): (Rect, f64)) -> Vec<Point> {
    let (start, end) = (from.port(side), to.port(side));
    let (outer, out, room) = match side {
        Facing::Up => {
            let outer = start.y.min(end.y);
            (outer, -1.0, outer - stage.y0)
        }
        _ => {
            let outer = start.y.max(end.y);
            (outer, 1.0, stage.y1 - outer)
        }
    };
    // A label that finds no room outside of the lane stands inside of it.
    let wanted = if room - label >= NARROW_LANE { room - label } else { room };
    let lane = outer + out * wanted.clamp(NARROW_LANE, LANE).round();
    vec![start, Point::new(start.x, lane), Point::new(end.x, lane), end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(rect: Rect) -> End {
        End { part: rect, node: rect }
    }

    #[test]
    fn neighbours_in_a_row_are_joined_by_a_level_line() {
        let (a, b) = (end(Rect::new(0.0, 0.0, 100.0, 100.0)), end(Rect::new(300.0, 20.0, 400.0, 60.0)));
        assert_eq!(simple(a, b, false)[0], [Point::new(112.0, 40.0), Point::new(288.0, 40.0)]);
    }

    #[test]
    fn ends_that_just_meet_at_their_corners_are_joined_by_a_bend() {
        let (a, b) = (end(Rect::new(0.0, 0.0, 100.0, 100.0)), end(Rect::new(300.0, 70.0, 400.0, 170.0)));
        assert_eq!(simple(a, b, false)[0].len(), 4);
        let near = end(Rect::new(140.0, 70.0, 240.0, 170.0));
        assert_eq!(simple(a, near, false)[0].len(), 2, "there is no room for a bend");
    }

    #[test]
    fn there_and_back_run_side_by_side() {
        let (a, b) = (end(Rect::new(0.0, 0.0, 100.0, 100.0)), end(Rect::new(300.0, 0.0, 400.0, 100.0)));
        assert_eq!(simple(a, b, true)[0], [Point::new(112.0, 70.0), Point::new(288.0, 70.0)]);
        assert_eq!(simple(b, a, true)[0], [Point::new(288.0, 30.0), Point::new(112.0, 30.0)]);
    }

    #[test]
    fn ends_that_do_not_face_each_other_are_joined_by_a_bend() {
        let (a, b) = (end(Rect::new(0.0, 0.0, 100.0, 100.0)), end(Rect::new(300.0, 200.0, 400.0, 300.0)));
        let bent = [(112.0, 50.0), (200.0, 50.0), (200.0, 250.0), (288.0, 250.0)].map(Point::from);
        assert_eq!(simple(a, b, false)[0], bent);
    }

    #[test]
    fn a_lane_keeps_within_the_stage_with_its_label() {
        let depth = |top: f64, label: f64| {
            let stage = Rect::new(0.0, 0.0, 1000.0, 600.0);
            let [a, b] = [0.0, 500.0].map(|x| end(Rect::new(x, top + STANDOFF, x + 100.0, top + 100.0)));
            top - around(a, b, Facing::Up, (stage, label))[1].y
        };
        assert_eq!(depth(300.0, 50.0), LANE);
        assert_eq!(depth(84.0, 50.0), 34.0, "both fit when the lane is nearer");
        assert_eq!(depth(60.0, 50.0), LANE, "the label stands inside");
        assert_eq!(depth(36.0, 50.0), 36.0);
        assert_eq!(depth(10.0, 0.0), NARROW_LANE, "there is no room: a finding says so");
    }
}
