//! Files of earlier renders that a render of the whole clip does not make. They are removed and reported once
//! all new files are complete.

use std::path::PathBuf;

use super::loss::Loss;
use super::names::{Role, role};
use super::names::{frame_name, frame_of};
use super::survey::entries;
use super::{ClipFolder, ExportError, FrameLoop, Manifest, atomic};

/// Leftover files in a clip's folder.
#[derive(Debug, Default)]
pub(super) struct Leftovers {
    /// Names of sidecars, videos and files that the previous manifest listed, relative to the clip's folder.
    files: Vec<String>,
    frames: Vec<u32>,
}

impl Leftovers {
    /// Files that `manifest` does not list, but that a render of the clip of `work` may have made or that the
    /// manifest `before` lists. None if only some frames are drawn, because that leaves all other files
    /// unchanged.
    ///
    /// # Errors
    /// A folder cannot be listed.
    pub(super) fn of(
        work: &FrameLoop<'_>,
        manifest: &Manifest,
        before: Option<&Manifest>,
    ) -> Result<Self, ExportError> {
        if !work.frames.is_whole() {
            return Ok(Self::default());
        }
        let was_made = |name: &str| match role(name, work.film.name()) {
            Role::Sidecar | Role::Video => true,
            Role::Strange => before.is_some_and(|before| before.beside_frames().any(|known| known == name)),
            Role::Own | Role::Partial | Role::System => false,
        };
        let is_listed = |name: &str| manifest.beside_frames().any(|known| known == name);
        let names = entries(work.folder.path())?.into_iter().map(|entry| entry.name);
        let files = names.filter(|name| was_made(name) && !is_listed(name)).collect();
        let count = if work.png.is_some() { work.frames.clip_count() } else { 0 };
        let frames = entries(&work.folder.frames())?;
        let frames = frames.iter().filter_map(|entry| frame_of(&entry.name)).filter(|frame| *frame >= count);
        Ok(Self { files, frames: frames.collect() })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.frames.is_empty()
    }

    /// Removes the leftovers, and the folder of frames if it is then empty.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub(super) fn remove(self, folder: &ClipFolder) -> Result<Vec<Loss>, ExportError> {
        for frame in &self.frames {
            atomic::remove(&folder.frames().join(frame_name(*frame)))?;
        }
        for file in &self.files {
            atomic::remove(&folder.path().join(file))?;
        }
        atomic::remove_empty_folder(&folder.frames());
        let frames = self.frames.len();
        let frames = (frames > 0).then_some(Loss::RemovedFrames { frames });
        Ok(self.files.into_iter().map(|file| Loss::Removed { file }).chain(frames).collect())
    }
}

/// The partial files that interrupted runs left in `folder`.
///
/// # Errors
/// A folder cannot be listed.
pub(super) fn partial_files(folder: &ClipFolder) -> Result<Vec<PathBuf>, ExportError> {
    let mut partial = Vec::new();
    for place in [folder.path().to_owned(), folder.frames(), folder.groups()] {
        let names = entries(&place)?.into_iter().map(|entry| entry.name);
        let names = names.filter(|name| atomic::is_partial(name.as_ref()));
        partial.extend(names.map(|name| place.join(name)));
    }
    Ok(partial)
}
