//! A film to the files that stand beside its frames: captions, poster, contact sheet.
//!
//! They speak of the whole clip, so only a render of the whole clip makes them.

use std::path::Path;

use rayon::ThreadPool;

use crate::display::Item;
use crate::film::Film;

use super::captions::{cues, sub_rip, web_vtt};
use super::checksums::Listed;
use super::contact_sheet::{contact_sheet, sheet_size};
use super::digest::digest;
use super::journal::Entry;
use super::outline::Outline;
use super::png::decode;
use super::still::{encoded, still};
use super::{ClipFolder, ExportError, atomic};
use crate::files;

/// The name of the still that stands for the clip.
const POSTER: &str = "poster.png";
/// The name of the overview of all beats.
const SHEET: &str = "contact-sheet.png";

/// A kind of file beside the frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Captions as WebVTT.
    Vtt,
    /// Captions as SubRip.
    Srt,
    /// One still.
    Poster,
    /// One tile for each beat.
    ContactSheet,
}

impl Kind {
    /// Every kind, in the order in which manifests list them.
    pub(super) const ALL: [Self; 4] = [Self::Vtt, Self::Srt, Self::Poster, Self::ContactSheet];

    /// The name of the file of the clip called `clip`.
    pub(super) fn file(self, clip: &str) -> String {
        match self {
            Self::Vtt => format!("{clip}.vtt"),
            Self::Srt => format!("{clip}.srt"),
            Self::Poster => POSTER.to_owned(),
            Self::ContactSheet => SHEET.to_owned(),
        }
    }
}

/// The kinds that a whole clip has.
///
/// A clip without captions has no caption files, because some players take an empty one for a
/// broken one. A clip with more beats than one sheet holds has no contact sheet.
pub(super) fn kinds(clip: &Outline) -> Vec<Kind> {
    let captions = !cues(clip).is_empty();
    let sheet = sheet_size(clip.size, clip.beats.len()).is_some();
    let has = |kind: &Kind| match kind {
        Kind::Vtt | Kind::Srt => captions,
        Kind::Poster => true,
        Kind::ContactSheet => sheet,
    };
    Kind::ALL.into_iter().filter(has).collect()
}

/// The text of a caption file, or `None` if `kind` is a picture.
pub(super) fn text(kind: Kind, clip: &Outline) -> Option<String> {
    match kind {
        Kind::Vtt => Some(web_vtt(&cues(clip))),
        Kind::Srt => Some(sub_rip(&cues(clip))),
        Kind::Poster | Kind::ContactSheet => None,
    }
}

/// Writes the sidecars, the pictures on the threads of `pool`; returns their names and the digests of the
/// bytes that were written.
pub(super) fn write(film: &Film, folder: &ClipFolder, pool: &ThreadPool) -> Result<Vec<Listed>, ExportError> {
    let clip = Outline::of_film(film);
    let (poster, sheet) = pool.join(
        || encoded(&still(film, poster_frame(film))),
        || contact_sheet(film).map(|picture| encoded(&picture)).unwrap_or_default(),
    );
    let write = |kind: Kind| {
        let bytes = match kind {
            Kind::Poster => poster.clone(),
            Kind::ContactSheet => sheet.clone(),
            Kind::Vtt | Kind::Srt => text(kind, &clip).unwrap_or_default().into_bytes(),
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

/// The sidecars on disk, if all that a render of the whole clip writes are there and each is what it should
/// be. `frames` are those of the whole clip, as they were proven. Captions and poster are compared in full;
/// of the contact sheet, which would have to be drawn, the size.
pub(super) fn kept(film: &Film, folder: &ClipFolder, frames: &[Entry]) -> Option<Vec<Listed>> {
    let clip = Outline::of_film(film);
    let look = |kind: Kind| {
        let name = kind.file(film.name());
        let bytes = read(&folder.path().join(&name))?;
        let holds = match kind {
            Kind::Vtt | Kind::Srt => text(kind, &clip)?.as_bytes() == bytes,
            Kind::Poster => {
                let picture = decode(&bytes).ok()?;
                let frame = poster_frame(film);
                let at = frames.binary_search_by_key(&frame, |entry| entry.frame).ok()?;
                picture.size == film.size() && digest(&picture.rgb, picture.size) == frames[at].pixels
            }
            Kind::ContactSheet => Some(decode(&bytes).ok()?.size) == sheet_size(clip.size, clip.beats.len()),
        };
        holds.then(|| Listed { name, digest: blake3::hash(&bytes) })
    };
    kinds(&clip).into_iter().map(look).collect()
}

/// The bytes of a sidecar; none where it cannot be read or is longer than any.
pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    let bytes = files::read(path, LONGEST).ok()?;
    (bytes.len() <= LONGEST).then_some(bytes)
}

/// Sidecars are read no further.
const LONGEST: usize = 256 << 20;

/// The still with the most to see: of all last frames of beats the one with the most drawing
/// commands, the earliest of equals.
///
/// The first frame of a clip is empty and its middle may be caught in motion, whereas a still is
/// composed. Among stills a fixed choice, such as the second, would often be a lone word.
pub(super) fn poster_frame(film: &Film) -> u32 {
    let stills = film.beats().iter().map(|beat| beat.end.saturating_sub(1));
    let counted = stills.map(|frame| (count(&film.display_list(frame).items), frame));
    // `max_by_key` returns the last of equals: from the back, that is the earliest.
    counted.rev().max_by_key(|&(items, _)| items).map_or(0, |(_, frame)| frame)
}

/// Drawing commands, those within groups included.
fn count(items: &[Item]) -> usize {
    let of = |item: &Item| match item {
        Item::Group { items, .. } => count(items),
        _ => 1,
    };
    items.iter().map(of).sum()
}
