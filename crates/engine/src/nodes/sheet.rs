//! Sheets of text that overlap like papers: each covers the blank margin of the one before, so that all can be
//! read and compared line by line.

use std::sync::Arc;

use kurbo::{Point, Rect, Size, Vec2};

use super::lines::{Lines, TAB};
use super::{Idle, Kind, Panel, Pen, Room, State, name_of, part, plain_fill, state};
use crate::text::{Face, TextBlock, TextStyle, one_line};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "Sheets of text laid over each other like papers, later ones on top; parts are sheets, then lines.",
    example: "{ kind = \"sheet\", spaces = true, sheets = [{ id = \"old\", lines = [\"a\"] }, { id = \"new\", lines = [\"  a\"] }] }",
    ..Kind::of::<Sheets>("sheet")
};

state! {
    /// Sheets of text that are laid over each other.
    pub(super) struct Sheets(tone, size, strike) {
        spaces: bool = flag(false, "leading blanks are drawn as dots"),
        differences: bool = flag(
            false,
            "lines without a tone that are not those of the sheet before have the tone `warn`",
        ),
    }
    parts sheets: Sheet
}

part! {
    /// A sheet with a label and lines.
    pub(super) struct Sheet(tone, strike) {
        label: Arc<str> = text("written at its top; the sheet's id where it is left out"),
    }
    parts lines: SheetLine
    array: [],
    answers_to: [label],
    noun: "sheet",
    doc: "lists of lines, or { id, label, lines }",
}

part! {
    /// A line on a sheet.
    pub(super) struct SheetLine(tone, strike) {
        text: Arc<str> = line("what it says; a tab goes to the next column of 4"),
    }
    array: [text],
    answers_to: [],
    noun: "line",
    from_text: true,
    doc: "a text, or a list of lines",
}

/// Length by which a sheet covers the one before it.
const OVERLAP: f64 = 36.0;
/// Gap between the rule at the start of all lines and their text.
const INSET: f64 = 24.0;
/// Gap between that rule and the outline of a marked line, which is wider than the line.
const RULE_GAP: f64 = 16.0;
const LABEL_GAP: f64 = 12.0;
const DOT: f64 = 10.0;

struct Shaped<'a> {
    item: &'a Sheet,
    label: Arc<TextBlock>,
    lines: Vec<Arc<TextBlock>>,
    style: TextStyle,
    /// Size without the margin that the next sheet covers.
    size: Size,
}

impl State for Sheets {
    /// Gives a sheet without a label its id as the label.
    fn follow(&mut self, _: Option<&Self>) {
        for sheet in &mut self.sheets {
            if let (true, Some(id)) = (sheet.label.is_empty(), &sheet.id) {
                sheet.label = Arc::clone(id);
            }
        }
    }

