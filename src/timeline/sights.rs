//! Whether something is visible, and how it comes and goes.

use kurbo::{Affine, Rect, Vec2};

use crate::easing::Easing;
use crate::nodes::Uid;
use crate::time::{Interval, Time};
use crate::timeline::emerge::Origin;
use crate::timeline::pour::Pour;

/// Whether something is visible, and how that changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Sight {
    pub(super) hidden: bool,
    pub(super) changes: Vec<SightChange>,
}

#[derive(Clone, Debug)]
pub(super) struct SightChange {
    pub(super) time: Interval,
    pub(super) ease: Easing,
    pub(super) way: Way,
}

/// How something appears or disappears.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// Fades in while it comes up by so many units.
    Rise(f64),
    /// Comes out of something on stage.
    Emerge(Origin),
    /// Comes out of a box on stage dot by dot.
    Pour { from: Rect, seed: u64 },
    /// Letter by letter.
    Letters,
    /// Fades out.
    Fade,
}

/// An emerging part is fully opaque after this share of its way.
const EMERGE_OPAQUE: f64 = 0.4;

/// What visibility does to something at one instant.
pub(super) struct Seen {
    pub(super) opacity: f64,
    pub(super) reveal: f64,
    /// The part that is being typed, which this is or belongs to.
    pub(super) typed: Option<Uid>,
    pub(super) trace: f64,
    pub(super) transform: Affine,
    /// How far below its place it still is while it comes up.
    pub(super) rise: Vec2,
    /// Where its dots come from, while they are on their way.
    pub(super) pour: Option<Pour>,
}

impl Seen {
    /// What is there all along, so opaque.
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

    /// What moves everything of it that does not draw itself.
    pub(super) fn settling(&self) -> Affine {
        Affine::translate(self.rise) * self.transform
    }
}

impl Sight {
    /// `rect` is its box on stage when at rest.
    pub(super) fn at(&self, now: Time, rect: Rect) -> Seen {
        let mut seen = Seen::always(if self.hidden { 0.0 } else { 1.0 });
        for change in self.changes.iter().take_while(|change| change.time.start <= now) {
            let progress = change.ease.at(change.time.progress(now));
            match &change.way {
                Way::Rise(height) => {
                    seen.opacity = seen.opacity.max(progress);
                    seen.rise = Vec2::new(0.0, height * (1.0 - progress));
                    // A pen that starts and stops, whatever the rest does.
                    let passed = change.time.progress(now);
                    seen.trace = passed * passed * (3.0 - 2.0 * passed);
                }
                Way::Emerge(from) => {
                    seen.opacity = seen.opacity.max((change.time.progress(now) / EMERGE_OPAQUE).min(1.0));
                    seen.transform = from.emerge(rect, progress);
                }
                Way::Pour { from, seed } => {
                    seen.opacity = 1.0;
                    let passed = change.time.progress(now);
                    let pour = Pour { from: *from, to: rect, passed, ease: change.ease, seed: *seed };
                    seen.pour = (progress < 1.0).then_some(pour);
                }
                Way::Letters => {
                    seen.opacity = 1.0;
                    seen.reveal = progress.clamp(0.0, 1.0);
                }
                Way::Fade => seen.opacity *= 1.0 - progress,
            }
        }
        seen
    }
}
