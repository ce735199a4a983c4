//! A clip's folder held against its manifest, without a look at its scene.
//!
//! The manifest has the digest of `files.b3`, and that has the digest of every file. A frame with
//! its digest is the file that was decoded and measured when it was rendered, so nothing is decoded
//! here but files that differ, to say how. Never changes a file.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs;
use std::io::ErrorKind;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::checksums::{Checksums, LONGEST_LIST, digest_of, frame_path, read_pixels};
use super::digest::Digest;
use super::folder::frame_of;
use super::validate::{Fault, explain};
use super::{ClipFolder, ExportError, FrameSet, Manifest, Observer, Size, png};
use crate::files;
use claims::claims;
use extra::extra;

mod claims;
mod extra;

/// Something in a clip's folder that is not what the manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// The file, below the clip's folder.
    pub file: String,
    /// The frame, and its beat as number and title, if it is one of a frame.
    pub frame: Option<(u32, Option<(usize, String)>)>,
    /// What is wrong.
    pub mismatch: Mismatch,
}

/// How a file differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// It is not there, or not what was written.
    Fault(Fault),
    /// The manifest does not know it.
    Extra,
    /// It says something that does not hold.
    Claim(String),
    /// The scene draws other pixels.
    Redrawn,
}

impl Mismatch {
    /// A stable name.
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
            Self::Redrawn | Self::Fault(Fault::Incremental) => "other-pixels",
        }
    }
}

impl Discrepancy {
    /// Of the file `name` of a clip.
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
            Mismatch::Claim(claim) => write!(out, " {claim}"),
            Mismatch::Redrawn => out.write_str(" has other pixels than the scene draws"),
        }
    }
}

/// What was found in a clip's folder.
#[derive(Debug)]
pub struct Verified {
    /// The manifest, if it could be read.
    pub manifest: Option<Manifest>,
    /// How many files were looked at.
    pub files: usize,
    /// Names of files, frames included, that have the bytes that the manifest vouches for.
    pub whole: HashSet<String>,
    /// What does not hold, in the order of the lists.
    pub discrepancies: Vec<Discrepancy>,
}

/// Holds the files of `folder` against its manifest, on the threads of `pool`.
///
/// # Errors
/// The folder cannot be listed, or the observer asked for an end.
pub fn verify(
    folder: &ClipFolder,
    pool: &ThreadPool,
    observer: &dyn Observer,
) -> Result<Verified, ExportError> {
    let path = folder.path();
    folder.require_folders()?;
    fs::read_dir(path).map_err(|error| ExportError::Read { path: path.to_owned(), error })?;
    let mut reader = Reader { folder, found: Vec::new() };
    let manifest = reader.manifest();
    let Some(frames) = manifest.as_ref().and_then(|manifest| reader.claims(manifest)) else {
        return Ok(reader.ended(manifest));
    };
    let Some(manifest) = manifest else {
        return Ok(reader.ended(None));
    };
    let listed = reader.listed(&manifest);
    let expected = expected(&manifest, &frames);
    reader.compare_names(&expected, &listed);
    let examine = |name: &String| {
        if observer.should_stop() {
            return Err(ExportError::Interrupted);
        }
        let fault = examine(folder, name, listed.get(name), manifest.size).err();
        Ok(fault.map(|fault| (name.clone(), fault)))
    };
    let faults: Result<Vec<_>, _> = pool.install(|| expected.par_iter().map(examine).collect());
    for (name, fault) in faults?.into_iter().flatten() {
        reader.add(&manifest, &name, Mismatch::Fault(fault));
    }
    reader.videos(&manifest, &listed);
    reader.pixels(&manifest, &frames);
    for name in extra(folder, &manifest, &frames)? {
        reader.add(&manifest, &name, Mismatch::Extra);
    }
    let files = expected.len() + 2;
    let faulty: HashSet<&String> = reader.found.iter().map(|found| &found.file).collect();
    // Of a list that the manifest does not know, no line counts.
    let whole = expected.into_iter().filter(|name| listed.contains_key(name) && !faulty.contains(name));
    let whole = if faulty.iter().any(|name| *name == "files.b3") { HashSet::new() } else { whole.collect() };
    Ok(Verified { manifest: Some(manifest), files, whole, discrepancies: reader.found })
}

/// Names of the files that the manifest promises, frames first.
fn expected(manifest: &Manifest, frames: &FrameSet) -> Vec<String> {
    let mut expected: Vec<String> = Vec::new();
    if manifest.frames.is_some() {
        expected.extend(frames.iter().map(frame_path));
    }
    expected.extend(manifest.beside_frames().cloned());
    expected
}

/// Examines one file. Where no digest is known, a frame must at least be a picture.
fn examine(folder: &ClipFolder, name: &str, digest: Option<&Digest>, size: Size) -> Result<(), Fault> {
    let size = (size.width, size.height);
    let path = folder.path().join(name);
    let frame = name.strip_prefix("frames/").and_then(frame_of);
    let Some(frame) = frame else {
        let found = files::open(&path).and_then(digest_of).map_err(|error| Fault::reading(&error))?;
        return if digest.is_none_or(|digest| *digest == found) { Ok(()) } else { Err(Fault::Altered) };
    };
    let bytes = files::read(&path, png::LARGEST_FILE).map_err(|error| Fault::reading(&error))?;
    if digest.is_some_and(|digest| *digest == blake3::hash(&bytes)) {
        return match size_of(&bytes) {
            Some(found) if found != size => Err(Fault::Size { found, expected: size }),
            _ => Ok(()),
        };
    }
    match explain(Fault::Altered, folder, frame, size) {
        Fault::Altered if digest.is_none() => Ok(()),
        fault => Err(fault),
    }
}

