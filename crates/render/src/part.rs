//! Rendering of a part of a clip, which [`super::assemble`] joins to others.
//!
//! Several parts may be drawn into one folder at the same time, by processes on several machines. So a part has
//! its own journal, which it locks; it writes none of the lists that describe the clip, and removes nothing. It
//! does not replace frames of a finished clip, because a single part cannot complete the clip again.

use super::clip::{busy, thread_pool};
use super::draw::Draw;
use super::frame_loop::Drawing;
use super::journal::Journal;
use super::lists::Lists;
use super::lock::Lock;
use super::survey::Survey;
use super::validate::{FrameFault, validate};
use super::video::Videos;
use super::{ExportError, FrameLoop, Observer, Start, Workers, atomic, reuse};

/// The result of rendering a part.
#[derive(Debug)]
pub struct Part {
    /// Number of frames of an earlier run that were kept.
    pub kept: usize,
    /// Frames whose files, when read back, are not what was drawn.
    pub faults: Vec<FrameFault>,
}

/// Draws the frames that are missing in the folder, and reads them back. A folder that has all of them, or in
/// which something is in the way, is not changed.
///
/// # Errors
/// Something is in the way (see `survey`), for example a finished clip whose frames the part would replace; a
/// file or folder cannot be written; the worker threads cannot be started; another process renders the same
/// part or the whole clip there; or the observer asked to stop.
pub fn write_part(work: &FrameLoop<'_>, observer: &dyn Observer) -> Result<Part, ExportError> {
    let folder = work.folder;
    let survey = Survey::of(work)?;
    let pool = thread_pool(work)?;
    atomic::create_folder(folder.path())?;
    let _lock = Lock::shared(folder)?;
    let kept = reuse::reusable(work, &[], Workers { pool: &pool, observer })?;
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
    // PlannedVideos frames were verified when they were found.
    let faults = pool.install(|| validate(work.film, &drawn, folder));
    Ok(Part { kept: kept.len(), faults })
}
