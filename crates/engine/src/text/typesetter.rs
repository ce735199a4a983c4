//! Typesetting: turns a text, a style and a width into a block of positioned glyphs.
//!
//! The distance between lines depends only on face and size, so that a symbol from a fallback font never moves
//! its neighbours. A word is never broken: one that does not fit makes the block wider than requested, which
//! the caller can detect and report.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::figures::{Figures, beyond};
use super::highlight::{CodeLanguage, Span, highlight};
use super::marks::{DOTTED_CIRCLE, is_mark};
use super::order::Ordered;
use super::screen::{Shown, show};
use super::shape::{Shaped, ShapedLine, Shaper};
use super::stretch::{Cut, Stretch, stretches};
use super::{Align, Caret, Direction, Face, Glyph, GlyphRun, Line, TextBlock, TextStyle};

/// Distance between baselines, in em squares.
const LINE_HEIGHT: f64 = 1.3;

/// Line height of icons, which fill their em square.
const ICON_LINE_HEIGHT: f64 = 1.0;

/// Replacement for a tab, which the fonts have no glyph for.
const TAB: &str = "    ";

/// Excess width in units that does not break a line. A block that is set again at its own width must break as
/// before; widths may differ by rounding.
const TOLERANCE: f64 = 0.01;

/// Cache key of a text in a style.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    text: String,
    face: Face,
    /// The size as the bits of an `f64`.
    size: u64,
    direction: Direction,
}

impl Key {
    fn new(text: &str, style: TextStyle) -> Self {
        let TextStyle { face, size, direction } = style;
        Self { text: text.to_owned(), face, size: size.to_bits(), direction }
    }
}

/// Cache key of a block: text and style, the bits of the width, and alignment.
type Setting = (Key, Option<u64>, Align);

/// Cache key of cut lines: the line's key and its cuts.
type Cuts = (Key, Vec<Cut>);

/// Cache key of highlighted code: language and lines.
type Listing = (CodeLanguage, Vec<String>);

/// Sets text and caches the results.
#[derive(Debug)]
pub struct Typesetter {
    shaper: Shaper,
    blocks: HashMap<Setting, Arc<TextBlock>>,
    stretches: HashMap<Cuts, Arc<[Option<Stretch>]>>,
    figures: HashMap<(Face, u64, Vec<char>), Arc<Figures>>,
    highlighted: HashMap<Listing, Arc<[Vec<Span>]>>,
    outputs: HashMap<Vec<String>, Arc<[Shown]>>,
    /// Steps of work since the last [`Typesetter::take_steps`].
    steps: u64,
}

/// Steps for setting a text, and for each of its bytes, about 50 ns each.
const STEPS_OF_TEXT: u64 = 100;
const STEPS_OF_BYTE: u64 = 10;
/// Steps for looking up a text in the cache.
const STEPS_OF_KNOWN: u64 = 10;

impl Typesetter {
    /// Makes a typesetter with the compiled-in fonts; system fonts are never used.
    #[must_use]
    pub fn new() -> Self {
        Self {
            shaper: Shaper::new(),
            blocks: HashMap::new(),
            stretches: HashMap::new(),
            figures: HashMap::new(),
            highlighted: HashMap::new(),
            outputs: HashMap::new(),
            steps: 0,
        }
    }

    /// Returns the steps of work since the last call, and resets them.
    pub fn take_steps(&mut self) -> u64 {
        std::mem::take(&mut self.steps)
    }

    /// Sets `text`, breaking it at line ends and between words where a line would be wider than `max_width`
    /// units. `align` places the lines within the width of the longest one.
    ///
    /// The block's `text` has four blanks for each tab, and a dotted circle before a mark without a letter;
    /// byte offsets count in that text. Trailing blanks of a line have no width, unless the text consists of
    /// blanks only.
    pub fn set(
        &mut self,
        text: &str,
        style: TextStyle,
        max_width: Option<f64>,
        align: Align,
    ) -> Arc<TextBlock> {
        let key = (Key::new(text, style), max_width.map(f64::to_bits), align);
        self.steps += STEPS_OF_KNOWN + text.len() as u64 / 64;
        if let Some(block) = self.blocks.get(&key) {
            return Arc::clone(block);
        }
        self.steps += STEPS_OF_TEXT + STEPS_OF_BYTE * text.len() as u64;
        let block = Arc::new(self.typeset(text, style, max_width, align));
        self.blocks.insert(key, Arc::clone(&block));
        block
    }

