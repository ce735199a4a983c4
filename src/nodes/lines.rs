//! Lines of fixed-width text, one under another: what terminals, code and sheets have in common.

use kurbo::{Point, Rect};

use super::{Item, Pen, plain_fill};
use crate::text::{Face, TextBlock, TextStyle};

/// Between two baselines, in em squares: wider than in a paragraph, so that each line can be marked.
const PITCH: f64 = 1.5;

/// What the outlines of two marked neighbours need between them, in units.
const BETWEEN: f64 = 22.0;

/// A tab goes on to the next multiple of so many columns; in a terminal it is twice that.
pub(super) const TAB: usize = 4;

/// Where lines stand.
#[derive(Clone, Copy)]
pub(super) struct Lines {
    pub(super) style: TextStyle,
    /// Left and right end of what belongs to a line.
    pub(super) extent: (f64, f64),
    /// Top of the first one.
    pub(super) top: f64,
}

impl Lines {
    /// The style of lines of text of size `size`.
    pub(super) fn style(size: usize, pen: &Pen<'_>) -> TextStyle {
        pen.style(Face::Mono, size).of_code()
    }

    /// The height of one line.
    pub(super) fn pitch(style: TextStyle) -> f64 {
        (style.size * PITCH).round()
    }

    /// The height of `count` lines, one at least.
    pub(super) fn height(style: TextStyle, count: usize) -> f64 {
        Self::pitch(style) * count.max(1) as f64
    }

    /// The whole place of line number `at`.
    pub(super) fn row(&self, at: usize) -> Rect {
        let top = self.top + Self::pitch(self.style) * at as f64;
        Rect::new(self.extent.0, top, self.extent.1, top + Self::pitch(self.style))
    }

    /// Where `block` stands in line number `at`, beginning at `x`.
    pub(super) fn place(&self, at: usize, x: f64, block: &TextBlock) -> Point {
        let row = self.row(at);
        Point::new(x, row.y0 + (row.height() - block.height) / 2.0)
    }

    /// Makes line number `at` the current part: declares its region, and tints it when it has a tone
    /// of its own.
    pub(super) fn begin(&self, at: usize, line: &Item, pen: &mut Pen<'_>) {
        self.begin_in(line.tone(), at, line, pen);
    }

    /// The same for a line that has the tone `tone` here.
    pub(super) fn begin_in(&self, tone: usize, at: usize, line: &Item, pen: &mut Pen<'_>) {
        let row = self.row(at);
        pen.part(line.uid);
        pen.region(row.inset((0.0, -BETWEEN / 2.0)));
        let fill = pen.theme.tone(tone).fill;
        let alpha = if tone == 0 { 0.0 } else { 1.0 };
        let tint = plain_fill(fill.with_alpha(alpha), pen.theme.shape.radius * 0.5);
        pen.panel("tint", row.inset((0.0, -2.0)), tint);
    }
}
