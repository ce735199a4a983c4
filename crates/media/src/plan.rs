//! The expected properties of a video, and their comparison with a file.

use super::outline::Outline;
use halfminute_basics::time::{Rate, Time};

use super::fault::VideoFault;
use super::texts::Texts;
use super::{Format, VideoFormat};

/// The expected properties of all videos of a clip.
pub struct Plan {
    clip: Outline,
    frames: u32,
}

/// Properties of a video, as stated in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Width and height of the picture, in pixels.
    pub size: (u32, u32),
    /// Number of pictures in the file.
    pub pictures: u32,
    /// Duration of the video.
    pub duration: Time,
    /// Pictures per second, if the file states them.
    pub rate: Option<Rate>,
    /// True if the file has a track of sound.
    pub sound: bool,
    /// Chapters and captions of the file.
    pub texts: Texts,
}

/// A claim of a manifest about a video.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Name of the video's format.
    pub format: &'a str,
    /// Name of the file.
    pub file: &'a str,
    /// Number of pictures in the file.
    pub frames: u32,
    /// Duration of the video, in seconds.
    pub duration: f64,
}

impl Plan {
    /// The plan for the videos of a clip.
    #[must_use]
    pub fn new(clip: Outline) -> Self {
        let frames = clip.beats.last().map_or(0, |beat| beat.end);
        Self { clip, frames }
    }

    /// A claim about a video that cannot be true for this plan, as a sentence without a subject.
    #[must_use]
    pub fn refute(&self, video: Claim<'_>) -> Option<String> {
        let name = video.file;
        let is_its = |format: &VideoFormat| *name == format.file(&self.clip.name);
        let Some(format) = Format::named(video.format).filter(is_its) else {
            return Some(format!("says that `{name}` is of the format `{}`, which is none", video.format));
        };
        let (said, frames) = (video.frames, self.frames);
        let holds = if format.stores_changes { (1..=frames).contains(&said) } else { said == frames };
        if !holds {
            return Some(format!("says that `{name}` has {said} pictures: the clip has {frames} frames"));
        }
        let (said, seconds) = (video.duration, self.clip.rate.instant(frames).seconds());
        let off = (said - seconds).abs();
        // The sum of decimals may deviate in its last digit.
        let grain = format.duration_resolution(self.clip.rate).seconds() / 2.0 + 1e-6;
        (off.is_nan() || off > grain)
            .then(|| format!("says that `{name}` lasts {said} s: the clip lasts {seconds} s"))
    }

    /// Compares the properties that were found with the plan; `pictures` is the number of coded pictures.
    pub fn hold(&self, format: VideoFormat, found: &Found, pictures: u32) -> Result<(), VideoFault> {
        let is = |what: &str, found: String, planned: String| {
            if found == planned { Ok(()) } else { Err(VideoFault { what: what.to_owned(), found, planned }) }
        };
        let size = |(width, height): (u32, u32)| format!("{width}x{height}");
        is("size", size(found.size), size(self.clip.size))?;
        // In a GIF or an animated PNG, a picture that is shown for several frames counts once.
        let planned = if format.stores_changes { pictures } else { self.frames };
        is("number of pictures", found.pictures.to_string(), planned.to_string())?;
        if let Some(rate) = found.rate {
            is("rate", rate.to_string(), self.clip.rate.to_string())?;
        }
        let duration = self.clip.rate.instant(self.frames);
        let off = (found.duration - duration).flicks().abs();
        let seconds = |time: Time| format!("{time} s");
        if off > format.duration_resolution(self.clip.rate).flicks() / 2 {
            is("duration", seconds(found.duration), seconds(duration))?;
        }
        Texts::planned(format, &self.clip).compare(format, &found.texts)
    }
}