    /// The stretches of a line that each of `cuts`, in rising order, has; none where it
    /// has no letter. `text` is a line without tabs; the cuts part no character.
    pub fn stretches(&mut self, text: &str, style: TextStyle, cuts: &[Cut]) -> Arc<[Option<Stretch>]> {
        let key = (Key::new(text, style), cuts.to_vec());
        self.steps += STEPS_OF_KNOWN + (text.len() / 64 + cuts.len()) as u64;
        if let Some(known) = self.stretches.get(&key) {
            return Arc::clone(known);
        }
        self.steps += STEPS_OF_TEXT * (1 + cuts.len() as u64) + STEPS_OF_BYTE * text.len() as u64;
        let sentences: Vec<_> =
            cuts.iter().filter(|cut| cut.is_sentence).map(|cut| cut.bytes.clone()).collect();
        let ordered = Ordered::new(text, style, &sentences);
        let shaped = ordered.restore(self.shaper.shape(ordered.text(), style, None));
        let line_box = LineBox::new(&mut self.shaper, style);
        let line = shaped.lines.first();
        let made = line.map(|line| stretches((text, style), (line, &shaped.missing), line_box, cuts));
        let made: Arc<[Option<Stretch>]> = made.unwrap_or_default().into();
        self.stretches.insert(key, Arc::clone(&made));
        made
    }

    /// The glyph table for numbers in `style`, which places them without shaping.
    pub fn figures(&mut self, style: TextStyle) -> Arc<Figures> {
        self.figures_with(style, "")
    }

    /// The same table, extended by the characters in `words`, a unit or prefix.
    pub fn figures_with(&mut self, style: TextStyle, words: &str) -> Arc<Figures> {
        let key = (style.face, style.size.to_bits(), beyond(words));
        if let Some(figures) = self.figures.get(&key) {
            return Arc::clone(figures);
        }
        let figures = Arc::new(Figures::new(&mut self.shaper, style, key.2.clone()));
        self.figures.insert(key, Arc::clone(&figures));
        figures
    }

    /// Classifies `lines` of code in a language.
    pub fn highlight(&mut self, language: CodeLanguage, lines: &[String]) -> Arc<[Vec<Span>]> {
        let key = (language, lines.to_vec());
        let bytes: usize = lines.iter().map(String::len).sum();
        self.steps += STEPS_OF_KNOWN + bytes as u64 / 64;
        if let Some(known) = self.highlighted.get(&key) {
            return Arc::clone(known);
        }
        let found = highlight(language, lines);
        self.steps += found.steps;
        let words: Arc<[Vec<Span>]> = found.lines.into();
        self.highlighted.insert(key, Arc::clone(&words));
        words
    }

    /// Lines of program output as a terminal shows them.
    pub fn output(&mut self, lines: &[String]) -> Arc<[Shown]> {
        let bytes: usize = lines.iter().map(String::len).sum();
        self.steps += STEPS_OF_KNOWN + bytes as u64 / 64;
        if let Some(known) = self.outputs.get(lines) {
            return Arc::clone(known);
        }
        self.steps += STEPS_OF_BYTE * bytes as u64;
        let shown: Arc<[Shown]> = show(lines.iter().map(String::as_str)).into();
        self.outputs.insert(lines.to_vec(), Arc::clone(&shown));
        shown
    }

    fn typeset(&mut self, text: &str, style: TextStyle, max_width: Option<f64>, align: Align) -> TextBlock {
        let text = text.replace("\r\n", "\n").replace('\t', TAB);
        let text = on_circles(&text);
        let limit = max_width.map(|width| (width.max(0.0) + TOLERANCE) as f32);
        let ordered = Ordered::new(&text, style, &[]);
        let shaped = ordered.restore(self.shaper.shape(ordered.text(), style, limit));
        let line_box = LineBox::new(&mut self.shaper, style);
        let mut block = assemble(&text, style, &shaped, line_box, align);
        if let Some(max_width) = max_width.filter(|max| block.width <= max + TOLERANCE) {
            block.width = block.width.min(max_width.max(0.0));
        }
        block
    }
}

