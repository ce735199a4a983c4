//! Layers on top of one another, as in an architecture diagram. The first is at the top.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{HiddenParts, Kind, Panel, Pen, Room, State, Uid, part, state};
use crate::text::{Align, Face, TextBlock, TextStyle};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "Layers on top of one another, as in a drawing of an architecture; the first is the top.",
    example: "{ kind = \"stack\", title = \"one app\", layers = [[\"window\", \"Chainlit\"], [\"model\", \"GPT-2\"]] }",
    wraps: true,
    hidden_parts: HiddenParts::MakeRoom,
    ..Kind::of::<Stack>("stack")
};

state! {
    /// Layers in a frame, which is drawn if it has a title.
    pub(super) struct Stack(tone, size, strike) {
        title: Arc<str> = line("written above the layers; draws a frame around them"),
    }
    parts layers: Layer
}

part! {
    /// A layer, the first being at the top.
    pub(super) struct Layer(tone, strike) {
        text: Arc<str> = text("what it is"),
        note: Arc<str> = text("beside it, in small letters"),
    }
    array: [text, note],
    answers_to: [text],
    noun: "layer",
    doc: "[text, note], from the top down",
}

/// Least natural width of a stack.
const WIDTH: f64 = 480.0;
const PAD_X: f64 = 30.0;
const PAD_Y: f64 = 14.0;
const NOTE_GAP: f64 = 40.0;
/// Gap between layers, wide enough for the outline of a marked layer.
const GAP: f64 = 18.0;
/// Padding between the frame of a titled stack and its layers.
const FRAME: f64 = 24.0;
const HEAD: f64 = 64.0;

struct Shaped<'a> {
    item: &'a Layer,
    text: Arc<TextBlock>,
    note: Arc<TextBlock>,
}

/// Position of the layers' notes, which is the same in all layers.
#[derive(Clone, Copy, PartialEq)]
enum Notes {
    None,
    Beside,
    Below,
}

/// All layers, including hidden ones, and their common measures: a layer that appears does not change the
/// others.
struct Plan<'a> {
    layers: Vec<Shaped<'a>>,
    notes: Notes,
    /// Width of the widest layer.
    width: f64,
    /// Height of every layer.
    height: f64,
}

impl Plan<'_> {
    fn present(&self) -> impl Iterator<Item = &Shaped<'_>> {
        self.layers.iter().filter(|layer| !layer.item.hidden)
    }

    /// Height of the visible layers, with the gaps between them.
    fn stacked(&self) -> f64 {
        ((self.height + GAP) * self.present().count() as f64 - GAP).max(0.0)
    }
}

impl State for Stack {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let titled = !self.title.is_empty();
        let (frame, head) = if titled { (FRAME, HEAD) } else { (0.0, 0.0) };
        let title_style = TextStyle { face: Face::SansBold, ..pen.label_style() };
        let title = pen.line(&self.title, title_style);
        let plan = plan(self, room.width - 2.0 * frame, pen);
        let natural = Size::new(plan.width.max(title.width) + 2.0 * frame, head + plan.stacked() + frame);
        let size = Size::new(room.filled_width(natural.width), room.filled_height(natural.height));
        pen.part(Uid::ROOT);
        if titled {
            let quiet = pen.theme.tone(Tone::Quiet);
            let surface = Panel { shadow: 0.0, ..pen.surface(quiet) };
            pen.panel("frame", size.to_rect(), surface);
            pen.text("title", &title, Point::new(frame, (head - title.height) / 2.0), quiet.ink);
        }
        // Hidden layers leave their room at the top: a stack grows upwards.
        let mut y = size.height - frame - plan.stacked();
        for layer in plan.present() {
            let rect = Rect::new(frame, y, size.width - frame, y + plan.height);
            paint(self, layer, (rect, plan.notes), pen);
            y += plan.height + GAP;
        }
        size
    }
}

/// Plans the layers, with notes beside the texts, or below them where that is too wide.
fn plan<'a>(stack: &'a Stack, room: f64, pen: &mut Pen<'_>) -> Plan<'a> {
    let widest = |layers: &[Shaped<'_>], notes| {
        layers.iter().map(|layer| layer.width(notes)).fold(0.0, f64::max) + 2.0 * PAD_X
    };
    let mut layers = shaped(stack, f64::INFINITY, pen);
    let has_notes = stack.layers.iter().any(|layer| !layer.note.is_empty());
    let mut notes = if has_notes { Notes::Beside } else { Notes::None };
    if widest(&layers, notes) > room + 0.5 {
        layers = shaped(stack, (room - 2.0 * PAD_X).max(1.0), pen);
        notes = if has_notes { Notes::Below } else { Notes::None };
    }
    let width = widest(&layers, notes).max(WIDTH.min(room));
    let height = layers.iter().map(|layer| layer.height(notes)).fold(0.0, f64::max);
    Plan { layers, notes, width, height }
}

fn shaped<'a>(stack: &'a Stack, width: f64, pen: &mut Pen<'_>) -> Vec<Shaped<'a>> {
    let style = pen.style(Face::SansBold, stack.size);
    let note_style = pen.label_style();
    let layer = |layer: &'a Layer| Shaped {
        item: layer,
        text: pen.set(&layer.text, style, width, Align::Center),
        note: pen.set(&layer.note, note_style, width, Align::Center),
    };
    stack.layers.iter().map(layer).collect()
}

impl Shaped<'_> {
    fn width(&self, notes: Notes) -> f64 {
        match notes {
            Notes::None => self.text.width,
            Notes::Beside if self.note.width == 0.0 => self.text.width,
            Notes::Beside => self.text.width + NOTE_GAP + self.note.width,
            Notes::Below => self.text.width.max(self.note.width),
        }
    }

    fn height(&self, notes: Notes) -> f64 {
        let content = match notes {
            Notes::None => self.text.height,
            Notes::Beside => self.text.height.max(self.note.height),
            Notes::Below if self.note.width == 0.0 => self.text.height,
            Notes::Below => self.text.height + self.note.height,
        };
        content + 2.0 * PAD_Y
    }
}

fn paint(node: &Stack, layer: &Shaped<'_>, (rect, notes): (Rect, Notes), pen: &mut Pen<'_>) {
    let tone_index = layer.item.tone.within(node.tone);
    let tone = pen.theme.tone(tone_index);
    pen.part(layer.item.uid);
    pen.region(rect);
    let surface = Panel { shadow: 0.6, radius: pen.theme.shape.radius * 0.75, ..pen.surface(tone) };
    pen.panel("layer", rect, surface);
    let (text, note) = (&layer.text, &layer.note);
    let center = rect.center();
    let (text_at, note_at) = match notes {
        Notes::None => (Point::new(center.x - text.width / 2.0, center.y - text.height / 2.0), Point::ZERO),
        Notes::Beside => (
            Point::new(rect.x0 + PAD_X, center.y - text.height / 2.0),
            Point::new(rect.x1 - PAD_X - note.width, center.y - note.height / 2.0),
        ),
        Notes::Below => {
            let y = center.y - (layer.height(notes) / 2.0 - PAD_Y);
            (
                Point::new(center.x - text.width / 2.0, y),
                Point::new(center.x - note.width / 2.0, y + text.height),
            )
        }
    };
    let struck = node.strike || layer.item.strike;
    pen.struck_text(struck, "text", text, text_at, tone.ink);
    if notes != Notes::None {
        let soft = if tone_index == Tone::Plain { pen.theme.color.soft } else { tone.ink };
        pen.text("note", note, note_at, soft);
    }
}
