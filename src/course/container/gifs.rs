//! GIF: a sequence of blocks, whose data is a chain of sub-blocks.

use std::io;

use super::{SHORTEST, Walk, readable};

const IMAGE: u8 = 0x2c;
const EXTENSION: u8 = 0x21;
const TRAILER: u8 = 0x3b;

pub(super) fn texts(walk: &mut Walk) -> io::Result<Vec<String>> {
    let header: [u8; 13] = walk.array()?;
    if !header.starts_with(b"GIF8") {
        return Err(io::Error::other("it is no GIF"));
    }
    walk.skip(palette(header[10]))?;
    let mut texts = Vec::new();
    while walk.left()? > 0 {
        match walk.array()? {
            [IMAGE] => {
                let image: [u8; 9] = walk.array()?;
                // The byte after the palette is the code size.
                walk.skip(palette(image[8]) + 1)?;
                sub_blocks(walk, None)?;
            }
            [EXTENSION] => {
                let _label: [u8; 1] = walk.array()?;
                let mut data = Vec::new();
                sub_blocks(walk, Some(&mut data))?;
                texts.extend(readable(&data, SHORTEST));
            }
            [TRAILER] => {
                let rest = walk.left()?;
                texts.extend(readable(&walk.take(rest)?, SHORTEST));
            }
            [other] => return Err(io::Error::other(format!("it has no block of kind {other:#04x}"))),
        }
    }
    Ok(texts)
}

/// Size in bytes of the palette that a byte of flags announces.
fn palette(flags: u8) -> u64 {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Reads a chain of sub-blocks into `data`, or skips it.
fn sub_blocks(walk: &mut Walk, mut data: Option<&mut Vec<u8>>) -> io::Result<()> {
    loop {
        match (walk.array()?, &mut data) {
            ([0], _) => return Ok(()),
            ([size], Some(data)) => data.extend(walk.take(size.into())?),
            ([size], None) => walk.skip(size.into())?,
        }
    }
}
