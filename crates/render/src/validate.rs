//! Validation of frames on disk.
//!
//! Each file is read again: it must have the bytes that were written, and be a complete picture. The parts that
//! it shares with the previous file, which was found complete, are not decoded again. Never changes a file.

use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use halfminute_check::CheckedFilm;
use halfminute_engine::film::BeatSpan;
use halfminute_files as files;

use super::ClipFolder;
use super::journal::Entry;
use halfminute_media::png::{self, Examiner, Reject};

/// A problem of a frame's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file does not exist.
    Missing,
    /// The file cannot be read.
    Unreadable(String),
    /// The file is not a complete picture.
    Broken(String),
    /// The file is a picture of the right size, but its bytes are not those that were written.
    Altered,
    /// The frame was drawn from another scene, or another state of this one.
    Foreign,
    /// The picture has another size.
    Size {
        /// Width and height that were found, in pixels.
        found: (u32, u32),
        /// Width and height of the clip, in pixels.
        expected: (u32, u32),
    },
    /// The frame has other pixels when it is drawn by itself than when it is drawn after the previous frame.
    Incremental,
}

/// A frame that differs from what was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameFault {
    /// Number of the frame.
    pub frame: u32,
    /// Number of its beat, counted from 1, and the beat's title.
    pub beat: Option<(usize, String)>,
    /// Problem of the frame.
    pub fault: Fault,
}

impl FrameFault {
    pub(super) fn new(film: &CheckedFilm, frame: u32, fault: Fault) -> Self {
        Self { frame, beat: beat_of(film.beats(), frame), fault }
    }
}

impl fmt::Display for FrameFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "frame {}", self.frame)?;
        if let Some((number, title)) = &self.beat {
            write!(out, " (beat {number}, `{title}`)")?;
        }
        write!(out, " {}", self.fault)
    }
}

/// Formats the end of a sentence that begins with the name of a frame or a file.
impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => out.write_str("is missing"),
            Self::Unreadable(reason) => write!(out, "cannot be read: {reason}"),
            Self::Broken(reason) => write!(out, "is not a whole picture: {reason}"),
            Self::Altered => out.write_str("has other bytes than were written"),
            Self::Foreign => {
                out.write_str("was drawn from another scene, theme, size, compression or version")
            }
            Self::Size { found, expected } => {
                write!(out, "is {}x{} pixels, the clip {}x{}", found.0, found.1, expected.0, expected.1)
            }
            Self::Incremental => {
                out.write_str("has other pixels when it is drawn by itself: please report this scene")
            }
        }
    }
}

/// Number of consecutive frames that one worker reads, so that equal neighbours are compared with each other.
pub(super) const RUN: usize = 60;

/// Reads frames back from `folder` and verifies them; returns faults in the order of the frames.
#[must_use]
pub fn validate(film: &CheckedFilm, frames: &[Entry], folder: &ClipFolder) -> Vec<FrameFault> {
    let runs: Vec<&[Entry]> = frames.chunks(RUN).collect();
    runs.into_par_iter()
        .flat_map_iter(|run| {
            let mut examiner = Examiner::new(film.size());
            run.iter().filter_map(move |entry| {
                let fault = prove(folder, entry, &mut examiner).err()?;
                Some(FrameFault::new(film, entry.frame, fault))
            })
        })
        .collect()
}

/// Reads a frame's file and checks that it has the length and digest in `entry`, and is a complete picture.
pub(super) fn prove(folder: &ClipFolder, entry: &Entry, examiner: &mut Examiner) -> Result<Vec<u8>, Fault> {
    let expected = examiner.size();
    let file = read_back(folder, entry).map_err(|fault| explain(fault, folder, entry.frame, expected))?;
    examiner.examine(&file).map_err(|reject| Fault::of(reject, expected))?;
    Ok(file)
}

/// Reads a frame's file and checks that it has the length and digest in `entry`, and the structure of a
/// picture. Only for files that were decoded before.
pub(super) fn prove_again(folder: &ClipFolder, entry: &Entry, size: (u32, u32)) -> Result<Vec<u8>, Fault> {
    let file = read_back(folder, entry).map_err(|fault| explain(fault, folder, entry.frame, size))?;
    png::require_structure(&file, size).map_err(|reject| Fault::of(reject, size))?;
    Ok(file)
}

