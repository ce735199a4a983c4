//! A line chart: series as polylines over a light grid, labelled at their ends, with a tolerance band around
//! the first. A chart marked as a sketch has no numbers on its axes, because it has no scale.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::bars::check_count;
use super::meter::whole_format;
use super::scale::{Grid, grid};
use super::{
    BASE, Field, FieldValue, GROUP, Idle, Item, Kind, LABEL, List, MAX_NUMBER, Misfit, NumberFormat, Pen,
    Room, Takes, Uid, plain_fill,
};
use crate::display::Color;
use crate::text::{Align, Face, TextBlock};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    name: "line",
    summary: "Curves over a grid; a curve that is shown draws itself.",
    example: "{ kind = \"line\", y = \"loss\", x = \"step\", series = [[\"train\", [9.8, 7.1, 5.2, 4.4]], [\"test\", [9.9, 7.6, 6.4, 6.2]]] }",
    fields: &[
        LABEL,
        Field::new("x", Takes::Text, "title of the axis to the right"),
        Field::new("y", Takes::Text, "title of the axis upward; small values add their power of ten"),
        Field::new("band", Takes::Number(0.0, MAX_NUMBER), "half width of a band around the first series"),
        Field::new("band_label", Takes::Text, "what the band is"),
        GROUP,
    ],
    list: Some(&List {
        key: "series",
        noun: "series",
        fields: &[
            Field::new("label", Takes::Text, "at its end"),
            Field::new("y", Takes::Numbers(2, 500), "its values, at equal distances"),
        ],
        array: &["label", "y"],
        answers_to: "label",
        list: None,
        fixed: &[],
        countable: false,
        from_text: false,
        doc: "[label, [y, …]]",
    }),
    complete,
    idle,
    draw,
    ..BASE
};

/// Most curves in a chart: more cannot be told apart.
const MOST: usize = 6;
/// Default tones of the curves in order. The first is as dark as text.
const TONES: [Tone; MOST] = [Tone::Plain, Tone::Accent, Tone::Good, Tone::Bad, Tone::Warn, Tone::Quiet];

/// Keeps the range of the axis. It only ever grows, so that a curve with new values does not move the others.
fn complete(item: &mut Item) -> Result<(), Misfit> {
    check_count("series", "curve", &item.items, MOST)?;
    if let Some(at) = item.items.iter().position(|series| series.numbers("y").is_empty()) {
        let message = format!("curve {} has no values", at + 1);
        return Err(Misfit { field: "series", message, help: "write [\"label\", [1.0, 2.5]]".into() });
    }
    let band = item.number("band");
    let mut low = f64::INFINITY;
    let mut high = f64::NEG_INFINITY;
    if let Some(FieldValue::Pair([before_low, before_high])) = item.field("range") {
        (low, high) = (*before_low, *before_high);
    }
    for (at, series) in item.items.iter().enumerate() {
        let around = if at == 0 { band } else { 0.0 };
        for y in series.numbers("y") {
            (low, high) = (low.min(y - around), high.max(y + around));
        }
    }
    if item.field("range").is_none() {
        item.fields.push(("range", FieldValue::Pair([low, high])));
    }
    item.set_field("range", FieldValue::Pair([low, high]));
    Ok(())
}

/// A band that is nowhere has no name.
fn idle(states: &[Item]) -> Vec<Idle> {
    let why = ["band_label", "the chart has no band", "leave it out, or write how wide the `band` is"];
    Idle::where_all(states, |chart| chart.number("band") == 0.0, why).into_iter().collect()
}

/// Sizes of plot and texts for each `size` of the node, beside the natural ones.
const SCALE: [f64; 4] = [1.0, 0.8, 1.3, 1.6];
const PLOT: Size = Size::new(600.0, 300.0);
const FIRST_WIDTH: f64 = 8.0;
const LINE_WIDTH: f64 = 5.0;
const LABEL_GAP: f64 = 22.0;
const SWATCH: f64 = 30.0;
const LONGEST_LABEL: f64 = 300.0;
/// Gap between a number and its grid line.
const TICK_GAP: f64 = 14.0;

/// Mapping from values to positions in the plot.
struct Plot {
    rect: Rect,
    low: f64,
    high: f64,
    /// Number of values in the longest series.
    longest: usize,
}

impl Plot {
    fn y(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        self.rect.y1 - self.rect.height() * share.clamp(0.0, 1.0)
    }

    fn points(&self, values: impl IntoIterator<Item = f64>) -> Vec<Point> {
        let step = self.rect.width() / (self.longest.max(2) - 1) as f64;
        let place = |(at, value): (usize, f64)| Point::new(self.rect.x0 + step * at as f64, self.y(value));
        values.into_iter().enumerate().map(place).collect()
    }
}

/// Texts around the plot, shaped before its box is known.
struct Margins {
    title: Arc<TextBlock>,
    x: Arc<TextBlock>,
    y: Arc<TextBlock>,
    ticks: Vec<Arc<TextBlock>>,
    /// Names of the series, followed by that of the band.
    names: Vec<Arc<TextBlock>>,
}

