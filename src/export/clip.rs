//! One clip to one folder: frames, validation, lists, sidecars, manifest, in this order.

use std::fmt::Write;
use std::fs;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::checksums::Checksums;
use super::digest::Digest;
use super::folder::frame_name;
use super::frame_loop::{FrameLoop, Observer, Start};
use super::gather;
use super::journal::{self, Entry, Journal, Known, Stage};
use super::lock::Lock;
use super::manifest::Manifest;
use super::redraw::redraw;
use super::validate::{Fault, FrameFault, validate};
use super::video::{self, Videos};
use super::{ClipFolder, ExportError, atomic, sidecars};

/// What a render made.
#[derive(Debug)]
pub struct Rendered {
    /// The manifest, which is on disk unless `faults` holds something.
    pub manifest: Manifest,
    /// How many frames of an earlier run were kept.
    pub kept: usize,
    /// Frames that are not what was drawn when they are read back.
    pub faults: Vec<FrameFault>,
}

/// Draws the frames that their folder lacks, reads them back, makes the videos, and writes the lists.
///
/// When the whole clip is drawn, files that an earlier render left behind and this one does not make
/// are removed: exactly `frame_NNNNNN.png` beyond the clip, or all of them when none are asked for,
/// the clip's videos, and our own partial files, nothing else. When only some frames are drawn, every
/// other frame and the sidecars are left alone, and the manifest speaks of the drawn ones. A folder
/// that holds all of it already is not touched.
///
/// # Errors
/// A file or folder cannot be written or listed, a video cannot be made, the worker threads cannot be
/// started, another process writes to the folder, or the observer asked for an end. What a format
/// needs is looked for before anything is removed.
pub fn write_clip(work: &FrameLoop<'_>, observer: &dyn Observer) -> Result<Rendered, ExportError> {
    let folder = work.folder;
    let pool = thread_pool(work)?;
    let videos = videos(work, &pool)?;
    let files = if work.png.is_some() { folder.frames() } else { folder.path().to_owned() };
    atomic::create_folder(&files)?;
    let _lock = Lock::exclusive(folder)?;
    let mut kept = gather::kept(work, &pool, observer)?;
    if let Some(manifest) = finished(work, &kept) {
        observer.frames_kept(kept.len());
        return Ok(Rendered { manifest, kept: kept.len(), faults: Vec::new() });
    }
    begin(work)?;
    if work.png.is_none() {
        kept.clear();
    }
    let path = Journal::path_of_clip(folder);
    let journal = Journal::open(path, false)?.ok_or_else(|| busy(folder))?;
    let missing = gather::missing(work, &kept);
    if !videos.is_empty() {
        if missing.is_empty() {
            drop(journal);
            return film(work, videos, (&pool, observer), kept);
        }
        // A video is coded from frames as they are drawn: all of them are, not only those without a file.
        kept.clear();
    }
    observer.frames_kept(kept.len());
    let missing = gather::missing(work, &kept);
    let drawn = work.run((&missing, Some(&journal)), &videos, (&pool, observer))?;
    drop(journal);
    finish(work, videos, (&pool, observer), kept, drawn)
}

/// Makes videos of a clip whose files of frames are all there: draws every frame again, without files,
/// and holds it against the one that is there.
pub(super) fn film(
    work: &FrameLoop<'_>,
    videos: Videos<'_>,
    (pool, observer): (&ThreadPool, &dyn Observer),
    kept: Vec<Entry>,
) -> Result<Rendered, ExportError> {
    let again = FrameLoop { png: None, ..*work };
    let drawn = again.run((work.frames, None), &videos, (pool, observer))?;
    let differs = |(kept, drawn): &(&Entry, &Entry)| kept.pixels != drawn.pixels;
    let fault = |(kept, _): (&Entry, &Entry)| FrameFault::new(work.film, kept.frame, Fault::Foreign);
    let faults: Vec<FrameFault> = kept.iter().zip(&drawn).filter(differs).map(fault).collect();
    if faults.is_empty() {
        return finish(work, videos, (pool, observer), kept, Vec::new());
    }
    Ok(Rendered { manifest: manifest(work, &kept), kept: kept.len(), faults })
}

/// The videos that were asked for, not yet begun.
pub(super) fn videos<'a>(work: &FrameLoop<'a>, pool: &ThreadPool) -> Result<Videos<'a>, ExportError> {
    let failed = |error| ExportError::Video { path: work.folder.path().to_owned(), error };
    Videos::new(work.videos, work.film, work.sound, pool).map_err(failed)
}

/// The threads that draw.
pub(super) fn thread_pool(work: &FrameLoop<'_>) -> Result<ThreadPool, ExportError> {
    let pool = ThreadPoolBuilder::new().num_threads(work.threads.max(1)).build();
    pool.map_err(ExportError::Threads)
}

/// Removes what would speak of frames that are about to change. Nobody else writes to the folder.
pub(super) fn begin(work: &FrameLoop<'_>) -> Result<(), ExportError> {
    let whole = work.frames.is_whole();
    work.folder.remove_lists()?;
    let count = if work.png.is_some() { work.frames.clip_count() } else { 0 };
    work.folder.remove_stale(whole.then_some(count))?;
    if whole {
        sidecars::remove(work.film, work.folder)?;
        video::remove(work.film, work.folder)?;
    }
    Ok(())
}

