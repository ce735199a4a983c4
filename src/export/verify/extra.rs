//! Files among the frames, and beside the manifest, that nobody promised.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::export::folder::frame_of;
use crate::export::journal::is_journal;
use crate::export::video::{VideoFormat, group, kept};
use crate::export::{ClipFolder, ExportError, FrameSet, Manifest, lock};

/// The review page, which may be written into a clip's folder.
const PAGE: &str = "report.html";

/// Their names below the clip's folder.
pub(super) fn extra(
    folder: &ClipFolder,
    manifest: &Manifest,
    frames: &FrameSet,
) -> Result<Vec<String>, ExportError> {
    let is_frame = |name: &OsString| {
        name.to_str().and_then(frame_of).is_some_and(|frame| match manifest.rendered {
            // Frames beside those that were rendered are nobody's concern.
            Some(_) => frame < manifest.frame_count,
            None => manifest.frames.is_some() && frames.as_slice().binary_search(&frame).is_ok(),
        })
    };
    let among = names(&folder.frames())?.into_iter().filter(|name| !is_frame(name));
    let among = among.map(|name| format!("frames/{}", name.to_string_lossy()));
    let beside = names(folder.path())?.into_iter().filter(|name| !is_known(manifest, name));
    Ok(among.chain(beside.map(|name| name.to_string_lossy().into_owned())).collect())
}

/// Names in a folder, sorted; none where there is no folder.
fn names(folder: &Path) -> Result<Vec<OsString>, ExportError> {
    let failed = |error| ExportError::Read { path: folder.to_owned(), error };
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(failed)?,
    };
    let mut names =
        listing.map(|entry| Ok(entry.map_err(failed)?.file_name())).collect::<Result<Vec<_>, _>>()?;
    names.sort();
    Ok(names)
}

/// Whether a name beside the manifest is one that it promises, or that the program keeps for itself.
fn is_known(manifest: &Manifest, name: &OsStr) -> bool {
    let own = ["clip.json", "files.b3", "frames", lock::NAME, kept::JOURNAL, group::NAME, PAGE];
    let is = |known: &str| name == known;
    // What a render of the whole clip left is no concern of one of some frames.
    let left = || {
        let ours = VideoFormat::ALL.map(VideoFormat::name).into_iter().chain(["vtt", "srt"]);
        let mut ours = ours.map(|ending| format!("{}.{ending}", manifest.clip));
        ["poster.png", "contact-sheet.png"].into_iter().any(is) || ours.any(|known| is(&known))
    };
    own.into_iter().any(is)
        || manifest.beside_frames().any(|known| is(known))
        || is_journal(name)
        || (manifest.rendered.is_some() && left())
}
