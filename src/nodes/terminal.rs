//! A terminal: commands after a prompt, and what they answer. Lines do not wrap.

use std::sync::Arc;

use kurbo::{Point, Size};

use super::lines::{Lines, left_of, on_one_line};
use super::window::{self, Look};
use super::{Anchor, BASE, Field, HiddenParts, Item, Kind, List, Panel, Pen, Room, TITLE, Takes};
use crate::text::TextBlock;

pub(super) const KIND: Kind = Kind {
    name: "terminal",
    summary: "A dark window with commands and what they answer; lines do not wrap.",
    example: "{ kind = \"terminal\", lines = [\"$ python tests.py\", \"all passed\"] }",
    fields: &[Field { doc: "written in the window's title bar", ..TITLE }],
    list: Some(&List {
        key: "lines",
        noun: "line",
        fields: &[Field::new("text", Takes::Text, "what it says; `$ ` begins a command")],
        array: &["text"],
        answers_to: "text",
        list: None,
        fixed: &[],
        countable: false,
        from_text: true,
        doc: "a text, or a list of lines",
    }),
    anchor: Anchor::TopLeft,
    hidden_parts: HiddenParts::MakeRoom,
    draw,
    ..BASE
};

/// A terminal's least natural width.
const WIDTH: f64 = 560.0;

/// What a command begins with.
const PROMPT: &str = "$ ";

fn draw(item: &Item, room: Room, pen: &mut Pen<'_>) -> Size {
    let pad = pen.theme.space.pad;
    let style = Lines::style(item.size(), pen);
    let blocks: Vec<(&Item, Arc<TextBlock>)> =
        item.present().map(|line| (line, pen.line(&on_one_line(line.text("text")), style))).collect();
    let widest = blocks.iter().map(|(_, block)| block.width).fold(0.0, f64::max);
    let title = item.text("title");
    let natural = WIDTH.max(widest + 2.0 * (pad + INSET)).max(window::least_width(title, pen));
    let height = window::BAR + 2.0 * pad + Lines::height(style, blocks.len());
    let size = Size::new(room.filled_width(natural), room.filled_height(height));
    window::draw(title, size, &look(item, pen), pen);
    let lines = Lines { style, extent: (pad, size.width - pad), top: window::BAR + pad };
    for (at, (line, block)) in blocks.iter().enumerate() {
        lines.begin(at, line, pen);
        paint(item, line, (block, lines.place(at, pad + INSET, block)), pen);
    }
    size
}

/// From the end of a line's tint to its text.
const INSET: f64 = 10.0;

fn look(item: &Item, pen: &Pen<'_>) -> Look {
    let colors = pen.theme.terminal;
    let line = if item.tone() == 0 { colors.line } else { pen.theme.tone(item.tone()).line };
    let surface = Panel { fill: colors.fill, line, ..pen.surface(pen.theme.tone(item.tone())) };
    Look { surface, dots: colors.output.with_alpha(0.4), title: colors.output, rule: colors.line }
}

fn paint(item: &Item, line: &Item, (block, at): (&Arc<TextBlock>, Point), pen: &mut Pen<'_>) {
    let colors = pen.theme.terminal;
    let toned = (line.tone() != 0).then(|| pen.theme.tone(line.tone()).ink);
    let struck = line.struck_within(item);
    match block.text.strip_prefix(PROMPT) {
        Some(command) => {
            let prompt = pen.line(PROMPT.trim_end(), block.style);
            pen.text("prompt", &prompt, at, toned.unwrap_or(colors.prompt));
            let command_at = Point::new(at.x + left_of(block, PROMPT.len()), at.y);
            let command = pen.line(command, block.style);
            pen.text("text", &command, command_at, toned.unwrap_or(colors.command));
            if struck.flag("strike") {
                pen.strike(block, at, toned.unwrap_or(colors.command));
            }
        }
        None => pen.item_text(struck, "text", block, at, toned.unwrap_or(colors.output)),
    }
}
