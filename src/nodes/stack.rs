//! Layers on top of one another, as in a drawing of an architecture. The first one is the top.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{BASE, Field, HiddenParts, Item, Kind, List, Panel, Pen, Room, TITLE, Takes, Uid};
use crate::text::{Align, Face, TextBlock};

pub(super) const KIND: Kind = Kind {
    name: "stack",
    summary: "Layers on top of one another, as in a drawing of an architecture; the first is the top.",
    example: "{ kind = \"stack\", title = \"one app\", layers = [[\"window\", \"Chainlit\"], [\"model\", \"GPT-2\"]] }",
    fields: &[Field { doc: "written above, in small letters", ..TITLE }],
    list: Some(&List {
        key: "layers",
        noun: "layer",
        fields: &[
            Field::new("text", Takes::Text, "what it is"),
            Field::new("note", Takes::Text, "beside it, in small letters"),
        ],
        array: &["text", "note"],
        answers_to: "text",
        list: None,
        fixed: &[],
        countable: false,
        from_text: false,
        doc: "[text, note], from the top down",
    }),
    wraps: true,
    hidden_parts: HiddenParts::MakeRoom,
    draw,
    ..BASE
};

/// A stack's least natural width.
const WIDTH: f64 = 480.0;
const PAD_X: f64 = 30.0;
const PAD_Y: f64 = 14.0;
const NOTE_GAP: f64 = 40.0;
/// Wide enough for the outline of a marked layer.
const GAP: f64 = 18.0;
const TITLE_GAP: f64 = 14.0;

struct Layer<'a> {
    item: &'a Item,
    text: Arc<TextBlock>,
    note: Arc<TextBlock>,
}

/// How a layer's note stands: the same way in all layers.
#[derive(Clone, Copy, PartialEq)]
enum Notes {
    None,
    Beside,
    Below,
}

fn draw(item: &Item, room: Room, pen: &mut Pen<'_>) -> Size {
    let (label_style, title_width) = (pen.label_style(), title_width(item, pen));
    let natural = layers(item, f64::INFINITY, pen);
    let beside = natural.iter().map(|layer| layer.width(Notes::Beside)).fold(0.0, f64::max) + 2.0 * PAD_X;
    let notes = match item.items.iter().any(|layer| !layer.text("note").is_empty()) {
        false => Notes::None,
        true if beside > room.width + 0.5 => Notes::Below,
        true => Notes::Beside,
    };
    let layers =
        if beside > room.width { layers(item, (room.width - 2.0 * PAD_X).max(1.0), pen) } else { natural };
    let widest = layers.iter().map(|layer| layer.width(notes)).fold(0.0, f64::max) + 2.0 * PAD_X;
    let width = room.filled_width(widest.max(WIDTH.min(room.width)).max(title_width));
    let height = layers.iter().map(|layer| layer.height(notes)).fold(0.0, f64::max);
    let head = if item.text("title").is_empty() { 0.0 } else { label_style.size * 1.3 + TITLE_GAP };
    let stacked = ((height + GAP) * layers.len() as f64 - GAP).max(0.0);
    let size = Size::new(width, room.filled_height(head + stacked));

    pen.part(Uid::ROOT);
    let title = pen.line(item.text("title"), label_style);
    pen.text("title", &title, Point::new((width - title.width) / 2.0, 0.0), pen.theme.color.soft);
    // What is not there yet leaves its room at the top: a stack grows upward.
    let mut y = size.height - stacked;
    for layer in &layers {
        paint(item, layer, (Rect::new(0.0, y, width, y + height), notes), pen);
        y += height + GAP;
    }
    size
}

fn title_width(item: &Item, pen: &mut Pen<'_>) -> f64 {
    let style = pen.label_style();
    pen.line(item.text("title"), style).width
}

fn layers<'a>(item: &'a Item, width: f64, pen: &mut Pen<'_>) -> Vec<Layer<'a>> {
    let style = pen.style(Face::SansBold, item.size());
    let note_style = pen.label_style();
    let layer = |layer: &'a Item| Layer {
        item: layer,
        text: pen.set(layer.text("text"), style, width, Align::Center),
        note: pen.set(layer.text("note"), note_style, width, Align::Center),
    };
    item.present().map(layer).collect()
}

impl Layer<'_> {
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

fn paint(node: &Item, layer: &Layer<'_>, (rect, notes): (Rect, Notes), pen: &mut Pen<'_>) {
    let tone_index = layer.item.tone_within(node.tone());
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
    let struck = if node.flag("strike") { node } else { layer.item };
    pen.item_text(struck, "text", text, text_at, tone.ink);
    if notes != Notes::None {
        let soft = if tone_index == 0 { pen.theme.color.soft } else { tone.ink };
        pen.text("note", note, note_at, soft);
    }
}
