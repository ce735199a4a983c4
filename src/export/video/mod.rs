//! Frames to videos, in the one pass that draws them.
//!
//! A worker turns each run of frames into packets, with one [`Coder`] for each codec, and lays them down
//! as a group of pictures, a file of its own that later runs of the program keep ([`group`]). When no
//! group lacks, a container takes the packets in the order of the runs; it is written beside its place,
//! read back, held against the plan, and only then gets its name. So memory is bounded and no byte
//! depends on the number of threads, or on what was there before.

use std::fmt;
use std::io;

use rayon::ThreadPool;
use serde::{Deserialize, Serialize};

use crate::film::Film;

mod apng;
mod change;
pub(super) mod check;
mod closeness;
mod coding;
mod compare;
mod ffmpeg;
mod flac;
mod gif;
pub(super) mod group;
#[cfg(feature = "mp4")]
mod h264;
pub(super) mod inspect;
pub(super) mod kept;
mod language;
mod limits;
mod matroska;
mod mp4;
mod mux;
mod palette;
mod plan;
mod planes;
mod sound;
mod spool;
mod texts;
mod worker;
mod written;

pub use ffmpeg::{Ffmpeg, refuse_encoder_options};
pub(super) use kept::Kept;
pub(super) use plan::Plan;
pub use plan::VideoFault;
pub use sound::{Silence, Sound};
pub(super) use worker::VideoWorker;

use super::digest::{Digest, hex};
use super::outline::Outline;
use super::{ClipFolder, ExportError, FrameLoop, Observer, lists::Lists, reason};
use change::Change;
use coding::{Codec, Coding};
use kept::Order;
use mux::Mux;
use spool::Packets;

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
    /// AV1, or whatever else its options choose, in Matroska, by the program `ffmpeg`.
    Mkv,
}

impl VideoFormat {
    /// Every format.
    pub const ALL: [Self; 6] = [Self::Mp4, Self::Gif, Self::Apng, Self::Webm, Self::Mov, Self::Mkv];

    /// Its name, which is also the extension of its files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Gif => "gif",
            Self::Apng => "apng",
            Self::Webm => "webm",
            Self::Mov => "mov",
            Self::Mkv => "mkv",
        }
    }

    /// The format of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name of the video of the clip called `clip`.
    pub(super) fn file(self, clip: &str) -> String {
        format!("{clip}.{}", self.name())
    }

    /// Whether the program `ffmpeg` makes it.
    fn is_coded_outside(self) -> bool {
        matches!(self, Self::Webm | Self::Mov | Self::Mkv)
    }

    /// Whether its container takes tracks beside the pictures: sound, captions and chapters.
    #[must_use]
    pub fn has_tracks(self) -> bool {
        matches!(self, Self::Mp4 | Self::Webm | Self::Mov | Self::Mkv)
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
    #[serde(with = "hex")]
    pub digest: Digest,
    /// BLAKE3 of what the file follows from: the frames, the format, the sound.
    pub recipe: String,
    /// Pictures in the file. A GIF or an animated PNG has one for each change, the others one for
    /// each frame.
    pub frames: u32,
    /// How long the file says that it plays, in seconds.
    pub duration: f64,
    /// Whether it has sound.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sound: bool,
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
    /// The observer asked for an end.
    Interrupted,
}

impl fmt::Display for VideoError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(reason) | Self::Missing(reason) | Self::Failed(reason) => out.write_str(reason),
            Self::Io(error) => write!(out, "writing or reading failed: {}", reason(error)),
            Self::Fault(fault) => write!(out, "read back, {fault}"),
            Self::Interrupted => out.write_str("interrupted"),
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
    film: &'a Film,
    sound: Option<&'a Sound>,
    ffmpeg: &'a Ffmpeg,
    folder: &'a ClipFolder,
    orders: Vec<Order>,
    codings: Vec<Coding>,
}

/// Frames of a run, and so of a group of pictures, when there is a video. A player seeks to the
/// start of a group; a shorter group costs more bytes, a longer one leaves workers idle at the end.
pub(super) const GROUP: usize = 60;

impl<'a> Videos<'a> {
    /// Looks for the groups of the videos that are not `kept`, and prepares what all workers need.
    pub(super) fn new(work: &FrameLoop<'a>, pictures: &[Digest], kept: Kept, pool: &ThreadPool) -> Self {
        let lack = kept.orders.iter().filter(|order| order.video.is_none());
        let mut codecs: Vec<Codec> = lack.map(|order| Codec::of(order.format)).collect();
        codecs.sort_unstable();
        codecs.dedup();
        let codings = codecs.into_iter().map(|codec| Coding::new(codec, work, pictures, pool)).collect();
        let (film, sound, ffmpeg, folder) = (work.film, work.sound, work.ffmpeg, work.folder);
        Self { film, sound, ffmpeg, folder, orders: kept.orders, codings }
    }

