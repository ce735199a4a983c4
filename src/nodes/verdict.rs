//! The colours of verdicts, which checklists, gates and stamps share.

use crate::display::Color;
use crate::nodes::Pen;
use crate::theme::{Tone, contrast};

/// Index of the tone of what is left out.
pub(super) const QUIET: usize = 1;
/// Index of the tone of what is pointed out.
pub(super) const ACCENT: usize = 2;
/// Index of the tone of what has passed.
pub(super) const GOOD: usize = 3;
/// Index of the tone of what needs care.
pub(super) const WARN: usize = 4;
/// Index of the tone of what has failed.
pub(super) const BAD: usize = 5;

/// The colour of a glyph on a surface that is all of the tone's border colour: the panels' where it
/// stands out by 3:1, else the tone's text.
pub(super) fn on_solid(tone: Tone, pen: &Pen<'_>) -> Color {
    let panel = pen.theme.color.panel;
    if contrast(tone.line, panel) >= 3.0 { panel } else { tone.ink }
}
