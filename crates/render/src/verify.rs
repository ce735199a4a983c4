//! Verification of a clip's folder against its manifest, without its scene.
//!
//! The manifest ends in a digest of itself and contains the digest of `files.b3`, which contains the digest of
//! every file. A frame with the right digest was decoded and measured when it was rendered, so only its
//! structure is checked; files that differ are decoded, to describe the difference. Claims that the manifest
//! makes twice, or about a file, are compared. Never changes a file.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::names::frame_of;
use super::names::frame_path;
use super::survey::{Irregular, irregular};
use super::validate::Fault;
use super::{ClipFolder, ExportError, FrameSet, Manifest, Observer};
use claims::{Claims, claims};
use contents::examine;
use extra::extra;
use halfminute_media::Outline;
use halfminute_media::Plan;
use halfminute_media::digest::Digest;
use lists::ListReader;

mod claims;
mod contents;
mod extra;
mod lists;

/// A difference between a clip's folder and its manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// Name of the file, relative to the clip's folder.
    pub file: String,
    /// For a frame's file: the frame's number, with the number and title of its beat.
    pub frame: Option<(u32, Option<(usize, String)>)>,
    /// Kind of the difference, with its details.
    pub mismatch: Mismatch,
}

/// The kind of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The file is missing, or is not what was written.
    Fault(Fault),
    /// The file is not in the manifest.
    Extra,
    /// The file claims something that is not true.
    Claim(String),
    /// The file is not a video, or not the one in the manifest; a sentence that begins with "it" or "its".
    Video(String),
    /// The captions in the file are not those of the manifest's beats.
    Texts(String),
    /// The scene draws other pixels than the file holds.
    Redrawn,
}

impl Mismatch {
    /// A stable name for machine-readable output.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fault(Fault::Missing) => "missing",
            Self::Fault(Fault::Unreadable(_)) => "unreadable",
            Self::Fault(Fault::Broken(_)) => "broken",
            Self::Fault(Fault::Altered | Fault::Foreign) => "altered",
            Self::Fault(Fault::Size { .. }) => "wrong-size",
            Self::Extra => "extra",
            Self::Claim(_) => "bad-manifest",
            Self::Video(_) => "bad-video",
            Self::Texts(_) => "other-texts",
            Self::Redrawn | Self::Fault(Fault::Incremental) => "other-pixels",
        }
    }
}

impl Discrepancy {
    /// A discrepancy of the file `name`, with its frame and beat if it is a frame's file.
    pub(super) fn new(manifest: &Manifest, name: &str, mismatch: Mismatch) -> Self {
        let frame = name.strip_prefix("frames/").and_then(frame_of);
        let beat = |frame: u32| {
            let at = manifest.beats.iter().position(|b| (b.first_frame..b.end_frame).contains(&frame))?;
            Some((at + 1, manifest.beats[at].title.clone()))
        };
        let frame = frame.map(|frame| (frame, beat(frame)));
        Self { file: name.to_owned(), frame, mismatch }
    }
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.frame {
            Some((frame, Some((number, title)))) => write!(out, "frame {frame} (beat {number}, `{title}`)")?,
            Some((frame, None)) => write!(out, "frame {frame}")?,
            None => write!(out, "`{}`", self.file)?,
        }
        match &self.mismatch {
            Mismatch::Fault(fault) => write!(out, " {fault}"),
            Mismatch::Extra => out.write_str(" is not in the manifest"),
            Mismatch::Claim(claim) | Mismatch::Texts(claim) => write!(out, " {claim}"),
            Mismatch::Video(reason) => write!(out, " is not the video of its manifest: {reason}"),
            Mismatch::Redrawn => out.write_str(" has other pixels than the scene draws"),
        }
    }
}

/// The result of verifying a clip's folder.
#[derive(Debug)]
pub struct Verified {
    /// Manifest of the clip, if it could be read.
    pub manifest: Option<Manifest>,
    /// Number of files that were verified.
    pub files: usize,
    /// Files, including those of frames, that have the bytes that the manifest vouches for, with their digests.
    pub whole: HashMap<String, Digest>,
    /// Differences from the manifest, in the order of the lists.
    pub discrepancies: Vec<Discrepancy>,
}

