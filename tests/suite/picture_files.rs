//! Picture files in every format that can be read, generated here. All show the same picture: four fields,
//! red and green above blue and yellow, and a black corner at the top left.
//!
//! Files that no available encoder can write are in `tests/cases/pictures/assets`: progressive JPEG, JPEG
//! with restart markers, CMYK, lossy and animated WebP.

use std::fs;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, Frame, ImageEncoder, Rgba, RgbaImage};
use zlib_rs::crc32::crc32;
use zlib_rs::{Deflate, DeflateFlush};

use crate::workshop::repository;

pub(crate) const SIZE: (u32, u32) = (48, 32);

/// Colour of the picture at a pixel.
pub(crate) fn color(x: u32, y: u32) -> [u8; 3] {
    match (x + y < 12, y >= 16, x >= 24) {
        (true, ..) => [0, 0, 0],
        (_, false, false) => [220, 30, 40],
        (_, false, true) => [30, 160, 70],
        (_, true, false) => [40, 80, 210],
        (_, true, true) => [240, 200, 30],
    }
}

/// Alpha at a pixel; the hole is transparent.
fn alpha(x: u32, y: u32) -> u8 {
    if (34..44).contains(&x) && (8..24).contains(&y) { 0 } else { 255 }
}

/// Grey at a column of the picture without colours: a ramp.
fn grey(x: u32) -> u8 {
    (x * 255 / (SIZE.0 - 1)) as u8
}

fn drawn() -> DynamicImage {
    DynamicImage::ImageRgba8(RgbaImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let [red, green, blue] = color(x, y);
        Rgba([red, green, blue, 255])
    }))
}

/// Bytes of all pixels, row by row from the top.
fn pixels<const N: usize>(pixel: impl Fn(u32, u32) -> [u8; N]) -> Vec<u8> {
    let places = (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y)));
    places.flat_map(|(x, y)| pixel(x, y)).collect()
}

/// EXIF data with an orientation, from 1 to 8.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0".to_vec();
    tiff[19] = orientation;
    tiff
}

/// The picture as it is stored, so that it is upright after `orientation` is applied.
fn stored(orientation: u8) -> DynamicImage {
    let inverse = match orientation {
        6 => 8,
        8 => 6,
        other => other,
    };
    let mut picture = drawn();
    picture.apply_orientation(Orientation::from_exif(inverse).unwrap());
    picture
}

fn write(picture: &DynamicImage, encoder: impl ImageEncoder) {
    let bytes = picture.to_rgb8().into_raw();
    encoder.write_image(&bytes, picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
}

pub(crate) fn jpeg(orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 92);
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    write(&stored(orientation), encoder);
    file
}

pub(crate) fn turned_png(orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    write(&stored(orientation), encoder);
    file
}

pub(crate) fn lossless_webp(orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut file);
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    write(&stored(orientation), encoder);
    file
}

/// A PNG with samples of any kind.
pub(crate) fn png(color: png::ColorType, depth: png::BitDepth, palette: &[u8], data: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, SIZE.0, SIZE.1);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if !palette.is_empty() {
        encoder.set_palette(palette);
    }
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    file
}

/// A PNG with 16-bit samples, each a third of an 8-bit step below its colour: truncated to 8 bits they would
/// be darker.
pub(crate) fn rgb16_png() -> Vec<u8> {
    let sample = |channel: u8| (u16::from(channel) * 257).saturating_sub(85).to_be_bytes();
    let data = pixels(|x, y| {
        let [[a, b], [c, d], [e, f]] = color(x, y).map(sample);
        [a, b, c, d, e, f]
    });
    png(png::ColorType::Rgb, png::BitDepth::Sixteen, &[], &data)
}

pub(crate) fn grey_alpha_png() -> Vec<u8> {
    let data = pixels(|x, y| [grey(x), alpha(x, y)]);
    png(png::ColorType::GrayscaleAlpha, png::BitDepth::Eight, &[], &data)
}

