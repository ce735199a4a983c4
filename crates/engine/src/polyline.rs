//! Polylines: lengths, points along them, and sections of them. Arithmetic only, no drawing.

use kurbo::{Point, Rect};

/// Distance between two points.
#[must_use]
pub fn length(a: Point, b: Point) -> f64 {
    libm::hypot(b.x - a.x, b.y - a.y)
}

/// The box around points; an empty one at the origin if there are none.
#[must_use]
pub fn bounds(points: &[Point]) -> Rect {
    let boxes = points.iter().map(|point| Rect::from_points(*point, *point));
    boxes.reduce(|a, b| a.union(b)).unwrap_or_default()
}

/// The point at `distance` from `from` towards `to`, which must differ from `from`.
#[must_use]
pub fn toward(from: Point, to: Point, distance: f64) -> Point {
    from + (to - from) * (distance / length(from, to))
}

/// True if the straight line from `a` to `b` runs through a box, by the Liang-Barsky method: each side clips
/// the line, and some of it must remain.
#[must_use]
pub fn meets(a: Point, b: Point, rect: Rect) -> bool {
    let way = b - a;
    let sides =
        [(-way.x, a.x - rect.x0), (way.x, rect.x1 - a.x), (-way.y, a.y - rect.y0), (way.y, rect.y1 - a.y)];
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (toward, room) in sides {
        if toward < 0.0 {
            from = from.max(room / toward);
        } else if toward > 0.0 {
            to = to.min(room / toward);
        } else if room < 0.0 {
            return false;
        }
    }
    from < to
}

/// Length over which the straight line between `own` runs along the one between `other` at less than `apart`
/// units from it: 0 for lines that only cross.
#[must_use]
pub fn together(own: [Point; 2], other: [Point; 2], apart: f64) -> f64 {
    let long = length(own[0], own[1]);
    if long == 0.0 {
        return 0.0;
    }
    let way = (own[1] - own[0]) / long;
    // Position of the other line's ends along this line, and their distance from it.
    let [(a, u), (b, v)] = other.map(|point| {
        let from = point - own[0];
        (from.dot(way), way.cross(from))
    });
    if (v - u).abs() > PARALLEL * (b - a).abs() {
        return 0.0;
    }
    let (start, end) = (a.min(b).max(0.0), a.max(b).min(long));
    if start >= end {
        return 0.0;
    }
    let beside = |at: f64| (u + (v - u) * (at - a) / (b - a)).abs();
    if beside((start + end) / 2.0) < apart { end - start } else { 0.0 }
}

/// The least distance of two straight lines: 0 where they cross.
#[must_use]
pub fn distance(a: [Point; 2], b: [Point; 2]) -> f64 {
    if cross(a, b) {
        return 0.0;
    }
    let ends = [(a[0], b), (a[1], b), (b[0], a), (b[1], a)];
    ends.into_iter().map(|(point, line)| from_line(point, line)).fold(f64::INFINITY, f64::min)
}

/// True if two straight lines that are not parallel cross, ends included.
#[must_use]
pub fn cross(own: [Point; 2], other: [Point; 2]) -> bool {
    let side = |line: [Point; 2], point: Point| (line[1] - line[0]).cross(point - line[0]);
    let apart = |line: [Point; 2], points: [Point; 2]| side(line, points[0]) * side(line, points[1]) <= 0.0;
    let parallel = (own[1] - own[0]).cross(other[1] - other[0]) == 0.0;
    !parallel && apart(own, other) && apart(other, own)
}

/// The distance of a point from a straight line between two points.
fn from_line(point: Point, [a, b]: [Point; 2]) -> f64 {
    let way = b - a;
    let whole = way.dot(way);
    let share = if whole > 0.0 { ((point - a).dot(way) / whole).clamp(0.0, 1.0) } else { 0.0 };
    length(point, a + way * share)
}

/// Largest distance that lines which run together may grow apart, as a share of their length.
const PARALLEL: f64 = 0.08;

/// The section of `points` between two shares of its length, both from 0 to 1. It has at least two points, if
/// `points` has any.
#[must_use]
pub fn cut(points: &[Point], from: f64, to: f64) -> Vec<Point> {
    let lengths: Vec<f64> = points.windows(2).map(|pair| length(pair[0], pair[1])).collect();
    let total: f64 = lengths.iter().sum();
    let (start, end) = (from.clamp(0.0, 1.0) * total, to.clamp(0.0, 1.0) * total);
    let mut cut = Vec::new();
    let mut passed = 0.0;
    for (pair, length) in points.windows(2).zip(&lengths) {
        let (a, b) = (passed, passed + length);
        passed = b;
        if b < start || a > end || *length == 0.0 {
            continue;
        }
        let at = |distance: f64| pair[0] + (pair[1] - pair[0]) * ((distance - a) / length).clamp(0.0, 1.0);
        if cut.is_empty() {
            cut.push(at(start));
        }
        cut.push(at(end));
    }
    match points.first() {
        Some(first) if cut.is_empty() => vec![*first; 2],
        _ => cut,
    }
}

/// The point at `share` (0 to 1) of a polyline's length; the origin if `points` is empty.
#[must_use]
pub fn along(points: &[Point], share: f64) -> Point {
    cut(points, 0.0, share).last().copied().unwrap_or_default()
}

