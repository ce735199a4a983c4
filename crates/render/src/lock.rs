//! The lock of a clip's folder: held by one process, or by several that draw parts of the clip.
//!
//! The operating system holds the lock and releases it when the process ends, however it ends. The lock file is
//! never removed: otherwise two processes could lock two files of the same name. If a file system does not
//! support locks, none is taken; each file is still complete.

use std::fs::{File, TryLockError};
use std::io;

use super::names::LOCK;
use super::{ClipFolder, ExportError};
use halfminute_files as files;

/// A lock that is released when it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock for a process that rewrites the lists of `folder`.
    pub(super) fn exclusive(folder: &ClipFolder) -> Result<Self, ExportError> {
        Self::take(folder, File::try_lock)
    }

    /// Takes the lock for a process that adds frames to `folder`; others may do so at the same time.
    pub(super) fn shared(folder: &ClipFolder) -> Result<Self, ExportError> {
        Self::take(folder, File::try_lock_shared)
    }

    fn take(
        folder: &ClipFolder,
        lock: impl FnOnce(&File) -> Result<(), TryLockError>,
    ) -> Result<Self, ExportError> {
        let path = folder.path().join(LOCK);
        let file = files::open_to_lock(&path).map_err(|error| ExportError::write(&path, error))?;
        match lock(&file) {
            Err(TryLockError::WouldBlock) => Err(ExportError::Busy(folder.path().to_owned())),
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
                Err(ExportError::write(&path, error))
            }
            _ => Ok(Self { _file: file }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lock;
    use crate::ClipFolder;

    #[test]
    fn parts_share_a_folder_and_nobody_else_does() {
        let place = tempfile::tempdir().unwrap();
        let folder = ClipFolder::at(place.path());
        let whole = Lock::exclusive(&folder).unwrap();
        assert!(Lock::exclusive(&folder).is_err() && Lock::shared(&folder).is_err());
        drop(whole);
        let parts = [Lock::shared(&folder).unwrap(), Lock::shared(&folder).unwrap()];
        assert!(Lock::exclusive(&folder).is_err());
        drop(parts);
        assert!(Lock::exclusive(&folder).is_ok());
    }
}
