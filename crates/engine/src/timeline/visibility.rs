//! Visibility of nodes and parts, and the ways in which they appear and disappear.

use kurbo::{Affine, Rect, Vec2};

use crate::easing::Easing;
use crate::nodes::Uid;
use crate::timeline::emerge::Origin;
use crate::timeline::pour::Pour;
use halfminute_basics::time::{Interval, Time};

/// Visibility at the beat's start, and its changes by start time.
#[derive(Clone, Debug, Default)]
pub(super) struct Visibility {
    pub(super) hidden: bool,
    pub(super) changes: Vec<VisibilityChange>,
}

#[derive(Clone, Debug)]
pub(super) struct VisibilityChange {
    pub(super) time: Interval,
    pub(super) ease: Easing,
    pub(super) transition: Transition,
}

/// Transition in which something appears or disappears.
#[derive(Clone, Debug)]
pub(super) enum Transition {
    /// Fades in while it rises by this many units.
    Rise(f64),
    /// Emerges from something on stage.
    Emerge(Origin),
    /// Comes out of a box on stage, dot by dot.
    Pour { from: Rect, seed: u64 },
    /// Appears letter by letter.
    Letters,
    /// Fades out in place.
    Fade,
}

/// Share of its way after which an emerging part is fully opaque.
const EMERGE_OPAQUE: f64 = 0.4;

/// Effect of visibility on something at one instant.
pub(super) struct SampledVisibility {
    pub(super) opacity: f64,
    pub(super) reveal: f64,
    /// The outermost part that is being typed: this part or an ancestor.
    pub(super) typed: Option<Uid>,
    pub(super) trace: f64,
    pub(super) transform: Affine,
    /// Offset below its place while it rises.
    pub(super) rise: Vec2,
    /// Path of its dots, while they are on their way.
    pub(super) pour: Option<Pour>,
}

impl SampledVisibility {
    /// Something that is always there, with this opacity.
    pub(super) fn always(opacity: f64) -> Self {
        Self {
            opacity,
            reveal: 1.0,
            typed: None,
            trace: 1.0,
            transform: Affine::IDENTITY,
            rise: Vec2::ZERO,
            pour: None,
        }
    }

    /// Transform of all elements except those that are traced in place.
    pub(super) fn settling(&self) -> Affine {
        Affine::translate(self.rise) * self.transform
    }
}

impl Visibility {
    /// The effect at `now` on something whose box on stage is `rect` at rest.
    pub(super) fn at(&self, now: Time, rect: Rect) -> SampledVisibility {
        let mut seen = SampledVisibility::always(if self.hidden { 0.0 } else { 1.0 });
        for change in self.changes.iter().take_while(|change| change.time.start <= now) {
            let progress = change.ease.at(change.time.progress(now));
            match &change.transition {
                Transition::Rise(height) => {
                    seen.opacity = seen.opacity.max(progress);
                    seen.rise = Vec2::new(0.0, height * (1.0 - progress));
                    // The pen accelerates and brakes, whatever easing the rest has.
                    let passed = change.time.progress(now);
                    seen.trace = passed * passed * (3.0 - 2.0 * passed);
                }
                Transition::Emerge(from) => {
                    seen.opacity = seen.opacity.max((change.time.progress(now) / EMERGE_OPAQUE).min(1.0));
                    seen.transform = from.emerge(rect, progress);
                }
                Transition::Pour { from, seed } => {
                    seen.opacity = 1.0;
                    let passed = change.time.progress(now);
                    let pour = Pour { from: *from, to: rect, passed, ease: change.ease, seed: *seed };
                    seen.pour = (progress < 1.0).then_some(pour);
                }
                Transition::Letters => {
                    seen.opacity = 1.0;
                    seen.reveal = progress.clamp(0.0, 1.0);
                }
                Transition::Fade => seen.opacity *= 1.0 - progress,
            }
        }
        seen
    }
}
