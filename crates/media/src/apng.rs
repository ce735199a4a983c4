//! Encoding and decoding of animated PNGs: every pixel is exact, and each frame stores only what changed.
//!
//! A packet is a small PNG of the rectangle that changed. The animation repeats the compressed data of these
//! PNGs in the chunks that the PNG specification (third edition, section 11.3.5) defines for frames. The
//! pictures that `ffmpeg` encodes are kept in the same packets until they are sent to it.

use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use png::chunk::{ChunkType, IDAT, acTL, fcTL, fdAT};
use png::{BitDepth, ColorType, Decoder, DecodingError, Encoder, EncodingError, SrgbRenderingIntent};

use super::png as picture;
use halfminute_basics::time::{Rate, Time};
use halfminute_files as files;

use super::change::{Area, Change};
use super::packets::Packets;
use super::plan::Found;
use super::texts::Texts;
use super::{Codec, Coder, Contents, VideoError};

/// Maximum time that one picture is shown, in frames. It is written as a fraction of two `u16`, and those of
/// two runs may be added: at most 60 frames of 1001/30000 s fit.
const LONGEST: u32 = 30;

mod inspect;

pub(super) use inspect::inspect;

/// True if durations at this rate fit into fractions of two `u16`.
pub(super) fn can_count(rate: Rate) -> bool {
    stay(rate, 2 * LONGEST).is_some()
}

/// The duration of `frames` frames, as APNG's fraction of a second; `None` if it does not fit.
fn stay(rate: Rate, frames: u32) -> Option<(u16, u16)> {
    let above = u16::try_from(frames * rate.denominator()).ok()?;
    Some((above, u16::try_from(rate.numerator()).ok()?))
}

/// The codec of animated PNGs, and of the pictures that `ffmpeg` encodes: small PNGs of the changed rectangles.
pub(super) static PNG: Codec = Codec {
    name: "png",
    looks_back: true,
    needs_palette: false,
    is_packet: |bytes, area| picture::require_structure(bytes, (area.width, area.height)).is_ok(),
    coder: |_, _| Ok(Box::new(PngCoder::default())),
};

/// Codes the changed rectangle of each frame as a PNG.
#[derive(Default)]
pub(super) struct PngCoder {
    pixels: Vec<u8>,
    file: Vec<u8>,
}

impl Coder for PngCoder {
    fn frame(&mut self, frame: &Change<'_>, packets: &mut Packets) -> Result<(), VideoError> {
        let held = packets.table.last().map_or(0, |packet| packet.frames);
        let dot = Area { x: 0, y: 0, width: 1, height: 1 };
        let again = (held >= LONGEST).then_some(dot);
        let Some(area) = frame.area.or(again) else {
            packets.hold(frame.size);
            return Ok(());
        };
        self.pixels.clear();
        self.pixels.extend(area.rows(frame.rgb, frame.size.0, 3).flatten());
        picture::encode(&self.pixels, (area.width, area.height), picture::Compression::Fast, &mut self.file);
        packets.bytes.extend_from_slice(&self.file);
        packets.end(area, 1)
    }
}

/// Writes an animated PNG of all packets.
pub(super) fn write(contents: &Contents<'_>, out: impl Write) -> Result<(), VideoError> {
    let Contents { spool, clip, .. } = *contents;
    let (size, rate) = (clip.size, clip.rate);
    let mut encoder = Encoder::new(BufWriter::new(out), size.0, size.1);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    let mut writer = encoder.write_header()?;
    let endless = 0_u32;
    writer.write_chunk(acTL, &[spool.pictures().to_be_bytes(), endless.to_be_bytes()].concat())?;
    let mut sequence = 0_u32;
    let mut next = || {
        sequence += 1;
        (sequence - 1).to_be_bytes()
    };
    let mut first = true;
    spool.each(|packet, file| {
        let (above, below) = stay(rate, packet.frames)
            .ok_or_else(|| VideoError::Unsupported(format!("apng cannot count {rate} frames a second")))?;
        let Area { x, y, width, height } = packet.area;
        let mut control = next().to_vec();
        control.extend([width, height, x, y].into_iter().flat_map(u32::to_be_bytes));
        control.extend([above, below].into_iter().flat_map(u16::to_be_bytes));
        // Keep the previous picture, and replace the pixels that this one covers.
        control.extend([0, 0]);
        writer.write_chunk(fcTL, &control)?;
        for data in chunks(file, IDAT) {
            if first {
                writer.write_chunk(IDAT, data)?;
            } else {
                writer.write_chunk(fdAT, &[&next(), data].concat())?;
            }
        }
        first = false;
        Ok::<_, VideoError>(())
    })?;
    // Finishing the encoder would fail, because it does not know of the pictures that were written as chunks.
    drop(writer);
    Ok(())
}

/// The data of a PNG's chunks with this name.
fn chunks(file: &[u8], name: ChunkType) -> impl Iterator<Item = &[u8]> {
    const SIGNATURE: usize = 8;
    let mut rest = file.get(SIGNATURE..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk()?;
        let (kind, after) = after.split_first_chunk()?;
        let (data, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        let (_checksum, after) = after.split_first_chunk::<4>()?;
        rest = after;
        Some((ChunkType(*kind), data))
    })
    .filter_map(move |(kind, data)| (kind == name).then_some(data))
}

/// Reads and decodes every picture of an animated PNG.
pub(super) fn read(path: &Path) -> Result<Found, VideoError> {
    let mut reader = Decoder::new(BufReader::new(files::open(path)?)).read_info()?;
    let size = reader.info().size();
    let pictures = reader.info().animation_control().map_or(0, |control| control.num_frames);
    let bytes = reader.output_buffer_size().filter(|bytes| *bytes as u64 <= picture::MAX_PIXELS * 3);
    let mut pixels = vec![0; bytes.unwrap_or(0)];
    let mut duration = Time::ZERO;
    for _ in 0..pictures {
        reader.next_frame(&mut pixels)?;
        let control = reader.info().frame_control();
        let (above, below) = control.map_or((0, 1), |control| (control.delay_num, control.delay_den));
        let flicks = Time::PER_SECOND * i64::from(above) / i64::from(below.max(1));
        duration = duration + Time::from_flicks(flicks);
    }
    reader.finish()?;
    Ok(Found { size, pictures, duration, rate: None, sound: false, texts: Texts::default() })
}

impl From<EncodingError> for VideoError {
    fn from(error: EncodingError) -> Self {
        match error {
            EncodingError::IoError(error) => Self::Io(error),
            error => Self::Failed(format!("cannot write the animated png: {error}")),
        }
    }
}

impl From<DecodingError> for VideoError {
    fn from(error: DecodingError) -> Self {
        Self::Failed(error.to_string())
    }
}
