//! A titled panel: an icon, a title, a sentence, and rows of label and text.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{Kind, Pen, Room, State, part, state};
use crate::choice::choices;
use crate::text::{Align, Face};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "A titled panel with a sentence or rows of label and text.",
    example: "{ kind = \"card\", icon = \"flag\", title = \"Report\", rows = [[\"tag\", \"clarity\"]] }",
    wraps: true,
    ..Kind::of::<Card>("card")
};

choices! {
    /// Position of a card's contents.
    enum Contents { Start = "start", Center = "center" }
}

state! {
    /// A panel with a title, a sentence and rows.
    pub(super) struct Card(tone, size, strike) {
        icon: Arc<str> = ICON,
        title: Arc<str> = text("written at the top"),
        body: Arc<str> = text("a sentence under the title"),
        align: Contents = choice("how its contents stand").fixed(),
    }
    parts rows: Row
}

part! {
    /// A row of label and text.
    pub(super) struct Row(tone, strike) {
        label: Arc<str> = line("in small letters, at the left"),
        text: Arc<str> = text("what it says"),
    }
    array: [label, text],
    answers_to: [label],
    noun: "row",
    doc: "[label, text]",
}

/// Width at which a card's sentence wraps, in ems (about 30 characters), unless the card's room is narrower or
/// its title is wider.
const MEASURE: f64 = 15.0;

impl State for Card {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let pad = pen.theme.space.pad + 8.0;
        let inner = (room.width - 2.0 * pad).max(1.0);
        let tone = pen.theme.tone(self.tone);
        let content = content(self, inner, pen);
        let natural = Size::new(content.width + 2.0 * pad, content.height + 2.0 * pad);
        let size = Size::new(room.filled_width(natural.width), room.filled_height(natural.height));
        let surface = pen.surface(tone);
        pen.part(super::Uid::ROOT);
        pen.panel("surface", size.to_rect(), surface);
        let area = size.to_rect().inset((-pad, -(pad + (size.height - natural.height) / 2.0)));
        paint(self, &content, area, pen);
        size
    }
}

struct Content {
    width: f64,
    height: f64,
    head: Head,
    body: Option<Arc<crate::text::TextBlock>>,
    label_width: f64,
    rows_width: f64,
    rows: Vec<[Arc<crate::text::TextBlock>; 2]>,
}

struct Head {
    icon: Option<Arc<crate::text::TextBlock>>,
    title: Option<Arc<crate::text::TextBlock>>,
    width: f64,
    height: f64,
}

const ICON_GAP: f64 = 18.0;
const LABEL_GAP: f64 = 28.0;
const SECTION_GAP: f64 = 14.0;

fn content(card: &Card, inner: f64, pen: &mut Pen<'_>) -> Content {
    let head = head(card, inner, pen);
    let text_style = pen.style(Face::Sans, card.size);
    let lines = if is_centered(card) { Align::Center } else { Align::Start };
    let body = (!card.body.is_empty()).then(|| {
        pen.set(&card.body, text_style, inner.min(head.width.max(MEASURE * text_style.size)), lines)
    });
    let label_style = pen.label_style();
    let labels: Vec<_> = card.rows.iter().map(|row| pen.line(&row.label, label_style)).collect();
    let label_width = labels.iter().map(|label| label.width).fold(0.0, f64::max);
    let gap = if label_width > 0.0 { LABEL_GAP } else { 0.0 };
    let text_width = (inner - label_width - gap).max(1.0);
    let rows: Vec<_> = card
        .rows
        .iter()
        .zip(labels)
        .map(|(row, label)| [label, pen.set(&row.text, text_style, text_width, Align::Start)])
        .collect();
    let rows_width = rows.iter().map(|[_, text]| label_width + gap + text.width).fold(0.0, f64::max);
    let rows_height: f64 = rows.iter().map(|[label, text]| label.height.max(text.height) + 8.0).sum();
    let heights = [head.height, body.as_ref().map_or(0.0, |body| body.height), rows_height];
    let sections = heights.iter().filter(|height| **height > 0.0).count();
    Content {
        width: head.width.max(rows_width).max(body.as_ref().map_or(0.0, |body| body.width)),
        height: heights.iter().sum::<f64>() + SECTION_GAP * sections.saturating_sub(1) as f64,
        head,
        body,
        label_width: label_width + gap,
        rows_width,
        rows,
    }
}

fn head(card: &Card, inner: f64, pen: &mut Pen<'_>) -> Head {
    let style = pen.style(Face::SansBold, card.size);
    let icon = pen.icon(&card.icon, style.size * 1.25);
    let icon_width = icon.as_ref().map_or(0.0, |icon| icon.width + ICON_GAP);
    let title = (!card.title.is_empty())
        .then(|| pen.set(&card.title, style, (inner - icon_width).max(1.0), Align::Start));
    let title_width = title.as_ref().map_or(-ICON_GAP, |title| title.width);
    let icon_height = icon.as_ref().map_or(0.0, |icon| icon.height);
    let width = if icon.is_none() && title.is_none() { 0.0 } else { icon_width + title_width };
    Head { width, height: icon_height.max(title.as_ref().map_or(0.0, |title| title.height)), icon, title }
}

/// True if the contents are centred. Otherwise they all begin at the same offset.
fn is_centered(card: &Card) -> bool {
    card.align == Contents::Center
}

fn paint(card: &Card, content: &Content, area: Rect, pen: &mut Pen<'_>) {
    let tone = pen.theme.tone(card.tone);
    let start = |width: f64| area.x0 + if is_centered(card) { (area.width() - width) / 2.0 } else { 0.0 };
    let mut y = area.y0;
    let head = &content.head;
    let mut x = start(head.width);
    if let Some(icon) = &head.icon {
        pen.text("icon", icon, Point::new(x, y + (head.height - icon.height) / 2.0), tone.line_on_fill());
        x += icon.width + ICON_GAP;
    }
    if let Some(title) = &head.title {
        pen.struck_text(
            card.strike,
            "title",
            title,
            Point::new(x, y + (head.height - title.height) / 2.0),
            tone.ink,
        );
    }
    y += if head.height > 0.0 { head.height + SECTION_GAP } else { 0.0 };
    if let Some(body) = &content.body {
        pen.struck_text(card.strike, "body", body, Point::new(start(body.width), y), tone.ink);
        y += body.height + SECTION_GAP;
    }
    let row_width = if is_centered(card) { content.rows_width } else { content.width };
    let left = start(row_width);
    for (row, [label, text]) in card.rows.iter().zip(&content.rows) {
        let height = label.height.max(text.height);
        let row_tone = row.tone.within(card.tone);
        let ink = pen.theme.tone(row_tone).ink;
        let soft = if row_tone == Tone::Plain { pen.theme.color.soft } else { ink };
        pen.part(row.uid);
        pen.region(Rect::new(left - 10.0, y - 2.0, left + row_width + 10.0, y + height + 2.0));
        let text_at = Point::new(left + content.label_width, y + (height - text.height) / 2.0);
        // The label aligns with the first line of a text that has several.
        let first = text.lines.first().map_or(text.height / 2.0, |line| (line.y0 + line.y1) / 2.0);
        pen.text("label", label, Point::new(left, text_at.y + first - label.height / 2.0), soft);
        let struck = card.strike || row.strike;
        pen.struck_text(struck, "text", text, text_at, ink);
        y += height + 8.0;
    }
}
