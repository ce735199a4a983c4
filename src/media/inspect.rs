//! Inspection of a video's file in any format.

use std::path::Path;

use super::plan::Found;
use super::{VideoError, VideoFormat, apng, gif, matroska, mp4};

/// Reads the properties of a file without decoding a picture.
pub fn inspect(format: VideoFormat, path: &Path) -> Result<Found, VideoError> {
    let found = match format {
        VideoFormat::Mp4 => mp4::read(path),
        VideoFormat::Gif => gif::inspect(path),
        VideoFormat::Apng => apng::inspect(path),
        VideoFormat::Mov => mp4::read_quick_time(path),
        VideoFormat::Webm | VideoFormat::Mkv => matroska::read(path),
    };
    named(format, found)
}

/// Reads a file that was just written, and decodes every picture of a GIF or an animated PNG.
pub fn read_back(format: VideoFormat, path: &Path) -> Result<Found, VideoError> {
    match format {
        VideoFormat::Gif => named(format, gif::read(path)),
        VideoFormat::Apng => named(format, apng::read(path)),
        _ => inspect(format, path),
    }
}

/// Adds the name of the format to an error.
fn named(format: VideoFormat, found: Result<Found, VideoError>) -> Result<Found, VideoError> {
    found.map_err(|error| match error {
        VideoError::Failed(reason) => {
            VideoError::Failed(format!("it is no whole {} file: {reason}", format.name()))
        }
        error => error,
    })
}
