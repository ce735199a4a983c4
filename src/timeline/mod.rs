//! Scene and layout to motion: for every beat, tracks that say where everything is at any instant.
//!
//! [`Timeline::sample`] is total and stateless: a pose depends on the instant alone, so frames can
//! be drawn in any order, on any thread. All searching is done when the timeline is built; a sample
//! evaluates closed forms over non-overlapping or nested intervals.

mod actor;
mod arrows;
mod build;
mod effects;
mod emerge;
mod pose;
mod pour;
mod standing;
#[cfg(test)]
mod tests;
mod tween;
mod typing;

use kurbo::{Affine, Point};

pub use pose::{Piece, Pose, Sprite};
pub use tween::Drawn;

use crate::layout::{Course, Layout};
use crate::scene::Scene;
use crate::theme::Theme;
use crate::time::{Interval, Time};
use standing::Standing;

/// Motion of a whole clip.
#[derive(Debug)]
pub struct Timeline {
    beats: Vec<BeatTrack>,
}

/// Motion of one beat: everyone who can be seen in it, in painting order.
#[derive(Debug)]
struct BeatTrack {
    time: Interval,
    actors: Vec<actor::Actor>,
    arrows: Vec<arrows::ArrowTrack>,
    focuses: Vec<effects::Focus>,
    chrome: actor::Turns,
}

impl Timeline {
    /// Works out the motion of every beat.
    #[must_use]
    pub fn new(scene: &Scene, layout: &Layout, theme: &Theme) -> Self {
        Self { beats: build::beats(scene, layout, theme) }
    }

    /// What the clip shows at `now`; an instant outside the clip shows its nearest beat.
    #[must_use]
    pub fn sample(&self, now: Time) -> Pose {
        let beat =
            self.beats.partition_point(|beat| beat.time.end <= now).min(self.beats.len().saturating_sub(1));
        self.beats.get(beat).map_or_else(Pose::default, |beat| beat.sample(now))
    }
}

impl Timeline {
    /// The courses of the beat's own arrows at `now`, in their order, with labels in place; `None`
    /// for one that is not seen.
    #[must_use]
    pub fn courses(&self, now: Time) -> Vec<Option<Course>> {
        let Some(beat) = self.beats.iter().find(|beat| now < beat.time.end) else { return Vec::new() };
        let standing = Standing::new(&beat.actors, now);
        let own = beat.arrows.iter().filter(|arrow| arrow.leaves.is_none());
        own.map(|arrow| arrow.seen(now, &standing, &beat.focuses)).collect()
    }
}

impl BeatTrack {
    fn sample(&self, now: Time) -> Pose {
        let standing = Standing::new(&self.actors, now);
        let mut stage: Vec<Sprite> = Vec::new();
        for (actor, place) in standing.iter() {
            stage.extend(actor.sample(now, place, &self.focuses));
        }
        for arrow in &self.arrows {
            stage.extend(arrow.sample(now, &standing, &self.focuses));
        }
        for (actor, place) in standing.iter() {
            stage.extend(actor.marks(now, place));
        }
        Pose { camera: self.camera(now), stage, chrome: self.chrome.sample(now) }
    }

    /// The stage as focuses with a zoom show it: enlarged around their middles.
    fn camera(&self, now: Time) -> Affine {
        self.focuses.iter().fold(Affine::IDENTITY, |camera, focus| {
            let zoom = 1.0 + (focus.zoom - 1.0) * focus.strength(now);
            camera * scale_about(zoom, focus.center)
        })
    }
}

/// Scaling that keeps `center` in place.
fn scale_about(scale: f64, center: Point) -> Affine {
    let center = center.to_vec2();
    Affine::translate(center) * Affine::scale(scale) * Affine::translate(-center)
}
