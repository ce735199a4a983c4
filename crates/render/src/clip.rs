//! Rendering of one clip into one folder: frames, validation, lists, sidecars and manifest, in this order.

use std::path::PathBuf;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::checksums::{Checksums, Listed};
use super::draw::Draw;
use super::frame_loop::{Drawing, FrameLoop, Observer, Start, Workers};
use super::journal::{self, Entry, Journal, Known};
use super::leftovers::{Leftovers, partial_files};
use super::lists::Lists;
use super::lock::Lock;
use super::loss::Loss;
use super::manifest::Manifest;
use super::recipe::pictures;
use super::redraw::redraw;
use super::reuse;
use super::survey::Survey;
use super::validate::{Fault, FrameFault, validate};
use super::video::{self, PlannedVideos, Videos};
use super::{ClipFolder, ExportError, Video, atomic, sidecars};
use halfminute_files as files;
use halfminute_media::digest::Digest;

/// The result of rendering a clip.
#[derive(Debug)]
pub struct Rendered {
    /// Manifest of the clip; it is on disk unless there are `faults`.
    pub manifest: Manifest,
    /// Number of frames of an earlier run that were kept.
    pub kept: usize,
    /// Frames whose files, when read back, are not what was drawn.
    pub faults: Vec<FrameFault>,
    /// Files of earlier renders that were removed or are no longer listed.
    pub losses: Vec<Loss>,
}

/// Draws the frames that are missing in the folder, reads them back, makes the videos, and writes the lists.
///
/// When the whole clip is drawn, files that an earlier render left behind and this one does not make
/// are removed at the end: exactly `frame_NNNNNN.png` beyond the clip, or all of them when none are asked for,
/// the clip's videos and sidecars, and what the manifest before listed, nothing else. When only some frames are
/// drawn, every other frame and the sidecars are left alone, and the manifest speaks of the drawn ones; a
/// finished clip stays as it is, whether it has these frames or they are refused. A folder that holds all of it already is not touched, nor is one in which something else is in the way.
///
/// No file is removed before its replacement is ready. The lists stay until the first file that they describe
/// is replaced.
///
/// # Errors
/// Something is in the way (see `survey`), a file or folder cannot be written or listed, a video cannot be
/// made, the worker threads cannot be started, another process writes to the folder, or the observer asked to
/// stop. The requirements of every format are checked before anything is written.
pub fn write_clip(work: &FrameLoop<'_>, observer: &dyn Observer) -> Result<Rendered, ExportError> {
    let folder = work.folder;
    video::check(work, observer)?;
    let survey = Survey::of(work)?;
    let pool = thread_pool(work)?;
    atomic::create_folder(folder.path())?;
    let lock = Lock::exclusive(folder);
    if let Err(busy @ ExportError::Busy(_)) = lock {
        return Err(busy);
    }
    let workers = Workers { pool: &pool, observer };
    let pictures = pictures(work, workers)?;
    let kept = reuse::reusable(work, &pictures, workers)?;
    if let Some(manifest) = survey.finished_around(work, kept.len())? {
        observer.frames_kept(kept.len());
        let manifest = manifest.clone();
        return Ok(Rendered { manifest, kept: kept.len(), faults: Vec::new(), losses: Vec::new() });
    }
    let videos = PlannedVideos::find(work, &pictures);
    if let Some(manifest) = finished(work, &kept, &videos, &survey)? {
        observer.frames_kept(kept.len());
        return Ok(Rendered { manifest, kept: kept.len(), faults: Vec::new(), losses: Vec::new() });
    }
    // A finished clip needs no lock, so its folder may be read-only.
    let _lock = lock?;
    video::rehearse(work, &videos, observer)?;
    let locked = LockedFolder { work, survey: &survey, lists: &Lists::of(folder), workers };
    locked.begin()?;
    let videos = Videos::new(work, &pictures, videos, &pool);
    let journal = Journal::open(Journal::path_of_clip(folder), false)?;
    let journal = journal.ok_or_else(|| busy(folder))?;
    locked.draw(videos, journal, kept)
}

