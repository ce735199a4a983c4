//! A period of time: a ribbon of days, months or years, with flags for points and bars for spans.
//!
//! Flags stand alternately above and below the ribbon, or all above if there are spans, which lie below. A
//! flag's text is to the right of its pole; flags get their lanes from right to left, so that no pole crosses a
//! text.

mod flags;
mod ribbon;

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{
    BASE, Field, Fit, Item, Kind, List, Misfit, NumberFormat, NumberShape, Panel, Pen, Room, Takes, Uid,
    plain_fill,
};
use crate::nodes::timeline::flags::{Flag, lane_heights, place, raise, sides, stack};
use crate::text::{Align, Face, TextBlock};
use crate::theme::Tone;
use halfminute_basics::date::Date;

pub(super) const KIND: Kind = Kind {
    name: "timeline",
    summary: "A ribbon of time with flags at points, bars for spans, and a marker for `now`.",
    example: "{ kind = \"timeline\", from = 2026-01-01, to = 2026-06-30, now = 2026-02-10, items = [{ date = 2026-03-02, text = \"first report\" }] }",
    fields: &[
        Field::new("from", Takes::Date, "its first day").required(),
        Field::new("to", Takes::Date, "its last day").required(),
        Field::new("now", Takes::Date, "a day to mark"),
    ],
    list: Some(&List {
        key: "items",
        noun: "item",
        fields: &[
            Field::new("text", Takes::Text, "what it says"),
            Field::new("date", Takes::Date, "the day of a point"),
            Field::new("from", Takes::Date, "the first day of a span"),
            Field::new("to", Takes::Date, "the last day of a span"),
        ],
        array: &[],
        answers_to: "text",
        list: None,
        fixed: &[],
        countable: false,
        from_text: false,
        doc: "{ date, text } or { from, to, text }",
    }),
    wraps: true,
    complete,
    draw,
    ..BASE
};

/// Most items in a timeline: more cannot be read in half a minute.
const MOST: usize = 16;

fn complete(item: &mut Item) -> Result<(), Misfit> {
    let (from, to) = (item.number("from"), item.number("to"));
    if to < from {
        let message = format!("`to` is {}, before `from`, {}", day(to), day(from));
        return Err(Misfit { field: "to", message, help: format!("write {} or later", day(from)) });
    }
    let outside = |days: f64| !(from..=to).contains(&days);
    let help = format!("write a day from {} to {}, or widen the timeline", day(from), day(to));
    if let Some(now) = item.date("now").filter(|now| outside(*now)) {
        let message = format!("`now` is {}, outside the timeline", day(now));
        return Err(Misfit { field: "now", message, help });
    }
    if item.items.len() > MOST {
        let message = format!("{} items are more than can be read", item.items.len());
        return Err(Misfit { field: "items", message, help: format!("write at most {MOST} of them") });
    }
    for (at, one) in item.items.iter().enumerate() {
        let called = match one.text("text") {
            "" => format!("item {}", at + 1),
            text => format!("`{text}`"),
        };
        let misfit = |message: String, help: String| Err(Misfit { field: "items", message, help });
        let (start, end) = match (one.date("date"), one.date("from"), one.date("to")) {
            (Some(date), None, None) => (date, date),
            (None, Some(start), Some(end)) => (start, end),
            _ => {
                let message = format!("{called} is neither a point nor a span");
                return misfit(message, "give it a `date`, or `from` and `to`".into());
            }
        };
        if end < start {
            let message = format!("{called} ends on {}, before it begins", day(end));
            return misfit(message, format!("write {} or later", day(start)));
        }
        if let Some(days) = [start, end].into_iter().find(|days| outside(*days)) {
            return misfit(format!("{called} is on {}, outside the timeline", day(days)), help);
        }
    }
    Ok(())
}

