//! Items with a box that is empty, ticked, crossed or dashed, in one or more columns.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::verdict::on_solid;
use super::{Idle, Kind, Panel, Pen, Room, State, Uid, name_of, part, plain_fill, state};
use crate::choice::choices;
use crate::display::Color;
use crate::text::{Align, Face, TextBlock, TextStyle};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "Items with a box to tick, row by row in one or more columns.",
    example: "{ kind = \"checklist\", columns = 2, items = [[\"torch\", \"≥ 2.2.2\"], [\"numpy\", \"≥ 1.26\"]] }",
    wraps: true,
    ..Kind::of::<Checklist>("checklist")
};

choices! {
    /// The mark in the box of an item.
    enum Mark { Pending = "pending", Pass = "pass", Fail = "fail", Skip = "skip" }
}

state! {
    /// Items with boxes, in columns.
    pub(super) struct Checklist(tone, size, strike) {
        title: Arc<str> = text("written at the top"),
        columns: usize = count(1.0, 6.0, "how many items stand side by side").default(1.0).fixed(),
    }
    parts items: Check
}

part! {
    /// Something to be checked.
    pub(super) struct Check(tone, strike) {
        text: Arc<str> = text("what is checked"),
        note: Arc<str> = text("after the texts of its column, in soft letters"),
        state: Mark = choice("what the box shows"),
    }
    array: [text, note],
    answers_to: [text],
    noun: "item",
    countable: true,
    doc: "[text, note]",
}

/// Between a box and its text.
const BOX_GAP: f64 = 20.0;
/// Least gap between a text and its note.
const NOTE_GAP: f64 = 32.0;
const COLUMN_GAP: f64 = 60.0;
const ROW_GAP: f64 = 22.0;
const TITLE_GAP: f64 = 24.0;
/// Share of a narrow column that notes may take from the texts.
const NOTE_SHARE: f64 = 0.45;
/// Length of the bar that stands for a blank list's text, in ems, where there is room for it.
const BLANK: f64 = 4.5;

struct Entry {
    text: Arc<TextBlock>,
    note: Arc<TextBlock>,
}

/// The shaped content, with the sizes of its columns and rows.
struct Plan {
    title: Option<Arc<TextBlock>>,
    entries: Vec<Entry>,
    /// Side length of a check box.
    side: f64,
    columns: Vec<Column>,
    row_heights: Vec<f64>,
    natural: Size,
}

/// The widest text and the widest note of a column. All notes begin at the same x, just after the texts.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Column {
    text: f64,
    note: f64,
}

impl Column {
    fn width(self, side: f64) -> f64 {
        side + BOX_GAP + self.text + with_gap(self.note)
    }
}

impl State for Checklist {
    /// A single item stands in a single column.
    fn idle(states: &[Self]) -> Vec<Idle> {
        let why = [name_of!(Checklist.columns), "there is one item at most", "leave it out"];
        let is_idle = |list: &Self| list.items.len() <= 1 && list.columns > 1;
        Idle::where_all(states, is_idle, why).into_iter().collect()
    }

    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let pad = padding(pen);
        let plan = plan(self, (room.width - 2.0 * pad).max(1.0), pen);
        let natural = Size::new(plan.natural.width + 2.0 * pad, plan.natural.height + 2.0 * pad);
        let size = Size::new(room.filled_width(natural.width), room.filled_height(natural.height));
        let tone = pen.theme.tone(self.tone);
        let surface = pen.surface(tone);
        pen.part(Uid::ROOT);
        pen.panel("surface", size.to_rect(), surface);
        let mut y = pad + (size.height - natural.height) / 2.0;
        if let Some(title) = &plan.title {
            pen.struck_text(self.strike, "title", title, Point::new(pad, y), tone.ink);
            y += title.height + TITLE_GAP;
        }
        let count = plan.columns.len();
        let least: f64 = plan.columns.iter().map(|column| column.width(plan.side)).sum();
        let inner = size.width - 2.0 * pad - COLUMN_GAP * (count - 1) as f64;
        let spare = (inner - least) / count as f64;
        let parts: Vec<(&Check, &Entry)> = self.items.iter().zip(&plan.entries).collect();
        for (row, height) in parts.chunks(count).zip(&plan.row_heights) {
            let mut x = pad;
            for (part, column) in row.iter().zip(&plan.columns) {
                let width = column.width(plan.side) + spare;
                paint(self, *part, (plan.side, *column), Rect::new(x, y, x + width, y + height), pen);
                x += width + COLUMN_GAP;
            }
            y += height + ROW_GAP;
        }
        pen.part(Uid::ROOT);
        size
    }
}

