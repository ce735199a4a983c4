//! Arrows in one beat: they are drawn, follow their ends, fade with them, and carry flow.

use std::sync::Arc;

use kurbo::{Affine, Point, Rect, Vec2};

use crate::display::Color;
use crate::easing::Easing;
use crate::layout::{Course, arrow_head};
use crate::nodes::{Element, Ink, Key, Uid, plain_fill};
use crate::polyline::{cut, resampled};
use crate::scene::Target;
use crate::text::TextBlock;
use crate::timeline::effects::Dimming;
use crate::timeline::pose::{Piece, Sprite};
use crate::timeline::standing::Positions;
use crate::timeline::tween::blend_point;
use halfminute_basics::time::{Interval, Time};

/// Motion of an arrow in one beat.
#[derive(Debug)]
pub(super) struct ArrowTrack {
    pub(super) ends: [ArrowEnd; 2],
    pub(super) course: Course,
    /// Course in the beat before, from which the arrow glides, and the time of the glide.
    pub(super) before: Option<(Course, Interval)>,
    /// ArrowEnd of the lead-in, from which on boxes are at rest.
    pub(super) settled: Time,
    /// Interval in which the arrow is drawn; for an arrow that stays, an empty one at the beat's start.
    pub(super) appears: Interval,
    /// Interval in which an arrow of the beat before fades out, because this beat does not list it.
    pub(super) leaves: Option<Interval>,
    pub(super) flows: Vec<(Interval, Easing)>,
    pub(super) style: ArrowStyle,
}

/// One end of an arrow: the node or part it is attached to, and its rest position.
#[derive(Clone, Copy, Debug)]
pub(super) struct ArrowEnd {
    pub(super) target: Target,
    /// Top left of the node's box at rest.
    pub(super) rest: Point,
    /// Boxes of what the node draws at the beat's end, relative to `rest`.
    pub(super) drawn: EndBoxes,
}

/// Bounding boxes of what a node draws.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EndBoxes {
    pub(super) whole: Rect,
    /// Bounding box without the node's label.
    pub(super) body: Rect,
}

impl ArrowEnd {
    /// Offset of the edge that the arrow touches at `at`, from its position at the beat's end to its position
    /// in a node that draws `now`.
    fn swelling(&self, at: Point, now: EndBoxes) -> Vec2 {
        // A point outside the whole box touches that; one outside the body only touches the body.
        let along = |at: f64, [whole, body]: [(f64, f64); 2], [now_whole, now_body]: [(f64, f64); 2]| match at
        {
            at if at >= whole.1 => now_whole.1 - whole.1,
            at if at <= whole.0 => now_whole.0 - whole.0,
            at if at >= body.1 => now_body.1 - body.1,
            at if at <= body.0 => now_body.0 - body.0,
            at => at.clamp(now_body.0, now_body.1.max(now_body.0)) - at,
        };
        let at = at - self.rest;
        let level = |drawn: EndBoxes| [drawn.whole, drawn.body].map(|rect| (rect.x0, rect.x1));
        let upright = |drawn: EndBoxes| [drawn.whole, drawn.body].map(|rect| (rect.y0, rect.y1));
        Vec2::new(along(at.x, level(self.drawn), level(now)), along(at.y, upright(self.drawn), upright(now)))
    }
}

/// Colours and widths of an arrow.
#[derive(Clone, Copy, Debug)]
pub(super) struct ArrowStyle {
    pub(super) line: Color,
    pub(super) label: Color,
    pub(super) flow: Color,
    pub(super) width: f64,
    pub(super) ease: Easing,
}

/// Number of points to which courses are resampled for blending.
const SAMPLES: usize = 33;
/// Length of the moving light in a flow, as a share of the course.
const COMET: f64 = 0.22;

impl ArrowTrack {
    pub(super) fn sample(&self, now: Time, standing: &Positions<'_>, focuses: &Dimming<'_>) -> Vec<Sprite> {
        let opacity = self.opacity(now, standing, focuses);
        let drawn = self.style.ease.at(self.appears.progress(now));
        if opacity <= 0.0 || drawn <= 0.0 {
            return Vec::new();
        }
        let course = self.course_at(now, standing);
        let points = cut(&course.points, 0.0, drawn);
        let color = faded(self.style.line, opacity);
        let mut sprites = shaft(&points, self.style.width, color);
        for (time, ease) in &self.flows {
            sprites.extend(self.flow(&course, ease.at(time.progress(now)), opacity));
        }
        sprites.extend(self.labels(now, standing, opacity * drawn));
        sprites
    }

