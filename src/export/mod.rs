//! A film to files: frames, their digests, sidecars and the manifest. The only place that writes.
//!
//! A clip's folder holds `frames/frame_000000.png` and so on, `frames.b3` with one digest for each
//! frame, the sidecars of a whole clip (captions, poster, contact sheet) and `clip.json`.
//! [`write_clip`] removes the lists before it draws and writes them after the frames were read
//! back, the manifest last, so a folder with a `clip.json` holds what it says. Nothing here
//! prints, and no file depends on the clock, the machine or the number of threads.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

mod artist;
pub mod atomic;
mod captions;
mod clip;
mod contact_sheet;
mod digest;
mod frame_loop;
mod frames;
mod manifest;
pub mod png;
mod queue;
mod redraw;
mod sidecars;
mod still;
mod validate;
mod video;

pub use clip::{ClipFolder, Rendered, write_clip};
pub use contact_sheet::{TooManyBeats, contact_sheet};
pub use digest::{Digest, digest};
pub use frame_loop::{FrameLoop, Observer};
pub use frames::{FrameRanges, FrameSet, FramesError};
pub use manifest::{Beat, DigestList, Fraction, Manifest, Size};
pub use still::{still, write_picture};
pub use validate::{Fault, FrameFault, validate};
pub use video::{Sound, Video, VideoError, VideoFault, VideoFormat};

/// A file or folder that could not be written, or a machine that could not start a thread.
#[derive(Debug)]
pub enum ExportError {
    /// Writing, removing or listing failed.
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// A video could not be made, or is not what was planned.
    Video {
        /// The video, or the clip's folder when nothing of it was written yet.
        path: PathBuf,
        /// What happened.
        error: VideoError,
    },
    /// The worker threads could not be started.
    Threads(rayon::ThreadPoolBuildError),
}

impl ExportError {
    fn write(path: &Path, error: io::Error) -> Self {
        Self::Write { path: path.to_owned(), error }
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write { path, error } => write!(out, "cannot write `{}`: {error}", path.display()),
            Self::Video { path, error } => write!(out, "cannot make `{}`: {error}", path.display()),
            Self::Threads(error) => write!(out, "cannot start the worker threads: {error}"),
        }
    }
}

impl Error for ExportError {}
