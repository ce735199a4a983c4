//! Verification of one file against its digest, and against the manifest's claims about it.

use std::fs;

use crate::checksums::digest_of;
use crate::contact_sheet::sheet_size;
use crate::names::Sidecar;
use crate::names::frame_of;
use crate::validate::{Fault, explain, read_frame};
use crate::{ClipFolder, Video, png, sidecars};
use halfminute_files as files;
use halfminute_media::digest::Digest;
use halfminute_media::{Format, Outline, Plan};

use super::Mismatch;

/// Verifies one file. A frame must have the structure of a picture of `size`, whatever its digest is; one with
/// another digest is decoded, to describe the difference. If no digest is known, a frame must be a complete
/// picture.
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

/// Compares the manifest's claims about a video with the list of digests and with the file.
pub(super) fn video(
    folder: &ClipFolder,
    video: &Video,
    listed: Option<&Digest>,
    plan: &Plan,
) -> Vec<(String, Mismatch)> {
    let (name, said) = (&video.file, video.bytes);
    let claim = |claim: String| ("clip.json".to_owned(), Mismatch::Claim(claim));
    let mut found = Vec::new();
    if listed.is_some_and(|digest| *digest != video.digest) {
        found.push(claim(format!("has another digest of `{name}` than `files.b3`")));
    }
    let path = folder.path().join(name);
    match fs::symlink_metadata(&path) {
        Ok(file) if file.len() != said => {
            found.push(claim(format!("says that `{name}` has {said} bytes: it has {}", file.len())));
        }
        Ok(_) => {}
        Err(error) => found.push((name.clone(), Mismatch::Fault(Fault::reading(&error)))),
    }
    // An unknown format was already reported as a false claim.
    let Some(format) = Format::named(&video.format) else { return found };
    match format.inspect(&path) {
        Err(error) => found.push((name.clone(), Mismatch::Video(error.to_string()))),
        Ok(file) => {
            if let Err(fault) = plan.hold(format, &file, video.frames) {
                found.push((name.clone(), Mismatch::Video(fault.to_string())));
            }
            if video.sound != file.sound {
                let (says, has) = if file.sound { ("no", "some") } else { ("some", "none") };
                found.push(claim(format!("says that `{name}` has {says} sound: it has {has}")));
            }
            let seconds = file.duration.seconds();
            if video.duration != seconds {
                let said = video.duration;
                found.push(claim(format!("says that `{name}` lasts {said} s: it says itself {seconds} s")));
            }
        }
    }
    found
}

/// Checks that the captions of the file `name` are those of the manifest's beats, or that the file is a picture
/// of the size that follows from them.
pub(super) fn sidecar(folder: &ClipFolder, name: &str, clip: &Outline) -> Option<(String, Mismatch)> {
    let kind = Sidecar::ALL.into_iter().find(|kind| kind.file(&clip.name) == name)?;
    let found = sidecars::read(&folder.path().join(name));
    let picture = |size: Option<(u32, u32)>| {
        // That a clip has such a picture was checked before.
        let size = size?;
        let found = png::require_structure(found.as_deref().unwrap_or_default(), size);
        found.err().map(|reject| Mismatch::Fault(Fault::of(reject, size)))
    };
    let mismatch = match kind {
        Sidecar::Poster => picture(Some(clip.size)),
        Sidecar::ContactSheet => picture(sheet_size(clip.size, clip.beats.len())),
        Sidecar::Vtt | Sidecar::Srt => {
            let text = sidecars::text(kind, clip)?;
            let other = || Mismatch::Texts("has other captions than the manifest's beats".to_owned());
            (found.as_deref() != Some(text.as_bytes())).then(other)
        }
    };
    mismatch.map(|mismatch| (name.to_owned(), mismatch))
}
