//! The list of the digests of a clip's files, in the format of `b3sum`: `b3sum --check files.b3` reads it too.

use std::fmt;
use std::fs::File;

use super::journal::Entry;
use super::names::{frame_name, frame_path};
use halfminute_media::digest::Digest;

/// Maximum number of bytes that are read of a manifest or a list; enough for the longest clip.
pub(super) const LONGEST_LIST: usize = 128 << 20;

/// One line of a list: a name and a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) digest: Digest,
}

/// A list of names and digests, in the order of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Checksums(pub(super) Vec<Listed>);

impl Checksums {
    /// The list of a clip's files: its verified frames, then the files beside them.
    pub(super) fn of_files(frames: &[Entry], beside: impl IntoIterator<Item = Listed>) -> Self {
        let frames = frames.iter().map(|entry| Listed { name: frame_path(entry.frame), digest: entry.file });
        Self(frames.chain(beside).collect())
    }

    /// The list of the frames' pixels, with the names of the frames' files.
    pub(super) fn of_pixels(frames: &[Entry]) -> Self {
        let line = |entry: &Entry| Listed { name: frame_name(entry.frame), digest: entry.pixels };
        Self(frames.iter().map(line).collect())
    }

    /// Parses lines of a digest, two blanks and a name; returns `None` if a line has another form.
    pub(super) fn read(text: &str) -> Option<Self> {
        let line = |line: &str| {
            let (digest, name) = line.split_once("  ")?;
            Some(Listed { name: name.to_owned(), digest: Digest::from_hex(digest).ok()? })
        };
        text.lines().map(line).collect::<Option<_>>().map(Self)
    }

    /// The digest of the list itself.
    pub(super) fn digest(&self) -> String {
        blake3::hash(self.to_string().as_bytes()).to_hex().to_string()
    }
}

impl fmt::Display for Checksums {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|Listed { name, digest }| writeln!(out, "{}  {name}", digest.to_hex()))
    }
}

/// Computes BLAKE3 of a file of any length.
pub(super) fn digest_of(file: File) -> std::io::Result<Digest> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(hasher.finalize())
}
