//! Results of checking a scene.

use crate::diagnostic::{Diagnostic, Diagnostics, Omitted, Source};

/// Result of checking a scene: its findings, and the film if there is no error.
#[derive(Debug)]
pub struct Checked<F> {
    /// The reports on the scene and, if it has mistakes, on the scene's own theme.
    pub reports: Vec<Report>,
    /// The film, present when no diagnostic is an error, or none but what a draft allows.
    pub film: Option<F>,
    /// Steps of the [`Budget`] that the check took, including those for reading.
    ///
    /// [`Budget`]: crate::budget::Budget
    pub steps: u64,
}

/// Findings in one file.
#[derive(Debug)]
pub struct Report {
    /// The file's path and text.
    pub source: Source,
    /// Errors and warnings, in the order of their spans.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of findings beyond these, which were not kept.
    pub omitted: Omitted,
}

impl Report {
    /// The report of a file's findings.
    #[must_use]
    pub fn new(source: Source, found: Diagnostics) -> Self {
        let omitted = found.omitted();
        Self { source, diagnostics: found.finish(), omitted }
    }
}

impl<F> Checked<F> {
    /// Every finding in every file.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.reports.iter().flat_map(|report| &report.diagnostics)
    }
}
