//! WebM and Matroska: elements of elements, with numbers and sizes of varying length.

use std::io::{self, Seek as _};

use super::{SHORTEST, Walk, readable};

/// What a file begins with.
const EBML: u64 = 0x1a45_dfa3;
/// The one element around everything else.
const SEGMENT: u64 = 0x1853_8067;
/// A stretch of media.
const CLUSTER: u64 = 0x1f43_b675;
/// Where stretches begin: nothing but numbers.
const CUES: u64 = 0x1c53_bb6b;

pub(super) fn texts(walk: &mut Walk) -> io::Result<Vec<String>> {
    let mut texts = Vec::new();
    let mut first = true;
    while walk.left()? > 0 {
        let id = number(walk, true)?;
        if first && id != EBML {
            return Err(io::Error::other("it is no WebM"));
        }
        first = false;
        let size = number(walk, false)?;
        let left = walk.end.saturating_sub(walk.file.stream_position()?);
        match id {
            // Its elements follow one by one.
            SEGMENT => {}
            CLUSTER | CUES => walk.skip(size.min(left))?,
            // Smaller elements are left in one piece: their texts stand between bytes that are none.
            _ => texts.extend(readable(&walk.take(size.min(left))?, SHORTEST)),
        }
    }
    Ok(texts)
}

/// A number: as many bytes as its first one has leading zeros, and one. An element's id keeps the bit
/// that says so; a size that is not known is greater than any file.
fn number(walk: &mut Walk, id: bool) -> io::Result<u64> {
    let [first] = walk.array()?;
    let more = first.leading_zeros();
    if more > 7 {
        return Err(io::Error::other("a number in it is too long"));
    }
    let mark = 0x80_u8 >> more;
    let mut value = u64::from(if id { first } else { first & !mark });
    for _ in 0..more {
        let [byte] = walk.array()?;
        value = value << 8 | u64::from(byte);
    }
    Ok(value)
}
