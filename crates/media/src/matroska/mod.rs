//! Matroska and WebM (RFC 9559): writing of chapters for `ffmpeg`, and reading of files that it wrote.
//!
//! Elements are parsed by this program, because verification needs to know that they fill the file to its last
//! byte. The crate `matroska-demuxer` accepts a truncated file as one that ends there.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::chapters;

/// Ids of the elements that are read or written here.
mod id {
    pub(super) const HEADER: u64 = 0x1a45_dfa3;
    pub(super) const DOC_TYPE: u64 = 0x4282;
    pub(super) const SEGMENT: u64 = 0x1853_8067;
    pub(super) const INFO: u64 = 0x1549_a966;
    pub(super) const TIMESTAMP_SCALE: u64 = 0x2a_d7b1;
    pub(super) const DURATION: u64 = 0x4489;
    pub(super) const TRACKS: u64 = 0x1654_ae6b;
    pub(super) const TRACK: u64 = 0xae;
    pub(super) const NUMBER: u64 = 0xd7;
    pub(super) const TYPE: u64 = 0x83;
    pub(super) const CODEC: u64 = 0x86;
    pub(super) const VIDEO: u64 = 0xe0;
    pub(super) const WIDTH: u64 = 0xb0;
    pub(super) const HEIGHT: u64 = 0xba;
    pub(super) const CHAPTERS: u64 = 0x1043_a770;
    pub(super) const EDITION: u64 = 0x45b9;
    pub(super) const CHAPTER: u64 = 0xb6;
    pub(super) const CHAPTER_UID: u64 = 0x73c4;
    pub(super) const CHAPTER_START: u64 = 0x91;
    pub(super) const CHAPTER_END: u64 = 0x92;
    pub(super) const DISPLAY: u64 = 0x80;
    pub(super) const STRING: u64 = 0x85;
    pub(super) const LANGUAGE: u64 = 0x437c;
    pub(super) const CLUSTER: u64 = 0x1f43_b675;
    pub(super) const TIMESTAMP: u64 = 0xe7;
    pub(super) const SIMPLE_BLOCK: u64 = 0xa3;
    pub(super) const BLOCK_GROUP: u64 = 0xa0;
    pub(super) const BLOCK: u64 = 0xa1;
    pub(super) const BLOCK_DURATION: u64 = 0x9b;
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::texts::Timed;
    use super::{chapters, read};
    use halfminute_basics::time::Time;

    /// Titles that other forms of chapters corrupt: `ffmpeg` takes a back-slash at the end of a line for an
    /// escape.
    #[test]
    fn chapters_are_read_as_they_were_written() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("chapters.mkv");
        let titles = ["ends in \\", "a=b;c#d", "", " blanks ", &"é".repeat(200)];
        let written: Vec<Timed> = titles
            .iter()
            .zip(0..)
            .map(|(title, at)| Timed {
                start: Time::from_millis(at * 1500),
                end: Time::from_millis((at + 1) * 1500),
                text: (*title).to_owned(),
            })
            .collect();
        let bytes = chapters(&written);
        fs::write(&path, &bytes).unwrap();
        let says = read(&path).unwrap_err().to_string();
        assert_eq!(says, "it has no pictures", "and nothing else is wrong with it");
        for length in 0..bytes.len() {
            fs::write(&path, &bytes[..length]).unwrap();
            assert_ne!(read(&path).unwrap_err().to_string(), says, "{length} of {} bytes", bytes.len());
        }
        fs::write(&path, [&bytes[..], b"\0"].concat()).unwrap();
        assert_ne!(read(&path).unwrap_err().to_string(), says, "a byte too many");
        assert_eq!(read::chapters_of(&bytes), written);
    }
}
