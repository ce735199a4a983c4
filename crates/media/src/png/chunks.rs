//! The chunks of a PNG (third edition of the specification, section 5): their positions, their checksums, and
//! the header's description of the picture.

use std::ops::Range;

use zlib_rs::crc32::crc32;

use super::Reject;

/// The signature at the start of every PNG (PNG, 5.2).
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// Bytes of a chunk's length, name and checksum (PNG, 5.3).
const FRAMING: usize = 12;
/// The header's fields after the sides: 8 bits per channel, RGB, and the only compression method, filter method
/// and interlace method that this program writes (PNG, 11.2.1).
const RGB8: [u8; 5] = [8, 2, 0, 0, 0];

/// The chunks between the header and the end: the colour space, the name of the program that wrote the picture,
/// and the pixels.
const MIDDLE: [&[u8]; 5] = [b"sRGB", b"gAMA", b"cHRM", b"tEXt", b"IDAT"];

/// The byte ranges of the chunks in a file. It ends before the first chunk whose length exceeds the file.
pub(super) fn chunks(file: &[u8]) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut start = SIGNATURE.len();
    while let Some(length) = file.get(start..).and_then(|rest| rest.first_chunk::<4>()) {
        let end = start.saturating_add(u32::from_be_bytes(*length) as usize).saturating_add(FRAMING);
        if end > file.len() {
            break;
        }
        chunks.push(start..end);
        start = end;
    }
    chunks
}

/// The name of a chunk, four bytes.
pub(super) fn name(chunk: &[u8]) -> &[u8] {
    &chunk[4..8]
}

/// The data of a chunk, without length, name and checksum.
pub(super) fn data(chunk: &[u8]) -> &[u8] {
    &chunk[8..chunk.len() - 4]
}

/// True if the checksum of a chunk matches its name and data.
pub(super) fn is_intact(chunk: &[u8]) -> bool {
    let (bytes, sum) = chunk.split_at(chunk.len() - 4);
    crc32(0, &bytes[4..]).to_be_bytes() == sum
}

/// Checks, without decoding, that a file has the structure of a PNG of RGB8 pixels with this width and height:
/// signature, header, pixels, end and all checksums are there, and no chunk that this program does not write.
///
/// # Errors
/// The structure is not that, or the picture has another size.
pub fn require_structure(file: &[u8], size: (u32, u32)) -> Result<(), Reject> {
    let broken = |reason: &str| Err(Reject::Broken(reason.to_owned()));
    if !file.starts_with(&SIGNATURE) {
        return broken("it does not begin as a PNG does");
    }
    let ranges = chunks(file);
    let parts: Vec<&[u8]> = ranges.iter().map(|range| &file[range.clone()]).collect();
    let [header, middle @ .., end] = parts.as_slice() else { return broken("it is cut off") };
    if ranges.last().map(|range| range.end) != Some(file.len()) || name(end) != b"IEND" {
        return broken("it is cut off, or goes on after its end");
    }
    if !parts.iter().all(|part| is_intact(part)) {
        return broken("a part is not what its checksum says");
    }
    if middle.iter().any(|part| !MIDDLE.contains(&name(part))) {
        return broken("it has a part that this program does not write");
    }
    let found = name(header) == b"IHDR" && data(header).get(8..) == Some(&RGB8[..]);
    if !found || !middle.iter().any(|part| name(part) == b"IDAT" && !data(part).is_empty()) {
        return broken("its pixels are not RGB of 8 bits");
    }
    let side = |at: usize| data(header)[at..].first_chunk().map_or(0, |side| u32::from_be_bytes(*side));
    let found = (side(0), side(4));
    if found == size { Ok(()) } else { Err(Reject::Size(found)) }
}

#[cfg(test)]
mod tests {
    use super::{chunks, require_structure};
    use crate::png::{Compression, Reject, encode};

    #[test]
    fn no_byte_of_a_picture_can_change_unnoticed() {
        let mut good = Vec::new();
        encode(&[7; 6 * 5 * 3], (6, 5), Compression::Fast, &mut good);
        assert_eq!(require_structure(&good, (6, 5)), Ok(()));
        assert_eq!(require_structure(&good, (5, 6)), Err(Reject::Size((6, 5))));
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert!(require_structure(&bad, (6, 5)).is_err(), "byte {at}");
            assert!(require_structure(&good[..at], (6, 5)).is_err(), "{at} bytes");
        }
        assert!(require_structure(&[&good[..], b"more"].concat(), (6, 5)).is_err());
        assert!(require_structure(b"a sentence is no picture", (6, 5)).is_err());
    }

    #[test]
    fn a_picture_without_pixels_is_none() {
        let mut good = Vec::new();
        encode(&[7; 6 * 5 * 3], (6, 5), Compression::Fast, &mut good);
        let parts = chunks(&good);
        let without: Vec<u8> = parts
            .iter()
            .filter(|part| good[part.start + 4..part.start + 8] != *b"IDAT")
            .fold(good[..8].to_vec(), |file, part| [&file, &good[part.clone()]].concat());
        assert!(matches!(require_structure(&without, (6, 5)), Err(Reject::Broken(_))));
    }
}
