//! Writing of packets to a video file: the file is written beside its final path, read back, noted and renamed.

use crate::export::atomic::Beside;
use crate::export::lists::Lists;
use crate::export::{ClipFolder, ExportError, Observer};
use crate::film::Film;

use super::inspect::read_back;
use super::kept::note;
use super::palette::Palette;
use super::plan::Plan;
use super::spool::Spool;
use super::written::{DigestWriter, FileDigest};
use super::{Ffmpeg, Sound, Video, VideoError, VideoFormat, apng, ffmpeg, gif, mp4};

/// A container that is to be written, with its contents.
pub(super) struct Mux<'a> {
    pub(super) format: VideoFormat,
    pub(super) spool: &'a Spool,
    pub(super) palette: Option<&'a Palette>,
    pub(super) film: &'a Film,
    pub(super) sound: Option<&'a Sound>,
    pub(super) ffmpeg: &'a Ffmpeg,
    pub(super) lists: &'a Lists<'a>,
    pub(super) observer: &'a dyn Observer,
}

impl Mux<'_> {
    /// Writes one video beside its final path, reads it back, notes it in the journal, and renames it.
    pub(super) fn write(
        &self,
        plan: &Plan,
        folder: &ClipFolder,
        recipe: String,
    ) -> Result<Video, ExportError> {
        let Self { format, spool, film, observer, .. } = *self;
        if observer.should_stop() {
            return Err(ExportError::Interrupted);
        }
        let file = format.file(film.name());
        let path = folder.path().join(&file);
        let failed = |error| match error {
            VideoError::Interrupted => ExportError::Interrupted,
            error => ExportError::Video { path: path.clone(), error },
        };
        let beside = Beside::new(&path)?;
        let written = self.write_container(&beside, folder).map_err(failed)?;
        let found = read_back(format, beside.path()).map_err(|error| match error {
            VideoError::Failed(reason) => failed(VideoError::Failed(format!("read back, {reason}"))),
            error => failed(error),
        })?;
        plan.hold(format, &found, spool.pictures()).map_err(|fault| failed(VideoError::Fault(fault)))?;
        let file_digest =
            FileDigest::read(beside.path()).map_err(|error| ExportError::write(&path, error))?;
        if written.is_some_and(|written| written != file_digest) {
            let changed = "read back, it has other bytes than were written: run the same command again";
            return Err(failed(VideoError::Failed(changed.to_owned())));
        }
        let (frames, duration) = (found.pictures, found.duration.seconds());
        let (format, FileDigest { bytes, digest }) = (format.name().to_owned(), file_digest);
        let sound = self.sound.is_some() && self.format.has_tracks();
        let video = Video { format, file, bytes, digest, recipe, frames, duration, sound };
        note(folder, &video, found.duration)?;
        self.lists.withdraw()?;
        beside.persist(&path)?;
        Ok(video)
    }

    /// Writes the container. Returns the digest of the bytes as they were written; `None` if another program
    /// wrote them.
    fn write_container(
        &self,
        beside: &Beside,
        folder: &ClipFolder,
    ) -> Result<Option<FileDigest>, VideoError> {
        let Self { spool, palette, film, sound, .. } = *self;
        let mut out = DigestWriter::new(beside.file());
        match self.format {
            VideoFormat::Mp4 => mp4::write(spool, film, sound, &mut out)?,
            VideoFormat::Gif => gif::write(spool, film, palette, &mut out)?,
            VideoFormat::Apng => apng::write(spool, film, &mut out)?,
            VideoFormat::Webm | VideoFormat::Mov | VideoFormat::Mkv => {
                ffmpeg::write(self, folder, beside)?;
                return Ok(None);
            }
        }
        Ok(Some(out.finish()))
    }
}
