//! Decoding of picture files to RGBA, with the decoders of the `image` crate.

use std::error::Error as _;
use std::fmt;
use std::io::{Cursor, ErrorKind};

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{ColorType, DynamicImage, ImageDecoder, ImageError, Limits, RgbaImage};

use crate::asset::{Reject, tidy};

use super::{PIXELS, RESAVE, SIDE, jpeg};

/// Maximum number of bytes that a decoder may allocate in addition to the pixels: for palettes, profiles and
/// one row.
const SCRATCH: u64 = 64 << 20;
/// Maximum number of bytes of decoded samples: enough for all pixels that a scene may have, as 8-bit RGBA.
const SAMPLES: u64 = PIXELS * 4;

/// A file format of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Png,
    Jpeg,
    WebP,
    Gif,
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
        })
    }
}

impl Format {
    /// Detects the format of a file by its first bytes.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Gif),
            _ => None,
        }
    }

    /// Decodes a file of this format and turns the picture upright as its EXIF data says. The result has
    /// straight alpha, rows from the top. An animation gives its first frame.
    pub(super) fn read(self, bytes: &[u8], budget: u64) -> Result<RgbaImage, Reject> {
        let input = Cursor::new(bytes);
        let broken = |error| self.rejected(&error);
        match self {
            Self::Png => {
                // The decoder allocates a row before it reports the size, so the size is read from the first
                // chunk.
                let side = |at| bytes.get(at..)?.first_chunk().copied().map(u32::from_be_bytes);
                if let (Some(width), Some(height)) = (side(16), side(20)) {
                    check_size(width, height, budget)?;
                }
                let decoder = PngDecoder::with_limits(input, limits(SCRATCH)).map_err(broken)?;
                self.decode(decoder, budget)
            }
            Self::Jpeg => {
                let decoder = JpegDecoder::new(input).map_err(broken)?;
                let (width, height) = decoder.dimensions();
                check_size(width, height, budget)?;
                jpeg::check(bytes).map_err(|lack| Reject::new(format!("is a {lack}"), RESAVE))?;
                self.decode(decoder, budget)
            }
            Self::WebP => {
                if !is_whole_webp(bytes) {
                    return Err(Reject::new("is a broken WebP: it ends too early", RESAVE));
                }
                self.decode(WebPDecoder::new(input).map_err(broken)?, budget)
            }
            Self::Gif => self.decode(GifDecoder::new(input).map_err(broken)?, budget),
        }
    }

    fn decode(self, mut decoder: impl ImageDecoder, budget: u64) -> Result<RgbaImage, Reject> {
        let broken = |error| self.rejected(&error);
        let (width, height) = decoder.dimensions();
        check_size(width, height, budget)?;
        let (size, color) = (decoder.total_bytes(), decoder.color_type());
        if size > SAMPLES {
            let reason =
                format!("is {width} by {height} pixels of 16 bits a channel: more than {SAMPLES} bytes");
            return Err(Reject::new(reason, "scale it down, or save it with 8 bits a channel"));
        }
        decoder.set_limits(limits(SAMPLES + SCRATCH)).map_err(broken)?;
        let orientation = decoder.orientation().map_err(broken)?;
        let mut samples = vec![0; usize::try_from(size).unwrap_or(0)];
        decoder.read_image(&mut samples).map_err(broken)?;
        let pixels = rgba(samples, color).and_then(|pixels| RgbaImage::from_raw(width, height, pixels));
        let pixels = pixels.ok_or_else(|| Reject::new("has colours of an unknown kind", RESAVE))?;
        let mut picture = DynamicImage::ImageRgba8(pixels);
        picture.apply_orientation(orientation);
        Ok(picture.into_rgba8())
    }

    fn rejected(self, error: &ImageError) -> Reject {
        let reason = match error {
            ImageError::Unsupported(_) => format!("is a {self} of a rare kind"),
            ImageError::Limits(_) => format!("is a {self} whose palettes and profiles take too much memory"),
            ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
                format!("is a broken {self}: it ends too early")
            }
            _ => match error.source() {
                Some(source) => format!("is a broken {self}: {}", tidy(source)),
                None => format!("is a broken {self}"),
            },
        };
        Reject::new(reason, RESAVE)
    }
}

fn limits(bytes: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(bytes);
    limits
}

/// Refuses a picture that is too large, before anything is allocated for it.
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

/// True if a WebP and all its chunks lie within the file. The decoder allocates as much as a chunk claims to
/// need.
fn is_whole_webp(bytes: &[u8]) -> bool {
    let riff = bytes.split_first_chunk::<8>().and_then(|(header, body)| body.get(..length(header)));
    riff.and_then(|riff| riff.get(4..)).is_some_and(chunks_are_whole)
}

fn chunks_are_whole(mut chunks: &[u8]) -> bool {
    while let Some((header, rest)) = chunks.split_first_chunk::<8>() {
        let Some((data, rest)) = rest.split_at_checked(length(header)) else { return false };
        // A frame of an animation has a header of 16 bytes, followed by its own chunks.
        if header.starts_with(b"ANMF") && !data.get(16..).is_some_and(chunks_are_whole) {
            return false;
        }
        // A chunk of an odd size is padded.
        chunks = rest.get(data.len() % 2..).unwrap_or_default();
    }
    true
}

/// The data length in a chunk's header, in bytes.
fn length([.., a, b, c, d]: &[u8; 8]) -> usize {
    u32::from_le_bytes([*a, *b, *c, *d]) as usize
}

/// Converts samples to 8-bit RGBA; 16-bit samples are rounded to the nearest value.
fn rgba(samples: Vec<u8>, color: ColorType) -> Option<Vec<u8>> {
    let narrow = |samples: Vec<u8>| {
        let wide = samples.as_chunks::<2>().0.iter().map(|pair| u32::from(u16::from_ne_bytes(*pair)));
        wide.map(|sample| ((sample * 255 + 32_767) / 65_535) as u8).collect::<Vec<u8>>()
    };
    let (samples, color) = match color {
        ColorType::L16 => (narrow(samples), ColorType::L8),
        ColorType::La16 => (narrow(samples), ColorType::La8),
        ColorType::Rgb16 => (narrow(samples), ColorType::Rgb8),
        ColorType::Rgba16 => (narrow(samples), ColorType::Rgba8),
        _ => (samples, color),
    };
    Some(match color {
        ColorType::L8 => spread(&samples, |[grey]: [u8; 1]| [grey, grey, grey, 255]),
        ColorType::La8 => spread(&samples, |[grey, alpha]| [grey, grey, grey, alpha]),
        ColorType::Rgb8 => spread(&samples, |[red, green, blue]| [red, green, blue, 255]),
        ColorType::Rgba8 => samples,
        _ => return None,
    })
}

/// Maps every pixel of `N` samples to RGBA.
fn spread<const N: usize>(samples: &[u8], pixel: impl Fn([u8; N]) -> [u8; 4]) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(samples.len() / N * 4);
    for samples in samples.as_chunks::<N>().0 {
        pixels.extend_from_slice(&pixel(*samples));
    }
    pixels
}
