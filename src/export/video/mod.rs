//! Frames to videos, in the one pass that draws them.
//!
//! A worker turns each run of frames into packets, with one [`Coder`] for each format, and lays
//! them in the format's spool, a temporary file, in whatever order runs end. When every frame is
//! drawn, a container takes the packets in the order of the runs; it is written beside its place, read
//! back, held against the plan, and only then gets its name. So memory is bounded and no byte
//! depends on the number of threads.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use rayon::ThreadPool;
use serde::{Deserialize, Serialize};

use crate::film::Film;

mod apng;
mod change;
mod ffmpeg;
mod flac;
mod gif;
#[cfg(feature = "mp4")]
mod h264;
mod mp4;
mod palette;
mod plan;
#[cfg(feature = "mp4")]
mod planes;
mod sound;
mod spool;
mod worker;

pub use plan::VideoFault;
pub use sound::Sound;
pub(super) use worker::VideoWorker;

use super::digest::Digest;
use super::{ClipFolder, ExportError, FrameLoop, atomic};
use change::Change;
use plan::Plan;
use spool::{Packets, Spool};

/// A film as a file that a player opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VideoFormat {
    /// H.264 in MP4, with chapters and captions.
    Mp4,
    /// GIF of 255 colours, changed rectangles only.
    Gif,
    /// Animated PNG, every pixel exact, changed rectangles only.
    Apng,
    /// VP9 in WebM, by the program `ffmpeg`.
    Webm,
    /// ProRes 422 HQ in QuickTime, for editing, by the program `ffmpeg`.
    Mov,
}

impl VideoFormat {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Mp4, Self::Gif, Self::Apng, Self::Webm, Self::Mov];

    /// Its name, which is also the extension of its files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Gif => "gif",
            Self::Apng => "apng",
            Self::Webm => "webm",
            Self::Mov => "mov",
        }
    }

    /// Whether its container takes a sound track.
    #[must_use]
    pub fn takes_sound(self) -> bool {
        matches!(self, Self::Mp4 | Self::Webm | Self::Mov)
    }
}

/// A video in the manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Video {
    /// Its format.
    pub format: String,
    /// The file, below the clip's folder.
    pub file: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// BLAKE3 of the file.
    pub digest: String,
    /// BLAKE3 of what the file follows from: the frames, the format, the sound.
    pub recipe: String,
    /// Pictures in the file. A GIF or an animated PNG has one for each change, the others one for
    /// each frame.
    pub frames: u32,
    /// How long the file says that it plays, in seconds.
    pub duration: f64,
}

/// Why a video was not made.
#[derive(Debug)]
pub enum VideoError {
    /// The format cannot hold this clip; says what to ask for instead.
    Unsupported(String),
    /// Something is not there: a program, or a part that this build was made without.
    Missing(String),
    /// An encoder or a program failed.
    Failed(String),
    /// The video, or a temporary file, could not be written or read.
    Io(io::Error),
    /// What was written is not what was planned.
    Fault(VideoFault),
}

impl fmt::Display for VideoError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(reason) | Self::Missing(reason) | Self::Failed(reason) => out.write_str(reason),
            Self::Io(error) => write!(out, "writing or reading failed: {error}"),
            Self::Fault(fault) => fault.fmt(out),
        }
    }
}

impl From<io::Error> for VideoError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Turns the frames of a run into packets, on one worker.
trait Coder {
    /// Codes the next frame of the run.
    fn frame(&mut self, frame: &Change<'_>, packets: &mut Packets) -> Result<(), VideoError>;
}

/// Videos in the making.
pub(super) struct Videos<'a> {
    tracks: Vec<Track>,
    film: &'a Film,
    sound: Option<&'a Sound>,
}

/// One format and what was coded of it so far.
struct Track {
    format: VideoFormat,
    spool: Mutex<Spool>,
    /// The colours of a GIF.
    palette: Option<palette::Palette>,
}

/// Frames of a run, and so of a group of pictures, when there is a video. A player seeks to the
/// start of a group; a shorter group costs more bytes, a longer one leaves workers idle at the end.
pub(super) const GROUP: usize = 60;

impl<'a> Videos<'a> {
    /// Makes sure that each format can hold `film`, and prepares what all workers need.
    ///
    /// # Errors
    /// A format cannot hold the clip or the sound, or needs something that is not there.
    pub(super) fn new(
        formats: &[VideoFormat],
        film: &'a Film,
        sound: Option<&'a Sound>,
        pool: &ThreadPool,
    ) -> Result<Self, VideoError> {
        for &format in formats {
            check(format, film, sound)?;
        }
        let track = |&format: &VideoFormat| {
            let palette = (format == VideoFormat::Gif).then(|| pool.install(|| palette::Palette::new(film)));
            Ok(Track { format, spool: Mutex::new(Spool::new()?), palette })
        };
        let tracks = formats.iter().map(track).collect::<Result<_, VideoError>>()?;
        Ok(Self { tracks, film, sound })
    }

