//! A WAV file to the sound of a clip.

use std::io::{BufReader, Seek, Write};
use std::path::Path;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

use crate::files;
use crate::film::Film;
use crate::time::Time;

use super::VideoError;
use crate::export::Digest;

/// Sound exactly as long as a clip: whole numbers, channels side by side.
#[derive(Clone, Debug)]
pub struct Sound {
    samples: Vec<i32>,
    channels: u8,
    bits: u8,
    rate: u32,
}

/// Samples a second that are accepted.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=48_000;

/// The longest sound, in samples of all channels: ten minutes of the best.
const MOST_SAMPLES: u32 = 10 * 60 * 48_000 * 2;

impl Sound {
    /// Reads a WAV file that is as long as `film`, within one frame. What is too much of it is left out,
    /// and what lacks is silence: players and containers want all tracks to end together.
    ///
    /// # Errors
    /// The file cannot be read, holds a kind of sound that is not accepted, or is not as long as
    /// the clip.
    pub fn read(path: &Path, film: &Film) -> Result<Self, VideoError> {
        let shown = path.display();
        let unread = |error: hound::Error| VideoError::Failed(format!("cannot read `{shown}`: {error}"));
        let file = files::open_input(path).map_err(|error| unread(error.into()))?;
        let mut reader = WavReader::new(BufReader::new(file)).map_err(unread)?;
        let spec = reader.spec();
        let accepted = spec.sample_format == SampleFormat::Int
            && matches!(spec.bits_per_sample, 16 | 24)
            && matches!(spec.channels, 1 | 2)
            && RATES.contains(&spec.sample_rate);
        if !accepted {
            return Err(VideoError::Unsupported(format!(
                "`{shown}` is not a kind of sound that is taken: save it as WAV with whole numbers of 16 or 24 \
                 bits, one or two channels, {} to {} samples a second",
                RATES.start(),
                RATES.end()
            )));
        }
        let length = reader.duration();
        let lasts = duration(u64::from(length), spec.sample_rate);
        if (lasts - film.duration()).flicks().abs() > film.rate().frame().flicks() {
            return Err(VideoError::Unsupported(format!(
                "`{shown}` lasts {lasts} s, the clip {} s: make them equally long, within one frame",
                film.duration()
            )));
        }
        if reader.len() > MOST_SAMPLES {
            return Err(VideoError::Unsupported(format!("`{shown}` is longer than ten minutes")));
        }
        let mut samples = reader.samples::<i32>().collect::<Result<Vec<_>, _>>().map_err(unread)?;
        samples.resize(samples_in(film.duration(), spec.sample_rate) * usize::from(spec.channels), 0);
        let (channels, bits) = (spec.channels as u8, spec.bits_per_sample as u8);
        Ok(Self { samples, channels, bits, rate: spec.sample_rate })
    }

    /// BLAKE3 of all that is heard.
    pub(super) fn digest(&self) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{} {} {}\n", self.channels, self.bits, self.rate).as_bytes());
        for sample in &self.samples {
            hasher.update(&sample.to_le_bytes());
        }
        hasher.finalize()
    }

    /// Writes a WAV file.
    pub(super) fn write(&self, out: impl Write + Seek) -> Result<(), VideoError> {
        let failed = |error: hound::Error| match error {
            hound::Error::IoError(error) => VideoError::Io(error),
            error => VideoError::Failed(format!("cannot write the sound: {error}")),
        };
        let spec = WavSpec {
            channels: u16::from(self.channels),
            sample_rate: self.rate,
            bits_per_sample: u16::from(self.bits),
            sample_format: SampleFormat::Int,
        };
        let mut writer = WavWriter::new(out, spec).map_err(failed)?;
        self.samples.iter().try_for_each(|sample| writer.write_sample(*sample)).map_err(failed)?;
        writer.finalize().map_err(failed)
    }

    /// The samples, channels side by side.
    pub(super) fn samples(&self) -> &[i32] {
        &self.samples
    }

    /// One or two.
    pub(super) fn channels(&self) -> u8 {
        self.channels
    }

    /// Bits of a sample: 16 or 24.
    pub(super) fn bits(&self) -> u8 {
        self.bits
    }

    /// Samples a second of each channel.
    pub(super) fn rate(&self) -> u32 {
        self.rate
    }
}

/// How long so many samples of each channel last.
pub(super) fn duration(samples: u64, rate: u32) -> Time {
    let flicks = i128::from(samples) * i128::from(Time::PER_SECOND) / i128::from(rate.max(1));
    Time::from_flicks(i64::try_from(flicks).unwrap_or(i64::MAX))
}

/// How many samples of each channel are whole within `time`.
fn samples_in(time: Time, rate: u32) -> usize {
    let samples = i128::from(time.flicks()) * i128::from(rate) / i128::from(Time::PER_SECOND);
    usize::try_from(samples).unwrap_or(0)
}
