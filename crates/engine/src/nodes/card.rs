//! A titled panel: an icon, a title, a sentence, and rows of label and text.

use kurbo::{Point, Rect, Size};

use super::{BASE, Field, ICON, Item, Kind, List, Pen, Room, TITLE, Takes};
use crate::text::{Align, Face};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    name: "card",
    summary: "A titled panel with a sentence or rows of label and text.",
    example: "{ kind = \"card\", icon = \"flag\", title = \"Report\", rows = [[\"tag\", \"clarity\"]] }",
    fields: &[
        ICON,
        Field { takes: Takes::Text, ..TITLE },
        Field::new("body", Takes::Text, "a sentence under the title"),
        Field::new("align", Takes::Choice(&["start", "center"]), "how its contents stand").fixed(),
    ],
    list: Some(&List {
        key: "rows",
        noun: "row",
        fields: &[
            Field::new("label", Takes::Line, "in small letters, at the left"),
            Field::new("text", Takes::Text, "what it says"),
        ],
        array: &["label", "text"],
        answers_to: "label",
        list: None,
        fixed: &[],
        countable: false,
        from_text: false,
        doc: "[label, text]",
    }),
    wraps: true,
    draw,
    ..BASE
};

/// Width at which a card's sentence wraps, in ems (about 30 characters), unless the card's room is narrower or
/// its title is wider.
const MEASURE: f64 = 15.0;

fn draw(item: &Item, room: Room, pen: &mut Pen<'_>) -> Size {
    let pad = pen.theme.space.pad + 8.0;
    let inner = (room.width - 2.0 * pad).max(1.0);
    let tone = pen.theme.tone(item.tone());
    let content = content(item, inner, pen);
    let natural = Size::new(content.width + 2.0 * pad, content.height + 2.0 * pad);
    let size = Size::new(room.filled_width(natural.width), room.filled_height(natural.height));
    let surface = pen.surface(tone);
    pen.part(super::Uid::ROOT);
    pen.panel("surface", size.to_rect(), surface);
    let area = size.to_rect().inset((-pad, -(pad + (size.height - natural.height) / 2.0)));
    paint(item, &content, area, pen);
    size
}

struct Content {
    width: f64,
    height: f64,
    head: Head,
    body: Option<std::sync::Arc<crate::text::TextBlock>>,
    label_width: f64,
    rows_width: f64,
    rows: Vec<[std::sync::Arc<crate::text::TextBlock>; 2]>,
}

struct Head {
    icon: Option<std::sync::Arc<crate::text::TextBlock>>,
    title: Option<std::sync::Arc<crate::text::TextBlock>>,
    width: f64,
    height: f64,
}

const ICON_GAP: f64 = 18.0;
const LABEL_GAP: f64 = 28.0;
const SECTION_GAP: f64 = 14.0;

fn content(item: &Item, inner: f64, pen: &mut Pen<'_>) -> Content {
    let head = head(item, inner, pen);
    let text_style = pen.style(Face::Sans, item.size());
    let lines = if is_centered(item) { Align::Center } else { Align::Start };
    let body = (!item.text("body").is_empty()).then(|| {
        pen.set(item.text("body"), text_style, inner.min(head.width.max(MEASURE * text_style.size)), lines)
    });
    let label_style = pen.label_style();
    let labels: Vec<_> = item.items.iter().map(|row| pen.line(row.text("label"), label_style)).collect();
    let label_width = labels.iter().map(|label| label.width).fold(0.0, f64::max);
    let gap = if label_width > 0.0 { LABEL_GAP } else { 0.0 };
    let text_width = (inner - label_width - gap).max(1.0);
    let rows: Vec<_> = item
        .items
        .iter()
        .zip(labels)
        .map(|(row, label)| [label, pen.set(row.text("text"), text_style, text_width, Align::Start)])
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

fn head(item: &Item, inner: f64, pen: &mut Pen<'_>) -> Head {
    let style = pen.style(Face::SansBold, item.size());
    let icon = pen.icon(item.text("icon"), style.size * 1.25);
    let icon_width = icon.as_ref().map_or(0.0, |icon| icon.width + ICON_GAP);
    let title = (!item.text("title").is_empty())
        .then(|| pen.set(item.text("title"), style, (inner - icon_width).max(1.0), Align::Start));
    let title_width = title.as_ref().map_or(-ICON_GAP, |title| title.width);
    let icon_height = icon.as_ref().map_or(0.0, |icon| icon.height);
    let width = if icon.is_none() && title.is_none() { 0.0 } else { icon_width + title_width };
    Head { width, height: icon_height.max(title.as_ref().map_or(0.0, |title| title.height)), icon, title }
}

/// True if the contents are centred. Otherwise they all begin at the same offset.
fn is_centered(item: &Item) -> bool {
    item.choice("align") == 1
}

fn paint(item: &Item, content: &Content, area: Rect, pen: &mut Pen<'_>) {
    let tone = pen.theme.tone(item.tone());
    let start = |width: f64| area.x0 + if is_centered(item) { (area.width() - width) / 2.0 } else { 0.0 };
    let mut y = area.y0;
    let head = &content.head;
    let mut x = start(head.width);
    if let Some(icon) = &head.icon {
        pen.text("icon", icon, Point::new(x, y + (head.height - icon.height) / 2.0), tone.line_on_fill());
        x += icon.width + ICON_GAP;
    }
    if let Some(title) = &head.title {
        pen.item_text(item, "title", title, Point::new(x, y + (head.height - title.height) / 2.0), tone.ink);
    }
    y += if head.height > 0.0 { head.height + SECTION_GAP } else { 0.0 };
    if let Some(body) = &content.body {
        pen.item_text(item, "body", body, Point::new(start(body.width), y), tone.ink);
        y += body.height + SECTION_GAP;
    }
    let row_width = if is_centered(item) { content.rows_width } else { content.width };
    let left = start(row_width);
    for (row, [label, text]) in item.items.iter().zip(&content.rows) {
        let height = label.height.max(text.height);
        let row_tone = row.tone_within(item.tone());
        let ink = pen.theme.tone(row_tone).ink;
        let soft = if row_tone == Tone::Plain { pen.theme.color.soft } else { ink };
        pen.part(row.uid);
        pen.region(Rect::new(left - 10.0, y - 2.0, left + row_width + 10.0, y + height + 2.0));
        let text_at = Point::new(left + content.label_width, y + (height - text.height) / 2.0);
        // The label aligns with the first line of a text that has several.
        let first = text.lines.first().map_or(text.height / 2.0, |line| (line.y0 + line.y1) / 2.0);
        pen.text("label", label, Point::new(left, text_at.y + first - label.height / 2.0), soft);
        let struck = row.struck_within(item);
        pen.item_text(struck, "text", text, text_at, ink);
        y += height + 8.0;
    }
}