/// A day in the notation of scenes: `2026-01-03`.
fn day(days: f64) -> String {
    let date = Date::from_days(days as i64);
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

const WIDTH: f64 = 1280.0;
const LEAST_WIDTH: f64 = 560.0;
const RIBBON: f64 = 60.0;
const POLE: f64 = 3.0;
const POLE_GAP: f64 = 14.0;
/// Gap between the ribbon and the texts next to it.
const CLEAR: f64 = 26.0;
const LANE_GAP: f64 = 16.0;
/// Width at which texts wrap, if single lines would move others away or shorten the ribbon.
const LONGEST_TEXT: f64 = 300.0;
/// Least share of its width that the ribbon keeps for the sake of texts on one line.
const LEAST_SHARE: f64 = 0.8;
const SPAN_PADDING: f64 = 16.0;
const DOT: f64 = 22.0;

/// Mapping from days to units along the ribbon.
struct Axis {
    from: f64,
    days: f64,
    length: f64,
}

impl Axis {
    /// Position of the start of a day. The last day ends at the ribbon's end.
    fn start(&self, day: f64) -> f64 {
        (day - self.from) / self.days * self.length
    }

    /// Position of the middle of a day.
    fn middle(&self, day: f64) -> f64 {
        self.start(day + 0.5)
    }
}

fn draw(item: &Item, room: Room, pen: &mut Pen<'_>) -> Size {
    let wanted = match room.fit {
        Fit::Natural => WIDTH.min(room.width),
        Fit::Fill => room.width,
    };
    let width = wanted.max(LEAST_WIDTH);
    let style = pen.style(Face::Sans, item.size());
    let mut plan = |longest: f64| {
        let shaped = |one: &Item| pen.set(one.text("text"), style, longest, Align::Start);
        Plan::new(item, item.items.iter().map(shaped).collect(), width)
    };
    // Texts stay on one line if that adds no height and does not shorten the ribbon much.
    let (whole, broken) = (plan(f64::INFINITY), plan(LONGEST_TEXT));
    let fits =
        whole.height() <= broken.height() && whole.axis.length >= broken.axis.length.min(width * LEAST_SHARE);
    let Plan { axis, above, below } = if fits { whole } else { broken };
    let (above_heights, below_heights) = (lane_heights(&above), lane_heights(&below));
    // A dot, or the end of the marker, needs room on both sides.
    let top = reach(&above_heights).max(DOT);
    let marker = if item.date("now").is_some() { marker_height(pen) + 14.0 } else { 0.0 };
    let ribbon = Rect::new(0.0, top, axis.length, top + RIBBON);
    let height = ribbon.y1 + marker + reach(&below_heights).max(if marker > 0.0 { 0.0 } else { DOT });
    pen.part(Uid::ROOT);
    ribbon::paint(item, &axis, ribbon, pen);
    for flag in &above {
        let base = ribbon.y0 - CLEAR - above_heights[..flag.lane].iter().sum::<f64>();
        paint_flag(item, flag, (ribbon.y0, base - flag.text.height), pen);
    }
    for flag in &below {
        let base = ribbon.y1 + marker + CLEAR + below_heights[..flag.lane].iter().sum::<f64>();
        match flag.bar {
            Some(end) => paint_span(item, flag, (base, end), pen),
            None => paint_flag(item, flag, (ribbon.y1, base), pen),
        }
    }
    paint_marker(item, &axis, ribbon, pen);
    Size::new(width, height)
}

/// Positions of all items along the ribbon, and their lanes.
struct Plan<'a> {
    axis: Axis,
    above: Vec<Flag<'a>>,
    below: Vec<Flag<'a>>,
}

impl<'a> Plan<'a> {
    fn new(item: &'a Item, texts: Vec<Arc<TextBlock>>, width: f64) -> Self {
        let axis = axis(item, &texts, width);
        let (mut above, mut below) = sides(item, texts, &axis);
        raise(&mut above);
        if below.iter().any(|flag| flag.bar.is_some()) {
            stack(&mut below);
        } else {
            raise(&mut below);
        }
        Self { axis, above, below }
    }

    /// Height of texts and bars above and below the ribbon together.
    fn height(&self) -> f64 {
        reach(&lane_heights(&self.above)) + reach(&lane_heights(&self.below))
    }
}

/// Distance from the ribbon to the far end of its lanes.
fn reach(heights: &[f64]) -> f64 {
    if heights.is_empty() { 0.0 } else { CLEAR + heights.iter().sum::<f64>() }
}

