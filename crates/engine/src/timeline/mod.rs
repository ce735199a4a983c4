//! Motion: appearances scene and layout into tracks, which give the position of everything at any instant of a beat.
//!
//! [`Timeline::sample`] is total and stateless: a pose depends only on the instant, so frames can be drawn in
//! any order and on any thread. All searches are done when the timeline is built; a sample only evaluates
//! closed forms over intervals.

mod actor;
mod actors;
mod appearances;
mod arrows;
mod build;
mod effects;
mod emerge;
mod fit;
mod marks;
mod pose;
mod pour;
mod standing;
#[cfg(test)]
mod tests;
mod tween;
mod typing;
mod visibility;

use kurbo::Affine;

pub use pose::{Piece, Pose, Sprite};
pub use tween::Drawn;

use crate::budget::Budget;
use crate::layout::{Course, Layout};
use crate::scene::{NodeId, Scene};
use crate::theme::Theme;
use actors::Actors;
use appearances::Appearances;
use arrows::ArrowTrack;
use effects::{Dimming, Focus};
use halfminute_basics::time::{Interval, Time};
use standing::Positions;

/// Motion of a whole clip, with one track per beat.
#[derive(Debug)]
pub struct Timeline {
    beats: Vec<BeatTrack>,
}

/// Motion of one beat: all nodes that can be seen in it, in painting order.
#[derive(Debug)]
struct BeatTrack {
    time: Interval,
    actors: Actors,
    arrows: Vec<ArrowTrack>,
    focuses: Vec<Focus>,
    chrome: Appearances,
    /// Disjoint intervals in which anything may change, in order of time.
    motions: Vec<Interval>,
    /// Steps that one sample takes.
    steps: u64,
}

impl Timeline {
    /// Computes the motion of every beat, up to the one at which the budget is spent.
    #[must_use]
    pub fn new(scene: &Scene, layout: &Layout, theme: &Theme, budget: &Budget) -> Self {
        Self { beats: build::beats(scene, layout, theme, budget) }
    }

    /// The pose at `now`; an instant outside the clip shows its nearest beat.
    #[must_use]
    pub fn sample(&self, now: Time) -> Pose {
        self.beat(now).map_or_else(Pose::default, |beat| beat.sample(now))
    }

    /// The beat at an instant, or the nearest one.
    fn beat(&self, now: Time) -> Option<&BeatTrack> {
        let beat = self.beats.partition_point(|beat| beat.time.end <= now);
        self.beats.get(beat).or(self.beats.last())
    }

    /// True if two instants of one beat show the same because no motion touches the time between them. False
    /// does not mean that they differ.
    #[must_use]
    pub fn is_still_between(&self, from: Time, to: Time) -> bool {
        self.beat(from).is_some_and(|beat| to < beat.time.end && beat.is_still_between(from, to))
    }

    /// Steps that a sample at `now` takes, about 50 ns each.
    #[must_use]
    pub fn steps(&self, now: Time) -> u64 {
        self.beat(now).map_or(1, |beat| beat.steps)
    }

    /// True if parts of `node` that a `set` at `start` sets apart change together all the same: one after
    /// another, they would cover one another.
    #[must_use]
    pub fn is_together(&self, beat: usize, node: NodeId, start: Time) -> bool {
        let actor = self.beats.get(beat).and_then(|beat| beat.actors.of(node));
        actor.is_some_and(|actor| {
            actor.appearances.iter().any(|change| change.together && change.time.start == start)
        })
    }

    /// The courses of the beat's own arrows at `now`, in their order, with labels in place; `None`
    /// for one that is not seen.
    #[must_use]
    pub fn courses(&self, now: Time) -> Vec<Option<Course>> {
        let Some(beat) = self.beats.iter().find(|beat| now < beat.time.end) else { return Vec::new() };
        let (standing, focuses) = (Positions::new(&beat.actors, now), Dimming::new(&beat.focuses, now));
        let own = beat.arrows.iter().filter(|arrow| arrow.leaves.is_none());
        own.map(|arrow| arrow.seen(now, &standing, &focuses)).collect()
    }
}

impl BeatTrack {
    fn sample(&self, now: Time) -> Pose {
        let (standing, focuses) = (Positions::new(&self.actors, now), Dimming::new(&self.focuses, now));
        let mut stage: Vec<Sprite> = Vec::new();
        for (actor, place) in standing.iter() {
            stage.extend(actor.sample(now, place, &focuses));
        }
        for arrow in &self.arrows {
            stage.extend(arrow.sample(now, &standing, &focuses));
        }
        for (actor, place) in standing.iter() {
            stage.extend(actor.marks(now, place));
        }
        Pose { camera: self.camera(now), stage, chrome: self.chrome.sample(now) }
    }

    /// True if no motion is under way, begins or ends between two instants of the beat.
    fn is_still_between(&self, from: Time, to: Time) -> bool {
        let next = self.motions.partition_point(|motion| motion.end < from);
        self.motions.get(next).is_none_or(|motion| motion.start > to)
    }

    /// The camera transform: focuses with a zoom enlarge the stage around their centres.
    fn camera(&self, now: Time) -> Affine {
        self.focuses.iter().fold(Affine::IDENTITY, |camera, focus| {
            let zoom = 1.0 + (focus.zoom - 1.0) * focus.strength(now);
            camera * Affine::scale_about(zoom, focus.center)
        })
    }
}