    /// The arrow's course at `now`, or `None` unless it is visible and completely drawn.
    pub(super) fn seen(&self, now: Time, standing: &Positions<'_>, focuses: &Dimming<'_>) -> Option<Course> {
        let drawn = self.opacity(now, standing, focuses) > 0.0 && self.appears.progress(now) >= 1.0;
        drawn.then(|| self.settled_at(now, standing))
    }

    /// The course and its label between the ends at `now`, which must be after the lead-in.
    pub(super) fn settled_at(&self, now: Time, standing: &Positions<'_>) -> Course {
        let shift = self.shift(now, standing);
        let label = |(block, at): &(Arc<TextBlock>, Point)| (Arc::clone(block), *at + shift);
        let Course { points, .. } = self.course_at(now, standing);
        Course { points, label: self.course.label.as_ref().map(label) }
    }

    /// Opacity of the arrow: that of its fainter end.
    fn opacity(&self, now: Time, standing: &Positions<'_>, focuses: &Dimming<'_>) -> f64 {
        let leaving = self.leaves.map_or(1.0, |time| 1.0 - time.progress(now));
        let ends = self.ends.iter().map(|end| {
            let actor = standing.of(end.target.node);
            let dimmed = focuses.opacity(end.target.node, &[end.target.part]);
            actor.map_or(0.0, |(actor, _)| actor.part_opacity(end.target.part, now)) * dimmed
        });
        ends.fold(leaving, f64::min)
    }

    fn course_at(&self, now: Time, standing: &Positions<'_>) -> Course {
        let mut course = self.course.clone();
        if let Some((before, progress)) = self.glide(now) {
            carry(&mut course.points, self.swellings(now, standing));
            let pairs =
                resampled(&before.points, SAMPLES).into_iter().zip(resampled(&course.points, SAMPLES));
            course.points = pairs.map(|(a, b)| blend_point(a, b, progress)).collect();
            return course;
        }
        let shifts = self.shifts(now, standing);
        if shifts != [Vec2::ZERO; 2] {
            carry(&mut course.points, shifts);
        }
        course
    }

    /// The course in the beat before and the progress of the glide from there; `None` once the glide is over.
    fn glide(&self, now: Time) -> Option<(&Course, f64)> {
        let (before, time) = self.before.as_ref()?;
        let progress = self.style.ease.at(time.progress(now));
        (progress < 1.0).then_some((before, progress))
    }

    /// The arrow's label: an unchanged one glides with the arrow, a changed one cross-fades.
    fn labels(&self, now: Time, standing: &Positions<'_>, opacity: f64) -> Vec<Sprite> {
        let before = self.glide(now).map(|(before, progress)| (before.label.as_ref(), progress));
        let own = self.course.label.as_ref();
        let says = |label: Option<&(Arc<TextBlock>, Point)>| label.map(|(block, _)| block.text.clone());
        match before {
            Some((old, progress)) if says(old) != says(own) => {
                let fading = [(old, 1.0 - progress), (own, progress)];
                let seen = fading.into_iter().filter_map(|(label, share)| Some((label?, share)));
                seen.map(|((block, at), share)| self.label(block, *at, opacity * share)).collect()
            }
            _ => own
                .map(|(block, at)| self.label(block, self.label_at(*at, now, standing), opacity))
                .into_iter()
                .collect(),
        }
    }

    /// Position of a label that rests at `rest`: it glides with its arrow and follows moved ends.
    fn label_at(&self, rest: Point, now: Time, standing: &Positions<'_>) -> Point {
        let glide = self.glide(now).and_then(|(before, progress)| Some((before.label.as_ref()?.1, progress)));
        glide.map_or_else(
            || rest + self.shift(now, standing),
            |(from, progress)| blend_point(from, rest + middle(self.swellings(now, standing)), progress),
        )
    }

    /// Offset of an end's node from its rest position, once the arrow has appeared.
    fn moved(&self, end: ArrowEnd, now: Time, standing: &Positions<'_>) -> Vec2 {
        let place = standing.of(end.target.node).map(|(_, place)| place);
        // In the lead-in, boxes still glide to the positions that the course was made for.
        place.filter(|_| now >= self.appears.end).map_or(Vec2::ZERO, |place| place - end.rest)
    }

