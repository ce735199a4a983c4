//! Reasons why a video or a file could not be written.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::fault::VideoFault;

/// Reason why a video was not made.
#[derive(Debug)]
pub enum VideoError {
    /// The format cannot hold this clip; the text says what to ask for instead.
    Unsupported(String),
    /// A program, or a feature of this build, is missing.
    Missing(String),
    /// An encoder or a program failed.
    Failed(String),
    /// The video, or a temporary file, could not be written or read.
    Io(io::Error),
    /// The file, when read back, is not as planned.
    Fault(VideoFault),
    /// The caller asked to stop.
    Interrupted,
}

impl fmt::Display for VideoError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(reason) | Self::Missing(reason) | Self::Failed(reason) => out.write_str(reason),
            Self::Io(error) => write!(out, "writing or reading failed: {}", reason(error)),
            Self::Fault(fault) => write!(out, "read back, {fault}"),
            Self::Interrupted => out.write_str("interrupted"),
        }
    }
}

impl Error for VideoError {}

impl From<io::Error> for VideoError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<WriteError> for VideoError {
    fn from(error: WriteError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A file or folder that could not be written, created or removed.
#[derive(Debug)]
pub struct WriteError {
    /// Path of the file or folder.
    pub path: PathBuf,
    /// Error of the operating system.
    pub error: io::Error,
}

impl WriteError {
    /// The error for the file or folder at `path`.
    #[must_use]
    pub fn new(path: &Path, error: io::Error) -> Self {
        Self { path: path.to_owned(), error }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "cannot write `{}`: {}", self.path.display(), reason(&self.error))
    }
}

impl Error for WriteError {}

/// A description of why reading or writing failed and, if that is known, of what to do. The system's message is
/// cut before its error number and the temporary path, which mean nothing to an author.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let room = "make room and run the same command again, what is whole is kept";
    match error.kind() {
        io::ErrorKind::StorageFull => format!("the disk is full: {room}"),
        io::ErrorKind::QuotaExceeded => format!("the quota is used up: {room}"),
        _ => {
            let text = error.to_string();
            let says = text.split(" (os error").next().unwrap_or_default();
            let mut chars = says.chars();
            chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
        }
    }
}
