//! Inspection of animated PNGs: chunks are read, but no picture is decoded.

use std::io::{BufReader, Read};
use std::path::Path;

use zlib_rs::crc32::crc32;

use halfminute_basics::time::Time;
use halfminute_files as files;

use super::super::VideoError;
use super::super::plan::Found;
use super::super::texts::Texts;

/// The signature at the start of every PNG.
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// Chunks that hold pixels or define their colours, and the end chunk.
const OTHERS: [&[u8; 4]; 6] = [b"sRGB", b"gAMA", b"cHRM", b"IDAT", b"fdAT", b"IEND"];
/// Maximum number of bytes of a chunk that are kept; those that describe the animation are shorter.
const LONGEST: usize = 64;

/// Reads all chunks. Each must have the right checksum, and together they must fill the file.
pub(crate) fn inspect(path: &Path) -> Result<Found, VideoError> {
    let mut file = BufReader::new(files::open(path)?);
    let mut signature = [0; SIGNATURE.len()];
    file.read_exact(&mut signature).map_err(|_| broken("it is cut off"))?;
    if signature != SIGNATURE {
        return Err(broken("it does not begin as a PNG does"));
    }
    let mut animation = Animation::default();
    loop {
        let (kind, data) = chunk(&mut file)?;
        animation.add(kind, &data)?;
        if kind == *b"IEND" {
            break;
        }
    }
    match file.read(&mut [0])? {
        0 => animation.found(),
        _ => Err(broken("it goes on after its end")),
    }
}

/// Values from the chunks read so far.
#[derive(Default)]
struct Animation {
    size: (u32, u32),
    announced: u32,
    pictures: u32,
    duration: Time,
}

impl Animation {
    /// Processes a chunk, given its name and the start of its data.
    fn add(&mut self, kind: [u8; 4], data: &[u8]) -> Result<(), VideoError> {
        let short = || broken("a part of it is too short");
        let u32_at = |at: usize| {
            let bytes = data.get(at..).and_then(|rest| rest.first_chunk());
            bytes.map(|bytes| u32::from_be_bytes(*bytes)).ok_or_else(short)
        };
        let u16_at = |at: usize| {
            let bytes = data.get(at..).and_then(|rest| rest.first_chunk());
            bytes.map(|bytes| u16::from_be_bytes(*bytes)).ok_or_else(short)
        };
        match &kind {
            b"IHDR" => self.size = (u32_at(0)?, u32_at(4)?),
            b"acTL" => self.announced = u32_at(0)?,
            b"fcTL" => {
                // A denominator of 0 means 100 (PNG, 11.3.4.2).
                let below = if u16_at(22)? == 0 { 100 } else { u16_at(22)? };
                let flicks = Time::PER_SECOND * i64::from(u16_at(20)?) / i64::from(below);
                self.pictures = self.pictures.saturating_add(1);
                self.duration = self.duration + Time::from_flicks(flicks);
            }
            _ if OTHERS.contains(&&kind) => {}
            _ => return Err(broken("it has a part that this program does not write")),
        }
        Ok(())
    }

    fn found(self) -> Result<Found, VideoError> {
        if self.pictures != self.announced || self.pictures == 0 {
            return Err(broken("it has another number of pictures than it says"));
        }
        let Self { size, pictures, duration, .. } = self;
        Ok(Found { size, pictures, duration, rate: None, sound: false, texts: Texts::default() })
    }
}

/// Reads the next chunk; returns its name, and the start of its data.
fn chunk(file: &mut impl Read) -> Result<([u8; 4], Vec<u8>), VideoError> {
    let cut = |_| broken("it is cut off");
    let (mut length, mut kind, mut stated) = ([0; 4], [0; 4], [0; 4]);
    file.read_exact(&mut length).map_err(cut)?;
    file.read_exact(&mut kind).map_err(cut)?;
    let (mut left, mut sum, mut start) = (u32::from_be_bytes(length) as usize, crc32(0, &kind), Vec::new());
    let mut piece = [0; 1 << 14];
    while left > 0 {
        let piece = &mut piece[..left.min(1 << 14)];
        file.read_exact(piece).map_err(cut)?;
        sum = crc32(sum, piece);
        start.extend_from_slice(&piece[..piece.len().min(LONGEST - start.len())]);
        left -= piece.len();
    }
    file.read_exact(&mut stated).map_err(cut)?;
    if sum.to_be_bytes() == stated {
        Ok((kind, start))
    } else {
        Err(broken("a part is not what its checksum says"))
    }
}

fn broken(reason: &str) -> VideoError {
    VideoError::Failed(reason.to_owned())
}