    /// Offsets of the touched edges from their positions at the beat's end: arrows follow nodes that grow or
    /// shrink.
    fn swellings(&self, now: Time, standing: &Positions<'_>) -> [Vec2; 2] {
        let points = &self.course.points;
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return [Vec2::ZERO; 2] };
        let of = |end: ArrowEnd, at: Point| {
            let Some((actor, _)) = standing.of(end.target.node) else { return Vec2::ZERO };
            // In the lead-in, nodes are in transition to their first picture of this beat.
            let now = now.max(self.settled);
            let whole = actor.appearances.region(Uid::ROOT, now);
            whole.map_or(Vec2::ZERO, |whole| {
                end.swelling(at, EndBoxes { whole, body: actor.appearances.body(now) })
            })
        };
        [of(self.ends[0], *first), of(self.ends[1], *last)]
    }

    /// Total offset of each end from its rest position.
    fn shifts(&self, now: Time, standing: &Positions<'_>) -> [Vec2; 2] {
        let [a, b] = self.ends.map(|end| self.moved(end, now, standing));
        let [c, d] = self.swellings(now, standing);
        [a + c, b + d]
    }

    fn shift(&self, now: Time, standing: &Positions<'_>) -> Vec2 {
        middle(self.shifts(now, standing))
    }

    /// A light that runs along the course, with a dot at its head.
    fn flow(&self, course: &Course, progress: f64, opacity: f64) -> Vec<Sprite> {
        if progress <= 0.0 || progress >= 1.0 {
            return Vec::new();
        }
        let head = progress * (1.0 + COMET);
        let points = cut(&course.points, (head - COMET).max(0.0), head.min(1.0));
        let color = faded(self.style.flow, opacity);
        let Some(tip) = points.last().copied() else { return Vec::new() };
        let radius = self.style.width * 2.2;
        let rect = Rect::from_center_size(tip, (radius * 2.0, radius * 2.0));
        let dot = self.piece("dot", rect, Ink::Panel(plain_fill(self.style.flow, radius)), opacity);
        vec![Sprite::Line { points, width: self.style.width * 1.6, color }, Sprite::Piece(dot)]
    }

    fn label(&self, block: &Arc<TextBlock>, at: Point, opacity: f64) -> Sprite {
        let rect = Rect::from_origin_size(at, (block.width, block.height));
        let ink = Ink::Text { block: Arc::clone(block), color: self.style.label };
        Sprite::Piece(self.piece("label", rect, ink, opacity))
    }

    fn piece(&self, role: &'static str, rect: Rect, ink: Ink, opacity: f64) -> Piece {
        let key = Key { part: Uid::ROOT, role, index: 0 };
        Piece {
            element: Element { key, rect, ink },
            transform: Affine::IDENTITY,
            opacity,
            reveal: 1.0,
            trace: 1.0,
        }
    }
}

fn middle([a, b]: [Vec2; 2]) -> Vec2 {
    (a + b) / 2.0
}

/// Moves the ends of a course by the offsets `a` and `b`. Points between them follow, along each axis in
/// proportion to their position between the ends, so that a course with square corners keeps them. Along an
/// axis where the course leaves the range between its ends, points follow in proportion to their index instead.
fn carry(points: &mut [Point], [a, b]: [Vec2; 2]) {
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else { return };
    let within = |low: f64, high: f64, at: f64| (low.min(high)..=low.max(high)).contains(&at);
    let between_x = (last.x - first.x).abs() > 1.0 && points.iter().all(|p| within(first.x, last.x, p.x));
    let between_y = (last.y - first.y).abs() > 1.0 && points.iter().all(|p| within(first.y, last.y, p.y));
    let count = (points.len() - 1).max(1) as f64;
    for (at, point) in points.iter_mut().enumerate() {
        let order = at as f64 / count;
        let x = if between_x { (point.x - first.x) / (last.x - first.x) } else { order };
        let y = if between_y { (point.y - first.y) / (last.y - first.y) } else { order };
        *point += Vec2::new(a.x + (b.x - a.x) * x, a.y + (b.y - a.y) * y);
    }
}

/// A line with an arrowhead. The line stops inside the head, so that its round cap does not blunt the tip.
fn shaft(points: &[Point], width: f64, color: Color) -> Vec<Sprite> {
    let mut sprites = Vec::new();
    let mut line = points.to_vec();
    if let Some([tip, a, b]) = arrow_head(points, width) {
        let base = a.midpoint(b);
        if let Some(last) = line.last_mut() {
            *last = base.lerp(tip, 0.2);
        }
        sprites.push(Sprite::Head { corners: [tip, a, b], color });
    }
    sprites.insert(0, Sprite::Line { points: line, width, color });
    sprites
}

pub(super) fn faded(color: Color, opacity: f64) -> Color {
    color.with_alpha(color.components[3] * opacity as f32)
}
