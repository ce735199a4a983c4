//! Figures: places numbers that change with every frame, using a glyph table made once per style.
//!
//! Setting a number shapes nothing and allocates only the result. All digits are as wide as the widest one, so
//! that a number that counts up does not jitter.

use super::shape::Shaper;
use super::typesetter::{LineBox, push_glyph};
use super::{Face, FontId, Glyph, Line, TextBlock, TextStyle};

/// Characters of numbers besides printable ASCII: signs, spaces and units.
const BEYOND_ASCII: &str = "\u{a0}\u{202f}−–±×·…≈≤≥→∞°µ²³%‰€£¥π";

/// A table of the glyphs that numbers consist of, for one style.
#[derive(Debug)]
pub struct Figures {
    style: TextStyle,
    line_box: LineBox,
    /// Glyphs of all known characters, sorted by character.
    entries: Vec<Entry>,
    /// Characters in a unit or prefix beyond the usual ones, sorted.
    beyond: Vec<char>,
    /// Characters of `beyond` that no font has.
    pub missing: Vec<char>,
}

/// Glyph and metrics of one character.
#[derive(Clone, Copy, Debug)]
struct Entry {
    character: char,
    /// The glyph, unless the character is blank in a font that has no glyph for it.
    glyph: Option<(FontId, u32)>,
    /// From the pen to the glyph's origin, in units.
    shift: f32,
    /// Distance that the pen moves, in units.
    advance: f32,
}

impl Figures {
    /// Makes a table of the usual characters and those in [`beyond`].
    pub(super) fn new(shaper: &mut Shaper, style: TextStyle, beyond: Vec<char>) -> Self {
        let characters = usual().chain(beyond.iter().copied());
        let mut entries: Vec<Entry> = characters.filter_map(|c| entry(shaper, style, c)).collect();
        entries.sort_by_key(|entry| entry.character);
        entries.dedup_by_key(|entry| entry.character);
        align_digits(&mut entries);
        let mut figures =
            Self { style, line_box: LineBox::new(shaper, style), entries, beyond, missing: Vec::new() };
        figures.missing = figures.beyond.iter().copied().filter(|c| figures.entry(*c).is_none()).collect();
        figures
    }

    /// Sets `text` on one line. Characters that are not in the table are left out; the block has no carets.
    #[must_use]
    pub fn set(&self, text: &str) -> TextBlock {
        let LineBox { height, baseline } = self.line_box;
        let mut block = TextBlock {
            text: text.to_owned(),
            style: self.style,
            width: 0.0,
            height,
            lines: Vec::new(),
            runs: Vec::new(),
            carets: Vec::new(),
            missing: Vec::new(),
        };
        let mut pen = 0.0;
        for entry in text.chars().filter_map(|c| self.entry(c)) {
            if let Some((font, id)) = entry.glyph {
                push_glyph(&mut block, font, Glyph { id, x: pen + entry.shift, y: baseline as f32 });
            }
            pen += entry.advance;
        }
        block.width = f64::from(pen);
        block.lines.push(Line { x0: 0.0, x1: block.width, y0: 0.0, y1: height, baseline });
        block
    }

    /// The font face that numbers are set in.
    #[must_use]
    pub fn face(&self) -> Face {
        self.style.face
    }

    /// The width that [`Figures::set`] gives `text`, in units.
    #[must_use]
    pub fn width(&self, text: &str) -> f64 {
        f64::from(text.chars().filter_map(|c| self.entry(c)).fold(0.0, |pen, entry| pen + entry.advance))
    }

    fn entry(&self, character: char) -> Option<&Entry> {
        let index = self.entries.binary_search_by_key(&character, |entry| entry.character).ok()?;
        self.entries.get(index)
    }
}

/// Characters that numbers usually consist of: printable ASCII and [`BEYOND_ASCII`].
fn usual() -> impl Iterator<Item = char> {
    (' '..='~').chain(BEYOND_ASCII.chars())
}

/// Characters in a unit or prefix that are not among the usual ones, sorted and without duplicates.
pub(super) fn beyond(text: &str) -> Vec<char> {
    let mut beyond: Vec<char> = text.chars().filter(|c| !usual().any(|usual| usual == *c)).collect();
    beyond.sort_unstable();
    beyond.dedup();
    beyond
}

fn entry(shaper: &mut Shaper, style: TextStyle, character: char) -> Option<Entry> {
    let shaped = shaper.shape(character.encode_utf8(&mut [0; 4]), style, None);
    let line = shaped.lines.first().filter(|_| shaped.missing.is_empty())?;
    let advance = line.clusters.first()?.x1;
    let glyph = line.glyphs.first();
    Some(Entry {
        character,
        glyph: glyph.map(|g| (g.font, g.id)),
        shift: glyph.map_or(0.0, |g| g.x),
        advance,
    })
}

/// Gives all digits the advance of the widest one, and centres each in it.
fn align_digits(entries: &mut [Entry]) {
    let is_digit = |entry: &&mut Entry| entry.character.is_ascii_digit();
    let widest = entries.iter_mut().filter(is_digit).map(|entry| entry.advance).fold(0.0, f32::max);
    for digit in entries.iter_mut().filter(is_digit) {
        digit.shift += (widest - digit.advance) / 2.0;
        digit.advance = widest;
    }
}

/// Figures are equal when they were made for the same style and characters.
impl PartialEq for Figures {
    fn eq(&self, other: &Self) -> bool {
        self.style == other.style && self.beyond == other.beyond
    }
}