/// `text` with a dotted circle before every mark at the beginning of a line.
fn on_circles(text: &str) -> Cow<'_, str> {
    if !text.split('\n').any(|line| line.starts_with(is_mark)) {
        return Cow::Borrowed(text);
    }
    let lines = text.split('\n').map(|line| match line.starts_with(is_mark) {
        true => format!("{DOTTED_CIRCLE}{line}"),
        false => line.to_owned(),
    });
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

impl Default for Typesetter {
    fn default() -> Self {
        Self::new()
    }
}

/// Height and baseline of a line, the same for all lines in a style.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineBox {
    /// Height of the line, in units.
    pub(super) height: f64,
    /// Distance from the top to the baseline, in units.
    pub(super) baseline: f64,
}

impl LineBox {
    /// Makes a line box with the face's ascent and descent centred in its height.
    pub(super) fn new(shaper: &mut Shaper, style: TextStyle) -> Self {
        let (ascent, descent) = shaper.extent(style.face);
        let factor = if style.face == Face::Icon { ICON_LINE_HEIGHT } else { LINE_HEIGHT };
        let leading = factor - ascent - descent;
        Self { height: factor * style.size, baseline: (leading / 2.0 + ascent) * style.size }
    }
}

fn assemble(text: &str, style: TextStyle, shaped: &Shaped, line_box: LineBox, align: Align) -> TextBlock {
    let keeps_blanks = text.chars().all(char::is_whitespace);
    let widths: Vec<f64> = shaped.lines.iter().map(|line| ink_width(line, keeps_blanks)).collect();
    let width = widths.iter().copied().fold(0.0, f64::max);
    let mut block = TextBlock {
        text: text.to_owned(),
        style,
        width,
        height: line_box.height * shaped.lines.len() as f64,
        lines: Vec::with_capacity(shaped.lines.len()),
        runs: Vec::new(),
        carets: Vec::new(),
        missing: shaped.missing.clone(),
    };
    for (index, (line, line_width)) in shaped.lines.iter().zip(widths).enumerate() {
        let y0 = line_box.height * index as f64;
        let x0 = (width - line_width) * share_before(align);
        let (y1, baseline) = (y0 + line_box.height, y0 + line_box.baseline);
        push_line(&mut block, line, Line { x0, x1: x0 + line_width, y0, y1, baseline });
    }
    block
}

/// Share of the free width that stands before a line.
fn share_before(align: Align) -> f64 {
    match align {
        Align::Start => 0.0,
        Align::Center => 0.5,
        Align::End => 1.0,
    }
}

/// The width of a line without its trailing blanks.
fn ink_width(line: &ShapedLine, keeps_blanks: bool) -> f64 {
    let mut inked = line.clusters.iter().rev().skip_while(|cluster| cluster.blank && !keeps_blanks);
    inked.next().map_or(0.0, |cluster| f64::from(cluster.x1))
}

/// Appends a line, with its letters in reading order rather than in visual order.
fn push_line(block: &mut TextBlock, shaped: &ShapedLine, line: Line) {
    let mut clusters: Vec<_> = shaped.clusters.iter().collect();
    clusters.sort_by_key(|cluster| cluster.bytes.start);
    let mut glyphs = block.carets.last().map_or(0, |caret| caret.glyphs);
    for cluster in clusters {
        for glyph in &shaped.glyphs[cluster.glyphs.clone()] {
            let (x, y) = (line.x0 as f32 + glyph.x, line.baseline as f32 + glyph.y);
            push_glyph(block, glyph.font, Glyph { id: glyph.id, x, y });
        }
        glyphs += cluster.glyphs.len();
        block.carets.push(Caret {
            byte: cluster.bytes.start,
            glyphs,
            line: block.lines.len(),
            x0: line.x0 + f64::from(cluster.x0),
            x1: line.x0 + f64::from(cluster.x1),
        });
    }
    block.lines.push(line);
}

/// Appends to the last run if it has the same font, so that a block has few runs.
pub(super) fn push_glyph(block: &mut TextBlock, font: super::FontId, glyph: Glyph) {
    match block.runs.last_mut().filter(|run| run.font == font) {
        Some(run) => run.glyphs.push(glyph),
        None => block.runs.push(GlyphRun { font, size: block.style.size as f32, glyphs: vec![glyph] }),
    }
}
