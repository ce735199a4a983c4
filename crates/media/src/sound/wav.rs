//! Parsing of WAV files: their format, and their samples.
//!
//! A program that writes to a pipe does not know the length beforehand and cannot go back, so it writes a
//! placeholder: zero, the largest number, or some gigabytes. Such a sound extends to the end of its file. Any
//! other length must be true: a shorter file is truncated.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};

/// The smallest length that counts as a placeholder, if the file is shorter.
const PLACEHOLDER: u64 = 1 << 30;

/// Maximum number of chunks before the sound.
const MOST_CHUNKS: usize = 1000;

/// WaveFormat tags, as defined in `mmreg.h`.
const WHOLE: u16 = 1;
const FLOAT: u16 = 3;
const EXTENSIBLE: u16 = 0xfffe;
/// The rest of the GUID after the format tag, in the extensible format.
const EXTENSION: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

/// Properties of the sound in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wave {
    /// Number of channels, which are interleaved.
    pub(super) channels: u16,
    /// Sample rate, in samples per second.
    pub(super) rate: u32,
    /// Number of samples per channel.
    pub(super) length: u64,
    coding: Coding,
    /// Offset of the first sample in the file, in bytes.
    start: u64,
}

/// The little-endian encoding of one sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    /// Unsigned integer of one byte, from 0 to 255.
    Unsigned8,
    /// Signed integer of two bytes.
    Whole16,
    /// Signed integer of three bytes.
    Whole24,
    /// Signed integer of four bytes, rounded to its upper 24 bits.
    Whole32,
    /// Floating-point number of four bytes; full scale is 1.
    Float32,
    /// Floating-point number of eight bytes; full scale is 1.
    Float64,
}

/// Reason why a file cannot be read, as the end of a sentence that begins with its name.
#[derive(Debug)]
pub(super) enum Unread {
    /// Reading from the file failed.
    Io(io::Error),
    /// The file is not a WAV file, or is incomplete.
    Broken(String),
    /// The file holds samples of a kind that is not supported.
    Foreign(String),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => broken("is cut off"),
            _ => Self::Io(error),
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(out, "cannot be read: {error}"),
            Self::Broken(what) | Self::Foreign(what) => out.write_str(what),
        }
    }
}

fn broken(what: impl Into<String>) -> Unread {
    Unread::Broken(what.into())
}

/// Contents of the `fmt ` chunk.
struct WaveFormat {
    channels: u16,
    rate: u32,
    /// Bytes of one sample of all channels.
    block: u16,
    coding: Coding,
}

impl Wave {
    /// Reads everything before the samples.
    pub(super) fn read(file: &mut (impl Read + Seek)) -> Result<Self, Unread> {
        let end = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        let [name, size, kind] = three(file).map_err(|_| broken("is not a WAV file"))?;
        match (&name, &kind) {
            (b"RIFF" | b"RF64" | b"BW64", b"WAVE") => {}
            (b"RIFX", _) => return Err(Unread::Foreign("is a WAV file of the other byte order".to_owned())),
            _ => return Err(broken("is not a WAV file")),
        }
        let is_honest = u64::from(u32::from_le_bytes(size)) + 8 == end;
        let (mut format, mut large) = (None, None);
        for _ in 0..MOST_CHUNKS {
            let (name, length) = chunk(file).map_err(|_| broken("holds no sound"))?;
            let start = file.stream_position()?;
            match &name {
                b"ds64" => large = Some(large_length(file)?),
                b"fmt " => format = Some(WaveFormat::read(file, length)?),
                b"data" => {
                    let format = format.ok_or_else(|| broken("does not say what its sound is"))?;
                    let promised = large.filter(|_| length == u32::MAX).unwrap_or(u64::from(length));
                    let bytes = bytes_of_sound(promised, end.saturating_sub(start), is_honest)?;
                    return format.sound(start, &bytes);
                }
                _ => {}
            }
            // Chunks begin at even offsets.
            file.seek(SeekFrom::Start(start + u64::from(length) + u64::from(length % 2)))?;
        }
        Err(broken("holds no sound among its first parts"))
    }

    /// Bits per sample after decoding: 16 or 24.
    pub(super) fn bits(&self) -> u8 {
        match self.coding {
            Coding::Unsigned8 | Coding::Whole16 => 16,
            _ => 24,
        }
    }

    /// Reads the first `length` samples of each channel, interleaved.
    pub(super) fn samples(&self, file: &mut (impl Read + Seek), length: u64) -> Result<Vec<i32>, Unread> {
        file.seek(SeekFrom::Start(self.start))?;
        let count = length.min(self.length) * u64::from(self.channels);
        let mut samples = Vec::with_capacity(count as usize);
        let mut bytes = vec![0; self.coding.bytes()];
        for _ in 0..count {
            file.read_exact(&mut bytes)?;
            samples.push(self.coding.decode(&bytes)?);
        }
        Ok(samples)
    }
}

/// The length of the sound in a file that states `promised` bytes and has `left`.
fn bytes_of_sound(promised: u64, left: u64, is_honest: bool) -> Result<Bytes, Unread> {
    match promised {
        // If the file states its own length correctly, a length of zero is true.
        0 if is_honest => Ok(Bytes { count: 0, is_exact: true }),
        0 => Ok(Bytes { count: left, is_exact: false }),
        _ if promised <= left => Ok(Bytes { count: promised, is_exact: true }),
        _ if promised >= PLACEHOLDER => Ok(Bytes { count: left, is_exact: false }),
        _ => Err(broken(format!("is cut off: it promises {promised} bytes of sound and has {left}"))),
    }
}

