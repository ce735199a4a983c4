//! Assembly of parts to a clip: frames of the parts are verified, copied into one folder, and completed as by a
//! render of the whole clip. Only sidecars are drawn.

use std::fs;
use std::path::PathBuf;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::clip::{LockedFolder, busy, manifest, thread_pool};
use super::journal::{Entry, Journal};
use super::lists::Lists;
use super::lock::Lock;
use super::recipe::pictures;
use super::reuse::{Found, Sources};
use super::survey::Survey;
use super::validate::{FrameFault, prove_again};
use super::video::{self, PlannedVideos, Videos};
use super::{ClipFolder, ExportError, FrameLoop, Observer, Rendered, Workers, atomic};

/// Joins the parts that are in `sources` and in the clip's own folder. The result has the same bytes as a
/// render in one run.
///
/// Frames that are missing, damaged, or of another scene, theme, size, compression or version are faults. If
/// there are any, nothing is written or removed.
///
/// # Errors
/// Something is in the way (see `survey`), a file or folder cannot be written, the worker threads cannot be
/// started, another process writes to the folder, or the observer asked to stop.
pub fn assemble(
    work: &FrameLoop<'_>,
    sources: &[ClipFolder],
    observer: &dyn Observer,
) -> Result<Rendered, ExportError> {
    let folder = work.folder;
    video::check(work, observer)?;
    let survey = Survey::of(work)?;
    let pool = thread_pool(work)?;
    atomic::create_folder(folder.path())?;
    let _lock = Lock::exclusive(folder)?;
    let workers = Workers { pool: &pool, observer };
    let pictures = pictures(work, workers)?;
    let here = real(folder);
    let elsewhere = sources.iter().filter(|source| real(source) != here);
    let all = Sources::read(std::iter::once(folder).chain(elsewhere))?;
    let looked = all.look(work, &pictures, workers)?;
    let mut found = Vec::new();
    let mut faults = Vec::new();
    for (frame, looked) in work.frames.iter().zip(looked) {
        match looked {
            Ok(frame) => found.push(frame),
            Err(fault) => faults.push(FrameFault::new(work.film, frame, fault)),
        }
    }
    if faults.is_empty() {
        let locked = LockedFolder { work, survey: &survey, lists: &Lists::of(folder), workers };
        locked.begin()?;
        let journal = Journal::open(Journal::path_of_clip(folder), false)?.ok_or_else(|| busy(folder))?;
        faults = locked.copy_frames(&found, &journal)?;
        if faults.is_empty() {
            let videos = Videos::new(work, &pictures, PlannedVideos::find(work, &pictures), &pool);
            return locked.draw(videos, journal, found.into_iter().map(|found| found.entry).collect());
        }
    }
    let entries: Vec<Entry> = found.into_iter().map(|found| found.entry).collect();
    let manifest = manifest(work, &entries);
    Ok(Rendered { manifest, kept: entries.len(), faults, losses: Vec::new() })
}

impl LockedFolder<'_> {
    /// Copies the frames from other folders; each is verified again as it is read. Returns faults for those
    /// that changed since they were found.
    fn copy_frames(&self, found: &[Found<'_>], journal: &Journal) -> Result<Vec<FrameFault>, ExportError> {
        let folder = self.work.folder;
        let copy_frames = |found: &&Found<'_>| -> Result<Option<FrameFault>, ExportError> {
            let entry = &found.entry;
            let bytes = match prove_again(found.folder, entry, self.work.film.size()) {
                Ok(bytes) => bytes,
                Err(fault) => return Ok(Some(FrameFault::new(self.work.film, entry.frame, fault))),
            };
            self.lists.withdraw()?;
            atomic::write(&folder.frame(entry.frame), &bytes)?;
            journal.append(entry)?;
            Ok(None)
        };
        let elsewhere: Vec<&Found<'_>> = found.iter().filter(|found| found.folder != folder).collect();
        let copied: Result<Vec<_>, _> =
            self.workers.pool.install(|| elsewhere.par_iter().map(copy_frames).collect());
        Ok(copied?.into_iter().flatten().collect())
    }
}

/// The canonical path of a folder, because two paths may name the same one.
fn real(folder: &ClipFolder) -> PathBuf {
    fs::canonicalize(folder.path()).unwrap_or_else(|_| folder.path().to_owned())
}
