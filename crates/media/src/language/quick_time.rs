//! The language of every track of an MP4 or QuickTime file: as a code in `mdhd`, and as a tag in `elng`
//! (ISO/IEC 14496-12, sections 8.4.2 and 8.4.6).

use std::io::{self, Read, Seek, SeekFrom, Write};

use super::Language;

/// Maximum number of bytes that are read of an index; an hour at 240 frames per second takes some 20 MB.
const LARGEST: u64 = 256 << 20;

/// Bytes of a box's length and type.
const HEADER: usize = 8;

/// Rewrites the boxes of an index so that every track has this language.
pub(crate) fn in_language(boxes: &[u8], language: Language<'_>) -> Vec<u8> {
    let mut written = Vec::with_capacity(boxes.len() + 256);
    rewrite(boxes, language, &mut written);
    written
}

/// Sets the language of every track in a file that `ffmpeg` wrote. The index is the last box, so nothing that
/// it points to is moved.
pub(crate) fn set(mut file: impl Read + Write + Seek, language: Language<'_>) -> io::Result<()> {
    let end = file.seek(SeekFrom::End(0))?;
    let mut at = 0;
    while at + HEADER as u64 <= end {
        file.seek(SeekFrom::Start(at))?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header)?;
        let [a, b, c, d, name @ ..] = header;
        let length = match u32::from_be_bytes([a, b, c, d]) {
            1 => {
                let mut large = [0; 8];
                file.read_exact(&mut large)?;
                u64::from_be_bytes(large)
            }
            length => u64::from(length),
        };
        if name == *b"moov" && at + length == end && length <= LARGEST {
            let mut index = vec![0; length as usize];
            file.seek(SeekFrom::Start(at))?;
            file.read_exact(&mut index)?;
            file.seek(SeekFrom::Start(at))?;
            return file.write_all(&in_language(&index, language));
        }
        if length < HEADER as u64 {
            break;
        }
        at += length;
    }
    Err(io::Error::other("its index is not at its end"))
}

fn rewrite(mut boxes: &[u8], language: Language<'_>, out: &mut Vec<u8>) {
    while let Some((length, rest)) = boxes.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let whole = boxes.get(..length).filter(|whole| whole.len() >= HEADER);
        let (Some(whole), Some(name)) = (whole, rest.first_chunk::<4>()) else { break };
        let start = out.len();
        match name {
            b"moov" | b"trak" | b"mdia" => {
                out.extend_from_slice(&whole[..HEADER]);
                rewrite(&whole[HEADER..], language, out);
                let length = (out.len() - start) as u32;
                out[start..start + 4].copy_from_slice(&length.to_be_bytes());
            }
            b"mdhd" => {
                out.extend_from_slice(whole);
                set_code(&mut out[start + HEADER..], &language.code());
                out.extend(tag_box(language.tag));
            }
            b"elng" => {}
            _ => out.extend_from_slice(whole),
        }
        boxes = &boxes[length..];
    }
    out.extend_from_slice(boxes);
}

/// Sets the code in the body of an `mdhd`: three letters of five bits each.
fn set_code(body: &mut [u8], code: &str) {
    // In version 1, times have eight bytes.
    let at = if body.first() == Some(&1) { 32 } else { 20 };
    let packed = code.bytes().fold(0_u16, |packed, letter| packed << 5 | u16::from(letter & 0x1f));
    if let Some(place) = body.get_mut(at..at + 2) {
        place.copy_from_slice(&packed.to_be_bytes());
    }
}

/// An `elng` box: the tag, followed by a zero byte.
fn tag_box(tag: &str) -> Vec<u8> {
    let version_and_flags = [0; 4];
    let length = HEADER + version_and_flags.len() + tag.len() + 1;
    [&(length as u32).to_be_bytes()[..], b"elng", &version_and_flags, tag.as_bytes(), &[0]].concat()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Language, in_language, set};

    fn boxed(name: &[u8], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32 + 8).to_be_bytes()[..], name, body].concat()
    }

    fn track(version: u8, language: u16, more: &[u8]) -> Vec<u8> {
        let times = if version == 1 { 31 } else { 19 };
        let mut mdhd = [&[version][..], &vec![9; times]].concat();
        mdhd.extend(language.to_be_bytes());
        mdhd.extend([0, 0]);
        boxed(b"trak", &boxed(b"mdia", &[&boxed(b"mdhd", &mdhd), more, &boxed(b"hdlr", b"x")[..]].concat()))
    }

    #[test]
    fn every_track_gets_code_and_tag() {
        let und = 0x55c4;
        let deu = 4 << 10 | 5 << 5 | 21;
        let tag = boxed(b"elng", b"\0\0\0\0de-AT\0");
        let moov =
            |tracks: [&[u8]; 2]| boxed(b"moov", &[&boxed(b"mvhd", b"m"), tracks[0], tracks[1]].concat());
        let before = moov([&track(0, und, &[]), &track(1, und, &boxed(b"elng", b"\0\0\0\0en\0"))]);
        let after = moov([&track(0, deu, &tag), &track(1, deu, &tag)]);
        let language = Language { tag: "de-AT" };
        assert_eq!(in_language(&before, language), after);

        let media = [boxed(b"ftyp", b"qt  "), boxed(b"mdat", &[7; 90])].concat();
        let mut file = Cursor::new([&media[..], &before].concat());
        set(&mut file, language).unwrap();
        assert_eq!(file.into_inner(), [&media[..], &after].concat());
        let mut index_first = Cursor::new([&before[..], &media].concat());
        assert!(set(&mut index_first, language).is_err());
    }
}
