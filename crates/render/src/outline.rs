//! The outline of a clip, from its scene or from its manifest.

use halfminute_basics::time::Rate;
use halfminute_check::CheckedFilm;
use halfminute_engine::film::BeatSpan;
use halfminute_media::{Beat, Outline};

use super::Manifest;

/// The outline of a scene.
#[must_use]
pub fn of_film(film: &CheckedFilm) -> Outline {
    let beat = |beat: &BeatSpan| Beat {
        title: beat.title.clone(),
        caption: beat.caption.clone(),
        first: beat.first,
        end: beat.end,
    };
    Outline {
        name: film.name().to_owned(),
        size: film.size(),
        rate: film.rate(),
        language: film.language().to_owned(),
        beats: film.beats().iter().map(beat).collect(),
    }
}

/// The outline of a manifest; `rate` is its parsed rate.
pub(super) fn of_manifest(manifest: &Manifest, rate: Rate) -> Outline {
    let beat = |beat: &super::Beat| Beat {
        title: beat.title.clone(),
        caption: beat.caption.clone(),
        first: beat.first_frame,
        end: beat.end_frame,
    };
    Outline {
        name: manifest.clip.clone(),
        size: (manifest.size.width, manifest.size.height),
        rate,
        language: manifest.lang.clone(),
        beats: manifest.beats.iter().map(beat).collect(),
    }
}
