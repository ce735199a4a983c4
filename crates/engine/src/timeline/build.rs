//! Builds the tracks of every beat from scene and layout.

mod acts;
mod lines;
mod motions;
mod stagger;

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kurbo::Point;

use crate::budget::{Budget, Task};
use crate::easing::Easing;
use crate::layout::{BeatLayout, Layout, Place};
use crate::nodes::Uid;
use crate::scene::{Arrival, Attachment, Beat, Effect, LEAD_IN, NodeId, Scene};
use crate::theme::Theme;
use crate::timeline::BeatTrack;
use crate::timeline::actor::{Actor, PathSegment};
use crate::timeline::actors::Actors;
use crate::timeline::appearances::{AppearanceChange, Appearances};
use crate::timeline::effects::Mark;
use crate::timeline::standing::{Goal, Positions};
use crate::timeline::visibility::{Transition, Visibility, VisibilityChange};
use halfminute_basics::time::{Interval, Time};

type Parents = Arc<HashMap<Uid, Uid>>;

/// Data that is shared by all beats.
struct TimelineBuilder<'a> {
    scene: &'a Scene,
    theme: &'a Theme,
    budget: &'a Budget,
    parents: Vec<Parents>,
}

pub(super) fn beats(scene: &Scene, layout: &Layout, theme: &Theme, budget: &Budget) -> Vec<BeatTrack> {
    let parents = scene.cast.iter().map(|node| Arc::new(node.parents())).collect();
    let build = TimelineBuilder { scene, theme, budget, parents };
    let mut tracks: Vec<BeatTrack> = Vec::new();
    for (at, beat) in scene.beats.iter().enumerate() {
        budget.begin(Task::Motion(beat.number), &beat.span);
        if budget.is_spent() {
            break;
        }
        let before = at.checked_sub(1).map(|before| (&scene.beats[before], &tracks[before]));
        let track = build.beat(beat, &layout.beats[at], before);
        tracks.push(track);
    }
    tracks
}

/// A beat that is being built, with the beat before it.
struct BeatBuilder<'a> {
    build: &'a TimelineBuilder<'a>,
    beat: &'a Beat,
    layout: &'a BeatLayout,
    before: Option<(&'a Beat, &'a BeatTrack)>,
    /// True if the beat has the full lead-in.
    own_stage: bool,
    /// Parts that are hidden when the beat begins, by node.
    hidden: HashMap<NodeId, HashSet<Uid>>,
    /// Positions at the end of the beat before, computed on first use.
    end_before: OnceCell<Positions<'a>>,
}

impl TimelineBuilder<'_> {
    fn beat(&self, beat: &Beat, layout: &BeatLayout, before: Option<(&Beat, &BeatTrack)>) -> BeatTrack {
        let own_stage = before.is_none_or(|(before, _)| !Arc::ptr_eq(&before.stage, &beat.stage));
        let mut hidden: HashMap<NodeId, HashSet<Uid>> = HashMap::new();
        for target in &beat.hidden {
            hidden.entry(target.node).or_default().insert(target.part);
        }
        let end_before = OnceCell::new();
        let builder = BeatBuilder { build: self, beat, layout, before, own_stage, hidden, end_before };
        let mut actors = builder.leaving();
        actors.extend(builder.members());
        let mut actors = Actors::new(actors);
        self.budget.spend(STEPS_OF_ACTOR * actors.len() as u64);
        builder.carry(&mut actors);
        builder.play(&mut actors);
        actors.iter_mut().for_each(Actor::outline);
        let end = Positions::new(&actors, beat.time.end);
        let ends: Vec<Point> = end.iter().map(|(_, place)| place).collect();
        for (actor, end) in actors.iter_mut().zip(ends) {
            actor.end = end;
        }
        // Moved nodes are drawn above the others, and above what they were moved onto.
        let heights = builder.heights();
        actors.sort_by_height(|actor| heights.get(&actor.node).copied().unwrap_or(0));
        let focuses = builder.focuses(&actors);
        let arrows = builder.arrows();
        let chrome = builder.chrome();
        let mut track =
            BeatTrack { time: beat.time, actors, arrows, focuses, chrome, motions: Vec::new(), steps: 0 };
        track.motions = track.all_motions();
        track.steps = track.steps_of_sample();
        track
    }
}

