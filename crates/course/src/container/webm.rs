//! WebM and Matroska: nested elements, with ids and sizes of variable length.

use std::io::{self, Seek as _};

use super::{PartReader, SHORTEST, readable};

/// Id of the first element in a file.
const EBML: u64 = 0x1a45_dfa3;
/// Id of the element that contains all others.
const SEGMENT: u64 = 0x1853_8067;
/// Id of an element with media.
const CLUSTER: u64 = 0x1f43_b675;
/// Id of the index of clusters, which contains only numbers.
const CUES: u64 = 0x1c53_bb6b;

pub(super) fn texts(reader: &mut PartReader) -> io::Result<Vec<String>> {
    let mut texts = Vec::new();
    let mut first = true;
    while reader.left()? > 0 {
        let id = number(reader, true)?;
        if first && id != EBML {
            return Err(io::Error::other("it is no WebM"));
        }
        first = false;
        let size = number(reader, false)?;
        let left = reader.end.saturating_sub(reader.file.stream_position()?);
        match id {
            // The elements inside it are read one by one.
            SEGMENT => {}
            CLUSTER | CUES => reader.skip(size.min(left))?,
            // Smaller elements are read in one piece: their texts lie between bytes that are not readable.
            _ => texts.extend(readable(&reader.take(size.min(left))?, SHORTEST)),
        }
    }
    Ok(texts)
}

/// Reads a number of variable length: as many further bytes as the first byte has leading zeros. The marker
/// bit after the zeros is part of an element's id, but not of a size; an unknown size is greater than any
/// file.
fn number(reader: &mut PartReader, id: bool) -> io::Result<u64> {
    let [first] = reader.array()?;
    let more = first.leading_zeros();
    if more > 7 {
        return Err(io::Error::other("a number in it is too long"));
    }
    let mark = 0x80_u8 >> more;
    let mut value = u64::from(if id { first } else { first & !mark });
    for _ in 0..more {
        let [byte] = reader.array()?;
        value = value << 8 | u64::from(byte);
    }
    Ok(value)
}
