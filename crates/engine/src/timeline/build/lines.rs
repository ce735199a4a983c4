//! Builds the arrows of a beat.

use std::collections::{HashMap, HashSet};

use kurbo::Point;

use crate::layout::{Course, Place};
use crate::nodes::Uid;
use crate::scene::{Arrival, Arrow, Effect, NodeId, Target};
use crate::theme::Tone;
use crate::timeline::arrows::{ArrowEnd, ArrowStyle, ArrowTrack, EndBoxes};
use crate::timeline::build::BeatBuilder;
use crate::timeline::standing::Positions;
use halfminute_basics::time::{Interval, Time};

/// Time that an arrow takes to be drawn.
const DRAW: Time = Time::from_millis(300);

impl BeatBuilder<'_> {
    /// Arrows that fade out, then those of this beat.
    pub(super) fn arrows(&self) -> Vec<ArrowTrack> {
        if self.beat.arrows.is_empty() && self.before.is_none_or(|(_, track)| track.arrows.is_empty()) {
            return Vec::new();
        }
        let staying: HashSet<[Target; 2]> = self.beat.arrows.iter().map(|own| [own.from, own.to]).collect();
        let first_seen = self.first_seen();
        let leaving = self.before.into_iter().flat_map(|(_, track)| &track.arrows).filter_map(|arrow| {
            let pair = arrow.ends.map(|end| end.target);
            let stays = staying.contains(&pair);
            let left = arrow.leaves.is_some();
            (!stays && !left).then(|| self.leaving_arrow(arrow))
        });
        let own = self.beat.arrows.iter().enumerate().map(|(at, arrow)| self.arrow(at, arrow, &first_seen));
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
            style: arrow.style,
        }
    }

    fn arrow(&self, at: usize, arrow: &Arrow, first_seen: &FirstSeen) -> ArrowTrack {
        let before = self.before.and_then(|(_, track)| {
            let same = |old: &&ArrowTrack| {
                old.leaves.is_none() && old.ends.map(|end| end.target) == [arrow.from, arrow.to]
            };
            track.arrows.iter().find(same)
        });
        let end = |target: Target| {
            let place = self.place(target.node);
            let drawn = place.map(Place::last).map_or_else(EndBoxes::default, |picture| EndBoxes {
                whole: picture.region(Uid::ROOT).unwrap_or_default(),
                body: picture.body,
            });
            ArrowEnd { target, rest: place.map_or(Point::ZERO, |place| place.rect.origin()), drawn }
        };
        let course = self.layout.courses[at].clone();
        // The ends may have moved since the beat before began.
        let glide = |old: &ArrowTrack| -> Option<(Course, Interval)> {
            let (before, track) = self.before?;
            let end = before.time.end;
            let standing = self.end_before.get_or_init(|| Positions::new(&track.actors, end));
            Some((old.settled_at(end, standing), self.glide()))
        };
        let appears = match before {
            Some(_) => Interval::new(self.start(), Time::ZERO),
            None => self.draws(arrow, first_seen),
        };
        ArrowTrack {
            ends: [arrow.from, arrow.to].map(end),
            course,
            before: before.and_then(glide),
            settled: self.lead(Time::ZERO, self.theme().motion.enter_end).end,
            appears,
            leaves: None,
            flows: self.flows(at),
            style: self.style_of(arrow),
        }
    }

    /// Interval in which an arrow is drawn: at the end of the lead-in or, if an end appears later, together
    /// with it.
    fn draws(&self, arrow: &Arrow, first_seen: &FirstSeen) -> Interval {
        let motion = &self.theme().motion;
        let lead_in = self.lead(Time::ZERO, motion.enter_end).end;
        let end = [arrow.from, arrow.to].into_iter().filter_map(|target| first_seen.appears(target)).max();
        let waits = |target: Target| first_seen.waiting.contains(&target.node);
        let end = match end {
            Some(end) => end.max(lead_in),
            // An end never appears, so the arrow stays invisible with it.
            None if waits(arrow.from) || waits(arrow.to) => self.beat.time.end,
            None => lead_in,
        };
        Interval { start: (end - DRAW).max(self.start()), end }
    }

    fn flows(&self, at: usize) -> Vec<(Interval, crate::easing::Easing)> {
        let mut flows = Vec::new();
        for act in &self.beat.acts {
            if let Effect::Flow { links } = &act.effect {
                let ease = act.ease.unwrap_or(self.theme().motion.change);
                flows.extend(links.iter().filter(|(arrow, _)| *arrow == at).map(|(_, time)| (*time, ease)));
            }
        }
        flows
    }

    /// Times at which nodes and parts of this beat become visible.
    fn first_seen(&self) -> FirstSeen {
        let waiting = self.beat.members.iter().filter(|member| member.arrival == Arrival::Waits);
        let mut first_seen =
            FirstSeen { waiting: waiting.map(|member| member.node).collect(), shown: HashMap::new() };
        for act in self.beat.acts.iter().filter(|act| matches!(act.effect, Effect::Appear(_))) {
            // By node: the parts that the act shows, and the time at which the first of them is visible.
            let mut nodes: HashMap<NodeId, (HashSet<Uid>, Time)> = HashMap::new();
            for step in &act.steps {
                let entry = nodes.entry(step.target.node);
                let (parts, end) = entry.or_insert_with(|| (HashSet::new(), step.time.end));
                parts.insert(step.target.part);
                *end = step.time.end.min(*end);
            }
            for (node, (parts, end)) in nodes {
                let own = first_seen.shown.entry(node).or_default();
                for part in parts {
                    let first = own.entry(part).or_insert(end);
                    *first = end.min(*first);
                }
            }
        }
        first_seen
    }

    fn style_of(&self, arrow: &Arrow) -> ArrowStyle {
        let theme = self.theme();
        let tone = theme.tone(arrow.tone);
        ArrowStyle {
            line: if arrow.tone == Tone::Plain { theme.color.soft } else { tone.line },
            label: if arrow.tone == Tone::Plain { theme.color.soft } else { tone.ink },
            flow: theme.color.accent,
            width: theme.shape.arrow,
            ease: theme.motion.glide,
        }
    }
}

/// Times at which nodes and parts become visible.
struct FirstSeen {
    /// Members that are hidden until a `show`.
    waiting: HashSet<NodeId>,
    /// For each node and each part that is shown, the time at which the first part that comes with it is
    /// visible.
    shown: HashMap<NodeId, HashMap<Uid, Time>>,
}

impl FirstSeen {
    /// Time at which a target, or the first of the parts that come with it, is visible.
    fn appears(&self, target: Target) -> Option<Time> {
        let parts = self.shown.get(&target.node)?;
        [target.part, Uid::ROOT].iter().filter_map(|part| parts.get(part)).min().copied()
    }
}
