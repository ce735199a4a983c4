//! Boxes filled with dots in proportion to their counts. The boxes and their names belong to the node; the dots
//! and the count belong to a part, so that a part can be poured into a box that is already there.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::bars::check_count;
use super::scale::round_up;
use super::{
    Arrives, DOT, Kind, MAX_NUMBER, Misfit, NumberFormat, Panel, Pen, Room, State, Uid, name_of, part,
    plain_fill, state,
};
use crate::text::{Align, Face, TextBlock};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "Boxes that fill with dots; `show = \"split.all\", from = …` pours them.",
    example: "{ kind = \"bins\", dot = 100, bins = [[\"train\", 35000], [\"validation\", 5000], [\"test\", 10000]] }",
    arrives: Arrives::DotByDot,
    ..Kind::of::<Bins>("bins")
};

state! {
    /// Boxes of dots, which keep their size when some are taken out.
    pub(super) struct Bins(tone, size, strike) {
        label: Arc<str> = LABEL,
        dot: f64 = whole(1.0, MAX_NUMBER, "items that one dot stands for").default(1.0),
        group: bool = GROUP,
    }
    parts bins: Bin
    kept { capacity: f64, }
}

part! {
    /// A box, and how many items are in it.
    pub(super) struct Bin(tone, strike) {
        label: Arc<str> = text("under the box"),
        count: f64 = whole(0.0, MAX_NUMBER, "how many items are in it"),
    }
    array: [label, count],
    answers_to: [label],
    noun: "bin",
    doc: "[label, count]; a part is a bin's dots",
}

const MOST_BINS: usize = 8;
/// Most dots in a node, since each dot is an element in every frame.
const MOST_DOTS: f64 = 1_000.0;

fn dots(count: f64, dot: f64) -> f64 {
    (count / dot).round()
}

/// The least round number of items per dot at which all dots can be drawn.
fn least_dot(counts: &[f64]) -> f64 {
    let mut dot = 1.0;
    while counts.iter().map(|count| dots(*count, dot)).sum::<f64>() > MOST_DOTS {
        dot = round_up(dot + 0.5).ceil();
    }
    dot
}

/// Inner size of a box, unless there is more room.
const INSIDE: Size = Size::new(236.0, 236.0);
/// Inner width of a box if there are more than four.
const INSIDE_NARROW: f64 = 148.0;
const PADDING: f64 = 16.0;
const GAP: f64 = 28.0;
/// Distances between dots, in whole units, so that all gaps are equal.
const PITCHES: std::ops::RangeInclusive<u32> = 5..=44;

/// Grid of the dots in one box.
struct Rack {
    pitch: f64,
    columns: usize,
}

/// The widest grid in which `capacity` dots fit.
fn rack(inside: Size, capacity: f64) -> Rack {
    let fit = |pitch: f64| ((inside.width / pitch).floor(), (inside.height / pitch).floor());
    let roomy = |pitch: &f64| {
        let (columns, rows) = fit(*pitch);
        columns * rows >= capacity
    };
    let pitch = PITCHES.rev().map(f64::from).find(roomy).unwrap_or(5.0);
    Rack { pitch, columns: fit(pitch).0.max(1.0) as usize }
}

impl State for Bins {
    /// Keeps the largest number of dots in one box so far.
    fn follow(&mut self, before: Option<&Self>) {
        let most = before.map_or(0.0, |before| before.capacity);
        self.capacity = self.bins.iter().map(|bin| dots(bin.count, self.dot)).fold(most, f64::max);
    }

