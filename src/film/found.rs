//! What is wrong with a scene that was read.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Diagnostics, Omitted, Source};
use crate::film::Film;

/// A scene as it was read: what is wrong with it, and the film if nothing is.
#[derive(Debug)]
pub struct Checked {
    /// What was found in the scene and, if it brings one, in its theme.
    pub reports: Vec<Report>,
    /// Present when no diagnostic is an error.
    pub film: Option<Film>,
    /// The steps of its [`Budget`] that the check took, reading aside.
    ///
    /// [`Budget`]: crate::budget::Budget
    pub steps: u64,
}

/// What was found in one file.
#[derive(Debug)]
pub struct Report {
    /// Its text and path.
    pub source: Source,
    /// Errors and warnings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// What was found beyond these.
    pub omitted: Omitted,
}

impl Report {
    /// What was found in a file.
    #[must_use]
    pub fn new(source: Source, found: Diagnostics) -> Self {
        let omitted = found.omitted();
        Self { source, diagnostics: found.finish(), omitted }
    }
}

impl Checked {
    /// Every finding of every file.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.reports.iter().flat_map(|report| &report.diagnostics)
    }
}

/// What a lint found in a scene that was drawn all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The lint's name.
    pub lint: String,
    /// The line of the scene, from 1.
    pub line: usize,
    /// What it found.
    pub message: String,
}

/// Why a scene could not even be read.
#[derive(Debug)]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// What happened.
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
