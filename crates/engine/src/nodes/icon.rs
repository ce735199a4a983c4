//! A single icon of the Lucide set.

use kurbo::{Point, Size};

use super::{BASE, Field, Item, Kind, Pen, Room, Takes};
use crate::text::Face;

/// Scale of an icon relative to the text size, so that it outweighs a letter in text of the same `size`.
const SCALE: f64 = 1.6;

pub(super) const KIND: Kind = Kind {
    name: "icon",
    summary: "One icon of the Lucide set.",
    example: "{ kind = \"icon\", name = \"book-open\", size = \"huge\" }",
    fields: &[Field::new("name", Takes::Icon, "the icon's name").required()],
    draw,
    ..BASE
};

fn draw(item: &Item, _: Room, pen: &mut Pen<'_>) -> Size {
    let size = pen.style(Face::Icon, item.size()).size * SCALE;
    let Some(glyph) = pen.icon(item.text("name"), size) else { return Size::new(size, size) };
    let color = pen.theme.tone(item.tone()).ink;
    pen.item_text(item, "icon", &glyph, Point::ORIGIN, color);
    Size::new(glyph.width, glyph.height)
}
