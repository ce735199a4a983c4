//! A bar that fills from `min` to `max`. An axis that does not start at zero shows a break.

use kurbo::{Point, Rect, Size};

use super::{
    ANY_NUMBER, BASE, DECIMALS, Field, Fit, GROUP, Item, Kind, LABEL, Misfit, NumberFormat, Pen, Room, Takes,
    UNIT, plain_fill,
};
use crate::display::Color;
use crate::text::{Align, Face};
use crate::theme::{Theme, Tone, contrast};

pub(super) const KIND: Kind = Kind {
    name: "meter",
    summary: "A bar that fills from `min` to `max`; an axis that does not start at zero shows a break.",
    example: "{ kind = \"meter\", label = \"vocabulary\", value = 50257, min = 50250, max = 50260 }",
    fields: &[
        Field { takes: Takes::Line, ..LABEL },
        Field::new("value", ANY_NUMBER, "the number shown").required(),
        Field::new("max", ANY_NUMBER, "where the bar is full").required().fixed(),
        Field::new("min", ANY_NUMBER, "where the bar is empty").default(0.0).fixed(),
        UNIT,
        DECIMALS,
        GROUP,
    ],
    complete,
    draw,
    ..BASE
};

/// Natural width of a meter; `grow` or `width` make it longer.
const WIDTH: f64 = 640.0;
const TRACK: f64 = 44.0;

/// Checks that `min` is below `max` and `value` lies between them, for meters and gauges.
pub(super) fn complete(item: &mut Item) -> Result<(), Misfit> {
    let (min, max, value) = (item.number("min"), item.number("max"), item.number("value"));
    if min >= max {
        let message = format!("`max` is {max}, not above `min`, {min}");
        return Err(Misfit { field: "max", message, help: format!("write more than {min}") });
    }
    if !(min..=max).contains(&value) {
        let message = format!("`value` is {value}, outside {min} to {max}");
        let help = format!("write a number from {min} to {max}, or widen `min` and `max`");
        return Err(Misfit { field: "value", message, help });
    }
    Ok(())
}

/// Format of a node's number: its `decimals`, `group` and `unit`.
pub(super) fn number_format(item: &Item) -> NumberFormat {
    let unit = item.text("unit").trim().into();
    NumberFormat { decimals: item.number("decimals") as usize, unit, ..whole_format(item) }
}

/// Format of a node's whole numbers.
pub(super) fn whole_format(item: &Item) -> NumberFormat {
    NumberFormat { grouped: item.flag("group"), ..NumberFormat::whole() }
}

/// Format of the numbers at the ends of an axis: without unit, and without decimals if both are whole.
pub(super) fn ends_format(item: &Item) -> NumberFormat {
    let whole = ["min", "max"].iter().all(|end| item.number(end).fract() == 0.0);
    let format = number_format(item);
    NumberFormat { unit: "".into(), decimals: if whole { 0 } else { format.decimals }, ..format }
}

fn draw(item: &Item, room: Room, pen: &mut Pen<'_>) -> Size {
    let (min, max, value) = (item.number("min"), item.number("max"), item.number("value"));
    let tone = pen.theme.tone(item.tone());
    let format = number_format(item);
    let value_style = pen.style(Face::SansBold, item.size().larger());
    let label_style = pen.label_style();
    let label = pen.line(item.text("label"), label_style);
    let value_width = pen.number_width(value_style, &format, &[value, min, max]);
    let least = label.width + value_width + 40.0;
    // A box of its own may be narrower than the natural width.
    let width = if room.fit == Fit::Fill { room.filled_width(least) } else { WIDTH.max(least) };
    let head = value_style.size * 1.3;
    pen.text("label", &label, Point::new(0.0, head - label.height - 4.0), pen.theme.color.soft);
    let value_box = Rect::new(width - value_width, 0.0, width, head);
    pen.item_value(item, format.clone(), value_style, (value_box, Align::End), tone.ink);

    let track = Rect::new(0.0, head + 10.0, width, head + 10.0 + TRACK);
    let fill = bar_color(item.tone(), pen.theme);
    pen.panel("track", track, plain_fill(pen.theme.color.track, TRACK / 2.0));
    // The bar is clipped by the track's round ends, so that its length is true even near zero.
    pen.filling("bar", track, TRACK / 2.0, (value - min) / (max - min), fill);
    if min != 0.0 {
        axis_break(track, pen);
    }
    let ends = ends_format(item);
    let y = track.y1 + 10.0;
    let [low, high] = [min, max].map(|end| pen.written(end, &ends, label_style));
    pen.text("min", &low, Point::new(0.0, y), pen.theme.color.soft);
    pen.text("max", &high, Point::new(width - high.width, y), pen.theme.color.soft);
    Size::new(width, y + low.height)
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