/// A folder that this process has locked, with the tools for writing to it.
#[derive(Clone, Copy)]
pub(super) struct LockedFolder<'a> {
    pub(super) work: &'a FrameLoop<'a>,
    pub(super) survey: &'a Survey,
    pub(super) lists: &'a Lists<'a>,
    pub(super) workers: Workers<'a>,
}

impl LockedFolder<'_> {
    /// Removes partial files that an interrupted run left, and creates the folders.
    pub(super) fn begin(&self) -> Result<(), ExportError> {
        let folder = self.work.folder;
        partial_files(folder)?.iter().try_for_each(|path| atomic::remove(path))?;
        if self.work.png.is_some() {
            atomic::create_folder(&folder.frames())?;
        }
        if !self.work.videos.is_empty() {
            atomic::create_folder(&folder.groups())?;
        }
        Ok(())
    }

    /// Draws the missing frames, and finishes the clip. A frame that is drawn only for a video is compared with
    /// the existing one.
    pub(super) fn draw(
        &self,
        videos: Videos<'_>,
        journal: Journal,
        kept: Vec<Entry>,
    ) -> Result<Rendered, ExportError> {
        let work = self.work;
        let draw = Draw::new(work.frames, &kept, &videos, self.workers.pool.current_num_threads());
        let untouched = work.frames.len() - draw.frames.len();
        self.workers.observer.frames_kept(untouched);
        let drawing = Drawing { draw: &draw, journal: &journal, lists: self.lists, videos: &videos };
        let drawn = work.run(&drawing, self.workers.pool, self.workers.observer)?;
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
            let manifest = manifest(work, &kept);
            return Ok(Rendered { manifest, kept: count, faults, losses: Vec::new() });
        }
        let finished = self.finish(videos, kept, new)?;
        Ok(Rendered { kept: count, ..finished })
    }

    /// Validates the `new` frames and writes everything that describes the frames, the manifest last. PlannedVideos
    /// frames were verified when they were found.
    fn finish(&self, videos: Videos<'_>, kept: Vec<Entry>, new: Vec<Entry>) -> Result<Rendered, ExportError> {
        let (work, pool) = (self.work, self.workers.pool);
        let mut faults = Vec::new();
        if work.png.is_some() {
            faults = pool.install(|| validate(work.film, &new, work.folder));
        }
        let mut entries = [kept, new].concat();
        entries.sort_unstable_by_key(|entry| entry.frame);
        if work.verify_incremental {
            let digests: Vec<Digest> = entries.iter().map(|entry| entry.pixels).collect();
            faults.extend(pool.install(|| redraw(work.film, work.frames, &digests)));
        }
        if self.workers.observer.should_stop() {
            return Err(ExportError::Interrupted);
        }
        if !faults.is_empty() {
            return Ok(Rendered { manifest: manifest(work, &entries), kept: 0, faults, losses: Vec::new() });
        }
        self.write_beside(videos, entries)
    }

    /// Writes the files beside the frames, each replacing an earlier one; then removes what earlier renders
    /// left, and writes the manifest.
    fn write_beside(&self, videos: Videos<'_>, entries: Vec<Entry>) -> Result<Rendered, ExportError> {
        let (work, folder) = (self.work, self.work.folder);
        let whole = work.frames.is_whole();
        let mut manifest = manifest(work, &entries);
        let videos = videos.finish(self.lists, self.workers.observer)?;
        self.lists.withdraw()?;
        let list = Checksums::of_pixels(&entries).to_string();
        let pixels = sidecars::write_listed(folder, manifest.frame_digests.file.clone(), list.as_bytes())?;
        let sidecars =
            if whole { sidecars::write(work.film, folder, self.workers.pool)? } else { Vec::new() };
        let checksums = list_files(&mut manifest, work, &entries, SideFiles { pixels, sidecars, videos });
        if whole {
            video::remove_unused(work)?;
        }
        let mut losses = Leftovers::of(work, &manifest, self.survey.before.as_ref())?.remove(folder)?;
        losses.extend(self.survey.losses(work, &manifest));
        atomic::write(&folder.checksums(), checksums.to_string().as_bytes())?;
        losses.extend(merge_journals(work, entries)?);
        atomic::write(&folder.manifest(), manifest.to_json().as_bytes())?;
        Ok(Rendered { manifest, kept: 0, faults: Vec::new(), losses })
    }
}

