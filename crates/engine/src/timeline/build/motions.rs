//! Intervals in which anything in a beat may change, and the cost of a sample.

use crate::timeline::BeatTrack;
use crate::timeline::actor::Actor;
use crate::timeline::appearances::Appearances;
use crate::timeline::arrows::ArrowTrack;
use crate::timeline::effects::Hold;
use halfminute_basics::time::{Interval, Time};

/// Steps of sampling an element of one picture, and one that is blended from two.
const STEPS_OF_ELEMENT: usize = 6;
const STEPS_OF_BLENDED: usize = 16;

impl BeatTrack {
    /// Disjoint intervals in which anything may change, in order of time.
    pub(super) fn all_motions(&self) -> Vec<Interval> {
        let mut motions = Vec::new();
        self.actors.iter().for_each(|actor| of_actor(actor, &mut motions));
        self.arrows.iter().for_each(|arrow| of_arrow(arrow, &mut motions));
        self.focuses.iter().for_each(|focus| motions.extend(of_hold(focus.hold)));
        of_turns(&self.chrome, &mut motions);
        motions.retain(|motion| motion.start < self.time.end);
        motions.sort_by_key(|motion| motion.start);
        let mut apart: Vec<Interval> = Vec::new();
        for motion in motions {
            match apart.last_mut().filter(|last| motion.start <= last.end) {
                Some(last) => last.end = last.end.max(motion.end),
                None => apart.push(motion),
            }
        }
        apart
    }

    /// Steps of one sample, about 50 ns each.
    pub(super) fn steps_of_sample(&self) -> u64 {
        let of_actor = |actor: &Actor| {
            let elements =
                actor.appearances.last().elements.len().max(actor.appearances.first.elements.len());
            let changes: usize = actor.visibility.values().map(|visibility| visibility.changes.len()).sum();
            let gestures: usize = actor.gestures.values().map(Vec::len).sum();
            let focuses = self.focuses.iter().filter(|focus| focus.targets.contains_key(&actor.node)).count();
            // What changes its looks blends two pictures.
            let blended =
                if actor.appearances.iter().next().is_some() { STEPS_OF_BLENDED } else { STEPS_OF_ELEMENT };
            10 + elements * (blended + focuses)
                + (changes + gestures) / 4
                + actor.marks.len() * 10
                + actor.path.len()
        };
        let actors: usize = self.actors.iter().map(of_actor).sum();
        let flows: usize = self.arrows.iter().map(|arrow| arrow.flows.len()).sum();
        let chrome = self.chrome.last().elements.len() * 6;
        (actors + self.arrows.len() * 60 + flows + chrome) as u64
    }
}

fn of_actor(actor: &Actor, motions: &mut Vec<Interval>) {
    of_turns(&actor.appearances, motions);
    motions.extend(actor.path.iter().map(|segment| segment.time));
    motions.extend(
        actor.visibility.values().flat_map(|visibility| &visibility.changes).map(|change| change.time),
    );
    motions.extend(actor.gestures.values().flatten().map(|gesture| gesture.time));
    motions.extend(actor.marks.iter().flat_map(|mark| of_hold(mark.hold)));
}

fn of_turns(appearances: &Appearances, motions: &mut Vec<Interval>) {
    for change in appearances.iter() {
        motions.push(change.time);
        motions.extend(change.parts.values());
    }
}

fn of_arrow(arrow: &ArrowTrack, motions: &mut Vec<Interval>) {
    motions.push(arrow.appears);
    motions.push(Interval::new(arrow.settled, Time::ZERO));
    motions.extend(arrow.leaves);
    motions.extend(arrow.before.as_ref().map(|(_, glide)| *glide));
    motions.extend(arrow.flows.iter().map(|(time, _)| *time));
}

fn of_hold(hold: Hold) -> [Interval; 2] {
    [hold.comes, hold.goes]
}
