//! Shaping and line breaking: turns a string into lines of glyphs, each from x = 0.
//!
//! No other file names the shaper's layout types. Lines are not aligned here and have no height; see
//! `typesetter` for both.

use std::collections::HashMap;
use std::ops::Range;

use parley::fontique::{Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{
    BaseDirection, FontContext, FontFamily, FontFamilyName, FontFeature, FontFeatures, FontWeight, Layout,
    LayoutContext, StyleProperty,
};

use super::fonts::{self, Family};
use super::{Direction, Face, FontId, TextStyle, marks};

/// Ligatures are off, so that each letter has a glyph of its own. Text that appears letter by letter,
/// highlighted parts of a word, and code all rely on it.
const FEATURES: [FontFeature; 2] = [
    FontFeature::new(parley::setting::Tag::new(b"liga"), 0),
    FontFeature::new(parley::setting::Tag::new(b"clig"), 0),
];

/// One line; x counts from the line's left end, y from its baseline.
#[derive(Debug, Default)]
pub(super) struct ShapedLine {
    /// Glyphs of all clusters, in visual order.
    pub(super) glyphs: Vec<ShapedGlyph>,
    /// Clusters of the line, in visual order.
    pub(super) clusters: Vec<ShapedCluster>,
}

/// A glyph with its position in a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShapedGlyph {
    /// Font of the glyph.
    pub(super) font: FontId,
    /// Glyph index in the font, never 0.
    pub(super) id: u32,
    /// Left end of its baseline, from the line's left end.
    pub(super) x: f32,
    /// The same, from the left edge of its cluster.
    pub(super) shift: f32,
    /// Vertical offset from the line's baseline.
    pub(super) y: f32,
}

/// A letter with its marks, as a reader counts letters; a ligature has one cluster per letter.
#[derive(Clone, Debug)]
pub(super) struct ShapedCluster {
    /// Byte range in the text.
    pub(super) bytes: Range<usize>,
    /// Index range in the line's glyphs; the glyphs of a ligature belong to its first letter.
    pub(super) glyphs: Range<usize>,
    /// Left edge, from the line's left end.
    pub(super) x0: f32,
    /// Right edge, from the line's left end.
    pub(super) x1: f32,
    /// Advance from its left edge to that of the next cluster.
    pub(super) advance: f32,
    /// True for white space and line ends, which draw nothing and may extend past the end of the line.
    pub(super) blank: bool,
}

/// A shaped text: its lines, and the characters that no font has.
#[derive(Debug, Default)]
pub(super) struct Shaped {
    /// Lines from the top, at least one.
    pub(super) lines: Vec<ShapedLine>,
    /// Characters without a glyph, in order of first occurrence.
    pub(super) missing: Vec<char>,
}

/// The shaper, limited to the compiled-in fonts.
pub(super) struct Shaper {
    fonts: FontContext,
    scratch: LayoutContext<()>,
    extents: HashMap<Face, (f64, f64)>,
}

impl Shaper {
    /// Makes a shaper that knows only the compiled-in fonts.
    pub(super) fn new() -> Self {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut fonts =
            FontContext { collection: Collection::new(options), source_cache: SourceCache::default() };
        for file in fonts::files() {
            let weight = if file.bold { FontWeight::BOLD } else { FontWeight::NORMAL };
            let name = FontInfoOverride {
                family_name: Some(file.family.name()),
                weight: Some(weight),
                ..FontInfoOverride::default()
            };
            fonts.collection.register_fonts(file.data.data.clone(), Some(name));
        }
        Self { fonts, scratch: LayoutContext::new(), extents: HashMap::new() }
    }

    /// Sets `text` at `style.size`, breaking it at line ends and where a line would exceed `max_width`. A word
    /// wider than that is not broken.
    pub(super) fn shape(&mut self, text: &str, style: TextStyle, max_width: Option<f32>) -> Shaped {
        let mut layout = self.layout(text, style);
        layout.break_all_lines(max_width);
        let mut shaped = Shaped::default();
        for line in layout.lines() {
            shaped.lines.push(line_of(text, &line, &mut shaped.missing));
        }
        if shaped.lines.is_empty() {
            shaped.lines.push(ShapedLine::default());
        }
        shaped
    }

    /// Ascent and descent of the face's own font, for a size of one unit.
    pub(super) fn extent(&mut self, face: Face) -> (f64, f64) {
        if let Some(extent) = self.extents.get(&face) {
            return *extent;
        }
        let extent = self.measure_extent(face);
        self.extents.insert(face, extent);
        extent
    }

