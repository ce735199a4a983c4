//! A stopwatch: `m:ss` in a dial, whose ring shows the seconds of the current minute.

use std::f64::consts::{FRAC_PI_2, TAU};

use std::sync::Arc;

use kurbo::{Point, Rect, Size, Vec2};

use super::gauge::{SCALE, scaled};
use super::{Kind, NumberFormat, NumberShape, Pen, Room, State, plain_fill, state};
use crate::text::{Align, Face};
use crate::theme::{TextSize, Tone};

pub(super) const KIND: Kind = Kind {
    summary: "A stopwatch: minutes and seconds, and a ring for the seconds of the current minute.",
    example: "{ kind = \"clock\", label = \"training\", value = 157 }",
    ..Kind::of::<Clock>("clock")
};

state! {
    /// A time in seconds, in a dial.
    pub(super) struct Clock(tone, size, strike) {
        label: Arc<str> = LABEL,
        value: f64 = number(0.0, 359_999.0, "seconds, drawn as m:ss").required(),
    }
}

const RADIUS: f64 = 164.0;
const WIDTH: f64 = 20.0;
const TICKS: usize = 12;

impl State for Clock {
    fn draw(&self, _: Room, pen: &mut Pen<'_>) -> Size {
        let value = self.value;
        let format = NumberFormat { shape: NumberShape::Clock, ..NumberFormat::whole() };
        let scale = self.size.pick(SCALE);
        let inner = 2.0 * (RADIUS - WIDTH - 26.0) * scale;
        let [huge, large] =
            [TextSize::Huge, TextSize::Large].map(|size| scaled(pen.style(Face::SansBold, size), scale));
        let style = if pen.number_width(huge, &format, &[value]) <= inner { huge } else { large };
        let label_style = scaled(pen.label_style(), scale);
        let label = pen.line(&self.label, label_style);
        let outer = (RADIUS + WIDTH / 2.0) * scale;
        let half = outer.max(label.width / 2.0);
        let middle = Point::new(half, outer);
        paint_dial(self, middle, scale, pen);
        let number_box = Rect::from_center_size(middle, (inner, style.size * 1.2));
        let ink = pen.theme.tone(self.tone).ink;
        pen.struck_value(self.strike, value, format, style, (number_box, Align::Center), ink);
        let mut height = 2.0 * outer;
        if !label.text.is_empty() {
            let at = Point::new(middle.x - label.width / 2.0, height + 14.0);
            pen.text("label", &label, at, pen.theme.color.soft);
            height += 14.0 + label.height;
        }
        Size::new(2.0 * half, height)
    }
}

/// Draws the face, twelve ticks and the ring. The ring's angles continue over the minutes, so that between two
/// states it turns once per minute that passes.
fn paint_dial(clock: &Clock, middle: Point, scale: f64, pen: &mut Pen<'_>) {
    let tone = pen.theme.tone(clock.tone);
    let fill = if clock.tone == Tone::Plain { pen.theme.color.accent } else { tone.line };
    let (radius, width) = (RADIUS * scale, WIDTH * scale);
    let face = radius + width / 2.0;
    let surface = super::Panel { width: 0.0, radius: face, ..pen.surface(tone) };
    pen.panel("face", Rect::from_center_size(middle, (2.0 * face, 2.0 * face)), surface);
    pen.ring("track", (middle, radius), width, (0.0, TAU), pen.theme.color.track);
    for tick in 0..TICKS {
        let angle = TAU * tick as f64 / TICKS as f64;
        let at = middle + Vec2::new(libm::sin(angle), -libm::cos(angle)) * (radius - width - 4.0 * scale);
        let size = (if tick % 3 == 0 { 10.0 } else { 6.0 }) * scale;
        let dot = plain_fill(pen.theme.color.line, size / 2.0);
        pen.panel_at("tick", tick, Rect::from_center_size(at, (size, size)), dot);
    }
    let minutes = clock.value / 60.0;
    let angles = (minutes.floor() * TAU - FRAC_PI_2, minutes * TAU - FRAC_PI_2);
    pen.ring("seconds", (middle, radius), width, angles, fill);
}
