//! A writer that compares its input with a file and writes nothing.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use halfminute_files as files;

/// Compares bytes with those of a file, from its start.
pub struct Comparison {
    file: BufReader<File>,
    at: u64,
    differs: Option<u64>,
    there: Vec<u8>,
}

impl Comparison {
    /// A comparison with the file at `path`.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: BufReader::new(files::open(path)?), at: 0, differs: None, there: Vec::new() })
    }

    /// The position of the first byte that differs or that only one side has, counted from 0; `None` if all
    /// bytes are equal.
    pub fn finish(mut self) -> io::Result<Option<u64>> {
        if self.differs.is_none() && self.file.read(&mut [0])? > 0 {
            self.differs = Some(self.at);
        }
        Ok(self.differs)
    }
}

impl Write for Comparison {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.differs.is_none() {
            self.there.clear();
            (&mut self.file).take(bytes.len() as u64).read_to_end(&mut self.there)?;
            let same = bytes.iter().zip(&self.there).take_while(|(a, b)| a == b).count();
            if same < bytes.len() {
                self.differs = Some(self.at + same as u64);
            }
        }
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::Comparison;

    #[test]
    fn the_first_byte_that_differs_is_found() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("file");
        fs::write(&path, b"twelve bytes").unwrap();
        let compare = |pieces: &[&str]| {
            let mut comparison = Comparison::open(&path).unwrap();
            pieces.iter().for_each(|piece| comparison.write_all(piece.as_bytes()).unwrap());
            comparison.finish().unwrap()
        };
        assert_eq!(compare(&["twelve", " ", "bytes"]), None);
        assert_eq!(compare(&["twelve", " ", "byte"]), Some(11), "the file has one more");
        assert_eq!(compare(&["twelve", " ", "bytes", "!"]), Some(12), "the file lacks one");
        assert_eq!(compare(&["twelve", "_", "bytes"]), Some(6));
        assert_eq!(compare(&[]), Some(0));
    }
}