fn padding(pen: &Pen<'_>) -> f64 {
    pen.theme.space.pad + 12.0
}

fn plan(list: &Checklist, inner: f64, pen: &mut Pen<'_>) -> Plan {
    let style = pen.style(Face::Sans, list.size);
    let side = (style.size * 1.1).round();
    let columns = list.columns.min(list.items.len()).max(1);
    let gaps = COLUMN_GAP * (columns - 1) as f64;
    let room = (inner - gaps) / columns as f64 - side - BOX_GAP;
    let mut entries = entries(list, style, (f64::INFINITY, f64::INFINITY), pen);
    let free: f64 = widths(&entries, columns, 0.0).iter().map(|column| column.width(side)).sum();
    if free + gaps > inner + 0.5 {
        entries = narrow(list, style, (&entries, room), pen);
    }
    let blank = (BLANK * style.size).min(room).max(style.size);
    let blank = if entries.iter().any(is_blank) { blank } else { 0.0 };
    let widths = widths(&entries, columns, blank);
    let tall = |entry: &Entry| entry.text.height.max(entry.note.height).max(side);
    let row_heights: Vec<f64> =
        entries.chunks(columns).map(|row| row.iter().map(tall).fold(0.0, f64::max)).collect();
    let title_style = pen.style(Face::SansBold, list.size);
    let title = (!list.title.is_empty()).then(|| pen.set(&list.title, title_style, inner, Align::Start));
    let title_size = title.as_ref().map_or(Size::ZERO, |title| Size::new(title.width, title.height));
    let between = ROW_GAP * row_heights.len().saturating_sub(1) as f64
        + if title.is_some() && !entries.is_empty() { TITLE_GAP } else { 0.0 };
    let natural = Size::new(
        (widths.iter().map(|column| column.width(side)).sum::<f64>() + gaps).max(title_size.width),
        title_size.height + row_heights.iter().sum::<f64>() + between,
    );
    Plan { title, entries, side, columns: widths, row_heights, natural }
}

/// A note's width with the gap before it; 0 if there are no notes.
fn with_gap(note_width: f64) -> f64 {
    if note_width > 0.0 { NOTE_GAP + note_width } else { 0.0 }
}

/// The widths of `columns` columns, in which texts are at least `least` wide.
fn widths(entries: &[Entry], columns: usize, least: f64) -> Vec<Column> {
    let of = |column: usize| {
        let own = || entries.iter().skip(column).step_by(columns);
        Column {
            text: own().map(|entry| entry.text.width).fold(least, f64::max),
            note: own().map(|entry| entry.note.width).fold(0.0, f64::max),
        }
    };
    (0..columns).map(of).collect()
}

/// Shapes all texts and notes, at most `text` and `note` wide.
fn entries(list: &Checklist, style: TextStyle, (text, note): (f64, f64), pen: &mut Pen<'_>) -> Vec<Entry> {
    let label = pen.label_style();
    let note_style = TextStyle { size: label.size.max(style.size * 0.8), ..label };
    let mut entry = |part: &Check| Entry {
        text: pen.set(&part.text, style, text, Align::Start),
        note: pen.set(&part.note, note_style, note, Align::Start),
    };
    list.items.iter().map(&mut entry).collect()
}

