//! Single files with a name that a person chose: pictures and pages contain the name of this program, so that a
//! new file replaces only an old one of this program.

use std::io;
use std::path::Path;

use super::names::PAGE;
use super::survey::is_clip;
use super::{ClipFolder, ExportError, atomic, png};
use halfminute_files as files;
use halfminute_media::group;

/// The HTML element that says which program made a page.
pub const GENERATOR: &str = "<meta name=\"generator\" content=\"halfminute\">";
/// The number of bytes at the start of a file within which its signature must be.
const HEAD: usize = 4096;

/// A kind of file that contains the name of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// A picture in the PNG format.
    Picture,
    /// A page in the HTML format.
    Page,
}

impl Signed {
    /// Checks that a file of this kind may be written to `path`.
    ///
    /// # Errors
    /// Another kind of file exists there, or `path` is in the folder of a clip, which holds only what its
    /// manifest lists.
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

    /// Writes a file to `path`, replacing only a file of the same kind that this program wrote.
    ///
    /// # Errors
    /// The same as for [`Signed::require_place`], or the file cannot be written.
    pub fn write(self, path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
        self.require_place(path)?;
        // A file that appeared in the meantime must not be replaced.
        if path.symlink_metadata().is_err() {
            atomic::create(path, bytes)?;
        } else {
            atomic::write(path, bytes)?;
        }
        Ok(())
    }

    fn is_ours(self, head: &[u8]) -> bool {
        match self {
            Self::Picture => png::is_signed(head),
            Self::Page => head.windows(GENERATOR.len()).any(|part| part == GENERATOR.as_bytes()),
        }
    }
}

/// True if there is no file. If a parent is a file, that is reported when the folder is created.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
