//! Reports of everything from earlier renders that a render removed or no longer lists.

use std::fmt;

use serde::Serialize;

/// Something from an earlier render that was removed or is no longer listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Loss {
    /// A video or a sidecar was removed.
    Removed {
        /// Name of the file, relative to the clip's folder.
        file: String,
    },
    /// Frames' files were removed.
    RemovedFrames {
        /// Number of frames that were removed.
        frames: usize,
    },
    /// A file was removed that had the name of a part's journal and no line of one.
    RemovedJournal {
        /// The file, below the clip's folder.
        file: String,
    },
    /// A video had sound and has none now.
    Sound {
        /// Name of the video, relative to the clip's folder.
        file: String,
    },
    /// Files that the previous manifest listed are no longer listed; they were left unchanged.
    Unlisted {
        /// Number of files, including those of frames.
        files: usize,
    },
}

/// Formats a sentence without a subject that says what the render did.
impl fmt::Display for Loss {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Removed { file } => {
                write!(out, "removed {file}, which an earlier render made and this one does not")
            }
            Self::RemovedFrames { frames: 1 } => {
                write!(out, "removed 1 frame, which an earlier render made and this one does not")
            }
            Self::RemovedFrames { frames } => {
                write!(out, "removed {frames} frames, which an earlier render made and this one does not")
            }
            Self::RemovedJournal { file } => {
                write!(out, "removed {file}, which had the name of a part's journal and no line of one")
            }
            Self::Sound { file } => write!(out, "made {file} without the sound that it had"),
            Self::Unlisted { files } => {
                write!(out, "left {files} files of an earlier render that clip.json no longer lists")
            }
        }
    }
}
