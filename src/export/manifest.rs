//! What a clip's folder holds, as `clip.json`: everything a player, an encoder or a reviewer needs
//! to know without opening a frame.
//!
//! Keys keep their order and nothing in it depends on when, where or with how many threads the clip
//! was rendered: two renders of one scene give the same bytes. Its last key is a digest of all before.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::film::{BeatSpan, Film, Warning};
use crate::lint::Levels;
use crate::scene::{AssetFile, Course};
use crate::time::Rate;

use super::digest::Digest;
use super::video::Video;
use super::{FrameRanges, FrameSet, FramesError};

mod text;

/// Where frame number *n* is below the clip's folder.
pub(super) const FRAME_PATTERN: &str = "frames/frame_%06d.png";

/// The manifest of one clip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this form; it grows when a key changes its meaning.
    pub format: u32,
    /// `halfminute`.
    pub generator: String,
    /// The program's version.
    pub version: String,
    /// The clip's name: its folder, and its scene's file name without the extension.
    pub clip: String,
    /// The clip's title.
    pub title: String,
    /// The language of its texts as a BCP 47 tag.
    #[serde(default = "english")]
    pub lang: String,
    /// What the clip belongs to, as the scene says it.
    #[serde(default, skip_serializing_if = "Course::is_none")]
    pub course: Course,
    /// Size of every frame in pixels.
    pub size: Size,
    /// Frames a second.
    pub rate: Fraction,
    /// Number of frames of the whole clip.
    pub frame_count: u32,
    /// First frame that was drawn.
    pub first_frame: u32,
    /// Last frame that was drawn.
    pub last_frame: u32,
    /// Length of the whole clip in seconds: `frame_count` divided by `rate`.
    pub duration: f64,
    /// Where frame number *n* is, as a printf pattern below the clip's folder; absent when only videos
    /// were made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frames: Option<String>,
    /// The frames that were drawn, such as `0-299,450`; absent when all were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<String>,
    /// The scene's file: its path where the scene was named by a relative one, else its name.
    pub scene: String,
    /// BLAKE3 of the scene's text.
    pub scene_digest: String,
    /// BLAKE3 of the theme's text.
    pub theme_digest: String,
    /// The picture files that the scene names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<AssetDigest>,
    /// BLAKE3 of the drawn frames' digests, 32 bytes each, in the order of the frames.
    pub frames_digest: String,
    /// Where the digest of each drawn frame is.
    pub frame_digests: DigestList,
    /// BLAKE3 of the list of the files' digests, and with it of every byte of the clip.
    pub files_digest: String,
    /// Where the digest of each file is, in the form of `b3sum`.
    pub file_digests: DigestList,
    /// Files below the clip's folder that a render of the whole clip wrote beside its frames.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sidecars: Vec<String>,
    /// The videos of the clip.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub videos: Vec<Video>,
    /// The beats, which tile the clip: its chapters.
    pub beats: Vec<Beat>,
    /// Levels of lints that the command line asked for, by their names; absent when none were.
    #[serde(default, skip_serializing_if = "Levels::is_default")]
    pub lint_levels: Levels,
    /// What the lints found in the scene.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Warning>,
    /// BLAKE3 of the bytes of the file before the line of this key, which is the last.
    /// [`Manifest::to_json`] computes it.
    #[serde(default)]
    pub manifest_digest: String,
}

/// What scenes that name no language are written in.
fn english() -> String {
    "en".to_owned()
}

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// A number that decimals cannot hold, such as 30000/1001.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fraction {
    /// Above the line.
    pub numerator: u32,
    /// Below the line.
    pub denominator: u32,
}

/// A file of lines `digest  name`. Digests of pixels, unlike those of files, do not change with the
/// compression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestList {
    /// The file, below the clip's folder.
    pub file: String,
    /// `blake3`, in hexadecimal digits.
    pub algorithm: String,
    /// What was hashed of each frame.
    pub of: String,
}

/// A picture file that the scene names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetDigest {
    /// Its path below the scene's folder.
    pub file: String,
    /// BLAKE3 of its bytes.
    pub digest: String,
}

/// One beat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beat {
    /// Its title.
    pub title: String,
    /// Its caption, possibly empty.
    pub caption: String,
    /// What its pictures show, for those who do not see them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<String>,
    /// Its first frame.
    pub first_frame: u32,
    /// The frame after its last.
    pub end_frame: u32,
    /// When its first frame is shown, in seconds.
    pub start: f64,
    /// When the frame after its last is shown, in seconds: the `start` of the next beat.
    pub end: f64,
}

