//! An arc that fills from `min` to `max`, with the value as a big number in its centre.

use std::sync::Arc;

use kurbo::{Point, Rect, Size, Vec2};

use super::meter::bar_color;
use super::scale::Scale;
use super::{Kind, Misfit, NumberFormat, Pen, Room, State, state};
use crate::text::{Align, Face, TextStyle};
use crate::theme::TextSize;

pub(super) const KIND: Kind = Kind {
    summary: "An arc that fills from `min` to `max`, around its value; one that does not start at zero shows a break.",
    example: "{ kind = \"gauge\", label = \"mean of 110 answers\", value = 49.45, max = 100, decimals = 2 }",
    ..Kind::of::<Gauge>("gauge")
};

state! {
    /// A value on an arc from `min` to `max`.
    pub(super) struct Gauge(tone, size, strike) {
        label: Arc<str> = LABEL,
        value: f64 = any_number("the number shown").required(),
        max: f64 = any_number("where the arc is full").required().fixed(),
        min: f64 = any_number("where the arc is empty").default(0.0).fixed(),
        unit: Arc<str> = line("written below the number"),
        decimals: usize = DECIMALS,
        group: bool = GROUP,
    }
}

/// Radius of the arc's centre line, unless the number needs more room.
const RADIUS: f64 = 196.0;
const WIDTH: f64 = 36.0;
/// Scale of the whole gauge for each `size` of the node.
pub(super) const SCALE: [f64; 4] = [1.0, 0.75, 1.25, 1.5];
/// Start angle and sweep of the arc, clockwise from the right. A third of the circle stays open, at the bottom.
const START: f64 = std::f64::consts::PI * 5.0 / 6.0;
const SWEEP: f64 = std::f64::consts::PI * 4.0 / 3.0;

impl State for Gauge {
    fn check(&self) -> Result<(), Misfit> {
        Scale::new(self.min, self.max).check(self.value)
    }

    fn draw(&self, _: Room, pen: &mut Pen<'_>) -> Size {
        let (min, max) = (self.min, self.max);
        let format = NumberFormat::with("", self.decimals, self.group);
        let scale = self.size.pick(SCALE);
        let (natural, line_width) = (RADIUS * scale, WIDTH * scale);
        let (style, number_width) = number_style(&format, &[min, max], (natural, line_width, scale), pen);
        let label_style = scaled(pen.label_style(), scale);
        let soft = pen.theme.color.soft;
        let radius = natural.max(number_width / 2.0 + line_width / 2.0 + 28.0);
        let outer = radius + line_width / 2.0;
        let ends = Scale::new(min, max).format(&format);
        let [low, high] = [min, max].map(|end| pen.written(end, &ends, label_style));
        let label = pen.line(&self.label, label_style);
        // Offset of the arc's ends from its centre; the numbers of the ends stand below them.
        let (end_x, end_y) = (radius * -libm::cos(START), radius * libm::sin(START));
        let half = outer.max(label.width / 2.0).max(end_x + low.width.max(high.width) / 2.0);
        let middle = Point::new(half, outer);

        paint_arc(self, (middle, radius, line_width), pen);
        let tone = pen.theme.tone(self.tone);
        let unit = pen.line(self.unit.trim(), label_style);
        let unit_height = if unit.text.is_empty() { 0.0 } else { unit.height };
        let number_height = style.size * 1.2;
        let number_y = middle.y - (number_height + unit_height) / 2.0;
        let number_box = Rect::new(
            middle.x - number_width / 2.0,
            number_y,
            middle.x + number_width / 2.0,
            number_y + number_height,
        );
        pen.struck_value(self.strike, self.value, format, style, (number_box, Align::Center), tone.ink);
        if unit_height > 0.0 {
            pen.text("unit", &unit, Point::new(middle.x - unit.width / 2.0, number_box.y1 - 6.0), soft);
        }
        let below = middle.y + end_y + line_width / 2.0 + 8.0;
        pen.text("min", &low, Point::new(middle.x - end_x - low.width / 2.0, below), soft);
        pen.text("max", &high, Point::new(middle.x + end_x - high.width / 2.0, below), soft);
        let mut height = below + low.height;
        if !label.text.is_empty() {
            pen.text("label", &label, Point::new(middle.x - label.width / 2.0, height + 4.0), soft);
            height += 4.0 + label.height;
        }
        Size::new(half * 2.0, height)
    }
}

/// The largest style in which the number fits into the natural arc, or else a smaller one, and the number's
/// width in it. It depends only on the ends of the scale, so that it does not change with the value.
fn number_style(
    format: &NumberFormat,
    ends: &[f64],
    (radius, line_width, scale): (f64, f64, f64),
    pen: &mut Pen<'_>,
) -> (TextStyle, f64) {
    let huge = scaled(pen.style(Face::SansBold, TextSize::Huge), scale);
    let width = pen.number_width(huge, format, ends);
    if width <= 2.0 * (radius - line_width / 2.0 - 16.0) {
        return (huge, width);
    }
    let large = scaled(pen.style(Face::SansBold, TextSize::Large), scale);
    (large, pen.number_width(large, format, ends))
}

/// Scales a style, but not below the least legible size.
pub(super) fn scaled(style: TextStyle, scale: f64) -> TextStyle {
    TextStyle { size: (style.size * scale).round().max(style.size.min(LEAST)), ..style }
}

/// Smallest text that is legible from a distance, in units.
const LEAST: f64 = 26.0;

fn paint_arc(gauge: &Gauge, (middle, radius, width): (Point, f64, f64), pen: &mut Pen<'_>) {
    let (min, max, value) = (gauge.min, gauge.max, gauge.value);
    let share = ((value - min) / (max - min)).clamp(0.0, 1.0);
    let fill = bar_color(gauge.tone, pen.theme);
    let circle = (middle, radius);
    pen.ring("track", circle, width, (START, START + SWEEP), pen.theme.color.track);
    pen.ring("arc", circle, width, (START, START + SWEEP * share), fill);
    if min != 0.0 {
        for (role, angle) in [("break a", START + 0.22), ("break b", START + 0.32)] {
            let along = Vec2::new(libm::cos(angle), libm::sin(angle));
            let slant = Vec2::new(-along.y, along.x) * 8.0;
            let (inner, outer) = (radius - width / 2.0 - 5.0, radius + width / 2.0 + 5.0);
            let cut = [middle + along * inner - slant, middle + along * outer + slant];
            pen.polyline(role, &cut, 6.0, pen.theme.color.ground);
        }
    }
}
