//! Text to positioned glyphs: fonts, shaping, line breaking.
//!
//! Fonts come from crates, never from the system. Text is shaped once for each resting state, in
//! units, so that lines break alike at every picture size; a frame only places what is here.

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
pub use highlight::{LANGUAGES, Span, Word};
pub use language::Language;
pub use letters::{letters, one_line};
pub use screen::{Hue, Look, Shown, shown_text, unshowable};
pub use stretch::{Cut, Stretch};
pub use typesetter::Typesetter;

/// How text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Which family and weight.
    pub face: Face,
    /// Height of the em square, in units.
    pub size: f64,
    /// Which way it is written as a whole.
    pub direction: Direction,
}

impl TextStyle {
    /// The style of text in `face`, `size` units high, that is written as its first letter is.
    #[must_use]
    pub const fn new(face: Face, size: f64) -> Self {
        Self { face, size, direction: Direction::FirstLetter }
    }

    /// The style for code, which is written from left to right, whatever a line begins with.
    #[must_use]
    pub fn of_code(self) -> Self {
        Self { direction: Direction::LeftToRight, ..self }
    }
}

/// Which way a text is written as a whole: where it begins, and on which side a full stop ends it. Each
/// word in it is written as its own letters are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// As its first letter is.
    #[default]
    FirstLetter,
    /// From left to right, and so do its words follow one another: code.
    LeftToRight,
    /// From right to left where it has a letter that is: prose of a language such as Arabic.
    RightToLeft,
}

/// How lines stand within the block's width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// At the left edge.
    Start,
    /// In the middle.
    #[default]
    Center,
    /// At the right edge.
    End,
}

/// A glyph at its place within a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Index in the font.
    pub id: u32,
    /// Left end of its baseline, from the block's left edge.
    pub x: f32,
    /// Its baseline, from the block's top edge.
    pub y: f32,
}

/// Neighbouring glyphs of one font.
#[derive(Clone, Debug, PartialEq)]
pub struct GlyphRun {
    /// The font.
    pub font: FontId,
    /// Height of the em square, in units.
    pub size: f32,
    /// Glyphs in reading order.
    pub glyphs: Vec<Glyph>,
}

/// The horizontal extent of one line of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Left end of the ink's advance.
    pub x0: f64,
    /// Right end of the ink's advance.
    pub x1: f64,
    /// Top of the line's box.
    pub y0: f64,
    /// Bottom of the line's box.
    pub y1: f64,
    /// The line's baseline.
    pub baseline: f64,
}

/// Where a letter of the text stands, with its marks: its byte offset, line, and left and right edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Caret {
    /// Byte offset of the cluster in the text.
    pub byte: usize,
    /// Number of the block's glyphs up to its last one.
    pub glyphs: usize,
    /// Line, from 0.
    pub line: usize,
    /// Left edge.
    pub x0: f64,
    /// Right edge.
    pub x1: f64,
}

/// A shaped text. Its box is as tight as the text: `width` is that of the longest line.
#[derive(Clone, Debug)]
pub struct TextBlock {
    /// What it says.
    pub text: String,
    /// How it was set.
    pub style: TextStyle,
    /// Width of the longest line, in units.
    pub width: f64,
    /// Sum of the line heights, in units.
    pub height: f64,
    /// One for each line, from the top.
    pub lines: Vec<Line>,
    /// All glyphs, in reading order: those of a letter and its marks follow those of the letter before,
    /// whichever way they are written.
    pub runs: Vec<GlyphRun>,
    /// Clusters in reading order.
    pub carets: Vec<Caret>,
    /// Characters for which no font has a glyph.
    pub missing: Vec<char>,
}

impl TextBlock {
    /// Number of glyphs.
    #[must_use]
    pub fn glyph_count(&self) -> usize {
        self.runs.iter().map(|run| run.glyphs.len()).sum()
    }

    /// Number of letters that draw something or are blanks: marks belong to their letter, the letters of
    /// a ligature are one.
    #[must_use]
    pub fn letter_count(&self) -> usize {
        self.letter_ends().count()
    }

    /// Number of glyphs that the first `letters` letters have.
    #[must_use]
    pub fn glyphs_of(&self, letters: usize) -> usize {
        let last = letters.checked_sub(1).map(|last| self.letter_ends().nth(last));
        last.map_or(0, |end| end.unwrap_or_else(|| self.glyph_count()))
    }

    /// From the left edge of the first `letters` letters of a line to their right edge.
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

    /// The box of the first place where the block says `part`, if it does and on one line.
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

/// Blocks are equal when they draw the same glyphs at the same places.
impl PartialEq for TextBlock {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.runs == other.runs
    }
}
