//! Arrows between resting boxes: which sides they join and the course they take.
//!
//! An arrow takes the simplest way that is free: level, else bent once over, else around what lies
//! between. Courses are chosen here once and never again in motion; a moving end only shifts them.

mod bow;
mod floor;
mod label;
mod search;
mod ways;

use std::sync::Arc;

use kurbo::{Point, Rect, Vec2};

use super::BeatLayout;
use super::pictures::Studio;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::nodes::Uid;
use crate::polyline::{length, toward};
use crate::scene::{Arrow, Beat, Route, Target};
use crate::text::TextBlock;
use floor::Floor;

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
/// Between an arrow's end and a lane beside its box: room for a corner and the head.
const LANE: f64 = 44.0;
/// The same where there is less room than that.
const NARROW_LANE: f64 = 28.0;
/// An arrow may leave the stage by this much, into the margin.
pub(super) const OUTSIDE: f64 = 24.0;
/// Radius of a corner.
const CORNER: f64 = 26.0;

/// A side of a box, and the direction in which an arrow leaves there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Facing {
    Right,
    Left,
    Down,
    Up,
}

impl Facing {
    const ALL: [Self; 4] = [Self::Right, Self::Left, Self::Down, Self::Up];

    fn opposite(self) -> Self {
        match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
            Self::Down => Self::Up,
            Self::Up => Self::Down,
        }
    }

    fn is_horizontal(self) -> bool {
        matches!(self, Self::Right | Self::Left)
    }

    /// The side at which `from` looks towards `to`: the axis along which they are further apart.
    fn between(from: Rect, to: Rect) -> Self {
        let apart_x = (to.x0 - from.x1).max(from.x0 - to.x1);
        let apart_y = (to.y0 - from.y1).max(from.y0 - to.y1);
        if apart_x >= apart_y {
            if to.center().x >= from.center().x { Self::Right } else { Self::Left }
        } else if to.center().y >= from.center().y {
            Self::Down
        } else {
            Self::Up
        }
    }
}

/// The end of an arrow: the part it aims at and what the node draws, which it must not enter.
#[derive(Clone, Copy, Debug)]
struct End {
    part: Rect,
    node: Rect,
}

impl End {
    fn of(target: Target, layout: &BeatLayout) -> Self {
        let node = layout.place(target.node).map_or(Rect::ZERO, |place| place.region(Uid::ROOT));
        Self { part: layout.region(target).unwrap_or(node), node }
    }

    /// Where an arrow touches the end when it comes from the side `facing`.
    fn anchor(&self, facing: Facing, along: f64) -> Point {
        match facing {
            Facing::Right => Point::new(self.node.x1 + STANDOFF, along),
            Facing::Left => Point::new(self.node.x0 - STANDOFF, along),
            Facing::Down => Point::new(along, self.node.y1 + STANDOFF),
            Facing::Up => Point::new(along, self.node.y0 - STANDOFF),
        }
    }

    /// The anchor in the middle of a side.
    fn port(&self, facing: Facing) -> Point {
        let center = self.part.center().round();
        self.anchor(facing, if facing.is_horizontal() { center.y } else { center.x })
    }
}

/// The courses of a beat's arrows, in their order: the first has the first choice. Labels are placed
/// when all courses are known. An arrow that can join its ends on no side goes into `found`.
pub(super) fn courses(
    beat: &Beat,
    layout: &BeatLayout,
    studio: &mut Studio<'_>,
    stage: Rect,
    found: &mut Diagnostics,
) -> Vec<Course> {
    let mut floor = Floor::new(layout, stage);
    let mut courses = Vec::with_capacity(beat.arrows.len());
    for arrow in &beat.arrows {
        let label = label::set(arrow, studio);
        let height = label.as_ref().map_or(0.0, |block| label::depth(block));
        let corners = corners(beat, arrow, layout, (&floor, height)).unwrap_or_else(|| {
            found.push(no_side(arrow, &studio.scene.cast[arrow.from.node].id));
            ways::straight(End::of(arrow.from, layout), End::of(arrow.to, layout))
        });
        floor.take(arrow, corners.clone());
        courses.push((corners, label));
    }
    let mut finished = Vec::with_capacity(courses.len());
    for (corners, label) in courses {
        let label = label.map(|block| {
            let at = label::place(&corners, &block, &floor);
            floor.write(Rect::from_origin_size(at, (block.width, block.height)));
            (block, at)
        });
        finished.push(Course { points: rounded(&corners), label });
    }
    finished
}

/// That an arrow within a node would run over what the node draws.
fn no_side(arrow: &Arrow, id: &str) -> Diagnostic {
    let message = format!("joins two parts of one node: no side of `{id}` is free for an arrow between them");
    let help = match arrow.route {
        Route::Auto | Route::Bent => "`mark` the parts, or make them nodes of their own",
        Route::Straight | Route::Over | Route::Under => {
            "leave `route` out, or make the parts nodes of their own"
        }
    };
    Diagnostic::error("bad-arrow", arrow.span.clone(), message).help(help)
}

/// Where an arrow begins, turns and ends; `label` is the depth that its label takes beside a lane. None
/// where two parts of one node have no free side in common.
fn corners(
    beat: &Beat,
    arrow: &Arrow,
    layout: &BeatLayout,
    (floor, label): (&Floor, f64),
) -> Option<Vec<Point>> {
    let (from, to) = (End::of(arrow.from, layout), End::of(arrow.to, layout));
    let view = floor.between(arrow, [from, to]);
    if arrow.from.node == arrow.to.node {
        return bow::way(arrow, layout.place(arrow.from.node)?, &view);
    }
    Some(match arrow.route {
        Route::Over => ways::around(from, to, Facing::Up, (view.stage, label)),
        Route::Under => ways::around(from, to, Facing::Down, (view.stage, label)),
        Route::Straight => ways::straight(from, to),
        Route::Auto | Route::Bent => {
            let reversed = beat.arrows.iter().any(|other| (other.from, other.to) == (arrow.to, arrow.from));
            let ways = ways::simple(from, to, reversed);
            let free = ways.iter().find(|corners| view.is_free(corners)).cloned();
            // Where nothing is free, the plainest way stays, and a lint says what it crosses.
            free.or_else(|| search::way(from, to, &view)).unwrap_or_else(|| ways[0].clone())
        }
    })
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
