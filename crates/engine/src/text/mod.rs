//! Text layout: fonts, shaping, line breaking and positioned glyphs.
//!
//! Fonts come from crates, never from the system. Text is shaped once for each resting state, in units, so that
//! lines break in the same places at every picture size; a frame only places finished blocks.

mod figures;
pub(crate) mod fonts;
mod highlight;
mod language;
mod letters;
mod marks;
mod order;
mod quotes;
mod screen;
mod shape;
mod stretch;
#[cfg(test)]
mod tests;
mod typesetter;

pub use figures::Figures;
pub use fonts::{Face, FontId, icon, icon_names};
pub use highlight::{CodeLanguage, Span, Word};
pub use language::Language;
pub use letters::{letters, one_line};
pub use screen::{Hue, Look, Shown, shown_text, unshowable};
pub use stretch::{Cut, Stretch};
pub use typesetter::Typesetter;

/// Face, size and direction of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Font family and weight.
    pub face: Face,
    /// Height of the em square, in units.
    pub size: f64,
    /// Base direction of the text.
    pub direction: Direction,
}

impl TextStyle {
    /// The style for text in `face`, `size` units high, whose direction is that of its first letter.
    #[must_use]
    pub const fn new(face: Face, size: f64) -> Self {
        Self { face, size, direction: Direction::FirstLetter }
    }

    /// The style for code, which is left to right, whatever a line begins with.
    #[must_use]
    pub fn of_code(self) -> Self {
        Self { direction: Direction::LeftToRight, ..self }
    }
}

/// Base direction of a text: the side on which it begins, and on which a full stop ends it. The letters within
/// each word keep the direction of their script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Direction of its first letter.
    #[default]
    FirstLetter,
    /// From left to right, and so do its words follow one another: code.
    LeftToRight,
    /// Right to left if the text has any right-to-left letter: prose in a language such as Arabic.
    RightToLeft,
}

/// Horizontal alignment of lines within the block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// Lines start at the left edge.
    Start,
    /// Lines are centred in the block.
    #[default]
    Center,
    /// Lines end at the right edge.
    End,
}

/// A glyph with its position within a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Glyph index in the font.
    pub id: u32,
    /// Left end of its baseline, from the block's left edge, in units.
    pub x: f32,
    /// Its baseline, from the block's top edge, in units.
    pub y: f32,
}

/// Consecutive glyphs in the same font.
#[derive(Clone, Debug, PartialEq)]
pub struct GlyphRun {
    /// Font of all glyphs in the run.
    pub font: FontId,
    /// Height of the em square, in units.
    pub size: f32,
    /// Glyphs of the run, in reading order.
    pub glyphs: Vec<Glyph>,
}

/// Extent and baseline of one line in a block, in units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Left end of the advances, trailing blanks aside.
    pub x0: f64,
    /// Right end of the advances, trailing blanks aside.
    pub x1: f64,
    /// Top of the line box.
    pub y0: f64,
    /// Bottom of the line box.
    pub y1: f64,
    /// Baseline, from the top of the block.
    pub baseline: f64,
}

/// Position of a letter with its marks: byte offset, line, and left and right edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Caret {
    /// Byte offset of the letter in the text.
    pub byte: usize,
    /// Number of glyphs in the block up to and including the letter's last one.
    pub glyphs: usize,
    /// Index of the line, from 0.
    pub line: usize,
    /// Left edge of the letter, in units.
    pub x0: f64,
    /// Right edge of the letter, in units.
    pub x1: f64,
}

/// A shaped text with a tight box: `width` is that of its longest line.
#[derive(Clone, Debug)]
pub struct TextBlock {
    /// Text of the block, as it was shaped.
    pub text: String,
    /// Style that the text was shaped in.
    pub style: TextStyle,
    /// Width of the longest line, in units.
    pub width: f64,
    /// Sum of the line heights, in units.
    pub height: f64,
    /// The lines from the top.
    pub lines: Vec<Line>,
    /// Glyphs in reading order, in runs of one font: the glyphs of a letter and its marks follow those of the
    /// letter before, in either direction.
    pub runs: Vec<GlyphRun>,
    /// Carets of all letters, in reading order.
    pub carets: Vec<Caret>,
    /// Characters that no font has a glyph for.
    pub missing: Vec<char>,
}

impl TextBlock {
    /// Number of glyphs in all runs.
    #[must_use]
    pub fn glyph_count(&self) -> usize {
        self.runs.iter().map(|run| run.glyphs.len()).sum()
    }

    /// Number of letters with glyphs, blanks included: marks count with their letter, and a ligature counts as
    /// one letter.
    #[must_use]
    pub fn letter_count(&self) -> usize {
        self.letter_ends().count()
    }

    /// Number of glyphs that belong to the first `letters` letters.
    #[must_use]
    pub fn glyphs_of(&self, letters: usize) -> usize {
        let last = letters.checked_sub(1).map(|last| self.letter_ends().nth(last));
        last.map_or(0, |end| end.unwrap_or_else(|| self.glyph_count()))
    }

    /// Horizontal extent of the first `letters` letters of a line: leftmost to rightmost edge.
    #[must_use]
    pub fn extent_of(&self, letters: usize) -> std::ops::Range<f64> {
        let shown = self.glyphs_of(letters);
        let carets = self.carets.iter().take_while(|caret| letters > 0 && caret.glyphs <= shown);
        let edges = carets.map(|caret| caret.x0..caret.x1);
        edges.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end)).unwrap_or(0.0..0.0)
    }

    /// Number of glyphs up to the end of each letter.
    fn letter_ends(&self) -> impl Iterator<Item = usize> {
        let mut before = 0;
        let ends = self.carets.iter().map(|caret| caret.glyphs);
        ends.filter(move |end| std::mem::replace(&mut before, *end) < *end)
    }

    /// The box around the first occurrence of `part` in the text; `None` if there is none, or if it breaks
    /// across lines.
    #[must_use]
    pub fn find(&self, part: &str) -> Option<kurbo::Rect> {
        let start = self.text.find(part)?;
        let mut inside = self.carets.iter().filter(|c| (start..start + part.len()).contains(&c.byte));
        let first = inside.next()?;
        let line = self.lines.get(first.line)?;
        let letter = |caret: &Caret| kurbo::Rect::new(caret.x0, line.y0, caret.x1, line.y1);
        inside.try_fold(letter(first), |rect, caret| {
            (caret.line == first.line).then(|| rect.union(letter(caret)))
        })
    }
}

/// Blocks are equal if they have the same text and draw the same glyphs at the same positions.
impl PartialEq for TextBlock {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.runs == other.runs
    }
}
