//! Inspection of a clip's folder before anything is written to it.
//!
//! A folder belongs to a clip if it contains a lock, a journal or a manifest of this program, or if it is
//! empty. A file that no render wrote is in the way if a render would replace it, remove it or leave it beside
//! the clip: then it is named in an error, and nothing is changed.

use std::fs::{self, FileType};
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::checksums::LONGEST_LIST;
use super::loss::Loss;
use super::names::{LOCK, Role, is_stray, role};
use super::video::existing;
use super::{ClipFolder, ExportError, FrameLoop, FrameSet, Manifest, journal};
use halfminute_check::CheckedFilm;
use halfminute_files::{self as files, Refused};
use halfminute_media::group;

/// The result of inspecting a folder in which nothing is in the way.
pub(super) struct Survey {
    /// Manifest of an earlier render, if there is one.
    pub(super) before: Option<Manifest>,
    /// File names of earlier videos that have sound.
    sounding: Vec<String>,
}

/// An entry of a folder.
pub(super) struct FolderEntry {
    pub(super) name: String,
    kind: FileType,
}

impl Survey {
    /// Inspects the folder of `work`.
    ///
    /// # Errors
    /// Something is in the way, is a link or of another kind than its name says, or cannot be read; or a source
    /// file of the scene is in the folder.
    pub(super) fn of(work: &FrameLoop<'_>) -> Result<Self, ExportError> {
        let folder = work.folder;
        folder.require_folders()?;
        require_sources_elsewhere(work.film, folder)?;
        let beside = entries(folder.path())?;
        let frames = entries(&folder.frames())?;
        if let Some(Irregular { name, refused }) = irregular(folder, work.film.name())?.into_iter().next() {
            return Err(ExportError::Read { path: folder.path().join(name), error: refused.into() });
        }
        let text = files::read(&folder.manifest(), LONGEST_LIST).unwrap_or_default();
        let before: Option<Manifest> = serde_json::from_slice(&text).ok();
        let before = before.filter(|manifest| manifest.frame_count <= journal::MOST_FRAMES);
        let is_ours = is_manifest(&text) || has_mark(folder, &beside);
        let in_the_way: Vec<String> = if is_ours {
            let strange = beside.iter().filter(|entry| is_strange(&entry.name, work, before.as_ref()));
            let stray = frames.iter().filter(|entry| is_stray(&entry.name));
            let stray = stray.map(|entry| format!("frames/{}", entry.name));
            strange.map(|entry| entry.name.clone()).chain(stray).collect()
        } else {
            let is_there = |entry: &&FolderEntry| role(&entry.name, work.film.name()) != Role::System;
            beside.iter().filter(is_there).map(|entry| entry.name.clone()).collect()
        };
        if !in_the_way.is_empty() {
            let folder = folder.path().to_owned();
            return Err(ExportError::InTheWay { folder, names: in_the_way, is_ours });
        }
        let listed = before.iter().flat_map(|manifest| &manifest.videos).filter(|video| video.sound);
        let listed = listed.map(|video| video.file.clone());
        let sounding = existing::sounding(folder).into_iter().chain(listed).collect();
        Ok(Self { before, sounding })
    }

    /// The losses of a render that ends with `manifest`, except for the files that it removed.
    pub(super) fn losses(&self, work: &FrameLoop<'_>, manifest: &Manifest) -> Vec<Loss> {
        let silent =
            manifest.videos.iter().filter(|video| !video.sound && self.sounding.contains(&video.file));
        let silent = silent.map(|video| Loss::Sound { file: video.file.clone() });
        let files = self.before.as_ref().map_or(0, |before| unlisted(before, work));
        silent.chain((files > 0).then_some(Loss::Unlisted { files })).collect()
    }

    /// The manifest of the finished clip to which the frames of `work` belong, when these are some of a clip's and
    /// `kept` of them are there. That of a clip that is not finished does not count: other frames may take
    /// the place of those that it lists.
    ///
    /// # Errors
    /// The frames would replace some of a finished clip, or are of another one, whose files nothing would list.
    pub(super) fn finished_around(
        &self,
        work: &FrameLoop<'_>,
        kept: usize,
    ) -> Result<Option<&Manifest>, ExportError> {
        let finished = self.before.as_ref().filter(|before| before.rendered.is_none());
        let Some(before) = finished.filter(|_| !work.frames.is_whole()) else { return Ok(None) };
        if kept < work.frames.len() || before.frames.is_none() || !before.is_of(work.film) {
            let (folder, clip) = (work.folder.path().to_owned(), before.clip.clone());
            return Err(ExportError::FinishedWhole { folder, clip });
        }
        Ok(Some(before))
    }

    /// True if a finished clip lies in the folder, to which files of these frames would not belong.
    pub(super) fn would_be_spoilt(&self, frames: &[u32]) -> bool {
        let Some(before) = &self.before else { return false };
        let listed = before.frame_set().ok().filter(|_| before.frames.is_some() && before.rendered.is_some());
        frames.iter().any(|frame| match &listed {
            Some(listed) => *frame >= before.frame_count || listed.as_slice().binary_search(frame).is_ok(),
            None => true,
        })
    }
}

