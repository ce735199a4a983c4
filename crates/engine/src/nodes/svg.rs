//! A vector drawing from an SVG file.

use kurbo::Size;

use super::image::{ALT, fitted};
use super::{BASE, Field, FieldValue, Item, Kind, Pen, Room, Takes};

pub(super) const KIND: Kind = Kind {
    name: "svg",
    summary: "An SVG file: its paths with plain colours; it keeps its proportions.",
    example: "{ kind = \"svg\", file = \"network.svg\", alt = \"Two layers of three cells each\" }",
    fields: &[Field::new("file", Takes::Drawing, "its path in the scene's folder").required().fixed(), ALT],
    without: &["tone", "size", "strike"],
    draw,
    ..BASE
};

fn draw(item: &Item, room: Room, pen: &mut Pen<'_>) -> Size {
    let Some(FieldValue::Drawing(drawing)) = item.field("file") else { return Size::ZERO };
    let (rect, size) = fitted(drawing.size, room);
    pen.drawing("drawing", rect, drawing);
    size
}
