//! Paths of a clip's files, and recognition of names that a render gives.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ExportError;
use super::names::{LOCK, VIDEO_JOURNAL, frame_name, is_journal};
use halfminute_files as files;
use halfminute_media::group;

/// Names that only a render creates.
const TRACES: [&str; 6] = ["clip.json", "files.b3", "frames.b3", LOCK, VIDEO_JOURNAL, group::NAME];

/// Paths of the files of one clip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClipFolder {
    path: PathBuf,
}

impl ClipFolder {
    /// The folder of the clip `name` in `output`.
    #[must_use]
    pub fn new(output: &Path, name: &str) -> Self {
        Self { path: output.join(name) }
    }

    /// The folder of a clip at `path`.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Path of the clip's folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Path of the folder of frames.
    #[must_use]
    pub fn frames(&self) -> PathBuf {
        self.path.join("frames")
    }

    /// Path of one frame's file.
    #[must_use]
    pub fn frame(&self, frame: u32) -> PathBuf {
        self.frames().join(frame_name(frame))
    }

    /// Path of the folder of groups of pictures, from which videos are made.
    pub(super) fn groups(&self) -> PathBuf {
        self.path.join(group::NAME)
    }

    /// Path of the list of the frames' digests.
    #[must_use]
    pub fn digests(&self) -> PathBuf {
        self.path.join("frames.b3")
    }

    /// Path of the list of the files' digests.
    #[must_use]
    pub fn checksums(&self) -> PathBuf {
        self.path.join("files.b3")
    }

    /// Path of the manifest, `clip.json`.
    #[must_use]
    pub fn manifest(&self) -> PathBuf {
        self.path.join("clip.json")
    }

    /// True if a render ever wrote here. An unfinished render left no manifest, perhaps only its lock and a
    /// journal, and a person may have removed the manifest and left the lists. Neither counts as an empty
    /// folder.
    ///
    /// # Errors
    /// The path is not a folder, or the folder cannot be listed.
    pub fn was_begun(&self) -> io::Result<bool> {
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_frames = name == "frames" && !entry.file_type()?.is_file();
            if is_frames || is_journal(&name) || TRACES.iter().any(|trace| name == *trace) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes sure that neither the folder nor its subfolders are links or files: data written there would end
    /// up elsewhere.
    pub(super) fn require_folders(&self) -> Result<(), ExportError> {
        [self.path.clone(), self.frames(), self.groups()].into_iter().try_for_each(|path| {
            files::require_folder(&path).map_err(|error| ExportError::Read { path, error })
        })
    }
}
