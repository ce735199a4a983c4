//! Plain text: a word, a line or a paragraph. Its parts are its lines.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{Kind, Pen, Room, State, part, state};
use crate::choice::choices;
use crate::text::{Align, Face};
use crate::theme::TextSize;

pub(super) const KIND: Kind = Kind {
    summary: "A word, a line or a paragraph.",
    example: "{ kind = \"text\", text = \"Hello\", size = \"huge\" }",
    wraps: true,
    ..Kind::of::<Paragraph>("text")
};

choices! {
    /// Position of the lines.
    enum Lines { Center = "center", Start = "start", End = "end" }
}

state! {
    /// A paragraph, whose lines are its parts.
    pub(super) struct Paragraph(tone, size, strike) {
        mono: bool = flag(false, "monospaced, as code is").fixed(),
        align: Lines = choice("how lines stand").fixed(),
    }
    parts text: TextLine
}

part! {
    /// A line of text, which may wrap.
    pub(super) struct TextLine(tone, strike) {
        text: Arc<str> = text("what it says").required(),
    }
    array: [text],
    answers_to: [text],
    noun: "line",
    from_text: true,
    doc: "a text, or a list of lines",
}

impl State for Paragraph {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let strong = matches!(self.size, TextSize::Large | TextSize::Huge);
        let face = match (self.mono, strong) {
            (false, false) => Face::Sans,
            (false, true) => Face::SansBold,
            (true, false) => Face::Mono,
            (true, true) => Face::MonoBold,
        };
        let style = pen.style(face, self.size);
        let style = if self.mono { style.of_code() } else { style };
        let align = match self.align {
            Lines::Center => Align::Center,
            Lines::Start => Align::Start,
            Lines::End => Align::End,
        };
        let blocks: Vec<_> =
            self.text.iter().map(|line| pen.set(&line.text, style, room.width, align)).collect();
        let width = room.filled_width(blocks.iter().map(|block| block.width).fold(0.0, f64::max));
        let mut y = 0.0;
        for (line, block) in self.text.iter().zip(&blocks) {
            let x = match align {
                Align::Start => 0.0,
                Align::Center => (width - block.width) / 2.0,
                Align::End => width - block.width,
            };
            pen.part(line.uid);
            pen.region(Rect::from_origin_size((x, y), (block.width, block.height)));
            let color = pen.theme.tone(line.tone.within(self.tone)).ink;
            pen.struck_text(self.strike || line.strike, "line", block, Point::new(x, y), color);
            y += block.height;
        }
        Size::new(width, y)
    }
}
