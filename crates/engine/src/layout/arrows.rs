//! Arrows between resting boxes: the sides that they join, and the courses that they take.
//!
//! An arrow takes the simplest way that is free: level, else bent once over, else straight or around what lies
//! between. Arrows that leave together, or arrive together, share a trunk. Courses are chosen here once and never again in motion;
//! a moving end only shifts them.

mod bow;
mod end;
mod floor;
mod groups;
mod jogs;
mod label;
mod lattice;
mod ports;
mod route;
mod search;
mod ways;

use std::sync::Arc;

use kurbo::{Point, Rect, Vec2};

use super::BeatLayout;
use super::pictures::Studio;
use super::seams::Seams;
use crate::budget::Budget;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::nodes::Picture;
use crate::polyline::{length, toward};
use crate::scene::{Arrangement, Arrow, Beat, Route, Target};
use crate::text::TextBlock;
use end::{End, Ends};
pub use ports::begins_under_head;
use route::Routed;

/// An arrow's course at rest: a polyline from one end to the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// At least two points, with corners already rounded.
    pub points: Vec<Point>,
    /// The label, with the top left of its box.
    pub label: Option<(Arc<TextBlock>, Point)>,
}

/// Distance between a box and the arrow's end, in units.
const STANDOFF: f64 = 12.0;
/// Distance from an arrow's end to a lane beside the box: room for a corner and the head.
const LANE: f64 = 44.0;
/// Distance to a lane if there is less room than [`LANE`].
const NARROW_LANE: f64 = 28.0;
/// Smallest distance between two boxes at which a bend has room.
const ROOM: f64 = 60.0;
/// Distance by which an arrow may leave the stage, into the margin.
pub(super) const OUTSIDE: f64 = 24.0;
/// Radius of a corner, in units.
const CORNER: f64 = 26.0;

/// A side of a box, and the direction in which an arrow leaves there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// Sign of the coordinate in which an arrow leaves.
    fn out(self) -> f64 {
        match self {
            Self::Right | Self::Down => 1.0,
            Self::Left | Self::Up => -1.0,
        }
    }

    /// The coordinate of a point on the axis along which an arrow leaves.
    fn coordinate(self, point: Point) -> f64 {
        if self.is_horizontal() { point.x } else { point.y }
    }

    /// Component of a vector that points out of this side.
    fn along(self, way: Vec2) -> f64 {
        self.out() * if self.is_horizontal() { way.x } else { way.y }
    }

    /// Component of a vector along this side, positive to the right or downwards.
    fn across(self, way: Vec2) -> f64 {
        if self.is_horizontal() { way.y } else { way.x }
    }

    /// Start and end of this side of a box, on the axis along it.
    fn side(self, rect: Rect) -> (f64, f64) {
        if self.is_horizontal() { (rect.y0, rect.y1) } else { (rect.x0, rect.x1) }
    }

    /// The middle of this side of a box, rounded to whole units.
    fn middle(self, rect: Rect) -> f64 {
        let center = rect.center();
        (if self.is_horizontal() { center.y } else { center.x }).round()
    }

    /// Coordinate of this side of a box, on the axis across it.
    fn edge(self, rect: Rect) -> f64 {
        match self {
            Self::Right => rect.x1,
            Self::Left => rect.x0,
            Self::Down => rect.y1,
            Self::Up => rect.y0,
        }
    }

    /// The side of `from` that faces `to`, on the axis on which they are further apart.
    fn between(from: Rect, to: Rect) -> Self {
        Self::along_axis(from, to, apart(from, to, true) >= apart(from, to, false))
    }

    /// The side of `from` that faces `to` if an arrangement puts one beside or below the other: it is on that
    /// axis if a bend has room there, or else on the axis on which they are further apart.
    fn arranged(from: Rect, to: Rect, how: Arrangement) -> Self {
        match how {
            Arrangement::Row if apart(from, to, true) >= ROOM => Self::along_axis(from, to, true),
            Arrangement::Column if apart(from, to, false) >= ROOM => Self::along_axis(from, to, false),
            _ => Self::between(from, to),
        }
    }

    fn along_axis(from: Rect, to: Rect, horizontal: bool) -> Self {
        if horizontal {
            if to.center().x >= from.center().x { Self::Right } else { Self::Left }
        } else if to.center().y >= from.center().y {
            Self::Down
        } else {
            Self::Up
        }
    }
}

/// Distance between two boxes along one axis; negative if they overlap on it.
fn apart(a: Rect, b: Rect, horizontal: bool) -> f64 {
    if horizontal { (b.x0 - a.x1).max(a.x0 - b.x1) } else { (b.y0 - a.y1).max(a.y0 - b.y1) }
}

