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
    Fit, Kind, Misfit, NumberFormat, NumberShape, Panel, Pen, Room, State, Uid, name_of, part, plain_fill,
    state,
};
use crate::nodes::timeline::flags::{Flag, lane_heights, place, raise, sides, stack};
use crate::text::{Align, Face, TextBlock};
use crate::theme::Tone;
use halfminute_basics::date::Date;

pub(super) const KIND: Kind = Kind {
    summary: "A ribbon of time with flags at points, bars for spans, and a marker for `now`.",
    example: "{ kind = \"timeline\", from = 2026-01-01, to = 2026-06-30, now = 2026-02-10, items = [{ date = 2026-03-02, text = \"first report\" }] }",
    wraps: true,
    ..Kind::of::<Timeline>("timeline")
};

state! {
    /// A period of time with points and spans, in days since 1970-01-01.
    pub(super) struct Timeline(tone, size, strike) {
        from: f64 = day("its first day").required(),
        to: f64 = day("its last day").required(),
        now: Option<f64> = date("a day to mark"),
    }
    parts items: Entry
}

part! {
    /// A point with a `date`, or a span with `from` and `to`.
    pub(super) struct Entry(tone, strike) {
        text: Arc<str> = text("what it says"),
        date: Option<f64> = date("the day of a point"),
        from: Option<f64> = date("the first day of a span"),
        to: Option<f64> = date("the last day of a span"),
    }
    array: [],
    answers_to: [text],
    noun: "item",
    doc: "{ date, text } or { from, to, text }",
}

/// Most items in a timeline: more cannot be read in half a minute.
const MOST: usize = 16;

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

