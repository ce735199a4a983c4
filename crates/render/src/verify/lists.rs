//! Verification of the manifest and the two lists of digests.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;

use crate::checksums::{Checksums, LONGEST_LIST};
use crate::names::frame_name;
use crate::validate::Fault;
use crate::{ClipFolder, FrameSet, Manifest};
use halfminute_files as files;
use halfminute_media::digest::Digest;

use super::{Discrepancy, Mismatch, Verified};

/// Maximum number of odd keys that are reported.
const MOST_KEYS: usize = 20;

/// Reads the lists of a folder and collects their discrepancies.
pub(super) struct ListReader<'a> {
    folder: &'a ClipFolder,
    found: Vec<Discrepancy>,
}

impl<'a> ListReader<'a> {
    pub(super) fn new(folder: &'a ClipFolder) -> Self {
        Self { folder, found: Vec::new() }
    }

    fn add(&mut self, name: &str, mismatch: Mismatch) {
        self.found.push(Discrepancy { file: name.to_owned(), frame: None, mismatch });
    }

    /// Adds a false claim of a list: a sentence without its subject.
    pub(super) fn claim(&mut self, name: &str, claim: impl Into<String>) {
        self.add(name, Mismatch::Claim(claim.into()));
    }

    /// The discrepancies that were collected.
    pub(super) fn finish(self) -> Vec<Discrepancy> {
        self.found
    }

    /// The result if there is no usable manifest to compare the other files with.
    pub(super) fn ended(self, manifest: Option<Manifest>) -> Verified {
        Verified { manifest, files: 1, whole: HashMap::new(), discrepancies: self.found }
    }

    /// Reads the text of a list; a failure is added to the discrepancies.
    fn text(&mut self, name: &str) -> Option<String> {
        match files::read(&self.folder.path().join(name), LONGEST_LIST) {
            Ok(bytes) if bytes.len() > LONGEST_LIST => self.claim(name, "is longer than any list"),
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => return Some(text),
                Err(_) => self.claim(name, "is not text"),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.add(name, Mismatch::Fault(Fault::Missing));
            }
            Err(error) => self.add(name, Mismatch::Fault(Fault::reading(&error))),
        }
        None
    }

    /// Reads the manifest, which must have the right digest of itself, and exactly the keys that this program
    /// writes.
    pub(super) fn manifest(&mut self) -> Option<Manifest> {
        let name = "clip.json";
        let text = self.text(name)?;
        let manifest = match Manifest::read(&text) {
            Ok(manifest) => manifest,
            Err(error) => {
                self.claim(name, format!("is no manifest: {error}"));
                return None;
            }
        };
        if !Manifest::is_sealed(&text) {
            self.claim(
                name,
                "was changed after it was written: it has another digest than its `manifest_digest`",
            );
        }
        let odd = manifest.odd_keys(&text);
        for key in odd.unknown.iter().take(MOST_KEYS) {
            self.claim(name, format!("has the key `{key}`, which this program does not write"));
        }
        for key in odd.missing.iter().take(MOST_KEYS) {
            self.claim(name, format!("lacks the key `{key}`, which this program writes"));
        }
        Some(manifest)
    }

    /// Reads the digests of `files.b3`, which must be the list that the manifest vouches for, and must list
    /// exactly the files that the manifest promises, in this order.
    pub(super) fn files(&mut self, manifest: &Manifest, expected: &[String]) -> HashMap<String, Digest> {
        let name = "files.b3";
        let Some(text) = self.text(name) else { return HashMap::new() };
        if blake3::hash(text.as_bytes()).to_hex().as_str() != manifest.files_digest {
            self.add(name, Mismatch::Fault(Fault::Altered));
        }
        self.list(name, &text, expected).0.into_iter().map(|line| (line.name, line.digest)).collect()
    }

    /// Verifies `frames.b3`, which must list the pixels of exactly the manifest's frames, in their order.
    pub(super) fn pixels(&mut self, manifest: &Manifest, frames: &FrameSet) {
        let name = "frames.b3";
        let Some(text) = self.text(name) else {
            // A file that cannot be read is already reported as one that the manifest promises.
            self.found.pop_if(|found| matches!(found.mismatch, Mismatch::Fault(_)));
            return;
        };
        let expected: Vec<String> = frames.iter().map(frame_name).collect();
        let list = self.list(name, &text, &expected);
        let mut all = blake3::Hasher::new();
        for line in &list.0 {
            all.update(line.digest.as_bytes());
        }
        if all.finalize().to_hex().as_str() != manifest.frames_digest {
            self.claim("clip.json", format!("has another `frames_digest` than the digests of `{name}`"));
        }
    }

    /// Parses a list of digests that must have these names.
    fn list(&mut self, name: &str, text: &str, expected: &[String]) -> Checksums {
        let Some(list) = Checksums::read(text) else {
            self.claim(name, "is not a list of digests");
            return Checksums::default();
        };
        if list.to_string() != text {
            self.claim(name, "is not written as this program writes it");
        }
        if list.0.iter().map(|line| &line.name).ne(expected) {
            let listed: HashSet<&String> = list.0.iter().map(|line| &line.name).collect();
            let lacks = expected.iter().filter(|name| !listed.contains(name)).count();
            let more = (list.0.len() + lacks).saturating_sub(expected.len());
            self.claim(
                name,
                match (lacks, more) {
                    (0, 0) => "has its lines in another order".to_owned(),
                    _ => format!("lacks {lacks} of the manifest's files and has {more} others"),
                },
            );
        }
        list
    }
}
