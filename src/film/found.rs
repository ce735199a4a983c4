//! Results of checking a scene.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Diagnostics, Omitted, Source};
use crate::film::Film;

/// Result of checking a scene: its findings, and the film if there is no error.
#[derive(Debug)]
pub struct Checked {
    /// The reports on the scene and, if it has mistakes, on the scene's own theme.
    pub reports: Vec<Report>,
    /// The film, present when no diagnostic is an error.
    pub film: Option<Film>,
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

impl Checked {
    /// Every finding in every file.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.reports.iter().flat_map(|report| &report.diagnostics)
    }
}

/// A lint finding in a scene that has no errors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Name of the lint that found it.
    pub lint: String,
    /// Line number in the scene, from 1.
    pub line: usize,
    /// Message of the finding, as it is reported.
    pub message: String,
}

/// Error of a scene file that cannot be read at all.
#[derive(Debug)]
pub struct ReadError {
    /// Path of the scene file.
    pub path: PathBuf,
    /// The underlying I/O error.
    pub error: std::io::Error,
}

impl Warning {
    pub(super) fn new(source: &Source, found: &Diagnostic) -> Self {
        let (line, _) = source.position(found.span.start);
        Self { lint: found.code.to_string(), line, message: found.message.clone() }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.error)
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}
