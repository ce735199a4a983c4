//! Resting pictures: all elements that are visible at an instant at which nothing moves, with their place on
//! the canvas and the node they belong to.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use kurbo::{Affine, Point, Rect, Vec2};

use super::Subject;
use halfminute_basics::time::Time;
use halfminute_engine::display::Color;
use halfminute_engine::layout::Course;
use halfminute_engine::nodes::{Element, Ink, Key};
use halfminute_engine::scene::{Beat, LEAD_IN, NodeId, SHORT_LEAD_IN, Scene};
use halfminute_engine::text::{Align, Face, Line, TextBlock};
use halfminute_engine::timeline::{Piece, Sprite};

/// A picture in which nothing moves.
#[derive(Debug)]
pub struct Still {
    /// Index of the beat it belongs to.
    pub(super) beat: usize,
    /// The instant, from the clip's start.
    pub(super) time: Time,
    /// Transform from the stage to the canvas: a focus may enlarge the stage, so that parts of it are outside
    /// the picture.
    pub(super) camera: Affine,
    /// Visible elements in painting order.
    pub(super) shown: Vec<Shown>,
    /// Courses of the beat's arrows, in their order; `None` for an arrow that is not visible.
    pub(super) courses: Vec<Option<Course>>,
    /// For each visible node, the range of its elements in `shown`, and the box around those that can be
    /// seen.
    nodes: HashMap<NodeId, (Range<usize>, Option<Rect>)>,
}

/// Distance by which `rect` extends beyond `bound`, at the side where it is greatest.
pub(super) fn beyond(rect: Rect, bound: Rect) -> f64 {
    (bound.x0 - rect.x0).max(rect.x1 - bound.x1).max(bound.y0 - rect.y0).max(rect.y1 - bound.y1)
}

/// The part of a picture that an element belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// An element of a node.
    Node(NodeId),
    /// A label of an arrow, or a mark.
    Arrow,
    /// The frame around every beat: titles, progress, caption.
    Chrome,
}

/// An element with its place and opacity.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) owner: Owner,
    pub(super) element: Element,
    /// Transform from the node's units to the stage, which is the coordinate system of arrows.
    pub(super) transform: Affine,
    /// Transform from the stage to the node's units.
    pub(super) inverse: Affine,
    /// Bounding box on the stage; for text, that of its glyphs.
    pub(super) rect: Rect,
    /// The same box in the node's units.
    pub(super) within: Rect,
    /// Glyphs and their colour, for texts and numbers.
    pub(super) text: Option<(Arc<TextBlock>, Color)>,
    /// Opacity, from 0 to 1.
    pub(super) opacity: f64,
}

impl Shown {
    fn new(owner: Owner, element: Element, transform: Affine, opacity: f64) -> Self {
        let text = text(&element.ink);
        let rect = match &text {
            Some((block, _)) => ink_box(block) + text_origin(&element, block),
            None => element.rect,
        };
        let (within, rect) = (rect, transform.transform_rect_bbox(rect));
        let inverse = transform.inverse();
        Self { owner, element, transform, inverse, rect, within, text, opacity }
    }

    /// True if any part of it can be seen.
    pub(super) fn visible(&self) -> bool {
        let transparent = |color: Color| color.components[3] <= 0.0;
        let nothing = match &self.element.ink {
            Ink::Panel(panel) => transparent(panel.fill) && (panel.width <= 0.0 || transparent(panel.line)),
            Ink::Text { block, .. } => block.glyph_count() == 0,
            _ => false,
        };
        self.opacity > 0.0 && !nothing
    }

    /// True if it is fully opaque, neither dimmed nor fading in or out.
    pub(super) fn in_full(&self) -> bool {
        self.opacity >= 0.99
    }