/// The points at several shares of a polyline's length, as [`along`] gives them, in one pass. `shares` lie from
/// 0 to 1 and must ascend.
#[must_use]
pub fn along_all(points: &[Point], shares: impl IntoIterator<Item = f64>) -> Vec<Point> {
    let lengths: Vec<f64> = points.windows(2).map(|pair| length(pair[0], pair[1])).collect();
    let total: f64 = lengths.iter().sum();
    let (mut at, mut passed) = (0, 0.0);
    let point = |share: f64| {
        let goal = share.clamp(0.0, 1.0) * total;
        // The last stretch that begins before the goal, or at it.
        while at + 1 < lengths.len() && passed + lengths[at] <= goal {
            passed += lengths[at];
            at += 1;
        }
        let Some(length) = lengths.get(at).filter(|length| **length > 0.0) else {
            return points.get(at).copied().unwrap_or_default();
        };
        points[at] + (points[at + 1] - points[at]) * ((goal - passed) / length).clamp(0.0, 1.0)
    };
    shares.into_iter().map(point).collect()
}

/// Resamples a polyline to `count` equidistant points, so that two polylines can be blended. `count` is at
/// least 2.
#[must_use]
pub fn resampled(points: &[Point], count: usize) -> Vec<Point> {
    (0..count).map(|at| along(points, at as f64 / (count.max(2) - 1) as f64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_meet() {
        let points = [Point::ZERO, Point::new(100.0, 0.0), Point::new(100.0, 100.0)];
        assert_eq!(cut(&points, 0.0, 0.75).last(), Some(&Point::new(100.0, 50.0)));
        assert_eq!(cut(&points, 0.75, 1.0)[0], Point::new(100.0, 50.0));
        assert_eq!(cut(&points, 0.0, 1.0), points);
    }

    #[test]
    fn many_points_are_the_same_as_one_after_another() {
        let points = [(0.0, 0.0), (30.0, 0.0), (30.0, 0.0), (30.0, 50.0), (-20.0, 50.0)].map(Point::from);
        for points in [&points[..], &points[..1], &points[1..3], &[]] {
            let shares = || (0..=20).map(|at| f64::from(at) / 20.0);
            let each: Vec<Point> = shares().map(|share| along(points, share)).collect();
            assert_eq!(along_all(points, shares()), each, "{points:?}");
        }
    }

    #[test]
    fn a_line_meets_the_boxes_that_it_runs_through() {
        let rect = Rect::new(10.0, 10.0, 20.0, 20.0);
        let meets = |a: (f64, f64), b: (f64, f64)| meets(a.into(), b.into(), rect);
        assert!(meets((0.0, 15.0), (30.0, 15.0)) && meets((15.0, 30.0), (15.0, 18.0)));
        assert!(meets((0.0, 5.0), (30.0, 25.0)), "slanted");
        assert!(!meets((0.0, 15.0), (9.0, 15.0)) && !meets((0.0, 21.0), (30.0, 21.0)));
        assert!(!meets((0.0, 15.0), (15.0, 30.0)), "past its corner");
    }

    #[test]
    fn lines_run_together_where_they_are_side_by_side() {
        let line = |a: (f64, f64), b: (f64, f64)| [Point::from(a), Point::from(b)];
        let level = line((0.0, 0.0), (100.0, 0.0));
        assert_eq!(together(level, line((60.0, 5.0), (200.0, 5.0)), 16.0), 40.0);
        assert_eq!(together(level, line((200.0, 5.0), (60.0, 5.0)), 16.0), 40.0, "against it");
        assert_eq!(together(level, line((60.0, 20.0), (200.0, 20.0)), 16.0), 0.0, "too far apart");
        assert_eq!(together(level, line((100.0, 0.0), (200.0, 0.0)), 16.0), 0.0, "one after the other");
        assert_eq!(together(level, line((50.0, -50.0), (50.0, 50.0)), 16.0), 0.0, "across");
        let slanted = line((0.0, 0.0), (100.0, 100.0));
        assert!(
            (together(slanted, line((50.0, 50.0), (150.0, 150.0)), 16.0) - 50.0 * 2.0_f64.sqrt()).abs()
                < 1e-9
        );
        assert_eq!(together(slanted, line((0.0, 100.0), (100.0, 0.0)), 16.0), 0.0);
        assert_eq!(together(line((0.0, 0.0), (0.0, 0.0)), level, 16.0), 0.0);
    }

    #[test]
    fn lines_that_do_not_cross_have_a_distance() {
        let line = |a: (f64, f64), b: (f64, f64)| [Point::from(a), Point::from(b)];
        let level = line((0.0, 0.0), (100.0, 0.0));
        assert_eq!(distance(level, line((50.0, -50.0), (50.0, 50.0))), 0.0);
        assert_eq!(distance(level, line((20.0, 8.0), (60.0, 8.0))), 8.0, "side by side");
        assert_eq!(distance(level, line((103.0, 4.0), (103.0, 40.0))), 5.0, "at a corner");
        assert_eq!(distance(level, line((130.0, 0.0), (130.0, 0.0))), 30.0, "from a point");
    }

    #[test]
    fn degenerate_lines_are_still_lines() {
        assert_eq!(cut(&[Point::ZERO; 3], 0.0, 1.0).len(), 2);
        assert_eq!(cut(&[], 0.0, 1.0), []);
        assert_eq!(along(&[], 0.5), Point::ZERO);
    }
}