/// Validates the frames of the set, and writes everything that speaks of them, the manifest last.
pub(super) fn finish(
    work: &FrameLoop<'_>,
    videos: Videos<'_>,
    (pool, observer): (&ThreadPool, &dyn Observer),
    kept: Vec<Entry>,
    drawn: Vec<Entry>,
) -> Result<Rendered, ExportError> {
    let (film, folder) = (work.film, work.folder);
    let count = kept.len();
    let mut entries = [kept, drawn].concat();
    entries.sort_unstable_by_key(|entry| entry.frame);
    let mut manifest = manifest(work, &entries);
    let mut faults = Vec::new();
    if work.png.is_some() {
        faults = pool.install(|| validate(film, &entries, folder));
    }
    if work.verify_incremental {
        let digests: Vec<Digest> = entries.iter().map(|entry| entry.pixels).collect();
        faults.extend(pool.install(|| redraw(film, work.frames, &digests)));
    }
    if observer.should_stop() {
        return Err(ExportError::Interrupted);
    }
    if faults.is_empty() {
        atomic::write(&folder.digests(), digest_list(&entries).as_bytes())?;
        manifest.videos = videos.finish(folder, &recipe(&entries))?;
        if work.frames.is_whole() {
            manifest.sidecars = sidecars::write(film, folder, pool)?;
        }
        let checksums = checksums(work, &entries, &manifest)?;
        manifest.files_digest = checksums.digest();
        atomic::write(&folder.checksums(), checksums.to_string().as_bytes())?;
        settle(work, entries)?;
        atomic::write(&folder.manifest(), manifest.to_json().as_bytes())?;
    }
    Ok(Rendered { manifest, kept: count, faults })
}

/// Makes one journal of all: the checked frames, and what is known of frames beside them.
fn settle(work: &FrameLoop<'_>, mut entries: Vec<Entry>) -> Result<(), ExportError> {
    for entry in &mut entries {
        entry.stage = Stage::Checked;
    }
    if !work.frames.is_whole() {
        entries.extend(Known::read(work.folder).beside(work.frames));
        entries.sort_by_key(|entry| entry.frame);
    }
    match work.png {
        Some(_) => journal::replace(&Journal::path_of_clip(work.folder), &entries)?,
        None => atomic::remove(&Journal::path_of_clip(work.folder))?,
    }
    journal::remove_parts(work.folder)
}

/// The manifest on disk, if nothing in the folder would change: every frame is kept, and manifest
/// and lists are those that would be written. A manifest is removed before a frame is drawn, so
/// one that is there was written after all of them.
fn finished(work: &FrameLoop<'_>, kept: &[Entry]) -> Option<Manifest> {
    let folder = work.folder;
    if work.start == Start::Fresh || kept.len() < work.frames.len() {
        return None;
    }
    let text = fs::read_to_string(folder.manifest()).ok()?;
    let found: Manifest = serde_json::from_str(&text).ok()?;
    let mut manifest = manifest(work, kept);
    if !found.videos.iter().map(|video| video.recipe.clone()).eq(video::recipes(work, &recipe(kept))) {
        return None;
    }
    (manifest.sidecars, manifest.videos) = (found.sidecars, found.videos);
    let checksums = checksums(work, kept, &manifest).ok()?;
    manifest.files_digest = checksums.digest();
    let same = |path, text: String| fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes());
    let unchanged = manifest.to_json() == text
        && same(folder.checksums(), checksums.to_string())
        && same(folder.digests(), digest_list(kept));
    unchanged.then_some(manifest)
}

pub(super) fn manifest(work: &FrameLoop<'_>, entries: &[Entry]) -> Manifest {
    let digests: Vec<Digest> = entries.iter().map(|entry| entry.pixels).collect();
    let manifest = Manifest::new(work.film, work.frames, &digests);
    Manifest { frames: manifest.frames.filter(|_| work.png.is_some()), ..manifest }
}

/// The digests of the files that `manifest` speaks of.
fn checksums(work: &FrameLoop<'_>, entries: &[Entry], manifest: &Manifest) -> Result<Checksums, ExportError> {
    let frames = if work.png.is_some() { entries } else { &[] };
    Checksums::of(work.folder, frames, manifest.beside_frames())
}

/// What a video of these frames follows from, as one digest.
fn recipe(entries: &[Entry]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    for entry in entries {
        hasher.update(entry.content.as_bytes());
    }
    hasher.finalize()
}

/// `digest  frame_000000.png`, a line a frame.
fn digest_list(entries: &[Entry]) -> String {
    entries.iter().fold(String::new(), |mut list, entry| {
        // Writing to a string does not fail.
        let _ = writeln!(list, "{}  {}", entry.pixels.to_hex(), frame_name(entry.frame));
        list
    })
}

/// The folder that `work` writes to is held by another process.
pub(super) fn busy(folder: &ClipFolder) -> ExportError {
    ExportError::Busy(folder.path().to_owned())
}