    /// Points on the stage along the middle of its glyphs, half an em apart, line by line.
    pub(super) fn reading(&self) -> Vec<Vec<Point>> {
        let Some((block, _)) = &self.text else { return Vec::new() };
        let (origin, size) = (text_origin(&self.element, block), block.style.size);
        let line = |line: &Line| {
            let count = ((line.x1 - line.x0) / (size / 2.0)).round().clamp(1.0, 400.0);
            let pitch = (line.x1 - line.x0) / count;
            let y = line.baseline - size * MIDDLE;
            let point = |at: usize| Point::new(line.x0 + pitch * (at as f64 + 0.5), y) + origin;
            (0..count as usize).map(|at| self.transform * point(at)).collect()
        };
        block.lines.iter().map(line).collect()
    }

    /// The key of another element of the same part.
    pub(super) fn key_as(&self, role: &'static str) -> Key {
        Key { role, ..self.element.key }
    }

    pub(super) fn node(&self) -> Option<NodeId> {
        match self.owner {
            Owner::Node(node) => Some(node),
            Owner::Arrow | Owner::Chrome => None,
        }
    }
}

/// The glyphs of a text or number.
pub(super) fn text(ink: &Ink) -> Option<(Arc<TextBlock>, Color)> {
    match ink {
        Ink::Text { block, color } => Some((Arc::clone(block), *color)),
        Ink::Number { value, format, figures, color, .. } => {
            Some((Arc::new(figures.set(&format.write(*value))), *color))
        }
        Ink::Panel(_)
        | Ink::Line { .. }
        | Ink::Area { .. }
        | Ink::Filling { .. }
        | Ink::Ring { .. }
        | Ink::Image { .. }
        | Ink::Drawing(_) => None,
    }
}

/// Top left corner of a block within its node: a number is aligned in its box, a text fills it.
fn text_origin(element: &Element, block: &TextBlock) -> Vec2 {
    let corner = element.rect.origin().to_vec2();
    let Ink::Number { align, .. } = element.ink else { return corner };
    let spare = element.rect.size() - kurbo::Size::new(block.width, block.height);
    let x = match align {
        Align::Start => 0.0,
        Align::Center => spare.width / 2.0,
        Align::End => spare.width,
    };
    corner + Vec2::new(x, spare.height / 2.0)
}

/// Height of glyphs above and below the baseline, as shares of the em: those of an ascender and a descender,
/// which are less than the height of the line.
const ASCENT: f64 = 0.76;
const DESCENT: f64 = 0.24;
/// Height of the middle of lower-case letters above the baseline, as a share of the em.
const MIDDLE: f64 = 0.26;

/// Bounding box of a block's glyphs, without the space above and below them; an icon fills its whole box.
fn ink_box(block: &TextBlock) -> Rect {
    let whole = Rect::from_origin_size(Point::ORIGIN, (block.width, block.height));
    if block.style.face == Face::Icon {
        return whole;
    }
    let size = block.style.size;
    let lines = block.lines.iter();
    let boxes = lines.map(|line| {
        Rect::new(line.x0, line.baseline - size * ASCENT, line.x1, line.baseline + size * DESCENT)
    });
    boxes.reduce(|a, b| a.union(b)).unwrap_or(whole)
}

/// Bounding box of a label's glyphs on the canvas.
pub(super) fn label_box((block, at): &(Arc<TextBlock>, Point)) -> Rect {
    ink_box(block) + at.to_vec2()
}

/// Steps charged for each element of a resting picture.
const STEPS_OF_SHOWN: u64 = 10;

/// Greatest number of resting pictures per beat, in addition to the last. More would find little new, and a
/// scene with thousands of entries would take minutes.
const MOST: usize = 16;

/// Instants of a clip's resting pictures, each with the index of its beat.
pub(super) fn instants(scene: &Scene) -> impl Iterator<Item = (usize, Time)> {
    scene.beats.iter().enumerate().flat_map(|(at, beat)| {
        let own_stage = at.checked_sub(1).is_none_or(|b| !Arc::ptr_eq(&scene.beats[b].stage, &beat.stage));
        let lead_in = if own_stage { LEAD_IN } else { SHORT_LEAD_IN };
        let last = beat.time.end - scene.clip.rate.frame();
        let mut times = of_beat(beat, beat.time.start + lead_in);
        times.retain(|time| *time < last);
        times.truncate(MOST);
        times.push(last);
        times.into_iter().map(move |now| (at, now))
    })
}

