//! Picture files in every format: their pixels, and truncated or damaged files.

use crate::picture_files::{SIZE, asset, color};
use halfminute_engine::asset::{Bitmap, PIXELS};

#[track_caller]
fn read(bytes: &[u8]) -> Bitmap {
    Bitmap::decode(bytes, PIXELS).unwrap()
}

fn pixel(bitmap: &Bitmap, x: u32, y: u32) -> [u8; 4] {
    let at = (y * bitmap.width + x) as usize * 4;
    bitmap.pixels[at..at + 4].try_into().unwrap()
}

/// Compares the picture with the common one, except for pixels at the edges between fields, which lossy
/// formats blend. `most` is the greatest difference of a channel.
#[track_caller]
fn shows_the_fields(bytes: &[u8], most: u8, holed: bool) {
    let bitmap = read(bytes);
    assert_eq!((bitmap.width, bitmap.height), SIZE);
    for (x, y) in
        [(2, 2), (18, 4), (4, 13), (28, 2), (45, 13), (2, 18), (20, 29), (28, 29), (45, 29), (46, 18)]
    {
        let [red, green, blue] = color(x, y);
        let found = pixel(&bitmap, x, y);
        let is_near = found.iter().zip([red, green, blue, 255]).all(|(a, b)| a.abs_diff(b) <= most);
        assert!(is_near, "at {x}, {y}: {found:?} instead of {:?}", color(x, y));
    }
    assert_eq!(pixel(&bitmap, 38, 14)[3], if holed { 0 } else { 255 });
}

#[test]
fn jpegs_stand_upright() {
    for orientation in 1..=8 {
        shows_the_fields(&crate::picture_files::jpeg(orientation), 12, false);
        shows_the_fields(&crate::picture_files::turned_png(orientation), 0, false);
        shows_the_fields(&crate::picture_files::lossless_webp(orientation), 0, false);
    }
}

#[test]
fn every_form_of_a_format_shows_the_same() {
    shows_the_fields(&crate::picture_files::rgb16_png(), 0, false);
    shows_the_fields(&crate::picture_files::palette_png(), 0, false);
    shows_the_fields(&crate::picture_files::interlaced_png(), 0, false);
    shows_the_fields(&crate::picture_files::animated_png(), 0, false);
    shows_the_fields(&crate::picture_files::animated_gif(), 0, true);
    shows_the_fields(&asset("progressive.jpg"), 16, false);
    shows_the_fields(&asset("restarts.jpg"), 16, false);
    shows_the_fields(&asset("lossy.webp"), 24, false);
    shows_the_fields(&asset("animated.webp"), 24, true);
}

#[test]
fn grey_with_alpha_is_grey() {
    let bitmap = read(&crate::picture_files::grey_alpha_png());
    assert_eq!(pixel(&bitmap, 20, 5), [108, 108, 108, 255]);
    assert_eq!(pixel(&bitmap, 38, 14), [0; 4]);
}

#[test]
fn sixteen_bits_are_rounded() {
    // 127.498, 128 and 254.498 on the scale to 255.
    let samples = [0x7f, 0xff, 0x80, 0x80, 0xff, 0x7e].repeat((SIZE.0 * SIZE.1) as usize);
    let bytes = crate::picture_files::png(png::ColorType::Rgb, png::BitDepth::Sixteen, &[], &samples);
    assert_eq!(pixel(&read(&bytes), 0, 0), [127, 128, 254, 255]);
}

