//! Single pictures that a person asked for: encoded, and written without replacing what others made.

use std::path::Path;

use super::signature::Signed;
use super::{ExportError, atomic};
use halfminute_files as files;
use halfminute_media::png::{self, Compression, Picture};

/// Writes a picture to `path` and creates its parent folders; replaces only a picture that this program wrote.
///
/// # Errors
/// Another file exists there, `path` is in the folder of a clip, or the file or a parent folder cannot be
/// written.
pub fn write_picture(path: &Path, picture: &Picture) -> Result<(), ExportError> {
    Signed::Picture.require_place(path)?;
    atomic::create_folder(files::parent(path))?;
    Signed::Picture.write(path, &encoded(picture))
}

/// Writes a picture to `path` and creates its parent folders; replaces any file.
///
/// # Errors
/// The file or a parent folder cannot be written.
pub fn replace_picture(path: &Path, picture: &Picture) -> Result<(), ExportError> {
    atomic::create_folder(files::parent(path))?;
    Ok(atomic::write(path, &encoded(picture))?)
}

/// Encodes a picture as a PNG that names this program. It is a single picture and not one of many frames, so
/// there is time to make it small.
pub(super) fn encoded(picture: &Picture) -> Vec<u8> {
    let mut file = Vec::new();
    png::encode_signed(&picture.rgb, picture.size, Compression::Balanced, &mut file);
    file
}
