//! Export of a film to files: frames, their digests, sidecars and the manifest. The only folder that writes
//! files.
//!
//! A clip's folder holds `frames/frame_000000.png` and so on, `frames.b3` with a digest of each frame's pixels,
//! the videos, the sidecars of a whole clip (captions, poster, contact sheet), `files.b3` with a digest of each
//! of these files, data for the next run (`frames.journal`, `videos.journal` and `.halfminute-groups`), and
//! `clip.json`. [`write_clip`] keeps the frames that are the same as it would draw them, removes the lists
//! before it draws the others, and writes the lists after the frames were read back, the manifest last. So a
//! folder with a `clip.json` holds what that says. [`write_part`] and [`assemble`] do the same in two steps.
//! [`verify`] reads everything again. Nothing here prints, and no file depends on the clock, the machine or the
//! number of threads.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

mod assemble;
mod checksums;
mod clip;
mod contact_sheet;
mod deep;
mod draw;
mod folder;
mod frame_loop;
mod frame_renderer;
mod frames;
mod journal;
mod leftovers;
mod lists;
mod lock;
mod loss;
mod manifest;
mod names;
pub mod outline;
mod part;
mod picture_file;
mod queue;
mod recipe;
mod redraw;
pub mod report;
mod reuse;
mod sidecars;
mod signature;
mod still;
mod survey;
mod validate;
mod verify;
mod video;

pub use assemble::assemble;
pub use clip::{Rendered, write_clip};
pub use contact_sheet::{TooManyBeats, contact_sheet};
pub use deep::{ClipFiles, Compared, compare};
pub use folder::ClipFolder;
pub use frame_loop::{FrameLoop, Observer, Start, Workers};
pub use frames::{FrameRanges, FrameSet, FramesError, Shard};
pub use journal::Entry;
pub use loss::Loss;
pub use manifest::{AssetDigest, Beat, DigestList, Fraction, Manifest, Size};
pub use part::{Part, write_part};
pub use picture_file::{replace_picture, write_picture};
pub use signature::{GENERATOR, Signed};
pub use still::still;
pub use validate::{Fault, FrameFault, validate};
pub use verify::{Discrepancy, Mismatch, Verified, verify};
pub use video::Video;

pub use halfminute_media::digest::{Digest, digest};
pub use halfminute_media::{
    Ffmpeg, Silence, Sound, VideoError, VideoFault, VideoFormat, atomic, check_encoder_options, png,
};

use halfminute_media::{WriteError, reason};

/// Name of this program, which the files that it writes state.
pub(crate) const PROGRAM: &str = "halfminute";

/// Reason why files could not be written, read or made.
#[derive(Debug)]
pub enum ExportError {
    /// Writing, removing or listing failed.
    Write {
        /// File or folder that could not be written.
        path: PathBuf,
        /// Error of the operating system.
        error: io::Error,
    },
    /// A video could not be made, or is not what was planned.
    Video {
        /// Path of the video, or of the clip's folder if no file was written yet.
        path: PathBuf,
        /// Reason why the video could not be made.
        error: VideoError,
    },
    /// Reading or listing failed.
    Read {
        /// File or folder that could not be read.
        path: PathBuf,
        /// Error of the operating system.
        error: io::Error,
    },
    /// The worker threads could not be started.
    Threads(rayon::ThreadPoolBuildError),
    /// Another process writes to this folder.
    Busy(PathBuf),
    /// The folder for the clip contains files that no render wrote. Nothing was changed.
    InTheWay {
        /// Folder of the clip.
        folder: PathBuf,
        /// Names of the files, relative to the folder.
        names: Vec<String>,
        /// True if the folder is that of a clip.
        is_ours: bool,
    },
    /// A source file of the scene is in the folder that a render rewrites. Nothing was changed.
    SourceInside {
        /// Path of the source file.
        path: PathBuf,
        /// Folder of the clip.
        folder: PathBuf,
    },
    /// The output file exists, and this program did not write it. It was left unchanged.
    NotOurs(PathBuf),
    /// The output file would be in the folder of a clip, which holds only what its manifest lists.
    InClip {
        /// Path of the output file.
        path: PathBuf,
        /// Folder of the clip.
        folder: PathBuf,
    },
    /// A part would replace frames of a finished clip. Nothing was changed.
    Finished(PathBuf),
    /// Some frames would replace those of a finished clip, or stand for it in the manifest. Nothing was touched.
    FinishedWhole {
        /// The folder that holds the clip.
        folder: PathBuf,
        /// The name of the clip that its manifest describes.
        clip: String,
    },
    /// The observer asked for an end. What was written stays, and the next run goes on from there.
    Interrupted,
}

impl ExportError {
    fn write(path: &Path, error: io::Error) -> Self {
        Self::Write { path: path.to_owned(), error }
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write { path, error } => {
                write!(out, "cannot write `{}`: {}", path.display(), reason(error))
            }
            Self::Video { path, error } => write!(out, "cannot make `{}`: {error}", path.display()),
            Self::Busy(path) => write!(
                out,
                "`{}` is being rendered by another process: wait for its end, or write to another folder",
                path.display()
            ),
            Self::InTheWay { folder, names, is_ours } => {
                let (folder, them) = (folder.display(), if names.len() == 1 { "it" } else { "them" });
                let names = listed(names);
                let what = match is_ours {
                    true => format!("`{folder}` holds {names}, which no render wrote"),
                    false => format!("`{folder}` is not the folder of a clip and holds {names}"),
                };
                write!(out, "{what}: move {them} away, or write to another folder")
            }
            Self::SourceInside { path, folder } => write!(
                out,
                "the scene is made of `{}`, which lies in the clip's own folder `{}`: move it away, or write to \
                 another folder",
                path.display(),
                folder.display()
            ),
            Self::NotOurs(path) => write!(
                out,
                "`{}` is there already and halfminute did not write it: choose another name, or remove it",
                path.display()
            ),
            Self::InClip { path, folder } => write!(
                out,
                "`{}` would lie in the folder of a clip, `{}`, where `verify` finds it: choose another folder",
                path.display(),
                folder.display()
            ),
            Self::Finished(folder) => write!(
                out,
                "`{}` holds a finished clip, and a part of another one does not belong there: draw the parts \
                 into another folder and name it to `assemble` with `--from`, or remove the clip",
                folder.display()
            ),
            Self::FinishedWhole { folder, clip } => write!(
                out,
                "`{}` holds the finished clip `{clip}`, and these frames are not all in it as they would be drawn: \
                 write them to another folder with `-o`, or render the whole clip",
                folder.display()
            ),
            Self::Interrupted => write!(out, "interrupted"),
            Self::Read { path, error } => {
                write!(out, "cannot read `{}`: {}", path.display(), reason(error))
            }
            Self::Threads(error) => write!(out, "cannot start the worker threads: {error}"),
        }
    }
}

/// The first few of the names, in back-ticks, and the number of the others.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

impl Error for ExportError {}

impl From<WriteError> for ExportError {
    fn from(WriteError { path, error }: WriteError) -> Self {
        Self::Write { path, error }
    }
}