/// CMYK in JPEG is inverted: 255 means no ink. Browsers and other programs that read files without Adobe's
/// marker assume the same.
#[test]
fn inks_become_light() {
    shows_the_fields(&asset("cmyk.jpg"), 12, false);
    let light = |ink: u8, black: u8| ((u32::from(ink) * u32::from(black) + 127) / 255) as u8;
    let inks = [200, 120, 40, 230];
    let expected = [light(inks[0], inks[3]), light(inks[1], inks[3]), light(inks[2], inks[3]), 255];
    for transform in [None, Some(0)] {
        let bitmap = read(&crate::picture_files::ink_jpeg(transform, inks));
        let found = pixel(&bitmap, 4, 4);
        assert!(found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1), "{found:?} {expected:?}");
    }
    // In YCCK, the first three components are the inverted YCbCr of the remaining light: grey here.
    for (luma, black) in [(55, 255), (55, 128), (0, 255), (255, 255), (128, 0)] {
        let found = pixel(&read(&crate::picture_files::ink_jpeg(Some(2), [luma, 128, 128, black])), 4, 4);
        let grey = light(255 - luma, black);
        assert!(found[..3].iter().all(|channel| channel.abs_diff(grey) <= 1), "{luma} {black}: {found:?}");
    }
}

#[test]
fn a_jpeg_that_was_cut_off_is_refused_even_with_an_end_marker() {
    for bytes in
        [crate::picture_files::jpeg(1), asset("progressive.jpg"), asset("restarts.jpg"), asset("cmyk.jpg")]
    {
        read(&bytes);
        let scan = bytes.windows(2).rposition(|pair| pair == [0xff, 0xda]).unwrap() + 2;
        let data = scan + usize::from(bytes[scan + 1]);
        for length in data..bytes.len() - 2 {
            let cut = [&bytes[..length], &[0xff, 0xd9]].concat();
            let reject = Bitmap::decode(&cut, PIXELS).unwrap_err();
            assert_eq!(reject.reason, "is a broken JPEG: it ends too early", "{length} of {}", bytes.len());
        }
    }
}

/// All files except those that differ only in their orientation.
fn distinct() -> impl Iterator<Item = (String, Vec<u8>)> {
    crate::picture_files::all()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("exif-") || name == "exif-1.jpg")
}

#[test]
fn every_format_that_was_cut_off_is_refused() {
    for (name, bytes) in distinct() {
        read(&bytes);
        // A PNG is complete without its last, empty chunk, and an animation without its second frame.
        let end = if name.starts_with("animated") { bytes.len() / 2 } else { bytes.len() - 20 };
        for length in 0..end {
            assert!(Bitmap::decode(&bytes[..length], PIXELS).is_err(), "{name}: {length} of {}", bytes.len());
        }
    }
}

#[test]
fn no_changed_byte_ends_in_a_panic() {
    for (_, bytes) in distinct() {
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff >> (at % 8);
            let _ = Bitmap::decode(&changed, 1 << 16);
        }
    }
}

/// Truncated files with corrected lengths, so that only their coded data is too short.
#[test]
fn short_data_in_a_well_formed_file_is_refused() {
    let reason = |bytes: &[u8]| Bitmap::decode(bytes, PIXELS).unwrap_err().reason;
    let webp = asset("lossy.webp");
    for length in (60..webp.len() - 8).step_by(2) {
        let mut cut = webp[..length].to_vec();
        let size = u32::try_from(length).unwrap();
        cut[4..8].copy_from_slice(&(size - 8).to_le_bytes());
        cut[16..20].copy_from_slice(&(size - 20).to_le_bytes());
        assert!(reason(&cut).starts_with("is a broken WebP"), "{length}");
    }
    for rows in 0..SIZE.1 {
        let cut = crate::picture_files::short_png(rows);
        assert!(reason(&cut).starts_with("is a broken PNG"), "{rows}: {}", reason(&cut));
    }
    read(&crate::picture_files::short_png(SIZE.1));
    let whole = crate::picture_files::noisy_gif();
    read(&whole);
    // Blocks of 255 bytes, each preceded by its length.
    let first = whole.windows(2).position(|pair| pair == [8, 255]).unwrap() + 1;
    let ends = (first + 256..).step_by(256).take_while(|end| whole[*end] == 255);
    let ends: Vec<usize> = ends.collect();
    assert!(ends.len() > 20);
    for end in ends {
        let cut = [&whole[..end], &[0, 0x3b]].concat();
        assert!(reason(&cut).starts_with("is a broken GIF"), "{end}: {}", reason(&cut));
    }
}