    fn measure_extent(&mut self, face: Face) -> (f64, f64) {
        let sample = if face == Face::Icon { "\u{e193}" } else { "x" };
        let mut layout = self.layout(sample, TextStyle::new(face, 1000.0));
        layout.break_all_lines(None);
        let run = layout.lines().next().and_then(|line| line.runs().next());
        run.map_or((1.0, 0.0), |run| {
            let metrics = run.font_metrics();
            (f64::from(metrics.ascent) / 1000.0, f64::from(metrics.descent) / 1000.0)
        })
    }

    fn layout(&mut self, text: &str, style: TextStyle) -> Layout<()> {
        let families = families(style.face);
        let weight = if style.face.is_bold() { FontWeight::BOLD } else { FontWeight::NORMAL };
        let mut builder = self.scratch.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.set_base_direction(base_direction(text, style.direction));
        builder.push_default(FontFamily::from(families.as_slice()));
        builder.push_default(StyleProperty::FontSize(style.size as f32));
        builder.push_default(StyleProperty::FontWeight(weight));
        builder.push_default(FontFeatures::List(FEATURES.as_slice().into()));
        builder.build(text)
    }
}

impl std::fmt::Debug for Shaper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shaper").finish_non_exhaustive()
    }
}

/// The families of a face, in the order in which they are searched for a glyph.
fn families(face: Face) -> Vec<FontFamilyName<'static>> {
    let families: &[Family] = match face.family() {
        Family::Sans | Family::Symbols => &[Family::Sans, Family::Symbols],
        Family::Mono => &[Family::Mono, Family::Symbols],
        Family::Icon => &[Family::Icon],
    };
    families.iter().map(|family| FontFamilyName::named(family.name())).collect()
}

/// Base direction of a text.
fn base_direction(text: &str, direction: Direction) -> BaseDirection {
    match direction {
        Direction::LeftToRight => BaseDirection::Ltr,
        Direction::RightToLeft if text.chars().any(is_right_to_left) => BaseDirection::Rtl,
        Direction::FirstLetter | Direction::RightToLeft => BaseDirection::Auto,
    }
}

/// True if `c` is in a block of right-to-left letters, such as Hebrew or Arabic.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        || matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn line_of(text: &str, line: &parley::Line<'_, ()>, missing: &mut Vec<char>) -> ShapedLine {
    let mut shaped = ShapedLine::default();
    let mut right = 0.0;
    let mut start = 0.0;
    let mut glyphs: Vec<parley::Glyph> = Vec::new();
    for run in line.runs() {
        let font = fonts::id_of(run.font());
        // Each run's width is summed by itself: floating-point sums depend on their order.
        let (mut pen, mut width) = (start, 0.0);
        for cluster in run.visual_clusters() {
            let bytes = cluster.text_range();
            let part = text.get(bytes.clone()).unwrap_or_default();
            note_missing(part, cluster.glyphs().map(|glyph| glyph.id), missing);
            let mut advance = cluster.advance();
            glyphs.clear();
            glyphs.extend(cluster.glyphs());
            if let Some(font) = font.filter(|_| !run.is_rtl()) {
                advance = marks::place(font, run.font_size(), part, &mut glyphs).unwrap_or(advance);
            }
            let (first, mut before) = (shaped.glyphs.len(), 0.0);
            for glyph in &glyphs {
                let (x, shift, y) = (pen + glyph.x, before + glyph.x, glyph.y);
                pen += glyph.advance;
                before += glyph.advance;
                let font = font.filter(|_| glyph.id != 0);
                shaped.glyphs.extend(font.map(|font| ShapedGlyph { font, id: glyph.id, x, shift, y }));
            }
            let (x0, glyphs) = (right, first..shaped.glyphs.len());
            right += advance;
            width += advance;
            let blank = is_blank(part);
            shaped.clusters.push(ShapedCluster { bytes, glyphs, x0, x1: right, advance, blank });
        }
        start += width;
    }
    shaped
}

/// True for white space that may extend past the end of a line. A no-break space is not: it is there to be
/// seen.
fn is_blank(part: &str) -> bool {
    part.chars().all(|c| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}'))
}

/// Notes a character without a glyph. If a cluster has as many glyphs as characters, they correspond; otherwise
/// its first character is named.
fn note_missing(part: &str, glyphs: impl Iterator<Item = u32> + Clone, missing: &mut Vec<char>) {
    if part.chars().all(char::is_whitespace) || glyphs.clone().all(|id| id != 0) {
        return;
    }
    let paired = glyphs.clone().count() == part.chars().count();
    let absent = part.chars().zip(glyphs).find(|(_, id)| *id == 0).map(|(c, _)| c);
    let culprit = if paired { absent } else { part.chars().next() };
    if let Some(c) = culprit.filter(|c| !missing.contains(c)) {
        missing.push(c);
    }
}
