//! Colours of verdicts, which checklists, gates and stamps share.

use crate::display::Color;
use crate::nodes::Pen;
use crate::theme::{Tone, contrast};

/// Index of the tone for things that are skipped.
pub(super) const QUIET: usize = 1;
/// Index of the tone for things that are emphasised.
pub(super) const ACCENT: usize = 2;
/// Index of the tone for things that have passed.
pub(super) const GOOD: usize = 3;
/// Index of the tone for things that need care.
pub(super) const WARN: usize = 4;
/// Index of the tone for things that have failed.
pub(super) const BAD: usize = 5;

/// Colour of a glyph on a surface filled with the tone's border colour: that of panels if its contrast is at
/// least 3:1, else that of the tone's text.
pub(super) fn on_solid(tone: Tone, pen: &Pen<'_>) -> Color {
    let panel = pen.theme.color.panel;
    if contrast(tone.line, panel) >= 3.0 { panel } else { tone.ink }
}
