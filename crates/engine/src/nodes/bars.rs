//! A bar chart with a scale from zero. Upright bars have short labels below, horizontal bars have long labels
//! beside them. The scale is that of the first state and never changes.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::meter::bar_color;
use super::scale::round_up;
use super::{
    Fields, Item, Kind, MAX_NUMBER, Misfit, NumberFormat, Pen, Room, State, Uid, name_of, part, plain_fill,
    state,
};
use crate::display::Color;
use crate::text::{Align, Face, TextBlock, TextStyle};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "Bars to one scale that starts at zero: up to 8 bars stand upright where no label has more than 14 characters, others lie.",
    example: "{ kind = \"bars\", label = \"our new score\", bars = [[\"before\", 6], [\"after\", 8]], max = 10 }",
    ..Kind::of::<Bars>("bars")
};

state! {
    /// A bar chart, whose scale and direction are those of its first state.
    pub struct Bars(tone, size, strike) {
        label: Arc<str> = LABEL,
        max: f64 = number(
            0.0,
            MAX_NUMBER,
            "where a bar is full; 0 stands for the largest value at first, rounded up",
        )
        .fixed(),
        unit: Arc<str> = UNIT,
        decimals: usize = DECIMALS,
        group: bool = GROUP,
    }
    parts bars: Bar
    kept { upright: bool, }
}

part! {
    /// A bar as long as its value.
    pub(super) struct Bar(tone, strike) {
        label: Arc<str> = text("under or beside the bar"),
        value: f64 = number(0.0, MAX_NUMBER, "its length"),
    }
    array: [label, value],
    answers_to: [label],
    noun: "bar",
    doc: "[label, value]",
}

/// Most bars in a chart: more cannot be read in half a minute.
const MOST: usize = 14;
/// Most bars that stand upright, and longest label below one, in characters.
const MOST_UPRIGHT: usize = 8;
const LONGEST_UPRIGHT: usize = 14;

/// Checks that a list has from 1 to `most` items.
pub(super) fn check_count(field: &'static str, noun: &str, count: usize, most: usize) -> Result<(), Misfit> {
    if (1..=most).contains(&count) {
        return Ok(());
    }
    let message = match count {
        0 => format!("there is no {noun} to draw"),
        _ => format!("{count} {noun}s are more than can be read"),
    };
    Err(Misfit { field, message, help: format!("write 1 to {most} of them under `{field}`") })
}

const UPRIGHT_HEIGHT: f64 = 240.0;
const UPRIGHT_WIDTH: f64 = 108.0;
const SLOT: f64 = 168.0;
const WIDEST_SLOT: f64 = 260.0;
const LYING_WIDTH: f64 = 620.0;
const LYING_HEIGHT: f64 = 44.0;
const LYING_LABEL: f64 = 440.0;
const RADIUS: f64 = 9.0;
const AXIS: f64 = 4.0;
const GAP: f64 = 20.0;

/// Texts and styles of a chart, prepared before anything is placed.
struct Chart {
    title: Option<Arc<TextBlock>>,
    labels: Vec<Arc<TextBlock>>,
    values: TextStyle,
    value_width: f64,
    format: NumberFormat,
}

impl Bars {
    /// The first state of a chart, with the scale and the direction of the whole clip.
    #[must_use]
    pub fn first(item: &Item) -> Self {
        let mut first = Self::read(item);
        first.follow(None);
        first
    }

    /// The value at which a bar is full.
    #[must_use]
    pub fn max(&self) -> f64 {
        self.max
    }

    /// True if the bars stand, false if they lie.
    #[must_use]
    pub fn is_upright(&self) -> bool {
        self.upright
    }
}

