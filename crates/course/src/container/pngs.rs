//! PNG and APNG: a sequence of chunks.

use std::io;

use super::{PartReader, SHORTEST, SHORTEST_AMONG_NUMBERS, readable};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

pub(super) fn texts(reader: &mut PartReader) -> io::Result<Vec<String>> {
    if reader.array()? != SIGNATURE {
        return Err(io::Error::other("it is no PNG"));
    }
    let mut texts = Vec::new();
    while reader.left()? > 0 {
        let size = u64::from(u32::from_be_bytes(reader.array()?));
        let kind: [u8; 4] = reader.array()?;
        match &kind {
            b"IDAT" | b"fdAT" => reader.skip(size)?,
            // Compressed text cannot be read here, and render writes none.
            b"zTXt" => return Err(io::Error::other("a text in it is compressed")),
            b"iTXt" => {
                let bytes = reader.take(size)?;
                let packed = bytes.iter().position(|&byte| byte == 0).and_then(|end| bytes.get(end + 1));
                if packed == Some(&1) {
                    return Err(io::Error::other("a text in it is compressed"));
                }
                texts.extend(readable(&bytes, SHORTEST));
            }
            b"tEXt" => texts.extend(readable(&reader.take(size)?, SHORTEST)),
            _ => texts.extend(readable(&reader.take(size)?, SHORTEST_AMONG_NUMBERS)),
        }
        let _checksum: [u8; 4] = reader.array()?;
    }
    Ok(texts)
}