/// The axis of a ribbon that ends early enough for texts at its end to stay within the width.
fn axis(item: &Item, texts: &[Arc<TextBlock>], width: f64) -> Axis {
    let (from, days) = (item.number("from"), item.number("to") - item.number("from") + 1.0);
    let fits = |length: f64| {
        let axis = Axis { from, days, length };
        item.items.iter().zip(texts).all(|(one, text)| place(one, text, &axis).1 <= width)
    };
    let mut length = width;
    while !fits(length) && length > width * 0.5 {
        length -= 4.0;
    }
    Axis { from, days, length }
}

/// Draws a pole from the ribbon's edge along the text, and a dot at its foot.
fn paint_flag(node: &Item, flag: &Flag<'_>, (edge, text_y): (f64, f64), pen: &mut Pen<'_>) {
    let tone = flag.item.tone_within(node.tone());
    let colors = pen.theme.tone(tone);
    let line = if tone == Tone::Plain { pen.theme.color.ink } else { colors.line };
    let text_end = text_y + flag.text.height;
    let (y0, y1) = if text_y < edge { (text_y, edge) } else { (edge, text_end) };
    pen.part(flag.item.uid);
    pen.region(Rect::new(
        flag.x0 - DOT / 2.0,
        y0.min(edge - DOT / 2.0),
        flag.x1 + 4.0,
        y1.max(edge + DOT / 2.0),
    ));
    let pole = Rect::new(flag.x0 - POLE / 2.0, y0, flag.x0 + POLE / 2.0, y1);
    pen.panel("pole", pole, plain_fill(line, POLE / 2.0));
    let dot = Rect::from_center_size((flag.x0, edge), (DOT, DOT));
    let ring = Panel { fill: line, line: pen.theme.color.panel, width: 4.0, radius: DOT / 2.0, shadow: 0.5 };
    pen.panel("dot", dot, ring);
    pen.item_text(
        flag.item.struck_within(node),
        "text",
        &flag.text,
        Point::new(flag.x0 + POLE_GAP, text_y),
        colors.ink,
    );
}

/// Draws a bar with its text inside, or after it if the bar is too short.
fn paint_span(node: &Item, flag: &Flag<'_>, (y, end): (f64, f64), pen: &mut Pen<'_>) {
    let tone = pen.theme.tone(flag.item.tone_within(node.tone()));
    let bar = Rect::new(flag.x0, y, end, y + flag.text.height + 14.0);
    pen.part(flag.item.uid);
    pen.region(Rect { x1: flag.x1, ..bar });
    let surface = Panel { shadow: 0.5, radius: pen.theme.shape.radius * 0.75, ..pen.surface(tone) };
    pen.panel("bar", bar, surface);
    let middle = (flag.x0 + end - flag.text.width) / 2.0;
    let x = if flag.x1 > end { end + POLE_GAP } else { middle };
    pen.item_text(flag.item.struck_within(node), "text", &flag.text, Point::new(x, y + 7.0), tone.ink);
}

fn marker_height(pen: &Pen<'_>) -> f64 {
    pen.label_style().size * 1.5
}

/// Draws a line through the ribbon, and a tag with the day below it.
fn paint_marker(item: &Item, axis: &Axis, ribbon: Rect, pen: &mut Pen<'_>) {
    let Some(now) = item.date("now") else { return };
    let style = crate::text::TextStyle { face: Face::SansBold, ..pen.label_style() };
    let format = NumberFormat { shape: NumberShape::Date, ..NumberFormat::whole() };
    // The tag has the width of the widest day, so that it does not change while days count.
    let width = pen.number_width(style, &format, &[20_359.0, item.number("from"), item.number("to")]) + 36.0;
    let height = marker_height(pen);
    let x = axis.middle(now);
    let left = (x - width / 2.0).clamp(0.0, (axis.length - width).max(0.0));
    let tag = Rect::new(left, ribbon.y1 + 14.0, left + width, ribbon.y1 + 14.0 + height);
    let accent = pen.theme.color.accent;
    pen.part(Uid::ROOT);
    let line = Rect::new(x - 3.0, ribbon.y0 - 10.0, x + 3.0, tag.y0 + 6.0);
    pen.panel("now line", line, plain_fill(accent, 3.0));
    let tone = pen.theme.tone(Tone::Accent);
    let surface = Panel { shadow: 0.6, radius: height / 2.0, ..pen.surface(tone) };
    pen.panel("now tag", tag, surface);
    pen.number("now", now, format, style, (tag, Align::Center), tone.ink);
}
