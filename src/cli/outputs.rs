//! Finds the rendered clips in the folders that were given.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use halfminute_render::ClipFolder;

use super::exit::Failure;

/// The clip in this folder, or the clips in its subfolders, sorted by path. A subfolder that cannot be listed
/// is included, so that the caller reports it.
///
/// # Errors
/// The folder cannot be listed or contains no clip.
pub(super) fn clips_in(output: &Path) -> Result<Vec<ClipFolder>, Failure> {
    let clip = ClipFolder::at(output);
    let failure =
        |error| Failure::files(format_args!("cannot read the folder `{}`: {error}", output.display()));
    if clip.was_begun().map_err(failure)? {
        return Ok(vec![clip]);
    }
    let mut clips = Vec::new();
    for entry in fs::read_dir(output).map_err(failure)? {
        let clip = ClipFolder::at(&entry.map_err(failure)?.path());
        match clip.was_begun() {
            Ok(false) => {}
            // It is not a folder but a file.
            Err(error) if error.kind() == ErrorKind::NotADirectory => {}
            Ok(true) | Err(_) => clips.push(clip),
        }
    }
    if clips.is_empty() {
        let message = format!("the folder `{}` holds no clip: a clip has a clip.json", output.display());
        return Err(Failure::usage(message));
    }
    clips.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(clips)
}
