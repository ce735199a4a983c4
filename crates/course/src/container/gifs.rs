//! GIF: a sequence of blocks, whose data is a chain of sub-blocks.

use std::io;

use super::{PartReader, SHORTEST, readable};

const IMAGE: u8 = 0x2c;
const EXTENSION: u8 = 0x21;
const TRAILER: u8 = 0x3b;

pub(super) fn texts(reader: &mut PartReader) -> io::Result<Vec<String>> {
    let header: [u8; 13] = reader.array()?;
    if !header.starts_with(b"GIF8") {
        return Err(io::Error::other("it is no GIF"));
    }
    reader.skip(palette(header[10]))?;
    let mut texts = Vec::new();
    while reader.left()? > 0 {
        match reader.array()? {
            [IMAGE] => {
                let image: [u8; 9] = reader.array()?;
                // The byte after the palette is the code size.
                reader.skip(palette(image[8]) + 1)?;
                sub_blocks(reader, None)?;
            }
            [EXTENSION] => {
                let _label: [u8; 1] = reader.array()?;
                let mut data = Vec::new();
                sub_blocks(reader, Some(&mut data))?;
                texts.extend(readable(&data, SHORTEST));
            }
            [TRAILER] => {
                let rest = reader.left()?;
                texts.extend(readable(&reader.take(rest)?, SHORTEST));
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
fn sub_blocks(reader: &mut PartReader, mut data: Option<&mut Vec<u8>>) -> io::Result<()> {
    loop {
        match (reader.array()?, &mut data) {
            ([0], _) => return Ok(()),
            ([size], Some(data)) => data.extend(reader.take(size.into())?),
            ([size], None) => reader.skip(size.into())?,
        }
    }
}
