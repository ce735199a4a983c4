//! Digests of files as they were written, for comparison with the files when they are read back.

use std::io::{self, Write};
use std::path::Path;

use super::Digest;
use halfminute_files as files;

/// The length and digest of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// Length of the file, in bytes.
    pub bytes: u64,
    /// BLAKE3 of the file's bytes.
    pub digest: Digest,
}

impl FileDigest {
    /// Reads a file to its end and hashes it.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut out = DigestWriter::new(io::sink());
        io::copy(&mut files::open(path)?, &mut out)?;
        Ok(out.finish())
    }
}

/// A writer that counts and hashes the bytes that it passes on.
pub(super) struct DigestWriter<W> {
    out: W,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<W: Write> DigestWriter<W> {
    /// A writer that passes everything on to `out`.
    pub(super) fn new(out: W) -> Self {
        Self { out, hasher: blake3::Hasher::new(), bytes: 0 }
    }

    /// The length and digest of all bytes that were written.
    pub(super) fn finish(self) -> FileDigest {
        FileDigest { bytes: self.bytes, digest: self.hasher.finalize() }
    }
}

impl<W: Write> Write for DigestWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(bytes)?;
        self.hasher.update(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{DigestWriter, FileDigest};

    /// Takes three bytes at a time.
    struct Narrow(Vec<u8>);

    impl Write for Narrow {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let taken = bytes.len().min(3);
            self.0.extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_bytes_that_were_taken_count() {
        let mut narrow = Narrow(Vec::new());
        let mut out = DigestWriter::new(&mut narrow);
        out.write_all(b"seven bytes and more").unwrap();
        let digest = blake3::hash(b"seven bytes and more");
        assert_eq!(out.finish(), FileDigest { bytes: 20, digest });
        assert_eq!(narrow.0, b"seven bytes and more");
    }
}
