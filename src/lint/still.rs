//! Resting pictures: everything that is seen at an instant at which nothing moves, with its place
//! on the canvas and the node it belongs to.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use kurbo::{Affine, Point, Rect, Vec2};

use super::Subject;
use crate::display::Color;
use crate::layout::Course;
use crate::nodes::{Element, Ink, Key};
use crate::scene::{Beat, LEAD_IN, NodeId, SHORT_LEAD_IN, Scene};
use crate::text::{Align, Face, Line, TextBlock};
use crate::time::Time;
use crate::timeline::{Piece, Sprite};

/// A picture that stays for a while.
#[derive(Debug)]
pub struct Still {
    /// Index of the beat.
    pub(super) beat: usize,
    /// The instant, from the clip's start.
    pub(super) time: Time,
    /// From the stage to the canvas: a focus may show the stage enlarged, so that parts of it are out
    /// of the picture.
    pub(super) camera: Affine,
    /// In painting order.
    pub(super) shown: Vec<Shown>,
    /// Courses of the beat's arrows, in their order; `None` for one that is not seen.
    pub(super) courses: Vec<Option<Course>>,
    /// For each node that is seen, its stretch of `shown`, and the box around everything visible of it.
    nodes: HashMap<NodeId, (Range<usize>, Option<Rect>)>,
}

/// Whose an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A node's.
    Node(NodeId),
    /// A label of an arrow, or a mark.
    Arrow,
    /// The frame around every beat: titles, progress, caption.
    Chrome,
}

/// Something that is seen.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) owner: Owner,
    pub(super) element: Element,
    /// From its node's units to the stage, which is where arrows are.
    pub(super) transform: Affine,
    /// From the stage back to its node's units.
    pub(super) inverse: Affine,
    /// Its box on the stage; of a text, the glyphs' own.
    pub(super) rect: Rect,
    /// The same box within the node.
    pub(super) within: Rect,
    /// What it says, of texts and numbers, with the colour of the glyphs.
    pub(super) text: Option<(Arc<TextBlock>, Color)>,
    /// From 0 to 1.
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

    /// Whether anything of it can be seen.
    pub(super) fn visible(&self) -> bool {
        let transparent = |color: Color| color.components[3] <= 0.0;
        let nothing = match &self.element.ink {
            Ink::Panel(panel) => transparent(panel.fill) && (panel.width <= 0.0 || transparent(panel.line)),
            Ink::Text { block, .. } => block.glyph_count() == 0,
            _ => false,
        };
        self.opacity > 0.0 && !nothing
    }

    /// Whether it stands there in full, neither dimmed nor on its way.
    pub(super) fn in_full(&self) -> bool {
        self.opacity >= 0.99
    }

    /// Points along the middle of its glyphs, half an em apart, on the stage: line by line.
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

/// The top left of a block within its node: numbers stand in their box, texts fill it.
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

/// How far glyphs reach above and below the baseline, as shares of the em: those of an ascender and
/// a descender, which are less than the line's own height.
const ASCENT: f64 = 0.76;
const DESCENT: f64 = 0.24;
/// The middle of lower-case letters above the baseline.
const MIDDLE: f64 = 0.26;

/// The box of a block's glyphs, without the air above and below them; an icon fills its own.
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

/// The box of a label's glyphs on the canvas.
pub(super) fn label_box((block, at): &(Arc<TextBlock>, Point)) -> Rect {
    ink_box(block) + at.to_vec2()
}

/// Steps of an element of a resting picture.
const STEPS_OF_SHOWN: u64 = 10;

/// More resting pictures than this in one beat say nothing new, and a scene of thousands of entries
/// should not take minutes.
const MOST: usize = 16;

/// The instants of a clip's resting pictures, each with the index of its beat.
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

/// When an entry has ended and no other is under way.
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

    /// Whether a focus shows the stage enlarged.
    fn zoomed(&self) -> bool {
        self.camera != Affine::IDENTITY
    }

    /// Where something is in the picture, if all of it should be: what a zoom moves out of it, out
    /// of focus, may be anywhere.
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

    /// What a node shows: the box around everything visible of it.
    pub(super) fn extent(&self, node: NodeId) -> Option<Rect> {
        self.nodes.get(&node)?.1
    }

    /// What is seen of a node, in painting order.
    pub(super) fn of_node(&self, node: NodeId) -> &[Shown] {
        self.nodes.get(&node).and_then(|(range, _)| self.shown.get(range.clone())).unwrap_or_default()
    }
}

/// Where in `shown` the elements of each node are, which lie side by side, and the box around them.
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
