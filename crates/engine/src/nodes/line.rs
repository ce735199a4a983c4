//! A line chart: series as polylines over a light grid, labelled at their ends, with a tolerance band around
//! the first. A chart marked as a sketch has no numbers on its axes, because it has no scale.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::bars::check_count;
use super::scale::{Grid, grid};
use super::{
    Idle, Kind, MAX_NUMBER, Misfit, NumberFormat, Pen, Room, State, Uid, name_of, part, plain_fill, state,
};
use crate::display::Color;
use crate::text::{Align, Face, TextBlock};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "Curves over a grid; a curve that is shown draws itself.",
    example: "{ kind = \"line\", y = \"loss\", x = \"step\", series = [[\"train\", [9.8, 7.1, 5.2, 4.4]], [\"test\", [9.9, 7.6, 6.4, 6.2]]] }",
    ..Kind::of::<Line>("line")
};

state! {
    /// A line chart, whose axis only ever grows.
    pub(super) struct Line(tone, size, strike) {
        label: Arc<str> = LABEL,
        x: Arc<str> = text("title of the axis to the right"),
        y: Arc<str> = text("title of the axis upward; small values add their power of ten"),
        band: f64 = number(0.0, MAX_NUMBER, "half width of a band around the first series"),
        band_label: Arc<str> = text("what the band is"),
        group: bool = GROUP,
    }
    parts series: Series
    kept { range: Range, }
}

part! {
    /// A curve and its name.
    pub(super) struct Series(tone, strike) {
        label: Arc<str> = text("at its end"),
        y: Arc<[f64]> = numbers(2, 500, "its values, at equal distances"),
    }
    array: [label, y],
    answers_to: [label],
    noun: "series",
    doc: "[label, [y, …]]",
}

/// The least and the greatest value on an axis; the default holds none.
#[derive(Clone, Copy, Debug)]
struct Range {
    low: f64,
    high: f64,
}

impl Default for Range {
    fn default() -> Self {
        Self { low: f64::INFINITY, high: f64::NEG_INFINITY }
    }
}

/// Most curves in a chart: more cannot be told apart.
const MOST: usize = 6;
/// Default tones of the curves in order. The first is as dark as text.
const TONES: [Tone; MOST] = [Tone::Plain, Tone::Accent, Tone::Good, Tone::Bad, Tone::Warn, Tone::Quiet];

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

impl State for Line {
    /// Keeps the range of the axis, so that a curve with new values does not move the others.
    fn follow(&mut self, before: Option<&Self>) {
        self.range = before.map_or_else(Range::default, |before| before.range);
        for (at, series) in self.series.iter().enumerate() {
            let around = if at == 0 { self.band } else { 0.0 };
            for y in series.y.iter() {
                let Range { low, high } = self.range;
                self.range = Range { low: low.min(y - around), high: high.max(y + around) };
            }
        }
    }

    fn check(&self) -> Result<(), Misfit> {
        check_count("series", "curve", self.series.len(), MOST)?;
        let Some(at) = self.series.iter().position(|series| series.y.is_empty()) else { return Ok(()) };
        let message = format!("curve {} has no values", at + 1);
        let help = "write [\"label\", [1.0, 2.5]]".into();
        Err(Misfit { field: name_of!(Line.series), message, help })
    }

    /// A band that is nowhere has no name.
    fn idle(states: &[Self]) -> Vec<Idle> {
        let help = "leave it out, or write how wide the `band` is";
        let why = [name_of!(Line.band_label), "the chart has no band", help];
        Idle::where_all(states, |chart| chart.band == 0.0, why).into_iter().collect()
    }

    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let Range { low, high } = self.range;
        let grid = grid(low, high);
        let margins = margins(self, &grid, pen);
        let width_of = |blocks: &[Arc<TextBlock>]| blocks.iter().map(|block| block.width).fold(0.0, f64::max);
        let left = if margins.ticks.is_empty() { 0.0 } else { width_of(&margins.ticks) + TICK_GAP };
        let names = width_of(&margins.names);
        let right = if names > 0.0 { LABEL_GAP + SWATCH + 12.0 + names } else { LINE_WIDTH };
        let line = |block: &TextBlock, gap: f64| if block.text.is_empty() { 0.0 } else { block.height + gap };
        let half_tick = margins.ticks.first().map_or(0.0, |tick| tick.height / 2.0);
        let top = line(&margins.title, 8.0) + line(&margins.y, 8.0) + half_tick.max(FIRST_WIDTH);
        let bottom = line(&margins.x, 0.0).max(half_tick - 12.0) + 12.0;
        let names_height: f64 = margins.names.iter().map(|name| name.height).sum();
        let scale = self.size.pick(SCALE);
        let natural = left + (PLOT.width * scale).max(margins.x.width) + right;
        let width = room.filled_width(natural.max(margins.title.width).max(margins.y.width));
        let height = room.filled_height(top + (PLOT.height * scale).max(names_height) + bottom);
        let rect = Rect::new(left, top, width - right, height - bottom);
        let longest = self.series.iter().map(|series| series.y.len()).max().unwrap_or(0);
        let ends = (grid.lines[0], grid.lines[grid.lines.len() - 1]);
        let plot = Plot { rect, low: ends.0, high: ends.1, longest };
        paint_grid(&grid, &plot, &margins, pen);
        paint_band(self, &plot, pen);
        for (at, series) in self.series.iter().enumerate() {
            let points = plot.points(series.y.iter().copied());
            pen.part(series.uid);
            pen.region(region(&points, rect));
            pen.polyline(
                "curve",
                &points,
                if at == 0 { FIRST_WIDTH } else { LINE_WIDTH },
                colors(self, at, pen).0,
            );
        }
        paint_names(self, &plot, &margins.names, pen);
        pen.part(Uid::ROOT);
        Size::new(width, height)
    }
}

