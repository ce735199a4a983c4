//! The texts that a video file carries beside its pictures: titles, comments, names of programs.

use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use mp4_atom::{Atom as _, Header, Mdat, ReadFrom as _};

/// More than this beside the media is not read.
const MOST_BYTES: u64 = 16 << 20;
/// Shorter runs of characters are numbers that look like some.
const SHORTEST: usize = 6;

/// Every run of readable characters in an MP4 file outside of its media, whatever box it is in: what
/// another program wrote there may be in one that no reader knows.
///
/// # Errors
/// The file cannot be read, or is no MP4 file.
pub(super) fn container_texts(path: &Path) -> io::Result<Vec<String>> {
    let mut file = BufReader::new(File::open(path)?);
    let end = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let mut texts = Vec::new();
    let mut read = 0;
    while file.stream_position()? < end && read < MOST_BYTES {
        let header = Header::read_from(&mut file).map_err(|error| io::Error::other(error.to_string()))?;
        let left = end - file.stream_position()?;
        let size = header.size.map_or(left, |size| (size as u64).min(left));
        if header.kind == Mdat::KIND {
            file.seek_relative(size.try_into().map_err(io::Error::other)?)?;
            continue;
        }
        let mut bytes = Vec::new();
        (&mut file).take(size.min(MOST_BYTES - read)).read_to_end(&mut bytes)?;
        read += bytes.len() as u64;
        texts.extend(readable(&bytes));
    }
    Ok(texts)
}

fn readable(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let runs = text.split(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER);
    runs.filter(|run| run.chars().count() >= SHORTEST).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::container_texts;

    fn atom(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
        let size = u32::try_from(inside.len() + 8).unwrap().to_be_bytes();
        [&size[..], kind, inside].concat()
    }

    #[test]
    fn texts_are_found_in_any_box_but_the_media() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp4");
        let title = atom(b"udta", &atom(b"odd ", b"\0\0\0\x01A title\0"));
        let file = [
            atom(b"ftyp", b"isom\0\0\0\x01"),
            atom(b"moov", &title),
            atom(b"mdat", b"pixels, pixels"),
            atom(b"free", b"left behind"),
        ];
        fs::write(&path, file.concat()).unwrap();
        assert_eq!(container_texts(&path).unwrap(), ["A title", "left behind"]);
        fs::write(&path, b"no").unwrap();
        assert!(container_texts(&path).is_err());
    }

    #[test]
    fn a_box_that_claims_too_much_ends_with_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp4");
        fs::write(&path, [&u32::MAX.to_be_bytes()[..], b"moovsome text"].concat()).unwrap();
        assert_eq!(container_texts(&path).unwrap(), ["some text"]);
    }
}
