//! Encoding of sound to FLAC, which is lossless and which browsers and players accept in MP4.

use flacenc::bitsink::ByteSink;
use flacenc::component::BitRepr;
use flacenc::error::Verify;
use flacenc::source::MemSource;

use halfminute_basics::time::Time;

use super::sound::duration;
use super::{Sound, VideoError};

/// Sound that is encoded as FLAC.
pub(super) struct Flac {
    /// FLAC frames, each of `block` samples per channel; the last one may have fewer.
    pub(super) frames: Vec<Vec<u8>>,
    /// Samples per channel in a frame.
    pub(super) block: u16,
    /// Samples per channel in the whole sound.
    pub(super) samples: u64,
    /// Sample rate, in samples per second.
    pub(super) rate: u32,
    /// Number of channels, one or two.
    pub(super) channels: u8,
    /// Bits per sample, 16 or 24.
    pub(super) bits: u8,
    /// MD5 of the samples, which some decoders check.
    pub(super) md5: [u8; 16],
}

/// Samples per channel in a frame; a common value of encoders.
const BLOCK: u16 = 4096;

impl Flac {
    /// Samples per channel in the frame with index `at`.
    pub(super) fn ticks(&self, at: usize) -> u32 {
        let left = self.samples.saturating_sub(at as u64 * u64::from(self.block));
        left.min(u64::from(self.block)) as u32
    }

    /// The duration of the sound.
    pub(super) fn duration(&self) -> Time {
        duration(self.samples, self.rate)
    }
}

/// Encodes a sound; its samples are not changed.
pub(super) fn encode(sound: &Sound) -> Result<Flac, VideoError> {
    let failed = |error: String| VideoError::Failed(format!("cannot code the sound: {error}"));
    let config = flacenc::config::Encoder::default();
    let config = config.into_verified().map_err(|(_, error)| failed(error.to_string()))?;
    let (channels, bits, rate) = (sound.channels(), sound.bits(), sound.rate());
    let source =
        MemSource::from_samples(sound.samples(), usize::from(channels), usize::from(bits), rate as usize);
    let stream = flacenc::encode_with_fixed_block_size(&config, source, usize::from(BLOCK))
        .map_err(|error| failed(error.to_string()))?;
    let mut frames = Vec::new();
    for frame in (0..stream.frame_count()).filter_map(|at| stream.frame(at)) {
        let mut sink = ByteSink::new();
        frame.write(&mut sink).map_err(|error| failed(error.to_string()))?;
        frames.push(sink.as_slice().to_vec());
    }
    let mut md5 = [0; 16];
    md5.copy_from_slice(stream.stream_info().md5_digest());
    let samples = sound.samples().len() as u64 / u64::from(channels);
    Ok(Flac { frames, block: BLOCK, samples, rate, channels, bits, md5 })
}
