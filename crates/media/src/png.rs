//! Encoding and decoding of PNG files in memory.
//!
//! Frames are opaque, so there is no alpha channel, which leaves a quarter less to compress. The sRGB chunk
//! defines the meaning of the pixel values; without it viewers may guess. [`encode`] is for single pictures;
//! the frames of a clip are compressed in bands, and a band only if it changed.

mod bands;
mod chunks;
mod examiner;

use std::io::Cursor;

use png::text_metadata::TEXtChunk;
use png::{BitDepth, ColorType, Decoder, DecodingError, Encoder, SrgbRenderingIntent};

pub use bands::BandEncoder;
pub use chunks::require_structure;
pub use examiner::{Examiner, Reject};

/// Effort to make a file shorter; the pixels are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    /// Takes a tenth of the time of [`Compression::Balanced`]; files are two to three times as long.
    #[default]
    Fast,
    /// The default effort of other programs.
    Balanced,
    /// The shortest files that the encoder can make.
    Small,
}

/// A picture in memory, decoded or drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width and height, in pixels.
    pub size: (u32, u32),
    /// RGB8 pixels, rows from the top.
    pub rgb: Vec<u8>,
}

/// Maximum number of pixels of a picture: a square with sides of 8192 pixels.
pub const MAX_PIXELS: u64 = 8192 * 8192;

/// Maximum number of bytes that are read of a frame's file. Incompressible pixels take slightly more bytes than
/// their raw size.
pub const LARGEST_FILE: usize = (MAX_PIXELS * 3) as usize + (1 << 24);

/// Replaces the contents of `file` by a PNG of `rgb` pixels.
///
/// # Panics
/// `rgb` does not hold three bytes per pixel of `size`, or a side is zero: both are bugs of the caller.
pub fn encode(rgb: &[u8], size: (u32, u32), compression: Compression, file: &mut Vec<u8>) {
    write(rgb, size, compression, None, file);
}

/// Encodes like [`encode`], and adds the name of this program, by which [`is_signed`] recognises the file.
///
/// # Panics
/// The same as for [`encode`].
pub fn encode_signed(rgb: &[u8], size: (u32, u32), compression: Compression, file: &mut Vec<u8>) {
    write(rgb, size, compression, Some(PROGRAM), file);
}

/// True if `head` is the start of a PNG that [`encode_signed`] wrote.
pub fn is_signed(head: &[u8]) -> bool {
    let reader = Decoder::new(Cursor::new(head)).read_info();
    let is_ours = |text: &TEXtChunk| text.keyword == SOFTWARE && text.text == PROGRAM;
    reader.is_ok_and(|reader| reader.info().uncompressed_latin1_text.iter().any(is_ours))
}

/// The name of this program, which its single pictures contain.
const PROGRAM: &str = "halfminute";

/// The keyword that the PNG specification defines for the program that wrote a file.
const SOFTWARE: &str = "Software";

fn write(rgb: &[u8], size: (u32, u32), compression: Compression, software: Option<&str>, file: &mut Vec<u8>) {
    file.clear();
    let mut encoder = Encoder::new(file, size.0, size.1);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    encoder.set_compression(match compression {
        Compression::Fast => png::Compression::Fast,
        Compression::Balanced => png::Compression::Balanced,
        Compression::Small => png::Compression::High,
    });
    let named = software.map_or(Ok(()), |name| encoder.add_text_chunk(SOFTWARE.to_owned(), name.to_owned()));
    let written = named.and_then(|()| encoder.write_header()).and_then(|mut writer| {
        writer.write_image_data(rgb)?;
        writer.finish()
    });
    if let Err(error) = written {
        panic!("{} bytes of {}x{} pixels do not encode: {error}", rgb.len(), size.0, size.1);
    }
}

/// Decodes a PNG that [`encode`] wrote, and reads it to the end of the file.
///
/// # Errors
/// The bytes are not a complete PNG of RGB8 pixels.
pub fn decode(file: &[u8]) -> Result<Picture, DecodingError> {
    let mut reader = Decoder::new(Cursor::new(file)).read_info()?;
    let info = reader.info();
    let size = info.size();
    if (info.color_type, info.bit_depth) != (ColorType::Rgb, BitDepth::Eight) {
        return Err(unexpected("its pixels are not RGB of 8 bits"));
    }
    if u64::from(size.0) * u64::from(size.1) > MAX_PIXELS {
        return Err(unexpected("it is larger than any picture this program makes"));
    }
    let mut rgb = vec![0; size.0 as usize * size.1 as usize * 3];
    reader.next_frame(&mut rgb)?;
    reader.finish()?;
    Ok(Picture { size, rgb })
}

fn unexpected(reason: &str) -> DecodingError {
    DecodingError::IoError(std::io::Error::new(std::io::ErrorKind::InvalidData, reason))
}

#[cfg(test)]
mod tests {
    use super::{Compression, decode, encode};

    #[test]
    fn pixels_survive_every_compression() {
        let rgb: Vec<u8> = (0..40_u8).flat_map(|at| [at, at.wrapping_mul(7), 255 - at]).collect();
        for compression in [Compression::Fast, Compression::Balanced, Compression::Small] {
            let mut file = Vec::new();
            encode(&rgb, (8, 5), compression, &mut file);
            assert!(file.windows(4).any(|name| name == b"sRGB"));
            let picture = decode(&file).unwrap();
            assert_eq!((picture.size, &picture.rgb), ((8, 5), &rgb), "{compression:?}");
        }
    }

    #[test]
    fn a_file_that_was_cut_or_changed_is_not_a_picture() {
        let mut file = Vec::new();
        encode(&[9; 30 * 20 * 3], (30, 20), Compression::Fast, &mut file);
        for length in 0..file.len() {
            assert!(decode(&file[..length]).is_err(), "{length} of {} bytes", file.len());
        }
        let middle = file.len() / 2;
        file[middle] ^= 0x40;
        assert!(decode(&file).is_err(), "one bit differs");
    }
}
