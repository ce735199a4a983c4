//! Bytes to a file that is whole from the moment it has its name.
//!
//! The bytes are written beside the place and then renamed, so that a reader, or a run that was
//! interrupted, never meets half a file. Nothing is flushed to the disk itself: that would cost
//! more than drawing a frame, and after a power cut the frames are validated or drawn again.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::ExportError;

const PREFIX: &str = ".halfminute-";
const SUFFIX: &str = ".partial";

/// Writes `bytes` to `path`, in place of what was there.
///
/// # Errors
/// The folder does not exist or cannot be written to, or the disk is full.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let persist = || beside(path, bytes)?.persist(path).map_err(|error| error.error);
    persist().map(drop).map_err(|error| ExportError::write(path, error))
}

/// Makes `path` a second name of the file `original`, which holds `bytes`, in place of what was
/// there; where the file system has no second names, writes `bytes`.
///
/// # Errors
/// As [`write()`].
pub(super) fn write_again(original: &Path, path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    remove(path)?;
    fs::hard_link(original, path).or_else(|_| write(path, bytes))
}

/// Writes `bytes` to `path` unless something is there.
///
/// # Errors
/// As [`write()`]; an error of kind [`io::ErrorKind::AlreadyExists`] when something is there.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let persist = || beside(path, bytes)?.persist_noclobber(path).map_err(|error| error.error);
    persist().map(drop).map_err(|error| ExportError::write(path, error))
}

/// A file in the making, beside the place where it will be.
pub(super) struct Beside {
    file: NamedTempFile<File>,
}

impl Beside {
    /// An empty file beside `path`; it vanishes unless [`Beside::persist`] names it.
    ///
    /// # Errors
    /// As [`write()`].
    pub(super) fn new(path: &Path) -> Result<Self, ExportError> {
        let file = open_beside(path).map_err(|error| ExportError::write(path, error))?;
        Ok(Self { file })
    }

    /// The file, to write to.
    pub(super) fn file(&self) -> &File {
        self.file.as_file()
    }

    /// Where it is for now, for other programs.
    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Gives the file its name, in place of what was there.
    ///
    /// # Errors
    /// As [`write()`].
    pub(super) fn persist(self, path: &Path) -> Result<(), ExportError> {
        self.file.persist(path).map(drop).map_err(|error| ExportError::write(path, error.error))
    }
}

/// Makes `path` a folder, with the folders above it.
///
/// # Errors
/// Something else has this name, or the folder above cannot be written to.
pub fn create_folder(path: &Path) -> Result<(), ExportError> {
    fs::create_dir_all(path).map_err(|error| ExportError::write(path, error))
}

/// Removes a file that may be absent.
///
/// # Errors
/// It is there and cannot be removed.
pub fn remove(path: &Path) -> Result<(), ExportError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ExportError::write(path, error)),
        _ => Ok(()),
    }
}

/// Removes a folder in which nothing is; any other stays.
pub(super) fn remove_empty_folder(path: &Path) {
    let _ = fs::remove_dir(path);
}

/// Whether an interrupted run may have left a file of this name behind.
pub(super) fn is_partial(name: &OsStr) -> bool {
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

    // A temporary file is its owner's alone by default; output is for whoever the umask says.
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
