//! Atomic writes: a file is complete from the moment it has its name.
//!
//! The bytes are written to a temporary file in the same folder, which is then renamed. So no reader, and no
//! run after one that was interrupted, finds an incomplete file. Nothing is flushed to the disk: that would
//! cost more than drawing a frame, and after a power cut the frames are validated or drawn again.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::WriteError;

const PREFIX: &str = ".halfminute-";
const SUFFIX: &str = ".partial";

/// Writes `bytes` to `path`, replacing an existing file.
///
/// # Errors
/// The folder does not exist or cannot be written to, or the disk is full.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let persist = || beside(path, bytes)?.persist(path).map_err(|error| error.error);
    persist().map(drop).map_err(|error| WriteError::new(path, error))
}

/// Makes `path` a hard link to the file `original`, which holds `bytes`, replacing an existing file. If the
/// file system has no hard links, writes `bytes`.
///
/// # Errors
/// The same as for [`write()`].
pub fn write_again(original: &Path, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    remove(path)?;
    fs::hard_link(original, path).or_else(|_| write(path, bytes))
}

/// Writes `bytes` to `path`, unless there is a file.
///
/// # Errors
/// The same as for [`write()`], or an error of kind [`io::ErrorKind::AlreadyExists`] if there is a file.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let persist = || beside(path, bytes)?.persist_noclobber(path).map_err(|error| error.error);
    persist().map(drop).map_err(|error| WriteError::new(path, error))
}

/// A temporary file in the folder of its final path.
pub struct StagedFile {
    file: NamedTempFile<File>,
}

impl StagedFile {
    /// An empty file in the folder of `path`; it is deleted when dropped, unless [`StagedFile::persist`] renames
    /// it.
    ///
    /// # Errors
    /// The same as for [`write()`].
    pub fn new(path: &Path) -> Result<Self, WriteError> {
        let file = open_beside(path).map_err(|error| WriteError::new(path, error))?;
        Ok(Self { file })
    }

    /// The file, open for writing.
    pub fn file(&self) -> &File {
        self.file.as_file()
    }

    /// The temporary path, for other programs.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Renames the file to `path`, replacing an existing file.
    ///
    /// # Errors
    /// The same as for [`write()`].
    pub fn persist(self, path: &Path) -> Result<(), WriteError> {
        self.file.persist(path).map(drop).map_err(|error| WriteError::new(path, error.error))
    }
}

/// Creates the folder `path` and its parents, unless they exist.
///
/// # Errors
/// A file has one of these names, or a parent folder cannot be written to.
pub fn create_folder(path: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(path).map_err(|error| WriteError::new(path, error))
}

/// Removes a file that may be absent.
///
/// # Errors
/// The file exists and cannot be removed.
pub fn remove(path: &Path) -> Result<(), WriteError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WriteError::new(path, error)),
        _ => Ok(()),
    }
}

/// Removes a folder if it is empty; ignores all errors.
pub fn remove_empty_folder(path: &Path) {
    let _ = fs::remove_dir(path);
}

/// True for the name of a temporary file, which an interrupted run may have left behind.
pub fn is_partial(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX))
}

fn beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile<File>> {
    let mut file = open_beside(path)?;
    file.write_all(bytes)?;
    Ok(file)
}

fn open_beside(path: &Path) -> io::Result<NamedTempFile<File>> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    builder().tempfile_in(folder)
}

#[cfg(unix)]
fn builder() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;

    // By default, only the owner may read a temporary file; here the umask decides who may read it.
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).permissions(fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    builder
}
