//! One clip to one folder: frames, validation, lists, sidecars, manifest, in this order.

use std::path::PathBuf;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::checksums::{Checksums, Listed};
use super::digest::Digest;
use super::draw::Draw;
use super::frame_loop::{FrameLoop, Observer, Start};
use super::gather;
use super::journal::{self, Entry, Journal, Known};
use super::lock::Lock;
use super::manifest::Manifest;
use super::recipe::pictures;
use super::redraw::redraw;
use super::validate::{Fault, FrameFault, validate};
use super::video::{self, Kept, Videos};
use super::{ClipFolder, ExportError, Video, atomic, sidecars};
use crate::files;

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
    video::check(work.videos, work.film, work.sound).map_err(|error| work.video_failed(error))?;
    let pool = thread_pool(work)?;
    let hands = (&pool, observer);
    folder.require_folders()?;
    let files = if work.png.is_some() { folder.frames() } else { folder.path().to_owned() };
    atomic::create_folder(&files)?;
    let lock = Lock::exclusive(folder);
    if let Err(busy @ ExportError::Busy(_)) = lock {
        return Err(busy);
    }
    let pictures = pictures(work, hands)?;
    let kept = gather::kept(work, &pictures, &pool, observer)?;
    let videos = Kept::find(work, &pictures);
    if let Some(manifest) = finished(work, &kept, &videos) {
        observer.frames_kept(kept.len());
        return Ok(Rendered { manifest, kept: kept.len(), faults: Vec::new() });
    }
    // A clip that is finished needs no lock, so it may lie where nothing can be written.
    let _lock = lock?;
    begin(work, &videos)?;
    let videos = Videos::new(work, &pictures, videos, &pool);
    let journal = Journal::open(Journal::path_of_clip(folder), false)?;
    let journal = journal.ok_or_else(|| busy(folder))?;
    draw(work, videos, (journal, hands), kept)
}

/// Draws what lacks, and finishes the clip. A frame that is drawn for a video only is held against the
/// one that is there.
pub(super) fn draw(
    work: &FrameLoop<'_>,
    videos: Videos<'_>,
    (journal, hands): (Journal, (&ThreadPool, &dyn Observer)),
    kept: Vec<Entry>,
) -> Result<Rendered, ExportError> {
    let draw = Draw::new(work.frames, &kept, &videos, hands.0.current_num_threads());
    let untouched = work.frames.len() - draw.frames.len();
    hands.1.frames_kept(untouched);
    let drawn = work.run((&draw, &journal), &videos, hands)?;
    drop(journal);
    let (new, again): (Vec<Entry>, Vec<Entry>) =
        drawn.into_iter().partition(|entry| draw.is_missing(entry.frame));
    let differs = |entry: &&Entry| {
        let known = kept.binary_search_by_key(&entry.frame, |kept| kept.frame);
        known.is_ok_and(|at| kept[at].pixels != entry.pixels)
    };
    let fault = |entry: &Entry| FrameFault::new(work.film, entry.frame, Fault::Foreign);
    let faults: Vec<FrameFault> = again.iter().filter(differs).map(fault).collect();
    let count = if work.png.is_some() { kept.len() } else { untouched };
    if !faults.is_empty() {
        return Ok(Rendered { manifest: manifest(work, &kept), kept: count, faults });
    }
    let finished = finish(work, videos, hands, (kept, new))?;
    Ok(Rendered { kept: count, ..finished })
}

/// The threads that draw.
pub(super) fn thread_pool(work: &FrameLoop<'_>) -> Result<ThreadPool, ExportError> {
    let pool = ThreadPoolBuilder::new().num_threads(work.threads.max(1)).build();
    pool.map_err(ExportError::Threads)
}

/// Removes what would speak of frames that are about to change. Nobody else writes to the folder.
pub(super) fn begin(work: &FrameLoop<'_>, videos: &Kept) -> Result<(), ExportError> {
    let whole = work.frames.is_whole();
    work.folder.remove_lists()?;
    let count = if work.png.is_some() { work.frames.clip_count() } else { 0 };
    work.folder.remove_stale(whole.then_some(count))?;
    if whole {
        sidecars::remove(work.film, work.folder)?;
        videos.remove_others(work.film, work.folder)?;
    }
    Ok(())
}

