//! A check that incremental drawing has no effect on the pixels: every frame is drawn again, by itself.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use halfminute_check::CheckedFilm;
use halfminute_engine::raster::Raster;

use super::FrameSet;
use super::validate::{Fault, FrameFault};
use halfminute_media::digest::{Digest, digest};

/// Number of consecutive frames that share a rasteriser, which draws each of them completely.
const RUN: usize = 16;

/// Draws each frame completely. Returns faults for the frames whose pixels do not have the digest from the
/// frame loop.
pub(super) fn redraw(film: &CheckedFilm, frames: &FrameSet, digests: &[Digest]) -> Vec<FrameFault> {
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

#[cfg(test)]
mod tests {
    use super::redraw;
    use crate::{FrameSet, digest, still};
    use halfminute_engine::film::Overrides;

    #[test]
    fn a_frame_with_other_pixels_is_named() {
        let place = tempfile::tempdir().unwrap();
        let scene = place.path().join("clip.toml");
        std::fs::write(&scene, include_str!("../../../src/cli/new_scene.toml")).unwrap();
        let overrides = Overrides { size: Some((64, 36)), ..Overrides::default() };
        let film = halfminute_check::open(&scene, &overrides).unwrap().film.unwrap();
        let frames = FrameSet::span(20, 40, film.frame_count());
        let mut digests: Vec<_> =
            frames.iter().map(|frame| digest(&still(&film, frame).rgb, film.size())).collect();
        assert_eq!(redraw(&film, &frames, &digests), []);
        digests[17] = digest(&[0; 64 * 36 * 3], film.size());
        let faults = redraw(&film, &frames, &digests);
        assert_eq!(faults.len(), 1);
        let title = &film.beats()[0].title;
        let says = "has other pixels when it is drawn by itself: please report this scene";
        assert_eq!(faults[0].to_string(), format!("frame 37 (beat 1, `{title}`) {says}"));
    }
}
