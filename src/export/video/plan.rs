//! What a video must be, and the fault when what was read back is not that.

use std::fmt;

use crate::export::outline::Outline;
use crate::time::{Rate, Time};

use super::texts::Texts;
use super::{Video, VideoFormat};

/// What every video of a clip must be.
pub(in crate::export) struct Plan {
    clip: Outline,
    frames: u32,
}

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::export) struct Found {
    /// Width and height of the picture.
    pub(super) size: (u32, u32),
    /// Number of pictures.
    pub(in crate::export) pictures: u32,
    /// How long it plays.
    pub(in crate::export) duration: Time,
    /// Pictures a second where the file has such a number.
    pub(super) rate: Option<Rate>,
    /// True if it has a track of sound.
    pub(in crate::export) sound: bool,
    /// Its chapters and captions.
    pub(super) texts: Texts,
}

/// Whether a format holds a picture for each change, not for each frame.
fn holds_changes(format: VideoFormat) -> bool {
    matches!(format, VideoFormat::Gif | VideoFormat::Apng)
}

/// A video that is not what was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoFault {
    /// What is wrong.
    pub what: String,
    /// What the file says.
    pub found: String,
    /// What it should say.
    pub planned: String,
}

impl fmt::Display for VideoFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, found, planned } = self;
        write!(out, "its {what} is {found}, not {planned}")
    }
}

impl Plan {
    pub(in crate::export) fn new(clip: Outline) -> Self {
        let frames = clip.beats.last().map_or(0, |beat| beat.end);
        Self { clip, frames }
    }

    /// What a manifest says of a video that no video of the plan could be: a sentence, if anything.
    pub(in crate::export) fn refute(&self, video: &Video) -> Option<String> {
        let name = &video.file;
        let is_its = |format: &VideoFormat| *name == format.file(&self.clip.name);
        let Some(format) = VideoFormat::named(&video.format).filter(is_its) else {
            return Some(format!("says that `{name}` is of the format `{}`, which is none", video.format));
        };
        let (said, frames) = (video.frames, self.frames);
        let holds = if holds_changes(format) { (1..=frames).contains(&said) } else { said == frames };
        if !holds {
            return Some(format!("says that `{name}` has {said} pictures: the clip has {frames} frames"));
        }
        let (said, seconds) = (video.duration, self.clip.rate.instant(frames).seconds());
        let off = (said - seconds).abs();
        // The sum of decimals may be off by its last digit.
        let grain = self.grain(format).seconds() / 2.0 + 1e-6;
        (off.is_nan() || off > grain)
            .then(|| format!("says that `{name}` lasts {said} s: the clip lasts {seconds} s"))
    }

    /// Compares what was found with the plan; `pictures` were coded.
    pub(in crate::export) fn hold(
        &self,
        format: VideoFormat,
        found: &Found,
        pictures: u32,
    ) -> Result<(), VideoFault> {
        let is = |what: &str, found: String, planned: String| {
            if found == planned { Ok(()) } else { Err(VideoFault { what: what.to_owned(), found, planned }) }
        };
        let size = |(width, height): (u32, u32)| format!("{width}x{height}");
        is("size", size(found.size), size(self.clip.size))?;
        // Of a GIF or an animated PNG, a picture that stays counts once.
        let planned = if holds_changes(format) { pictures } else { self.frames };
        is("number of pictures", found.pictures.to_string(), planned.to_string())?;
        if let Some(rate) = found.rate {
            is("rate", rate.to_string(), self.clip.rate.to_string())?;
        }
        let duration = self.clip.rate.instant(self.frames);
        let off = (found.duration - duration).flicks().abs();
        let seconds = |time: Time| format!("{time} s");
        if off > self.grain(format).flicks() / 2 {
            is("duration", seconds(found.duration), seconds(duration))?;
        }
        Texts::planned(format, &self.clip).compare(format, &found.texts)
    }

    /// The steps in which a format counts time.
    fn grain(&self, format: VideoFormat) -> Time {
        match format {
            VideoFormat::Mp4 | VideoFormat::Apng => Time::ZERO,
            VideoFormat::Gif => Time::from_millis(10),
            // Sound and captions may end a frame later; the number of pictures is exact.
            VideoFormat::Webm | VideoFormat::Mov | VideoFormat::Mkv => self.clip.rate.frame() * 2,
        }
    }
}
