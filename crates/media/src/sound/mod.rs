//! The sound of a clip, read from a WAV file.

use std::io::{self, BufReader, Write};
use std::path::Path;

use crate::Digest;
use crate::Outline;
use halfminute_basics::time::Time;
use halfminute_files as files;

use super::VideoError;
use wav::{Unread, Wave};

mod wav;

/// Sound exactly as long as a clip: integer samples, with channels interleaved.
#[derive(Clone, Debug)]
pub struct Sound {
    samples: Vec<i32>,
    channels: u8,
    bits: u8,
    rate: u32,
    silence: Option<Silence>,
}

/// The silence after a sound that is shorter than its clip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Duration of the sound without the silence.
    pub sound: Time,
    /// Duration of the whole clip.
    pub clip: Time,
}

/// Sample rates that are accepted, in samples per second.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=48_000;

/// The longest clip that may have sound.
const LONGEST: Time = Time::from_millis(10 * 60 * 1000);

impl Sound {
    /// Reads a WAV file. A sound that is shorter than `clip` is padded with silence, and one that is longer by
    /// at most a frame is cut, because players and containers expect all tracks to end together.
    ///
    /// # Errors
    /// The file cannot be read, is truncated, holds no sound or one of a kind that is not accepted, or the
    /// sound is longer than the clip.
    pub fn read(path: &Path, clip: &Outline) -> Result<Self, VideoError> {
        let shown = path.display();
        let told = |unread: Unread| match unread {
            Unread::Foreign(what) => VideoError::Unsupported(format!("`{shown}` {what}: {SAVE}")),
            unread => VideoError::Failed(format!("`{shown}` {unread}")),
        };
        let unsupported = |what: String| Err(VideoError::Unsupported(format!("`{shown}` {what}")));
        let file = files::open_input(path)
            .map_err(|error| VideoError::Failed(format!("cannot read `{shown}`: {error}")))?;
        let mut file = BufReader::new(file);
        let wave = Wave::read(&mut file).map_err(told)?;
        if !matches!(wave.channels, 1 | 2) {
            return unsupported(format!("has {} channels: {SAVE}", wave.channels));
        }
        if !RATES.contains(&wave.rate) {
            return unsupported(format!("has {} samples a second: {SAVE}", wave.rate));
        }
        let (lasts, frame) = (duration(wave.length, wave.rate), clip.rate.frame());
        let clip = clip.duration();
        if wave.length == 0 {
            return Err(VideoError::Failed(format!("`{shown}` holds no sound")));
        }
        if lasts - clip > frame {
            return unsupported(format!(
                "lasts {lasts} s, the clip {clip} s: cut the sound, or let the clip last longer"
            ));
        }
        if clip > LONGEST {
            return unsupported(format!(
                "is for a clip of {clip} s: sound is for clips of at most {LONGEST} s"
            ));
        }
        let length = samples_in(clip, wave.rate);
        let mut samples = wave.samples(&mut file, length as u64).map_err(told)?;
        samples.resize(length * usize::from(wave.channels), 0);
        let is_short = clip - lasts > frame;
        Ok(Self {
            samples,
            channels: wave.channels as u8,
            bits: wave.bits(),
            rate: wave.rate,
            silence: is_short.then_some(Silence { sound: lasts, clip }),
        })
    }

    /// The silence at the end, if it is longer than a frame.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        self.silence
    }

    /// BLAKE3 of the samples and their format.
    pub fn digest(&self) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{} {} {}\n", self.channels, self.bits, self.rate).as_bytes());
        for sample in &self.samples {
            hasher.update(&sample.to_le_bytes());
        }
        hasher.finalize()
    }

    /// Writes the sound as a WAV file.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        let width = usize::from(self.bits / 8);
        // Ten minutes of sound are far below the limit of 32 bits.
        let bytes = (self.samples.len() * width) as u32;
        let block = u16::from(self.channels) * width as u16;
        let (whole_numbers, header) = (1_u16, 36);
        out.write_all(b"RIFF")?;
        out.write_all(&(bytes + header).to_le_bytes())?;
        out.write_all(b"WAVEfmt ")?;
        out.write_all(&16_u32.to_le_bytes())?;
        out.write_all(&whole_numbers.to_le_bytes())?;
        out.write_all(&u16::from(self.channels).to_le_bytes())?;
        out.write_all(&self.rate.to_le_bytes())?;
        out.write_all(&(self.rate * u32::from(block)).to_le_bytes())?;
        out.write_all(&block.to_le_bytes())?;
        out.write_all(&u16::from(self.bits).to_le_bytes())?;
        out.write_all(b"data")?;
        out.write_all(&bytes.to_le_bytes())?;
        self.samples.iter().try_for_each(|sample| out.write_all(&sample.to_le_bytes()[..width]))?;
        out.flush()
    }

    /// The samples, with channels interleaved.
    pub fn samples(&self) -> &[i32] {
        &self.samples
    }

    /// Number of channels, one or two.
    pub fn channels(&self) -> u8 {
        self.channels
    }

    /// Bits per sample, 16 or 24.
    pub fn bits(&self) -> u8 {
        self.bits
    }

    /// Sample rate, in samples per second.
    pub fn rate(&self) -> u32 {
        self.rate
    }
}

/// Advice for a sound of a kind that is not accepted.
const SAVE: &str = "save it as WAV with one or two channels, 8000 to 48000 samples a second, whole numbers of 8 to 32 bits or floats";

/// The duration of so many samples per channel.
pub(super) fn duration(samples: u64, rate: u32) -> Time {
    let flicks = i128::from(samples) * i128::from(Time::PER_SECOND) / i128::from(rate.max(1));
    Time::from_flicks(i64::try_from(flicks).unwrap_or(i64::MAX))
}

/// The number of whole samples per channel within `time`.
fn samples_in(time: Time, rate: u32) -> usize {
    let samples = i128::from(time.flicks()) * i128::from(rate) / i128::from(Time::PER_SECOND);
    usize::try_from(samples).unwrap_or(0)
}