impl State for Bars {
    /// Keeps scale and direction of the first state, so that neither changes when a value is set.
    fn follow(&mut self, before: Option<&Self>) {
        if let Some(before) = before {
            (self.max, self.upright) = (before.max, before.upright);
            return;
        }
        if self.max <= 0.0 {
            self.max = round_up(self.bars.iter().map(|bar| bar.value).fold(0.0, f64::max));
        }
        let short = |bar: &Bar| bar.label.chars().count() <= LONGEST_UPRIGHT;
        self.upright = self.bars.iter().all(short) && self.bars.len() <= MOST_UPRIGHT;
    }

    fn check(&self) -> Result<(), Misfit> {
        check_count("bars", "bar", self.bars.len(), MOST)?;
        let max = self.max;
        match self.bars.iter().find(|bar| bar.value > max) {
            None => Ok(()),
            Some(Bar { label, value, .. }) => {
                let message = format!("the bar `{label}` is {value}, and the scale ends at {max}");
                let help = format!("give the node `max = {value}` or more");
                Err(Misfit { field: name_of!(Bars.bars), message, help })
            }
        }
    }

    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let upright = self.upright;
        let style = pen.label_style();
        let title = (!self.label.is_empty()).then(|| pen.line(&self.label, style));
        let (wrap, align) =
            if upright { (WIDEST_SLOT - GAP, Align::Center) } else { (LYING_LABEL, Align::End) };
        let labels = self.bars.iter().map(|bar| pen.set(&bar.label, style, wrap, align)).collect();
        let format = NumberFormat::with(&self.unit, self.decimals, self.group);
        let values = pen.style(Face::SansBold, self.size);
        // The widest possible value, so that bars do not move when a value gains a digit.
        let all: Vec<f64> = self.bars.iter().map(|bar| bar.value).chain([self.max]).collect();
        let value_width = pen.number_width(values, &format, &all);
        let chart = Chart { title, labels, values, value_width, format };
        if upright { draw_upright(self, &chart, room, pen) } else { draw_lying(self, &chart, room, pen) }
    }
}

fn draw_upright(node: &Bars, chart: &Chart, room: Room, pen: &mut Pen<'_>) -> Size {
    let count = node.bars.len().max(1) as f64;
    let label_width = chart.labels.iter().map(|label| label.width).fold(0.0, f64::max);
    let label_height = chart.labels.iter().map(|label| label.height).fold(0.0, f64::max);
    let title = chart.title.as_ref().map_or(Size::ZERO, |title| Size::new(title.width, title.height + GAP));
    let value_height = chart.values.size * 1.25;
    let natural = SLOT.max(label_width.max(chart.value_width) + 2.0 * GAP);
    let least = Size::new(
        (natural * count).max(title.width),
        title.height + value_height + UPRIGHT_HEIGHT + AXIS + 10.0 + label_height,
    );
    let size = Size::new(room.filled_width(least.width), room.filled_height(least.height));
    let slot = (size.width / count).min(WIDEST_SLOT.max(natural));
    let left = (size.width - slot * count) / 2.0;
    let floor = size.height - label_height - 10.0 - AXIS;
    let full = floor - title.height - value_height;
    pen.part(Uid::ROOT);
    if let Some(title) = &chart.title {
        pen.text("label", title, Point::new((size.width - title.width) / 2.0, 0.0), pen.theme.color.soft);
    }
    for (at, (bar, label)) in node.bars.iter().zip(&chart.labels).enumerate() {
        let middle = left + slot * (at as f64 + 0.5);
        // A value is never wider than its bar: it stands on the track.
        let bar_width = UPRIGHT_WIDTH.max(chart.value_width + 16.0).min(slot - GAP);
        let top = floor - full * share(node, bar);
        let column =
            |y0: f64, y1: f64, width: f64| Rect::new(middle - width / 2.0, y0, middle + width / 2.0, y1);
        let (fill, ink, soft) = colors(node, bar, pen);
        pen.part(bar.uid);
        pen.region(column(top - value_height, size.height, slot - GAP));
        pen.panel("track", column(floor - full, floor, bar_width), track(pen));
        pen.panel("bar", column(top, floor, bar_width), plain_fill(fill, RADIUS));
        let value_box = column(top - value_height, top, chart.value_width);
        let place = (value_box, Align::Center);
        pen.number("value", bar.value, chart.format.clone(), chart.values, place, ink);
        let label_at = Point::new(middle - label.width / 2.0, floor + AXIS + 10.0);
        pen.struck_text(node.strike || bar.strike, "label", label, label_at, soft);
    }
    pen.part(Uid::ROOT);
    let axis = Rect::new(left, floor, left + slot * count, floor + AXIS);
    pen.panel("axis", axis, plain_fill(pen.theme.color.line, AXIS / 2.0));
    size
}

