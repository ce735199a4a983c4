//! Diagnostics as text, JSON lines and CI annotations.

use super::{Diagnostic, Source};

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With the text and a caret, for people.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
    /// GitHub Actions workflow commands.
    Github,
}

/// Writes the diagnostics of one file as text that ends in a line break, or is empty.
#[must_use]
pub fn render(source: &Source, diagnostics: &[Diagnostic], format: Format) -> String {
    let _ = (source, diagnostics, format);
    String::new()
}
