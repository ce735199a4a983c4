//! Effects of `play` on the actors of a beat.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kurbo::{Point, Rect};

use crate::easing::Easing;
use crate::nodes::{Arrives, Picture, TEXT, Uid};
use crate::scene::{Act, Effect, Entrance, Gesture, NodeId, Side, Step, Target};
use crate::theme::ToneColors;
use crate::timeline::actor::PathSegment;
use crate::timeline::actors::Actors;
use crate::timeline::appearances::AppearanceChange;
use crate::timeline::build::stagger::{self, keeps_apart, others, times};
use crate::timeline::build::{BeatBuilder, STEPS_OF_FIT};
use crate::timeline::effects::{Focus, Hold, Mark, TimedGesture};
use crate::timeline::emerge::Origin;
use crate::timeline::fit::Fits;
use crate::timeline::standing::{Goal, Positions};
use crate::timeline::visibility::{Transition, Visibility, VisibilityChange};
use halfminute_basics::time::{Interval, Time};

/// Steps for checking if a source says the same text as a part.
const STEPS_OF_SOURCE: u64 = 40;

/// Positions on stage at one instant.
struct StageAt<'a> {
    now: Time,
    at: Positions<'a>,
}

impl BeatBuilder<'_> {
    /// Adds the effects of every act to its actors. Acts that change pictures and positions come first, so that
    /// the others find everything in place.
    pub(super) fn play(&self, actors: &mut Actors) {
        for act in &self.beat.acts {
            match &act.effect {
                Effect::Change { node, from, to, folds, .. } => {
                    self.set(act, (*node, *from, *to), folds, actors);
                }
                Effect::Travel { to, side } => self.shift(act, *to, *side, actors),
                _ => {}
            }
        }
        for act in &self.beat.acts {
            match &act.effect {
                Effect::Appear(Entrance::Rise) => self.show(act, &[], actors),
                Effect::Appear(Entrance::Emerge(from)) => self.show(act, from, actors),
                Effect::Appear(Entrance::Letters) => self.reveal(act, &Transition::Letters, actors),
                Effect::Disappear => self.reveal(act, &Transition::Fade, actors),
                Effect::Outline { tone, until } => self.mark(act, self.theme().tone(*tone), *until, actors),
                Effect::Gesture(motion) => gesture(act, *motion, actors),
                // Focus affects the whole stage, and flow affects arrows.
                Effect::Change { .. }
                | Effect::Travel { .. }
                | Effect::Focus { .. }
                | Effect::Flow { .. } => {}
            }
        }
        for actor in actors.iter_mut() {
            for visibility in actor.visibility.values_mut() {
                visibility.changes.sort_by_key(|change| change.time.start);
            }
        }
    }

    fn set(
        &self,
        act: &Act,
        (node, from, to): (NodeId, usize, usize),
        folds: &[(Uid, Uid)],
        actors: &mut Actors,
    ) {
        // Changes to a node that is not on stage need no transition.
        let (Some(place), Some(actor)) = (self.place(node), actors.of_mut(node)) else { return };
        let mut became = HashMap::new();
        folds.iter().for_each(|(gone, into)| {
            became.entry(*gone).or_insert(*into);
        });
        let states = &self.build.scene.cast[node].states;
        let mut parts = times(act, &became, (&states[from], &states[to]));
        let (first, to) = (Arc::clone(actor.appearances.last()), Arc::clone(place.picture(to)));
        let (mut time, mut together) = (act.time, false);
        if !parts.is_empty() && !keeps_apart(act, &parts, (&first, &to), self.build.budget) {
            time = stagger::first(act);
            parts.clear();
            together = true;
        }
        self.build.budget.spend_for(parts.len() + STEPS_OF_FIT * to.elements.len());
        actor.appearances.push(AppearanceChange {
            time,
            fits: Fits::new(&first, &to, &became),
            others: if parts.is_empty() { time } else { others(act, (&first, &to), &parts) },
            to,
            together,
            parts,
            folds: became,
            ease: act.ease.unwrap_or(self.theme().motion.change),
        });
    }

    fn show(&self, act: &Act, from: &[Target], actors: &mut Actors) {
        let motion = &self.theme().motion;
        let is_root = |step: &&Step| step.target.part == Uid::ROOT;
        let (roots, parts): (Vec<&Step>, Vec<&Step>) = act.steps.iter().partition(is_root);
        let nodes = |steps: Vec<&Step>| -> HashSet<NodeId> {
            steps.into_iter().map(|step| step.target.node).collect()
        };
        let (whole, parted) = (nodes(roots), nodes(parts));
        let with_parts = |step: &Step| is_root(&step) && parted.contains(&step.target.node);
        // A part with a `show` of its own stays hidden until then, whatever shows its node.
        let whole = |step: &Step| whole.contains(&step.target.node);
        let is_hidden =
            |target: Target| self.hidden.get(&target.node).is_some_and(|parts| parts.contains(&target.part));
        let waits = |step: &Step| !is_root(&step) && is_hidden(step.target);
        let origins = self.origins(act, from, actors);
        for (at, step) in act.steps.iter().enumerate().filter(|(_, step)| !(waits(step) && whole(step))) {
            let origin = origins.get(at).copied().flatten();
            let transition = match origin {
                // The parts emerge from the source; what is around them only fades in.
                Some(_) if with_parts(step) => Transition::Rise(0.0),
                Some(origin) if self.build.scene.cast[step.target.node].kind.arrives == Arrives::DotByDot => {
                    Transition::Pour { from: origin.rect(), seed: self.build.scene.clip.seed }
                }
                Some(origin) => Transition::Emerge(origin),
                None => Transition::Rise(motion.rise),
            };
            let ease = act.ease.unwrap_or(if origin.is_some() { motion.glide } else { motion.enter });
            let Some(actor) = actors.of_mut(step.target.node) else { continue };
            let visibility = actor.visibility.entry(step.target.part).or_insert_with(Visibility::default);
            if visibility.changes.is_empty() {
                visibility.hidden = true;
            }
            visibility.changes.push(VisibilityChange { time: step.time, ease, transition });
        }
    }

    /// The origin of each step in an act: a source that says the same text, or else the source with the step's
    /// index, or else the first source. The last step takes all remaining sources. Sources are looked up at the
    /// start of the act, the steps' own words at its end.
    fn origins(&self, act: &Act, from: &[Target], actors: &Actors) -> Vec<Option<Origin>> {
        if from.is_empty() {
            return Vec::new();
        }
        let [first, last] =
            [act.time.start, act.time.end].map(|now| StageAt { now, at: Positions::new(actors, now) });
        // A node that appears with its parts takes the first step, and no source.
        let root = act.steps[0].target;
        let is_of_root = |step: &Step| step.target.node == root.node;
        let brings = act.steps.len() > 1 && root.part == Uid::ROOT && act.steps.iter().all(is_of_root);
        let before = usize::from(brings);
        let origin = |(at, step): (usize, &Step)| {
            let words = self.text(step.target);
            for target in from {
                self.build.budget.spend(STEPS_OF_SOURCE);
                if self.build.budget.is_spent() {
                    return None;
                }
                let said = self.words(words.as_deref(), *target, &first);
                if let (Some(said), Some(own)) = (said, self.words(words.as_deref(), step.target, &last)) {
                    return Some(Origin::Words { said, own });
                }
            }
            let sources = sources(from, at.saturating_sub(before), act.steps.len() - before);
            let boxes = sources.iter().filter_map(|source| {
                let (picture, origin) = self.stage(*source, &first)?;
                let region = picture.region(source.part).unwrap_or(picture.size.to_rect());
                Some(region + origin.to_vec2())
            });
            Some(Origin::Thing(boxes.reduce(|a, b| a.union(b))?))
        };
        act.steps.iter().enumerate().map(origin).collect()
    }

    /// The box on stage in which a target says `words`.
    fn words(&self, words: Option<&str>, target: Target, stage: &StageAt<'_>) -> Option<Rect> {
        let (picture, origin) = self.stage(target, stage)?;
        Some(picture.find_text(words?, picture.region(target.part)?)? + origin.to_vec2())
    }

    /// The picture of a source and its top left: in this beat, or at the end of the beat before. For a part
    /// that is missing from the picture at that instant, it is the picture at the beat's end.
    fn stage(&self, target: Target, stage: &StageAt<'_>) -> Option<(Arc<Picture>, Point)> {
        if self.place(target.node).is_some() {
            let (actor, at) = stage.at.of(target.node)?;
            let picture = actor.appearances.picture(stage.now);
            let picture =
                if picture.region(target.part).is_some() { picture } else { actor.appearances.last() };
            return Some((Arc::clone(picture), at));
        }
        let actor = self.actor_before(target.node)?;
        Some((Arc::clone(actor.appearances.last()), actor.end))
    }

    /// The text of a part, in the first state of the beat that has the part.
    fn text(&self, target: Target) -> Option<String> {
        let node = &self.build.scene.cast[target.node];
        let states = &node.states[self.beat.first_states[target.node]..=self.beat.last_states[target.node]];
        let item = states.iter().find_map(|state| state.find(target.part))?;
        let text = item.text(TEXT);
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn reveal(&self, act: &Act, transition: &Transition, actors: &mut Actors) {
        let motion = &self.theme().motion;
        for step in &act.steps {
            let Some(actor) = actors.of_mut(step.target.node) else { continue };
            let visibility = actor.visibility.entry(step.target.part).or_insert_with(Visibility::default);
            if matches!(transition, Transition::Letters) && visibility.changes.is_empty() {
                visibility.hidden = true;
            }
            // Letters appear at a constant pace unless the author sets an easing.
            let own = if matches!(transition, Transition::Letters) { Easing::LINEAR } else { motion.leave };
            let ease = act.ease.unwrap_or(own);
            visibility.changes.push(VisibilityChange {
                time: step.time,
                ease,
                transition: transition.clone(),
            });
        }
    }

    fn shift(&self, act: &Act, to: Target, side: Side, actors: &mut Actors) {
        for step in &act.steps {
            let ease = act.ease.unwrap_or(self.theme().motion.glide);
            if let Some(actor) = actors.of_mut(step.target.node) {
                let to = Goal::With { node: to.node, part: to.part, side };
                actor.path.push(PathSegment { time: step.time, to, ease });
            }
        }
    }

    fn mark(&self, act: &Act, tone: ToneColors, until: Time, actors: &mut Actors) {
        for step in &act.steps {
            if let Some(actor) = actors.of_mut(step.target.node) {
                let hold = self.hold(act, step.time, until);
                actor.marks.push(Mark { part: step.target.part, tone, hold, boxes: Vec::new() });
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

    /// The focuses of this beat, and fading ones of the beat before.
    pub(super) fn focuses(&self, actors: &Actors) -> Vec<Focus> {
        let over = self.glide().end - self.start();
        let fading = self.before.into_iter().flat_map(|(_, track)| &track.focuses).filter_map(|focus| {
            Some(Focus { hold: focus.hold.into_next(self.start(), over)?, ..focus.clone() })
        });
        let own = self.beat.acts.iter().filter_map(|act| {
            let Effect::Focus { zoom, until } = act.effect else { return None };
            let now = act.time.end;
            let standing = Positions::new(actors, now);
            self.build.budget.spend_for(actors.len());
            let mut targets: HashMap<NodeId, HashSet<Uid>> = HashMap::new();
            for Target { node, part } in act.steps.iter().map(|step| step.target) {
                targets.entry(node).or_default().insert(part);
            }
            let boxes = act.steps.iter().map(|step| step.target);
            let boxes = boxes.filter_map(|target| standing.region(target.node, target.part, now));
            let center = boxes.reduce(|a, b| a.union(b))?.center();
            let hold = self.hold(act, act.time, until);
            Some(Focus { targets, zoom, dim: self.theme().motion.dim, center, hold })
        });
        fading.chain(own).collect()
    }
}

/// The sources of the step with index `at` out of `count`.
fn sources(from: &[Target], at: usize, count: usize) -> &[Target] {
    match from.len() {
        all if at >= all => &from[..1],
        _ if at + 1 == count => &from[at..],
        _ => &from[at..=at],
    }
}

fn gesture(act: &Act, motion: Gesture, actors: &mut Actors) {
    for step in &act.steps {
        if let Some(actor) = actors.of_mut(step.target.node) {
            let of_part = actor.gestures.entry(step.target.part).or_default();
            let ease = act.ease.unwrap_or(Easing::LINEAR);
            of_part.push(TimedGesture { time: step.time, ease, motion });
        }
    }
}
