//! The outline of a clip, as both its scene and its manifest give it. Captions, chapters and file names are
//! derived from it.

use crate::film::{BeatSpan, Film};
use crate::time::{Rate, Time};

use super::Manifest;

/// Name, picture size, rate and beats of a clip.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    /// Name of the clip, which its files share.
    pub(super) name: String,
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
    /// Frame rate, in frames per second.
    pub(super) rate: Rate,
    /// Beats of the clip, without gaps.
    pub(super) beats: Vec<BeatSpan>,
}

impl Outline {
    /// The outline of a scene.
    pub(super) fn of_film(film: &Film) -> Self {
        let (name, beats) = (film.name().to_owned(), film.beats().to_vec());
        Self { name, size: film.size(), rate: film.rate(), beats }
    }

    /// The outline of a manifest; `rate` is its parsed rate.
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

    /// The time at which a frame is shown.
    pub(super) fn at(&self, frame: u32) -> Time {
        self.rate.instant(frame)
    }
}
