//! The outline of a clip: everything that captions, chapters and containers need to know about it.

use halfminute_basics::time::{Rate, Time};

/// Name, picture size, rate, language and beats of a clip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Name of the clip, which its files share.
    pub name: String,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Frame rate, in frames per second.
    pub rate: Rate,
    /// Language of the clip's texts, as a BCP 47 tag.
    pub language: String,
    /// Beats of the clip, without gaps.
    pub beats: Vec<Beat>,
}

/// A beat of a clip: a chapter with an optional caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// Title of the beat.
    pub title: String,
    /// Caption of the beat; empty if it has none.
    pub caption: String,
    /// Number of the beat's first frame.
    pub first: u32,
    /// Number of the frame after its last.
    pub end: u32,
}

impl Outline {
    /// Number of frames in the clip.
    #[must_use]
    pub fn frame_count(&self) -> u32 {
        self.beats.last().map_or(0, |beat| beat.end)
    }

    /// The exact duration of the clip.
    #[must_use]
    pub fn duration(&self) -> Time {
        self.at(self.frame_count())
    }

    /// The time at which a frame is shown.
    #[must_use]
    pub fn at(&self, frame: u32) -> Time {
        self.rate.instant(frame)
    }
}
