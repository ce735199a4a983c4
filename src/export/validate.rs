//! Frames on disk to the list of those that are not what they should be.
//!
//! Each file is read again and decoded to its last byte, as a player would. A frame whose bytes
//! equal those of the frame before needs no second decoding. Never changes a file.

use std::fmt;
use std::fs;
use std::io;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::film::{BeatSpan, Film};

use super::{ClipFolder, FrameSet, png};

/// What is wrong with a frame's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no such file.
    Missing,
    /// The file cannot be read.
    Unreadable(String),
    /// The file is not a whole picture.
    Broken(String),
    /// The picture has another size.
    Size {
        /// Width and height that were found.
        found: (u32, u32),
        /// Width and height of the clip.
        expected: (u32, u32),
    },
}

/// A frame that is not what was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameFault {
    /// The frame.
    pub frame: u32,
    /// The beat it belongs to, counted from 1, and the beat's title.
    pub beat: Option<(usize, String)>,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for FrameFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "frame {}", self.frame)?;
        if let Some((number, title)) = &self.beat {
            write!(out, " (beat {number}, `{title}`)")?;
        }
        match &self.fault {
            Fault::Missing => write!(out, " is missing")?,
            Fault::Unreadable(reason) => write!(out, " cannot be read: {reason}")?,
            Fault::Broken(reason) => write!(out, " is not a whole picture: {reason}")?,
            Fault::Size { found, expected } => {
                write!(out, " is {}x{} pixels, the clip {}x{}", found.0, found.1, expected.0, expected.1)?;
            }
        }
        write!(out, "; render it again with `--frames {}`", self.frame)
    }
}

/// Consecutive frames that one worker reads, so that equal neighbours meet.
const RUN: usize = 16;

/// Reads `frames` back from `folder`; the faults are in the order of the frames.
#[must_use]
pub fn validate(film: &Film, frames: &FrameSet, folder: &ClipFolder) -> Vec<FrameFault> {
    let runs: Vec<&[u32]> = frames.as_slice().chunks(RUN).collect();
    runs.into_par_iter()
        .flat_map_iter(|run| {
            let mut whole = Vec::new();
            run.iter().filter_map(move |&frame| {
                let fault = examine(folder, frame, film.size(), &mut whole).err()?;
                Some(FrameFault { frame, beat: beat_of(film.beats(), frame), fault })
            })
        })
        .collect()
}

/// Examines one file; `whole` holds the bytes of the last one that was found whole.
fn examine(folder: &ClipFolder, frame: u32, expected: (u32, u32), whole: &mut Vec<u8>) -> Result<(), Fault> {
    let file = fs::read(folder.frame(frame)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Fault::Missing,
        _ => Fault::Unreadable(error.to_string()),
    })?;
    if file == *whole && !whole.is_empty() {
        return Ok(());
    }
    let found = png::decode(&file).map_err(|error| Fault::Broken(error.to_string()))?.size;
    if found != expected {
        return Err(Fault::Size { found, expected });
    }
    *whole = file;
    Ok(())
}

fn beat_of(beats: &[BeatSpan], frame: u32) -> Option<(usize, String)> {
    let at = beats.iter().position(|beat| (beat.first..beat.end).contains(&frame))?;
    Some((at + 1, beats[at].title.clone()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Fault, validate};
    use crate::export::png::{self, Compression};
    use crate::export::{ClipFolder, FrameSet};
    use crate::film::{Film, Overrides};

    #[test]
    fn every_kind_of_fault_is_found_and_names_its_beat() {
        let place = tempfile::tempdir().unwrap();
        let scene = place.path().join("clip.toml");
        fs::write(&scene, include_str!("../cli/new_scene.toml")).unwrap();
        let overrides = Overrides { size: Some((32, 18)), ..Overrides::default() };
        let film = Film::open(&scene, &overrides).unwrap().film.unwrap();
        let folder = ClipFolder::new(place.path(), film.name());
        fs::create_dir_all(folder.frames()).unwrap();
        let picture = |size: (u32, u32)| {
            let mut file = Vec::new();
            png::encode(&vec![7; (size.0 * size.1 * 3) as usize], size, Compression::Fast, &mut file);
            file
        };
        let good = picture((32, 18));
        for frame in [0, 1, 5] {
            fs::write(folder.frame(frame), &good).unwrap();
        }
        fs::write(folder.frame(3), picture((18, 32))).unwrap();
        fs::write(folder.frame(4), &good[..good.len() - 5]).unwrap();

        let frames = FrameSet::span(0, 6, film.frame_count());
        let faults = validate(&film, &frames, &folder);
        let title = &film.beats()[0].title;
        assert_eq!(faults.iter().map(|fault| fault.frame).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(
            faults[0].to_string(),
            format!("frame 2 (beat 1, `{title}`) is missing; render it again with `--frames 2`")
        );
        assert_eq!(faults[1].fault, Fault::Size { found: (18, 32), expected: (32, 18) });
        assert!(matches!(faults[2].fault, Fault::Broken(_)), "{:?}", faults[2]);
    }
}