/// Reads a frame's file and checks that it has the length and digest in `entry`.
fn read_back(folder: &ClipFolder, entry: &Entry) -> Result<Vec<u8>, Fault> {
    let read = files::open(&folder.frame(entry.frame)).and_then(|mut file| {
        if file.metadata()?.len() != entry.length || entry.length > png::LARGEST_FILE as u64 {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(entry.length as usize);
        file.by_ref().take(entry.length).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    });
    let bytes = read.map_err(|error| Fault::reading(&error))?;
    bytes.filter(|bytes| blake3::hash(bytes) == entry.file).ok_or(Fault::Altered)
}

/// Reads a frame's file, at most up to the length of the largest picture.
pub(super) fn read_frame(path: &Path) -> Result<Vec<u8>, Fault> {
    let file = files::read(path, png::LARGEST_FILE).map_err(|error| Fault::reading(&error))?;
    if file.len() > png::LARGEST_FILE {
        return Err(Fault::Broken("it is longer than any picture".to_owned()));
    }
    Ok(file)
}

/// Explains [`Fault::Altered`]: if the file is incomplete or of another size, that fault is returned instead.
pub(super) fn explain(fault: Fault, folder: &ClipFolder, frame: u32, expected: (u32, u32)) -> Fault {
    if fault != Fault::Altered {
        return fault;
    }
    read_frame(&folder.frame(frame)).and_then(|file| decode(&file, expected)).err().unwrap_or(Fault::Altered)
}

fn decode(file: &[u8], expected: (u32, u32)) -> Result<(), Fault> {
    let found = png::decode(file).map_err(|error| Fault::Broken(error.to_string()))?.size;
    if found == expected { Ok(()) } else { Err(Fault::Size { found, expected }) }
}

impl Fault {
    /// The fault of a file that is not a picture of `expected` pixels.
    pub(super) fn of(reject: Reject, expected: (u32, u32)) -> Self {
        match reject {
            Reject::Broken(reason) => Self::Broken(reason),
            Reject::Size(found) => Self::Size { found, expected },
        }
    }

    pub(super) fn reading(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Unreadable(error.to_string()),
        }
    }
}

fn beat_of(beats: &[BeatSpan], frame: u32) -> Option<(usize, String)> {
    let at = beats.iter().position(|beat| (beat.first..beat.end).contains(&frame))?;
    Some((at + 1, beats[at].title.clone()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Fault, validate};
    use crate::{ClipFolder, Entry};
    use halfminute_engine::film::Overrides;
    use halfminute_media::png::{self, Compression};

    #[test]
    fn every_kind_of_fault_is_found_and_names_its_beat() {
        let place = tempfile::tempdir().unwrap();
        let scene = place.path().join("clip.toml");
        fs::write(&scene, include_str!("../../../src/cli/new_scene.toml")).unwrap();
        let overrides = Overrides { size: Some((32, 18)), ..Overrides::default() };
        let film = halfminute_check::open(&scene, &overrides).unwrap().film.unwrap();
        let folder = ClipFolder::new(place.path(), film.name());
        fs::create_dir_all(folder.frames()).unwrap();
        let picture = |size: (u32, u32), grey| {
            let mut file = Vec::new();
            png::encode(&vec![grey; (size.0 * size.1 * 3) as usize], size, Compression::Fast, &mut file);
            file
        };
        let good = picture((32, 18), 7);
        let entries: Vec<Entry> = (0..8)
            .map(|frame| {
                let file = blake3::hash(&good);
                let length = good.len() as u64;
                Entry { frame, content: file, pixels: file, length, file }
            })
            .collect();
        for frame in [0, 1, 6, 7] {
            fs::write(folder.frame(frame), &good).unwrap();
        }
        fs::write(folder.frame(3), picture((18, 32), 7)).unwrap();
        fs::write(folder.frame(4), &good[..good.len() - 5]).unwrap();
        fs::write(folder.frame(5), picture((32, 18), 8)).unwrap();

        let faults = validate(&film, &entries, &folder);
        let title = &film.beats()[0].title;
        assert_eq!(faults.iter().map(|fault| fault.frame).collect::<Vec<_>>(), [2, 3, 4, 5]);
        assert_eq!(faults[0].to_string(), format!("frame 2 (beat 1, `{title}`) is missing"));
        assert_eq!(faults[1].fault, Fault::Size { found: (18, 32), expected: (32, 18) });
        assert!(matches!(faults[2].fault, Fault::Broken(_)), "{:?}", faults[2]);
        assert_eq!(faults[3].fault, Fault::Altered);
    }
}
