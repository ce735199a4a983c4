//! Single files that a person names: pictures and pages say who made them, so that a new one replaces an old one
//! of ours, and nothing else.

use std::io;
use std::path::Path;

use super::names::PAGE;
use super::survey::is_clip;
use super::video::group;
use super::{ClipFolder, ExportError, atomic, png};
use crate::files;

/// The element of a page that says who made it.
pub const GENERATOR: &str = "<meta name=\"generator\" content=\"halfminute\">";
/// Both signatures stand before so many bytes.
const HEAD: usize = 4096;

/// A kind of file that says who made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// A PNG.
    Picture,
    /// A page of HTML.
    Page,
}

impl Signed {
    /// Makes sure that a file of this kind may be written to `path`.
    ///
    /// # Errors
    /// Something else is there, or the place is in the folder of a clip, which holds what its manifest lists.
    pub fn require_place(self, path: &Path) -> Result<(), ExportError> {
        let folder = files::parent(path);
        let is_inner = folder.file_name().is_some_and(|name| name == "frames" || name == group::NAME);
        let clip = if is_inner { files::parent(folder) } else { folder };
        let is_page = self == Self::Page && !is_inner && path.file_name().is_some_and(|name| name == PAGE);
        if !is_page && is_clip(&ClipFolder::at(clip)) {
            return Err(ExportError::InClip { path: path.to_owned(), folder: clip.to_owned() });
        }
        match files::read(path, HEAD) {
            Ok(head) if self.is_ours(&head) => Ok(()),
            Ok(_) => Err(ExportError::NotOurs(path.to_owned())),
            Err(error) if is_absent(&error) => Ok(()),
            Err(error) => Err(ExportError::Read { path: path.to_owned(), error }),
        }
    }

    /// Writes a file to `path`, in place of one of the same kind that this program wrote.
    ///
    /// # Errors
    /// As [`Signed::require_place`], or the file cannot be written.
    pub fn write(self, path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
        self.require_place(path)?;
        // What appeared in the meantime is not ours to replace.
        if path.symlink_metadata().is_err() {
            atomic::create(path, bytes)
        } else {
            atomic::write(path, bytes)
        }
    }

    fn is_ours(self, head: &[u8]) -> bool {
        match self {
            Self::Picture => png::is_signed(head),
            Self::Page => head.windows(GENERATOR.len()).any(|part| part == GENERATOR.as_bytes()),
        }
    }
}

/// Whether nothing is there; that a folder above is a file shows when it is to be created.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
