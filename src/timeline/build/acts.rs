//! What `play` does to the actors of a beat.

use std::sync::Arc;

use kurbo::{Point, Rect};

use crate::nodes::{Arrives, Picture, Uid};
use crate::scene::{Act, Side, Step, Target, Verb};
use crate::theme::Tone;
use crate::time::{Interval, Time};
use crate::timeline::actor::{Actor, Leg, Sight, SightChange, Turn, Way};
use crate::timeline::build::Draft;
use crate::timeline::effects::{Focus, Gesture, GestureKind, Hold, Mark};
use crate::timeline::emerge::Origin;
use crate::timeline::standing::{Goal, Standing};

/// The stage at one instant.
struct Look<'a> {
    now: Time,
    at: Standing<'a>,
}

impl Draft<'_> {
    /// Lets every act leave its traces on the actors it moves: first those that change looks and places, so
    /// that the others find everything where it is.
    pub(super) fn play(&self, actors: &mut [Actor]) {
        for act in &self.beat.acts {
            match &act.verb {
                Verb::Set { node, to, folds, .. } => self.set(act, *node, *to, folds, actors),
                Verb::Move { to, side } => self.shift(act, *to, *side, actors),
                _ => {}
            }
        }
        for act in &self.beat.acts {
            match &act.verb {
                Verb::Show { from } => self.show(act, from, actors),
                Verb::Type => self.reveal(act, &Way::Letters, actors),
                Verb::Hide => self.reveal(act, &Way::Fade, actors),
                Verb::Mark { tone, until } => self.mark(act, self.theme().tone(*tone), *until, actors),
                Verb::Pulse => gesture(act, GestureKind::Pulse, actors),
                Verb::Shake => gesture(act, GestureKind::Shake, actors),
                // Focus and flow are of the whole stage and of arrows.
                Verb::Set { .. } | Verb::Move { .. } | Verb::Focus { .. } | Verb::Flow { .. } => {}
            }
        }
        for actor in actors {
            for sight in actor.sights.values_mut() {
                sight.changes.sort_by_key(|change| change.time.start);
            }
        }
    }

    fn set(&self, act: &Act, node: usize, to: usize, folds: &[(Uid, Uid)], actors: &mut [Actor]) {
        // A node that is not on stage changes unseen.
        let (Some(place), Some(actor)) = (self.place(node), member(actors, node)) else { return };
        // Parts with a time of their own bring what is in them along.
        let state = &self.build.scene.cast[node].states[to];
        let mut parts = Vec::new();
        for step in act.steps.iter().filter(|step| step.target.part != Uid::ROOT && step.time != act.time) {
            if let Some(item) = state.find(step.target.part) {
                item.walk(&mut |inner| parts.push((inner.uid, step.time)));
            }
        }
        actor.turns.turns.push(Turn {
            time: act.time,
            to: Arc::clone(place.picture(to)),
            parts,
            folds: folds.to_vec(),
            ease: act.ease.unwrap_or(self.theme().motion.change),
        });
    }

    fn show(&self, act: &Act, from: &[Target], actors: &mut [Actor]) {
        let motion = &self.theme().motion;
        let with_parts = |step: &Step| {
            let other =
                |other: &Step| other.target.node == step.target.node && other.target.part != Uid::ROOT;
            step.target.part == Uid::ROOT && act.steps.iter().any(other)
        };
        // A part with a `show` of its own stays hidden until then, whatever brings its node.
        let whole = |step: &Step| {
            let root = Target { part: Uid::ROOT, ..step.target };
            act.steps.iter().any(|other| other.target == root)
        };
        let waits = |step: &Step| step.target.part != Uid::ROOT && self.beat.hidden.contains(&step.target);
        let origins = self.origins(act, from, actors);
        for (at, step) in act.steps.iter().enumerate().filter(|(_, step)| !(waits(step) && whole(step))) {
            let origin = origins.get(at).copied().flatten();
            let way = match origin {
                // The parts come out of the source; what is around them only fades in.
                Some(_) if with_parts(step) => Way::Rise(0.0),
                Some(origin) if self.build.scene.cast[step.target.node].kind.arrives == Arrives::DotByDot => {
                    Way::Pour { from: origin.rect(), seed: self.build.scene.clip.seed }
                }
                Some(origin) => Way::Emerge(origin),
                None => Way::Rise(motion.rise),
            };
            let ease = act.ease.unwrap_or(if origin.is_some() { motion.glide } else { motion.enter });
            let Some(actor) = member(actors, step.target.node) else { continue };
            let sight = actor.sights.entry(step.target.part).or_insert_with(Sight::default);
            if sight.changes.is_empty() {
                sight.hidden = true;
            }
            sight.changes.push(SightChange { time: step.time, ease, way });
        }
    }

    /// What each step of an act comes out of: where a source says the same text, else the source of the
    /// same number, else the whole source. Sources are looked at when the act begins, what they become
    /// when it is over.
    fn origins(&self, act: &Act, from: &[Target], actors: &[Actor]) -> Vec<Option<Origin>> {
        if from.is_empty() {
            return Vec::new();
        }
        let [first, last] =
            [act.time.start, act.time.end].map(|now| Look { now, at: Standing::new(actors, now) });
        let origin = |(at, step): (usize, &Step)| {
            let words = self.text(step.target);
            for target in from {
                let said = self.words(words.as_deref(), *target, &first);
                if let (Some(said), Some(own)) = (said, self.words(words.as_deref(), step.target, &last)) {
                    return Some(Origin::Words { said, own });
                }
            }
            let source = from.get(at).or(from.first())?;
            let (picture, origin) = self.look(*source, &first)?;
            let region = picture.region(source.part).unwrap_or(picture.size.to_rect());
            Some(Origin::Thing(region + origin.to_vec2()))
        };
        act.steps.iter().enumerate().map(origin).collect()
    }

    /// Where a target says `words`, on stage.
    fn words(&self, words: Option<&str>, target: Target, look: &Look<'_>) -> Option<Rect> {
        let (picture, origin) = self.look(target, look)?;
        Some(picture.find_text(words?, picture.region(target.part)?)? + origin.to_vec2())
    }

    /// The picture of a source and its top left: in this beat, or as the beat before left it. A part that
    /// is not in the picture of that instant is looked for in the one that the beat ends with.
    fn look(&self, target: Target, look: &Look<'_>) -> Option<(Arc<Picture>, Point)> {
        if self.place(target.node).is_some() {
            let (actor, at) = look.at.of(target.node)?;
            let picture = actor.turns.picture(look.now);
            let picture = if picture.region(target.part).is_some() { picture } else { actor.turns.last() };
            return Some((Arc::clone(picture), at));
        }
        let actor = self.actor_before(target.node)?;
        Some((Arc::clone(actor.turns.last()), actor.end))
    }

    /// What a part says when it is shown.
    fn text(&self, target: Target) -> Option<String> {
        let node = &self.build.scene.cast[target.node];
        let states = &node.states[self.beat.first_states[target.node]..=self.beat.last_states[target.node]];
        let item = states.iter().find_map(|state| state.find(target.part))?;
        let text = item.text("text");
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn reveal(&self, act: &Act, way: &Way, actors: &mut [Actor]) {
        let motion = &self.theme().motion;
        for step in &act.steps {
            let Some(actor) = member(actors, step.target.node) else { continue };
            let sight = actor.sights.entry(step.target.part).or_insert_with(Sight::default);
            if matches!(way, Way::Letters) && sight.changes.is_empty() {
                sight.hidden = true;
            }
            let ease = act.ease.unwrap_or(motion.leave);
            sight.changes.push(SightChange { time: step.time, ease, way: way.clone() });
        }
    }

    fn shift(&self, act: &Act, to: Target, side: Side, actors: &mut [Actor]) {
        for step in &act.steps {
            let ease = act.ease.unwrap_or(self.theme().motion.glide);
            if let Some(actor) = member(actors, step.target.node) {
                let to = Goal::With { node: to.node, part: to.part, side };
                actor.legs.push(Leg { time: step.time, to, ease });
            }
        }
    }

    fn mark(&self, act: &Act, tone: Tone, until: Time, actors: &mut [Actor]) {
        for step in &act.steps {
            if let Some(actor) = member(actors, step.target.node) {
                let hold = self.hold(act, step.time, until);
                actor.marks.push(Mark { part: step.target.part, tone, hold });
            }
        }
    }

    fn hold(&self, act: &Act, comes: Interval, until: Time) -> Hold {
        let goes = if until == Time::MAX {
            Interval { start: Time::MAX, end: Time::MAX }
        } else {
            Interval::new(until, comes.end - comes.start)
        };
        Hold { comes, goes, ease: act.ease.unwrap_or(self.theme().motion.change) }
    }

    /// The focuses of this beat, and those of the one before on their way out.
    pub(super) fn focuses(&self, actors: &[Actor]) -> Vec<Focus> {
        let over = self.glide().end - self.start();
        let fading = self.before.into_iter().flat_map(|(_, track)| &track.focuses).filter_map(|focus| {
            Some(Focus { hold: focus.hold.into_next(self.start(), over)?, ..focus.clone() })
        });
        let own = self.beat.acts.iter().filter_map(|act| {
            let Verb::Focus { zoom, until } = act.verb else { return None };
            let targets: Vec<Target> = act.steps.iter().map(|step| step.target).collect();
            let now = act.time.end;
            let standing = Standing::new(actors, now);
            let boxes = targets.iter().filter_map(|target| standing.region(target.node, target.part, now));
            let center = boxes.reduce(|a, b| a.union(b))?.center();
            let hold = self.hold(act, act.time, until);
            Some(Focus { targets, zoom, dim: self.theme().motion.dim, center, hold })
        });
        fading.chain(own).collect()
    }
}

/// The actor of a member: the last of its node, since leavers come first.
fn member(actors: &mut [Actor], node: usize) -> Option<&mut Actor> {
    actors.iter_mut().rev().find(|actor| actor.node == node)
}

fn gesture(act: &Act, kind: GestureKind, actors: &mut [Actor]) {
    for step in &act.steps {
        if let Some(actor) = member(actors, step.target.node) {
            actor.gestures.push(Gesture { part: step.target.part, time: step.time, kind });
        }
    }
}
