//! Comparison of a clip's folder with its scene: everything that a render would make is made again and compared
//! with the existing files. Consistent lists, digests and manifests alone prove nothing.
//!
//! Every frame is drawn; its file is decoded, and the digests of the pixels are compared. Every picture of
//! every video is compared with the frame that it shows (`video/check.rs`). Captions are compared as texts,
//! poster and contact sheet by their pixels, and the manifest value by value. Never changes a file.

use std::collections::HashMap;

use rayon::ThreadPool;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

use halfminute_check::CheckedFilm;

use super::checksums::{Checksums, LONGEST_LIST};
use super::frame_renderer::FrameRenderer;
use super::names::Sidecar;
use super::names::frame_of;
use super::names::frame_path;
use super::outline;
use super::sidecars;
use super::validate::{Fault, read_frame};
use super::verify::{Discrepancy, Mismatch};
use super::video::check::{VideoChecker, VideoChecks, VideoFiles, VideoFinding};
use super::{
    ClipFolder, ExportError, Ffmpeg, FrameSet, Manifest, Observer, Sound, VideoFormat, Workers,
    contact_sheet, still,
};
use halfminute_files as files;
use halfminute_media::digest::Digest;
use halfminute_media::png::{Examiner, Picture, decode};
use halfminute_media::{Format, GROUP};

/// The result of comparing a clip with its scene.
#[derive(Debug)]
pub struct Compared {
    /// Number of frames that were drawn.
    pub drawn: usize,
    /// Differences between the folder and the scene.
    pub discrepancies: Vec<Discrepancy>,
    /// Sentences that name what could not be compared, because something is missing on this machine.
    pub not_compared: Vec<String>,
}

/// A clip on disk that is to be compared with its scene.
#[derive(Clone, Copy, Debug)]
pub struct ClipFiles<'a> {
    /// Folder of the clip.
    pub folder: &'a ClipFolder,
    /// Manifest in that folder.
    pub manifest: &'a Manifest,
    /// Expected sound of the videos, if it is known.
    pub sound: Option<&'a Sound>,
}

/// Makes the clip of `film` again and compares it with its files.
///
/// # Errors
/// The videos cannot be made again, or the observer asked to stop.
pub fn compare(
    film: &CheckedFilm,
    files: ClipFiles<'_>,
    workers: Workers<'_>,
) -> Result<Compared, ExportError> {
    let ClipFiles { folder, manifest, sound } = files;
    let Workers { pool, observer } = workers;
    let frames = manifest.frame_set().unwrap_or_else(|_| FrameSet::whole(0));
    let is_its_size = film.size() == (manifest.size.width, manifest.size.height);
    if !is_its_size || film.frame_count() != manifest.frame_count {
        let discrepancies = values(film, manifest, &frames, None);
        return Ok(Compared { drawn: 0, discrepancies, not_compared: Vec::new() });
    }
    let formats: Vec<VideoFormat> =
        manifest.videos.iter().filter_map(|video| Format::named(&video.format)).collect();
    let formats = if frames.is_whole() { formats } else { Vec::new() };
    let ffmpeg = Ffmpeg::default();
    let videos = VideoFiles { folder, formats: &formats, sound, ffmpeg: &ffmpeg };
    let checks = VideoChecks::new(film, videos, workers);
    let clip = Clip { film, folder, manifest, listed: listed(folder), checks: &checks, observer };
    let runs: Result<Vec<Run>, ExportError> =
        pool.install(|| frames.as_slice().par_chunks(GROUP).map(|run| clip.run(run)).collect());
    let (mut digests, mut found, mut of_videos) = (Vec::new(), Vec::new(), Vec::new());
    for run in runs? {
        digests.extend(run.digests);
        found.extend(run.found);
        of_videos.extend(run.video);
    }
    let mut not_compared = Vec::new();
    for VideoFinding { format, reason, is_missing } in checks.finish(of_videos, observer)? {
        let name = format.file(film.name());
        match is_missing {
            true => not_compared.push(format!("`{name}`: {reason}")),
            false => found.push(Discrepancy::new(manifest, &name, Mismatch::Video(reason))),
        }
    }
    found.extend(sidecar_files(film, folder, manifest, pool));
    found.extend(values(film, manifest, &frames, Some(&digests)));
    Ok(Compared { drawn: digests.len(), discrepancies: found, not_compared })
}

/// Values that all workers share.
struct Clip<'a> {
    film: &'a CheckedFilm,
    folder: &'a ClipFolder,
    manifest: &'a Manifest,
    listed: HashMap<u32, Digest>,
    checks: &'a VideoChecks<'a>,
    observer: &'a dyn Observer,
}

/// The result of one run of frames.
struct Run {
    /// Digests of the pixels that were drawn.
    digests: Vec<Digest>,
    found: Vec<Discrepancy>,
    video: Option<VideoFinding>,
}

