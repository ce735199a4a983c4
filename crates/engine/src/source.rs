//! The files that a scene names: the engine asks for them by name and never opens one itself.

use std::io;
use std::path::{Path, PathBuf};

/// The files beside a scene: its pictures, and a theme of its own.
pub trait Files {
    /// The file with the name that a scene writes. Names that lead to the same file give the same path.
    ///
    /// # Errors
    /// The file does not exist, or the scene may not read it.
    fn find(&self, name: &str) -> Result<PathBuf, Unavailable>;

    /// At most `most + 1` bytes of a file that [`Files::find`] returned: a longer result than `most` means that
    /// the file is too long.
    ///
    /// # Errors
    /// The file cannot be read.
    fn read(&self, file: &Path, most: usize) -> io::Result<Vec<u8>>;
}

/// Reason why a scene cannot have a file, as parts of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable {
    /// Code of the finding.
    pub code: &'static str,
    /// End of a sentence that begins with the file's name.
    pub reason: &'static str,
    /// A suggestion for fixing it.
    pub help: &'static str,
}

/// Files of a scene without a folder: none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn find(&self, _: &str) -> Result<PathBuf, Unavailable> {
        let (reason, help) = ("cannot be read", "save the scene in a folder");
        Err(Unavailable { code: "unreadable", reason, help })
    }

    fn read(&self, _: &Path, _: usize) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }
}
