//! A strip of tokens: tiles with a text and, below it, the token's number. The strip wraps.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{Kind, Panel, Pen, Room, State, Uid, part, state};
use crate::text::{Align, Face, TextBlock, TextStyle};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "Tiles with a text and a token number; a leading blank is drawn.",
    example: "{ kind = \"tokens\", tokens = [[\" My\", 2011], [\"New\", 3791]] }",
    wraps: true,
    ..Kind::of::<Tokens>("tokens")
};

state! {
    /// A strip of tokens.
    pub(super) struct Tokens(tone, size, strike) {
        label: Arc<str> = LABEL,
    }
    parts tokens: Token
}

part! {
    /// A token and its number.
    pub(super) struct Token(tone, strike) {
        text: Arc<str> = token("what it says"),
        number: f64 = whole(-1.0, 1e9, "its number in the vocabulary; -1 for none").default(-1.0),
    }
    array: [text, number],
    answers_to: [text],
    noun: "token",
    countable: true,
    doc: "[text, token number]",
}

const GAP: f64 = 12.0;
const ROW_GAP: f64 = 18.0;
const LABEL_GAP: f64 = 14.0;

struct Tile {
    text: Arc<TextBlock>,
    number: Option<Arc<TextBlock>>,
    size: Size,
}

impl State for Tokens {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let style = pen.style(Face::Mono, self.size);
        let tiles: Vec<Tile> = self.tokens.iter().map(|token| tile(token, style, pen)).collect();
        let rows = balanced(&tiles, room.width);
        let label_style = pen.label_style();
        let label = (!self.label.is_empty()).then(|| pen.line(&self.label, label_style));
        let row_width = |row: &[Tile]| {
            row.iter().map(|tile| tile.size.width).sum::<f64>() + GAP * row.len().saturating_sub(1) as f64
        };
        let tiles_width = rows.iter().map(|row| row_width(&tiles[row.clone()])).fold(0.0, f64::max);
        let width = room.filled_width(tiles_width.max(label.as_ref().map_or(0.0, |label| label.width)));
        let mut y = 0.0;
        if let Some(label) = label {
            pen.text("label", &label, Point::new((width - label.width) / 2.0, y), pen.theme.color.soft);
            y += label.height + LABEL_GAP;
        }
        for row in rows {
            let mut x = (width - row_width(&tiles[row.clone()])) / 2.0;
            let height = tiles[row.clone()].iter().map(|tile| tile.size.height).fold(0.0, f64::max);
            for at in row {
                paint(self, &self.tokens[at], &tiles[at], Point::new(x, y), pen);
                x += tiles[at].size.width + GAP;
            }
            y += height + ROW_GAP;
        }
        pen.part(Uid::ROOT);
        Size::new(width, (y - ROW_GAP).max(0.0))
    }
}

fn tile(token: &Token, style: TextStyle, pen: &mut Pen<'_>) -> Tile {
    let text = pen.line(&visible(&token.text), style);
    let number_style = TextStyle { size: pen.label_style().size.max(style.size * 0.7), ..pen.label_style() };
    let number = token.number;
    let number =
        (number >= 0.0).then(|| pen.set(&format!("{number}"), number_style, f64::INFINITY, Align::Start));
    // A blank tile is at least as wide as one with a letter, so that filling it in does not shift the strip.
    let letter = pen.line("0", style).width;
    let content = text.width.max(letter).max(number.as_ref().map_or(0.0, |number| number.width));
    let height = style.size * 1.5 + number.as_ref().map_or(0.0, |number| number.height);
    let width = (content + style.size * 0.8).max(style.size * 1.2);
    Tile { text, number, size: Size::new(width.round(), (height + style.size * 0.4).round()) }
}

/// Gap between a tile's number and its lower edge.
fn style_gap(tile: &Tile) -> f64 {
    tile.text.style.size * 0.2
}

