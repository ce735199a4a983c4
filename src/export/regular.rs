//! Files to bytes, as long as they are files: a pipe waits for whoever writes into it, perhaps for
//! ever, and a device such as `/dev/zero` never ends.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Opens a file.
///
/// # Errors
/// It is not there, not a regular file, or cannot be opened.
pub(super) fn open(path: &Path) -> io::Result<File> {
    if fs::metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
    }
}

/// Reads a file.
///
/// # Errors
/// As [`open`].
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a file up to a bound; a longer one has one byte more.
///
/// # Errors
/// As [`open`].
pub(super) fn read_most(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