/// Validates the frames that are `new`, and writes everything that speaks of the frames of the set, the manifest
/// last. Those that were kept were proven when they were found.
pub(super) fn finish(
    work: &FrameLoop<'_>,
    videos: Videos<'_>,
    (pool, observer): (&ThreadPool, &dyn Observer),
    (kept, new): (Vec<Entry>, Vec<Entry>),
) -> Result<Rendered, ExportError> {
    let (film, folder) = (work.film, work.folder);
    let mut faults = Vec::new();
    if work.png.is_some() {
        faults = pool.install(|| validate(film, &new, folder));
    }
    let mut entries = [kept, new].concat();
    entries.sort_unstable_by_key(|entry| entry.frame);
    let mut manifest = manifest(work, &entries);
    if work.verify_incremental {
        let digests: Vec<Digest> = entries.iter().map(|entry| entry.pixels).collect();
        faults.extend(pool.install(|| redraw(film, work.frames, &digests)));
    }
    if observer.should_stop() {
        return Err(ExportError::Interrupted);
    }
    if faults.is_empty() {
        let list = Checksums::of_pixels(&entries).to_string();
        let pixels = sidecars::write_listed(folder, manifest.frame_digests.file.clone(), list.as_bytes())?;
        let videos = videos.finish(observer)?;
        let whole = work.frames.is_whole();
        let sidecars = if whole { sidecars::write(film, folder, pool)? } else { Vec::new() };
        let checksums = vouch(&mut manifest, work, &entries, Beside { pixels, sidecars, videos });
        atomic::write(&folder.checksums(), checksums.to_string().as_bytes())?;
        settle(work, entries)?;
        atomic::write(&folder.manifest(), manifest.to_json().as_bytes())?;
    }
    Ok(Rendered { manifest, kept: 0, faults })
}

/// Makes one journal of all: the frames of the set, and what is known of frames beside them.
fn settle(work: &FrameLoop<'_>, mut entries: Vec<Entry>) -> Result<(), ExportError> {
    if !work.frames.is_whole() {
        entries.extend(Known::read(work.folder)?.beside(work.frames));
        entries.sort_by_key(|entry| entry.frame);
    }
    journal::replace(&Journal::path_of_clip(work.folder), &entries)?;
    journal::remove_parts(work.folder)
}

/// The files beside the frames.
struct Beside {
    /// The list of the frames' pixels.
    pixels: Listed,
    sidecars: Vec<Listed>,
    videos: Vec<Video>,
}

/// Notes the files in the manifest; returns the list of all files that it vouches for.
fn vouch(manifest: &mut Manifest, work: &FrameLoop<'_>, entries: &[Entry], beside: Beside) -> Checksums {
    let Beside { pixels, sidecars, videos } = beside;
    let frames = if work.png.is_some() { entries } else { &[] };
    manifest.sidecars = sidecars.iter().map(|sidecar| sidecar.name.clone()).collect();
    let listed = |video: &Video| Listed { name: video.file.clone(), digest: video.digest };
    let of_videos: Vec<Listed> = videos.iter().map(listed).collect();
    manifest.videos = videos;
    let checksums = Checksums::of_files(frames, std::iter::once(pixels).chain(sidecars).chain(of_videos));
    manifest.files_digest = checksums.digest();
    checksums
}

/// The manifest on disk, if nothing in the folder would change: every frame, video and sidecar is kept, and
/// manifest and lists are those that would be written. A manifest is removed before a frame is drawn, so
/// one that is there was written after all of them.
fn finished(work: &FrameLoop<'_>, kept: &[Entry], videos: &Kept) -> Option<Manifest> {
    let folder = work.folder;
    if work.start == Start::Fresh || kept.len() < work.frames.len() {
        return None;
    }
    let videos = videos.all()?;
    let whole = work.frames.is_whole();
    let sidecars = if whole { sidecars::kept(work.film, folder, kept)? } else { Vec::new() };
    let list = Checksums::of_pixels(kept);
    let mut manifest = manifest(work, kept);
    let pixels = Listed {
        name: manifest.frame_digests.file.clone(),
        digest: blake3::hash(list.to_string().as_bytes()),
    };
    let checksums = vouch(&mut manifest, work, kept, Beside { pixels, sidecars, videos });
    let same = |path: PathBuf, text: String| {
        files::read(&path, text.len()).is_ok_and(|bytes| bytes == text.as_bytes())
    };
    let unchanged = same(folder.manifest(), manifest.to_json())
        && same(folder.checksums(), checksums.to_string())
        && same(folder.digests(), list.to_string());
    unchanged.then_some(manifest)
}

pub(super) fn manifest(work: &FrameLoop<'_>, entries: &[Entry]) -> Manifest {
    let digests: Vec<Digest> = entries.iter().map(|entry| entry.pixels).collect();
    let manifest = Manifest::new(work.film, work.frames, &digests);
    Manifest { frames: manifest.frames.filter(|_| work.png.is_some()), ..manifest }
}

/// The folder that `work` writes to is held by another process.
pub(super) fn busy(folder: &ClipFolder) -> ExportError {
    ExportError::Busy(folder.path().to_owned())
}
