//! The lists of a clip's folder, which are removed as soon as they are no longer true.

use std::sync::{Mutex, PoisonError};

use super::{ClipFolder, ExportError, atomic};

/// The manifest and the lists of digests. They describe files that a run replaces one after another.
#[derive(Debug)]
pub(super) struct Lists<'a> {
    folder: Option<&'a ClipFolder>,
    withdrawn: Mutex<bool>,
}

impl<'a> Lists<'a> {
    /// The lists of `folder`, if there are any.
    pub(super) fn of(folder: &'a ClipFolder) -> Self {
        Self { folder: Some(folder), withdrawn: Mutex::new(false) }
    }

    /// No lists, for a run that replaces no listed file.
    pub(super) fn none() -> Self {
        Self { folder: None, withdrawn: Mutex::new(false) }
    }

    /// Removes the lists before the first file that they describe is replaced, the manifest first: without it,
    /// nothing claims what the folder holds. Later calls do nothing.
    ///
    /// # Errors
    /// A list cannot be removed.
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
