//! A film together with its file and the findings in it.

use std::error::Error;
use std::fmt;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use halfminute_engine::diagnostic::{Diagnostic, Source};
use halfminute_engine::film::{Checked, Film, Purpose, Report, SceneText, decode};
use halfminute_engine::scene::{Limit, Overrides};
use halfminute_engine::theme::Theme;
use serde::{Deserialize, Serialize};

use crate::SceneFolder;
use crate::lint::{Levels, Lints};

/// A film that was read from a file and checked by the lints.
#[derive(Debug)]
pub struct CheckedFilm {
    film: Film,
    path: PathBuf,
    levels: Levels,
    warnings: Vec<Warning>,
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

/// Error of a file that cannot be read at all.
#[derive(Debug)]
pub struct ReadError {
    /// Path of the file.
    pub path: PathBuf,
    /// The underlying I/O error.
    pub error: std::io::Error,
}

/// Reads a scene file and checks it, with the default levels of all lints.
///
/// # Errors
/// The file cannot be read. Mistakes in the scene are in [`Checked::reports`].
pub fn open(path: &Path, overrides: &Overrides) -> Result<Checked<CheckedFilm>, ReadError> {
    open_with(path, overrides, &Levels::default())
}

/// Reads a scene file and checks it, with levels for the lints.
///
/// # Errors
/// As [`open`].
pub fn open_with(
    path: &Path,
    overrides: &Overrides,
    levels: &Levels,
) -> Result<Checked<CheckedFilm>, ReadError> {
    Ok(check(path, bytes(path)?, overrides, levels))
}

/// Reads a scene file as [`open`] does, but keeps a film whose nodes or texts do not fit. Its pictures outline
/// the stage and every node that reaches beyond it.
///
/// # Errors
/// As [`open`].
pub fn open_draft(path: &Path, overrides: &Overrides) -> Result<Checked<CheckedFilm>, ReadError> {
    Ok(check_for(Purpose::Draft, path, bytes(path)?, overrides, &Levels::default()))
}

/// Checks bytes as if they were the file at `path`. The files that the scene names are looked up in its folder.
#[must_use]
pub fn check(path: &Path, bytes: Vec<u8>, overrides: &Overrides, levels: &Levels) -> Checked<CheckedFilm> {
    check_for(Purpose::Clip, path, bytes, overrides, levels)
}

fn bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    halfminute_files::read_input(path, Limit::FILE.most)
        .map_err(|error| ReadError { path: path.to_owned(), error })
}

fn check_for(
    purpose: Purpose,
    path: &Path,
    bytes: Vec<u8>,
    overrides: &Overrides,
    levels: &Levels,
) -> Checked<CheckedFilm> {
    let (text, found) = decode(bytes);
    if found.has_errors() {
        let source = Source { path: path.to_owned(), text: text.into() };
        return Checked { reports: vec![Report::new(source, found)], film: None, steps: 0 };
    }
    let input = SceneText { path, text: &text, overrides, files: &SceneFolder::of(path) };
    let Checked { reports, film, steps } = Film::read(&input, purpose, &Lints(levels));
    let film = film.map(|film| {
        // The scene's report is the first; a theme with mistakes has no film.
        let found = reports
            .iter()
            .take(1)
            .flat_map(|report| report.diagnostics.iter().map(|found| Warning::new(&report.source, found)));
        let warnings = found.collect();
        CheckedFilm { film, path: path.to_owned(), levels: levels.clone(), warnings }
    });
    Checked { reports, film, steps }
}

impl CheckedFilm {
    /// The scene's file, as it was passed to [`open`].
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Every file that the film was read from: the scene, its theme if that is not built in, and pictures.
    #[must_use]
    pub fn sources(&self) -> Vec<PathBuf> {
        let folder = halfminute_files::parent(&self.path);
        let own_theme = Theme::built_in(self.theme_name()).is_none().then_some(self.theme_name());
        let pictures = self.files().iter().map(|file| file.name.as_str());
        let beside = own_theme.into_iter().chain(pictures).map(|name| folder.join(name));
        std::iter::once(self.path.clone()).chain(beside).collect()
    }

    /// The lint findings, in the order of the scene.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The lint levels that the film was opened with, in addition to those of the scene.
    #[must_use]
    pub fn levels(&self) -> &Levels {
        &self.levels
    }
}

impl Deref for CheckedFilm {
    type Target = Film;

    fn deref(&self) -> &Film {
        &self.film
    }
}

impl Warning {
    fn new(source: &Source, found: &Diagnostic) -> Self {
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