    fn check(&self) -> Result<(), Misfit> {
        check_count("bins", "bin", self.bins.len(), MOST_BINS)?;
        let (counts, dot): (Vec<f64>, f64) = (self.bins.iter().map(|bin| bin.count).collect(), self.dot);
        let all: f64 = counts.iter().map(|count| dots(*count, dot)).sum();
        if all <= MOST_DOTS {
            return Ok(());
        }
        let message = format!("`dot = {dot}` makes {all} dots, more than {MOST_DOTS}");
        let help = format!("write `dot = {}`", least_dot(&counts));
        Err(Misfit { field: name_of!(Bins.dot), message, help })
    }

    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let style = pen.label_style();
        let title = pen.line(&self.label, style);
        let title_height = if title.text.is_empty() { 0.0 } else { title.height + 14.0 };
        let count = self.bins.len().max(1) as f64;
        let number_style = pen.style(Face::SansBold, self.size);
        let format = NumberFormat::grouped(self.group);
        let counts: Vec<f64> = self.bins.iter().map(|bin| bin.count).collect();
        let number_width = pen.number_width(number_style, &format, &counts);
        let inside = if self.bins.len() > 4 { INSIDE_NARROW } else { INSIDE.width };
        let labels: Vec<_> = self
            .bins
            .iter()
            .map(|bin| pen.set(&bin.label, style, inside + 2.0 * PADDING, Align::Center))
            .collect();
        let label_height = labels.iter().map(|label| label.height).fold(0.0, f64::max);
        let label_width = labels.iter().map(|label| label.width).fold(number_width, f64::max);
        let below = 12.0 + label_height + number_style.size * 1.3;
        let natural = (inside + 2.0 * PADDING).max(label_width);
        let width = room.filled_width(title.width.max(natural * count + GAP * (count - 1.0)));
        let height = room.filled_height(title_height + INSIDE.height + 2.0 * PADDING + below);
        let frame = Size::new(
            ((width - GAP * (count - 1.0)) / count).floor(),
            (height - title_height - below).floor(),
        );
        pen.part(Uid::ROOT);
        pen.text("title", &title, Point::new((width - title.width) / 2.0, 0.0), pen.theme.color.soft);
        let rack = rack(frame - Size::new(2.0 * PADDING, 2.0 * PADDING), self.capacity);
        for (at, (bin, label)) in self.bins.iter().zip(&labels).enumerate() {
            let corner = Point::new(((frame.width + GAP) * at as f64).round(), title_height);
            let rect = Rect::from_origin_size(corner, frame);
            paint_box(self, (at, bin), (rect, label), pen);
            pen.part(bin.uid);
            pen.region(Rect { y1: height, ..rect });
            paint_dots(self, bin, rect, &rack, pen);
            let number_y = rect.y1 + 12.0 + label_height;
            let number_box = Rect::new(rect.x0, number_y, rect.x1, height);
            let ink = pen.theme.tone(bin.tone.within(self.tone)).ink;
            let place = (number_box, Align::Center);
            pen.number("count", bin.count, format.clone(), number_style, place, ink);
        }
        pen.part(Uid::ROOT);
        Size::new(width, height)
    }
}

/// Draws a box and its label.
fn paint_box(
    node: &Bins,
    (at, bin): (usize, &Bin),
    (rect, label): (Rect, &Arc<TextBlock>),
    pen: &mut Pen<'_>,
) {
    let tone = bin.tone.within(node.tone);
    let colors = pen.theme.tone(tone);
    let surface = Panel { fill: pen.theme.color.panel, shadow: 0.6, ..pen.surface(colors) };
    let soft = if tone == Tone::Plain { pen.theme.color.soft } else { colors.ink };
    let label_at = Point::new(rect.center().x - label.width / 2.0, rect.y1 + 12.0);
    pen.part(Uid::ROOT);
    pen.panel_at("box", at, rect, surface);
    if node.strike || bin.strike {
        pen.part(bin.uid);
        pen.struck_text(true, "label", label, label_at, soft);
    } else {
        pen.text_at("label", at, label, label_at, soft);
    }
}

/// Draws dots in rows from the bottom up, each row from the left.
fn paint_dots(node: &Bins, bin: &Bin, rect: Rect, rack: &Rack, pen: &mut Pen<'_>) {
    let tone = bin.tone.within(node.tone);
    let fill = if tone == Tone::Plain { pen.theme.color.accent } else { pen.theme.tone(tone).line };
    let air = (rack.pitch * 0.14).round().max(1.0);
    let side = rack.pitch - 2.0 * air;
    let spare = rect.width() - 2.0 * PADDING - rack.pitch * rack.columns as f64;
    let left = (rect.x0 + PADDING + spare / 2.0).round();
    for index in 0..dots(bin.count, node.dot) as usize {
        let (row, column) = ((index / rack.columns) as f64, (index % rack.columns) as f64);
        let corner =
            Point::new(left + column * rack.pitch + air, rect.y1 - PADDING - (row + 1.0) * rack.pitch + air);
        pen.panel_at(DOT, index, Rect::from_origin_size(corner, (side, side)), plain_fill(fill, side / 2.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dot_that_is_advised_works() {
        for counts in [&[35_000.0, 5_000.0, 10_000.0][..], &[1e15, 1e15], &[1_001.0], &[501.0, 501.0, 501.0]]
        {
            let dot = least_dot(counts);
            assert!(counts.iter().map(|count| dots(*count, dot)).sum::<f64>() <= MOST_DOTS, "{counts:?}");
            assert_eq!(dot.fract(), 0.0);
        }
        assert_eq!(least_dot(&[35_000.0, 5_000.0, 10_000.0]), 50.0);
    }

    #[test]
    fn racks_hold_what_they_are_for() {
        for capacity in [0.0, 1.0, 6.0, 350.0, 1_000.0] {
            for inside in [INSIDE, Size::new(INSIDE_NARROW, INSIDE.height)] {
                let rack = rack(inside, capacity);
                let rows = (inside.height / rack.pitch).floor();
                assert!(rows * rack.columns as f64 >= capacity, "{capacity}");
            }
        }
    }
}
