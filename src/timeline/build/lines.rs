//! The arrows of a beat.

use kurbo::Point;

use crate::layout::Course;
use crate::nodes::Uid;
use crate::scene::{Arrival, Arrow, Target, Verb};
use crate::time::{Interval, Time};
use crate::timeline::arrows::{ArrowTrack, End, Look};
use crate::timeline::build::Draft;
use crate::timeline::standing::Standing;

/// How long an arrow takes to draw itself.
const DRAW: Time = Time::from_millis(300);

impl Draft<'_> {
    /// Arrows that leave, then those of this beat.
    pub(super) fn arrows(&self) -> Vec<ArrowTrack> {
        let leaving = self.before.into_iter().flat_map(|(_, track)| &track.arrows).filter_map(|arrow| {
            let pair = arrow.ends.map(|end| end.target);
            let stays = self.beat.arrows.iter().any(|own| [own.from, own.to] == pair);
            let left = arrow.leaves.is_some();
            (!stays && !left).then(|| self.leaving_arrow(arrow))
        });
        let own = self.beat.arrows.iter().enumerate().map(|(at, arrow)| self.arrow(at, arrow));
        leaving.chain(own).collect()
    }

    fn leaving_arrow(&self, arrow: &ArrowTrack) -> ArrowTrack {
        let now = Interval::new(self.start(), Time::ZERO);
        ArrowTrack {
            ends: arrow.ends,
            course: arrow.course.clone(),
            before: None,
            settled: self.start(),
            appears: now,
            leaves: Some(self.leave()),
            flows: Vec::new(),
            look: arrow.look,
        }
    }

    fn arrow(&self, at: usize, arrow: &Arrow) -> ArrowTrack {
        let before = self.before.and_then(|(_, track)| {
            let same = |old: &&ArrowTrack| {
                old.leaves.is_none() && old.ends.map(|end| end.target) == [arrow.from, arrow.to]
            };
            track.arrows.iter().find(same)
        });
        let end = |target: Target| {
            let place = self.place(target.node);
            let drawn = place.and_then(|place| place.last().region(Uid::ROOT)).unwrap_or_default();
            End { target, rest: place.map_or(Point::ZERO, |place| place.rect.origin()), drawn }
        };
        let course = self.layout.courses[at].clone();
        // Its ends may have moved since the beat before began.
        let glide = |old: &ArrowTrack| -> Option<(Course, Interval)> {
            let (before, track) = self.before?;
            let end = before.time.end;
            Some((old.settled_at(end, &Standing::new(&track.actors, end)), self.glide()))
        };
        let appears = match before {
            Some(_) => Interval::new(self.start(), Time::ZERO),
            None => self.draws(arrow),
        };
        ArrowTrack {
            ends: [arrow.from, arrow.to].map(end),
            course,
            before: before.and_then(glide),
            settled: self.lead(Time::ZERO, self.theme().motion.enter_end).end,
            appears,
            leaves: None,
            flows: self.flows(at),
            look: self.look_of(arrow),
        }
    }

    /// An arrow draws itself at the end of the lead-in or, when an end appears later, along with it.
    fn draws(&self, arrow: &Arrow) -> Interval {
        let motion = &self.theme().motion;
        let lead_in = self.lead(Time::ZERO, motion.enter_end).end;
        let end = [arrow.from, arrow.to].into_iter().filter_map(|target| self.appears(target)).max();
        let waits = |target: Target| {
            let member = self.beat.members.iter().find(|member| member.node == target.node);
            member.is_some_and(|member| member.arrival == Arrival::Waits)
        };
        let end = match end {
            Some(end) => end.max(lead_in),
            // An end that never appears: the arrow stays invisible with it.
            None if waits(arrow.from) || waits(arrow.to) => self.beat.time.end,
            None => lead_in,
        };
        Interval { start: (end - DRAW).max(self.start()), end }
    }

    fn flows(&self, at: usize) -> Vec<(Interval, crate::easing::Easing)> {
        let mut flows = Vec::new();
        for act in &self.beat.acts {
            if let Verb::Flow { links } = &act.verb {
                let ease = act.ease.unwrap_or(self.theme().motion.change);
                flows.extend(links.iter().filter(|(arrow, _)| *arrow == at).map(|(_, time)| (*time, ease)));
            }
        }
        flows
    }

    fn look_of(&self, arrow: &Arrow) -> Look {
        let theme = self.theme();
        let tone = theme.tone(arrow.tone);
        Look {
            line: if arrow.tone == 0 { theme.color.soft } else { tone.line },
            label: if arrow.tone == 0 { theme.color.soft } else { tone.ink },
            flow: theme.color.accent,
            width: theme.shape.arrow,
            ease: theme.motion.glide,
        }
    }
}
