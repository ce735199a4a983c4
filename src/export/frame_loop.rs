//! Frames to PNG files, on several threads.
//!
//! Each worker keeps one rasteriser and takes one contiguous run of frames after another, so that
//! neighbours meet on one worker: a frame whose display list equals the one before is neither drawn
//! nor encoded again. The result does not depend on which worker drew what.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::ThreadPool;

use crate::display::DisplayList;
use crate::film::Film;
use crate::raster::Raster;

use super::png::{self, Compression};
use super::{ClipFolder, ExportError, FrameSet, atomic};

/// BLAKE3 of a frame's RGB8 pixels, rows from the top: the same for every compression.
pub type Digest = blake3::Hash;

/// Hears how far a render is. Called from worker threads, in no particular order.
pub trait Observer: Sync {
    /// The file of frame `frame` is whole.
    fn frame_written(&self, frame: u32);
}

/// Longer runs would leave workers idle at the end of a clip; shorter ones separate neighbours.
const LONGEST_RUN: usize = 32;

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

/// Positions of the frame set that no worker has taken yet.
struct Queue {
    next: AtomicUsize,
    count: usize,
    run: usize,
    stopped: AtomicBool,
}

impl Queue {
    fn new(count: usize, workers: usize) -> Self {
        let run = (count / (workers * 4)).clamp(1, LONGEST_RUN);
        Self { next: AtomicUsize::new(0), count, run, stopped: AtomicBool::new(false) }
    }

    fn next_run(&self) -> Option<Range<usize>> {
        let start = self.next.fetch_add(self.run, Ordering::Relaxed);
        (start < self.count).then(|| start..(start + self.run).min(self.count))
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// One worker's rasteriser and the last frame it drew.
struct Artist {
    raster: Raster,
    size: (u32, u32),
    compression: Compression,
    drawn: Option<(DisplayList, Digest)>,
    rgb: Vec<u8>,
    /// The last frame as a PNG.
    file: Vec<u8>,
}

impl Artist {
    fn new(size: (u32, u32), compression: Compression) -> Self {
        let raster = Raster::new(size);
        Self { raster, size, compression, drawn: None, rgb: Vec::new(), file: Vec::new() }
    }

    /// Brings `file` up to `list` and returns the digest of its pixels.
    fn draw(&mut self, list: DisplayList) -> Digest {
        if let Some((drawn, digest)) = &self.drawn
            && *drawn == list
        {
            return *digest;
        }
        png::drop_alpha(self.raster.draw(&list), &mut self.rgb);
        png::encode(&self.rgb, self.size, self.compression, &mut self.file);
        let digest = blake3::hash(&self.rgb);
        self.drawn = Some((list, digest));
        digest
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{Artist, Queue};
    use crate::display::{Color, DisplayList};
    use crate::export::png::{Compression, decode};

    fn list(grey: f32) -> DisplayList {
        DisplayList { background: Color::new([grey, grey, grey, 1.0]), items: Vec::new() }
    }

    #[test]
    fn a_repeated_list_is_the_same_file_and_another_is_not() {
        let mut artist = Artist::new((16, 9), Compression::Fast);
        let white = artist.draw(list(1.0));
        let file = artist.file.clone();
        assert_eq!((artist.draw(list(1.0)), &artist.file), (white, &file));
        let black = artist.draw(list(0.0));
        assert_ne!(black, white);
        assert_eq!(decode(&artist.file).unwrap().rgb, [0; 16 * 9 * 3]);
        assert_eq!((artist.draw(list(1.0)), &artist.file), (white, &file));
    }

    proptest! {
        #[test]
        fn runs_tile_the_frames(count in 0_usize..2_000, workers in 1_usize..300) {
            let queue = Queue::new(count, workers);
            let taken: Vec<usize> = std::iter::from_fn(|| queue.next_run()).flatten().collect();
            assert_eq!(taken, (0..count).collect::<Vec<_>>());
        }
    }
}
