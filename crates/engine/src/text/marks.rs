//! Combining marks: places those that a font does not position over their letter.
//!
//! A font positions marks on letters, but not for every pair: the monospaced one knows a single mark on most
//! letters, and none on a letter that has a mark already. A mark that it does not position would be drawn over
//! the next letter. Such a mark is centred on its letter here, above or below its ink.

use std::ops::RangeInclusive;

use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId};

use super::FontId;
use super::fonts;

/// Base character for a mark without a letter, as Unicode recommends.
pub(super) const DOTTED_CIRCLE: char = '\u{25cc}';

/// Gap between a letter and a mark that is placed on it, in em squares.
const GAP: f32 = 0.04;

/// Range in which a font may place the centre of a mark on a letter, in advances of the letter.
const ON_IT: RangeInclusive<f32> = 0.1..=0.9;

/// The same range for a mark at the side of a letter, or over two letters.
const BESIDE_IT: RangeInclusive<f32> = -0.35..=1.35;

/// True for a combining mark of a script that stacks them on letters, such as Latin or Greek.
pub(super) fn is_mark(c: char) -> bool {
    let blocks = matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}')
        || matches!(c, '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}');
    // U+034F joins characters for sorting and draws nothing.
    blocks && c != '\u{34f}'
}

/// Range in which the centre of the mark `c` may lie, in advances of its letter.
fn place_of(c: char) -> RangeInclusive<f32> {
    let beside = matches!(c, '\u{315}' | '\u{31a}' | '\u{31b}' | '\u{321}' | '\u{322}' | '\u{358}')
        || matches!(c, '\u{35c}'..='\u{362}' | '\u{1dcd}' | '\u{1dfc}' | '\u{fe20}'..='\u{fe2f}');
    if beside { BESIDE_IT } else { ON_IT }
}

/// Vertical extent of a letter with the marks placed so far, and the centre line for further marks.
struct Stack {
    middle: f32,
    top: f32,
    bottom: f32,
}

/// Places the marks of `text`, a letter with its marks, over the letter where the font at `size` does not. The
/// first of `glyphs` is that of the letter. Returns the cluster's new advance if marks were placed.
pub(super) fn place(font: FontId, size: f32, text: &str, glyphs: &mut [parley::Glyph]) -> Option<f32> {
    let known = glyphs.len() > 1 && glyphs.iter().all(|glyph| glyph.id != 0);
    if !known || !text.chars().skip(1).all(is_mark) {
        return None;
    }
    let data = fonts::data(font);
    let file = FontRef::from_index(data.data.as_ref(), data.index).ok()?;
    let metrics = GlyphMetrics::new(&file, Size::new(size), LocationRef::default());
    let bounds = |glyph: &parley::Glyph| metrics.bounds(GlyphId::new(glyph.id));
    let (letter, marks) = glyphs.split_first_mut()?;
    let ink = bounds(letter)?;
    let mut stack = Stack { middle: (ink.x_min + ink.x_max) / 2.0, top: ink.y_max, bottom: ink.y_min };
    let mut pen = letter.advance;
    // Where a letter is a single precomposed character, the font has decomposed it into letter and marks.
    let beside = text.chars().map(place_of).find(|place| *place == BESIDE_IT);
    let place = beside.unwrap_or(ON_IT);
    for mark in marks {
        let Some(ink) = bounds(mark) else { continue };
        let middle = pen + mark.x + (ink.x_min + ink.x_max) / 2.0;
        if !place.contains(&(middle / letter.advance)) {
            mark.x += stack.middle - middle;
            mark.y = -stack.rise((ink.y_min, ink.y_max), size);
        }
        // Glyph positions count downwards, outlines upwards.
        stack.top = stack.top.max(ink.y_max - mark.y);
        stack.bottom = stack.bottom.min(ink.y_min - mark.y);
        // The marks before it no longer have an advance.
        mark.x += pen - letter.advance;
        pen += mark.advance;
        mark.advance = 0.0;
    }
    Some(letter.advance)
}

impl Stack {
    /// Offset that raises a mark with this vertical extent clear of the ink so far; negative for a mark below.
    /// A mark that crosses its letter stays in place.
    fn rise(&self, (low, high): (f32, f32), size: f32) -> f32 {
        let gap = GAP * size;
        if high <= gap {
            (self.bottom - gap - high).min(0.0)
        } else if low >= size / 3.0 {
            (self.top + gap - low).max(0.0)
        } else {
            0.0
        }
    }
}
