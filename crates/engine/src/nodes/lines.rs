//! Lines of fixed-width text, one below another, as used by terminals, code and sheets.

use kurbo::{Point, Rect};

use super::{Pen, Uid, plain_fill};
use crate::text::{Face, TextBlock, TextStyle};
use crate::theme::{TextSize, Tone};

/// Distance between baselines, in em squares: wider than in a paragraph, so that each line can be marked.
const PITCH: f64 = 1.5;

/// Extra distance for the outlines of two marked neighbours, in units.
const BETWEEN: f64 = 22.0;

/// Columns between tab stops; a terminal has twice as many.
pub(super) const TAB: usize = 4;

/// Style and position of a block of lines.
#[derive(Clone, Copy)]
pub(super) struct Lines {
    pub(super) style: TextStyle,
    /// Left and right end of all lines.
    pub(super) extent: (f64, f64),
    /// Top of the first line.
    pub(super) top: f64,
}

impl Lines {
    /// The style for lines of text of this size.
    pub(super) fn style(size: TextSize, pen: &Pen<'_>) -> TextStyle {
        pen.style(Face::Mono, size).of_code()
    }

    /// Height of one line, in whole units.
    pub(super) fn pitch(style: TextStyle) -> f64 {
        (style.size * PITCH).round()
    }

    /// Height of `count` lines, at least that of one.
    pub(super) fn height(style: TextStyle, count: usize) -> f64 {
        Self::pitch(style) * count.max(1) as f64
    }

    /// The whole area of the line with index `at`.
    pub(super) fn row(&self, at: usize) -> Rect {
        let top = self.top + Self::pitch(self.style) * at as f64;
        Rect::new(self.extent.0, top, self.extent.1, top + Self::pitch(self.style))
    }

    /// Top left of `block` in the line with index `at`, starting at `x`.
    pub(super) fn place(&self, at: usize, x: f64, block: &TextBlock) -> Point {
        let row = self.row(at);
        Point::new(x, row.y0 + (row.height() - block.height) / 2.0)
    }

    /// Makes the line with index `at` the current part: declares its region, and tints it unless its tone
    /// is plain.
    pub(super) fn begin(&self, at: usize, line: Uid, tone: Tone, pen: &mut Pen<'_>) {
        let row = self.row(at);
        pen.part(line);
        pen.region(row.inset((0.0, -BETWEEN / 2.0)));
        let fill = pen.theme.tone(tone).fill;
        let alpha = if tone == Tone::Plain { 0.0 } else { 1.0 };
        let tint = plain_fill(fill.with_alpha(alpha), pen.theme.shape.radius * 0.5);
        pen.panel("tint", row.inset((0.0, -2.0)), tint);
    }
}
