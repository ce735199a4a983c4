//! Text to positioned glyphs: fonts, shaping, line breaking.
//!
//! Fonts come from crates, never from the system. Text is shaped once for each resting state, in
//! units, so that lines break alike at every picture size; a frame only places what is here.

mod figures;
pub(crate) mod fonts;
mod highlight;
mod language;
mod shape;
#[cfg(test)]
mod tests;
mod typesetter;

pub use figures::Figures;
pub use fonts::{Face, FontId, icon, icon_names};
pub use highlight::{LANGUAGES, Span, Word};
pub use language::Language;
pub use typesetter::Typesetter;

/// How text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Which family and weight.
    pub face: Face,
    /// Height of the em square, in units.
    pub size: f64,
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

/// Where a character of the text stands: its byte offset, line, and left and right edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Caret {
    /// Byte offset of the cluster in the text.
    pub byte: usize,
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
    /// All glyphs, in reading order.
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

    /// The box of the first place where the block says `part`, if it does and on one line.
    #[must_use]
    pub fn find(&self, part: &str) -> Option<kurbo::Rect> {
        let start = self.text.find(part)?;
        let mut inside = self.carets.iter().filter(|c| (start..start + part.len()).contains(&c.byte));
        let first = inside.next()?;
        let last = inside.next_back().unwrap_or(first);
        let line = self.lines.get(first.line)?;
        (first.line == last.line).then(|| kurbo::Rect::new(first.x0, line.y0, last.x1, line.y1))
    }
}

/// Blocks are equal when they draw the same glyphs at the same places.
impl PartialEq for TextBlock {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.runs == other.runs
    }
}
