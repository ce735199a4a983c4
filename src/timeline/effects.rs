//! What passes over a node without changing it: marks, focus, pulse, shake.

use std::collections::{HashMap, HashSet};

use kurbo::{Affine, Point, Rect, Vec2};

use crate::easing::Easing;
use crate::nodes::Uid;
use crate::scene::NodeId;
use crate::theme::Tone;
use crate::time::{Interval, Time};
use crate::timeline::scale_about;

/// An outline around a part.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) part: Uid,
    pub(super) tone: Tone,
    pub(super) hold: Hold,
    /// What it goes around in each look of the node, from the node's top left.
    pub(super) boxes: Vec<Option<Rect>>,
}

/// The rest dimmed, the stage perhaps enlarged.
#[derive(Clone, Debug)]
pub(super) struct Focus {
    pub(super) targets: HashMap<NodeId, HashSet<Uid>>,
    pub(super) zoom: f64,
    /// Opacity of what is out of focus.
    pub(super) dim: f64,
    /// What the zoom keeps in place.
    pub(super) center: Point,
    pub(super) hold: Hold,
}

/// Comes, stays, goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hold {
    pub(super) comes: Interval,
    /// An empty stretch at the end of time when it goes with the beat.
    pub(super) goes: Interval,
    pub(super) ease: Easing,
}

impl Hold {
    /// From 0, away, to 1, fully there.
    pub(super) fn strength(&self, now: Time) -> f64 {
        self.ease.at(self.comes.progress(now)) * (1.0 - self.ease.at(self.goes.progress(now)))
    }

    /// The same effect in the next beat, which it fades out of, if it was still there.
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

/// What the focuses of a beat dim at one instant.
pub(super) struct Dimming<'a> {
    /// Focuses that dim anything, each with the opacity that it leaves to what is out of it.
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

    /// The opacity that is left to something that belongs to `node` and the parts `path`.
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

/// A short motion that ends where it began.
#[derive(Clone, Debug)]
pub(super) struct Gesture {
    pub(super) time: Interval,
    pub(super) ease: Easing,
    pub(super) kind: GestureKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GestureKind {
    /// Swells and settles.
    Pulse,
    /// Shakes sideways.
    Shake,
}

/// How much larger a pulse makes a small thing, as a share, and a large one, in units: both grow by about as
/// much as the eye sees at a glance, and neighbours that pulse one after another do not touch.
const PULSE: (f64, f64) = (0.12, 16.0);
const SHAKE_REACH: f64 = 16.0;
const SHAKE_TURNS: f64 = 3.0;

impl Gesture {
    /// What it does to something whose middle is `center` and longer side `extent`.
    pub(super) fn transform(&self, now: Time, center: Point, extent: f64) -> Affine {
        let progress = self.ease.at(self.time.progress(now));
        if progress <= 0.0 || progress >= 1.0 {
            return Affine::IDENTITY;
        }
        match self.kind {
            GestureKind::Pulse => {
                let most = PULSE.0.min(PULSE.1 / extent.max(1.0));
                let wave = libm::sin(progress * std::f64::consts::PI);
                scale_about(1.0 + most * wave, center)
            }
            GestureKind::Shake => {
                let wave = libm::sin(progress * SHAKE_TURNS * 2.0 * std::f64::consts::PI);
                Affine::translate(Vec2::new(SHAKE_REACH * wave * (1.0 - progress), 0.0))
            }
        }
    }
}
