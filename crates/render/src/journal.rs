//! The journal of frames on disk: one line per frame, appended when its file is complete.
//!
//! A journal survives any end of a render. Each line has its own checksum, so an incomplete line is ignored.
//! Lines are only claims: a frame is kept only if its file agrees with the line and is a picture (see
//! `reuse`). A lost or damaged journal costs time, but nothing else.

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Take, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::loss::Loss;
use super::names::is_journal;
use super::{ClipFolder, ExportError, FrameSet, atomic};
use halfminute_files as files;
use halfminute_media::checked::check;
use halfminute_media::digest::Digest;

/// Maximum number of bytes of a line; longer lines are not from this program.
const LONGEST_LINE: u64 = 320;
/// Number of frames of the longest clip.
pub(super) const MOST_FRAMES: u32 = 240 * 3600;
/// Maximum number of lines that are read of a journal: enough for the longest clip, drawn four times.
const MOST_LINES: u64 = 4 * MOST_FRAMES as u64;
/// Maximum number of entries of one frame that are kept; the latest ones win.
const MOST_OF_A_FRAME: usize = 8;
/// A journal entry for one frame on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Number of the frame.
    pub frame: u32,
    /// Digest of everything that determines the file (see `recipe`).
    pub content: Digest,
    /// Digest of the frame's pixels.
    pub pixels: Digest,
    /// Length of the frame's file, in bytes.
    pub length: u64,
    /// BLAKE3 of the frame's file.
    pub file: Digest,
}

impl fmt::Display for Entry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (content, pixels, file) = (self.content.to_hex(), self.pixels.to_hex(), self.file.to_hex());
        write!(out, "{:06} {content} {pixels} {file} {}", self.frame, self.length)
    }
}

impl Entry {
    /// Formats the entry as a line that ends in its checksum.
    fn line(&self) -> String {
        let text = self.to_string();
        format!("{text} {}\n", check(&text))
    }

    /// Parses a line without its line break; returns `None` if it is incomplete.
    fn read(line: &str) -> Option<Self> {
        let (text, found) = line.rsplit_once(' ')?;
        if found != check(text) {
            return None;
        }
        let mut words = text.split(' ');
        let frame = words.next()?.parse().ok()?;
        let mut digest = || Digest::from_hex(words.next()?).ok();
        let (content, pixels, file) = (digest()?, digest()?, digest()?);
        let length = words.next()?.parse().ok()?;
        Some(Self { frame, content, pixels, length, file })
    }
}

/// A journal that is open for writing.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// The path of the journal of a whole clip in `folder`.
    pub(super) fn path_of_clip(folder: &ClipFolder) -> PathBuf {
        folder.path().join("frames.journal")
    }

    /// The path of the journal for a part of a clip in `folder`; other sets of frames have other paths.
    pub(super) fn path_of_part(folder: &ClipFolder, frames: &FrameSet) -> PathBuf {
        let text = frames.to_string();
        let name = if text.contains(',') {
            let digest = blake3::hash(text.as_bytes()).to_hex();
            format!("frames.{}.journal", &digest[..16])
        } else {
            format!("frames.{text}.journal")
        };
        folder.path().join(name)
    }

    /// Opens a journal to append lines; if `anew` is true, its old lines are removed.
    ///
    /// The file stays locked. Returns `None` if another process has locked it.
    pub(super) fn open(path: PathBuf, anew: bool) -> Result<Option<Self>, ExportError> {
        let open = || {
            let mut file = files::open_to_append(&path)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
                    return Err(error);
                }
                _ => {}
            }
            if anew {
                file.set_len(0)?;
            }
            close_line(&mut file)?;
            Ok(Some(file))
        };
        let file = open().map_err(|error| ExportError::write(&path, error))?;
        Ok(file.map(|file| Self { path, file: Mutex::new(file) }))
    }

    /// Appends a line for an entry.
    pub(super) fn append(&self, entry: &Entry) -> Result<(), ExportError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(entry.line().as_bytes()).map_err(|error| ExportError::write(&self.path, error))
    }
}

