//! One clip to one folder: frames, validation, digests, sidecars, manifest, in this order.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::ThreadPoolBuilder;

use super::digest::Digest;
use super::frame_loop::{FrameLoop, Observer};
use super::manifest::Manifest;
use super::redraw::redraw;
use super::validate::{FrameFault, validate};
use super::video::{self, Videos};
use super::{ExportError, FrameSet, atomic, sidecars};

/// Where the files of one clip are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClipFolder {
    path: PathBuf,
}

impl ClipFolder {
    /// The folder of the clip `name` below `output`.
    #[must_use]
    pub fn new(output: &Path, name: &str) -> Self {
        Self { path: output.join(name) }
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of the frames.
    #[must_use]
    pub fn frames(&self) -> PathBuf {
        self.path.join("frames")
    }

    /// The file of one frame.
    #[must_use]
    pub fn frame(&self, frame: u32) -> PathBuf {
        self.frames().join(frame_name(frame))
    }

    /// The list of the frames' digests.
    #[must_use]
    pub fn digests(&self) -> PathBuf {
        self.path.join("frames.b3")
    }

    /// The manifest.
    #[must_use]
    pub fn manifest(&self) -> PathBuf {
        self.path.join("clip.json")
    }
}

/// What a render made.
#[derive(Debug)]
pub struct Rendered {
    /// The manifest, which is on disk unless `faults` holds something.
    pub manifest: Manifest,
    /// Frames that are not what was drawn when they are read back.
    pub faults: Vec<FrameFault>,
}

/// Draws frames into their folder and videos beside them, reads all back, and writes the lists.
///
/// When the whole clip is drawn, files in `frames/` that an earlier, longer or interrupted render
/// left behind are removed: exactly `frame_NNNNNN.png` beyond the clip, or all of them when none are
/// asked for, the clip's videos, and our own partial files, nothing else. When only some frames are drawn, every other frame and the sidecars are left
/// alone, and the manifest speaks of the drawn ones.
///
/// # Errors
/// A file or folder cannot be written or listed, a video cannot be made, or the worker threads
/// cannot be started. What a format needs is looked for before anything is removed.
pub fn write_clip(work: &FrameLoop<'_>, observer: &dyn Observer) -> Result<Rendered, ExportError> {
    let folder = work.folder;
    let pool = ThreadPoolBuilder::new().num_threads(work.threads.max(1)).build();
    let pool = pool.map_err(ExportError::Threads)?;
    let videos = Videos::new(work.videos, work.film, work.sound, &pool)
        .map_err(|error| ExportError::Video { path: folder.path().to_owned(), error })?;
    let files = if work.png.is_some() { folder.frames() } else { folder.path().to_owned() };
    atomic::create_folder(&files)?;
    atomic::remove(&folder.manifest())?;
    atomic::remove(&folder.digests())?;
    if work.frames.is_whole() {
        remove_stale(folder, work.png.map_or(0, |_| work.frames.clip_count()))?;
        sidecars::remove(work.film, folder)?;
        video::remove(work.film, folder)?;
    }
    let digests = work.run(&pool, &videos, observer)?;
    let mut manifest = Manifest::new(work.film, work.frames, &digests);
    let mut faults = Vec::new();
    if work.png.is_some() {
        faults = pool.install(|| validate(work.film, work.frames, folder));
    } else {
        manifest.frames = None;
    }
    if work.verify_incremental {
        faults.extend(pool.install(|| redraw(work.film, work.frames, &digests)));
    }
    manifest.videos = videos.finish(folder)?;
    if faults.is_empty() {
        atomic::write(&folder.digests(), digest_list(work.frames, &digests).as_bytes())?;
        if work.frames.is_whole() {
            manifest.sidecars = sidecars::write(work.film, folder, &pool)?;
        }
        atomic::write(&folder.manifest(), manifest.to_json().as_bytes())?;
    }
    Ok(Rendered { manifest, faults })
}

/// The name of a frame's file.
fn frame_name(frame: u32) -> String {
    format!("frame_{frame:06}.png")
}

/// The frame whose file has this name, if it is one that [`frame_name`] makes.
fn frame_of(name: &str) -> Option<u32> {
    let frame = name.strip_prefix("frame_")?.strip_suffix(".png")?.parse().ok()?;
    (frame_name(frame) == name).then_some(frame)
}

/// `digest  frame_000000.png`, a line a frame.
fn digest_list(frames: &FrameSet, digests: &[Digest]) -> String {
    frames.iter().zip(digests).fold(String::new(), |mut list, (frame, digest)| {
        // Writing to a string does not fail.
        let _ = writeln!(list, "{}  {}", digest.to_hex(), frame_name(frame));
        list
    })
}

fn remove_stale(folder: &ClipFolder, count: u32) -> Result<(), ExportError> {
    let frames = folder.frames();
    if !frames.is_dir() {
        return Ok(());
    }
    let listing = |error| ExportError::write(&frames, error);
    for entry in fs::read_dir(&frames).map_err(listing)? {
        let name = entry.map_err(listing)?.file_name();
        let beyond = name.to_str().and_then(frame_of).is_some_and(|frame| frame >= count);
        if beyond || atomic::is_partial(&name) {
            atomic::remove(&frames.join(&name))?;
        }
    }
    if count == 0 {
        // Stays if something else is in it.
        let _ = fs::remove_dir(&frames);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{frame_name, frame_of};

    #[test]
    fn only_our_own_names_are_frames() {
        assert_eq!(frame_of(&frame_name(0)), Some(0));
        assert_eq!(frame_of("frame_000899.png"), Some(899));
        assert_eq!(frame_of("frame_1234567.png"), Some(1_234_567));
        for name in ["frame_1.png", "frame_+00001.png", "frame_000001.PNG", "frame_000001 (copy).png"] {
            assert_eq!(frame_of(name), None, "{name}");
        }
    }
}
