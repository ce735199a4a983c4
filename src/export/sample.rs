//! Some frames of a clip drawn again from its scene, and their pixels compared.

use std::collections::HashMap;
use std::path::Path;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::film::Film;

use super::artist::Artist;
use super::checksums::{Checksums, LONGEST_LIST, frame_path};
use super::digest::Digest;
use super::folder::frame_of;
use super::verify::{Discrepancy, Mismatch};
use super::{ClipFolder, ExportError, FrameSet, Manifest, Observer};
use crate::files;

/// How many frames are drawn again.
const SAMPLE: usize = 30;

/// Draws frames of the scene again, spread over those of the manifest, and compares their pixels;
/// compares what the manifest says of the clip, too. Returns how many frames were drawn.
///
/// # Errors
/// The observer asked for an end.
pub fn redraw_sample(
    film: &Film,
    (folder, manifest): (&ClipFolder, &Manifest),
    pool: &ThreadPool,
    observer: &dyn Observer,
) -> Result<(usize, Vec<Discrepancy>), ExportError> {
    let mut found = Vec::new();
    let frames = manifest.frame_set().unwrap_or_else(|_| FrameSet::whole(0));
    let same_clip = film.size() == (manifest.size.width, manifest.size.height)
        && film.frame_count() == manifest.frame_count;
    let said = Manifest {
        scene: manifest.scene.clone(),
        frames_digest: manifest.frames_digest.clone(),
        files_digest: manifest.files_digest.clone(),
        frames: manifest.frames.clone(),
        sidecars: manifest.sidecars.clone(),
        videos: manifest.videos.clone(),
        findings: manifest.findings.clone(),
        manifest_digest: manifest.manifest_digest.clone(),
        ..Manifest::new(film, &frames, &[])
    };
    if said != *manifest {
        let claim = "says something else of the clip than its scene".to_owned();
        found.push(Discrepancy::new(manifest, "clip.json", Mismatch::Claim(claim)));
    }
    if !same_clip {
        return Ok((0, found));
    }
    let digests = read_pixels(&folder.path().join(&manifest.frame_digests.file));
    let sample = spread(frames.as_slice());
    let draw = |artist: &mut Artist, &frame: &u32| {
        if observer.should_stop() {
            return Err(ExportError::Interrupted);
        }
        let pixels = artist.draw(film.display_list(frame));
        Ok((digests.get(&frame) != Some(&pixels)).then_some(frame))
    };
    let artist = || Artist::new(film.size(), None);
    let other: Result<Vec<_>, _> = pool.install(|| sample.par_iter().map_init(artist, draw).collect());
    for frame in other?.into_iter().flatten() {
        found.push(Discrepancy::new(manifest, &frame_path(frame), Mismatch::Redrawn));
    }
    Ok((sample.len(), found))
}

/// The digests of the frames' pixels by frame; lines that are none are left out.
fn read_pixels(list: &Path) -> HashMap<u32, Digest> {
    let bytes = files::read(list, LONGEST_LIST);
    let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let list = Checksums::read(&text).unwrap_or_default();
    list.0.into_iter().filter_map(|line| Some((frame_of(&line.name)?, line.digest))).collect()
}

/// At most [`SAMPLE`] frames, evenly spread.
fn spread(frames: &[u32]) -> Vec<u32> {
    let count = frames.len().min(SAMPLE);
    (0..count).map(|at| frames[(at * 2 + 1) * frames.len() / (count * 2)]).collect()
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn a_sample_is_spread_over_all() {
        assert!(spread(&[]).is_empty());
        assert_eq!(spread(&[4, 9]), [4, 9]);
        let sample = spread(&(0..900).collect::<Vec<_>>());
        assert_eq!((sample.len(), sample[0], sample[29]), (30, 15, 885));
    }
}