/// The length of a sound in bytes.
struct Bytes {
    count: u64,
    /// True if the file states the length; false if the sound extends to the end of the file.
    is_exact: bool,
}

impl WaveFormat {
    fn read(file: &mut impl Read, length: u32) -> Result<Self, Unread> {
        let mut bytes = Vec::new();
        file.take(u64::from(length.min(40))).read_to_end(&mut bytes)?;
        let short = |at: usize| {
            let pair = bytes.get(at..at + 2).and_then(|pair| pair.first_chunk::<2>());
            pair.map(|pair| u16::from_le_bytes(*pair)).ok_or_else(|| broken("is cut off"))
        };
        let (channels, block) = (short(2)?, short(12)?);
        let rate = u32::from(short(4)?) | u32::from(short(6)?) << 16;
        let mut name = short(0)?;
        if name == EXTENSIBLE && bytes.get(26..40) == Some(&EXTENSION) {
            name = short(24)?;
        }
        let width = block.checked_div(channels).unwrap_or(0);
        if width == 0 || block % channels != 0 || u32::from(short(14)?) > u32::from(width) * 8 {
            return Err(broken("contradicts itself in what it says of its sound"));
        }
        let coding = match (name, width) {
            (WHOLE, 1) => Coding::Unsigned8,
            (WHOLE, 2) => Coding::Whole16,
            (WHOLE, 3) => Coding::Whole24,
            (WHOLE, 4) => Coding::Whole32,
            (FLOAT, 4) => Coding::Float32,
            (FLOAT, 8) => Coding::Float64,
            (WHOLE | FLOAT, _) => {
                return Err(Unread::Foreign(format!("has samples of {} bits", u32::from(width) * 8)));
            }
            _ => return Err(Unread::Foreign(format!("holds compressed sound (coding {name})"))),
        };
        Ok(Self { channels, rate, block, coding })
    }

    fn sound(&self, start: u64, bytes: &Bytes) -> Result<Wave, Unread> {
        let block = u64::from(self.block);
        if bytes.is_exact && !bytes.count.is_multiple_of(block) {
            return Err(broken("is cut off in the middle of a sample"));
        }
        let Self { channels, rate, coding, .. } = *self;
        Ok(Wave { channels, rate, length: bytes.count / block, coding, start })
    }
}

impl Coding {
    /// The number of bytes of a sample.
    fn bytes(self) -> usize {
        match self {
            Self::Unsigned8 => 1,
            Self::Whole16 => 2,
            Self::Whole24 => 3,
            Self::Whole32 | Self::Float32 => 4,
            Self::Float64 => 8,
        }
    }

    /// Decodes a sample to 16 or 24 bits. Samples with more bits are rounded to 24; samples with fewer valid
    /// bits, which the format requires to be left-aligned, stay exact.
    fn decode(self, bytes: &[u8]) -> Result<i32, Unread> {
        let whole = || bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        Ok(match self {
            Self::Unsigned8 => (whole() as i32 - 128) << 8,
            Self::Whole16 => i32::from(whole() as i16),
            Self::Whole24 => (whole() as i32) << 8 >> 8,
            Self::Whole32 => ((i64::from(whole() as i32) + 128) >> 8).min(i64::from(LOUDEST)) as i32,
            Self::Float32 => fraction(f64::from(f32::from_bits(whole() as u32)))?,
            Self::Float64 => fraction(f64::from_bits(whole()))?,
        })
    }
}

/// The largest sample of 24 bits.
const LOUDEST: i32 = (1 << 23) - 1;

/// Converts a floating-point sample to 24 bits; values beyond full scale are clamped.
fn fraction(value: f64) -> Result<i32, Unread> {
    if value.is_nan() {
        return Err(broken("has a sample that is not a number"));
    }
    let scaled = (value * f64::from(1 << 23)).round();
    Ok(scaled.clamp(f64::from(-LOUDEST - 1), f64::from(LOUDEST)) as i32)
}

/// Reads three groups of four bytes.
fn three(file: &mut impl Read) -> io::Result<[[u8; 4]; 3]> {
    let mut groups = [[0; 4]; 3];
    groups.iter_mut().try_for_each(|group| file.read_exact(group))?;
    Ok(groups)
}

/// Reads the name and length of a chunk.
fn chunk(file: &mut impl Read) -> io::Result<([u8; 4], u32)> {
    let (mut name, mut length) = ([0; 4], [0; 4]);
    file.read_exact(&mut name)?;
    file.read_exact(&mut length)?;
    Ok((name, u32::from_le_bytes(length)))
}

/// Reads the length of a sound that does not fit into 32 bits (EBU Tech 3306).
fn large_length(file: &mut impl Read) -> io::Result<u64> {
    let (mut whole, mut sound) = ([0; 8], [0; 8]);
    file.read_exact(&mut whole)?;
    file.read_exact(&mut sound)?;
    Ok(u64::from_le_bytes(sound))
}

#[cfg(test)]
mod tests;
