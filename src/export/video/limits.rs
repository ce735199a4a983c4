//! What each format can hold of a clip: said before anything is drawn.
//!
//! What only the program `ffmpeg` knows, it says itself, when it codes one picture before the work begins.

use crate::film::Film;
use crate::time::{Rate, Time};

use super::{VideoError, VideoFormat, apng};

/// What a format holds at most.
struct Limits {
    /// Pixels of the longer and of the shorter side.
    sides: (u32, u32),
    /// Whether sides are even, because there is one colour for two by two pixels.
    even: bool,
    /// Frames a second.
    fastest: u32,
    /// The length of a clip.
    longest: Time,
}

/// No clip is larger, faster or longer.
const ANY: Limits =
    Limits { sides: (u32::MAX, u32::MAX), even: false, fastest: Rate::MAX, longest: Time::MAX };

impl Limits {
    fn of(format: VideoFormat) -> Self {
        match format {
            // OpenH264 takes the pictures of level 5.2, whatever their shape.
            VideoFormat::Mp4 => Self { sides: (3840, 2160), even: true, ..ANY },
            // Sides are numbers of 16 bits. Browsers show pictures that are shorter than two hundredths of a
            // second for ten, and a picture is shown for at most 65,535 of them.
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

/// Refuses a clip that a format cannot hold, and says what it holds and what to write.
pub(super) fn check(format: VideoFormat, film: &Film) -> Result<(), VideoError> {
    let name = format.name();
    let refuse = |reason: String| Err(VideoError::Unsupported(format!("{name} {reason}")));
    let Limits { sides, even, fastest, longest } = Limits::of(format);
    let (width, height) = film.size();
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
    if film.rate().frame() * i64::from(fastest) < Time::from_millis(1000) {
        return refuse(format!("shows at most {fastest} frames a second: write `--fps 30`"));
    }
    if film.duration() > longest {
        return refuse(format!("is for clips of at most {} seconds: ask for mp4", longest.seconds().floor()));
    }
    if format == VideoFormat::Apng && !apng::can_count(film.rate()) {
        return refuse(format!("cannot count {} frames a second: write `--fps 30`", film.rate()));
    }
    Ok(())
}