/// The instants from `from` on at which an entry has just ended and no other one is in progress.
fn of_beat(beat: &Beat, from: Time) -> Vec<Time> {
    let sorted = |mut times: Vec<Time>| {
        times.sort();
        times
    };
    let starts = sorted(beat.acts.iter().map(|act| act.time.start).collect());
    let ends = sorted(beat.acts.iter().map(|act| act.time.end).collect());
    let moving = |now: Time| {
        let begun = starts.partition_point(|start| *start < now);
        begun > ends.partition_point(|end| *end <= now)
    };
    let mut times: Vec<Time> = std::iter::once(from).chain(ends.iter().copied()).collect();
    times.retain(|now| *now >= from && !moving(*now));
    times.sort();
    times.dedup();
    times
}

impl Still {
    pub(super) fn new(beat: usize, subject: &Subject<'_>, now: Time) -> Self {
        let pose = subject.timeline.sample(now);
        let mut shown = Vec::new();
        let mut push = |owner, piece: Piece, opacity: f64| {
            shown.push(Shown::new(owner, piece.element, piece.transform, piece.opacity * opacity));
        };
        for sprite in pose.stage {
            match sprite {
                Sprite::Node { node, opacity, pieces } => {
                    pieces.into_iter().for_each(|piece| push(Owner::Node(node), piece, opacity));
                }
                Sprite::Piece(piece) => push(Owner::Arrow, piece, 1.0),
                // Arrows are judged by their courses.
                Sprite::Line { .. } | Sprite::Head { .. } => {}
            }
        }
        for drawn in pose.chrome {
            shown.push(Shown::new(Owner::Chrome, drawn.element, Affine::IDENTITY, drawn.opacity));
        }
        subject.budget.spend(subject.timeline.steps(now) + STEPS_OF_SHOWN * shown.len() as u64);
        let nodes = stretches(&shown);
        Self { beat, time: now, camera: pose.camera, shown, courses: subject.timeline.courses(now), nodes }
    }

    /// True if a focus shows the stage enlarged.
    fn zoomed(&self) -> bool {
        self.camera != Affine::IDENTITY
    }

    /// Box of an element in the picture, if all of it should be visible. Elements that are out of focus may
    /// be anywhere while the stage is enlarged.
    pub(super) fn in_picture(&self, shown: &Shown) -> Option<Rect> {
        match shown.owner {
            Owner::Chrome => Some(shown.rect),
            Owner::Node(_) if !self.zoomed() || shown.in_full() => {
                Some(self.camera.transform_rect_bbox(shown.rect))
            }
            Owner::Arrow if !self.zoomed() => Some(shown.rect),
            Owner::Node(_) | Owner::Arrow => None,
        }
    }

    /// The box around everything visible of a node.
    pub(super) fn extent(&self, node: NodeId) -> Option<Rect> {
        self.nodes.get(&node)?.1
    }

    /// The elements of a node, in painting order.
    pub(super) fn of_node(&self, node: NodeId) -> &[Shown] {
        self.nodes.get(&node).and_then(|(range, _)| self.shown.get(range.clone())).unwrap_or_default()
    }
}

/// For each node, the range of its elements in `shown`, which are contiguous, and the box around the visible
/// ones.
fn stretches(shown: &[Shown]) -> HashMap<NodeId, (Range<usize>, Option<Rect>)> {
    let mut nodes = HashMap::new();
    let mut start = 0;
    for own in shown.chunk_by(|a, b| a.owner == b.owner) {
        let range = start..start + own.len();
        start = range.end;
        let visible = own.iter().filter(|shown| shown.visible()).map(|shown| shown.rect);
        if let Some(node) = own[0].node() {
            nodes.insert(node, (range, visible.reduce(|a, b| a.union(b))));
        }
    }
    nodes
}
