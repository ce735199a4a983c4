//! When nothing changes: stretches of the clip in which every frame is the same.

use crate::time::{Rate, Time};
use crate::timeline::{Pose, Timeline};

/// A stretch without any change, its ends found to a few milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rest {
    pub(super) start: Time,
    pub(super) end: Time,
}

impl Rest {
    /// Its length in seconds.
    pub(super) fn seconds(&self) -> f64 {
        (self.end - self.start).seconds()
    }
}

/// A clip's motion, looked at from instant to instant.
pub(super) struct Motion<'a> {
    pub(super) timeline: &'a Timeline,
    pub(super) end: Time,
    pub(super) rate: Rate,
}

/// Between two looks: no motion that an author writes is over sooner and leaves no trace.
pub(super) const STEP: Time = Time::from_millis(200);
/// Halvings of a step: 200 ms become some 3.
const HALVINGS: usize = 6;

impl Motion<'_> {
    /// Every stretch of at least two looks without a change.
    pub(super) fn rests(&self) -> Vec<Rest> {
        let last = self.end - self.rate.frame();
        let mut rests = Vec::new();
        let mut start = Time::ZERO;
        let mut now = Time::ZERO;
        let mut pose = self.timeline.sample(now);
        // Whether anything has changed before `start`, so that the exact start lies before it.
        let mut bounded = false;
        while now < last {
            let next = (now + STEP).min(last);
            let seen = self.timeline.sample(next);
            if seen != pose {
                if now > start {
                    rests.push(Rest {
                        start: self.start(start, bounded, &pose),
                        end: self.end(now, next, &pose),
                    });
                }
                (start, bounded) = (next, true);
            }
            (now, pose) = (next, seen);
        }
        if now > start {
            rests.push(Rest { start: self.start(start, bounded, &pose), end: self.end });
        }
        rests
    }

    /// The first instant, at most a step before `at`, that shows `pose`.
    fn start(&self, at: Time, bounded: bool, pose: &Pose) -> Time {
        if !bounded {
            return at;
        }
        let (mut moving, mut still) = ((at - STEP).max(Time::ZERO), at);
        for _ in 0..HALVINGS {
            let middle = midway(moving, still);
            if self.timeline.sample(middle) == *pose { still = middle } else { moving = middle }
        }
        still
    }

    /// The last instant between two looks that shows `pose`.
    fn end(&self, at: Time, next: Time, pose: &Pose) -> Time {
        let (mut still, mut moving) = (at, next);
        for _ in 0..HALVINGS {
            let middle = midway(still, moving);
            if self.timeline.sample(middle) == *pose { still = middle } else { moving = middle }
        }
        still
    }
}

fn midway(a: Time, b: Time) -> Time {
    Time::from_flicks((a.flicks() + b.flicks()) / 2)
}
