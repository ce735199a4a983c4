//! Writing of packets to a video file: the file is written beside its final path, read back, noted and renamed.

use crate::lists::Lists;
use crate::{ClipFolder, ExportError};
use halfminute_media::atomic::StagedFile;
use halfminute_media::{Contents, FileDigest, Plan, Tools, VideoError, VideoFormat};

use super::Video;
use super::existing::note;

/// A video that is to be written.
pub(super) struct Mux<'a> {
    pub(super) format: VideoFormat,
    pub(super) contents: Contents<'a>,
    pub(super) tools: Tools<'a>,
    pub(super) lists: &'a Lists<'a>,
}

impl Mux<'_> {
    /// Writes one video beside its final path, reads it back, notes it in the journal, and renames it.
    pub(super) fn write(
        &self,
        plan: &Plan,
        folder: &ClipFolder,
        recipe: String,
    ) -> Result<Video, ExportError> {
        let Self { format, contents, tools, .. } = *self;
        if (tools.should_stop)() {
            return Err(ExportError::Interrupted);
        }
        let file = format.file(&contents.clip.name);
        let path = folder.path().join(&file);
        let failed = |error| match error {
            VideoError::Interrupted => ExportError::Interrupted,
            error => ExportError::Video { path: path.clone(), error },
        };
        let staged = StagedFile::new(&path)?;
        let written = format.write(&contents, &staged, folder.path(), tools).map_err(failed)?;
        let found = format.read_back(staged.path()).map_err(|error| match error {
            VideoError::Failed(reason) => failed(VideoError::Failed(format!("read back, {reason}"))),
            error => failed(error),
        })?;
        plan.hold(format, &found, contents.spool.pictures())
            .map_err(|fault| failed(VideoError::Fault(fault)))?;
        let file_digest =
            FileDigest::read(staged.path()).map_err(|error| ExportError::write(&path, error))?;
        if written.is_some_and(|written| written != file_digest) {
            let changed = "read back, it has other bytes than were written: run the same command again";
            return Err(failed(VideoError::Failed(changed.to_owned())));
        }
        let (frames, duration) = (found.pictures, found.duration.seconds());
        let sound = contents.sound.is_some() && format.has_tracks();
        let (format, FileDigest { bytes, digest }) = (format.name.to_owned(), file_digest);
        let video = Video { format, file, bytes, digest, recipe, frames, duration, sound };
        note(folder, &video, found.duration)?;
        self.lists.withdraw()?;
        staged.persist(&path)?;
        Ok(video)
    }
}
