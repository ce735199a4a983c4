//! The add-on programme: checks decks, lab sheets, clips and assets against one another.
//!
//! [`check`] reports what is wrong with a programme's folder; [`documents`] generates texts from it. Both
//! read `programme.toml` and `assets.toml` first, then the Markdown files that these name. Nothing here
//! writes a file.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::film::{ReadError, Report};
use crate::scene::within_folder;

mod anchor;
mod assets;
mod container;
mod coverage;
mod deck;
mod documents;
mod file;
mod lab;
mod markdown;
mod overview;
mod programme;
mod rules;

use assets::Assets;
use deck::Deck;
use file::File;
use lab::Lab;
use programme::Programme;

pub use documents::Document;
pub use overview::{AddonOverview, Overview};

/// The folders of a programme.
#[derive(Clone, Copy, Debug)]
pub struct Folders<'a> {
    /// Folder of the programme: `programme.toml`, `assets.toml`, `decks/`, `labs/`.
    pub course: &'a Path,
    /// Folder with the scenes of its clips.
    pub scenes: &'a Path,
    /// Folder of rendered clips, if there are any; the files beside the frames are scanned too.
    pub output: Option<&'a Path>,
}

/// The result of checking a programme.
#[derive(Debug)]
pub struct Checked {
    /// One report for each file that has findings.
    pub reports: Vec<Report>,
    /// Number and name of the things that were checked: decks, slides, lab sheets, clips and assets.
    pub looked_at: [(usize, &'static str); 5],
}

/// Checks a programme against all rules.
///
/// # Errors
/// `programme.toml` or `assets.toml` cannot be read, or a folder cannot be listed.
pub fn check(folders: Folders<'_>) -> Result<Checked, ReadError> {
    let course = Course::open(folders.course)?;
    let mut others = Vec::new();
    if course.readable {
        rules::check(&course);
        others.extend(rules::clips::check(&course, folders.scenes)?);
        others.extend(rules::folder::check(&course, folders.course)?);
        if let Some(output) = folders.output {
            others.extend(rules::output::check(&course, output)?);
        }
    }
    let looked_at = [
        (course.decks.len(), "deck"),
        (course.decks.iter().map(|deck| deck.slides.len()).sum(), "slide"),
        (course.labs.len(), "lab"),
        (course.programme.addons.iter().map(|addon| addon.clips.len()).sum(), "clip"),
        (course.assets.list.len(), "asset"),
    ];
    let mut reports = course.reports();
    reports.extend(others);
    Ok(Checked { reports, looked_at })
}

/// The consolidation documents of a programme, or reports of the errors that prevent them.
///
/// # Errors
/// As for [`check`].
pub fn documents(folder: &Path) -> Result<Result<Vec<Document>, Vec<Report>>, ReadError> {
    let course = Course::open(folder)?;
    if course.has_errors() {
        return Ok(Err(course.reports()));
    }
    Ok(Ok(documents::all(&course)))
}

/// Counts of a programme; `None` if its data files have errors.
///
/// # Errors
/// As for [`check`].
pub fn overview(folder: &Path) -> Result<Option<Overview>, ReadError> {
    let course = Course::open(folder)?;
    Ok(course.readable.then(|| overview::of(&course)))
}

/// A programme with all its files as they were read.
#[derive(Debug)]
struct Course {
    programme: Programme,
    assets: Assets,
    /// Decks in the order of the add-ons, without those that cannot be read.
    decks: Vec<Deck>,
    /// Files of decks that are not text or have no slides; only their findings matter.
    unread: Vec<File>,
    labs: Vec<Lab>,
    /// True if both data files are free of errors, so that the other files can be checked against them.
    readable: bool,
}

impl Course {
    /// Reads all files. Decks and labs are read only if the data files are free of errors.
    fn open(folder: &Path) -> Result<Self, ReadError> {
        let programme = Programme::open(folder)?;
        let assets = Assets::open(folder, &programme)?;
        let readable = !programme.file.findings.has_errors() && !assets.file.findings.has_errors();
        let mut course =
            Self { programme, assets, decks: Vec::new(), unread: Vec::new(), labs: Vec::new(), readable };
        if readable {
            course.read_decks(folder);
            course.read_labs(folder);
        }
        Ok(course)
    }

    fn read_decks(&mut self, folder: &Path) {
        for (at, addon) in self.programme.addons.iter().enumerate() {
            let name = &addon.deck;
            let fail = |reason: &str| {
                let message = format!("the deck `{}` {reason}", name.text);
                let help = "write its path as seen from the programme's folder";
                self.programme.file.findings.error_help("course-deck", &name.span, message, help);
            };
            match within_folder(folder, &name.text) {
                Err((_, reason, _)) => fail(reason),
                Ok(_) => match Deck::open(&folder.join(&name.text), at) {
                    Ok(deck) if deck.slides.is_empty() => self.unread.push(deck.file),
                    Ok(deck) => self.decks.push(deck),
                    Err(error) => fail(&format!("cannot be read: {}", error.error)),
                },
            }
        }
    }

    fn read_labs(&mut self, folder: &Path) {
        for anchor in self.programme.addons.iter().flat_map(programme::Addon::labs) {
            let name = format!("labs/{}.md", anchor.id);
            let fail = |reason: &str| {
                let message = format!("the lab sheet `{name}` {reason}");
                let help = "write the sheet; docs/course.md says what it holds";
                self.programme.file.findings.error_help("course-lab", &anchor.span, message, help);
            };
            match within_folder(folder, &name) {
                Err((_, reason, _)) => fail(reason),
                Ok(_) => match Lab::open(&folder.join(&name), &anchor.id) {
                    Ok(lab) => self.labs.push(lab),
                    Err(error) => fail(&format!("cannot be read: {}", error.error)),
                },
            }
        }
    }

    fn files(&self) -> impl Iterator<Item = &File> {
        let data = [&self.programme.file, &self.assets.file];
        let pages = self.decks.iter().map(|deck| &deck.file).chain(self.labs.iter().map(|lab| &lab.file));
        data.into_iter().chain(&self.unread).chain(pages)
    }

    fn has_errors(&self) -> bool {
        self.files().any(|file| file.findings.has_errors())
    }

    /// Name of a deck in messages.
    fn deck_name(&self, deck: &Deck) -> String {
        format!("deck {}", self.programme.addons[deck.addon].id)
    }

    fn reports(self) -> Vec<Report> {
        let data = [self.programme.file, self.assets.file];
        let decks = self.decks.into_iter().map(|deck| deck.file);
        let labs = self.labs.into_iter().map(|lab| lab.file);
        data.into_iter().chain(self.unread).chain(decks).chain(labs).filter_map(File::report).collect()
    }
}

/// All files in a folder and its subfolders, sorted, without hidden ones; links are not followed. Empty if
/// there is no folder.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |error| ReadError { path: folder.clone(), error };
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries.map_err(failed)?,
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            match entry.file_type().map_err(failed)?.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files)
}
