//! The programme of a course: checks decks, lab sheets, clips and assets against one another.
//!
//! [`check`] reports what is wrong with a programme's folder; [`documents`] generates texts from it. Both
//! read `programme.toml` first, which states the form of the course, then `assets.toml` if the course has one,
//! and the Markdown files that these name. Nothing here writes a file.

use std::fs;
use std::io::ErrorKind;
use std::iter;
use std::path::{Path, PathBuf};

use halfminute_check::{ReadError, SceneFolder};
use halfminute_engine::diagnostic::Span;
use halfminute_engine::film::Report;
use halfminute_engine::source::Files;

mod anchor;
mod assets;
mod assets_form;
mod container;
mod coverage;
mod deck;
mod documents;
mod file;
mod form;
mod keys;
mod lab;
mod markdown;
mod overview;
mod programme;
mod rules;
mod start;
mod template;

use assets::Assets;
use deck::Deck;
use file::File;
use lab::Lab;
use programme::{Addon, Programme};

pub use documents::Document;
pub use overview::{AddonOverview, Coverage, Overview};
pub use programme::{Hours, Words};
pub use start::{StartFile, start};

/// The folders of a programme.
#[derive(Clone, Copy, Debug)]
pub struct Folders<'a> {
    /// Folder of the programme: `programme.toml`, `labs/`, and what the file names.
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
    /// Numbers of the things that were checked.
    pub counts: Counts,
}

/// Numbers of the things that were checked.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Number of decks that were read.
    pub decks: usize,
    /// Number of slides in all decks.
    pub slides: usize,
    /// Number of lab sheets.
    pub labs: usize,
    /// Number of clips that the programme names.
    pub clips: usize,
    /// Number of assets; `None` if the course keeps no list of them.
    pub assets: Option<usize>,
}

/// Checks a programme against all rules.
///
/// # Errors
/// `programme.toml` or a required `assets.toml` cannot be read, or a folder cannot be listed.
pub fn check(folders: Folders<'_>) -> Result<Checked, ReadError> {
    let course = Course::open(folders.course)?;
    let mut others = Vec::new();
    if course.readable {
        rules::check(&course);
        documents::all(&course);
        others.extend(rules::clips::check(&course, folders.scenes)?);
        others.extend(rules::folder::check(&course, folders.course)?);
        if let Some(output) = folders.output {
            others.extend(rules::output::check(&course, output)?);
        }
    }
    let counts = Counts {
        decks: course.decks.len(),
        slides: course.decks.iter().map(|deck| deck.slides.len()).sum(),
        labs: course.labs.len(),
        clips: course.programme.clips().count(),
        assets: course.assets.as_ref().map(|assets| assets.list.len()),
    };
    let mut reports = course.reports();
    reports.extend(others);
    Ok(Checked { reports, counts })
}

/// The documents of a programme, or reports of the errors that prevent them.
///
/// # Errors
/// As for [`check`].
pub fn documents(folder: &Path) -> Result<Result<Vec<Document>, Vec<Report>>, ReadError> {
    let course = Course::open(folder)?;
    let documents = if course.has_errors() { Vec::new() } else { documents::all(&course) };
    Ok(if course.has_errors() { Err(course.reports()) } else { Ok(documents) })
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
    /// `programme.toml` itself; its content is in `programme`.
    file: File,
    programme: Programme,
    /// The list of assets, if the course keeps one.
    assets: Option<Assets>,
    /// Decks in the order of the add-ons, without those that cannot be read.
    decks: Vec<Deck>,
    /// Files of decks that are not text or have no slides; only their findings matter.
    unread: Vec<File>,
    labs: Vec<Lab>,
    templates: Vec<Template>,
    /// True if both data files are free of errors, so that the other files can be checked against them.
    readable: bool,
}

/// The template of a document.
#[derive(Debug)]
struct Template {
    file: File,
    /// Name of the document's file.
    document: String,
}

