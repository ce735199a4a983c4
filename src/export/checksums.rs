//! The digest of each file of a clip, in the form of `b3sum`: `b3sum --check files.b3` reads it too.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::path::Path;

use super::digest::Digest;
use super::folder::{frame_name, frame_of};
use super::journal::Entry;
use super::{ClipFolder, ExportError};
use crate::files;

/// Manifests and lists are read no further: those of the longest clip have room.
pub(super) const LONGEST_LIST: usize = 128 << 20;

/// Names below the clip's folder and digests of bytes, in the order in which they are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checksums(pub(super) Vec<(String, Digest)>);

impl Checksums {
    /// Of frames as they were proven, and of files beside them as they are on disk.
    pub(super) fn of<'a>(
        folder: &ClipFolder,
        frames: &[Entry],
        beside: impl Iterator<Item = &'a String>,
    ) -> Result<Self, ExportError> {
        let mut list: Vec<_> = frames.iter().map(|entry| (frame_path(entry.frame), entry.file)).collect();
        for name in beside {
            let path = folder.path().join(name);
            let digest = files::open(&path).and_then(digest_of);
            list.push((name.clone(), digest.map_err(|error| ExportError::write(&path, error))?));
        }
        Ok(Self(list))
    }

    /// Reads lines of a digest, two blanks and a name; nothing where one is something else.
    pub(super) fn read(text: &str) -> Option<Self> {
        let line = |line: &str| {
            let (digest, name) = line.split_once("  ")?;
            Some((name.to_owned(), Digest::from_hex(digest).ok()?))
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
        self.0.iter().try_for_each(|(name, digest)| writeln!(out, "{}  {name}", digest.to_hex()))
    }
}

/// A frame's name below the clip's folder.
pub(super) fn frame_path(frame: u32) -> String {
    format!("frames/{}", frame_name(frame))
}

/// BLAKE3 of a file of any length.
pub(super) fn digest_of(file: File) -> std::io::Result<Digest> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(hasher.finalize())
}

/// The digests of the frames' pixels by frame; lines that are none are left out.
pub(super) fn read_pixels(list: &Path) -> HashMap<u32, Digest> {
    let bytes = files::read(list, LONGEST_LIST);
    let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let list = Checksums::read(&text).map(|Checksums(list)| list).unwrap_or_default();
    list.into_iter().filter_map(|(name, digest)| Some((frame_of(&name)?, digest))).collect()
}
