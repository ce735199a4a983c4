//! Texts in a rendered file besides its pictures: titles, comments, names of programs.
//!
//! There is one file per family of containers. Nothing is decoded: a file is walked from part to part, the
//! media is skipped, and every run of readable characters in the rest is a text, whatever its part is called,
//! because another program may have written text into a part that no reader knows.

mod gifs;
mod mp4;
mod pngs;
mod webm;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use halfminute_files as files;

/// Greatest number of bytes besides the media that are read.
const MOST_BYTES: u64 = 16 << 20;
/// Least length of a text in characters; no phrase that is searched for is shorter.
const SHORTEST: usize = 3;
/// Least length of a text in tables of numbers, where shorter runs are mostly numbers that look like
/// characters.
const SHORTEST_AMONG_NUMBERS: usize = 6;

/// Every text of the file at `path`; `None` if its extension is not that of a container.
///
/// # Errors
/// The file cannot be read, or its content does not match its extension.
pub(super) fn container_texts(path: &Path) -> Option<io::Result<Vec<String>>> {
    let read = match path.extension()?.to_str()? {
        "mp4" | "m4v" | "mov" => mp4::texts,
        "webm" | "mkv" => webm::texts,
        "gif" => gifs::texts,
        "png" | "apng" => pngs::texts,
        _ => return None,
    };
    Some(PartReader::open(path).and_then(|mut reader| read(&mut reader)))
}

/// A reader that goes from part to part of a file and reads at most [`MOST_BYTES`].
struct PartReader {
    file: BufReader<File>,
    end: u64,
    read: u64,
}

impl PartReader {
    fn open(path: &Path) -> io::Result<Self> {
        let mut file = BufReader::new(files::open(path)?);
        let end = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        if end == 0 { Err(io::Error::other("it is empty")) } else { Ok(Self { file, end, read: 0 }) }
    }

    /// Number of bytes to the end of the file.
    fn left(&mut self) -> io::Result<u64> {
        Ok(self.end.saturating_sub(self.file.stream_position()?))
    }

    /// Reads the next `count` bytes, or fewer at the end of the file.
    fn take(&mut self, count: u64) -> io::Result<Vec<u8>> {
        self.read += count.min(self.left()?);
        if self.read > MOST_BYTES {
            return Err(io::Error::other(format!("more than {MOST_BYTES} bytes beside the media")));
        }
        let mut bytes = Vec::new();
        (&mut self.file).take(count).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads the next `N` bytes.
    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn skip(&mut self, count: u64) -> io::Result<()> {
        self.file.seek_relative(count.try_into().map_err(io::Error::other)?)
    }
}

/// Runs of at least `shortest` readable characters, in UTF-8 and, for ASCII only, in UTF-16.
fn readable(bytes: &[u8], shortest: usize) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    // Private characters are breaks, because they are mostly numbers by chance.
    let is_break = |c: char| c.is_control() || matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}');
    let runs = text.split(is_break);
    let long = |run: &&str| run.chars().count() >= shortest;
    let mut texts: Vec<String> = runs.filter(long).map(str::to_owned).collect();
    let wide: [fn(&[u8]) -> char; 2] = [
        |pair| if pair[0] == 0 { char::from(pair[1]) } else { '\0' },
        |pair| if pair[1] == 0 { char::from(pair[0]) } else { '\0' },
    ];
    for (start, wide) in [(0, wide[0]), (0, wide[1]), (1, wide[0]), (1, wide[1])] {
        let pairs = bytes.get(start..).unwrap_or_default().chunks_exact(2);
        let text: String = pairs.map(wide).collect();
        let runs = text.split(|c: char| !(c == ' ' || c.is_ascii_graphic())).filter(long);
        for run in runs.map(str::to_owned) {
            if !texts.contains(&run) {
                texts.push(run);
            }
        }
    }
    texts
}

#[cfg(test)]
mod tests;
