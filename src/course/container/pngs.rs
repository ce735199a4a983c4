//! PNG and APNG: a sequence of chunks.

use std::io;

use super::{SHORTEST, SHORTEST_AMONG_NUMBERS, Walk, readable};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

pub(super) fn texts(walk: &mut Walk) -> io::Result<Vec<String>> {
    if walk.array()? != SIGNATURE {
        return Err(io::Error::other("it is no PNG"));
    }
    let mut texts = Vec::new();
    while walk.left()? > 0 {
        let size = u64::from(u32::from_be_bytes(walk.array()?));
        let kind: [u8; 4] = walk.array()?;
        match &kind {
            b"IDAT" | b"fdAT" => walk.skip(size)?,
            // Compressed text cannot be read here, and render writes none.
            b"zTXt" => return Err(io::Error::other("a text in it is compressed")),
            b"iTXt" => {
                let bytes = walk.take(size)?;
                let packed = bytes.iter().position(|&byte| byte == 0).and_then(|end| bytes.get(end + 1));
                if packed == Some(&1) {
                    return Err(io::Error::other("a text in it is compressed"));
                }
                texts.extend(readable(&bytes, SHORTEST));
            }
            b"tEXt" => texts.extend(readable(&walk.take(size)?, SHORTEST)),
            _ => texts.extend(readable(&walk.take(size)?, SHORTEST_AMONG_NUMBERS)),
        }
        let _checksum: [u8; 4] = walk.array()?;
    }
    Ok(texts)
}
