//! A big number that counts up or down, with a label below.

use kurbo::{Point, Rect, Size};

use super::meter::number_format;
use super::{ANY_NUMBER, BASE, DECIMALS, Field, GROUP, Item, Kind, LABEL, Pen, Room, UNIT};
use crate::text::{Align, Face, TextStyle};
use crate::theme::TextSize;

pub(super) const KIND: Kind = Kind {
    name: "counter",
    summary: "A big number that counts when it is set.",
    example: "{ kind = \"counter\", label = \"tokens\", value = 17 }",
    fields: &[LABEL, Field::new("value", ANY_NUMBER, "the number shown").required(), UNIT, DECIMALS, GROUP],
    draw,
    ..BASE
};

/// Height of the digits for each `size`, relative to a huge text.
const SCALE: [f64; 4] = [1.0, 0.65, 1.4, 1.9];

fn draw(item: &Item, _: Room, pen: &mut Pen<'_>) -> Size {
    let huge = pen.style(Face::SansBold, TextSize::Huge);
    let style = TextStyle { size: (huge.size * item.size().pick(SCALE)).round(), ..huge };
    let format = number_format(item);
    let label_style = pen.label_style();
    let label = pen.line(item.text("label"), label_style);
    let number_width = pen.number_width(style, &format, &[item.number("value")]);
    let width = number_width.max(label.width).max(style.size * 1.2);
    let height = style.size * 1.2;
    let tone = pen.theme.tone(item.tone());
    let rect = Rect::new(0.0, 0.0, width, height);
    pen.item_value(item, format, style, (rect, Align::Center), tone.ink);
    pen.text("label", &label, Point::new((width - label.width) / 2.0, height), pen.theme.color.soft);
    Size::new(width, if label.text.is_empty() { height } else { height + label.height })
}
