//! The language of every track and chapter of a Matroska or WebM file.
//!
//! `ffmpeg` writes a given language code for tracks, but not for chapters, and it writes no language tag. The
//! file has no space for more elements, and nothing in it may move. So each track is given a name that is as
//! long as the element of a language tag, which later replaces it.

use std::io::{self, Read, Seek, SeekFrom, Write};

use super::Language;

/// ElementHead ids (RFC 9559, section 5).
const SEGMENT: u32 = 0x1853_8067;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK: u32 = 0xae;
const NAME: u32 = 0x536e;
const LANGUAGE_TAG: [u8; 3] = [0x22, 0xb5, 0x9d];
const CHAPTERS: u32 = 0x1043_a770;
const EDITION: u32 = 0x45b9;
const CHAPTER: u32 = 0xb6;
const DISPLAY: u32 = 0x80;
const CHAPTER_LANGUAGE: u32 = 0x437c;

/// Maximum number of bytes of an element's id and length.
const LONGEST_HEAD: u64 = 12;

/// Maximum number of bytes of an element that is changed here.
const LARGEST: u64 = 16 << 20;

/// A track name that reserves the space for a tag.
fn placeholder(tag: &str) -> String {
    "-".repeat(tag.len() + 1)
}

/// The options that set the language and the placeholder of every track. Elements that will be changed must not
/// have checksums.
pub(crate) fn options(language: Language<'_>) -> Vec<String> {
    let code = format!("language={}", language.bibliographic_code());
    let title = format!("title={}", placeholder(language.tag));
    let options = ["-metadata:s", &code, "-metadata:s", &title, "-write_crc32", "0"];
    options.map(str::to_owned).to_vec()
}

/// Sets the language of every track and chapter in a file that `ffmpeg` wrote.
pub(crate) fn set(mut file: impl Read + Write + Seek, language: Language<'_>) -> io::Result<()> {
    let end = file.seek(SeekFrom::End(0))?;
    let mut at = 0;
    while at < end {
        file.seek(SeekFrom::Start(at))?;
        let mut head = Vec::new();
        Read::by_ref(&mut file).take(LONGEST_HEAD).read_to_end(&mut head)?;
        let Some(element) = ElementHead::read(&head) else {
            return Err(io::Error::other("it is no Matroska file"));
        };
        let body = at + element.header as u64;
        match element.name {
            SEGMENT => at = body,
            TRACKS | CHAPTERS if element.length <= LARGEST => {
                let mut bytes = vec![0; element.length as usize];
                file.seek(SeekFrom::Start(body))?;
                file.read_exact(&mut bytes)?;
                set_below(&mut bytes, language);
                file.seek(SeekFrom::Start(body))?;
                file.write_all(&bytes)?;
                at = body + element.length;
            }
            _ => at = body.saturating_add(element.length),
        }
    }
    Ok(())
}

/// Changes the elements within an element.
fn set_below(mut bytes: &mut [u8], language: Language<'_>) {
    while let Some(element) = ElementHead::read(bytes) {
        let end = element.header.saturating_add(element.length as usize);
        if end > bytes.len() {
            return;
        }
        let (whole, rest) = bytes.split_at_mut(end);
        match element.name {
            TRACK | EDITION | CHAPTER | DISPLAY => set_below(&mut whole[element.header..], language),
            NAME if whole[element.header..] == *placeholder(language.tag).as_bytes()
                && element.header == 3 =>
            {
                let length = 0x80 | language.tag.len() as u8;
                whole.copy_from_slice(&[&LANGUAGE_TAG[..], &[length], language.tag.as_bytes()].concat());
            }
            CHAPTER_LANGUAGE if element.length == 3 => {
                whole[element.header..].copy_from_slice(language.bibliographic_code().as_bytes());
            }
            _ => {}
        }
        bytes = rest;
    }
}

/// Id and length of an element, and the number of bytes that both take.
struct ElementHead {
    name: u32,
    length: u64,
    header: usize,
}

impl ElementHead {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (name, first) = number(bytes, true)?;
        let (length, second) = number(&bytes[first..], false)?;
        Some(Self { name: u32::try_from(name).ok()?, length, header: first + second })
    }
}

/// Parses a variable-length integer; returns it and its length, which is one more than the number of leading
/// zeros in the first byte. An id keeps its length marker bit.
fn number(bytes: &[u8], is_name: bool) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    let count = first.leading_zeros() as usize + 1;
    let mark = 0x80_u8.checked_shr(first.leading_zeros())?;
    let rest = bytes.get(1..count)?;
    let first = if is_name { first } else { first & !mark };
    Some((rest.iter().fold(u64::from(first), |value, byte| value << 8 | u64::from(*byte)), count))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Language, set};

    fn element(name: &[u8], body: &[u8]) -> Vec<u8> {
        [name, &[0x80 | body.len() as u8], body].concat()
    }

    #[test]
    fn tracks_and_chapters_get_codes_and_tags_where_they_are() {
        let file = |language: &[u8], chapter: &[u8]| {
            let code = element(&[0x22, 0xb5, 0x9c], b"ger");
            let track = element(&[0xae], &[&code[..], language].concat());
            let tracks = element(&[0x16, 0x54, 0xae, 0x6b], &[track.clone(), track].concat());
            let display = element(&[0x80], &element(&[0x43, 0x7c], chapter));
            let edition = element(&[0x45, 0xb9], &element(&[0xb6], &display));
            let chapters = element(&[0x10, 0x43, 0xa7, 0x70], &edition);
            let cluster = element(&[0x1f, 0x43, 0xb6, 0x75], b"media");
            let segment = element(&[0x18, 0x53, 0x80, 0x67], &[tracks, chapters, cluster].concat());
            [element(&[0x1a, 0x45, 0xdf, 0xa3], b"head"), segment].concat()
        };
        let before = file(&element(&[0x53, 0x6e], b"------"), b"und");
        let after = file(&element(&[0x22, 0xb5, 0x9d], b"de-AT"), b"ger");
        let mut written = Cursor::new(before);
        set(&mut written, Language { tag: "de-AT" }).unwrap();
        assert_eq!(written.into_inner(), after);
        let named = file(&element(&[0x53, 0x6e], b"a name"), b"ger");
        let mut written = Cursor::new(named.clone());
        set(&mut written, Language { tag: "de-AT" }).unwrap();
        assert_eq!(written.into_inner(), named, "a name of its own stays");
        assert!(set(Cursor::new(vec![0; 40]), Language { tag: "de" }).is_err());
    }
}
