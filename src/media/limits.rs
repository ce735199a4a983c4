//! Limits of each format, checked before anything is drawn.
//!
//! Limits that only the program `ffmpeg` knows are found when it encodes one picture before the work begins.

use super::Outline;
use halfminute_basics::time::{Rate, Time};

use super::{VideoError, VideoFormat, apng};

/// The limits of a format.
struct Limits {
    /// Maximum number of pixels of the longer and of the shorter side.
    sides: (u32, u32),
    /// True if sides must be even, because each colour sample covers two by two pixels.
    even: bool,
    /// Highest frame rate, in frames per second.
    fastest: u32,
    /// Longest duration of a clip.
    longest: Time,
}

/// The limits of clips themselves; none is larger, faster or longer.
const ANY: Limits =
    Limits { sides: (u32::MAX, u32::MAX), even: false, fastest: Rate::MAX, longest: Time::MAX };

impl Limits {
    fn of(format: VideoFormat) -> Self {
        match format {
            // OpenH264 accepts pictures of up to level 5.2, in landscape or portrait.
            VideoFormat::Mp4 => Self { sides: (3840, 2160), even: true, ..ANY },
            // Sides are numbers of 16 bits. Browsers show pictures with a delay of less than two hundredths of
            // a second for ten hundredths, and the longest delay is 65,535 hundredths.
            VideoFormat::Gif => Self {
                sides: (u16::MAX as u32, u16::MAX as u32),
                fastest: 50,
                longest: Time::from_millis(655_350),
                ..ANY
            },
            VideoFormat::Apng => ANY,
            VideoFormat::Webm | VideoFormat::Mov | VideoFormat::Mkv => Self { even: true, ..ANY },
        }
    }
}

/// Refuses a clip that a format cannot hold; the error names the limit and what to do.
pub(super) fn check(format: VideoFormat, clip: &Outline) -> Result<(), VideoError> {
    let name = format.name();
    let refuse = |reason: String| Err(VideoError::Unsupported(format!("{name} {reason}")));
    let Limits { sides, even, fastest, longest } = Limits::of(format);
    let (width, height) = clip.size;
    if width.max(height) > sides.0 || width.min(height) > sides.1 {
        let (most, less) = sides;
        return refuse(format!(
            "takes at most {most}x{less} pixels, the clip has {width}x{height}: write a smaller `--size`, or ask \
             for webm or apng"
        ));
    }
    if even && (width % 2, height % 2) != (0, 0) {
        let (even_width, even_height) = (width.next_multiple_of(2), height.next_multiple_of(2));
        return refuse(format!(
            "takes even sides only, the clip has {width}x{height} pixels: write `--size {even_width}x{even_height}`"
        ));
    }
    if clip.rate.frame() * i64::from(fastest) < Time::from_millis(1000) {
        return refuse(format!("shows at most {fastest} frames a second: write `--fps 30`"));
    }
    if clip.duration() > longest {
        return refuse(format!("is for clips of at most {} seconds: ask for mp4", longest.seconds().floor()));
    }
    if format == VideoFormat::Apng && !apng::can_count(clip.rate) {
        return refuse(format!("cannot count {} frames a second: write `--fps 30`", clip.rate));
    }
    Ok(())
}