impl<'a> BeatBuilder<'a> {
    fn theme(&self) -> &'a Theme {
        self.build.theme
    }

    fn start(&self) -> Time {
        self.beat.time.start
    }

    /// An interval of the lead-in, shortened in a beat without a stage of its own.
    fn lead(&self, from: Time, to: Time) -> Interval {
        let fit = |time: Time| {
            if self.own_stage { time } else { Time::from_flicks(time.flicks() * 300 / LEAD_IN_MILLIS) }
        };
        Interval { start: self.start() + fit(from), end: self.start() + fit(to) }
    }

    fn glide(&self) -> Interval {
        let motion = &self.theme().motion;
        self.lead(motion.glide_start, motion.glide_end)
    }

    fn leave(&self) -> Interval {
        self.lead(Time::ZERO, self.theme().motion.leave_end)
    }

    fn place(&self, node: NodeId) -> Option<&'a Place> {
        self.layout.place(node)
    }

    fn actor_before(&self, node: NodeId) -> Option<&'a Actor> {
        self.before?.1.actors.of(node)
    }

    /// Layer of each moved node: above what it stands with at the beat's end. A group's frame stays below its
    /// members.
    fn heights(&self) -> HashMap<NodeId, usize> {
        let mut below: HashMap<NodeId, NodeId> =
            self.beat.attached.iter().map(|attachment| (attachment.node, attachment.to.node)).collect();
        for act in &self.beat.acts {
            if let Effect::Travel { to, .. } = act.effect {
                below.extend(act.steps.iter().map(|step| (step.target.node, to.node)));
            }
        }
        let mut heights: HashMap<NodeId, usize> = HashMap::new();
        for node in below.keys() {
            let mut path = vec![*node];
            while let Some(next) =
                path.last().filter(|at| !heights.contains_key(at)).and_then(|at| below.get(at))
            {
                path.push(*next);
            }
            let mut height = 0;
            for at in path.into_iter().rev() {
                height = heights.get(&at).copied().unwrap_or(height);
                heights.insert(at, height);
                height += 1;
            }
        }
        heights
    }

    /// Actors for nodes that are no longer on stage: they fade out where they stood.
    fn leaving(&self) -> Vec<Actor> {
        let Some((before, track)) = self.before else { return Vec::new() };
        let members: HashSet<NodeId> = before.members.iter().map(|member| member.node).collect();
        let gone = |actor: &&Actor| {
            self.place(actor.node).is_none()
                && members.contains(&actor.node)
                && actor.opacity(self.start() - Time::from_flicks(1)) > 0.0
        };
        track.actors.iter().filter(gone).map(|actor| self.leaver(actor)).collect()
    }

    fn leaver(&self, actor: &Actor) -> Actor {
        let ease = self.theme().motion.leave;
        let mut visibility = self.final_sights(actor);
        let change = VisibilityChange { time: self.leave(), ease, transition: Transition::Fade };
        visibility.entry(Uid::ROOT).or_default().changes.push(change);
        Actor {
            node: actor.node,
            parents: Arc::clone(&actor.parents),
            appearances: Appearances::new(Arc::clone(actor.appearances.last())),
            start: Goal::At(actor.end),
            path: Vec::new(),
            end: actor.end,
            visibility,
            gestures: HashMap::new(),
            marks: self.fading_marks(actor),
        }
    }

    /// Parts that were hidden at the end of the beat before, and stay hidden.
    fn final_sights(&self, actor: &Actor) -> HashMap<Uid, Visibility> {
        let end = self.start();
        let hidden = actor.visibility.keys().filter(|part| actor.own_opacity(**part, end) <= 0.0);
        hidden.map(|part| (*part, Visibility { hidden: true, changes: Vec::new() })).collect()
    }

    /// Marks that lasted to the end of the beat before; they fade out.
    fn fading_marks(&self, actor: &Actor) -> Vec<Mark> {
        let over = self.leave().end - self.start();
        let fading =
            |mark: &Mark| Some(Mark { hold: mark.hold.into_next(self.start(), over)?, ..mark.clone() });
        actor.marks.iter().filter_map(fading).collect()
    }

    fn members(&self) -> Vec<Actor> {
        let entering = self.beat.members.iter().filter(|member| member.arrival == Arrival::Enters).count();
        let mut entered = 0;
        let mut actors = Vec::new();
        for member in &self.beat.members {
            let Some(place) = self.place(member.node) else { continue };
            let mut actor = self.actor(place);
            match member.arrival {
                Arrival::Stays => self.stay(&mut actor, place),
                Arrival::Enters => {
                    self.enter(&mut actor, entered, entering);
                    entered += 1;
                }
                Arrival::Waits => {
                    actor.visibility.entry(Uid::ROOT).or_default().hidden = true;
                }
            }
            actors.push(actor);
        }
        actors
    }

    fn actor(&self, place: &Place) -> Actor {
        let hidden = self.hidden.get(&place.node).into_iter().flatten();
        let hidden = hidden.map(|part| (*part, Visibility { hidden: true, changes: Vec::new() }));
        Actor {
            node: place.node,
            parents: Arc::clone(&self.build.parents[place.node]),
            appearances: Appearances::new(Arc::clone(place.first())),
            start: Goal::At(place.rect.origin()),
            path: Vec::new(),
            end: place.rect.origin(),
            visibility: hidden.collect(),
            gestures: HashMap::new(),
            marks: Vec::new(),
        }
    }

    /// Lets an actor glide from its last position, and blend from its last picture if that differs.
    fn stay(&self, actor: &mut Actor, place: &Place) {
        let Some(before) = self.actor_before(place.node) else { return };
        let (rest, ease, time) = (actor.start, self.theme().motion.glide, self.glide());
        actor.start = Goal::At(before.end);
        if actor.start != rest {
            actor.path.push(PathSegment { time, to: rest, ease });
        }
        if !Arc::ptr_eq(before.appearances.last(), place.first())
            && **before.appearances.last() != **place.first()
        {
            actor.appearances.first = Arc::clone(before.appearances.last());
            self.build.budget.spend_for(STEPS_OF_FIT * place.first().elements.len());
            actor.appearances.push(AppearanceChange::whole(
                before.appearances.last(),
                place.first(),
                time,
                ease,
            ));
        }
        actor.marks = self.fading_marks(before);
    }

    /// Keeps nodes that an earlier beat has moved with their targets.
    fn carry(&self, actors: &mut Actors) {
        if self.beat.attached.is_empty() {
            return;
        }
        for attachment in &self.beat.attached {
            if let Some(actor) = actors.of_mut(attachment.node) {
                (actor.start, actor.path) = (Goal::of(attachment), Vec::new());
            }
        }
        let standing = Positions::new(actors, self.start());
        let drifts = |attachment: &&Attachment| {
            let before = self.actor_before(attachment.node).map(|actor| actor.end)?;
            let (_, place) = standing.of(attachment.node)?;
            // Its target may have no box in this beat, such as a part that is hidden by now.
            (before.distance(place) > 1.0).then_some(before)
        };
        let drifting = self.beat.attached.iter().filter_map(|held| Some((held, drifts(&held)?)));
        let drifting: Vec<(&Attachment, Point)> = drifting.collect();
        for (attachment, before) in drifting {
            if let Some(actor) = actors.of_mut(attachment.node) {
                actor.start = Goal::At(before);
                let (time, ease) = (self.glide(), self.theme().motion.glide);
                actor.path.push(PathSegment { time, to: Goal::of(attachment), ease });
            }
        }
    }

    /// Fades an actor in while it rises. Nodes that enter together follow one another in stage order.
    fn enter(&self, actor: &mut Actor, index: usize, count: usize) {
        let motion = &self.theme().motion;
        // In a clip's first beat nothing leaves or glides, so nodes enter at once.
        let from = if self.before.is_some() { motion.enter_start } else { Time::ZERO };
        let whole = self.lead(from, motion.enter_end);
        let window = whole.end - whole.start;
        // Several nodes take two thirds of the window each, and their starts are spread over the rest.
        let own = if count > 1 { Time::from_flicks(window.flicks() * 2 / 3) } else { window };
        let late = (window - own).flicks() * index as i64 / (count.max(2) - 1) as i64;
        let time = Interval::new(whole.start + Time::from_flicks(late), own);
        let change = VisibilityChange { time, ease: motion.enter, transition: Transition::Rise(motion.rise) };
        let visibility = actor.visibility.entry(Uid::ROOT).or_default();
        visibility.hidden = true;
        visibility.changes.push(change);
    }

    /// The chrome, which blends from the beat before while nodes leave and glide.
    fn chrome(&self) -> Appearances {
        let to = Arc::clone(&self.layout.chrome);
        match self.before {
            None => Appearances::new(to),
            Some((_, before)) => {
                let time = self.lead(Time::ZERO, self.theme().motion.glide_end);
                let mut appearances = Appearances::new(Arc::clone(before.chrome.last()));
                appearances.push(AppearanceChange::whole(before.chrome.last(), &to, time, Easing::LINEAR));
                appearances
            }
        }
    }
}

/// Steps for checking when an element fits.
const STEPS_OF_FIT: usize = 4;

/// Steps for making an actor.
const STEPS_OF_ACTOR: u64 = 20;

const LEAD_IN_MILLIS: i64 = LEAD_IN.flicks() / Time::from_millis(1).flicks();
