//! A big number that counts up or down, with a label below.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{Kind, NumberFormat, Pen, Room, State, state};
use crate::text::{Align, Face, TextStyle};
use crate::theme::TextSize;

pub(super) const KIND: Kind = Kind {
    summary: "A big number that counts when it is set.",
    example: "{ kind = \"counter\", label = \"tokens\", value = 17 }",
    ..Kind::of::<Counter>("counter")
};

state! {
    /// A number with a label.
    pub(super) struct Counter(tone, size, strike) {
        label: Arc<str> = LABEL,
        value: f64 = any_number("the number shown").required(),
        unit: Arc<str> = UNIT,
        decimals: usize = DECIMALS,
        group: bool = GROUP,
    }
}

/// Height of the digits for each `size`, relative to a huge text.
const SCALE: [f64; 4] = [1.0, 0.65, 1.4, 1.9];

impl State for Counter {
    fn draw(&self, _: Room, pen: &mut Pen<'_>) -> Size {
        let huge = pen.style(Face::SansBold, TextSize::Huge);
        let style = TextStyle { size: (huge.size * self.size.pick(SCALE)).round(), ..huge };
        let format = NumberFormat::with(&self.unit, self.decimals, self.group);
        let label_style = pen.label_style();
        let label = pen.line(&self.label, label_style);
        let number_width = pen.number_width(style, &format, &[self.value]);
        let width = number_width.max(label.width).max(style.size * 1.2);
        let height = style.size * 1.2;
        let tone = pen.theme.tone(self.tone);
        let rect = Rect::new(0.0, 0.0, width, height);
        pen.struck_value(self.strike, self.value, format, style, (rect, Align::Center), tone.ink);
        pen.text("label", &label, Point::new((width - label.width) / 2.0, height), pen.theme.color.soft);
        Size::new(width, if label.text.is_empty() { height } else { height + label.height })
    }
}
