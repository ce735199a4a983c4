//! Options that several commands share, and parsers of their values.

use std::num::NonZero;
use std::sync::LazyLock;
use std::thread;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use halfminute_basics::time::{Rate, Time, TimeError};
use halfminute_engine::film::Overrides;
use halfminute_media::{FORMATS, VideoFormat};
use halfminute_preview::transport::SPEEDS;
use halfminute_render::png::{Compression, MAX_PIXELS};

/// Range of a picture's width and height, in pixels.
const SIDES: std::ops::RangeInclusive<u32> = 16..=8192;

/// Greatest number of worker threads that can be asked for.
const MAX_THREADS: u16 = 256;

/// Format in which diagnostics of scenes are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// Text with the source line and a caret, for people
    #[default]
    Human,
    /// One JSON object per line
    Json,
    /// Annotations for GitHub Actions
    Github,
}

/// Format in which a clip is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormatOption {
    /// One PNG file per frame.
    Png,
    /// A video of the whole clip.
    Video(VideoFormat),
}

impl ValueEnum for FormatOption {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<FormatOption>> = LazyLock::new(|| {
            let videos = FORMATS.into_iter().map(FormatOption::Video);
            std::iter::once(FormatOption::Png).chain(videos).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Png => PossibleValue::new("png").help("One PNG file per frame"),
            Self::Video(format) => PossibleValue::new(format.name).help(format.summary),
        })
    }
}

/// Strength of the compression of frames; the pixels are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum CompressionOption {
    /// Quick to write, larger files
    #[default]
    Fast,
    /// Twice the time, two thirds of the size
    Balanced,
    /// Smallest files, slowest to write
    Small,
}

impl From<CompressionOption> for Compression {
    fn from(option: CompressionOption) -> Self {
        match option {
            CompressionOption::Fast => Self::Fast,
            CompressionOption::Balanced => Self::Balanced,
            CompressionOption::Small => Self::Small,
        }
    }
}

/// Number of worker threads to use.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct ThreadsOption {
    /// Number of worker threads; by default one per core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_THREADS)))]
    threads: Option<u16>,
}

/// Values that replace the scene's own `size` and `fps`.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct OverrideOptions {
    /// Size of the picture in pixels, instead of the scene's
    #[arg(long, value_name = "WxH", value_parser = parse_size)]
    size: Option<(u32, u32)>,
    /// Frames per second, instead of the scene's: 30 or 30000/1001
    #[arg(long, value_name = "RATE")]
    fps: Option<Rate>,
}

impl OverrideOptions {
    pub(super) fn overrides(self) -> Overrides {
        Overrides { size: self.size, rate: self.fps, ..Overrides::default() }
    }
}

/// Parses a size such as `1920x1080`.
pub(super) fn parse_size(text: &str) -> Result<(u32, u32), String> {
    let number = |side: &str| side.trim().parse::<u32>().ok();
    let size = text.split_once(['x', 'X', '×']).and_then(|(w, h)| Some((number(w)?, number(h)?)));
    let (width, height) = size.ok_or("a size is two whole numbers: write 1920x1080")?;
    if !SIDES.contains(&width) || !SIDES.contains(&height) {
        return Err(format!("a side is {} to {} pixels: write 1920x1080", SIDES.start(), SIDES.end()));
    }
    // The limit on the sides implies this limit today, but each is documented separately.
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(format!("a picture has at most {MAX_PIXELS} pixels: write 1920x1080"));
    }
    Ok((width, height))
}

/// Parses a time in seconds, such as `12.5`.
pub(super) fn parse_seconds(text: &str) -> Result<Time, &'static str> {
    let time = Time::parse_seconds(text).map_err(|error| match error {
        TimeError::NotANumber => "seconds are a number: write 12.5",
        TimeError::TooFine => "seconds have at most five decimal places",
        TimeError::OutOfRange => "no clip is longer than an hour",
    })?;
    if time < Time::ZERO { Err("a clip starts at 0") } else { Ok(time) }
}

impl ThreadsOption {
    /// Number of threads that was asked for, or one per core.
    pub(super) fn count(self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, NonZero::get);
        self.threads.map_or_else(cores, usize::from).min(usize::from(MAX_THREADS))
    }
}

/// Parses a playback speed of the preview, which must be one of [`SPEEDS`].
pub(super) fn parse_speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed| SPEEDS.contains(speed));
    speed.ok_or_else(|| format!("the speeds are {}", SPEEDS.map(|speed| speed.to_string()).join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{parse_seconds, parse_size};

    #[test]
    fn sizes_have_limits() {
        assert_eq!(parse_size("1920x1080"), Ok((1920, 1080)));
        assert_eq!(parse_size("8192X16"), Ok((8192, 16)));
        for text in ["15x1080", "1920x8193", "0x0"] {
            assert_eq!(parse_size(text).unwrap_err(), "a side is 16 to 8192 pixels: write 1920x1080");
        }
        for text in ["1920", "1920x", "x", "-1x2", "19.2x3", "1x2x3", "99999999999x9"] {
            let error = "a size is two whole numbers: write 1920x1080";
            assert_eq!(parse_size(text).unwrap_err(), error);
        }
    }

    #[test]
    fn seconds_are_not_negative() {
        assert_eq!(parse_seconds("12.5").unwrap().to_string(), "12.5");
        assert_eq!(parse_seconds("-1"), Err("a clip starts at 0"));
        assert_eq!(parse_seconds("4.5s"), Err("seconds are a number: write 12.5"));
    }
}
