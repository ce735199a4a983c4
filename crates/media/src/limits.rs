//! Limits of a format, checked before anything is drawn.
//!
//! Limits that only the program `ffmpeg` knows are found when it encodes one picture before the work begins.

use halfminute_basics::time::{Rate, Time};

use super::{Outline, VideoError};

/// The limits of a format.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Maximum number of pixels of the longer and of the shorter side.
    pub sides: (u32, u32),
    /// True if sides must be even, because each colour sample covers two by two pixels.
    pub even: bool,
    /// Highest frame rate, in frames per second.
    pub fastest: u32,
    /// Longest duration of a clip.
    pub longest: Time,
    /// True for a rate whose durations the format can express.
    pub can_count: fn(Rate) -> bool,
}

impl Limits {
    /// The limits of clips themselves; none is larger, faster or longer.
    pub const NONE: Self = Self {
        sides: (u32::MAX, u32::MAX),
        even: false,
        fastest: Rate::MAX,
        longest: Time::MAX,
        can_count: |_| true,
    };

    /// Refuses a clip that the format `name` cannot hold; the error names the limit and what to do.
    pub(super) fn check(&self, name: &str, clip: &Outline) -> Result<(), VideoError> {
        let reject = |reason: String| Err(VideoError::Unsupported(format!("{name} {reason}")));
        let Self { sides, even, fastest, longest, can_count } = *self;
        let (width, height) = clip.size;
        if width.max(height) > sides.0 || width.min(height) > sides.1 {
            let (most, less) = sides;
            return reject(format!(
                "takes at most {most}x{less} pixels, the clip has {width}x{height}: write a smaller `--size`, or ask \
             for webm or apng"
            ));
        }
        if even && (width % 2, height % 2) != (0, 0) {
            let (even_width, even_height) = (width.next_multiple_of(2), height.next_multiple_of(2));
            return reject(format!(
                "takes even sides only, the clip has {width}x{height} pixels: write `--size {even_width}x{even_height}`"
            ));
        }
        if clip.rate.frame() * i64::from(fastest) < Time::from_millis(1000) {
            return reject(format!("shows at most {fastest} frames a second: write `--fps 30`"));
        }
        if clip.duration() > longest {
            return reject(format!(
                "is for clips of at most {} seconds: ask for mp4",
                longest.seconds().floor()
            ));
        }
        if !can_count(clip.rate) {
            return reject(format!("cannot count {} frames a second: write `--fps 30`", clip.rate));
        }
        Ok(())
    }
}
