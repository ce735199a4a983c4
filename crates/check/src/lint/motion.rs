//! Stretches of the clip in which every frame is the same, except for the progress segments in the title bar.

use halfminute_basics::time::Time;
use halfminute_engine::budget::{Budget, Task};
use halfminute_engine::layout::PROGRESS;
use halfminute_engine::scene::{Beat, Scene};
use halfminute_engine::timeline::{Pose, Timeline};

/// A stretch without any change; its ends are accurate to a few milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rest {
    pub(super) start: Time,
    pub(super) end: Time,
}

impl Rest {
    /// Length of the stretch in seconds.
    pub(super) fn seconds(&self) -> f64 {
        (self.end - self.start).seconds()
    }
}

/// The motion of a clip, sampled at a list of instants.
pub(super) struct Motion<'a> {
    scene: &'a Scene,
    timeline: &'a Timeline,
    budget: &'a Budget,
    end: Time,
    /// Instants to be sampled, in order.
    looks: Vec<Time>,
}

/// Greatest distance between two samples.
pub(super) const STEP: Time = Time::from_millis(200);
/// Number of times that a step is halved: 200 ms become about 3 ms.
const HALVINGS: usize = 6;

impl<'a> Motion<'a> {
    /// Samples at regular instants, and also in the middle and at the end of every step of an entry, because
    /// a motion there and back may happen between two regular instants.
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

    /// The picture at an instant, without the progress segments, which change with each beat.
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

    /// All stretches that contain at least two samples without a change.
    pub(super) fn rests(&self) -> Vec<Rest> {
        let mut rests = Vec::new();
        let mut looks = self.looks.iter().copied();
        let Some(mut now) = looks.next() else { return rests };
        let mut pose = self.look(now);
        // The last sample before the stretch, which shows another picture, and the first sample of this one.
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

    /// The first instant after `before` that shows `pose`, which `at` shows; found by bisection.
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

    /// The last instant before `next` that shows `pose`, which `at` shows; found by bisection.
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
