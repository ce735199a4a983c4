//! Decoding of picture files to pixels.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::asset::{Reject, digest, guarded};

mod format;
mod jpeg;

use format::Format;

/// Maximum length of a picture's sides, in pixels.
pub const SIDE: u32 = 8192;
/// Maximum number of pixels that all pictures of a scene may have together.
pub const PIXELS: u64 = 64 << 20;

const RESAVE: &str = "save it again as PNG or JPEG";

/// A picture of pixels. Two are equal when the bytes of their files are.
pub struct Bitmap {
    /// Width in pixels, from 1 to [`SIDE`].
    pub width: u32,
    /// Height in pixels, from 1 to [`SIDE`].
    pub height: u32,
    /// RGBA pixels with 8 bits per channel and premultiplied alpha, rows from the top.
    pub pixels: Vec<u8>,
    digest: [u8; 32],
    prepared: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl Bitmap {
    /// BLAKE3 digest of the file. Bitmaps with equal digests are equal.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Decodes a picture file of at most `budget` pixels and turns it upright. An animation gives its first
    /// frame.
    ///
    /// # Errors
    /// The bytes are not a picture, or the picture is too large.
    pub fn decode(bytes: &[u8], budget: u64) -> Result<Self, Reject> {
        let Some(format) = Format::of(bytes) else {
            return Err(match bytes {
                [] => Reject::new("is empty", RESAVE),
                _ if looks_like_svg(bytes) => Reject::new("is an SVG drawing", "write kind = \"svg\""),
                _ => Reject::new("is neither PNG, JPEG, WebP nor GIF", RESAVE),
            });
        };
        let unreadable = || Reject::new(format!("is a broken {format}"), RESAVE);
        let picture = guarded(|| format.read(bytes, budget)).ok_or_else(unreadable)??;
        let (width, height) = picture.dimensions();
        let mut pixels = picture.into_raw();
        premultiply(&mut pixels);
        Ok(Self { width, height, pixels, digest: digest(bytes), prepared: OnceLock::new() })
    }

    /// The rasteriser's form of the pixels, computed by the first call and shared by all workers. Returns
    /// `None` if an earlier call stored another type.
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

fn looks_like_svg(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    head.windows(4).any(|window| window == b"<svg")
}

/// Converts straight alpha to premultiplied alpha, rounded to the nearest value.
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
        assert_eq!(Bitmap::decode(b"BM", PIXELS).unwrap_err().reason, "is neither PNG, JPEG, WebP nor GIF");
        assert_eq!(Bitmap::decode(b"<svg/>", PIXELS).unwrap_err().help, "write kind = \"svg\"");
        let reject = Bitmap::decode(&[0xff, 0xd8, 0xff, 0xe0], PIXELS).unwrap_err();
        assert!(reject.reason.starts_with("is a broken JPEG"), "{}", reject.reason);
    }
}