impl Course {
    /// Reads all files; those that the data files name only if the data files are free of errors.
    fn open(folder: &Path) -> Result<Self, ReadError> {
        let path = folder.join("programme.toml");
        let (file, programme) = File::read_toml(&path, "the programme", Programme::read)?;
        let mut assets = None;
        if let Some(form) = &programme.assets {
            let read = Assets::open(folder, form, &programme)?;
            read.check_counts(form, &file);
            assets = Some(read);
        }
        let (decks, unread, labs, templates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut course = Self { file, programme, assets, decks, unread, labs, templates, readable: true };
        course.readable = !course.has_errors();
        if course.readable {
            course.read_decks(folder);
            course.read_labs(folder);
            course.read_templates(folder);
        }
        Ok(course)
    }

    fn read_decks(&mut self, folder: &Path) {
        for (at, addon) in self.programme.addons.iter().enumerate() {
            let subject = format!("the deck `{}`", addon.deck.text);
            let help = "write its path as seen from the programme's folder";
            let open = |path: &Path| Deck::open(path, at, &self.programme.deck);
            let path = Path::new(&addon.deck.text);
            let named = Named { path, span: &addon.deck.span, subject, code: "course-deck", help };
            match self.file.open_named(folder, &named, open) {
                Some(deck) if deck.slides.is_empty() => self.unread.push(deck.file),
                Some(deck) => self.decks.push(deck),
                None => {}
            }
        }
    }

    fn read_labs(&mut self, folder: &Path) {
        for anchor in self.programme.addons.iter().flat_map(Addon::labs) {
            let name = format!("labs/{}.md", anchor.id.text);
            let subject = format!("the lab sheet `{name}`");
            let help = "write the sheet; docs/course.md says what it holds";
            let path = Path::new(&name);
            let named = Named { path, span: &anchor.id.span, subject, code: "course-lab", help };
            let open = |path: &Path| Lab::open(path, &anchor.id.text);
            self.labs.extend(self.file.open_named(folder, &named, open));
        }
    }

    fn read_templates(&mut self, folder: &Path) {
        for paths in &self.programme.documents {
            let subject = format!("the template `{}`", paths.template.text);
            let help = "write its path as seen from the programme's folder";
            let path = Path::new(&paths.template.text);
            let named = Named { path, span: &paths.template.span, subject, code: "course-document", help };
            let file = self.file.open_named(folder, &named, File::read);
            self.templates.extend(file.map(|file| Template { file, document: paths.file.text.clone() }));
        }
    }

    fn files(&self) -> impl Iterator<Item = &File> {
        let data = iter::once(&self.file).chain(self.assets.as_ref().map(|assets| &assets.file));
        let pages = self.decks.iter().map(|deck| &deck.file).chain(self.labs.iter().map(|lab| &lab.file));
        data.chain(&self.unread).chain(pages).chain(self.templates.iter().map(|template| &template.file))
    }

    fn has_errors(&self) -> bool {
        self.files().any(|file| file.findings.has_errors())
    }

    /// The add-on of a deck.
    fn addon_of(&self, deck: &Deck) -> &Addon {
        &self.programme.addons[deck.addon]
    }

    /// The deck of an add-on, unless it cannot be read.
    fn deck_of(&self, addon: &Addon) -> Option<&Deck> {
        self.decks.iter().find(|deck| self.addon_of(deck).id == addon.id)
    }

    /// Name of a deck in messages.
    fn deck_name(&self, deck: &Deck) -> String {
        format!("deck {}", self.addon_of(deck).id.text)
    }

    fn reports(self) -> Vec<Report> {
        let data = iter::once(self.file).chain(self.assets.map(|assets| assets.file));
        let decks = self.decks.into_iter().map(|deck| deck.file);
        let labs = self.labs.into_iter().map(|lab| lab.file);
        let templates = self.templates.into_iter().map(|template| template.file);
        let files = data.chain(self.unread).chain(decks).chain(labs).chain(templates);
        files.filter_map(File::report).collect()
    }
}

/// A file that `programme.toml` names.
struct Named<'a> {
    /// Path below the programme's folder.
    path: &'a Path,
    /// Place of its name.
    span: &'a Span,
    /// Beginning of a message about the file.
    subject: String,
    code: &'static str,
    help: &'static str,
}

impl File {
    /// Opens a file that this one, the programme, names; reports why it cannot be read.
    fn open_named<T>(
        &self,
        folder: &Path,
        named: &Named<'_>,
        open: impl Fn(&Path) -> Result<T, ReadError>,
    ) -> Option<T> {
        let opened = match SceneFolder(folder).find(&named.path.to_string_lossy()) {
            Err(unavailable) => Err(unavailable.reason.to_owned()),
            Ok(_) => {
                open(&folder.join(named.path)).map_err(|error| format!("cannot be read: {}", error.error))
            }
        };
        let fail = |reason: String| {
            let message = format!("{} {reason}", named.subject);
            self.findings.error_help(named.code, named.span, message, named.help);
        };
        opened.map_err(fail).ok()
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
