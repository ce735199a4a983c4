//! The files beside the frames of a clip: captions, poster and contact sheet.
//!
//! They describe the whole clip, so only a render of the whole clip makes them.

use std::path::Path;

use rayon::ThreadPool;

use halfminute_check::CheckedFilm;
use halfminute_engine::display::Item;

use super::checksums::Listed;
use super::contact_sheet::{contact_sheet, sheet_size};
use super::journal::Entry;
use super::names::Sidecar;
use super::outline;
use super::picture_file::encoded;
use super::still::still;
use super::{ClipFolder, ExportError, atomic};
use halfminute_files as files;
use halfminute_media::Outline;
use halfminute_media::captions::{cues, sub_rip, web_vtt};
use halfminute_media::digest::digest;
use halfminute_media::png::decode;

/// The kinds of files that a whole clip has.
///
/// A clip without captions has no caption files, because some players consider an empty one broken. A clip with
/// more beats than fit on one sheet has no contact sheet.
pub(super) fn kinds(clip: &Outline) -> Vec<Sidecar> {
    let captions = !cues(clip).is_empty();
    let sheet = sheet_size(clip.size, clip.beats.len()).is_some();
    let has = |kind: &Sidecar| match kind {
        Sidecar::Vtt | Sidecar::Srt => captions,
        Sidecar::Poster => true,
        Sidecar::ContactSheet => sheet,
    };
    Sidecar::ALL.into_iter().filter(has).collect()
}

/// The text of a caption file, or `None` if `kind` is a picture.
pub(super) fn text(kind: Sidecar, clip: &Outline) -> Option<String> {
    match kind {
        Sidecar::Vtt => Some(web_vtt(&cues(clip))),
        Sidecar::Srt => Some(sub_rip(&cues(clip))),
        Sidecar::Poster | Sidecar::ContactSheet => None,
    }
}

/// Writes the sidecars, and draws the pictures on the threads of `pool`; returns their names and the digests of
/// their bytes.
pub(super) fn write(
    film: &CheckedFilm,
    folder: &ClipFolder,
    pool: &ThreadPool,
) -> Result<Vec<Listed>, ExportError> {
    let clip = outline::of_film(film);
    let (poster, sheet) = pool.join(
        || encoded(&still(film, poster_frame(film))),
        || contact_sheet(film).map(|picture| encoded(&picture)).unwrap_or_default(),
    );
    let write = |kind: Sidecar| {
        let bytes = match kind {
            Sidecar::Poster => poster.clone(),
            Sidecar::ContactSheet => sheet.clone(),
            Sidecar::Vtt | Sidecar::Srt => text(kind, &clip).unwrap_or_default().into_bytes(),
        };
        write_listed(folder, kind.file(film.name()), &bytes)
    };
    kinds(&clip).into_iter().map(write).collect()
}

/// Writes a file beside the frames and reads it back. The digest is that of the bytes as they were written.
pub(super) fn write_listed(folder: &ClipFolder, name: String, bytes: &[u8]) -> Result<Listed, ExportError> {
    let path = folder.path().join(&name);
    atomic::write(&path, bytes)?;
    let read = files::read(&path, bytes.len()).map_err(|error| ExportError::write(&path, error))?;
    if read != bytes {
        let changed = std::io::Error::other("read back, it has other bytes than were written");
        return Err(ExportError::write(&path, changed));
    }
    Ok(Listed { name, digest: blake3::hash(bytes) })
}

/// The sidecars on disk, if every one that a render of the whole clip writes exists and is as it should be.
/// `frames` are the verified frames of the whole clip. Captions and poster are compared completely; of the
/// contact sheet, which would have to be drawn, only the size.
pub(super) fn kept(film: &CheckedFilm, folder: &ClipFolder, frames: &[Entry]) -> Option<Vec<Listed>> {
    let clip = outline::of_film(film);
    let look = |kind: Sidecar| {
        let name = kind.file(film.name());
        let bytes = read(&folder.path().join(&name))?;
        let holds = match kind {
            Sidecar::Vtt | Sidecar::Srt => text(kind, &clip)?.as_bytes() == bytes,
            Sidecar::Poster => {
                let picture = decode(&bytes).ok()?;
                let frame = poster_frame(film);
                let at = frames.binary_search_by_key(&frame, |entry| entry.frame).ok()?;
                picture.size == film.size() && digest(&picture.rgb, picture.size) == frames[at].pixels
            }
            Sidecar::ContactSheet => {
                Some(decode(&bytes).ok()?.size) == sheet_size(clip.size, clip.beats.len())
            }
        };
        holds.then(|| Listed { name, digest: blake3::hash(&bytes) })
    };
    kinds(&clip).into_iter().map(look).collect()
}

/// Reads a sidecar; returns `None` if it cannot be read or is too long.
pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    let bytes = files::read(path, LONGEST).ok()?;
    (bytes.len() <= LONGEST).then_some(bytes)
}

/// Maximum number of bytes that are read of a sidecar.
const LONGEST: usize = 256 << 20;

/// The frame for the poster: of the last frames of all beats, the one with the most drawing commands; the
/// earliest if several have the same number.
///
/// The first frame of a clip is empty and a middle one may be in motion, whereas the last frame of a beat is
/// composed. A fixed choice, such as the second beat, would often be a single word.
pub(super) fn poster_frame(film: &CheckedFilm) -> u32 {
    let stills = film.beats().iter().map(|beat| beat.end.saturating_sub(1));
    let counted = stills.map(|frame| (count(&film.display_list(frame).items), frame));
    // `max_by_key` returns the last of equal items; in reverse order, that is the earliest.
    counted.rev().max_by_key(|&(items, _)| items).map_or(0, |(_, frame)| frame)
}

/// The number of drawing commands, including those within groups.
fn count(items: &[Item]) -> usize {
    let of = |item: &Item| match item {
        Item::Group { items, .. } => count(items),
        _ => 1,
    };
    items.iter().map(of).sum()
}
