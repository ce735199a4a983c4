//! Colours of verdicts, which checklists, gates and stamps share.

use crate::display::Color;
use crate::nodes::Pen;
use crate::theme::{ToneColors, contrast};

/// Colour of a glyph on a surface filled with the tone's border colour: that of panels if its contrast is at
/// least 3:1, else that of the tone's text.
pub(super) fn on_solid(tone: ToneColors, pen: &Pen<'_>) -> Color {
    let panel = pen.theme.color.panel;
    if contrast(tone.line, panel) >= 3.0 { panel } else { tone.ink }
}
