//! A terminal: commands after a prompt, and their output, in the colours of its escape sequences. Lines do not
//! wrap.

use std::ops::Range;
use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::lines::Lines;
use super::{Anchor, GROUND, HiddenParts, Kind, Panel, Pen, Room, State, part, plain_fill, state, window};
use crate::display::Color;
use crate::text::{Cut, Face, Hue, Look, Shown, TextBlock, TextStyle};
use crate::theme::{Tone, contrast};

pub(super) const KIND: Kind = Kind {
    summary: "A dark window with commands and what they answer; lines do not wrap.",
    example: "{ kind = \"terminal\", lines = [\"$ python tests.py\", \"all passed\"] }",
    anchor: Anchor::TopLeft,
    hidden_parts: HiddenParts::MakeRoom,
    ..Kind::of::<Terminal>("terminal")
};

state! {
    /// A terminal window with its lines.
    pub(super) struct Terminal(tone, size, strike) {
        title: Arc<str> = line("written in the window's title bar"),
    }
    parts lines: OutputLine
}

part! {
    /// A command, or a line of output.
    pub(super) struct OutputLine(tone, strike) {
        text: Arc<str> = output("what it says; `$ ` begins a command"),
    }
    array: [text],
    answers_to: [text],
    noun: "line",
    from_text: true,
    doc: "a text, or a list of lines",
}

/// Least natural width of a terminal.
const WIDTH: f64 = 560.0;

/// Prefix of a line that makes it a command.
const PROMPT: &str = "$ ";

/// A line that is not hidden.
struct Row<'a> {
    item: &'a OutputLine,
    shown: &'a Shown,
    block: Arc<TextBlock>,
}

impl State for Terminal {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let pad = pen.theme.space.pad;
        let style = Lines::style(self.size, pen);
        // Hidden lines affect the colours of the others.
        let written: Vec<String> = self.lines.iter().map(|line| line.text.to_string()).collect();
        let shown = pen.output(&written);
        let lines = self.lines.iter().zip(shown.iter()).filter(|(line, _)| !line.hidden);
        let rows: Vec<Row<'_>> =
            lines.map(|(item, shown)| Row { item, block: pen.line(&shown.text, style), shown }).collect();
        let widest = rows.iter().map(|row| row.block.width).fold(0.0, f64::max);
        let title = &self.title;
        let natural = WIDTH.max(widest + 2.0 * (pad + INSET)).max(window::least_width(title, pen));
        let height = window::BAR + 2.0 * pad + Lines::height(style, rows.len());
        let size = Size::new(room.filled_width(natural), room.filled_height(height));
        window::draw(title, size, &look(self, pen), pen);
        let lines = Lines { style, extent: (pad, size.width - pad), top: window::BAR + pad };
        for (at, row) in rows.iter().enumerate() {
            lines.begin(at, row.item.uid, row.item.tone, pen);
            paint(self, row, lines.place(at, pad + INSET, &row.block), pen);
        }
        size
    }
}

/// Gap between the end of a line's tint and its text.
const INSET: f64 = 10.0;

fn look(terminal: &Terminal, pen: &Pen<'_>) -> window::Look {
    let colors = pen.theme.terminal;
    let line = if terminal.tone == Tone::Plain { colors.line } else { pen.theme.tone(terminal.tone).line };
    let surface = Panel { fill: colors.fill, line, ..pen.surface(pen.theme.tone(terminal.tone)) };
    window::Look { surface, dots: colors.output.with_alpha(0.4), title: colors.output, rule: colors.line }
}

/// Consecutive letters with the same look.
struct Piece {
    bytes: Range<usize>,
    role: &'static str,
    look: Look,
    /// Colour of letters without one of their own.
    plain: Color,
}

impl Piece {
    fn cut(&self) -> Cut {
        Cut { bytes: self.bytes.clone(), is_sentence: false }
    }
}

