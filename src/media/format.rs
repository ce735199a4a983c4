//! The formats of video files.

use std::path::Path;

use super::atomic::StagedFile;
use super::codec::Codec;
use super::palette::Palette;
use super::spool::Spool;
use super::written::{DigestWriter, FileDigest};
use super::{Ffmpeg, Outline, ShouldStop, Sound, VideoError, apng, ffmpeg, gif, limits, mp4};

/// A format of video files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VideoFormat {
    /// H.264 in MP4, with chapters and captions.
    Mp4,
    /// GIF with 255 colours; each picture stores only the changed rectangle.
    Gif,
    /// Animated PNG with exact pixels; each picture stores only the changed rectangle.
    Apng,
    /// VP9 in WebM, encoded by the program `ffmpeg`.
    Webm,
    /// ProRes 422 HQ in QuickTime, for editing, encoded by the program `ffmpeg`.
    Mov,
    /// AV1, or the codec that its options choose, in Matroska, encoded by the program `ffmpeg`.
    Mkv,
}

impl VideoFormat {
    /// All formats, those that need no `ffmpeg` first.
    pub const ALL: [Self; 6] = [Self::Mp4, Self::Gif, Self::Apng, Self::Webm, Self::Mov, Self::Mkv];

    /// Name of the format, which is also the extension of its files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Gif => "gif",
            Self::Apng => "apng",
            Self::Webm => "webm",
            Self::Mov => "mov",
            Self::Mkv => "mkv",
        }
    }

    /// The format with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The file name of the video in the folder of the clip `clip`.
    #[must_use]
    pub fn file(self, clip: &str) -> String {
        format!("{clip}.{}", self.name())
    }

    /// The codec of the packets from which files of this format are made.
    #[must_use]
    pub fn codec(self) -> Codec {
        match self {
            Self::Mp4 => Codec::H264,
            Self::Gif => Codec::Gif,
            Self::Apng | Self::Webm | Self::Mov | Self::Mkv => Codec::Png,
        }
    }

    /// True if the program `ffmpeg` encodes this format.
    #[must_use]
    pub fn needs_ffmpeg(self) -> bool {
        matches!(self, Self::Webm | Self::Mov | Self::Mkv)
    }

    /// True if the container has tracks for sound, captions and chapters.
    #[must_use]
    pub fn has_tracks(self) -> bool {
        matches!(self, Self::Mp4 | Self::Webm | Self::Mov | Self::Mkv)
    }

    /// Checks that this build and this machine can encode and decode the format.
    ///
    /// # Errors
    /// A program or a feature of this build is missing, or the caller asked to stop.
    pub fn check_tools(self, ffmpeg: &Ffmpeg, should_stop: &ShouldStop<'_>) -> Result<(), VideoError> {
        match self {
            Self::Mp4 => mp4::check(),
            _ if self.needs_ffmpeg() => ffmpeg::check(self, ffmpeg, should_stop),
            _ => Ok(()),
        }
    }

    /// Checks that the format can hold a clip.
    ///
    /// # Errors
    /// The clip exceeds a limit of the format.
    pub fn check_limits(self, clip: &Outline) -> Result<(), VideoError> {
        limits::check(self, clip)
    }
}

/// The contents of a video file.
#[derive(Clone, Copy)]
pub struct Contents<'a> {
    /// Coded pictures, in order.
    pub spool: &'a Spool,
    /// Palette of a GIF; `None` for other codecs.
    pub palette: Option<&'a Palette>,
    /// Clip that the video shows.
    pub clip: &'a Outline,
    /// Sound of the clip, for formats that have sound.
    pub sound: Option<&'a Sound>,
}

impl Contents<'_> {
    /// Writes a file of a format that the frames determine.
    pub fn write_exact(&self, format: VideoFormat, out: impl std::io::Write) -> Result<(), VideoError> {
        let Self { spool, palette, clip, .. } = *self;
        match format {
            VideoFormat::Gif => gif::write(spool, clip, palette, out),
            _ => apng::write(spool, clip, out),
        }
    }

    /// Writes a file of the given format. While `ffmpeg` runs, its other inputs are temporary files in `folder`.
    /// Returns the digest of the bytes as they were written; `None` if another program wrote them.
    ///
    /// # Errors
    /// A file cannot be written, an encoder fails, or the caller asked to stop.
    pub fn write(
        &self,
        format: VideoFormat,
        file: &StagedFile,
        folder: &Path,
        tools: Tools<'_>,
    ) -> Result<Option<FileDigest>, VideoError> {
        let mut out = DigestWriter::new(file.file());
        match format {
            VideoFormat::Mp4 => mp4::write(self.spool, self.clip, self.sound, &mut out)?,
            VideoFormat::Gif | VideoFormat::Apng => self.write_exact(format, &mut out)?,
            VideoFormat::Webm | VideoFormat::Mov | VideoFormat::Mkv => {
                ffmpeg::write(format, self, tools, folder, file)?;
                return Ok(None);
            }
        }
        Ok(Some(out.finish()))
    }
}

/// The settings for `ffmpeg`, and the function that is asked whether to stop it.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    /// Settings for the program `ffmpeg`.
    pub ffmpeg: &'a Ffmpeg,
    /// Asked regularly, while a program runs, whether to stop.
    pub should_stop: &'a ShouldStop<'a>,
}
