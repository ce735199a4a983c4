//! The lists of a clip's folder, which stay for as long as they are true.

use std::sync::{Mutex, PoisonError};

use super::{ClipFolder, ExportError, atomic};

/// The manifest and the lists of digests. They speak of files that a run replaces one after another.
#[derive(Debug)]
pub(super) struct Lists<'a> {
    folder: Option<&'a ClipFolder>,
    withdrawn: Mutex<bool>,
}

impl<'a> Lists<'a> {
    /// Those of `folder`, if there are any.
    pub(super) fn of(folder: &'a ClipFolder) -> Self {
        Self { folder: Some(folder), withdrawn: Mutex::new(false) }
    }

    /// None: no file is replaced that a list speaks of.
    pub(super) fn none() -> Self {
        Self { folder: None, withdrawn: Mutex::new(false) }
    }

    /// Removes them before the first file that they speak of is replaced, the manifest first: without it,
    /// nothing says what the folder holds. Later calls do nothing.
    ///
    /// # Errors
    /// One of them cannot be removed.
    pub(super) fn withdraw(&self) -> Result<(), ExportError> {
        let mut withdrawn = self.withdrawn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = self.folder.filter(|_| !*withdrawn) {
            for list in [folder.manifest(), folder.checksums(), folder.digests()] {
                atomic::remove(&list)?;
            }
            *withdrawn = true;
        }
        Ok(())
    }
}
