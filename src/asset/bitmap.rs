//! PNG and JPEG to pixels.

use std::any::Any;
use std::fmt;
use std::io::Cursor;
use std::sync::{Arc, OnceLock};

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use crate::asset::{Reject, digest, guarded, tidy};

/// The longest side of a picture, in pixels.
pub const SIDE: u32 = 8192;
/// The most pixels of all pictures of a scene together.
pub const PIXELS: u64 = 64 << 20;

/// What decoders may allocate beside the pixels: palettes, profiles, coefficients.
const SCRATCH: usize = 64 << 20;

const RESAVE: &str = "save it again as PNG or JPEG";

/// A picture of pixels. Two are equal when their files were.
pub struct Bitmap {
    /// In pixels, from 1 to [`SIDE`].
    pub width: u32,
    /// In pixels, from 1 to [`SIDE`].
    pub height: u32,
    /// RGBA, rows from the top, premultiplied.
    pub pixels: Vec<u8>,
    digest: [u8; 32],
    prepared: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl Bitmap {
    /// BLAKE3 of its file: equal digests, equal pictures.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Decodes a PNG or JPEG of at most `budget` pixels.
    ///
    /// # Errors
    /// What is wrong with the bytes.
    pub fn decode(bytes: &[u8], budget: u64) -> Result<Self, Reject> {
        let (width, height, mut pixels) = match bytes {
            [0x89, b'P', b'N', b'G', ..] => {
                guarded(|| png(bytes, budget)).ok_or_else(|| unreadable("PNG"))??
            }
            [0xff, 0xd8, 0xff, ..] => guarded(|| jpeg(bytes, budget)).ok_or_else(|| unreadable("JPEG"))??,
            _ if looks_like_svg(bytes) => {
                return Err(Reject::new("is an SVG drawing", "write kind = \"svg\""));
            }
            [] => return Err(Reject::new("is empty", RESAVE)),
            _ => return Err(Reject::new("is neither PNG nor JPEG", RESAVE)),
        };
        premultiply(&mut pixels);
        Ok(Self { width, height, pixels, digest: digest(bytes), prepared: OnceLock::new() })
    }

    /// What a rasteriser makes of the pixels, made once for all its workers.
    pub fn prepared<T: Any + Send + Sync>(&self, make: impl FnOnce(&Self) -> T) -> Option<Arc<T>> {
        let prepared = self.prepared.get_or_init(|| Arc::new(make(self)));
        Arc::clone(prepared).downcast().ok()
    }
}

impl PartialEq for Bitmap {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl fmt::Debug for Bitmap {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Bitmap({}x{})", self.width, self.height)
    }
}

fn unreadable(format: &str) -> Reject {
    Reject::new(format!("is a broken {format}"), RESAVE)
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    head.windows(4).any(|window| window == b"<svg")
}

/// Whether a picture may be so large, before anything is allocated for it.
fn check_size(width: u32, height: u32, budget: u64) -> Result<(), Reject> {
    let help = "scale it down";
    if width == 0 || height == 0 {
        return Err(Reject::new(format!("is {width} by {height} pixels"), RESAVE));
    }
    if width > SIDE || height > SIDE {
        let reason = format!("is {width} by {height} pixels, the limit is {SIDE} a side");
        return Err(Reject::new(reason, help));
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > budget {
        let reason = format!(
            "is {width} by {height} pixels: more than the {PIXELS} that all pictures of a scene may have"
        );
        return Err(Reject::new(reason, help));
    }
    Ok(())
}

fn png(bytes: &[u8], budget: u64) -> Result<(u32, u32, Vec<u8>), Reject> {
    let broken =
        |error: png::DecodingError| Reject::new(format!("is a broken PNG: {}", tidy(&error)), RESAVE);
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_limits(png::Limits { bytes: SCRATCH });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let (width, height) = decoder.read_header_info().map(png::Info::size).map_err(broken)?;
    check_size(width, height, budget)?;
    // A row and the decompressor's window are beside the pixels; a row has at most 64 bits a pixel.
    let mut reader = decoder.read_info().map_err(broken)?;
    let Some(size) = reader.output_buffer_size() else {
        return Err(unreadable("PNG"));
    };
    let mut data = vec![0; size];
    let frame = reader.next_frame(&mut data).map_err(broken)?;
    data.truncate(frame.buffer_size());
    let pixels = match frame.color_type {
        png::ColorType::Rgba => data,
        png::ColorType::GrayscaleAlpha => {
            data.as_chunks().0.iter().flat_map(|[grey, alpha]| [*grey, *grey, *grey, *alpha]).collect()
        }
        _ => return Err(Reject::new("has colours of an unknown kind", RESAVE)),
    };
    Ok((width, height, pixels))
}

fn jpeg(bytes: &[u8], budget: u64) -> Result<(u32, u32, Vec<u8>), Reject> {
    let broken = |error| match error {
        DecodeErrors::Unsupported(_) => Reject::new("is a JPEG of a rare kind", RESAVE),
        _ => unreadable("JPEG"),
    };
    // A JPEG has at most so many pixels a side; whether that is too many is said below.
    let side = usize::from(u16::MAX);
    let options = DecoderOptions::new_safe()
        .set_max_width(side)
        .set_max_height(side)
        .set_strict_mode(false)
        .jpeg_set_max_scans(64)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(broken)?;
    let Some(info) = decoder.info() else { return Err(unreadable("JPEG")) };
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    check_size(width, height, budget)?;
    // The decoder fills what is missing with grey.
    if last(bytes, [0xff, 0xd9]) < last(bytes, [0xff, 0xda]) {
        return Err(Reject::new("is a broken JPEG: it ends too early", RESAVE));
    }
    let pixels = decoder.decode().map_err(broken)?;
    if pixels.len() as u64 != u64::from(width) * u64::from(height) * 4 {
        return Err(Reject::new("has colours of an unknown kind", RESAVE));
    }
    Ok((width, height, pixels))
}

/// Where a marker last stands. Within coded pixels, no marker can stand by chance.
fn last(bytes: &[u8], marker: [u8; 2]) -> Option<usize> {
    bytes.windows(2).rposition(|pair| pair == marker)
}

/// Straight to premultiplied alpha, rounded to the nearest.
fn premultiply(pixels: &mut [u8]) {
    for [red, green, blue, alpha] in pixels.as_chunks_mut().0 {
        for channel in [red, green, blue] {
            *channel = ((u32::from(*channel) * u32::from(*alpha) + 127) / 255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32, color: png::ColorType, data: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(color);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().unwrap().write_image_data(data).unwrap();
        bytes
    }

    #[test]
    fn pixels_are_premultiplied() {
        let bytes = png_of(2, 1, png::ColorType::Rgba, &[255, 100, 0, 128, 10, 20, 30, 255]);
        let bitmap = Bitmap::decode(&bytes, PIXELS).unwrap();
        assert_eq!((bitmap.width, bitmap.height), (2, 1));
        assert_eq!(bitmap.pixels, [128, 50, 0, 128, 10, 20, 30, 255]);
    }

    #[test]
    fn grey_becomes_colour() {
        let bitmap = Bitmap::decode(&png_of(1, 1, png::ColorType::Grayscale, &[77]), PIXELS).unwrap();
        assert_eq!(bitmap.pixels, [77, 77, 77, 255]);
    }

    #[test]
    fn what_is_cut_off_is_refused_at_every_length() {
        let data: Vec<u8> = (0..300).map(|at| (at * 7 % 251) as u8).collect();
        let bytes = png_of(10, 10, png::ColorType::Rgb, &data);
        // Without its last, empty chunk all pixels are there.
        for length in 0..bytes.len() - 12 {
            let _ = Bitmap::decode(&bytes[..length], PIXELS).map(|bitmap| bitmap.pixels.len());
        }
        assert!(Bitmap::decode(&bytes[..bytes.len() / 2], PIXELS).is_err());
        assert!(Bitmap::decode(&bytes, PIXELS).is_ok());
    }

    #[test]
    fn size_is_checked_before_pixels_are_read() {
        let mut bytes = png_of(1, 1, png::ColorType::Grayscale, &[0]);
        bytes[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
        let crc = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.to_be_bytes());
        let reject = Bitmap::decode(&bytes, PIXELS).unwrap_err();
        assert_eq!(reject.reason, "is 100000 by 1 pixels, the limit is 8192 a side");
        let two = png_of(2, 1, png::ColorType::Grayscale, &[0, 0]);
        assert!(Bitmap::decode(&two, 1).unwrap_err().reason.contains("all pictures"));
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    }

    #[test]
    fn other_formats_are_named() {
        assert_eq!(Bitmap::decode(b"", PIXELS).unwrap_err().reason, "is empty");
        assert_eq!(Bitmap::decode(b"GIF89a", PIXELS).unwrap_err().reason, "is neither PNG nor JPEG");
        assert_eq!(Bitmap::decode(b"<svg/>", PIXELS).unwrap_err().help, "write kind = \"svg\"");
        assert_eq!(Bitmap::decode(&[0xff, 0xd8, 0xff, 0xe0], PIXELS).unwrap_err().reason, "is a broken JPEG");
    }

    #[test]
    fn a_jpeg_is_read_whole_or_not_at_all() {
        let bytes = include_bytes!("../../tests/cases/frames/assets/ramp.jpg");
        let bitmap = Bitmap::decode(bytes, PIXELS).unwrap();
        assert_eq!((bitmap.width, bitmap.height), (96, 64));
        let pixel = |x: usize, y: usize| &bitmap.pixels[(y * 96 + x) * 4..][..4];
        assert!(pixel(1, 10)[0] < 10 && pixel(94, 10)[0] > 240, "{:?} {:?}", pixel(1, 10), pixel(94, 10));
        assert_eq!(pixel(40, 40)[3], 255);
        for length in 0..bytes.len() - 1 {
            assert!(Bitmap::decode(&bytes[..length], PIXELS).is_err(), "{length}");
        }
    }

    #[test]
    fn no_changed_byte_ends_in_a_panic() {
        let jpeg = include_bytes!("../../tests/cases/frames/assets/ramp.jpg");
        let png = png_of(9, 9, png::ColorType::Rgb, &[90; 243]);
        for bytes in [&jpeg[..], &png] {
            for at in 0..bytes.len() {
                let mut changed = bytes.to_vec();
                changed[at] ^= 0xff;
                let _ = Bitmap::decode(&changed, PIXELS);
            }
        }
    }
}
