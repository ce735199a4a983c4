//! One frame to one picture, and a picture to one file.

use std::path::Path;

use crate::film::Film;
use crate::raster::Raster;

use super::png::{self, Compression, Picture};
use super::{ExportError, atomic};

/// Draws frame `frame`: the pixels that a render writes.
///
/// # Panics
/// `frame` is not below [`Film::frame_count`].
#[must_use]
pub fn still(film: &Film, frame: u32) -> Picture {
    let rgb = Raster::new(film.size()).draw(&film.display_list(frame)).to_vec();
    Picture { size: film.size(), rgb }
}

/// Writes a picture to `path`, with the folders above it.
///
/// # Errors
/// The file or a folder above it cannot be written.
pub fn write_picture(path: &Path, picture: &Picture) -> Result<(), ExportError> {
    if let Some(folder) = path.parent()
        && folder != Path::new("")
    {
        atomic::create_folder(folder)?;
    }
    atomic::write(path, &encoded(picture))
}

/// A picture as a PNG. One picture, not nine hundred: there is time to make it small.
pub(super) fn encoded(picture: &Picture) -> Vec<u8> {
    let mut file = Vec::new();
    png::encode(&picture.rgb, picture.size, Compression::Balanced, &mut file);
    file
}
