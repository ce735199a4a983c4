//! A bar that fills from `min` to `max`. An axis that does not start at zero shows a break.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::scale::Scale;
use super::{Fit, Kind, Misfit, NumberFormat, Pen, Room, State, plain_fill, state};
use crate::display::Color;
use crate::text::{Align, Face};
use crate::theme::{Theme, Tone, contrast};

pub(super) const KIND: Kind = Kind {
    summary: "A bar that fills from `min` to `max`; an axis that does not start at zero shows a break.",
    example: "{ kind = \"meter\", label = \"vocabulary\", value = 50257, min = 50250, max = 50260 }",
    ..Kind::of::<Meter>("meter")
};

state! {
    /// A value on a bar from `min` to `max`.
    pub(super) struct Meter(tone, size, strike) {
        label: Arc<str> = line("written above, in small letters"),
        value: f64 = any_number("the number shown").required(),
        max: f64 = any_number("where the bar is full").required().fixed(),
        min: f64 = any_number("where the bar is empty").default(0.0).fixed(),
        unit: Arc<str> = UNIT,
        decimals: usize = DECIMALS,
        group: bool = GROUP,
    }
}

/// Natural width of a meter; `grow` or `width` make it longer.
const WIDTH: f64 = 640.0;
const TRACK: f64 = 44.0;

impl State for Meter {
    fn check(&self) -> Result<(), Misfit> {
        Scale::new(self.min, self.max).check(self.value)
    }

    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let (min, max, value) = (self.min, self.max, self.value);
        let tone = pen.theme.tone(self.tone);
        let format = NumberFormat::with(&self.unit, self.decimals, self.group);
        let value_style = pen.style(Face::SansBold, self.size.larger());
        let label_style = pen.label_style();
        let label = pen.line(&self.label, label_style);
        let value_width = pen.number_width(value_style, &format, &[value, min, max]);
        let least = label.width + value_width + 40.0;
        // A box of its own may be narrower than the natural width.
        let width = if room.fit == Fit::Fill { room.filled_width(least) } else { WIDTH.max(least) };
        let head = value_style.size * 1.3;
        pen.text("label", &label, Point::new(0.0, head - label.height - 4.0), pen.theme.color.soft);
        let value_box = Rect::new(width - value_width, 0.0, width, head);
        pen.struck_value(self.strike, value, format.clone(), value_style, (value_box, Align::End), tone.ink);

        let track = Rect::new(0.0, head + 10.0, width, head + 10.0 + TRACK);
        let fill = bar_color(self.tone, pen.theme);
        pen.panel("track", track, plain_fill(pen.theme.color.track, TRACK / 2.0));
        // The bar is clipped by the track's round ends, so that its length is true even near zero.
        pen.filling("bar", track, TRACK / 2.0, (value - min) / (max - min), fill);
        if min != 0.0 {
            axis_break(track, pen);
        }
        let ends = Scale::new(min, max).format(&format);
        let y = track.y1 + 10.0;
        let [low, high] = [min, max].map(|end| pen.written(end, &ends, label_style));
        pen.text("min", &low, Point::new(0.0, y), pen.theme.color.soft);
        pen.text("max", &high, Point::new(width - high.width, y), pen.theme.color.soft);
        Size::new(width, y + low.height)
    }
}

/// Colour of a bar: the accent for the plain tone; otherwise the tone's line colour, which carries the hue, if
/// its contrast with the track is at least 3:1, else its ink.
pub(super) fn bar_color(tone: Tone, theme: &Theme) -> Color {
    let colors = theme.tone(tone);
    match tone {
        Tone::Plain => theme.color.accent,
        _ if contrast(colors.line, theme.color.track) >= 3.0 => colors.line,
        _ => colors.ink,
    }
}

/// Draws two slanted cuts near the start of the bar: the axis does not start at zero.
fn axis_break(track: Rect, pen: &mut Pen<'_>) {
    for (role, x) in [("break a", 64.0), ("break b", 80.0)] {
        let cut =
            [Point::new(track.x0 + x - 9.0, track.y1 + 5.0), Point::new(track.x0 + x + 9.0, track.y0 - 5.0)];
        pen.polyline(role, &cut, 6.0, pen.theme.color.ground);
    }
}
