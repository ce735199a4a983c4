//! What a render takes away of what an earlier one made: all of it is said.

use std::fmt;

use serde::Serialize;

/// Something that was there, or was listed, and is no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Loss {
    /// A video or a sidecar was removed.
    Removed {
        /// The file, below the clip's folder.
        file: String,
    },
    /// Files of frames were removed.
    RemovedFrames {
        /// How many.
        frames: usize,
    },
    /// A file was removed that had the name of a part's journal and no line of one.
    RemovedJournal {
        /// The file, below the clip's folder.
        file: String,
    },
    /// A video had sound and has none now.
    Sound {
        /// The video, below the clip's folder.
        file: String,
    },
    /// The manifest listed files that it does not list now; they are left as they are.
    Unlisted {
        /// How many files, those of frames included.
        files: usize,
    },
}

/// A sentence without a subject: what the render did.
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
