//! Encoding of frames to videos, in the same pass that draws them.
//!
//! A worker turns each run of frames into packets, with one [`Coder`] per codec, and stores them as a group of
//! pictures, in a file that later runs of the program keep ([`group`]). When all groups exist, a container is
//! written from the packets in the order of the runs: to a temporary file, which is read back and compared with
//! the plan before it gets its name. So memory is bounded, and no byte depends on the number of threads or on
//! the files of earlier runs.

use rayon::ThreadPool;
use serde::{Deserialize, Serialize};

pub(super) mod check;
mod coding;
pub(super) mod existing;
mod mux;
mod worker;

pub(super) use existing::PlannedVideos;
pub(super) use worker::VideoWorker;

use super::lists::Lists;
use super::{ClipFolder, ExportError, FrameLoop, Observer, outline};
use coding::Coding;
use existing::PlannedVideo;
use halfminute_media::digest::{Digest, hex};
use halfminute_media::{Codec, Contents, Ffmpeg, Outline, Plan, Sound, Tools, VideoError, VideoFormat};
use mux::Mux;

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

/// Videos that are being made, and the codings that they need.
pub(super) struct Videos<'a> {
    clip: Outline,
    sound: Option<&'a Sound>,
    ffmpeg: &'a Ffmpeg,
    folder: &'a ClipFolder,
    planned: Vec<PlannedVideo>,
    codings: Vec<Coding>,
}

impl<'a> Videos<'a> {
    /// Looks for existing groups of the `planned` videos that do not exist, and prepares the data that all workers
    /// share.
    pub(super) fn new(
        work: &FrameLoop<'a>,
        pictures: &[Digest],
        planned: PlannedVideos,
        pool: &ThreadPool,
    ) -> Self {
        let codecs = distinct(planned.lacking().map(|format| format.codec));
        let codings = codecs.into_iter().map(|codec| Coding::new(codec, work, pictures, pool)).collect();
        let (clip, sound) = (outline::of_film(work.film), work.sound);
        Self { clip, sound, ffmpeg: work.ffmpeg, folder: work.folder, planned: planned.videos, codings }
    }

    /// No videos, for a render of a part.
    pub(super) fn none(work: &FrameLoop<'a>) -> Self {
        let clip = outline::of_film(work.film);
        let (planned, codings) = (Vec::new(), Vec::new());
        Self { clip, sound: None, ffmpeg: work.ffmpeg, folder: work.folder, planned, codings }
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
        let should_stop = &|| observer.should_stop();
        let plan = Plan::new(self.clip.clone());
        let in_folder = |error| ExportError::Video { path: self.folder.path().to_owned(), error };
        let spooled = |coding: Coding| Ok((coding.codec, coding.finish().map_err(in_folder)?));
        let spools: Vec<_> = self.codings.into_iter().map(spooled).collect::<Result<_, ExportError>>()?;
        let mut videos = Vec::new();
        for PlannedVideo { format, recipe, existing } in self.planned {
            let spool = spools.iter().find(|(codec, _)| *codec == format.codec);
            videos.push(match (existing, spool) {
                (Some(video), _) => video,
                (None, Some((_, (spool, palette)))) => {
                    let (clip, sound, palette) = (&self.clip, self.sound, palette.as_ref());
                    let contents = Contents { spool, palette, clip, sound };
                    let tools = Tools { ffmpeg: self.ffmpeg, should_stop };
                    Mux { format, contents, tools, lists }.write(&plan, self.folder, recipe)?
                }
                (None, None) => continue,
            });
        }
        Ok(videos)
    }
}

/// The codecs in their order, each once.
fn distinct(all: impl Iterator<Item = &'static Codec>) -> Vec<&'static Codec> {
    all.fold(Vec::new(), |mut codecs, codec| {
        if !codecs.contains(&codec) {
            codecs.push(codec);
        }
        codecs
    })
}

/// Removes the groups and journal lines of videos that `work`, a render of the whole clip, does not make.
pub(super) fn remove_unused(work: &FrameLoop<'_>) -> Result<(), ExportError> {
    let codecs = distinct(work.videos.iter().map(|format| format.codec));
    coding::remove_others(work.folder, &codecs, work.film.frame_count())?;
    existing::forget_others(work)
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
            format.name
        ))));
    }
    let clip = outline::of_film(work.film);
    for format in work.videos {
        format.check_limits(&clip).map_err(in_folder)?;
    }
    let should_stop = || observer.should_stop();
    let (outside, inside): (Vec<VideoFormat>, Vec<_>) =
        work.videos.iter().partition(|format| format.needs_ffmpeg());
    // The program is the same for all formats that need it.
    let checked = inside.into_iter().chain(outside.into_iter().take(1));
    checked
        .into_iter()
        .try_for_each(|format| format.check_tools(work.ffmpeg, &should_stop))
        .map_err(in_folder)
}

/// Checks that `ffmpeg` can encode the `planned` videos that do not exist.
pub(super) fn rehearse(
    work: &FrameLoop<'_>,
    planned: &PlannedVideos,
    observer: &dyn Observer,
) -> Result<(), ExportError> {
    let clip = outline::of_film(work.film);
    let tools = Tools { ffmpeg: work.ffmpeg, should_stop: &|| observer.should_stop() };
    planned
        .lacking()
        .try_for_each(|format| format.rehearse(&clip, tools))
        .map_err(|error| work.video_failed(error))
}
