//! The proof that drawing only what changed leaves no trace: every frame again, by itself.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::film::Film;
use crate::raster::Raster;

use super::FrameSet;
use super::digest::{Digest, digest};
use super::validate::{Fault, FrameFault};

/// Consecutive frames that share a rasteriser, which draws each of them whole.
const RUN: usize = 16;

/// Draws each frame whole; the faults are the frames whose pixels have another digest than the
/// frame loop returned for them.
pub(super) fn redraw(film: &Film, frames: &FrameSet, digests: &[Digest]) -> Vec<FrameFault> {
    let runs: Vec<_> = frames.as_slice().chunks(RUN).zip(digests.chunks(RUN)).collect();
    runs.into_par_iter()
        .flat_map_iter(|(frames, digests)| {
            let mut raster = Raster::new(film.size());
            frames.iter().zip(digests).filter_map(move |(&frame, drawn)| {
                let alone = digest(raster.draw(&film.display_list(frame)), film.size());
                (alone != *drawn).then(|| FrameFault::new(film, frame, Fault::Incremental))
            })
        })
        .collect()
}
