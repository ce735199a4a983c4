//! Plain text: a word, a line or a paragraph. Its parts are its lines.

use kurbo::{Point, Rect, Size};

use super::{BASE, Field, Item, Kind, List, Pen, Room, Takes};
use crate::text::{Align, Face};
use crate::theme::TextSize;

pub(super) const KIND: Kind = Kind {
    name: "text",
    summary: "A word, a line or a paragraph.",
    example: "{ kind = \"text\", text = \"Hello\", size = \"huge\" }",
    fields: &[
        Field::new("mono", Takes::Flag(false), "monospaced, as code is").fixed(),
        Field::new("align", Takes::Choice(&["center", "start", "end"]), "how lines stand").fixed(),
    ],
    list: Some(&List {
        key: "text",
        noun: "line",
        fields: &[Field::new("text", Takes::Text, "what it says").required()],
        array: &["text"],
        answers_to: "text",
        list: None,
        fixed: &[],
        countable: false,
        from_text: true,
        doc: "a text, or a list of lines",
    }),
    wraps: true,
    draw,
    ..BASE
};

fn draw(item: &Item, room: Room, pen: &mut Pen<'_>) -> Size {
    let strong = matches!(item.size(), TextSize::Large | TextSize::Huge);
    let face = match (item.flag("mono"), strong) {
        (false, false) => Face::Sans,
        (false, true) => Face::SansBold,
        (true, false) => Face::Mono,
        (true, true) => Face::MonoBold,
    };
    let style = pen.style(face, item.size());
    let style = if item.flag("mono") { style.of_code() } else { style };
    let align = item.align();
    let blocks: Vec<_> =
        item.items.iter().map(|line| pen.set(line.text("text"), style, room.width, align)).collect();
    let width = room.filled_width(blocks.iter().map(|block| block.width).fold(0.0, f64::max));
    let mut y = 0.0;
    for (line, block) in item.items.iter().zip(&blocks) {
        let x = match align {
            Align::Start => 0.0,
            Align::Center => (width - block.width) / 2.0,
            Align::End => width - block.width,
        };
        pen.part(line.uid);
        pen.region(Rect::from_origin_size((x, y), (block.width, block.height)));
        let mut ink = line.clone();
        ink.set_field("strike", super::FieldValue::Flag(line.flag("strike") || item.flag("strike")));
        let color = pen.theme.tone(line.tone_within(item.tone())).ink;
        pen.item_text(&ink, "line", block, Point::new(x, y), color);
        y += block.height;
    }
    Size::new(width, y)
}