/// Verifies the files of `folder` against its manifest, on the threads of `pool`.
///
/// # Errors
/// The folder cannot be listed, or the observer asked to stop.
pub fn verify(
    folder: &ClipFolder,
    pool: &ThreadPool,
    observer: &dyn Observer,
) -> Result<Verified, ExportError> {
    let path = folder.path();
    folder.require_folders()?;
    fs::read_dir(path).map_err(|error| ExportError::Read { path: path.to_owned(), error })?;
    let mut lists = ListReader::new(folder);
    let manifest = lists.manifest();
    let claims = manifest.as_ref().map(claims);
    let (Some(manifest), Some(Claims { sentences, read })) = (manifest, claims) else {
        return Ok(lists.ended(None));
    };
    sentences.into_iter().for_each(|claim| lists.claim("clip.json", claim));
    // If the manifest is inconsistent, the other files cannot be compared with it.
    let Some((frames, outline)) = read else { return Ok(lists.ended(Some(manifest))) };
    let names = expected(&manifest, &frames);
    let listed = lists.files(&manifest, &names);
    lists.pixels(&manifest, &frames);
    let mut found = lists.finish();
    let examine = |name: &String| {
        if observer.should_stop() {
            return Err(ExportError::Interrupted);
        }
        let fault = examine(folder, name, listed.get(name), outline.size).err();
        Ok(fault.map(|fault| Discrepancy::new(&manifest, name, Mismatch::Fault(fault))))
    };
    let faults: Result<Vec<_>, _> = pool.install(|| names.par_iter().map(examine).collect());
    found.extend(faults?.into_iter().flatten());
    found.extend(claimed(folder, &manifest, &listed, &outline, &found));
    let extra = extra(folder, &manifest, &frames)?;
    found.extend(extra.iter().map(|name| Discrepancy::new(&manifest, name, Mismatch::Extra)));
    let irregular = irregular(folder, &manifest.clip)?;
    for Irregular { name, refused } in irregular {
        if found.iter().all(|found| found.file != name) {
            let fault = Fault::Unreadable(refused.to_string());
            found.push(Discrepancy::new(&manifest, &name, Mismatch::Fault(fault)));
        }
    }
    let (files, whole) = (names.len() + 2, whole(&names, &listed, &found));
    Ok(Verified { manifest: Some(manifest), files, whole, discrepancies: found })
}

/// Names of the files that the manifest promises, frames first: the lines of `files.b3`.
fn expected(manifest: &Manifest, frames: &FrameSet) -> Vec<String> {
    let frames = frames.iter().map(frame_path).filter(|_| manifest.frames.is_some());
    frames.chain(manifest.beside_frames().cloned()).collect()
}

/// Discrepancies between the manifest's claims about sidecars and videos and the files, for files without
/// faults.
fn claimed(
    folder: &ClipFolder,
    manifest: &Manifest,
    listed: &HashMap<String, Digest>,
    outline: &Outline,
    found: &[Discrepancy],
) -> Vec<Discrepancy> {
    let is_faulty = |name: &String| found.iter().any(|found| found.file == *name);
    let videos = manifest.videos.iter().filter(|video| !is_faulty(&video.file));
    let plan = Plan::new(outline.clone());
    let of_videos = videos.flat_map(|video| contents::video(folder, video, listed.get(&video.file), &plan));
    let sidecars = manifest.sidecars.iter().filter(|name| !is_faulty(name));
    let of_sidecars = sidecars.filter_map(|name| contents::sidecar(folder, name, outline));
    of_videos.chain(of_sidecars).map(|(name, mismatch)| Discrepancy::new(manifest, &name, mismatch)).collect()
}

/// The files without discrepancies. If the list differs from the one in the manifest, none of its lines counts.
fn whole(
    names: &[String],
    listed: &HashMap<String, Digest>,
    found: &[Discrepancy],
) -> HashMap<String, Digest> {
    let faulty: HashSet<&str> = found.iter().map(|found| found.file.as_str()).collect();
    if faulty.contains("files.b3") {
        return HashMap::new();
    }
    let whole = names.iter().filter(|name| !faulty.contains(name.as_str()));
    whole.filter_map(|name| Some((name.clone(), *listed.get(name)?))).collect()
}
