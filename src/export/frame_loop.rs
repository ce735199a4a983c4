//! Frames to PNG files, on several threads.
//!
//! Each worker keeps one artist and takes one contiguous run of frames after another. The result does
//! not depend on which worker drew what.

use rayon::ThreadPool;

use crate::film::Film;

use super::artist::Artist;
use super::journal::{Entry, Journal, Stage};
use super::png::Compression;
use super::queue::Queue;
use super::recipe::Recipe;
use super::{ClipFolder, ExportError, FrameSet, atomic};

/// BLAKE3 of a frame's RGB8 pixels, rows from the top: the same for every compression.
pub type Digest = blake3::Hash;

/// What becomes of frames that an earlier run left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// Those that are what would be drawn are kept.
    #[default]
    Resume,
    /// All are drawn anew.
    Fresh,
}

/// Hears how far a render is, and may end it. Called from worker threads, in no particular order.
pub trait Observer: Sync {
    /// So many frames need not be drawn. Called before the first is written.
    fn frames_kept(&self, _count: usize) {}

    /// Whether to end now; what is whole stays.
    fn should_stop(&self) -> bool {
        false
    }

    /// The file of frame `frame` is whole.
    fn frame_written(&self, frame: u32);
}

/// What to draw and how.
#[derive(Clone, Copy, Debug)]
pub struct FrameLoop<'a> {
    /// The clip.
    pub film: &'a Film,
    /// Which of its frames.
    pub frames: &'a FrameSet,
    /// Where its files go.
    pub folder: &'a ClipFolder,
    /// How hard to compress.
    pub compression: Compression,
    /// Number of worker threads, at least one.
    pub threads: usize,
    /// What becomes of frames that are there.
    pub start: Start,
}

impl FrameLoop<'_> {
    /// Draws and writes the frames `missing`, each worker on a thread of `pool`, and notes each in
    /// the journal; returns what was noted in the order of the frames.
    ///
    /// # Errors
    /// The first failure to write, named with its path, or an end that the observer asked for; the
    /// other workers stop after the frame they are at.
    pub(super) fn run(
        &self,
        (missing, journal): (&FrameSet, &Journal),
        pool: &ThreadPool,
        observer: &dyn Observer,
    ) -> Result<Vec<Entry>, ExportError> {
        let queue = Queue::new(missing.len(), pool.current_num_threads());
        let drawn = pool.broadcast(|_| self.work((missing, journal), &queue, observer));
        let drawn: Result<Vec<_>, _> = drawn.into_iter().collect();
        let mut drawn: Vec<Entry> = drawn?.into_iter().flatten().collect();
        if drawn.len() < missing.len() {
            return Err(ExportError::Interrupted);
        }
        drawn.sort_unstable_by_key(|entry| entry.frame);
        Ok(drawn)
    }

    /// One worker: takes runs until none is left.
    fn work(
        &self,
        (missing, journal): (&FrameSet, &Journal),
        queue: &Queue,
        observer: &dyn Observer,
    ) -> Result<Vec<Entry>, ExportError> {
        let mut artist = Artist::new(self.film.size(), self.compression);
        let mut recipe = Recipe::new(self.film.size(), self.compression);
        let mut drawn = Vec::new();
        while let Some(run) = queue.next_run() {
            for position in run {
                if queue.is_stopped() || observer.should_stop() {
                    return Ok(drawn);
                }
                let frame = missing.as_slice()[position];
                let list = self.film.display_list(frame);
                let content = recipe.content(&list);
                let pixels = artist.draw(list);
                let (length, file) = (artist.file.len() as u64, blake3::hash(&artist.file));
                let entry = Entry { frame, content, pixels, length, file, stage: Stage::Drawn };
                let written = atomic::write(&self.folder.frame(frame), &artist.file);
                written.and_then(|()| journal.append(&entry)).inspect_err(|_| queue.stop())?;
                observer.frame_written(frame);
                drawn.push(entry);
            }
        }
        Ok(drawn)
    }
}
