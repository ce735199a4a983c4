//! Some frames of a clip, drawn on their own for [`super::assemble`] to join.
//!
//! Several parts may be drawn into one folder at once, by processes on several machines. So a part
//! has a journal of its own, which it locks, writes none of the lists that speak of the clip, and
//! removes nothing. It replaces no frame of a finished clip: no single part is whole enough to take its place.

use super::clip::{busy, thread_pool};
use super::draw::Draw;
use super::frame_loop::Drawing;
use super::journal::Journal;
use super::lists::Lists;
use super::lock::Lock;
use super::survey::Survey;
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

/// Draws the frames that their folder lacks and reads them back. A folder that holds them all, or in which
/// something is in the way, is not touched.
///
/// # Errors
/// Something is in the way (see `survey`), a finished clip among it that the part is none of; a file or folder
/// cannot be written, the worker threads cannot be started, another process renders the same part or the whole
/// clip there, or the observer asked for an end.
pub fn write_part(work: &FrameLoop<'_>, observer: &dyn Observer) -> Result<Part, ExportError> {
    let folder = work.folder;
    let survey = Survey::of(work)?;
    let pool = thread_pool(work)?;
    atomic::create_folder(folder.path())?;
    let _lock = Lock::shared(folder)?;
    let kept = gather::kept(work, &[], &pool, observer)?;
    let videos = Videos::none(work);
    let draw = Draw::new(work.frames, &kept, &videos, pool.current_num_threads());
    if survey.would_be_spoilt(&draw.frames) {
        return Err(ExportError::Finished(folder.path().to_owned()));
    }
    if draw.frames.is_empty() {
        observer.frames_kept(kept.len());
        return Ok(Part { kept: kept.len(), faults: Vec::new() });
    }
    atomic::create_folder(&folder.frames())?;
    let path = Journal::path_of_part(folder, work.frames);
    let journal = Journal::open(path, work.start == Start::Fresh)?.ok_or_else(|| busy(folder))?;
    observer.frames_kept(kept.len());
    let lists = Lists::none();
    let drawing = Drawing { draw: &draw, journal: &journal, lists: &lists, videos: &videos };
    let drawn = work.run(&drawing, &pool, observer)?;
    // Those that were kept were decoded when they were found.
    let faults = pool.install(|| validate(work.film, &drawn, folder));
    Ok(Part { kept: kept.len(), faults })
}