/// Width and height as a PNG's header says them.
fn size_of(png: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from_be_bytes(*png.get(at..)?.first_chunk()?));
    Some((side(16)?, side(20)?))
}

/// Reads the lists of a folder and collects what does not hold.
struct Reader<'a> {
    folder: &'a ClipFolder,
    found: Vec<Discrepancy>,
}

impl Reader<'_> {
    fn add(&mut self, manifest: &Manifest, name: &str, mismatch: Mismatch) {
        self.found.push(Discrepancy::new(manifest, name, mismatch));
    }

    fn list(&mut self, name: &str, mismatch: Mismatch) {
        self.found.push(Discrepancy { file: name.to_owned(), frame: None, mismatch });
    }

    fn claim(&mut self, name: &str, claim: impl Into<String>) {
        self.list(name, Mismatch::Claim(claim.into()));
    }

    /// The text of a list, unless it is missing, which is noted.
    fn text(&mut self, name: &str) -> Option<String> {
        match files::read(&self.folder.path().join(name), LONGEST_LIST) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => return Some(text),
                Err(_) => self.claim(name, "is not text"),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.list(name, Mismatch::Fault(Fault::Missing));
            }
            Err(error) => self.list(name, Mismatch::Fault(Fault::reading(&error))),
        }
        None
    }

    fn manifest(&mut self) -> Option<Manifest> {
        let text = self.text("clip.json")?;
        match serde_json::from_str(&text) {
            Ok(manifest) => Some(manifest),
            Err(error) => {
                self.claim("clip.json", format!("is no manifest: {error}"));
                None
            }
        }
    }

    /// Whether what the manifest says of the clip fits together; the frames it speaks of.
    fn claims(&mut self, manifest: &Manifest) -> Option<FrameSet> {
        let (claims, frames) = claims(manifest);
        claims.into_iter().for_each(|claim| self.claim("clip.json", claim));
        frames
    }

    /// What was found, when there is nothing to hold the other files against.
    fn ended(self, manifest: Option<Manifest>) -> Verified {
        Verified { manifest, files: 1, whole: HashSet::new(), discrepancies: self.found }
    }

    /// What the manifest says of the bytes of its videos must be what the list says, and what is there.
    fn videos(&mut self, manifest: &Manifest, listed: &HashMap<String, Digest>) {
        for video in &manifest.videos {
            let name = &video.file;
            if listed.get(name).is_some_and(|digest| digest.to_hex().as_str() != video.digest) {
                self.claim("clip.json", format!("has another digest of `{name}` than `files.b3`"));
            }
            let length = self.folder.path().join(name).symlink_metadata().map(|found| found.len());
            // A file that is cut is named by itself.
            let altered = self.found.iter().any(|found| found.file == *name);
            if let Some(length) = length.ok().filter(|length| *length != video.bytes && !altered) {
                let said = video.bytes;
                self.claim("clip.json", format!("says that `{name}` has {said} bytes: it has {length}"));
            }
        }
    }

    /// The digests of `files.b3`, as far as it is one that the manifest knows.
    fn listed(&mut self, manifest: &Manifest) -> HashMap<String, Digest> {
        let name = "files.b3";
        let Some(text) = self.text(name) else { return HashMap::new() };
        if blake3::hash(text.as_bytes()).to_hex().as_str() != manifest.files_digest {
            self.list(name, Mismatch::Fault(Fault::Altered));
        }
        let Some(Checksums(list)) = Checksums::read(&text) else {
            self.claim(name, "is not a list of digests");
            return HashMap::new();
        };
        list.into_iter().collect()
    }

    /// The list must name what the manifest promises and nothing else.
    fn compare_names(&mut self, expected: &[String], listed: &HashMap<String, Digest>) {
        let unlisted = expected.iter().filter(|name| !listed.contains_key(*name)).count();
        let beyond = (listed.len() + unlisted).saturating_sub(expected.len());
        if !listed.is_empty() && (unlisted, beyond) != (0, 0) {
            let claim = format!("lacks {unlisted} of the manifest's files and has {beyond} others");
            self.claim("files.b3", claim);
        }
    }

    /// The list of the pixels' digests must be the one of the manifest.
    fn pixels(&mut self, manifest: &Manifest, frames: &FrameSet) {
        let name = &manifest.frame_digests.file;
        let digests = read_pixels(&self.folder.path().join(name));
        let mut all = blake3::Hasher::new();
        let mut known = frames.iter().filter_map(|frame| digests.get(&frame));
        known.by_ref().for_each(|digest| {
            all.update(digest.as_bytes());
        });
        let missing = self.found.iter().any(|found| found.file == *name);
        if !missing && all.finalize().to_hex().as_str() != manifest.frames_digest {
            self.claim("clip.json", format!("has another `frames_digest` than the digests of `{name}`"));
        }
    }
}