fn margins(chart: &Line, grid: &Grid, pen: &mut Pen<'_>) -> Margins {
    let style = super::gauge::scaled(pen.label_style(), chart.size.pick(SCALE));
    let format = NumberFormat { decimals: grid.decimals, ..NumberFormat::grouped(chart.group) };
    let ticks = if chart.sketch {
        Vec::new()
    } else {
        grid.lines.iter().map(|line| pen.written(grid.written(*line), &format, style)).collect()
    };
    let mut names: Vec<&str> = chart.series.iter().map(|series| &*series.label).collect();
    if chart.band > 0.0 {
        names.push(&chart.band_label);
    }
    let bold = crate::text::TextStyle { face: Face::SansBold, ..style };
    let face = |at: usize| if at < chart.series.len() { bold } else { style };
    Margins {
        title: pen.line(&chart.label, style),
        x: pen.line(&chart.x, style),
        y: pen.line(&y_title(chart, grid), style),
        names: (names.iter().enumerate())
            .map(|(at, name)| pen.set(name, face(at), LONGEST_LABEL * chart.size.pick(SCALE), Align::Start))
            .collect(),
        ticks,
    }
}

/// Title of the vertical axis, with the power of ten that its numbers are multiplied by.
fn y_title(chart: &Line, grid: &Grid) -> String {
    let title = &chart.y;
    if grid.exponent == 0 || chart.sketch {
        return title.to_string();
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
fn colors(chart: &Line, at: usize, pen: &Pen<'_>) -> (Color, Color) {
    let tone = chart.series[at].tone.within(chart.tone).within(TONES[at % MOST]);
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
fn paint_band(chart: &Line, plot: &Plot, pen: &mut Pen<'_>) {
    let band = chart.band;
    let Some(series) = chart.series.first().filter(|_| band > 0.0) else { return };
    let values = &series.y;
    let upper = plot.points(values.iter().map(|y| y + band));
    let lower = plot.points(values.iter().map(|y| y - band));
    let outline: Vec<Point> = upper.into_iter().chain(lower.into_iter().rev()).collect();
    pen.part(series.uid);
    pen.polygon("band", &outline, band_color(chart, pen));
}

fn band_color(chart: &Line, pen: &Pen<'_>) -> Color {
    colors(chart, 0, pen).0.with_alpha(0.13)
}

/// Draws the names at the ends of their curves, moved apart where they would overlap.
fn paint_names(chart: &Line, plot: &Plot, names: &[Arc<TextBlock>], pen: &mut Pen<'_>) {
    let end = |series: &Series| plot.y(series.y.last().copied().unwrap_or(plot.low));
    let wanted: Vec<f64> = chart.series.iter().chain(chart.series.first()).map(end).collect();
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
        match chart.series.get(at) {
            Some(series) => {
                let (color, ink) = colors(chart, at, pen);
                let half = if at == 0 { FIRST_WIDTH / 2.0 } else { LINE_WIDTH / 2.0 };
                let swatch = Rect::new(x, middle - half, x + SWATCH, middle + half);
                pen.part(series.uid);
                pen.panel("swatch", swatch, plain_fill(color, half));
                pen.struck_text(chart.strike || series.strike, "label", name, text_at, ink);
            }
            None => {
                let swatch = Rect::new(x, middle - 12.0, x + SWATCH, middle + 12.0);
                pen.part(chart.series.first().map_or(Uid::ROOT, |series| series.uid));
                pen.panel("band swatch", swatch, plain_fill(band_color(chart, pen), 4.0));
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