/// Breaks texts and notes so that they share `room`. `free` has each of them on a single line.
fn narrow(
    list: &Checklist,
    style: TextStyle,
    (free, room): (&[Entry], f64),
    pen: &mut Pen<'_>,
) -> Vec<Entry> {
    let text_width = free.iter().map(|entry| entry.text.width).fold(0.0, f64::max);
    let note_width = free.iter().map(|entry| entry.note.width).fold(0.0, f64::max);
    let shared = room - NOTE_GAP;
    let kept = note_width.min((shared * NOTE_SHARE).max(shared - text_width)).max(1.0);
    let gap = if note_width > 0.0 { NOTE_GAP + kept } else { 0.0 };
    entries(list, style, ((room - gap).max(1.0), kept), pen)
}

fn is_blank(entry: &Entry) -> bool {
    entry.text.width == 0.0 && entry.note.width == 0.0
}

fn paint(
    list: &Checklist,
    (part, entry): (&Check, &Entry),
    (side, column): (f64, Column),
    area: Rect,
    pen: &mut Pen<'_>,
) {
    let tone = match (part.state, part.tone.within(list.tone)) {
        (Mark::Fail, Tone::Plain) => Tone::Bad,
        (Mark::Skip, Tone::Plain) => Tone::Quiet,
        (_, tone) => tone,
    };
    let ink = pen.theme.tone(tone).ink;
    let soft = if tone == Tone::Plain { pen.theme.color.soft } else { ink };
    pen.part(part.uid);
    pen.region(area.inflate(10.0, ROW_GAP / 2.0 - 2.0));
    let text_at = Point::new(area.x0 + side + BOX_GAP, area.center().y - entry.text.height / 2.0);
    // The box aligns with the first line of a text that has several.
    let first = entry.text.lines.first().map_or(area.height() / 2.0, |line| (line.y0 + line.y1) / 2.0);
    let first = (text_at.y + first).max(area.y0 + side / 2.0);
    paint_box(part, Rect::new(area.x0, first - side / 2.0, area.x0 + side, first + side / 2.0), pen);
    if is_blank(entry) {
        let size = entry.text.style.size;
        let left = (text_at.x, area.center().y - size * 0.2);
        let bar = Rect::from_origin_size(left, ((BLANK * size).min(area.x1 - text_at.x), size * 0.4));
        let fill = plain_fill(pen.theme.color.track, size * 0.2);
        pen.panel("blank", bar, fill);
        return;
    }
    pen.struck_text(list.strike || part.strike, "text", &entry.text, text_at, ink);
    let note_at = Point::new(text_at.x + column.text + NOTE_GAP, area.center().y - entry.note.height / 2.0);
    pen.text("note", &entry.note, note_at, soft);
}

fn paint_box(part: &Check, rect: Rect, pen: &mut Pen<'_>) {
    let colors = pen.theme.color;
    let solid = |tone: Tone| {
        let tone = pen.theme.tone(tone);
        (tone.line, tone.line, on_solid(tone, pen))
    };
    let (fill, line, ink): (Color, Color, Color) = match part.state {
        Mark::Pass => solid(Tone::Good),
        Mark::Fail => solid(Tone::Bad),
        Mark::Skip => (pen.theme.tone(Tone::Quiet).fill, pen.theme.tone(Tone::Quiet).line, colors.soft),
        Mark::Pending => (colors.panel, colors.soft, colors.soft),
    };
    let radius = rect.height() * 0.24;
    pen.panel("box", rect, Panel { fill, line, width: 3.0, radius, shadow: 0.0 });
    let glyph = match part.state {
        Mark::Pending => "",
        Mark::Pass => "check",
        Mark::Fail => "x",
        Mark::Skip => "minus",
    };
    if let Some(glyph) = pen.icon(glyph, rect.height() * 0.92) {
        let at = rect.center() - (glyph.width / 2.0, glyph.height / 2.0);
        pen.text("glyph", &glyph, Point::new(at.x, at.y), ink);
    }
}
