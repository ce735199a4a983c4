//! One frame to one picture, and a picture to one file.

use std::path::Path;

use crate::files;
use crate::film::Film;
use crate::raster::Raster;

use super::png::{self, Compression, Picture};
use super::signature::Signed;
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

/// Writes a picture to `path`, with the folders above it, in place of a picture that this program wrote.
///
/// # Errors
/// Something else is there, the place is in the folder of a clip, or the file or a folder above it cannot be
/// written.
pub fn write_picture(path: &Path, picture: &Picture) -> Result<(), ExportError> {
    Signed::Picture.require_place(path)?;
    atomic::create_folder(files::parent(path))?;
    Signed::Picture.write(path, &encoded(picture))
}

/// Writes a picture to `path`, with the folders above it, in place of whatever is there.
///
/// # Errors
/// The file or a folder above it cannot be written.
pub fn replace_picture(path: &Path, picture: &Picture) -> Result<(), ExportError> {
    atomic::create_folder(files::parent(path))?;
    atomic::write(path, &encoded(picture))
}

/// A picture as a PNG that says who made it. One picture, not nine hundred: there is time to make it small.
pub(super) fn encoded(picture: &Picture) -> Vec<u8> {
    let mut file = Vec::new();
    png::encode_signed(&picture.rgb, picture.size, Compression::Balanced, &mut file);
    file
}
