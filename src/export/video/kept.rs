//! Which videos on disk are those that would be made: by what they follow from and by their bytes.
//!
//! `videos.journal` has a line for each, written when the video has its name. It is to videos what
//! `frames.journal` is to frames: a claim that checks itself, and proven by the file.

use serde::{Deserialize, Serialize};

use crate::export::captions::{cues, web_vtt};
use crate::export::checksums::LONGEST_LIST;
use crate::export::digest::{Digest, hex};
use crate::export::outline::Outline;
use crate::export::{ClipFolder, ExportError, FrameLoop, Start, atomic, journal};
use crate::files;
use crate::time::Time;

use super::inspect::inspect;
use super::plan::Plan;
use super::written::FileDigest;
use super::{Video, VideoFormat};

/// The name of the journal.
pub(in crate::export) const JOURNAL: &str = "videos.journal";

/// What a journal says of a video.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Line {
    format: String,
    file: String,
    bytes: u64,
    #[serde(with = "hex")]
    digest: Digest,
    recipe: String,
    frames: u32,
    /// In flicks: decimals would be rounded.
    duration: i64,
    #[serde(default)]
    sound: bool,
}

/// The videos that were asked for, as far as they are there.
pub(in crate::export) struct Kept {
    pub(super) orders: Vec<Order>,
}

/// A video that was asked for.
pub(super) struct Order {
    pub(super) format: VideoFormat,
    /// What it follows from.
    pub(super) recipe: String,
    /// What is known of it, if it is there.
    pub(super) video: Option<Video>,
}

impl Kept {
    /// Looks for the videos of `work`, whose frames follow from `pictures`.
    pub(in crate::export) fn find(work: &FrameLoop<'_>, pictures: &[Digest]) -> Self {
        let lines =
            if work.start == Start::Fresh || work.videos.is_empty() { Vec::new() } else { read(work.folder) };
        let plan = Plan::new(Outline::of_film(work.film));
        let order = |&format: &VideoFormat| {
            let recipe = recipe(format, work, pictures);
            let name = format.file(work.film.name());
            let line = lines.iter().find(|line| line.file == name && line.recipe == recipe);
            let video = line.and_then(|line| line.prove(format, work.folder, &plan));
            Order { format, recipe, video }
        };
        Self { orders: work.videos.iter().map(order).collect() }
    }

    /// All of them, if all are there.
    pub(in crate::export) fn all(&self) -> Option<Vec<Video>> {
        self.orders.iter().map(|order| order.video.clone()).collect()
    }
}

impl Line {
    /// The video, if the file is the one of the line and what the plan says. The line is a claim: a file that is
    /// no video is none, whatever the line says of it.
    fn prove(&self, format: VideoFormat, folder: &ClipFolder, plan: &Plan) -> Option<Video> {
        let path = folder.path().join(&self.file);
        let found = FileDigest::read(&path).ok()?;
        if found != (FileDigest { bytes: self.bytes, digest: self.digest }) {
            return None;
        }
        let found = inspect(format, &path).ok()?;
        plan.hold(format, &found, found.pictures).ok()?;
        let as_noted = found.pictures == self.frames && found.duration.flicks() == self.duration;
        as_noted.then(|| Video {
            format: format.name().to_owned(),
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
    let bytes = files::read(&folder.path().join(JOURNAL), LONGEST_LIST).unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    text.lines().filter_map(journal::read_checked).collect()
}

/// Whether the journal of `folder` has a line for a video of this name.
pub(in crate::export) fn is_noted(folder: &ClipFolder, file: &str) -> bool {
    read(folder).iter().any(|line| line.file == file)
}

/// The videos with sound of which the journal of `folder` knows.
pub(in crate::export) fn sounding(folder: &ClipFolder) -> Vec<String> {
    read(folder).into_iter().filter(|line| line.sound).map(|line| line.file).collect()
}

/// Notes a video that is about to get its name, and how long it lasts, beside the others that are there. A video
/// without a line would be a stranger's to the next run.
pub(super) fn note(folder: &ClipFolder, video: &Video, duration: Time) -> Result<(), ExportError> {
    let Video { format, file, bytes, digest, recipe, frames, sound, .. } = video.clone();
    let mut lines = read(folder);
    lines.retain(|line| line.file != file && folder.path().join(&line.file).exists());
    lines.push(Line { format, file, bytes, digest, recipe, frames, duration: duration.flicks(), sound });
    lines.sort_by(|a, b| a.file.cmp(&b.file));
    write(folder, &lines)
}

/// Forgets the videos that were not asked for.
pub(super) fn forget_others(work: &FrameLoop<'_>) -> Result<(), ExportError> {
    let names: Vec<String> = work.videos.iter().map(|format| format.file(work.film.name())).collect();
    let lines = read(work.folder);
    let kept: Vec<&Line> = lines.iter().filter(|line| names.contains(&line.file)).collect();
    match (kept.len(), lines.len()) {
        (0, _) => atomic::remove(&work.folder.path().join(JOURNAL)),
        (kept, all) if kept == all => Ok(()),
        _ => write(work.folder, kept),
    }
}

fn write<'a>(folder: &ClipFolder, lines: impl IntoIterator<Item = &'a Line>) -> Result<(), ExportError> {
    let text: String = lines.into_iter().map(journal::checked_line).collect();
    atomic::write(&folder.path().join(JOURNAL), text.as_bytes())
}

/// The digest of all that a video follows from: pictures and rate, and where its format has tracks for them,
/// language, chapters, captions, encoder and sound.
fn recipe(format: VideoFormat, work: &FrameLoop<'_>, pictures: &[Digest]) -> String {
    let film = work.film;
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("halfminute video {} {}\n", format.name(), film.rate()).as_bytes());
    for picture in pictures {
        hasher.update(picture.as_bytes());
    }
    if format.has_tracks() {
        // A length before each text, so that no two lists of texts look alike.
        let mut text = |numbers: &str, text: &str| {
            hasher.update(format!("{numbers} {}\n{text}", text.len()).as_bytes());
        };
        text("language", film.language());
        film.beats().iter().for_each(|beat| text(&format!("{} {}", beat.first, beat.end), &beat.title));
        text("captions", &web_vtt(&cues(&Outline::of_film(film))));
    }
    if format == VideoFormat::Mkv {
        hasher.update(format!("{:?}", work.ffmpeg.options).as_bytes());
    }
    if let Some(sound) = work.sound.filter(|_| format.has_tracks()) {
        hasher.update(sound.digest().as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
