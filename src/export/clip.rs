//! One clip to one folder: frames, validation, lists, sidecars, manifest, in this order.

use std::fmt::Write;
use std::fs;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::checksums::Checksums;
use super::folder::frame_name;
use super::frame_loop::{Digest, FrameLoop, Observer, Start};
use super::gather;
use super::journal::{self, Entry, Journal, Known, Stage};
use super::lock::Lock;
use super::manifest::Manifest;
use super::validate::{FrameFault, validate};
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

/// Draws the frames that their folder lacks, reads them back, and writes the lists.
///
/// When the whole clip is drawn, files in `frames/` that an earlier, longer render left behind are
/// removed: exactly `frame_NNNNNN.png` beyond the clip, nothing else. When only some frames are
/// drawn, every other frame and the sidecars are left alone, and the manifest speaks of the drawn
/// ones. A folder that holds all of it already is not touched.
///
/// # Errors
/// A file or folder cannot be written or listed, the worker threads cannot be started, another
/// process writes to the folder, or the observer asked for an end.
pub fn write_clip(work: &FrameLoop<'_>, observer: &dyn Observer) -> Result<Rendered, ExportError> {
    let folder = work.folder;
    let pool = thread_pool(work)?;
    atomic::create_folder(&folder.frames())?;
    let _lock = Lock::exclusive(folder)?;
    let kept = gather::kept(work, &pool, observer)?;
    if let Some(manifest) = finished(work, &kept) {
        observer.frames_kept(kept.len());
        return Ok(Rendered { manifest, kept: kept.len(), faults: Vec::new() });
    }
    begin(work)?;
    observer.frames_kept(kept.len());
    let path = Journal::path_of_clip(folder);
    let journal = Journal::open(path, false)?.ok_or_else(|| busy(folder))?;
    // Frames that are kept have no pixels in memory: an encoder that takes them as they are drawn
    // needs all of the set here, unless its own file is proven to be made of the same frames.
    let missing = gather::missing(work, &kept);
    let drawn = work.run((&missing, &journal), &pool, observer)?;
    drop(journal);
    finish(work, (&pool, observer), kept, drawn)
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
    work.folder.remove_stale(whole.then_some(work.frames.clip_count()))?;
    if whole {
        sidecars::remove(work.film, work.folder)?;
    }
    Ok(())
}

/// Validates the frames of the set, and writes everything that speaks of them, the manifest last.
pub(super) fn finish(
    work: &FrameLoop<'_>,
    (pool, observer): (&ThreadPool, &dyn Observer),
    kept: Vec<Entry>,
    drawn: Vec<Entry>,
) -> Result<Rendered, ExportError> {
    let (film, folder) = (work.film, work.folder);
    let count = kept.len();
    let mut entries = [kept, drawn].concat();
    entries.sort_unstable_by_key(|entry| entry.frame);
    let mut manifest = manifest(work, &entries);
    let faults = pool.install(|| validate(film, &entries, folder));
    if observer.should_stop() {
        return Err(ExportError::Interrupted);
    }
    if faults.is_empty() {
        // Every frame is on disk and proven here, whether it was drawn, kept or joined: what is made of
        // all frames, such as a film, is made before the sidecars and listed with them.
        atomic::write(&folder.digests(), digest_list(&entries).as_bytes())?;
        if work.frames.is_whole() {
            manifest.sidecars = sidecars::write(film, folder, pool)?;
        }
        let checksums = Checksums::of(folder, &entries, &beside_frames(&manifest))?;
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
    journal::replace(&Journal::path_of_clip(work.folder), &entries)?;
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
    manifest.sidecars = found.sidecars;
    let checksums = Checksums::of(folder, kept, &beside_frames(&manifest)).ok()?;
    manifest.files_digest = checksums.digest();
    let same = |path, text: String| fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes());
    let unchanged = manifest.to_json() == text
        && same(folder.checksums(), checksums.to_string())
        && same(folder.digests(), digest_list(kept));
    unchanged.then_some(manifest)
}

pub(super) fn manifest(work: &FrameLoop<'_>, entries: &[Entry]) -> Manifest {
    let digests: Vec<Digest> = entries.iter().map(|entry| entry.pixels).collect();
    Manifest::new(work.film, work.frames, &digests)
}

/// The names of the files beside the frames whose digests are listed.
fn beside_frames(manifest: &Manifest) -> Vec<String> {
    let digests = std::iter::once(&manifest.frame_digests.file);
    digests.chain(&manifest.sidecars).cloned().collect()
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
