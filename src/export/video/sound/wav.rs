//! WAV files: what they say of their sound, and its samples.
//!
//! A program that writes to a pipe does not know the length beforehand and cannot go back, so it leaves a
//! number that stands for none: zero, the largest there is, or some gigabytes. Such a sound lasts to the end
//! of its file. Any other length must hold: a file that is shorter is cut off.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};

/// Lengths from here on, of files that are shorter, stand for an unknown length.
const PLACEHOLDER: u64 = 1 << 30;

/// More parts than these come before no sound.
const MOST_CHUNKS: usize = 1000;

/// Names of codings: `mmreg.h`.
const WHOLE: u16 = 1;
const FLOAT: u16 = 3;
const EXTENSIBLE: u16 = 0xfffe;
/// What follows the name of a coding where it is extensible.
const EXTENSION: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

/// What a file says of its sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wave {
    /// Samples side by side.
    pub(super) channels: u16,
    /// Samples a second of each channel.
    pub(super) rate: u32,
    /// Samples of each channel.
    pub(super) length: u64,
    coding: Coding,
    /// Where the first sample is.
    start: u64,
}

/// How one sample is written, the least byte first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    /// A whole number from 0 to 255.
    Unsigned8,
    /// A whole number of two bytes.
    Whole16,
    /// A whole number of three bytes.
    Whole24,
    /// A whole number of four bytes, of which the highest count most.
    Whole32,
    /// A fraction of one, of four bytes.
    Float32,
    /// A fraction of one, of eight bytes.
    Float64,
}

/// Why a file is no sound that can be read, as the end of a sentence that begins with its name.
#[derive(Debug)]
pub(super) enum Unread {
    /// Reading failed.
    Io(io::Error),
    /// It is not a WAV file, or not a whole one.
    Broken(String),
    /// It holds something else than samples that are read here.
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

/// What the `fmt` part says.
struct Format {
    channels: u16,
    rate: u32,
    /// Bytes of a sample of every channel.
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
                b"fmt " => format = Some(Format::read(file, length)?),
                b"data" => {
                    let format = format.ok_or_else(|| broken("does not say what its sound is"))?;
                    let promised = large.filter(|_| length == u32::MAX).unwrap_or(u64::from(length));
                    let bytes = bytes_of_sound(promised, end.saturating_sub(start), is_honest)?;
                    return format.sound(start, &bytes);
                }
                _ => {}
            }
            // Parts begin at even places.
            file.seek(SeekFrom::Start(start + u64::from(length) + u64::from(length % 2)))?;
        }
        Err(broken("holds no sound among its first parts"))
    }

    /// Bits of a sample once it is read: 16 or 24.
    pub(super) fn bits(&self) -> u8 {
        match self.coding {
            Coding::Unsigned8 | Coding::Whole16 => 16,
            _ => 24,
        }
    }

    /// The first `length` samples of each channel, side by side.
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

/// Bytes of the sound in a file that promises some and has `left`.
fn bytes_of_sound(promised: u64, left: u64, is_honest: bool) -> Result<Bytes, Unread> {
    match promised {
        // A file that knows its own length knows that there is no sound in it.
        0 if is_honest => Ok(Bytes { count: 0, is_exact: true }),
        0 => Ok(Bytes { count: left, is_exact: false }),
        _ if promised <= left => Ok(Bytes { count: promised, is_exact: true }),
        _ if promised >= PLACEHOLDER => Ok(Bytes { count: left, is_exact: false }),
        _ => Err(broken(format!("is cut off: it promises {promised} bytes of sound and has {left}"))),
    }
}

/// Bytes of a sound.
struct Bytes {
    count: u64,
    /// Whether the file says so; otherwise it just ends there.
    is_exact: bool,
}

impl Format {
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
    /// Bytes of a sample.
    fn bytes(self) -> usize {
        match self {
            Self::Unsigned8 => 1,
            Self::Whole16 => 2,
            Self::Whole24 => 3,
            Self::Whole32 | Self::Float32 => 4,
            Self::Float64 => 8,
        }
    }

    /// A sample of 16 or 24 bits. What has more is rounded to 24; what has its bits in the upper part of more
    /// bytes, as the format wants it, stays exact.
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

/// The greatest sample of 24 bits.
const LOUDEST: i32 = (1 << 23) - 1;

/// A fraction of one as a sample of 24 bits; what is louder than that is as loud as can be.
fn fraction(value: f64) -> Result<i32, Unread> {
    if value.is_nan() {
        return Err(broken("has a sample that is not a number"));
    }
    let scaled = (value * f64::from(1 << 23)).round();
    Ok(scaled.clamp(f64::from(-LOUDEST - 1), f64::from(LOUDEST)) as i32)
}

/// Three groups of four bytes.
fn three(file: &mut impl Read) -> io::Result<[[u8; 4]; 3]> {
    let mut groups = [[0; 4]; 3];
    groups.iter_mut().try_for_each(|group| file.read_exact(group))?;
    Ok(groups)
}

/// Name and length of a part.
fn chunk(file: &mut impl Read) -> io::Result<([u8; 4], u32)> {
    let (mut name, mut length) = ([0; 4], [0; 4]);
    file.read_exact(&mut name)?;
    file.read_exact(&mut length)?;
    Ok((name, u32::from_le_bytes(length)))
}

/// The bytes of a sound that are too many for 32 bits: EBU Tech 3306.
fn large_length(file: &mut impl Read) -> io::Result<u64> {
    let (mut whole, mut sound) = ([0; 8], [0; 8]);
    file.read_exact(&mut whole)?;
    file.read_exact(&mut sound)?;
    Ok(u64::from_le_bytes(sound))
}

#[cfg(test)]
mod tests;