/// Creates the pool of threads that draw.
pub(super) fn thread_pool(work: &FrameLoop<'_>) -> Result<ThreadPool, ExportError> {
    let pool = ThreadPoolBuilder::new().num_threads(work.threads.max(1)).build();
    pool.map_err(ExportError::Threads)
}

/// Makes one journal of all: the frames of the set, and what is known of frames beside them.
fn merge_journals(work: &FrameLoop<'_>, mut entries: Vec<Entry>) -> Result<Vec<Loss>, ExportError> {
    if !work.frames.is_whole() {
        entries.extend(Known::read(work.folder)?.beside(work.frames));
        entries.sort_by_key(|entry| entry.frame);
    }
    journal::replace(&Journal::path_of_clip(work.folder), &entries)?;
    journal::remove_parts(work.folder)
}

/// The files beside the frames, with their digests.
struct SideFiles {
    /// List of the digests of the frames' pixels.
    pixels: Listed,
    sidecars: Vec<Listed>,
    videos: Vec<Video>,
}

/// Adds the files to the manifest; returns the list of all files that it vouches for.
fn list_files(
    manifest: &mut Manifest,
    work: &FrameLoop<'_>,
    entries: &[Entry],
    beside: SideFiles,
) -> Checksums {
    let SideFiles { pixels, sidecars, videos } = beside;
    let frames = if work.png.is_some() { entries } else { &[] };
    manifest.sidecars = sidecars.iter().map(|sidecar| sidecar.name.clone()).collect();
    let listed = |video: &Video| Listed { name: video.file.clone(), digest: video.digest };
    let of_videos: Vec<Listed> = videos.iter().map(listed).collect();
    manifest.videos = videos;
    let checksums = Checksums::of_files(frames, std::iter::once(pixels).chain(sidecars).chain(of_videos));
    manifest.files_digest = checksums.digest();
    checksums
}

/// The manifest on disk, if a render would change nothing in the folder: every frame, video and sidecar is
/// kept, there are no leftovers, and manifest and lists are as they would be written. A manifest is removed
/// before a file that it describes is replaced, so an existing one was written after all of them.
fn finished(
    work: &FrameLoop<'_>,
    kept: &[Entry],
    videos: &PlannedVideos,
    survey: &Survey,
) -> Result<Option<Manifest>, ExportError> {
    if work.start == Start::Fresh || kept.len() < work.frames.len() {
        return Ok(None);
    }
    let Some(manifest) = unchanged(work, kept, videos) else { return Ok(None) };
    let left = !Leftovers::of(work, &manifest, survey.before.as_ref())?.is_empty();
    let left = left || !partial_files(work.folder)?.is_empty();
    Ok((!left).then_some(manifest))
}

/// The manifest on disk, if it and all lists are as they would be written.
fn unchanged(work: &FrameLoop<'_>, kept: &[Entry], videos: &PlannedVideos) -> Option<Manifest> {
    let folder = work.folder;
    let videos = videos.all()?;
    let whole = work.frames.is_whole();
    let sidecars = if whole { sidecars::kept(work.film, folder, kept)? } else { Vec::new() };
    let list = Checksums::of_pixels(kept);
    let mut manifest = manifest(work, kept);
    let pixels = Listed {
        name: manifest.frame_digests.file.clone(),
        digest: blake3::hash(list.to_string().as_bytes()),
    };
    let checksums = list_files(&mut manifest, work, kept, SideFiles { pixels, sidecars, videos });
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

/// The error for a folder that another process has locked.
pub(super) fn busy(folder: &ClipFolder) -> ExportError {
    ExportError::Busy(folder.path().to_owned())
}
