//! Search for videos on disk that are the same as would be made, by their recipe and their bytes.
//!
//! `videos.journal` has a line for each video, written before the video gets its name. It is for videos what
//! `frames.journal` is for frames: its lines have checksums and are claims that must be verified against the
//! file.

use serde::{Deserialize, Serialize};

use crate::checksums::LONGEST_LIST;
use crate::names::VIDEO_JOURNAL;
use crate::{ClipFolder, ExportError, FrameLoop, Start, atomic, outline};
use halfminute_basics::time::Time;
use halfminute_files as files;
use halfminute_media::captions::{cues, web_vtt};
use halfminute_media::digest::{Digest, hex};

use halfminute_media::checked::{checked_line, read_checked};
use halfminute_media::{FileDigest, Plan, VideoFormat};

use super::Video;

/// A journal line for one video.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Line {
    format: String,
    file: String,
    bytes: u64,
    #[serde(with = "hex")]
    digest: Digest,
    recipe: String,
    frames: u32,
    /// Duration in flicks, because decimals would be rounded.
    duration: i64,
    #[serde(default)]
    sound: bool,
}

/// The requested videos, and those of them that exist.
pub(crate) struct PlannedVideos {
    pub(super) videos: Vec<PlannedVideo>,
}

/// A requested video, with its recipe.
pub(super) struct PlannedVideo {
    pub(super) format: VideoFormat,
    /// Digest of everything that determines the video.
    pub(super) recipe: String,
    /// Existing video, if it was verified.
    pub(super) existing: Option<Video>,
}

impl PlannedVideos {
    /// Looks for the videos of `work`, whose frames have the digests `pictures`.
    pub(crate) fn find(work: &FrameLoop<'_>, pictures: &[Digest]) -> Self {
        let lines =
            if work.start == Start::Fresh || work.videos.is_empty() { Vec::new() } else { read(work.folder) };
        let plan = Plan::new(outline::of_film(work.film));
        let planned = |&format: &VideoFormat| {
            let recipe = recipe(format, work, pictures);
            let name = format.file(work.film.name());
            let line = lines.iter().find(|line| line.file == name && line.recipe == recipe);
            let existing = line.and_then(|line| line.prove(format, work.folder, &plan));
            PlannedVideo { format, recipe, existing }
        };
        Self { videos: work.videos.iter().map(planned).collect() }
    }

    /// The formats of the videos that do not exist.
    pub(super) fn lacking(&self) -> impl Iterator<Item = VideoFormat> {
        self.videos.iter().filter(|planned| planned.existing.is_none()).map(|planned| planned.format)
    }

    /// All videos, if every one exists; otherwise `None`.
    pub(crate) fn all(&self) -> Option<Vec<Video>> {
        self.videos.iter().map(|planned| planned.existing.clone()).collect()
    }
}

impl Line {
    /// Verifies that the file is the one on this line and agrees with the plan. The line is only a claim: a
    /// file that is not a video is rejected.
    fn prove(&self, format: VideoFormat, folder: &ClipFolder, plan: &Plan) -> Option<Video> {
        let path = folder.path().join(&self.file);
        let found = FileDigest::read(&path).ok()?;
        if found != (FileDigest { bytes: self.bytes, digest: self.digest }) {
            return None;
        }
        let found = format.inspect(&path).ok()?;
        plan.hold(format, &found, found.pictures).ok()?;
        let as_noted = found.pictures == self.frames && found.duration.flicks() == self.duration;
        as_noted.then(|| Video {
            format: format.name.to_owned(),
            file: self.file.clone(),
            bytes: self.bytes,
            digest: self.digest,
            recipe: self.recipe.clone(),
            frames: self.frames,
            duration: found.duration.seconds(),
            sound: self.sound,
        })
    }
}

fn read(folder: &ClipFolder) -> Vec<Line> {
    let bytes = files::read(&folder.path().join(VIDEO_JOURNAL), LONGEST_LIST).unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    text.lines().filter_map(read_checked).collect()
}

/// True if the journal of `folder` has a line for a video with this name.
pub(crate) fn is_noted(folder: &ClipFolder, file: &str) -> bool {
    read(folder).iter().any(|line| line.file == file)
}

/// The names of the videos in the journal of `folder` that have sound.
pub(crate) fn sounding(folder: &ClipFolder) -> Vec<String> {
    read(folder).into_iter().filter(|line| line.sound).map(|line| line.file).collect()
}

/// Adds a line for a video that is about to get its name, with its duration, and removes those of videos that
/// no longer exist. Without a line, the next run would not recognise the video as its own.
pub(super) fn note(folder: &ClipFolder, video: &Video, duration: Time) -> Result<(), ExportError> {
    let Video { format, file, bytes, digest, recipe, frames, sound, .. } = video.clone();
    let mut lines = read(folder);
    lines.retain(|line| line.file != file && folder.path().join(&line.file).exists());
    lines.push(Line { format, file, bytes, digest, recipe, frames, duration: duration.flicks(), sound });
    lines.sort_by(|a, b| a.file.cmp(&b.file));
    write(folder, &lines)
}

/// Removes the lines of videos that were not requested.
pub(super) fn forget_others(work: &FrameLoop<'_>) -> Result<(), ExportError> {
    let names: Vec<String> = work.videos.iter().map(|format| format.file(work.film.name())).collect();
    let lines = read(work.folder);
    let kept: Vec<&Line> = lines.iter().filter(|line| names.contains(&line.file)).collect();
    match (kept.len(), lines.len()) {
        (0, _) => Ok(atomic::remove(&work.folder.path().join(VIDEO_JOURNAL))?),
        (kept, all) if kept == all => Ok(()),
        _ => write(work.folder, kept),
    }
}

fn write<'a>(folder: &ClipFolder, lines: impl IntoIterator<Item = &'a Line>) -> Result<(), ExportError> {
    let text: String = lines.into_iter().map(checked_line).collect();
    Ok(atomic::write(&folder.path().join(VIDEO_JOURNAL), text.as_bytes())?)
}

/// The digest of everything that determines a video: pictures and rate, and if its format has tracks for them,
/// language, chapters, captions, encoder and sound.
fn recipe(format: VideoFormat, work: &FrameLoop<'_>, pictures: &[Digest]) -> String {
    let film = work.film;
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("halfminute video {} {}\n", format.name, film.rate()).as_bytes());
    for picture in pictures {
        hasher.update(picture.as_bytes());
    }
    if format.has_tracks() {
        // Each text is preceded by its length, so that different lists of texts give different bytes.
        let mut text = |numbers: &str, text: &str| {
            hasher.update(format!("{numbers} {}\n{text}", text.len()).as_bytes());
        };
        text("language", film.language());
        film.beats().iter().for_each(|beat| text(&format!("{} {}", beat.first, beat.end), &beat.title));
        text("captions", &web_vtt(&cues(&outline::of_film(film))));
    }
    if format.takes_encoder_options() {
        hasher.update(format!("{:?}", work.ffmpeg.options).as_bytes());
    }
    if let Some(sound) = work.sound.filter(|_| format.has_tracks()) {
        hasher.update(sound.digest().as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