fn draw(item: &Item, room: Room, pen: &mut Pen<'_>) -> Size {
    let [low, high] = item.pair("range");
    let grid = grid(low, high);
    let margins = margins(item, &grid, pen);
    let width_of = |blocks: &[Arc<TextBlock>]| blocks.iter().map(|block| block.width).fold(0.0, f64::max);
    let left = if margins.ticks.is_empty() { 0.0 } else { width_of(&margins.ticks) + TICK_GAP };
    let names = width_of(&margins.names);
    let right = if names > 0.0 { LABEL_GAP + SWATCH + 12.0 + names } else { LINE_WIDTH };
    let line = |block: &TextBlock, gap: f64| if block.text.is_empty() { 0.0 } else { block.height + gap };
    let half_tick = margins.ticks.first().map_or(0.0, |tick| tick.height / 2.0);
    let top = line(&margins.title, 8.0) + line(&margins.y, 8.0) + half_tick.max(FIRST_WIDTH);
    let bottom = line(&margins.x, 0.0).max(half_tick - 12.0) + 12.0;
    let names_height: f64 = margins.names.iter().map(|name| name.height).sum();
    let scale = item.size().pick(SCALE);
    let natural = left + (PLOT.width * scale).max(margins.x.width) + right;
    let width = room.filled_width(natural.max(margins.title.width).max(margins.y.width));
    let height = room.filled_height(top + (PLOT.height * scale).max(names_height) + bottom);
    let rect = Rect::new(left, top, width - right, height - bottom);
    let longest = item.items.iter().map(|series| series.numbers("y").len()).max().unwrap_or(0);
    let ends = (grid.lines[0], grid.lines[grid.lines.len() - 1]);
    let plot = Plot { rect, low: ends.0, high: ends.1, longest };
    paint_grid(&grid, &plot, &margins, pen);
    paint_band(item, &plot, pen);
    for (at, series) in item.items.iter().enumerate() {
        let points = plot.points(series.numbers("y").iter().copied());
        pen.part(series.uid);
        pen.region(region(&points, rect));
        pen.polyline(
            "curve",
            &points,
            if at == 0 { FIRST_WIDTH } else { LINE_WIDTH },
            colors(item, at, pen).0,
        );
    }
    paint_names(item, &plot, &margins.names, pen);
    pen.part(Uid::ROOT);
    Size::new(width, height)
}

fn margins(item: &Item, grid: &Grid, pen: &mut Pen<'_>) -> Margins {
    let style = super::gauge::scaled(pen.label_style(), item.size().pick(SCALE));
    let format = NumberFormat { decimals: grid.decimals, ..whole_format(item) };
    let ticks = if item.flag("sketch") {
        Vec::new()
    } else {
        grid.lines.iter().map(|line| pen.written(grid.written(*line), &format, style)).collect()
    };
    let mut names: Vec<&str> = item.items.iter().map(|series| series.text("label")).collect();
    if item.number("band") > 0.0 {
        names.push(item.text("band_label"));
    }
    let bold = crate::text::TextStyle { face: Face::SansBold, ..style };
    let face = |at: usize| if at < item.items.len() { bold } else { style };
    Margins {
        title: pen.line(item.text("label"), style),
        x: pen.line(item.text("x"), style),
        y: pen.line(&y_title(item, grid), style),
        names: (names.iter().enumerate())
            .map(|(at, name)| pen.set(name, face(at), LONGEST_LABEL * item.size().pick(SCALE), Align::Start))
            .collect(),
        ticks,
    }
}

/// Title of the vertical axis, with the power of ten that its numbers are multiplied by.
fn y_title(item: &Item, grid: &Grid) -> String {
    let title = item.text("y");
    if grid.exponent == 0 || item.flag("sketch") {
        return title.to_owned();
    }
    let digits = grid.exponent.to_string();
    let raised = digits.chars().map(|digit| match digit.to_digit(10) {
        Some(digit) => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize],
        None => '⁻',
    });
    let power: String = "×\u{a0}10".chars().chain(raised).collect();
    if title.is_empty() { power } else { format!("{title}, {power}") }
}

/// Colours of a curve and its name.
fn colors(item: &Item, at: usize, pen: &Pen<'_>) -> (Color, Color) {
    let tone = item.items[at].tone_within(item.tone()).within(TONES[at % MOST]);
    let colors = pen.theme.tone(tone);
    match tone {
        Tone::Plain => (pen.theme.color.ink, colors.ink),
        Tone::Quiet => (pen.theme.color.soft, pen.theme.color.soft),
        _ => (colors.line, colors.ink),
    }
}

/// Region of a curve: its bounding box with a margin, so that a flat curve has a visible outline, too.
fn region(points: &[Point], plot: Rect) -> Rect {
    let first = points.first().copied().unwrap_or(plot.origin());
    points
        .iter()
        .fold(Rect::from_points(first, first), |rect, point| rect.union_pt(*point))
        .inflate(8.0, 12.0)
}

