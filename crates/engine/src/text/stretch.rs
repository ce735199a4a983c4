//! Stretches of a line: words drawn one by one, each at its position in the whole line.
//!
//! The line is shaped as a whole, so that letters join and bidirectional words are ordered correctly; the
//! glyphs of a stretch are taken from there.

use std::ops::Range;
use std::sync::Arc;

use super::shape::{ShapedCluster, ShapedLine};
use super::typesetter::{LineBox, push_glyph};
use super::{Caret, Glyph, Line, TextBlock, TextStyle};

/// A part of a line that is drawn by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cut {
    /// Its bytes in the line.
    pub bytes: Range<usize>,
    /// True if its words have the order of a sentence, as those of a string or comment; those of code
    /// follow one another from left to right.
    pub is_sentence: bool,
}

/// Part of a line as a block of its own.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Left edge of the block, from that of the line.
    pub x: f64,
    /// Letters of the part, from x = 0.
    pub block: Arc<TextBlock>,
}

/// A letter of a stretch, and its edges there.
struct Placed<'a> {
    cluster: &'a ShapedCluster,
    x0: f32,
    x1: f32,
}

/// The letters of a stretch, in visual order.
#[derive(Default)]
struct Gathered<'a> {
    placed: Vec<Placed<'a>>,
}

impl<'a> Gathered<'a> {
    /// Adds the next letter. Widths are summed from the stretch's own left edge, so that a word gives the same
    /// block wherever it stands.
    fn push(&mut self, cluster: &'a ShapedCluster) {
        let x0 = match self.placed.last() {
            None => 0.0,
            // Letters between the two belong to another stretch.
            Some(last) => last.x1 + (cluster.x0 - last.cluster.x1),
        };
        self.placed.push(Placed { cluster, x0, x1: x0 + cluster.advance });
    }
}

/// One stretch for each of `cuts`, which must be sorted and disjoint; `None` for a cut without letters. A
/// letter that a cut would separate from its marks belongs to the first cut with a byte of it.
pub(super) fn stretches(
    (text, style): (&str, TextStyle),
    (line, missing): (&ShapedLine, &[char]),
    line_box: LineBox,
    cuts: &[Cut],
) -> Vec<Option<Stretch>> {
    let mut gathered: Vec<Gathered<'_>> = Vec::new();
    gathered.resize_with(cuts.len(), Gathered::default);
    for cluster in &line.clusters {
        let at = cuts.partition_point(|cut| cut.bytes.end <= cluster.bytes.start);
        if cuts.get(at).is_some_and(|cut| cut.bytes.start < cluster.bytes.end) {
            gathered[at].push(cluster);
        }
    }
    gathered.into_iter().map(|own| assemble((text, style), (line, missing), line_box, own)).collect()
}

fn assemble(
    (text, style): (&str, TextStyle),
    (line, missing): (&ShapedLine, &[char]),
    LineBox { height, baseline }: LineBox,
    Gathered { mut placed }: Gathered<'_>,
) -> Option<Stretch> {
    let x = f64::from(placed.first()?.cluster.x0);
    let width = f64::from(placed.last()?.x1);
    placed.sort_by_key(|letter| letter.cluster.bytes.start);
    let bytes = placed.first()?.cluster.bytes.start..placed.last()?.cluster.bytes.end;
    let text = text.get(bytes.clone()).unwrap_or_default();
    let mut block = TextBlock {
        text: text.to_owned(),
        style,
        width,
        height,
        lines: vec![Line { x0: 0.0, x1: width, y0: 0.0, y1: height, baseline }],
        runs: Vec::new(),
        carets: Vec::with_capacity(placed.len()),
        missing: missing.iter().copied().filter(|c| text.contains(*c)).collect(),
    };
    let mut glyphs = 0;
    for Placed { cluster, x0, x1 } in &placed {
        for glyph in &line.glyphs[cluster.glyphs.clone()] {
            let (x, y) = (x0 + glyph.shift, baseline as f32 + glyph.y);
            push_glyph(&mut block, glyph.font, Glyph { id: glyph.id, x, y });
        }
        glyphs += cluster.glyphs.len();
        let byte = cluster.bytes.start - bytes.start;
        block.carets.push(Caret { byte, glyphs, line: 0, x0: f64::from(*x0), x1: f64::from(*x1) });
    }
    Some(Stretch { x, block: Arc::new(block) })
}