impl Manifest {
    /// The manifest of `frames` of `film`, whose pixels have these digests.
    #[must_use]
    pub fn new(film: &Film, frames: &FrameSet, digests: &[Digest]) -> Self {
        let mut all = blake3::Hasher::new();
        for digest in digests {
            all.update(digest.as_bytes());
        }
        Self {
            format: 1,
            generator: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            clip: film.name().to_owned(),
            title: film.title().to_owned(),
            lang: film.language().to_owned(),
            course: film.course().clone(),
            size: Size { width: film.size().0, height: film.size().1 },
            rate: Fraction { numerator: film.rate().numerator(), denominator: film.rate().denominator() },
            frame_count: film.frame_count(),
            first_frame: frames.as_slice().first().copied().unwrap_or(0),
            last_frame: frames.as_slice().last().copied().unwrap_or(0),
            duration: film.duration().seconds(),
            frames: Some(FRAME_PATTERN.to_owned()),
            rendered: (!frames.is_whole()).then(|| frames.to_string()),
            scene: scene_name(film.path()),
            scene_digest: film.scene_digest(),
            theme_digest: film.theme_digest(),
            assets: film.files().iter().map(AssetDigest::new).collect(),
            frames_digest: all.finalize().to_hex().to_string(),
            frame_digests: DigestList::of_pixels(),
            files_digest: String::new(),
            file_digests: DigestList::of_files(),
            sidecars: Vec::new(),
            videos: Vec::new(),
            beats: film.beats().iter().map(|beat| Beat::new(beat, film.rate())).collect(),
            lint_levels: film.levels().clone(),
            findings: film.warnings().to_vec(),
            manifest_digest: String::new(),
        }
    }

    /// Whether a render of `film` draws the same frames and calls them the same: scene, theme, pictures, size and
    /// rate are those of the manifest, and so is the version of the program.
    pub(super) fn is_of(&self, film: &Film) -> bool {
        let ours = Self::new(film, &FrameSet::whole(film.frame_count()), &[]);
        let says = |of: &Self| {
            let digests = (of.scene_digest.clone(), of.theme_digest.clone(), of.assets.clone());
            (of.version.clone(), of.clip.clone(), of.size, of.rate, of.frame_count, digests)
        };
        says(self) == says(&ours)
    }

    /// The frames that the manifest speaks of.
    ///
    /// # Errors
    /// `rendered` names no frames, or frames that the clip does not have.
    pub fn frame_set(&self) -> Result<FrameSet, FramesError> {
        match &self.rendered {
            None => Ok(FrameSet::whole(self.frame_count)),
            Some(text) => text.parse::<FrameRanges>()?.of_clip(self.frame_count),
        }
    }

    /// The names of the files beside the frames whose digests are listed.
    pub(super) fn beside_frames(&self) -> impl Iterator<Item = &String> {
        let videos = self.videos.iter().map(|video| &video.file);
        std::iter::once(&self.frame_digests.file).chain(&self.sidecars).chain(videos)
    }
}

impl DigestList {
    /// The list of the frames' pixels.
    pub(super) fn of_pixels() -> Self {
        Self {
            file: "frames.b3".to_owned(),
            algorithm: "blake3".to_owned(),
            of: "the blake3 digests of bands of 32 rows, rgb8 pixels, from the top".to_owned(),
        }
    }

    /// The list of the files' bytes.
    pub(super) fn of_files() -> Self {
        Self {
            file: "files.b3".to_owned(),
            algorithm: "blake3".to_owned(),
            of: "bytes of each file".to_owned(),
        }
    }
}

impl AssetDigest {
    fn new(file: &AssetFile) -> Self {
        Self { file: file.name.clone(), digest: file.digest.clone() }
    }
}

/// An absolute path would speak of the machine.
fn scene_name(path: &Path) -> String {
    let name = if path.is_relative() { path } else { Path::new(path.file_name().unwrap_or_default()) };
    name.to_string_lossy().replace('\\', "/")
}

impl Beat {
    fn new(beat: &BeatSpan, rate: Rate) -> Self {
        Self {
            title: beat.title.clone(),
            caption: beat.caption.clone(),
            pictures: beat.pictures.clone(),
            first_frame: beat.first,
            end_frame: beat.end,
            start: rate.instant(beat.first).seconds(),
            end: rate.instant(beat.end).seconds(),
        }
    }
}
