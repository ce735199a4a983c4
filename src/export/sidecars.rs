//! A film to the files that stand beside its frames: captions, poster, contact sheet.
//!
//! They speak of the whole clip, so only a render of the whole clip makes them.

use rayon::ThreadPool;

use crate::display::Item;
use crate::film::Film;

use super::captions::{cues, sub_rip, web_vtt};
use super::contact_sheet::contact_sheet;
use super::still::{encoded, still};
use super::{ClipFolder, ExportError, atomic};

/// A file beside the frames, and its bytes.
struct Sidecar {
    name: String,
    bytes: Vec<u8>,
}

/// Removes what an earlier render wrote, so that nothing stays that this one does not make.
pub(super) fn remove(film: &Film, folder: &ClipFolder) -> Result<(), ExportError> {
    names(film).iter().try_for_each(|name| atomic::remove(&folder.path().join(name)))
}

/// Writes the sidecars, the pictures on the threads of `pool`; returns their names.
///
/// A clip without captions has no caption files, because some players take an empty one for a
/// broken one. A clip with more beats than one sheet holds has no contact sheet.
pub(super) fn write(film: &Film, folder: &ClipFolder, pool: &ThreadPool) -> Result<Vec<String>, ExportError> {
    let [vtt, srt, poster, sheet] = names(film);
    let cues = cues(film);
    let mut sidecars = Vec::new();
    if !cues.is_empty() {
        sidecars.push(Sidecar { name: vtt, bytes: web_vtt(&cues).into_bytes() });
        sidecars.push(Sidecar { name: srt, bytes: sub_rip(&cues).into_bytes() });
    }
    let (poster_file, sheet_file) = pool.join(
        || encoded(&still(film, poster_frame(film))),
        || contact_sheet(film).ok().map(|picture| encoded(&picture)),
    );
    sidecars.push(Sidecar { name: poster, bytes: poster_file });
    sidecars.extend(sheet_file.map(|bytes| Sidecar { name: sheet, bytes }));
    for Sidecar { name, bytes } in &sidecars {
        atomic::write(&folder.path().join(name), bytes)?;
    }
    Ok(sidecars.into_iter().map(|sidecar| sidecar.name).collect())
}

/// Every name a sidecar may have.
fn names(film: &Film) -> [String; 4] {
    let name = film.name();
    [format!("{name}.vtt"), format!("{name}.srt"), "poster.png".to_owned(), "contact-sheet.png".to_owned()]
}

/// The still with the most to see: of all last frames of beats the one with the most drawing
/// commands, the earliest of equals.
///
/// The first frame of a clip is empty and its middle may be caught in motion, whereas a still is
/// composed. Among stills a fixed choice, such as the second, would often be a lone word.
fn poster_frame(film: &Film) -> u32 {
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