fn paint_grid(grid: &Grid, plot: &Plot, margins: &Margins, pen: &mut Pen<'_>) {
    let rect = plot.rect;
    let soft = pen.theme.color.soft;
    let line = pen.theme.color.line;
    pen.part(Uid::ROOT);
    pen.text("label", &margins.title, Point::ZERO, soft);
    if !margins.y.text.is_empty() {
        let y = if margins.title.text.is_empty() { 0.0 } else { margins.title.height + 8.0 };
        pen.text("y", &margins.y, Point::new(0.0, y), soft);
    }
    pen.text("x", &margins.x, Point::new(rect.x1 - margins.x.width, rect.y1 + 12.0), soft);
    for (at, value) in grid.lines.iter().enumerate() {
        let y = plot.y(*value);
        let (half, color) = if at == 0 { (1.5, line) } else { (0.75, line.with_alpha(0.7)) };
        pen.panel_at("grid", at, Rect::new(rect.x0, y - half, rect.x1, y + half), plain_fill(color, 0.0));
        if let Some(tick) = margins.ticks.get(at) {
            let corner = Point::new(rect.x0 - TICK_GAP - tick.width, y - tick.height / 2.0);
            pen.text_at("tick", at, tick, corner, soft);
        }
    }
}

/// Draws the band as a part of the first series, with which it appears and disappears.
fn paint_band(item: &Item, plot: &Plot, pen: &mut Pen<'_>) {
    let band = item.number("band");
    let Some(series) = item.items.first().filter(|_| band > 0.0) else { return };
    let values = series.numbers("y");
    let upper = plot.points(values.iter().map(|y| y + band));
    let lower = plot.points(values.iter().map(|y| y - band));
    let outline: Vec<Point> = upper.into_iter().chain(lower.into_iter().rev()).collect();
    pen.part(series.uid);
    pen.polygon("band", &outline, band_color(item, pen));
}

fn band_color(item: &Item, pen: &Pen<'_>) -> Color {
    colors(item, 0, pen).0.with_alpha(0.13)
}

/// Draws the names at the ends of their curves, moved apart where they would overlap.
fn paint_names(item: &Item, plot: &Plot, names: &[Arc<TextBlock>], pen: &mut Pen<'_>) {
    let end = |series: &Item| plot.y(series.numbers("y").last().copied().unwrap_or(plot.low));
    let wanted: Vec<f64> = item.items.iter().chain(item.items.first()).map(end).collect();
    let wanted: Vec<(f64, f64)> = wanted.into_iter().zip(names.iter().map(|name| name.height)).collect();
    // The lowest name may be centred on the axis, with its lower half below.
    let half_line =
        names.first().and_then(|name| name.lines.first()).map_or(0.0, |line| (line.y1 - line.y0) / 2.0);
    let tops = apart(&wanted, plot.rect.y1 + half_line);
    let x = plot.rect.x1 + LABEL_GAP;
    for (at, (name, top)) in names.iter().zip(tops).enumerate().filter(|(_, (name, _))| !name.text.is_empty())
    {
        let middle = top + name.style.size * 0.65;
        let text_at = Point::new(x + SWATCH + 12.0, top);
        match item.items.get(at) {
            Some(series) => {
                let (color, ink) = colors(item, at, pen);
                let half = if at == 0 { FIRST_WIDTH / 2.0 } else { LINE_WIDTH / 2.0 };
                let swatch = Rect::new(x, middle - half, x + SWATCH, middle + half);
                pen.part(series.uid);
                pen.panel("swatch", swatch, plain_fill(color, half));
                pen.item_text(series.struck_within(item), "label", name, text_at, ink);
            }
            None => {
                let swatch = Rect::new(x, middle - 12.0, x + SWATCH, middle + 12.0);
                pen.part(item.items.first().map_or(Uid::ROOT, |series| series.uid));
                pen.panel("band swatch", swatch, plain_fill(band_color(item, pen), 4.0));
                pen.text("band label", name, text_at, pen.theme.color.soft);
            }
        }
    }
}

/// Tops of boxes with the given centres and heights, moved as little as necessary so that none overlaps another
/// and none ends below `limit`.
fn apart(wanted: &[(f64, f64)], mut limit: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].0.total_cmp(&wanted[*b].0));
    let mut tops = vec![0.0; wanted.len()];
    let mut free = 0.0_f64;
    for at in &order {
        let (middle, height) = wanted[*at];
        tops[*at] = free.max(middle - height / 2.0);
        free = tops[*at] + height;
    }
    for at in order.iter().rev() {
        tops[*at] = tops[*at].min(limit - wanted[*at].1).max(0.0);
        limit = tops[*at];
    }
    tops
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_apart() {
        assert_eq!(apart(&[(100.0, 40.0), (200.0, 40.0)], 320.0), [80.0, 180.0], "no need to move");
        assert_eq!(apart(&[(100.0, 40.0), (100.0, 40.0)], 320.0), [80.0, 120.0]);
        assert_eq!(apart(&[(300.0, 40.0), (290.0, 40.0)], 320.0), [280.0, 240.0], "the limit holds");
        assert_eq!(apart(&[(300.0, 120.0)], 320.0), [200.0], "for names of several lines too");
        assert_eq!(apart(&[], 320.0), Vec::<f64>::new());
    }
}