/// The line's pieces: the prompt, and stretches with and without a look of their own.
fn pieces(Shown { text, looks }: &Shown, pen: &Pen<'_>) -> Vec<Piece> {
    let colors = pen.theme.terminal;
    let coloured_from = looks.first().map_or(text.len(), |(bytes, _)| bytes.start);
    let is_command = text.starts_with(PROMPT) && coloured_from >= PROMPT.len();
    let plain = if is_command { colors.command } else { colors.output };
    let piece = |bytes, look| Piece { bytes, role: "text", look, plain };
    let mut pieces = Vec::new();
    let mut end = 0;
    if is_command {
        let bytes = 0..PROMPT.trim_end().len();
        pieces.push(Piece { role: "prompt", plain: colors.prompt, ..piece(bytes, Look::default()) });
        end = PROMPT.len();
    }
    for (bytes, look) in looks {
        pieces.push(piece(end..bytes.start, Look::default()));
        pieces.push(piece(bytes.clone(), *look));
        end = bytes.end;
    }
    pieces.push(piece(end..text.len(), Look::default()));
    pieces
}

fn paint(terminal: &Terminal, row: &Row<'_>, at: Point, pen: &mut Pen<'_>) {
    let toned = (row.item.tone != Tone::Plain).then(|| pen.theme.tone(row.item.tone).ink);
    let pieces = pieces(row.shown, pen);
    let cuts: Vec<_> = pieces.iter().map(Piece::cut).collect();
    let regular = pen.stretches(&row.block, &cuts);
    let has_bold = pieces.iter().any(|piece| piece.look.bold);
    let bold = has_bold.then(|| {
        let style = TextStyle { face: Face::MonoBold, ..row.block.style };
        let line = pen.line(&row.block.text, style);
        pen.stretches(&line, &cuts)
    });
    for (index, piece) in pieces.iter().enumerate() {
        let set = bold.as_ref().filter(|_| piece.look.bold).unwrap_or(&regular);
        let Some(Some(stretch)) = set.get(index) else { continue };
        let at = Point::new(at.x + stretch.x, at.y);
        let (ink, ground) = colors(piece, toned, pen);
        if let Some(ground) = ground {
            let rect = Rect::from_origin_size(at, (stretch.block.width, stretch.block.height));
            pen.panel_at(GROUND, index, rect, plain_fill(ground, 4.0));
        }
        // The first text of a line has index 0 whether or not a prompt precedes it.
        let number = index - usize::from(pieces[0].role == "prompt" && index > 0);
        pen.text_at(piece.role, number, &stretch.block, at, ink);
        if piece.look.struck {
            pen.strike(&stretch.block, at, ink);
        }
    }
    if terminal.strike || row.item.strike {
        pen.strike(&row.block, at, toned.unwrap_or(pieces[pieces.len() - 1].plain));
    }
}

/// Colours of letters and of the ground behind them. On the background of another tone, only that tone's ink is
/// sure to be legible.
fn colors(piece: &Piece, toned: Option<Color>, pen: &Pen<'_>) -> (Color, Option<Color>) {
    let own = piece.look.hue.map_or(piece.plain, |hue| color(hue, pen));
    match (toned, piece.look.ground, piece.look.reversed) {
        (Some(ink), ..) => (ink, None),
        (None, None, false) => (own, None),
        (None, _, true) => (pen.theme.terminal.fill, Some(own)),
        (None, Some(ground), false) => (pen.theme.terminal.fill, Some(color(ground, pen))),
    }
}

/// The theme's colour for a terminal colour, made lighter until it is legible in a terminal.
fn color(hue: Hue, pen: &Pen<'_>) -> Color {
    let (theme, terminal) = (pen.theme, pen.theme.terminal);
    let own = match hue {
        Hue::Black => terminal.output,
        Hue::Red => theme.tone(Tone::Bad).line,
        Hue::Green => theme.tone(Tone::Good).line,
        Hue::Yellow => theme.tone(Tone::Warn).line,
        Hue::Blue => theme.code.name,
        Hue::Magenta => theme.code.keyword,
        Hue::Cyan => theme.code.name.lerp_rect(theme.tone(Tone::Good).line, 0.5),
        Hue::White => terminal.command,
    };
    let steps = (0..=STEPS).map(|step| own.lerp_rect(terminal.command, step as f32 / STEPS as f32));
    steps.into_iter().find(|color| contrast(*color, terminal.fill) >= LEGIBLE).unwrap_or(terminal.command)
}

/// Number of steps from a colour to that of commands.
const STEPS: u8 = 10;

/// Least contrast of legible text, after WCAG 2.2.
const LEGIBLE: f64 = 4.5;
