//! One file held against its digest, and against what the manifest says of it.

use std::fs;

use crate::export::checksums::digest_of;
use crate::export::digest::Digest;
use crate::export::folder::frame_of;
use crate::export::outline::Outline;
use crate::export::validate::{Fault, explain, read_frame};
use crate::export::{ClipFolder, Video, png, sidecars};
use crate::files;

use super::Mismatch;

/// Examines one file. A frame must be built like a picture of `size`, whatever its digest is; one with another
/// digest is decoded, to say how it differs. Where no digest is known, a frame must be a whole picture.
pub(super) fn examine(
    folder: &ClipFolder,
    name: &str,
    digest: Option<&Digest>,
    size: (u32, u32),
) -> Result<(), Fault> {
    let path = folder.path().join(name);
    let Some(frame) = name.strip_prefix("frames/").and_then(frame_of) else {
        let found = files::open(&path).and_then(digest_of).map_err(|error| Fault::reading(&error))?;
        return if digest.is_none_or(|digest| *digest == found) { Ok(()) } else { Err(Fault::Altered) };
    };
    let bytes = read_frame(&path)?;
    if digest.is_some_and(|digest| *digest == blake3::hash(&bytes)) {
        return png::require_structure(&bytes, size).map_err(|reject| Fault::of(reject, size));
    }
    match explain(Fault::Altered, folder, frame, size) {
        Fault::Altered if digest.is_none() => Ok(()),
        fault => Err(fault),
    }
}

/// What the manifest says of a video's bytes must be what the list says, and what is there.
pub(super) fn video(folder: &ClipFolder, video: &Video, listed: Option<&Digest>) -> Vec<(String, Mismatch)> {
    let (name, said) = (&video.file, video.bytes);
    let claim = |claim: String| ("clip.json".to_owned(), Mismatch::Claim(claim));
    let mut found = Vec::new();
    if listed.is_some_and(|digest| *digest != video.digest) {
        found.push(claim(format!("has another digest of `{name}` than `files.b3`")));
    }
    match fs::symlink_metadata(folder.path().join(name)) {
        Ok(file) if file.len() != said => {
            found.push(claim(format!("says that `{name}` has {said} bytes: it has {}", file.len())));
        }
        Ok(_) => {}
        Err(error) => found.push((name.clone(), Mismatch::Fault(Fault::reading(&error)))),
    }
    found
}

/// The captions of the file called `name`, if it is one of captions, must be those of the manifest's beats.
pub(super) fn captions(folder: &ClipFolder, name: &str, clip: &Outline) -> Option<(String, Mismatch)> {
    let kind = sidecars::Kind::ALL.into_iter().find(|kind| kind.file(&clip.name) == name)?;
    let text = sidecars::text(kind, clip)?;
    let found = sidecars::read(&folder.path().join(name));
    let other =
        || (name.to_owned(), Mismatch::Texts("has other captions than the manifest's beats".to_owned()));
    (found.as_deref() != Some(text.as_bytes())).then(other)
}