/// Makes invisible characters visible. Blanks at the start or end of a token are part of it, so they become
/// open boxes; tabs and line feeds become arrows, and control characters become escape sequences.
fn visible(text: &str) -> String {
    let start = text.len() - text.trim_start_matches(' ').len();
    let end = text.trim_end_matches(' ').len().max(start);
    let mut visible = "␣".repeat(start);
    for c in text[start..end].chars() {
        match c {
            '\t' => visible.push('⇥'),
            '\n' => visible.push('↵'),
            '\u{2028}' | '\u{2029}' => visible.extend(c.escape_unicode()),
            c if c.is_control() => visible.extend(c.escape_default()),
            c => visible.push(c),
        }
    }
    visible + &"␣".repeat(text.len() - end)
}

/// Distributes tiles over rows of at most `width`: as few rows as possible and, among those, the most even, so
/// that no single tile is left for the last row.
fn balanced(tiles: &[Tile], width: f64) -> Vec<std::ops::Range<usize>> {
    let rows = wrap(tiles, width);
    if rows.len() < 2 || !width.is_finite() {
        return rows;
    }
    let (mut low, mut high) = (0.0, width);
    for _ in 0..24 {
        let middle = (low + high) / 2.0;
        if wrap(tiles, middle).len() > rows.len() { low = middle } else { high = middle }
    }
    wrap(tiles, high)
}

/// Ranges of tiles that fit side by side in `width`.
fn wrap(tiles: &[Tile], width: f64) -> Vec<std::ops::Range<usize>> {
    let mut rows = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    for (at, tile) in tiles.iter().enumerate() {
        if at > start && used + GAP + tile.size.width > width + 0.5 {
            rows.push(start..at);
            (start, used) = (at, 0.0);
        }
        used += tile.size.width + if at > start { GAP } else { 0.0 };
    }
    rows.push(start..tiles.len());
    rows
}

fn paint(node: &Tokens, token: &Token, tile: &Tile, at: Point, pen: &mut Pen<'_>) {
    let tone = pen.theme.tone(token.tone.within(node.tone));
    let rect = Rect::from_origin_size(at, tile.size);
    pen.part(token.uid);
    pen.region(rect);
    let surface = Panel { shadow: 0.5, radius: pen.theme.shape.radius * 0.75, ..pen.surface(tone) };
    pen.panel("tile", rect, surface);
    let number_height = tile.number.as_ref().map_or(0.0, |number| number.height);
    let centered = |block: &TextBlock| at.x + (tile.size.width - block.width) / 2.0;
    let y = at.y + (tile.size.height - number_height - tile.text.height) / 2.0;
    pen.struck_text(
        node.strike || token.strike,
        "text",
        &tile.text,
        Point::new(centered(&tile.text), y),
        tone.ink,
    );
    if let Some(number) = &tile.number {
        let soft = if token.tone.within(node.tone) == Tone::Plain { pen.theme.color.soft } else { tone.ink };
        let y = at.y + tile.size.height - number_height - style_gap(tile);
        pen.text("number", number, Point::new(centered(number), y), soft);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_outer_blanks_are_drawn() {
        assert_eq!(visible(" My dog"), "␣My dog");
        assert_eq!(visible(" "), "␣");
        assert_eq!(visible("a "), "a␣");
        assert_eq!(visible(""), "");
    }

    #[test]
    fn control_characters_are_drawn_too() {
        assert_eq!(visible("\n\n a\tb\r\0"), "↵↵ a⇥b\\r\\u{0}");
        let controls: String = ('\0'..='\u{9f}').filter(|c| c.is_control()).collect();
        let drawn = visible(&(controls + "\u{2028}\u{2029}"));
        let style = TextStyle::new(Face::Mono, 40.0);
        let block = crate::text::Typesetter::new().set(&drawn, style, None, Align::Start);
        assert_eq!((block.lines.len(), block.missing.as_slice()), (1, &[][..]));
    }
}
