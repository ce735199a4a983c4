//! Files in a clip's folder, or among its frames, that are not in the manifest.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::names::frame_of;
use crate::names::{Role, is_system, role};
use crate::{ClipFolder, ExportError, FrameSet, Manifest};

/// The names of these files, relative to the clip's folder.
pub(super) fn extra(
    folder: &ClipFolder,
    manifest: &Manifest,
    frames: &FrameSet,
) -> Result<Vec<String>, ExportError> {
    let is_listed = |frame: u32| frames.as_slice().binary_search(&frame).is_ok();
    let is_frame = |name: &OsString| {
        manifest.frames.is_some() && name.to_str().and_then(frame_of).is_some_and(is_listed)
    };
    let among = names(&folder.frames())?
        .into_iter()
        .filter(|name| !is_frame(name) && !is_system(&name.to_string_lossy()));
    let among = among.map(|name| format!("frames/{}", name.to_string_lossy()));
    let beside = names(folder.path())?.into_iter().filter(|name| !is_known(manifest, name));
    Ok(among.chain(beside.map(|name| name.to_string_lossy().into_owned())).collect())
}

/// The names in a folder, sorted; empty if there is no folder.
fn names(folder: &Path) -> Result<Vec<OsString>, ExportError> {
    let failed = |error| ExportError::Read { path: folder.to_owned(), error };
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(failed)?,
    };
    let mut names = listing
        .map(|entry| entry.map(|entry| entry.file_name()).map_err(failed))
        .collect::<Result<Vec<_>, _>>()?;
    names.sort();
    Ok(names)
}

/// True for a name that the manifest promises, or that the program uses itself.
fn is_known(manifest: &Manifest, name: &OsStr) -> bool {
    let is = |known: &String| name == known.as_str();
    match role(&name.to_string_lossy(), &manifest.clip) {
        Role::Own | Role::System => true,
        _ => manifest.beside_frames().any(is),
    }
}
