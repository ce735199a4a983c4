//! Some frames of a clip, drawn on their own for [`super::assemble`] to join.
//!
//! Several parts may be drawn into one folder at once, by processes on several machines. So a part
//! has a journal of its own, which it locks, writes none of the lists that speak of the clip, and
//! removes nothing but the lists that are no longer true.

use super::clip::{busy, thread_pool};
use super::draw::Draw;
use super::journal::Journal;
use super::lock::Lock;
use super::validate::{FrameFault, validate};
use super::video::Videos;
use super::{ExportError, FrameLoop, Observer, Start, atomic, gather};

/// What became of a part.
#[derive(Debug)]
pub struct Part {
    /// How many frames of an earlier run were kept.
    pub kept: usize,
    /// Frames that are not what was drawn when they are read back.
    pub faults: Vec<FrameFault>,
}

/// Draws the frames that their folder lacks and reads them back.
///
/// # Errors
/// A file or folder cannot be written, the worker threads cannot be started, another process
/// renders the same part or the whole clip there, or the observer asked for an end.
pub fn write_part(work: &FrameLoop<'_>, observer: &dyn Observer) -> Result<Part, ExportError> {
    let folder = work.folder;
    folder.require_folders()?;
    atomic::create_folder(&folder.frames())?;
    if work.frames.is_empty() {
        return Ok(Part { kept: 0, faults: Vec::new() });
    }
    let pool = thread_pool(work)?;
    let _lock = Lock::shared(folder)?;
    let path = Journal::path_of_part(folder, work.frames);
    let journal = Journal::open(path, work.start == Start::Fresh)?.ok_or_else(|| busy(folder))?;
    let kept = gather::kept(work, &[], &pool, observer)?;
    folder.remove_lists()?;
    observer.frames_kept(kept.len());
    let videos = Videos::none(work);
    let draw = Draw::new(work.frames, &kept, &videos, pool.current_num_threads());
    let drawn = work.run((&draw, &journal), &videos, (&pool, observer))?;
    // Those that were kept were decoded when they were found.
    let faults = pool.install(|| validate(work.film, &drawn, folder));
    Ok(Part { kept: kept.len(), faults })
}
