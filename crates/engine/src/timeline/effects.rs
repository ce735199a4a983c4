//! Effects that pass over a node without changing it: marks, focuses and gestures.

use std::collections::{HashMap, HashSet};

use kurbo::{Affine, Point, Rect};

use crate::easing::Easing;
use crate::nodes::Uid;
use crate::scene::{Gesture, NodeId};
use crate::theme::ToneColors;
use halfminute_basics::time::{Interval, Time};

/// An outline around a marked part.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) part: Uid,
    pub(super) tone: ToneColors,
    pub(super) hold: Hold,
    /// Box of the part in each picture of the node, relative to the node's top left.
    pub(super) boxes: Vec<Option<Rect>>,
}

/// Dims everything except its targets, and may enlarge the stage.
#[derive(Clone, Debug)]
pub(super) struct Focus {
    pub(super) targets: HashMap<NodeId, HashSet<Uid>>,
    pub(super) zoom: f64,
    /// Opacity of everything that is out of focus.
    pub(super) dim: f64,
    /// Point that the zoom keeps in place.
    pub(super) center: Point,
    pub(super) hold: Hold,
}

/// Time course of an effect that comes, stays and goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hold {
    pub(super) comes: Interval,
    /// Interval in which the effect goes; an empty one at [`Time::MAX`] if it goes with the beat.
    pub(super) goes: Interval,
    pub(super) ease: Easing,
}

impl Hold {
    /// Strength at `now`, from 0 (absent) to 1 (fully there).
    pub(super) fn strength(&self, now: Time) -> f64 {
        self.ease.at(self.comes.progress(now)) * (1.0 - self.ease.at(self.goes.progress(now)))
    }

    /// The same effect in the next beat, in which it fades out; `None` if it was over by then.
    pub(super) fn into_next(self, start: Time, over: Time) -> Option<Self> {
        let held = self.comes.start < start && self.goes.start > start;
        held.then(|| Self { goes: Interval::new(start, over), ..self })
    }
}

impl Focus {
    pub(super) fn strength(&self, now: Time) -> f64 {
        self.hold.strength(now)
    }
}

/// Dimming by all focuses of a beat at one instant.
pub(super) struct Dimming<'a> {
    /// Active focuses, each with the opacity of what is out of its focus.
    focuses: Vec<(&'a Focus, f64)>,
}

impl<'a> Dimming<'a> {
    pub(super) fn new(focuses: &'a [Focus], now: Time) -> Self {
        let active = focuses.iter().map(|focus| (focus, focus.strength(now)));
        let active = active.filter(|(_, strength)| *strength != 0.0);
        Self {
            focuses: active.map(|(focus, strength)| (focus, 1.0 - (1.0 - focus.dim) * strength)).collect(),
        }
    }

    /// Opacity of something that belongs to `node` and to the parts in `path`.
    pub(super) fn opacity(&self, node: NodeId, path: &[Uid]) -> f64 {
        let left = |(focus, opacity): &(&Focus, f64)| {
            let parts = focus.targets.get(&node);
            let chosen = parts.is_some_and(|parts| {
                parts.contains(&Uid::ROOT) || path.iter().any(|part| parts.contains(part))
            });
            if chosen { 1.0 } else { *opacity }
        };
        self.focuses.iter().map(left).product()
    }
}

/// A gesture of a node or part, with its time.
#[derive(Clone, Debug)]
pub(super) struct TimedGesture {
    pub(super) time: Interval,
    pub(super) ease: Easing,
    pub(super) motion: Gesture,
}

impl TimedGesture {
    /// Transform at `now` for something with its centre at `center` and a longer side of `extent`.
    pub(super) fn transform(&self, now: Time, center: Point, extent: f64) -> Affine {
        let progress = self.ease.at(self.time.progress(now));
        if progress <= 0.0 || progress >= 1.0 {
            return Affine::IDENTITY;
        }
        (self.motion.transform)(progress, center, extent)
    }
}