/// A PNG with a palette and four bits per index.
pub(crate) fn palette_png() -> Vec<u8> {
    let palette: Vec<[u8; 3]> =
        [(0, 0), (15, 0), (30, 0), (0, 20), (30, 20)].map(|(x, y)| color(x, y)).to_vec();
    let index = |x, y| palette.iter().position(|known| *known == color(x, y)).unwrap() as u8;
    let places = (0..SIZE.1).flat_map(|y| (0..SIZE.0).step_by(2).map(move |x| (x, y)));
    let data: Vec<u8> = places.map(|(x, y)| index(x, y) << 4 | index(x + 1, y)).collect();
    png(png::ColorType::Indexed, png::BitDepth::Four, &palette.concat(), &data)
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [name, data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], &body, &crc32(0, &body).to_be_bytes()].concat()
}

/// A PNG whose rows are stored in the seven passes of Adam7.
pub(crate) fn interlaced_png() -> Vec<u8> {
    let mut rows = Vec::new();
    for (left, top, right, down) in
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    {
        for y in (top..SIZE.1).step_by(down) {
            rows.push(0);
            rows.extend((left..SIZE.0).step_by(right).flat_map(|x| color(x, y)));
        }
    }
    rgb_png(&rows, 1)
}

/// A PNG that contains only the first `rows` rows.
pub(crate) fn short_png(rows: u32) -> Vec<u8> {
    let row = |y| [0].into_iter().chain((0..SIZE.0).flat_map(move |x| color(x, y)));
    rgb_png(&(0..rows).flat_map(row).collect::<Vec<u8>>(), 0)
}

fn rgb_png(rows: &[u8], interlacing: u8) -> Vec<u8> {
    let mut data = vec![0; rows.len() + 100];
    let mut deflate = Deflate::new(9, true, 15);
    deflate.compress(rows, &mut data, DeflateFlush::Finish).unwrap();
    data.truncate(usize::try_from(deflate.total_out()).unwrap());
    let header = [&SIZE.0.to_be_bytes()[..], &SIZE.1.to_be_bytes(), &[8, 2, 0, 0, interlacing]].concat();
    let parts = [chunk(b"IHDR", &header), chunk(b"IDAT", &data), chunk(b"IEND", &[])];
    [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
}

/// An animation of two frames, the second one magenta.
pub(crate) fn animated_png() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, SIZE.0, SIZE.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels(color)).unwrap();
    writer.write_image_data(&pixels(|_, _| [255, 0, 255])).unwrap();
    writer.finish().unwrap();
    file
}

/// An animation of two frames with a hole, the second one magenta.
pub(crate) fn animated_gif() -> Vec<u8> {
    let holed = RgbaImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let [red, green, blue] = color(x, y);
        Rgba([red, green, blue, alpha(x, y)])
    });
    let magenta = RgbaImage::from_pixel(SIZE.0, SIZE.1, Rgba([255, 0, 255, 255]));
    let mut file = Vec::new();
    GifEncoder::new(&mut file).encode_frames([holed, magenta].map(Frame::new)).unwrap();
    file
}

/// A GIF whose data takes many blocks.
pub(crate) fn noisy_gif() -> Vec<u8> {
    let noisy = RgbaImage::from_fn(100, 100, |x, y| {
        let grey = (x * 7919 + y * 104_729 + x * y * 31) as u8;
        Rgba([grey, grey, grey, 255])
    });
    let mut file = Vec::new();
    GifEncoder::new(&mut file).encode_frame(Frame::new(noisy)).unwrap();
    file
}

