//! Typesetting: turns a text, a style and a width into a block of positioned glyphs.
//!
//! Lines stand at a constant distance that depends on the face and size alone, so that a symbol
//! from a fallback font never moves its neighbours. A word is never broken: one that does not fit
//! makes the block wider than was asked for, which the caller can see and report.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::figures::{Figures, beyond};
use super::highlight::{Span, highlight};
use super::marks::{DOTTED_CIRCLE, is_mark};
use super::order::Ordered;
use super::screen::{Shown, show};
use super::shape::{Shaped, ShapedLine, Shaper};
use super::stretch::{Cut, Stretch, stretches};
use super::{Align, Caret, Direction, Face, Glyph, GlyphRun, Line, TextBlock, TextStyle};

/// Distance of two baselines, in em squares.
const LINE_HEIGHT: f64 = 1.3;

/// An icon fills its em square.
const ICON_LINE_HEIGHT: f64 = 1.0;

/// What a tab becomes: the fonts have no glyph for it.
const TAB: &str = "    ";

/// How far a line may stick out before it is broken, in units. A block that is set again at its
/// own width must break as it did; a layout between the two rounds in the last bits.
const TOLERANCE: f64 = 0.01;

/// What tells texts in a style apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    text: String,
    face: Face,
    /// The bits of the size.
    size: u64,
    direction: Direction,
}

impl Key {
    fn new(text: &str, style: TextStyle) -> Self {
        let TextStyle { face, size, direction } = style;
        Self { text: text.to_owned(), face, size: size.to_bits(), direction }
    }
}

/// What tells blocks apart: besides the key, the bits of the width, and alignment.
type Setting = (Key, Option<u64>, Align);

/// What tells cuts of lines apart: besides the line's key, the cuts.
type Cuts = (Key, Vec<Cut>);

/// What tells listings apart: language and lines.
type Listing = (usize, Vec<String>);

/// Sets text, and remembers what it has set.
#[derive(Debug)]
pub struct Typesetter {
    shaper: Shaper,
    blocks: HashMap<Setting, Arc<TextBlock>>,
    stretches: HashMap<Cuts, Arc<[Option<Stretch>]>>,
    figures: HashMap<(Face, u64, Vec<char>), Arc<Figures>>,
    highlighted: HashMap<Listing, Arc<[Vec<Span>]>>,
    outputs: HashMap<Vec<String>, Arc<[Shown]>>,
    /// Steps of work since [`Typesetter::take_steps`].
    steps: u64,
}

/// Steps of work, each some 50 ns: those of any text, and of each of its bytes.
const STEPS_OF_TEXT: u64 = 100;
const STEPS_OF_BYTE: u64 = 10;
/// Steps of a text that is known already.
const STEPS_OF_KNOWN: u64 = 10;

impl Typesetter {
    /// A typesetter with the program's own fonts; those of the system are never looked at.
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

    /// The steps of work since the last call.
    pub fn take_steps(&mut self) -> u64 {
        std::mem::take(&mut self.steps)
    }

    /// Sets `text`, breaking it at line ends and between words where a line would be wider than
    /// `max_width` units. `align` places the lines within the width of the longest one.
    ///
    /// The block's `text` has four blanks for each tab, and a dotted circle below a mark that has no
    /// letter; its byte offsets count in that. Blanks at a line's end have no width, unless the text is
    /// nothing but blanks.
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

    /// The table that places changing numbers in `style` without shaping them.
    pub fn figures(&mut self, style: TextStyle) -> Arc<Figures> {
        self.figures_with(style, "")
    }

    /// The same, for numbers with a unit or prefix that says `words`.
    pub fn figures_with(&mut self, style: TextStyle, words: &str) -> Arc<Figures> {
        let key = (style.face, style.size.to_bits(), beyond(words));
        if let Some(figures) = self.figures.get(&key) {
            return Arc::clone(figures);
        }
        let figures = Arc::new(Figures::new(&mut self.shaper, style, key.2.clone()));
        self.figures.insert(key, Arc::clone(&figures));
        figures
    }

    /// What each stretch of `lines` is, in the language with this index in [`super::LANGUAGES`].
    pub fn highlight(&mut self, language: usize, lines: &[String]) -> Arc<[Vec<Span>]> {
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

    /// Lines that a program writes to a terminal as that shows them.
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

/// `text` with a dotted circle below every mark that a line begins with.
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

/// The box of one line of a style: the same for all of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineBox {
    /// From top to bottom, in units.
    pub(super) height: f64,
    /// From the top to the baseline, in units.
    pub(super) baseline: f64,
}

impl LineBox {
    /// Centres the face's extent in the line's height.
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

/// How much of the free width stands before a line.
fn share_before(align: Align) -> f64 {
    match align {
        Align::Start => 0.0,
        Align::Center => 0.5,
        Align::End => 1.0,
    }
}

/// The width of a line without the blanks it ends in.
fn ink_width(line: &ShapedLine, keeps_blanks: bool) -> f64 {
    let mut inked = line.clusters.iter().rev().skip_while(|cluster| cluster.blank && !keeps_blanks);
    inked.next().map_or(0.0, |cluster| f64::from(cluster.x1))
}

/// Adds a line, its letters in reading order: words that are written from right to left come as they stand.
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

/// Appends to the last run if that has the same font, so that a block has few runs.
pub(super) fn push_glyph(block: &mut TextBlock, font: super::FontId, glyph: Glyph) {
    match block.runs.last_mut().filter(|run| run.font == font) {
        Some(run) => run.glyphs.push(glyph),
        None => block.runs.push(GlyphRun { font, size: block.style.size as f32, glyphs: vec![glyph] }),
    }
}