    /// Whether no video was asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.tracks.is_empty()
    }

    /// Writes every video of the frames with the digest `frames` into `folder`.
    pub(super) fn finish(self, folder: &ClipFolder, frames: &Digest) -> Result<Vec<Video>, ExportError> {
        let plan = Plan::new(self.film);
        let (film, sound) = (self.film, self.sound);
        let finish = |track: Track| {
            let name = format!("{}.{}", film.name(), track.format.name());
            let path = folder.path().join(&name);
            let recipe = recipe(track.format, sound, frames);
            Ok(Video { recipe, ..write(track, &plan, (film, sound), &path, name)? })
        };
        self.tracks.into_iter().map(finish).collect()
    }
}

/// Removes the videos of an earlier render, and what an interrupted one was writing.
pub(super) fn remove(film: &Film, folder: &ClipFolder) -> Result<(), ExportError> {
    let name = |format: VideoFormat| folder.path().join(format!("{}.{}", film.name(), format.name()));
    VideoFormat::ALL.into_iter().try_for_each(|format| atomic::remove(&name(format)))?;
    atomic::remove_partial(folder.path())
}

/// Writes one video beside `path`, reads it back, and gives it its name.
fn write(
    track: Track,
    plan: &Plan,
    (film, sound): (&Film, Option<&Sound>),
    path: &Path,
    name: String,
) -> Result<Video, ExportError> {
    let format = track.format;
    let failed = |error| ExportError::Video { path: path.to_owned(), error };
    let mut spool = track.spool.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    spool.sort();
    let beside = atomic::Beside::new(path)?;
    let written = match format {
        VideoFormat::Mp4 => mp4::write(&mut spool, film, sound, beside.file()),
        VideoFormat::Gif => gif::write(&mut spool, film, track.palette.as_ref(), beside.file()),
        VideoFormat::Apng => apng::write(&mut spool, film, beside.file()),
        VideoFormat::Webm | VideoFormat::Mov => ffmpeg::write(format, &mut spool, film, sound, beside.path()),
    };
    written.map_err(failed)?;
    let read = match format {
        VideoFormat::Mp4 => mp4::read(beside.path()),
        VideoFormat::Gif => gif::read(beside.path()),
        VideoFormat::Apng => apng::read(beside.path()),
        VideoFormat::Webm | VideoFormat::Mov => ffmpeg::read(beside.path()),
    };
    let found = read.map_err(failed)?;
    plan.hold(format, &found, spool.pictures()).map_err(|fault| failed(VideoError::Fault(fault)))?;
    let (bytes, digest) = digest(beside.path()).map_err(|error| ExportError::write(path, error))?;
    beside.persist(path)?;
    let (frames, duration) = (found.pictures, found.duration.seconds());
    let (format, recipe) = (format.name().to_owned(), String::new());
    Ok(Video { format, file: name, bytes, digest, recipe, frames, duration })
}

/// The recipes of the videos that `work` makes of the frames with the digest `frames`.
pub(super) fn recipes<'a>(work: &'a FrameLoop<'_>, frames: &'a Digest) -> impl Iterator<Item = String> + 'a {
    work.videos.iter().map(|&format| recipe(format, work.sound, frames))
}

fn recipe(format: VideoFormat, sound: Option<&Sound>, frames: &Digest) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(format.name().as_bytes()).update(frames.as_bytes());
    if let Some(sound) = sound.filter(|_| format.takes_sound()) {
        hasher.update(sound.digest().as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Length and BLAKE3 of a file.
fn digest(path: &Path) -> io::Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    let bytes = io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok((bytes, hasher.finalize().to_hex().to_string()))
}

/// Says in time that a format cannot be made.
fn check(format: VideoFormat, film: &Film, sound: Option<&Sound>) -> Result<(), VideoError> {
    if sound.is_some() && !format.takes_sound() {
        return Err(VideoError::Unsupported(format!(
            "{} holds no sound: leave out `--audio`, or ask for mp4, webm or mov",
            format.name()
        )));
    }
    match format {
        VideoFormat::Mp4 => mp4::check(film),
        VideoFormat::Gif => gif::check(film),
        VideoFormat::Apng => apng::check(film),
        VideoFormat::Webm | VideoFormat::Mov => ffmpeg::check(format, film),
    }
}

/// Refuses sizes whose chroma, of half the size, would not be whole.
fn require_even(format: VideoFormat, (width, height): (u32, u32)) -> Result<(), VideoError> {
    if width % 2 == 0 && height % 2 == 0 {
        return Ok(());
    }
    let (even_width, even_height) = (width.next_multiple_of(2), height.next_multiple_of(2));
    Err(VideoError::Unsupported(format!(
        "{} takes even sides only, the clip has {width}x{height} pixels: write `--size {even_width}x{even_height}`",
        format.name()
    )))
}
