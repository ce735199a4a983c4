//! Frames to PNG files and videos, in one pass on several threads.
//!
//! Each worker keeps one artist and takes one contiguous run of frames after another. The result does
//! not depend on which worker drew what: where there is a video, runs are its groups of pictures.

use rayon::ThreadPool;

use crate::film::Film;

use super::artist::Artist;
use super::digest::Digest;
use super::png::Compression;
use super::queue::Queue;
use super::video::{GROUP, Sound, VideoFormat, VideoWorker, Videos};
use super::{ClipFolder, ExportError, FrameSet, atomic};

/// Hears how far a render is. Called from worker threads, in no particular order.
pub trait Observer: Sync {
    /// Frame `frame` is drawn, and its file, if it has one, is whole.
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
    /// How hard to compress the frames' files, or `None` for no files of frames.
    pub png: Option<Compression>,
    /// The videos to make; only of a whole clip.
    pub videos: &'a [VideoFormat],
    /// What is heard in videos that take sound.
    pub sound: Option<&'a Sound>,
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
    pub(super) fn run(
        &self,
        pool: &ThreadPool,
        videos: &Videos<'_>,
        observer: &dyn Observer,
    ) -> Result<Vec<Digest>, ExportError> {
        let group = (!videos.is_empty()).then_some(GROUP);
        let queue = Queue::new(self.frames.len(), pool.current_num_threads(), group);
        let work = || self.work(&queue, videos, observer).inspect_err(|_| queue.stop());
        let drawn: Result<Vec<_>, _> = pool.broadcast(|_| work()).into_iter().collect();
        let mut drawn: Vec<(usize, Digest)> = drawn?.into_iter().flatten().collect();
        drawn.sort_unstable_by_key(|&(position, _)| position);
        Ok(drawn.into_iter().map(|(_, digest)| digest).collect())
    }

    /// One worker: takes runs until none is left.
    fn work(
        &self,
        queue: &Queue,
        videos: &Videos<'_>,
        observer: &dyn Observer,
    ) -> Result<Vec<(usize, Digest)>, ExportError> {
        let coding = |error| ExportError::Video { path: self.folder.path().to_owned(), error };
        let mut artist = Artist::new(self.film.size(), self.png);
        let mut coders = videos.worker().map_err(coding)?;
        let mut digests = Vec::new();
        while let Some(run) = queue.next_run() {
            self.begin(run.start, &mut artist, &mut coders);
            for position in run {
                if queue.is_stopped() {
                    return Ok(digests);
                }
                let frame = self.frames.as_slice()[position];
                let digest = artist.draw(self.film.display_list(frame));
                if self.png.is_some() {
                    atomic::write(&self.folder.frame(frame), &artist.file)?;
                }
                coders.frame(artist.rgb()).map_err(coding)?;
                observer.frame_written(frame);
                digests.push((position, digest));
            }
            coders.end().map_err(coding)?;
        }
        Ok(digests)
    }

    /// Shows the coders the frame before a run's first, where they look at it.
    fn begin(&self, start: usize, artist: &mut Artist, coders: &mut VideoWorker<'_>) {
        match start.checked_sub(1) {
            Some(before) if coders.looks_back() => {
                artist.draw(self.film.display_list(self.frames.as_slice()[before]));
                coders.begin(start, artist.rgb());
            }
            _ => coders.begin(start, &[]),
        }
    }
}
