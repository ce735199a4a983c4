//! The manifest of a clip's folder, `clip.json`: everything that a player, an encoder or a reviewer needs to
//! know without opening a frame.
//!
//! Keys have a fixed order, and nothing in the manifest depends on when, where or with how many threads the
//! clip was rendered: two renders of one scene give the same bytes. The last key is a digest of all bytes
//! before it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use halfminute_basics::time::Rate;
use halfminute_check::lint::Levels;
use halfminute_check::{CheckedFilm, Warning};
use halfminute_engine::film::BeatSpan;
use halfminute_engine::scene::{AssetFile, Metadata};

use super::video::Video;
use super::{FrameRanges, FrameSet, FramesError};
use halfminute_media::digest::Digest;

mod text;

/// The path of frame number *n*, relative to the clip's folder, as a printf pattern.
pub(super) const FRAME_PATTERN: &str = "frames/frame_%06d.png";

/// The manifest of one clip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the manifest's format; it is increased when the meaning of a key changes.
    pub format: u32,
    /// Name of the program, always `halfminute`.
    pub generator: String,
    /// Version of the program that made the clip.
    pub version: String,
    /// Name of the clip: that of its folder, and of its scene's file without the extension.
    pub clip: String,
    /// Title of the clip, from its scene.
    pub title: String,
    /// Language of the clip's texts, as a BCP 47 tag.
    #[serde(default = "english")]
    pub lang: String,
    /// Place of the clip in a course, as given in the scene.
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub course: Metadata,
    /// Size of every frame, in pixels.
    pub size: Size,
    /// Frame rate, in frames per second.
    pub rate: Fraction,
    /// Number of frames in the whole clip.
    pub frame_count: u32,
    /// Number of the first frame that was drawn.
    pub first_frame: u32,
    /// Number of the last frame that was drawn.
    pub last_frame: u32,
    /// Length of the whole clip in seconds: `frame_count` divided by `rate`.
    pub duration: f64,
    /// Path of frame number *n*, relative to the clip's folder, as a printf pattern; absent if only videos were
    /// made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frames: Option<String>,
    /// Frames that were drawn, such as `0-299,450`; absent if all were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<String>,
    /// Path of the scene's file as it was given, if that was relative; otherwise only its name.
    pub scene: String,
    /// BLAKE3 of the scene's text.
    pub scene_digest: String,
    /// BLAKE3 of the theme's text.
    pub theme_digest: String,
    /// Picture files that the scene uses, with their digests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<AssetDigest>,
    /// BLAKE3 of the digests of the drawn frames, 32 bytes each, in the order of the frames.
    pub frames_digest: String,
    /// List of the pixel digests of the drawn frames.
    pub frame_digests: DigestList,
    /// BLAKE3 of the list of the files' digests, which covers every byte of the clip.
    pub files_digest: String,
    /// List of the digests of all files, in the format of `b3sum`.
    pub file_digests: DigestList,
    /// Files that a render of the whole clip wrote beside its frames, relative to the clip's folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sidecars: Vec<String>,
    /// Videos of the clip, in the order in which they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub videos: Vec<Video>,
    /// Beats of the clip, without gaps; they are its chapters.
    pub beats: Vec<Beat>,
    /// Lint levels that the command line set, by the names of the lints; absent if there are none.
    #[serde(default, skip_serializing_if = "Levels::is_default")]
    pub lint_levels: Levels,
    /// Findings of the lints in the scene.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Warning>,
    /// BLAKE3 of the file's bytes before the line of this key, which is the last one. [`Manifest::to_json`]
    /// computes it.
    #[serde(default)]
    pub manifest_digest: String,
}

/// The language of scenes that name none: English.
fn english() -> String {
    "en".to_owned()
}

/// Width and height of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Width in pixels, at least 1.
    pub width: u32,
    /// Height in pixels, at least 1.
    pub height: u32,
}

/// A rational number that decimals may not express exactly, such as 30000/1001.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fraction {
    /// Number above the fraction bar.
    pub numerator: u32,
    /// Number below the fraction bar.
    pub denominator: u32,
}

/// A file with lines of the form `digest  name`. Digests of pixels, unlike those of files, do not depend on the
/// compression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestList {
    /// Name of the list's file, relative to the clip's folder.
    pub file: String,
    /// Hash algorithm, always `blake3`; digests are written in hexadecimal.
    pub algorithm: String,
    /// Description of the bytes that are hashed for each line.
    pub of: String,
}

/// A picture file that the scene uses, with its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetDigest {
    /// Path of the file, relative to the scene's folder.
    pub file: String,
    /// BLAKE3 of the file's bytes.
    pub digest: String,
}

/// A beat of the clip, with its texts and times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beat {
    /// Title of the beat, used as that of a chapter.
    pub title: String,
    /// Caption of the beat, possibly empty.
    pub caption: String,
    /// Descriptions of the beat's pictures, for people who cannot see them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<String>,
    /// Number of the beat's first frame.
    pub first_frame: u32,
    /// Number of the frame after the beat's last one.
    pub end_frame: u32,
    /// Time at which the beat's first frame is shown, in seconds.
    pub start: f64,
    /// Time at which the beat ends, in seconds; the `start` of the next beat.
    pub end: f64,
}

impl Manifest {
    /// The manifest of `frames` of `film`, whose pixels have these digests.
    #[must_use]
    pub fn new(film: &CheckedFilm, frames: &FrameSet, digests: &[Digest]) -> Self {
        let mut all = blake3::Hasher::new();
        for digest in digests {
            all.update(digest.as_bytes());
        }
        Self {
            format: 1,
            generator: crate::PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            clip: film.name().to_owned(),
            title: film.title().to_owned(),
            lang: film.language().to_owned(),
            course: film.metadata().clone(),
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

    /// True if a render of `film` draws the same frames and calls them the same: scene, theme, pictures, size and
    /// rate are those of the manifest, and so is the version of the program.
    pub(super) fn is_of(&self, film: &CheckedFilm) -> bool {
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
    /// `rendered` is not a list of frames, or names frames that the clip does not have.
    pub fn frame_set(&self) -> Result<FrameSet, FramesError> {
        match &self.rendered {
            None => Ok(FrameSet::whole(self.frame_count)),
            Some(text) => text.parse::<FrameRanges>()?.of_clip(self.frame_count),
        }
    }

    /// The names of the files beside the frames that are in the list of digests.
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

/// The name of a scene's file, without an absolute path, which would depend on the machine.
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
