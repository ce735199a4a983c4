//! Parts to a clip: their frames are proven, brought into one folder, and finished as a render of
//! the whole clip would. Nothing is drawn but the sidecars.

use std::fs;
use std::path::PathBuf;

use super::clip::{begin, busy, draw, manifest, thread_pool};
use super::gather::{Found, Sources};
use super::journal::Journal;
use super::lock::Lock;
use super::recipe::pictures;
use super::validate::FrameFault;
use super::video::{self, Kept, Videos};
use super::{ClipFolder, ExportError, FrameLoop, Observer, Rendered, atomic};

/// Joins the parts that lie in `sources` and in the clip's own folder. The result has the same bytes
/// as a render in one run.
///
/// Frames that are missing, damaged, or of another scene, theme, size, compression or version are
/// faults, and then no manifest is written; what was proven stays for the next attempt.
///
/// # Errors
/// A file or folder cannot be written, the worker threads cannot be started, another process
/// writes to the folder, or the observer asked for an end.
pub fn assemble(
    work: &FrameLoop<'_>,
    sources: &[ClipFolder],
    observer: &dyn Observer,
) -> Result<Rendered, ExportError> {
    let folder = work.folder;
    video::check(work.videos, work.film, work.sound).map_err(|error| work.video_failed(error))?;
    let pool = thread_pool(work)?;
    folder.require_folders()?;
    atomic::create_folder(&folder.frames())?;
    let _lock = Lock::exclusive(folder)?;
    let pictures = pictures(work, (&pool, observer))?;
    let videos = Kept::find(work, &pictures);
    begin(work, &videos)?;
    let journal = Journal::open(Journal::path_of_clip(folder), false)?.ok_or_else(|| busy(folder))?;
    let here = real(folder);
    let elsewhere = sources.iter().filter(|source| real(source) != here);
    let bring = |found: &Found<'_>| {
        if found.folder != folder {
            atomic::write(&folder.frame(found.entry.frame), &found.bytes)?;
            journal.append(&found.entry)?;
        }
        observer.frame_written(found.entry.frame);
        Ok(())
    };
    let all = Sources::read(std::iter::once(folder).chain(elsewhere))?;
    let looked = all.look((work, &pictures), (&pool, observer), bring)?;

    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    for (frame, found) in work.frames.iter().zip(looked) {
        match found {
            Ok(entry) => entries.push(entry),
            Err(fault) => {
                faults.push(FrameFault::new(work.film, frame, fault));
            }
        }
    }
    if !faults.is_empty() {
        let kept = entries.len();
        return Ok(Rendered { manifest: manifest(work, &entries), kept, faults });
    }
    let videos = Videos::new(work, &pictures, videos, &pool);
    draw(work, videos, (journal, (&pool, observer)), entries)
}

/// One folder may be named in two ways.
fn real(folder: &ClipFolder) -> PathBuf {
    fs::canonicalize(folder.path()).unwrap_or_else(|_| folder.path().to_owned())
}
