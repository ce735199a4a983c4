//! When nothing changes: stretches of the clip in which every frame is the same, but for the segments
//! that say which beat it is.

use crate::budget::{Budget, Task};
use crate::layout::PROGRESS;
use crate::scene::{Beat, Scene};
use crate::time::Time;
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
    scene: &'a Scene,
    timeline: &'a Timeline,
    budget: &'a Budget,
    end: Time,
    /// When to look, in order.
    looks: Vec<Time>,
}

/// Between two looks at most.
pub(super) const STEP: Time = Time::from_millis(200);
/// Halvings of a step: 200 ms become some 3.
const HALVINGS: usize = 6;

impl<'a> Motion<'a> {
    /// Looks at regular instants, and in the middle and at the end of every step of an entry: a
    /// motion there and back may be over between two regular ones.
    pub(super) fn new(scene: &'a Scene, timeline: &'a Timeline, budget: &'a Budget) -> Self {
        let end = scene.clip.lasts;
        let last = end - scene.clip.rate.frame();
        let regular = std::iter::successors(Some(Time::ZERO), |now| Some(*now + STEP));
        let steps = scene.beats.iter().flat_map(|beat| &beat.acts).flat_map(|act| &act.steps);
        let steps = steps.flat_map(|step| [midway(step.time.start, step.time.end), step.time.end]);
        let mut looks: Vec<Time> = regular.take_while(|now| *now < last).chain(steps).collect();
        looks.push(last);
        looks.sort();
        looks.dedup();
        looks.retain(|now| *now <= last);
        Self { scene, timeline, budget, end, looks }
    }

    /// What an instant shows, without what counts the beats: that changes with each by itself.
    fn look(&self, now: Time) -> Pose {
        let beat = self.scene.beats.partition_point(|beat| beat.time.end <= now);
        if let Some(Beat { number, span, .. }) = self.scene.beats.get(beat) {
            self.budget.begin(Task::Rests(*number), span);
        }
        if self.budget.is_spent() {
            return Pose::default();
        }
        self.budget.spend(self.timeline.steps(now));
        let mut pose = self.timeline.sample(now);
        pose.chrome.retain(|drawn| drawn.element.key.role != PROGRESS);
        pose
    }

    /// Every stretch of at least two looks without a change.
    pub(super) fn rests(&self) -> Vec<Rest> {
        let mut rests = Vec::new();
        let mut looks = self.looks.iter().copied();
        let Some(mut now) = looks.next() else { return rests };
        let mut pose = self.look(now);
        // The last look before the stretch, at another picture; the first look at this one.
        let (mut before, mut start) = (None, now);
        for next in looks {
            if !self.timeline.is_still_between(now, next) {
                let seen = self.look(next);
                if seen != pose {
                    if now > start {
                        let end = self.end(now, next, &pose);
                        rests.push(Rest { start: self.start(before, start, &pose), end });
                    }
                    (before, start) = (Some(now), next);
                }
                pose = seen;
            }
            now = next;
        }
        if now > start {
            rests.push(Rest { start: self.start(before, start, &pose), end: self.end });
        }
        rests
    }

    /// The first instant between two looks that shows `pose`, which the second does.
    fn start(&self, before: Option<Time>, at: Time, pose: &Pose) -> Time {
        let Some(mut moving) = before else { return at };
        let mut still = at;
        for _ in 0..HALVINGS {
            let middle = midway(moving, still);
            let same = self.timeline.is_still_between(middle, still) || self.look(middle) == *pose;
            if same { still = middle } else { moving = middle }
        }
        still
    }

    /// The last instant between two looks that shows `pose`.
    fn end(&self, at: Time, next: Time, pose: &Pose) -> Time {
        let (mut still, mut moving) = (at, next);
        for _ in 0..HALVINGS {
            let middle = midway(still, moving);
            let same = self.timeline.is_still_between(still, middle) || self.look(middle) == *pose;
            if same { still = middle } else { moving = middle }
        }
        still
    }
}

fn midway(a: Time, b: Time) -> Time {
    Time::from_flicks((a.flicks() + b.flicks()) / 2)
}