impl Clip<'_> {
    /// Draws a run of frames and compares it with their files, the list of their pixels and the pictures of the
    /// videos.
    fn run(&self, frames: &[u32]) -> Result<Run, ExportError> {
        let film = self.film;
        let coding = |error| ExportError::Video { path: self.folder.path().to_owned(), error };
        let mut renderer = FrameRenderer::new(film.size(), None);
        let mut examiner = Examiner::with_pixels(film.size());
        let mut videos = self.checks.worker().map_err(coding)?;
        self.begin(frames, &mut renderer, &mut videos);
        let (mut digests, mut found) = (Vec::new(), Vec::new());
        for &frame in frames {
            if self.observer.should_stop() {
                return Err(ExportError::Interrupted);
            }
            let drawn = renderer.draw(film.display_list(frame));
            found.extend(self.compare(frame, drawn, &mut examiner));
            videos.frame(renderer.rgb(), renderer.changed_rows()).map_err(coding)?;
            digests.push(drawn);
        }
        Ok(Run { digests, found, video: videos.end()? })
    }

    fn begin(&self, frames: &[u32], renderer: &mut FrameRenderer, videos: &mut VideoChecker<'_>) {
        let Some(&first) = frames.first() else { return };
        videos.begin(first);
        if let Some(before) = first.checked_sub(1).filter(|_| videos.looks_back()) {
            renderer.draw(self.film.display_list(before));
            videos.look_back(renderer.rgb());
        }
    }

    /// The fault of a frame, if its pixels do not have the digest `drawn`.
    fn compare(&self, frame: u32, drawn: Digest, examiner: &mut Examiner) -> Option<Discrepancy> {
        let of_frame = |mismatch| Discrepancy::new(self.manifest, &frame_path(frame), mismatch);
        if self.manifest.frames.is_some() {
            let size = examiner.size();
            let pixels = read_frame(&self.folder.frame(frame))
                .and_then(|file| examiner.examine(&file).map_err(|reject| Fault::of(reject, size)));
            match pixels {
                Err(fault) => return Some(of_frame(Mismatch::Fault(fault))),
                Ok(()) if examiner.pixels() != Some(drawn) => return Some(of_frame(Mismatch::Redrawn)),
                Ok(()) => {}
            }
        }
        let other = || Mismatch::Claim(format!("has other pixels of frame {frame} than the scene draws"));
        (self.listed.get(&frame) != Some(&drawn))
            .then(|| Discrepancy::new(self.manifest, "frames.b3", other()))
    }
}

/// The digests of the frames' pixels in the list, by frame.
fn listed(folder: &ClipFolder) -> HashMap<u32, Digest> {
    // A list that cannot be read counts as empty.
    let text =
        files::read(&folder.digests(), LONGEST_LIST).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let list = text.and_then(|text| Checksums::read(&text)).unwrap_or_default();
    list.0.into_iter().filter_map(|line| Some((frame_of(&line.name)?, line.digest))).collect()
}

/// The faults of the sidecars.
fn sidecar_files(
    film: &CheckedFilm,
    folder: &ClipFolder,
    manifest: &Manifest,
    pool: &ThreadPool,
) -> Vec<Discrepancy> {
    if manifest.rendered.is_some() {
        return Vec::new();
    }
    let clip = outline::of_film(film);
    let kinds = sidecars::kinds(&clip);
    let expected: Vec<String> = kinds.iter().map(|kind| kind.file(film.name())).collect();
    let mut found = Vec::new();
    if manifest.sidecars != expected {
        let claim = "has other `sidecars` than its scene gives".to_owned();
        found.push(Discrepancy::new(manifest, "clip.json", Mismatch::Claim(claim)));
    }
    let (poster, sheet) =
        pool.join(|| Some(still(film, sidecars::poster_frame(film))), || contact_sheet(film).ok());
    for (kind, name) in kinds.into_iter().zip(expected) {
        let bytes = sidecars::read(&folder.path().join(&name)).unwrap_or_default();
        let is = |picture: &Option<Picture>| decode(&bytes).ok().as_ref() == picture.as_ref();
        let mismatch = match kind {
            Sidecar::Vtt | Sidecar::Srt
                if sidecars::text(kind, &clip).is_some_and(|text| text.as_bytes() == bytes) =>
            {
                continue;
            }
            Sidecar::Vtt | Sidecar::Srt => Mismatch::Texts("has other captions than its scene".to_owned()),
            Sidecar::Poster if is(&poster) => continue,
            Sidecar::ContactSheet if is(&sheet) => continue,
            Sidecar::Poster | Sidecar::ContactSheet => Mismatch::Redrawn,
        };
        found.push(Discrepancy::new(manifest, &name, mismatch));
    }
    found
}

/// The values of the manifest that differ from those of the scene. `digests` is `None` if nothing was drawn.
fn values(
    film: &CheckedFilm,
    manifest: &Manifest,
    frames: &FrameSet,
    digests: Option<&[Digest]>,
) -> Vec<Discrepancy> {
    let mut expected = Manifest {
        scene: manifest.scene.clone(),
        frames: manifest.frames.clone(),
        files_digest: manifest.files_digest.clone(),
        sidecars: manifest.sidecars.clone(),
        videos: manifest.videos.clone(),
        manifest_digest: manifest.manifest_digest.clone(),
        ..Manifest::new(film, frames, digests.unwrap_or_default())
    };
    if digests.is_none() {
        expected.frames_digest.clone_from(&manifest.frames_digest);
    }
    let keys = expected.differing_keys(manifest);
    let claim = |key: String| Mismatch::Claim(format!("has another `{key}` than its scene gives"));
    keys.into_iter().map(|key| Discrepancy::new(manifest, "clip.json", claim(key))).collect()
}