/// Ends an incomplete last line, so that the next one starts on a new line.
fn close_line(file: &mut File) -> io::Result<()> {
    if file.metadata()?.len() == 0 {
        return Ok(());
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    if last == *b"\n" { Ok(()) } else { file.write_all(b"\n") }
}

/// Replaces a journal by one with these entries.
pub(super) fn replace(path: &Path, entries: &[Entry]) -> Result<(), ExportError> {
    let text: String = entries.iter().map(Entry::line).collect();
    Ok(atomic::write(path, text.as_bytes())?)
}

/// A reader of the entries of a journal.
struct Entries {
    reader: Take<BufReader<File>>,
    line: Vec<u8>,
}

impl Entries {
    fn open(path: &Path) -> io::Result<Self> {
        let reader = BufReader::new(files::open(path)?).take(MOST_LINES * LONGEST_LINE);
        Ok(Self { reader, line: Vec::new() })
    }

    /// The entry of the next complete line.
    fn next_whole(&mut self) -> io::Result<Option<Entry>> {
        loop {
            self.line.clear();
            // Pieces of a line that is too long do not parse as entries either.
            if self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.line)? == 0 {
                return Ok(None);
            }
            let line = self.line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
            if let Some(entry) = line.and_then(Entry::read) {
                return Ok(Some(entry));
            }
        }
    }
}

/// The entries of all journals in one folder, by frame.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    entries: HashMap<u32, Vec<Entry>>,
}

impl Known {
    /// Reads every journal of `folder`; incomplete lines are ignored.
    ///
    /// # Errors
    /// A journal exists and cannot be read.
    pub(super) fn read(folder: &ClipFolder) -> Result<Self, ExportError> {
        let mut known = Self::default();
        let mut paths = paths(folder);
        paths.sort();
        for path in paths {
            match known.read_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(ExportError::Read { path, error });
                }
                _ => {}
            }
        }
        Ok(known)
    }

    fn read_file(&mut self, path: &Path) -> io::Result<()> {
        let mut entries = Entries::open(path)?;
        while let Some(entry) = entries.next_whole()? {
            self.insert(entry);
        }
        Ok(())
    }

    fn insert(&mut self, entry: Entry) {
        if entry.frame >= MOST_FRAMES {
            return;
        }
        let entries = self.entries.entry(entry.frame).or_default();
        if entries.contains(&entry) {
            return;
        }
        if entries.len() == MOST_OF_A_FRAME {
            entries.remove(0);
        }
        entries.push(entry);
    }

    /// The entries of one frame, oldest first; empty if there are none.
    pub(super) fn of(&self, frame: u32) -> &[Entry] {
        self.entries.get(&frame).map_or(&[], Vec::as_slice)
    }

    /// All entries of frames that are not in `frames`, in ascending order of frames.
    pub(super) fn beside(&self, frames: &FrameSet) -> Vec<Entry> {
        let mut beside: Vec<Entry> = self.entries.values().flatten().copied().collect();
        beside.retain(|entry| frames.as_slice().binary_search(&entry.frame).is_err());
        beside.sort_by_key(|entry| (entry.frame, *entry.content.as_bytes()));
        beside
    }
}