/// Finds courses, beat after beat, and keeps those of the last beat.
#[derive(Debug, Default)]
pub(super) struct Courses {
    last: Option<Known>,
}

/// Courses of a beat, with all that they depend on.
#[derive(Debug)]
struct Known {
    ground: Ground,
    arrows: Vec<Arrow>,
    courses: Vec<Course>,
}

/// The boxes of a beat that arrows join and keep clear of.
#[derive(Debug, PartialEq)]
struct Ground {
    rects: Vec<Rect>,
    ends: Vec<[End; 2]>,
    /// The sides on which each arrow leaves and arrives if nothing is in its way.
    sides: Vec<[Facing; 2]>,
    /// Pictures of the nodes that have arrows between their own parts.
    within: Vec<Arc<Picture>>,
}

impl Ground {
    fn new(beat: &Beat, layout: &BeatLayout, seams: &Seams, budget: &Budget) -> Self {
        let mut known = Ends::new(layout, budget);
        let mut end = |target: Target| known.end(target);
        let ends: Vec<[End; 2]> = beat.arrows.iter().map(|arrow| [end(arrow.from), end(arrow.to)]).collect();
        let sides = beat.arrows.iter().zip(&ends).map(|(arrow, [from, to])| {
            let side = match seams.seam(arrow) {
                Some(seam) => Facing::arranged(from.node, to.node, seam.how),
                None => Facing::between(from.node, to.node),
            };
            [side, side.opposite()]
        });
        let sides = sides.collect();
        let within = beat.arrows.iter().filter(|arrow| arrow.from.node == arrow.to.node);
        let within = within.filter_map(|arrow| Some(Arc::clone(layout.place(arrow.from.node)?.last())));
        Self { rects: floor::drawn(layout), ends, sides, within: within.collect() }
    }
}

impl Courses {
    /// The courses of a beat's arrows, in their order; earlier arrows choose first. Labels are placed after all
    /// courses are known. An arrow that can join its ends on no side is reported to `found`.
    pub(super) fn of(
        &mut self,
        beat: &Beat,
        (layout, seams): (&BeatLayout, &Seams),
        studio: &mut Studio<'_>,
        stage: Rect,
        found: &mut Diagnostics,
    ) -> Vec<Course> {
        if beat.arrows.is_empty() {
            return Vec::new();
        }
        studio.budget.spend_for(layout.places.len() + beat.arrows.len());
        let ground = Ground::new(beat, layout, seams, studio.budget);
        if let Some(last) = self.last.as_ref().filter(|last| last.is_of(beat, &ground)) {
            return last.courses.clone();
        }
        let labels: Vec<_> = beat.arrows.iter().map(|arrow| label::set(arrow, studio)).collect();
        let Routed { ways, mut floor } = route::all(beat, layout, (&ground, &labels), stage, studio.budget);
        let mut courses = Vec::with_capacity(ways.len());
        for ((arrow, way), label) in beat.arrows.iter().zip(ways).zip(labels) {
            if way.is_lost {
                found.push(no_side(arrow, &studio.scene.cast[arrow.from.node].id));
            }
            let label = label.map(|block| {
                let at = label::place(&way, &block, &floor);
                floor.write(Rect::from_origin_size(at, (block.width, block.height)));
                (block, at)
            });
            courses.push(Course { points: rounded(&way.corners), label });
        }
        let arrows = beat.arrows.clone();
        self.last = Some(Known { ground, arrows, courses: courses.clone() });
        courses
    }
}

impl Known {
    /// True if the courses of a beat are the same as these.
    fn is_of(&self, beat: &Beat, ground: &Ground) -> bool {
        let alike =
            |a: &Arrow, b: &Arrow| (a.from, a.to, a.route, &a.label) == (b.from, b.to, b.route, &b.label);
        self.arrows.len() == beat.arrows.len()
            && self.arrows.iter().zip(&beat.arrows).all(|(a, b)| alike(a, b))
            && self.ground == *ground
    }
}

/// The error about an arrow within a node that no free side can carry.
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

/// Replaces each corner by nine points on a quadratic curve, which begins and ends [`CORNER`] before and after
/// it, or at the middle of a shorter line.
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

/// The triangle of the arrow head; its tip is the last point of the course.
#[must_use]
pub fn arrow_head(points: &[Point], width: f64) -> Option<[Point; 3]> {
    let tip = *points.last()?;
    // The direction is taken over the head's own length, so that a short last segment does not turn it.
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
