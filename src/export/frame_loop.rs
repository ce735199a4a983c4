//! Frames to PNG files, on several threads.
//!
//! Each worker keeps one artist and takes one contiguous run of frames after another. The result does
//! not depend on which worker drew what.

use rayon::ThreadPool;

use crate::film::Film;

use super::artist::Artist;
use super::digest::Digest;
use super::png::Compression;
use super::queue::Queue;
use super::{ClipFolder, ExportError, FrameSet, atomic};

/// Hears how far a render is. Called from worker threads, in no particular order.
pub trait Observer: Sync {
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
    /// Whether every frame is drawn a second time, by itself, and compared.
    pub verify_incremental: bool,
}

impl FrameLoop<'_> {
    /// Draws and writes the frames, each worker on a thread of `pool`; returns their digests in the
    /// order of the set.
    ///
    /// # Errors
    /// The first failure to write, named with its path; the other workers stop after the frame
    /// they are at.
    pub(super) fn run(&self, pool: &ThreadPool, observer: &dyn Observer) -> Result<Vec<Digest>, ExportError> {
        let queue = Queue::new(self.frames.len(), pool.current_num_threads());
        let drawn: Result<Vec<_>, _> = pool.broadcast(|_| self.work(&queue, observer)).into_iter().collect();
        let mut drawn: Vec<(usize, Digest)> = drawn?.into_iter().flatten().collect();
        drawn.sort_unstable_by_key(|&(position, _)| position);
        Ok(drawn.into_iter().map(|(_, digest)| digest).collect())
    }

    /// One worker: takes runs until none is left.
    fn work(&self, queue: &Queue, observer: &dyn Observer) -> Result<Vec<(usize, Digest)>, ExportError> {
        let mut artist = Artist::new(self.film.size(), self.compression);
        let mut digests = Vec::new();
        while let Some(run) = queue.next_run() {
            for position in run {
                if queue.is_stopped() {
                    return Ok(digests);
                }
                let frame = self.frames.as_slice()[position];
                let digest = artist.draw(self.film.display_list(frame));
                let path = self.folder.frame(frame);
                atomic::write(&path, &artist.file).inspect_err(|_| queue.stop())?;
                observer.frame_written(frame);
                digests.push((position, digest));
            }
        }
        Ok(digests)
    }
}
