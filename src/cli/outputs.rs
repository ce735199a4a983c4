//! The folders that were typed to the clips that were rendered into them.

use std::fs;
use std::path::Path;

use crate::export::ClipFolder;

use super::exit::Failure;

/// The clip that a folder is, or the clips that it holds, sorted by name.
///
/// # Errors
/// The folder cannot be listed or holds no clip.
pub(super) fn clips_in(output: &Path) -> Result<Vec<ClipFolder>, Failure> {
    let clip = ClipFolder::at(output);
    if clip.was_begun() {
        return Ok(vec![clip]);
    }
    let failure =
        |error| Failure::files(format_args!("cannot read the folder `{}`: {error}", output.display()));
    let mut clips = Vec::new();
    for entry in fs::read_dir(output).map_err(failure)? {
        let clip = ClipFolder::at(&entry.map_err(failure)?.path());
        if clip.was_begun() {
            clips.push(clip);
        }
    }
    if clips.is_empty() {
        let message = format!("the folder `{}` holds no clip: a clip has a clip.json", output.display());
        return Err(Failure::usage(message));
    }
    clips.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(clips)
}
