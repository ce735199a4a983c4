//! A clip as both its scene and its manifest describe it: what captions, chapters and the names of its
//! files follow from.

use crate::film::{BeatSpan, Film};
use crate::time::{Rate, Time};

use super::Manifest;

/// The name, the pictures' size and the beats of a clip.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    /// The clip's name, which its files have too.
    pub(super) name: String,
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
    /// Frames a second.
    pub(super) rate: Rate,
    /// The beats, which tile the clip.
    pub(super) beats: Vec<BeatSpan>,
}

impl Outline {
    /// The outline of a scene.
    pub(super) fn of_film(film: &Film) -> Self {
        let (name, beats) = (film.name().to_owned(), film.beats().to_vec());
        Self { name, size: film.size(), rate: film.rate(), beats }
    }

    /// The outline of a manifest whose `rate` is this.
    pub(super) fn of_manifest(manifest: &Manifest, rate: Rate) -> Self {
        let beat = |beat: &super::Beat| BeatSpan {
            title: beat.title.clone(),
            caption: beat.caption.clone(),
            pictures: beat.pictures.clone(),
            first: beat.first_frame,
            end: beat.end_frame,
        };
        let size = (manifest.size.width, manifest.size.height);
        Self { name: manifest.clip.clone(), size, rate, beats: manifest.beats.iter().map(beat).collect() }
    }

    /// When a frame is shown.
    pub(super) fn at(&self, frame: u32) -> Time {
        self.rate.instant(frame)
    }
}
