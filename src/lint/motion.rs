//! When nothing changes: stretches of the clip in which every frame is the same, but for the segments
//! that say which beat it is.

use crate::budget::{Budget, Task};
use crate::layout::PROGRESS;
use crate::scene::Scene;
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

/// Steps of a look, and of each element that it sees.
const STEPS_OF_LOOK: u64 = 10;
const STEPS_OF_ELEMENT: u64 = 8;

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
        if self.budget.is_spent() {
            return Pose::default();
        }
        let mut pose = self.timeline.sample(now);
        self.budget.spend(STEPS_OF_LOOK + STEPS_OF_ELEMENT * pose.size() as u64);
        pose.chrome.retain(|drawn| drawn.element.key.role != PROGRESS);
        pose
    }

    /// Every stretch of at least two looks without a change.
    pub(super) fn rests(&self) -> Vec<Rest> {
        let mut rests = Vec::new();
        let beat = self.scene.beats.first();
        beat.inspect(|beat| self.budget.begin(Task::Rests(beat.number), &beat.span));
        let mut looks = self.looks.iter().copied().map(|now| (now, self.look(now)));
        let Some((mut now, mut pose)) = looks.next() else { return rests };
        // The last look before the stretch, at another picture; the first look at this one.
        let (mut before, mut start) = (None, now);
        for (next, seen) in looks {
            if seen != pose {
                if now > start {
                    let end = self.end(now, next, &pose);
                    rests.push(Rest { start: self.start(before, start, &pose), end });
                }
                (before, start) = (Some(now), next);
            }
            (now, pose) = (next, seen);
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
            if self.look(middle) == *pose { still = middle } else { moving = middle }
        }
        still
    }

    /// The last instant between two looks that shows `pose`.
    fn end(&self, at: Time, next: Time, pose: &Pose) -> Time {
        let (mut still, mut moving) = (at, next);
        for _ in 0..HALVINGS {
            let middle = midway(still, moving);
            if self.look(middle) == *pose { still = middle } else { moving = middle }
        }
        still
    }
}

fn midway(a: Time, b: Time) -> Time {
    Time::from_flicks((a.flicks() + b.flicks()) / 2)
}