/// A JPEG of one block in four components, each with one value: in CMYK without Adobe's marker, or with the
/// marker and its colour transform, 0 for CMYK and 2 for YCCK.
pub(crate) fn ink_jpeg(transform: Option<u8>, samples: [u8; 4]) -> Vec<u8> {
    let segment = |marker: u8, data: &[u8]| {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, data].concat()
    };
    let mut file = vec![0xff, 0xd8];
    if let Some(transform) = transform {
        file.extend(segment(0xee, &[b"Adobe\0\x64\0\0\0\0"[..].to_vec(), vec![transform]].concat()));
    }
    file.extend(segment(0xdb, &[&[0][..], &[1; 64]].concat()));
    let components = [1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0];
    file.extend(segment(0xc0, &[&[8, 0, 8, 0, 8, 4][..], &components].concat()));
    // Sizes of DC coefficients have codes of four bits, equal to the size; the end of a block has a code of
    // one bit.
    let sizes: Vec<u8> = (0..12).collect();
    file.extend(segment(0xc4, &[&[0, 0, 0, 0, 12], &[0; 12][..], &sizes].concat()));
    file.extend(segment(0xc4, &[&[0x10, 1], &[0; 15][..], &[0]].concat()));
    file.extend(segment(0xda, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]));
    let mut bits = String::new();
    for sample in samples {
        let mean = (i32::from(sample) - 128) * 8;
        let size = 32 - mean.unsigned_abs().leading_zeros();
        let value = if mean < 0 { mean + (1 << size) - 1 } else { mean };
        bits += &format!("{size:04b}");
        if size > 0 {
            bits += &format!("{value:0width$b}", width = size as usize);
        }
        bits.push('0');
    }
    bits += &"1".repeat((8 - bits.len() % 8) % 8);
    for at in (0..bits.len()).step_by(8) {
        let byte = u8::from_str_radix(&bits[at..at + 8], 2).unwrap();
        file.push(byte);
        if byte == 0xff {
            file.push(0);
        }
    }
    file.extend([0xff, 0xd9]);
    file
}

/// A progressive grey JPEG with a scan for the DC coefficients, and `count` more scans in which no block
/// changes.
pub(crate) fn scans(width: u16, height: u16, count: usize) -> Vec<u8> {
    let segment = |marker: u8, data: &[u8]| {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, data].concat()
    };
    let size = [height.to_be_bytes(), width.to_be_bytes()].concat();
    let mut file = [&[0xff, 0xd8][..], &segment(0xdb, &[&[0][..], &[1; 64]].concat())].concat();
    file.extend(segment(0xc2, &[&[8][..], &size, &[1, 1, 0x11, 0]].concat()));
    // One code of one bit each: no change of the DC coefficient, and the longest run of blocks without
    // coefficients.
    file.extend(segment(0xc4, &[&[0, 1], &[0; 15][..], &[0]].concat()));
    file.extend(segment(0xc4, &[&[0x10, 1], &[0; 15][..], &[0xe0]].concat()));
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8);
    file.extend(segment(0xda, &[1, 1, 0, 0, 0, 0]));
    file.extend(vec![0; blocks.div_ceil(8)]);
    let runs = blocks.div_ceil((1 << 14) + 0x3fff);
    let scan = segment(0xda, &[1, 1, 0, 1, 63, 0]);
    // A code and 14 ones: the longest possible run.
    let bits = "011111111111111".repeat(runs);
    let bits = format!("{bits:1<width$}", width = bits.len().next_multiple_of(8));
    let byte = |at: usize| u8::from_str_radix(&bits[at..at + 8], 2).unwrap();
    let data: Vec<u8> = (0..bits.len())
        .step_by(8)
        .map(byte)
        .flat_map(|byte| if byte == 0xff { vec![0xff, 0] } else { vec![byte] })
        .collect();
    for _ in 0..count {
        file.extend(&scan);
        file.extend(&data);
    }
    file.extend([0xff, 0xd9]);
    file
}

/// Content of a file in `tests/cases/pictures/assets`.
pub(crate) fn asset(name: &str) -> Vec<u8> {
    fs::read(repository("tests/cases/pictures/assets").join(name)).unwrap()
}

/// All files with their names.
pub(crate) fn all() -> Vec<(String, Vec<u8>)> {
    let turned = (1..=8).map(|orientation| (format!("exif-{orientation}.jpg"), jpeg(orientation)));
    let made = [
        ("turned.png", turned_png(6)),
        ("turned.webp", lossless_webp(8)),
        ("rgb16.png", rgb16_png()),
        ("grey-alpha.png", grey_alpha_png()),
        ("palette.png", palette_png()),
        ("interlaced.png", interlaced_png()),
        ("animated.png", animated_png()),
        ("animated.gif", animated_gif()),
    ];
    let kept = ["progressive.jpg", "restarts.jpg", "cmyk.jpg", "lossy.webp", "animated.webp"];
    let made = made.map(|(name, bytes)| (name.to_owned(), bytes));
    turned.chain(made).chain(kept.map(|name| (name.to_owned(), asset(name)))).collect()
}