/// The number of files in `before` that a render of some frames leaves alone and does not list: frames, since only
/// whole clips have others and none is replaced by some of its frames.
fn unlisted(before: &Manifest, work: &FrameLoop<'_>) -> usize {
    if work.frames.is_whole() {
        return 0;
    }
    let frames = before.frame_set().ok().filter(|_| before.frames.is_some());
    let others = |frames: FrameSet| {
        let is_drawn = |frame: &u32| work.frames.as_slice().binary_search(frame).is_ok();
        frames.iter().filter(|frame| !is_drawn(frame)).count()
    };
    frames.map_or(0, others)
}

/// True if a file with this name, in the folder of a clip, does not belong to the clip.
fn is_strange(name: &str, work: &FrameLoop<'_>, before: Option<&Manifest>) -> bool {
    let is_listed = || before.is_some_and(|manifest| manifest.beside_frames().any(|known| known == name));
    match role(name, work.film.name()) {
        Role::Strange => !is_listed(),
        // Other programs make videos too, and people may give them the clip's name.
        Role::Video if work.frames.is_whole() => !is_listed() && !existing::is_noted(work.folder, name),
        _ => false,
    }
}

/// True if `folder` contains a lock, a journal or a manifest of this program.
pub(super) fn is_clip(folder: &ClipFolder) -> bool {
    let text = files::read(&folder.manifest(), LONGEST_LIST).unwrap_or_default();
    is_manifest(&text) || has_mark(folder, &entries(folder.path()).unwrap_or_default())
}

/// True if the folder contains a lock or a journal of this program.
fn has_mark(folder: &ClipFolder, beside: &[FolderEntry]) -> bool {
    let is_lock = |entry: &FolderEntry| entry.name == LOCK && entry.kind.is_file();
    beside.iter().any(is_lock) || journal::is_any_ours(folder)
}

/// True if these bytes are a manifest, even one of another version of the program.
fn is_manifest(text: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Mark {
        generator: String,
    }
    serde_json::from_slice(text).is_ok_and(|mark: Mark| mark.generator == crate::PROGRAM)
}

/// Checks that the render does not overwrite its own source files.
fn require_sources_elsewhere(film: &CheckedFilm, folder: &ClipFolder) -> Result<(), ExportError> {
    let Ok(real) = folder.path().canonicalize() else { return Ok(()) };
    let is_inside = |source: &Path| source.canonicalize().is_ok_and(|source| source.starts_with(&real));
    match film.sources().into_iter().find(|source| is_inside(source)) {
        Some(path) => Err(ExportError::SourceInside { path, folder: folder.path().to_owned() }),
        None => Ok(()),
    }
}

/// Something under a name of a clip's own file that is no regular file.
pub(super) struct Irregular {
    /// The name, below the clip's folder.
    pub(super) name: String,
    /// The kind of entry found instead.
    pub(super) refused: Refused,
}

/// Everything in the folder of the clip `clip` that has the name of one of its files and is none, which the next
/// render refuses.
///
/// # Errors
/// A folder cannot be listed.
pub(super) fn irregular(folder: &ClipFolder, clip: &str) -> Result<Vec<Irregular>, ExportError> {
    let is_known = |entry: &FolderEntry| !matches!(role(&entry.name, clip), Role::Strange | Role::System);
    let beside = entries(folder.path())?.into_iter().filter(is_known).map(|entry| (String::new(), entry));
    let frames = entries(&folder.frames())?.into_iter().filter(|entry| !is_stray(&entry.name));
    let frames = frames.map(|entry| ("frames/".to_owned(), entry));
    let groups = entries(&folder.groups())?.into_iter().map(|entry| (format!("{}/", group::NAME), entry));
    let found = beside.chain(frames).chain(groups).filter_map(|(place, FolderEntry { name, kind })| {
        // A lock that cannot be taken is of no concern to those who write nothing.
        let may_be_folder = ["frames", group::NAME, LOCK].contains(&name.as_str());
        if kind.is_file() || (kind.is_dir() && may_be_folder) {
            return None;
        }
        let refused = if kind.is_symlink() { Refused::Link } else { Refused::Irregular };
        Some(Irregular { name: place + &name, refused })
    });
    Ok(found.collect())
}

/// The entries of a folder, sorted by name; empty if there is no folder.
///
/// # Errors
/// The folder cannot be listed.
pub(super) fn entries(folder: &Path) -> Result<Vec<FolderEntry>, ExportError> {
    let failed = |error| ExportError::Read { path: folder.to_owned(), error };
    let listing = match fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        listing => listing.map_err(failed)?,
    };
    let mut entries = Vec::new();
    for entry in listing {
        let entry = entry.map_err(failed)?;
        // An entry that is gone by now was a partial file of another process.
        if let Ok(kind) = entry.file_type() {
            entries.push(FolderEntry { name: entry.file_name().to_string_lossy().into_owned(), kind });
        }
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}