fn draw_lying(node: &Bars, chart: &Chart, room: Room, pen: &mut Pen<'_>) -> Size {
    let label_width = chart.labels.iter().map(|label| label.width).fold(0.0, f64::max);
    let left = label_width + GAP;
    let natural = left + AXIS + LYING_WIDTH + GAP + chart.value_width;
    let title = chart.title.as_ref().map_or(Size::ZERO, |title| Size::new(title.width, title.height + 12.0));
    let width = room.filled_width(natural.max(title.width));
    // Many bars are thinner and closer together.
    let (thick, gap) = if node.bars.len() > MOST_UPRIGHT { (30.0, 2.0) } else { (LYING_HEIGHT, GAP) };
    let row = |label: &TextBlock| label.height.max(thick) + gap;
    let rows: f64 = chart.labels.iter().map(|label| row(label)).sum();
    let full = width - left - AXIS - GAP - chart.value_width;
    pen.part(Uid::ROOT);
    if let Some(title) = &chart.title {
        pen.text("label", title, Point::ZERO, pen.theme.color.soft);
    }
    let mut y = title.height;
    for (bar, label) in node.bars.iter().zip(&chart.labels) {
        let height = row(label);
        let middle = y + height / 2.0;
        let x0 = left + AXIS;
        let end = x0 + full * share(node, bar);
        let (fill, ink, soft) = colors(node, bar, pen);
        pen.part(bar.uid);
        pen.region(Rect::new(0.0, y + gap / 5.0, width, y + height - gap / 5.0));
        let rect = Rect::new(x0, middle - thick / 2.0, end, middle + thick / 2.0);
        pen.panel("track", Rect { x1: x0 + full, ..rect }, track(pen));
        pen.panel("bar", rect, plain_fill(fill, RADIUS));
        let foot = end + GAP;
        let value_box = Rect::new(foot, y, foot + chart.value_width, y + height);
        let place = (value_box, Align::Start);
        pen.number("value", bar.value, chart.format.clone(), chart.values, place, ink);
        let label_at = Point::new(label_width - label.width, middle - label.height / 2.0);
        pen.struck_text(node.strike || bar.strike, "label", label, label_at, soft);
        y += height;
    }
    pen.part(Uid::ROOT);
    let axis = Rect::new(left, title.height, left + AXIS, title.height + rows);
    pen.panel("axis", axis, plain_fill(pen.theme.color.line, AXIS / 2.0));
    Size::new(width, y)
}

/// Filled share of a bar, from 0 to 1.
fn share(node: &Bars, bar: &Bar) -> f64 {
    (bar.value / node.max.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0)
}

/// Panel behind a bar, up to the end of the scale.
fn track(pen: &Pen<'_>) -> super::Panel {
    plain_fill(pen.theme.color.track.with_alpha(0.55), RADIUS)
}

/// Colours of bar, value and label.
fn colors(node: &Bars, bar: &Bar, pen: &Pen<'_>) -> (Color, Color, Color) {
    let tone = bar.tone.within(node.tone);
    let colors = pen.theme.tone(tone);
    match tone {
        Tone::Plain => (pen.theme.color.ink, colors.ink, pen.theme.color.soft),
        _ => (bar_color(tone, pen.theme), colors.ink, colors.ink),
    }
}
