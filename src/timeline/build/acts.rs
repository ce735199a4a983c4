//! What `play` does to the actors of a beat.

use std::sync::Arc;

use kurbo::{Point, Rect};

use crate::layout::destination;
use crate::nodes::{Arrives, Uid};
use crate::scene::{Act, Side, Step, Target, Verb};
use crate::theme::Tone;
use crate::time::{Interval, Time};
use crate::timeline::actor::{Actor, Leg, Sight, SightChange, Turn, Way};
use crate::timeline::build::Draft;
use crate::timeline::effects::{Focus, Gesture, GestureKind, Hold, Mark};
use crate::timeline::emerge::Origin;

impl Draft<'_> {
    /// Lets every act leave its traces on the actors it moves.
    pub(super) fn play(&self, actors: &mut [Actor]) {
        for act in &self.beat.acts {
            match &act.verb {
                Verb::Set { node, to, folds, .. } => self.set(act, *node, *to, folds, actors),
                Verb::Show { from } => self.show(act, from, actors),
                Verb::Type => self.reveal(act, &Way::Letters, actors),
                Verb::Hide => self.reveal(act, &Way::Fade, actors),
                Verb::Move { to, side } => self.shift(act, *to, *side, actors),
                Verb::Mark { tone, until } => self.mark(act, self.theme().tone(*tone), *until, actors),
                Verb::Pulse => gesture(act, GestureKind::Pulse, actors),
                Verb::Shake => gesture(act, GestureKind::Shake, actors),
                // These are of the whole stage and of arrows.
                Verb::Focus { .. } | Verb::Flow { .. } => {}
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
        for (at, step) in act.steps.iter().enumerate().filter(|(_, step)| !(waits(step) && whole(step))) {
            let origin = self.origin(from, at, *step, actors);
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

    /// What step number `at` comes out of: where a source says the same text, else the source of the
    /// same number, else the whole source.
    fn origin(&self, from: &[Target], at: usize, step: Step, actors: &[Actor]) -> Option<Origin> {
        let words = self.text(step.target);
        for target in from {
            let said = self.words(words.as_deref(), *target, actors);
            if let (Some(said), Some(own)) = (said, self.words(words.as_deref(), step.target, actors)) {
                return Some(Origin::Words { said, own });
            }
        }
        let source = from.get(at).or(from.first())?;
        let (picture, origin) = self.look(*source, actors)?;
        let region = picture.region(source.part).unwrap_or(picture.size.to_rect());
        Some(Origin::Thing(region + origin.to_vec2()))
    }

    /// Where a target says `words`, on stage.
    fn words(&self, words: Option<&str>, target: Target, actors: &[Actor]) -> Option<Rect> {
        let (picture, origin) = self.look(target, actors)?;
        Some(picture.find_text(words?, picture.region(target.part)?)? + origin.to_vec2())
    }

    /// The picture of a source and its top left: as the beat before left it, or in this beat.
    fn look(&self, target: Target, actors: &[Actor]) -> Option<(Arc<crate::nodes::Picture>, Point)> {
        let here = self.place(target.node).and_then(|place| {
            let actor = actors.iter().rev().find(|actor| actor.node == target.node)?;
            Some((Arc::clone(place.last()), actor.end()))
        });
        here.or_else(|| {
            let actor = self.actor_before(target.node)?;
            Some((Arc::clone(actor.turns.last()), actor.end()))
        })
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
        let Some(goal) = self.layout.region(to) else { return };
        // The target may itself have been moved.
        let drift = actors
            .iter()
            .find(|actor| actor.node == to.node)
            .zip(self.place(to.node))
            .map_or_else(Default::default, |(actor, place)| actor.end() - place.rect.origin());
        for step in &act.steps {
            let Some(place) = self.place(step.target.node) else { continue };
            // What is drawn goes there; the box around it may be larger.
            let drawn = place.region(Uid::ROOT);
            let at = destination(goal + drift, drawn.size(), side) - (drawn.origin() - place.rect.origin());
            let ease = act.ease.unwrap_or(self.theme().motion.glide);
            if let Some(actor) = member(actors, step.target.node) {
                actor.legs.push(Leg { time: step.time, to: at, ease });
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
    pub(super) fn focuses(&self) -> Vec<Focus> {
        let over = self.glide().end - self.start();
        let fading = self.before.into_iter().flat_map(|(_, track)| &track.focuses).filter_map(|focus| {
            Some(Focus { hold: focus.hold.into_next(self.start(), over)?, ..focus.clone() })
        });
        let own = self.beat.acts.iter().filter_map(|act| {
            let Verb::Focus { zoom, until } = act.verb else { return None };
            let targets: Vec<Target> = act.steps.iter().map(|step| step.target).collect();
            let boxes = targets.iter().filter_map(|target| self.layout.region(*target));
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