/// Removes the journals of parts, whose lines are in the clip's by now, and says which were none.
pub(super) fn remove_parts(folder: &ClipFolder) -> Result<Vec<Loss>, ExportError> {
    let own = Journal::path_of_clip(folder);
    let mut parts = paths(folder);
    parts.retain(|path| *path != own);
    parts.sort();
    let mut losses = Vec::new();
    for path in parts {
        // One without a byte was opened by a run that drew nothing.
        let has_bytes = fs::metadata(&path).is_ok_and(|found| found.len() > 0);
        let is_none = has_bytes && !has_line(&path);
        atomic::remove(&path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        losses.extend(is_none.then_some(Loss::RemovedJournal { file: name }));
    }
    Ok(losses)
}

fn paths(folder: &ClipFolder) -> Vec<PathBuf> {
    let names = fs::read_dir(folder.path()).into_iter().flatten().flatten();
    let ours = names.map(|entry| entry.file_name()).filter(|name| is_journal(name));
    ours.map(|name| folder.path().join(name)).collect()
}

/// True if `folder` has a journal with at least one valid line.
pub(super) fn is_any_ours(folder: &ClipFolder) -> bool {
    paths(folder).iter().any(|path| has_line(path))
}

/// True if a file can be read and has a line of ours.
fn has_line(path: &Path) -> bool {
    Entries::open(path).and_then(|mut entries| entries.next_whole()).is_ok_and(|entry| entry.is_some())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::{Entry, Journal, Known};
    use crate::{ClipFolder, FrameSet};

    fn entry(frame: u32) -> Entry {
        let digest = |text: &str| blake3::hash(format!("{text}{frame}").as_bytes());
        let (content, pixels, file) = (digest("content"), digest("pixels"), digest("file"));
        Entry { frame, content, pixels, length: 1234, file }
    }

    #[test]
    fn a_line_that_was_cut_or_changed_says_nothing() {
        let line = entry(7).line();
        let whole = line.trim_end();
        assert_eq!(Entry::read(whole), Some(entry(7)));
        for at in 0..whole.len() {
            assert_eq!(Entry::read(&whole[..at]), None, "cut after {at} bytes");
            let mut bytes = whole.as_bytes().to_vec();
            bytes[at] ^= 1;
            assert_eq!(Entry::read(&String::from_utf8(bytes).unwrap()), None, "byte {at} differs");
        }
    }

    #[test]
    fn lines_after_a_cut_one_are_read() {
        let place = tempfile::tempdir().unwrap();
        let folder = ClipFolder::at(place.path());
        let path = Journal::path_of_clip(&folder);
        let line = entry(1).line();
        fs::write(&path, &line[..50]).unwrap();
        let journal = Journal::open(path.clone(), false).unwrap().unwrap();
        assert!(Journal::open(path.clone(), false).unwrap().is_none(), "it is being written");
        for written in [2, 3, 3] {
            journal.append(&entry(written)).unwrap();
        }
        drop(journal);
        let known = Known::read(&folder).unwrap();
        assert_eq!(known.of(1), []);
        assert_eq!(known.of(2), [entry(2)]);
        assert_eq!(known.of(3), [entry(3)]);
        assert_eq!(known.beside(&FrameSet::span(0, 3, 9)), [entry(3)]);
        drop(Journal::open(path, true).unwrap());
        assert_eq!(Known::read(&folder).unwrap().of(2), []);
    }

    #[test]
    fn bytes_that_are_no_journal_say_nothing() {
        let place = tempfile::tempdir().unwrap();
        let folder = ClipFolder::at(place.path());
        let mut file = fs::File::create(Journal::path_of_clip(&folder)).unwrap();
        file.write_all(&[0xff; 1000]).unwrap();
        file.write_all(format!("\n{}", entry(4).line()).as_bytes()).unwrap();
        assert_eq!(Known::read(&folder).unwrap().of(4).len(), 1);
    }

    #[test]
    fn parts_of_other_frames_have_other_journals() {
        let folder = ClipFolder::at("clip".as_ref());
        let name = |frames: &FrameSet| Journal::path_of_part(&folder, frames).file_name().unwrap().to_owned();
        assert_eq!(name(&FrameSet::span(0, 300, 900)), "frames.0-299.journal");
        assert_ne!(name(&FrameSet::span(0, 300, 900)), name(&FrameSet::span(300, 600, 900)));
        let odd = "0-899x2".parse::<crate::FrameRanges>().unwrap().of_clip(900).unwrap();
        assert_eq!(name(&odd).len(), "frames.0123456789abcdef.journal".len());
    }
}
