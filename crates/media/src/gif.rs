//! Encoding and decoding of GIFs: 255 colours for the whole clip, and each frame stores only what changed.
//!
//! A GIF counts time in hundredths of a second, and few frame durations are whole numbers of these. Each
//! picture begins at the hundredth that is nearest to its time, so that errors do not accumulate.

use std::borrow::Cow;
use std::io::{BufReader, BufWriter, Write};
use std::num::NonZeroU64;
use std::path::Path;

use gif::{
    ColorOutput, DecodeOptions, DecodingError, DisposalMethod, Encoder, EncodingError, Frame, MemoryLimit,
    Repeat,
};

use super::Outline;
use super::png as picture;
use halfminute_basics::time::Time;
use halfminute_files as files;

use super::change::{Area, Change};
use super::packets::Packets;
use super::palette::{Indices, Palette, TRANSPARENT};
use super::plan::Found;
use super::texts::Texts;
use super::{Codec, Coder, Contents, VideoError};

/// The time unit of a GIF, a hundredth of a second.
const HUNDREDTH: Time = Time::from_millis(10);

/// Maximum number of pixels of a picture, for the decoder's memory limit.
const MOST_PIXELS: NonZeroU64 = match NonZeroU64::new(picture::MAX_PIXELS) {
    Some(pixels) => pixels,
    None => NonZeroU64::MIN,
};

/// The codec of GIFs: LZW-coded palette indices.
pub(super) static GIF: Codec = Codec {
    name: "gif",
    looks_back: true,
    needs_palette: true,
    // The minimum code size, followed by the codes.
    is_packet: |bytes, _| bytes.len() > 1 && (2..=8).contains(&bytes[0]),
    coder,
};

fn coder<'a>(_: &Outline, palette: Option<&'a Palette>) -> Result<Box<dyn Coder + 'a>, VideoError> {
    let palette = palette.ok_or_else(|| VideoError::Failed("a gif has no palette".to_owned()))?;
    Ok(Box::new(GifCoder::new(palette)))
}

/// Codes frames as indices into a palette.
pub(super) struct GifCoder<'a> {
    indices: Indices<'a>,
    /// Palette indices of the last frame; empty before the clip's first frame.
    shown: Vec<u8>,
}

impl<'a> GifCoder<'a> {
    pub(super) fn new(palette: &'a Palette) -> Self {
        Self { indices: Indices::new(palette), shown: Vec::new() }
    }

    fn map(&mut self, rgb: &[u8], area: Area, width: u32) -> Vec<u8> {
        let pixels = area.rows(rgb, width, 3).flat_map(|row| row.as_chunks::<3>().0);
        pixels.map(|pixel| self.indices.of(*pixel)).collect()
    }

    /// Updates `shown` by `indices` of `area`. Returns them with unchanged pixels made transparent, or `None`
    /// if nothing changed.
    fn update(&mut self, mut indices: Vec<u8>, area: Area, size: (u32, u32)) -> Option<Vec<u8>> {
        if self.shown.is_empty() {
            self.shown.clone_from(&indices);
            return Some(indices);
        }
        let (x, columns) = (area.x as usize, area.width as usize);
        let rows = self.shown.chunks_exact_mut(size.0 as usize).skip(area.y as usize);
        let mut changed = false;
        for (row, new) in rows.zip(indices.chunks_exact_mut(columns)) {
            for (old, new) in row[x..x + columns].iter_mut().zip(new) {
                if *old == *new {
                    *new = TRANSPARENT;
                } else {
                    *old = *new;
                    changed = true;
                }
            }
        }
        changed.then_some(indices)
    }
}

impl Coder for GifCoder<'_> {
    fn frame(&mut self, frame: &Change<'_>, packets: &mut Packets) -> Result<(), VideoError> {
        if packets.table.is_empty() {
            self.shown.clear();
            if !frame.before.is_empty() {
                self.shown = self.map(frame.before, Area::whole(frame.size), frame.size.0);
            }
        }
        let update = frame.area.and_then(|area| {
            let indices = self.map(frame.rgb, area, frame.size.0);
            Some((area, self.update(indices, area, frame.size)?))
        });
        let Some((area, indices)) = update else {
            packets.hold(frame.size);
            return Ok(());
        };
        let mut picture = Frame { buffer: Cow::Owned(indices), ..Frame::default() };
        picture.make_lzw_pre_encoded();
        packets.bytes.extend_from_slice(&picture.buffer);
        packets.end(area, 1)
    }
}

