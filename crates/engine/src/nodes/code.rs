//! A listing: lines of highlighted code, with or without line numbers. Lines do not wrap.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::lines::{Lines, TAB};
use super::{Anchor, HiddenParts, Kind, Pen, Room, State, Uid, part, plain_fill, state};
use crate::display::Color;
use crate::text::{CodeLanguage, Cut, Span, TextBlock, TextStyle, Word, one_line};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "Lines of code with coloured words; lines do not wrap.",
    example: "{ kind = \"code\", lang = \"python\", lines = [\"model = build(config)\", \"model.eval()\"] }",
    list_also: Some("text"),
    anchor: Anchor::TopLeft,
    hidden_parts: HiddenParts::MakeRoom,
    ..Kind::of::<Code>("code")
};

state! {
    /// A listing in a language.
    pub(super) struct Code(tone, size, strike) {
        lang: CodeLanguage = choice("the language, for the colours").fixed(),
        numbers: bool = flag(false, "numbers at the left"),
    }
    parts lines: CodeLine
}

part! {
    /// A line of code, as it is written.
    pub(super) struct CodeLine(tone, strike) {
        text: Arc<str> = line("what it says; a tab goes to the next column of 4"),
    }
    array: [text],
    answers_to: [text],
    noun: "line",
    from_text: true,
    doc: "a text, or a list of lines",
}

/// Gap between the end of a line's tint and its text.
const INSET: f64 = 12.0;

/// Gap between the line numbers and the rule beside them, and between the rule and the code.
const GUTTER: f64 = 18.0;

/// A line that is not hidden.
struct Line<'a> {
    item: &'a CodeLine,
    block: Arc<TextBlock>,
    spans: &'a [Span],
}

impl State for Code {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let pad = pen.theme.space.pad;
        let style = Lines::style(self.size, pen);
        // Hidden lines affect the colours of the others: a string may span several lines.
        let texts: Vec<String> = self.lines.iter().map(|line| one_line(&line.text, TAB)).collect();
        let spans = pen.highlight(self.lang, &texts);
        let mut shown = Vec::new();
        for ((line, text), spans) in self.lines.iter().zip(&texts).zip(spans.iter()) {
            if !line.hidden {
                shown.push(Line { item: line, block: pen.line(text, style), spans });
            }
        }
        let gutter = if self.numbers { gutter(self.lines.len(), style, pen) } else { 0.0 };
        let widest = shown.iter().map(|line| line.block.width).fold(0.0, f64::max);
        let natural =
            Size::new(gutter + widest + 2.0 * (pad + INSET), 2.0 * pad + Lines::height(style, shown.len()));
        let size = Size::new(room.filled_width(natural.width), room.filled_height(natural.height));
        pen.part(Uid::ROOT);
        let surface = pen.surface(pen.theme.tone(self.tone));
        pen.panel("surface", size.to_rect(), surface);
        let lines = Lines { style, extent: (pad, size.width - pad), top: pad };
        for (at, line) in shown.iter().enumerate() {
            lines.begin(at, line.item.uid, line.item.tone, pen);
            if gutter > 0.0 {
                number(at, &lines, pad + INSET + gutter - 2.0 * GUTTER, pen);
            }
            paint(self, line, lines.place(at, pad + INSET + gutter, &line.block), pen);
        }
        pen.part(Uid::ROOT);
        if gutter > 0.0 {
            let x = pad + INSET + gutter - GUTTER;
            let rule = plain_fill(pen.theme.color.line, 0.0);
            pen.panel("rule", Rect::new(x - 1.0, pad, x + 1.0, size.height - pad), rule);
        }
        size
    }
}

/// Width of the numbers for `count` lines, with the gaps around the rule.
fn gutter(count: usize, style: TextStyle, pen: &mut Pen<'_>) -> f64 {
    pen.line(&count.to_string(), style).width + 2.0 * GUTTER
}

fn number(at: usize, lines: &Lines, right: f64, pen: &mut Pen<'_>) {
    let block = pen.line(&(at + 1).to_string(), lines.style);
    let place = lines.place(at, right - block.width, &block);
    pen.text("number", &block, place, pen.theme.color.soft);
}

/// Draws a line word by word, each at its position in the whole line.
fn paint(node: &Code, line: &Line<'_>, at: Point, pen: &mut Pen<'_>) {
    let tone = line.item.tone.within(node.tone);
    let ink = pen.theme.tone(tone).ink;
    let cuts: Vec<Cut> = line.spans.iter().map(cut).collect();
    let stretches = pen.stretches(&line.block, &cuts);
    for (index, (span, stretch)) in line.spans.iter().zip(stretches.iter()).enumerate() {
        let Some(stretch) = stretch else { continue };
        // On the background of another tone, only that tone's ink is sure to be legible.
        let color = if tone == Tone::Plain { color(span.word, ink, pen) } else { ink };
        pen.text_at("word", index, &stretch.block, Point::new(at.x + stretch.x, at.y), color);
    }
    let struck = node.strike || line.item.strike;
    if struck {
        pen.strike(&line.block, at, ink);
    }
}

fn cut(span: &Span) -> Cut {
    let is_sentence = matches!(span.word, Word::String | Word::Comment);
    Cut { bytes: span.bytes.clone(), is_sentence }
}

fn color(word: Word, plain: Color, pen: &Pen<'_>) -> Color {
    let colors = pen.theme.code;
    match word {
        Word::Plain => plain,
        Word::Keyword => colors.keyword,
        Word::String => colors.string,
        Word::Number => colors.number,
        Word::Comment => colors.comment,
        Word::Name => colors.name,
    }
}