impl State for Timeline {
    fn check(&self) -> Result<(), Misfit> {
        let (from, to) = (self.from, self.to);
        if to < from {
            let message = format!("`to` is {}, before `from`, {}", day(to), day(from));
            return Err(Misfit {
                field: name_of!(Timeline.to),
                message,
                help: format!("write {} or later", day(from)),
            });
        }
        let outside = |days: f64| !(from..=to).contains(&days);
        let help = format!("write a day from {} to {}, or widen the timeline", day(from), day(to));
        if let Some(now) = self.now.filter(|now| outside(*now)) {
            let message = format!("`now` is {}, outside the timeline", day(now));
            return Err(Misfit { field: name_of!(Timeline.now), message, help });
        }
        if self.items.len() > MOST {
            let message = format!("{} items are more than can be read", self.items.len());
            return Err(Misfit {
                field: name_of!(Timeline.items),
                message,
                help: format!("write at most {MOST} of them"),
            });
        }
        for (at, one) in self.items.iter().enumerate() {
            let called = match &*one.text {
                "" => format!("item {}", at + 1),
                text => format!("`{text}`"),
            };
            let misfit = |message: String, help: String| {
                Err(Misfit { field: name_of!(Timeline.items), message, help })
            };
            let (start, end) = match (one.date, one.from, one.to) {
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
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let wanted = match room.fit {
            Fit::Natural => WIDTH.min(room.width),
            Fit::Fill => room.width,
        };
        let width = wanted.max(LEAST_WIDTH);
        let style = pen.style(Face::Sans, self.size);
        let mut plan = |longest: f64| {
            let shaped = |one: &Entry| pen.set(&one.text, style, longest, Align::Start);
            Plan::new(self, self.items.iter().map(shaped).collect(), width)
        };
        // Texts stay on one line if that adds no height and does not shorten the ribbon much.
        let (whole, broken) = (plan(f64::INFINITY), plan(LONGEST_TEXT));
        let fits = whole.height() <= broken.height()
            && whole.axis.length >= broken.axis.length.min(width * LEAST_SHARE);
        let Plan { axis, above, below } = if fits { whole } else { broken };
        let (above_heights, below_heights) = (lane_heights(&above), lane_heights(&below));
        // A dot, or the end of the marker, needs room on both sides.
        let top = reach(&above_heights).max(DOT);
        let marker = if self.now.is_some() { marker_height(pen) + 14.0 } else { 0.0 };
        let ribbon = Rect::new(0.0, top, axis.length, top + RIBBON);
        let height = ribbon.y1 + marker + reach(&below_heights).max(if marker > 0.0 { 0.0 } else { DOT });
        pen.part(Uid::ROOT);
        ribbon::paint(self, &axis, ribbon, pen);
        for flag in &above {
            let base = ribbon.y0 - CLEAR - above_heights[..flag.lane].iter().sum::<f64>();
            paint_flag(self, flag, (ribbon.y0, base - flag.text.height), pen);
        }
        for flag in &below {
            let base = ribbon.y1 + marker + CLEAR + below_heights[..flag.lane].iter().sum::<f64>();
            match flag.bar {
                Some(end) => paint_span(self, flag, (base, end), pen),
                None => paint_flag(self, flag, (ribbon.y1, base), pen),
            }
        }
        paint_marker(self, &axis, ribbon, pen);
        Size::new(width, height)
    }
}

/// Positions of all items along the ribbon, and their lanes.
struct Plan<'a> {
    axis: Axis,
    above: Vec<Flag<'a>>,
    below: Vec<Flag<'a>>,
}

impl<'a> Plan<'a> {
    fn new(node: &'a Timeline, texts: Vec<Arc<TextBlock>>, width: f64) -> Self {
        let axis = axis(node, &texts, width);
        let (mut above, mut below) = sides(node, texts, &axis);
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
fn axis(node: &Timeline, texts: &[Arc<TextBlock>], width: f64) -> Axis {
    let (from, days) = (node.from, node.to - node.from + 1.0);
    let fits = |length: f64| {
        let axis = Axis { from, days, length };
        node.items.iter().zip(texts).all(|(one, text)| place(one, text, &axis).1 <= width)
    };
    let mut length = width;
    while !fits(length) && length > width * 0.5 {
        length -= 4.0;
    }
    Axis { from, days, length }
}

/// Draws a pole from the ribbon's edge along the text, and a dot at its foot.
fn paint_flag(node: &Timeline, flag: &Flag<'_>, (edge, text_y): (f64, f64), pen: &mut Pen<'_>) {
    let tone = flag.item.tone.within(node.tone);
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
    pen.struck_text(
        node.strike || flag.item.strike,
        "text",
        &flag.text,
        Point::new(flag.x0 + POLE_GAP, text_y),
        colors.ink,
    );
}

/// Draws a bar with its text inside, or after it if the bar is too short.
fn paint_span(node: &Timeline, flag: &Flag<'_>, (y, end): (f64, f64), pen: &mut Pen<'_>) {
    let tone = pen.theme.tone(flag.item.tone.within(node.tone));
    let bar = Rect::new(flag.x0, y, end, y + flag.text.height + 14.0);
    pen.part(flag.item.uid);
    pen.region(Rect { x1: flag.x1, ..bar });
    let surface = Panel { shadow: 0.5, radius: pen.theme.shape.radius * 0.75, ..pen.surface(tone) };
    pen.panel("bar", bar, surface);
    let middle = (flag.x0 + end - flag.text.width) / 2.0;
    let x = if flag.x1 > end { end + POLE_GAP } else { middle };
    pen.struck_text(node.strike || flag.item.strike, "text", &flag.text, Point::new(x, y + 7.0), tone.ink);
}

fn marker_height(pen: &Pen<'_>) -> f64 {
    pen.label_style().size * 1.5
}

/// Draws a line through the ribbon, and a tag with the day below it.
fn paint_marker(node: &Timeline, axis: &Axis, ribbon: Rect, pen: &mut Pen<'_>) {
    let Some(now) = node.now else { return };
    let style = crate::text::TextStyle { face: Face::SansBold, ..pen.label_style() };
    let format = NumberFormat { shape: NumberShape::Date, ..NumberFormat::whole() };
    // The tag has the width of the widest day, so that it does not change while days count.
    let width = pen.number_width(style, &format, &[20_359.0, node.from, node.to]) + 36.0;
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