/// Writes a GIF of all packets.
pub(super) fn write(contents: &Contents<'_>, out: impl Write) -> Result<(), VideoError> {
    let Contents { spool, clip, palette, .. } = *contents;
    let side = |side: u32| {
        u16::try_from(side).map_err(|_| VideoError::Unsupported("gif is for smaller pictures".into()))
    };
    let size = clip.size;
    let colours = palette.map(Palette::bytes).unwrap_or_default();
    let mut encoder = Encoder::new(BufWriter::new(out), side(size.0)?, side(size.1)?, &colours)?;
    encoder.set_repeat(Repeat::Infinite)?;
    let (mut frames, mut now) = (0, 0);
    spool.each(|packet, bytes| {
        frames += packet.frames;
        let end = hundredths(clip.rate.instant(frames));
        // The longest clip is shorter than the longest delay of a picture.
        let delay = (end - now) as u16;
        now = end;
        encoder.write_lzw_pre_encoded_frame(&Frame {
            delay,
            dispose: DisposalMethod::Keep,
            transparent: Some(TRANSPARENT),
            left: side(packet.area.x)?,
            top: side(packet.area.y)?,
            width: side(packet.area.width)?,
            height: side(packet.area.height)?,
            buffer: Cow::Borrowed(bytes),
            ..Frame::default()
        })?;
        Ok::<_, VideoError>(())
    })?;
    encoder.into_inner()?.flush().map_err(VideoError::from)
}

/// A time in hundredths of a second, rounded to the nearest.
fn hundredths(time: Time) -> i64 {
    (time.flicks() + HUNDREDTH.flicks() / 2) / HUNDREDTH.flicks()
}

/// Reads the size of the GIF and the delays of its pictures, without decoding them.
pub(super) fn inspect(path: &Path) -> Result<Found, VideoError> {
    let mut options = DecodeOptions::new();
    options.skip_frame_decoding(true);
    measure(path, options)
}

/// Reads and decodes every picture of a GIF.
pub(super) fn read(path: &Path) -> Result<Found, VideoError> {
    measure(path, DecodeOptions::new())
}

fn measure(path: &Path, mut options: DecodeOptions) -> Result<Found, VideoError> {
    options.set_color_output(ColorOutput::Indexed);
    // One byte per pixel of the largest picture; the reader's default limit is lower.
    options.set_memory_limit(MemoryLimit::Bytes(MOST_PIXELS));
    let mut decoder = options.read_info(BufReader::new(files::open(path)?))?;
    let size = (u32::from(decoder.width()), u32::from(decoder.height()));
    let (mut pictures, mut duration) = (0, Time::ZERO);
    while let Some(frame) = decoder.read_next_frame()? {
        pictures += 1;
        duration = duration + HUNDREDTH * i64::from(frame.delay);
    }
    Ok(Found { size, pictures, duration, rate: None, sound: false, texts: Texts::default() })
}

impl From<EncodingError> for VideoError {
    fn from(error: EncodingError) -> Self {
        match error {
            EncodingError::Io(error) => Self::Io(error),
            error => Self::Failed(format!("cannot write the gif: {error}")),
        }
    }
}

impl From<DecodingError> for VideoError {
    fn from(error: DecodingError) -> Self {
        Self::Failed(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use gif::{Encoder, Frame};

    use super::read;

    #[test]
    fn the_largest_pictures_are_read() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.gif");
        // More than 50 million pixels, which is what the reader takes by itself.
        let side = 7_100;
        let file = std::fs::File::create(&path).unwrap();
        let mut encoder = Encoder::new(file, side, side, &[0, 0, 0, 9, 9, 9]).unwrap();
        let pixels = vec![1; usize::from(side) * usize::from(side)];
        encoder.write_frame(&Frame::from_indexed_pixels(side, side, pixels, None)).unwrap();
        drop(encoder);
        let found = read(&path).unwrap();
        assert_eq!((found.size, found.pictures), ((u32::from(side), u32::from(side)), 1));
    }
}
