//! MP4 and QuickTime: boxes that contain boxes.

use std::io::{self, Seek as _};

use mp4_atom::{Atom as _, Header, Mdat, ReadFrom as _};

use super::{PartReader, SHORTEST, SHORTEST_AMONG_NUMBERS, readable};

/// Greatest depth of nested boxes.
const MOST_DEPTH: usize = 12;
/// Boxes that contain tables of numbers, or the configuration of a codec.
const NUMBERS: [&[u8; 4]; 9] =
    [b"stsz", b"stz2", b"stco", b"co64", b"stts", b"ctts", b"stsc", b"stss", b"avcC"];

pub(super) fn texts(reader: &mut PartReader) -> io::Result<Vec<String>> {
    let mut texts = Vec::new();
    while reader.left()? > 0 {
        let header =
            Header::read_from(&mut reader.file).map_err(|error| io::Error::other(error.to_string()))?;
        let left = reader.end.saturating_sub(reader.file.stream_position()?);
        let size = header.size.map_or(left, |size| (size as u64).min(left));
        if header.kind == Mdat::KIND {
            reader.skip(size)?;
        } else {
            within(&<[u8; 4]>::from(header.kind), &reader.take(size)?, 0, &mut texts);
        }
    }
    Ok(texts)
}

/// Collects the texts of one box, from the boxes inside it if it consists of such, after up to eight bytes of
/// its own.
fn within(kind: &[u8], bytes: &[u8], depth: usize, texts: &mut Vec<String>) {
    let inner = [0, 4, 8].into_iter().find_map(|skip| boxes(bytes.get(skip..)?));
    match inner {
        Some(inner) if depth < MOST_DEPTH => {
            inner.into_iter().for_each(|(kind, bytes)| within(kind, bytes, depth + 1, texts));
        }
        _ => {
            let numbers = NUMBERS.iter().any(|known| known.as_slice() == kind);
            texts.extend(readable(bytes, if numbers { SHORTEST_AMONG_NUMBERS } else { SHORTEST }));
        }
    }
}

/// The boxes inside `bytes`, as kinds and contents; `None` if they do not fill it exactly.
fn boxes(mut bytes: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let size = u32::from_be_bytes(*bytes.first_chunk::<4>()?) as usize;
        let kind = bytes.get(4..8)?;
        // The first character of Apple's own kinds is a copyright sign.
        let is_kind = kind.iter().all(|&c| c == 0xa9 || c == b' ' || c.is_ascii_graphic());
        found.push((kind, bytes.get(8..size).filter(|_| is_kind)?));
        bytes = &bytes[size..];
    }
    (!found.is_empty()).then_some(found)
}