    /// Differences are those of a sheet from the one before, and dots stand for blanks that a line begins with.
    fn idle(states: &[Self]) -> Vec<Idle> {
        let alone = [name_of!(Sheets.differences), "there is no sheet before another", "leave it out"];
        let flush = [name_of!(Sheets.spaces), "no line begins with a blank", "leave it out"];
        let begins_flush = |line: &SheetLine| !one_line(&line.text, TAB).starts_with(' ');
        let lines_of = |node: &Self| node.sheets.iter().all(|sheet| sheet.lines.iter().all(begins_flush));
        let differences = Idle::where_all(states, |node| node.sheets.len() <= 1, alone);
        differences.into_iter().chain(Idle::where_all(states, lines_of, flush)).collect()
    }

    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let style = Lines::style(self.size, pen);
        let sheets: Vec<Shaped<'_>> = self.sheets.iter().map(|sheet| measure(sheet, style, pen)).collect();
        let (width, height) = (|sheet: &Shaped<'_>| sheet.size.width, |sheet: &Shaped<'_>| sheet.size.height);
        let sum = |of: fn(&Shaped<'_>) -> f64| sheets.iter().map(of).sum::<f64>();
        let most = |of: fn(&Shaped<'_>) -> f64| sheets.iter().map(of).fold(0.0, f64::max);
        // Side by side, equal lines have equal heights. Sheets that are too wide for that go below one another.
        let aside = sum(width) <= room.width + 0.5;
        let mut at = Point::ORIGIN;
        for (index, sheet) in sheets.iter().enumerate() {
            let covered = if index + 1 < sheets.len() { OVERLAP } else { 0.0 };
            let (size, step) = if aside {
                (Size::new(width(sheet) + covered, most(height)), Vec2::new(width(sheet), 0.0))
            } else {
                (Size::new(most(width), height(sheet) + covered), Vec2::new(0.0, height(sheet)))
            };
            let right = at.x + if aside { width(sheet) } else { size.width };
            let before = index.checked_sub(1).map(|before| sheets[before].item);
            paint((self, before), sheet, (Rect::from_origin_size(at, size), right), pen);
            at += step;
        }
        if aside { Size::new(sum(width), most(height)) } else { Size::new(most(width), sum(height)) }
    }
}

fn measure<'a>(sheet: &'a Sheet, style: TextStyle, pen: &mut Pen<'_>) -> Shaped<'a> {
    let pad = pen.theme.space.pad;
    let label_style = TextStyle { face: Face::SansBold, ..pen.label_style() };
    let label = pen.line(&sheet.label, label_style);
    let lines: Vec<Arc<TextBlock>> =
        sheet.lines.iter().map(|line| pen.line(&one_line(&line.text, TAB), style)).collect();
    let widest = lines.iter().map(|line| line.width).fold(0.0, f64::max) + 2.0 * INSET;
    let height = label.height + LABEL_GAP + Lines::height(style, lines.len());
    let size = Size::new(widest.max(label.width) + 2.0 * pad, height + 2.0 * pad);
    Shaped { item: sheet, label, lines, style, size }
}

/// Draws a sheet of `node` in `rect`, on top of the sheet `before`. Everything to the left of `right` stays
/// visible.
fn paint(
    (node, before): (&Sheets, Option<&Sheet>),
    sheet: &Shaped<'_>,
    (rect, right): (Rect, f64),
    pen: &mut Pen<'_>,
) {
    let pad = pen.theme.space.pad;
    let tone_index = sheet.item.tone.within(node.tone);
    let tone = pen.theme.tone(tone_index);
    pen.part(sheet.item.uid);
    pen.region(rect);
    let surface = Panel { radius: pen.theme.shape.radius * 0.6, ..pen.surface(tone) };
    pen.panel("paper", rect, surface);
    let at = rect.origin() + Vec2::new(pad, pad);
    let soft = if tone_index == Tone::Plain { pen.theme.color.soft } else { tone.ink };
    pen.text("label", &sheet.label, at, soft);
    let lines = Lines {
        style: sheet.style,
        extent: (at.x + RULE_GAP, right - pad),
        top: at.y + sheet.label.height + LABEL_GAP,
    };
    let last = lines.row(sheet.lines.len().saturating_sub(1));
    let rule = Rect::new(at.x - 1.5, lines.top, at.x + 1.5, last.y1);
    pen.panel("rule", rule, plain_fill(pen.theme.color.line, 0.0));
    for (index, (line, block)) in sheet.item.lines.iter().zip(&sheet.lines).enumerate() {
        let differs = node.differences && before.is_some_and(|before| differs(line, index, before));
        let own = if differs { line.tone.within(Tone::Warn) } else { line.tone };
        lines.begin(index, line.uid, own, pen);
        let ink = pen.theme.tone(own.within(tone_index)).ink;
        let at = lines.place(index, at.x + INSET, block);
        let struck = node.strike || sheet.item.strike || line.strike;
        pen.struck_text(struck, "text", block, at, ink);
        if node.spaces {
            dots(own, block, at, pen);
        }
    }
}

/// True if the sheet `before` has another text in the same line.
fn differs(line: &SheetLine, index: usize, before: &Sheet) -> bool {
    before.lines.get(index).map_or("", |other| &other.text) != &*line.text
}

/// Draws a dot in the middle of each leading blank of a line with the tone `tone`.
fn dots(tone: Tone, block: &TextBlock, at: Point, pen: &mut Pen<'_>) {
    let color = pen.theme.tone(tone.within(Tone::Accent)).line;
    let blanks = block.text.len() - block.text.trim_start_matches(' ').len();
    for (index, caret) in block.carets.iter().filter(|caret| caret.byte < blanks).enumerate() {
        let center = Point::new(at.x + (caret.x0 + caret.x1) / 2.0, at.y + block.height / 2.0).round();
        let rect = Rect::from_center_size(center, (DOT, DOT));
        pen.panel_at("blank", index, rect, plain_fill(color, DOT / 2.0));
    }
}