    /// None.
    pub(super) fn none(work: &FrameLoop<'a>) -> Self {
        let (film, sound, ffmpeg, folder) = (work.film, None, work.ffmpeg, work.folder);
        Self { film, sound, ffmpeg, folder, orders: Vec::new(), codings: Vec::new() }
    }

    /// Whether nothing is to be coded.
    pub(super) fn is_empty(&self) -> bool {
        self.codings.is_empty()
    }

    /// Whether any lacks the group whose first frame is `start`.
    pub(super) fn lack(&self, start: u32) -> bool {
        self.codings.iter().any(|coding| coding.lacks(start))
    }

    /// Writes every video that is not there, in place of one that is; `lists` speak of that until then.
    pub(super) fn finish(
        self,
        lists: &Lists<'_>,
        observer: &dyn Observer,
    ) -> Result<Vec<Video>, ExportError> {
        let plan = Plan::new(Outline::of_film(self.film));
        let in_folder = |error| ExportError::Video { path: self.folder.path().to_owned(), error };
        let spooled = |coding: Coding| Ok((coding.codec, coding.finish().map_err(in_folder)?));
        let spools: Vec<_> = self.codings.into_iter().map(spooled).collect::<Result<_, ExportError>>()?;
        let mut videos = Vec::new();
        for Order { format, recipe, video } in self.orders {
            let spool = spools.iter().find(|(codec, _)| *codec == Codec::of(format));
            videos.push(match (video, spool) {
                (Some(video), _) => video,
                (None, Some((_, (spool, palette)))) => {
                    let (film, sound, ffmpeg) = (self.film, self.sound, self.ffmpeg);
                    let palette = palette.as_ref();
                    let job = Mux { format, spool, palette, film, sound, ffmpeg, lists, observer };
                    job.write(&plan, self.folder, recipe)?
                }
                (None, None) => continue,
            });
        }
        Ok(videos)
    }
}

/// Removes what is kept for videos that `work`, a render of the whole clip, does not make: their groups, and what
/// is noted of them.
pub(super) fn remove_unused(work: &FrameLoop<'_>) -> Result<(), ExportError> {
    let codecs: Vec<Codec> = work.videos.iter().map(|format| Codec::of(*format)).collect();
    coding::remove_others(work.folder, &codecs, work.film.frame_count())?;
    kept::forget_others(work)
}

/// Says in time that a format cannot be made of the film of `work`, or that nothing would hold its sound.
///
/// # Errors
/// A format cannot hold the clip, none holds the sound, or something is needed that is not there.
pub(super) fn check(work: &FrameLoop<'_>, observer: &dyn Observer) -> Result<(), ExportError> {
    let silent = !work.videos.iter().any(|format| format.has_tracks());
    let in_folder = |error| work.video_failed(error);
    if let (Some(format), true, true) = (work.videos.first(), work.sound.is_some(), silent) {
        return Err(in_folder(VideoError::Unsupported(format!(
            "{} holds no sound: leave out `--audio`, or ask for mp4, webm or mov",
            format.name()
        ))));
    }
    for format in work.videos {
        limits::check(*format, work.film).map_err(in_folder)?;
    }
    if work.videos.contains(&VideoFormat::Mp4) {
        mp4::check().map_err(in_folder)?;
    }
    match work.videos.iter().find(|format| format.is_coded_outside()) {
        Some(format) => ffmpeg::check(*format, work.ffmpeg, observer).map_err(in_folder),
        None => Ok(()),
    }
}

/// Makes sure that `ffmpeg` codes the videos that are not `kept`.
pub(super) fn rehearse(
    work: &FrameLoop<'_>,
    kept: &Kept,
    observer: &dyn Observer,
) -> Result<(), ExportError> {
    let lack = kept.orders.iter().filter(|order| order.video.is_none()).map(|order| order.format);
    for format in lack.filter(|format| format.is_coded_outside()) {
        let rehearsed = ffmpeg::rehearse(format, work.film, work.ffmpeg, observer);
        rehearsed.map_err(|error| work.video_failed(error))?;
    }
    Ok(())
}
