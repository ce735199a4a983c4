//! Encoding of frames to videos, in the same pass that draws them.
//!
//! A worker turns each run of frames into packets, with one [`Coder`] per codec, and stores them as a group of
//! pictures, in a file that later runs of the program keep ([`group`]). When all groups exist, a container is
//! written from the packets in the order of the runs: to a temporary file, which is read back and compared with
//! the plan before it gets its name. So memory is bounded, and no byte depends on the number of threads or on
//! the files of earlier runs.

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

/// A format of video files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VideoFormat {
    /// H.264 in MP4, with chapters and captions.
    Mp4,
    /// GIF with 255 colours; each picture stores only the changed rectangle.
    Gif,
    /// Animated PNG with exact pixels; each picture stores only the changed rectangle.
    Apng,
    /// VP9 in WebM, encoded by the program `ffmpeg`.
    Webm,
    /// ProRes 422 HQ in QuickTime, for editing, encoded by the program `ffmpeg`.
    Mov,
    /// AV1, or the codec that its options choose, in Matroska, encoded by the program `ffmpeg`.
    Mkv,
}

impl VideoFormat {
    /// All formats, those that need no `ffmpeg` first.
    pub const ALL: [Self; 6] = [Self::Mp4, Self::Gif, Self::Apng, Self::Webm, Self::Mov, Self::Mkv];

    /// Name of the format, which is also the extension of its files.
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

    /// The format with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The file name of the video in the folder of the clip `clip`.
    pub(super) fn file(self, clip: &str) -> String {
        format!("{clip}.{}", self.name())
    }

    /// True if the program `ffmpeg` encodes this format.
    fn is_coded_outside(self) -> bool {
        matches!(self, Self::Webm | Self::Mov | Self::Mkv)
    }

    /// True if the container has tracks for sound, captions and chapters.
    #[must_use]
    pub fn has_tracks(self) -> bool {
        matches!(self, Self::Mp4 | Self::Webm | Self::Mov | Self::Mkv)
    }
}

/// A video, as listed in the manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Video {
    /// Name of the video's format.
    pub format: String,
    /// Name of the file, relative to the clip's folder.
    pub file: String,
    /// Size of the file, in bytes.
    pub bytes: u64,
    /// BLAKE3 of the file's bytes.
    #[serde(with = "hex")]
    pub digest: Digest,
    /// Digest of everything that determines the file: the frames, the format and the sound.
    pub recipe: String,
    /// Number of pictures in the file: one per change in a GIF or an animated PNG, one per frame in other
    /// formats.
    pub frames: u32,
    /// Duration that the file states, in seconds.
    pub duration: f64,
    /// True if the video has sound.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sound: bool,
}

/// Reason why a video was not made.
#[derive(Debug)]
pub enum VideoError {
    /// The format cannot hold this clip; the text says what to ask for instead.
    Unsupported(String),
    /// A program, or a feature of this build, is missing.
    Missing(String),
    /// An encoder or a program failed.
    Failed(String),
    /// The video, or a temporary file, could not be written or read.
    Io(io::Error),
    /// The file, when read back, is not as planned.
    Fault(VideoFault),
    /// The observer asked to stop.
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

/// Turns the frames of a run into packets; each worker has its own.
trait Coder {
    /// Codes the next frame of the run, and adds its packet.
    fn frame(&mut self, frame: &Change<'_>, packets: &mut Packets) -> Result<(), VideoError>;
}

/// Videos that are being made, and the codings that they need.
pub(super) struct Videos<'a> {
    film: &'a Film,
    sound: Option<&'a Sound>,
    ffmpeg: &'a Ffmpeg,
    folder: &'a ClipFolder,
    orders: Vec<Order>,
    codings: Vec<Coding>,
}

/// Number of frames in a run, and so in a group of pictures, if there is a video. A player seeks to the start
/// of a group; shorter groups take more bytes, and longer ones leave workers idle at the end.
pub(super) const GROUP: usize = 60;

impl<'a> Videos<'a> {
    /// Looks for existing groups of the videos that are not `kept`, and prepares the data that all workers
    /// share.
    pub(super) fn new(work: &FrameLoop<'a>, pictures: &[Digest], kept: Kept, pool: &ThreadPool) -> Self {
        let lack = kept.orders.iter().filter(|order| order.video.is_none());
        let mut codecs: Vec<Codec> = lack.map(|order| Codec::of(order.format)).collect();
        codecs.sort_unstable();
        codecs.dedup();
        let codings = codecs.into_iter().map(|codec| Coding::new(codec, work, pictures, pool)).collect();
        let (film, sound, ffmpeg, folder) = (work.film, work.sound, work.ffmpeg, work.folder);
        Self { film, sound, ffmpeg, folder, orders: kept.orders, codings }
    }

    /// No videos, for a render of a part.
    pub(super) fn none(work: &FrameLoop<'a>) -> Self {
        let (film, sound, ffmpeg, folder) = (work.film, None, work.ffmpeg, work.folder);
        Self { film, sound, ffmpeg, folder, orders: Vec::new(), codings: Vec::new() }
    }

    /// True if nothing has to be coded.
    pub(super) fn is_empty(&self) -> bool {
        self.codings.is_empty()
    }

    /// True if any coding lacks the group whose first frame is `start`.
    pub(super) fn lack(&self, start: u32) -> bool {
        self.codings.iter().any(|coding| coding.lacks(start))
    }

    /// Writes every missing video, replacing an older one; `lists` are withdrawn before that.
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

/// Removes the groups and journal lines of videos that `work`, a render of the whole clip, does not make.
pub(super) fn remove_unused(work: &FrameLoop<'_>) -> Result<(), ExportError> {
    let codecs: Vec<Codec> = work.videos.iter().map(|format| Codec::of(*format)).collect();
    coding::remove_others(work.folder, &codecs, work.film.frame_count())?;
    kept::forget_others(work)
}

/// Checks early that every format can hold the film of `work`, and that one of them can hold its sound.
///
/// # Errors
/// A format cannot hold the clip, none can hold the sound, or a program or a feature of this build is missing.
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

/// Checks that `ffmpeg` can encode the videos that are not `kept`.
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
