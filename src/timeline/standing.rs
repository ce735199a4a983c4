//! Where everyone on stage stands at one instant. A moved node stands with its target, which may itself be
//! on its way, change its size, or stand with another one.

use std::collections::HashMap;

use kurbo::{Point, Rect, Vec2};

use crate::layout::destination;
use crate::nodes::Uid;
use crate::scene::{Attachment, NodeId, Side, Target};
use crate::time::Time;
use crate::timeline::actor::{Actor, Turns};
use crate::timeline::tween::{blend_point, blend_rect};

/// Where a stretch of a node's way leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Goal {
    /// A place on stage, for the top left of its box.
    At(Point),
    /// A side of another node or its part, wherever that is.
    With { node: NodeId, part: Uid, side: Side },
}

impl Goal {
    /// What a moved node stands with.
    pub(super) fn of(attachment: &Attachment) -> Self {
        let Target { node, part } = attachment.to;
        Self::With { node, part, side: attachment.side }
    }
}

/// The actors of a beat, each with the top left of its box at one instant.
pub(super) struct Standing<'a> {
    actors: &'a [Actor],
    places: Vec<Point>,
}

impl<'a> Standing<'a> {
    pub(super) fn new(actors: &'a [Actor], now: Time) -> Self {
        let fixed = |actor: &Actor| match (actor.start, &actor.legs[..]) {
            (Goal::At(at), []) => Some(at),
            _ => None,
        };
        let mut search = Search { actors, index: HashMap::new(), now, found: Vec::new() };
        search.found = actors.iter().map(fixed).collect();
        if search.found.iter().any(Option::is_none) {
            search.index = actors.iter().enumerate().map(|(at, actor)| (actor.node, at)).collect();
        }
        let places = (0..actors.len()).map(|at| search.place(at)).collect();
        Self { actors, places }
    }

    /// Every actor with its place, in painting order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a Actor, Point)> {
        self.actors.iter().zip(self.places.iter().copied())
    }

    /// The actor of a node, with its place.
    pub(super) fn of(&self, node: NodeId) -> Option<(&'a Actor, Point)> {
        let at = self.actors.iter().position(|actor| actor.node == node)?;
        Some((&self.actors[at], self.places[at]))
    }

    /// The box of a node's part, or of all that the node draws, at the same instant.
    pub(super) fn region(&self, node: NodeId, part: Uid, now: Time) -> Option<Rect> {
        let (actor, at) = self.of(node)?;
        Some(actor.turns.region(part, now)? + at.to_vec2())
    }
}

/// Finds every place once, however many stand with it.
struct Search<'a> {
    actors: &'a [Actor],
    /// Index of each node's actor.
    index: HashMap<NodeId, usize>,
    now: Time,
    found: Vec<Option<Point>>,
}

impl Search<'_> {
    fn place(&mut self, at: usize) -> Point {
        if let Some(place) = self.found[at] {
            return place;
        }
        let (actors, now) = (self.actors, self.now);
        let actor = &actors[at];
        let settled = actor.legs.iter().rposition(|leg| leg.time.end <= now);
        let (goal, rest) = match settled {
            Some(leg) => (actor.legs[leg].to, &actor.legs[leg + 1..]),
            None => (actor.start, &actor.legs[..]),
        };
        let mut place = self.goal(actor, goal);
        for leg in rest.iter().filter(|leg| leg.time.start < now) {
            let goal = self.goal(actor, leg.to);
            place = blend_point(place, goal, leg.ease.at(leg.time.progress(now)));
        }
        self.found[at] = Some(place);
        place
    }

    /// Where the box of `actor` is when it has reached `goal`. Reading a scene made sure that no two nodes
    /// stand with each other.
    fn goal(&mut self, actor: &Actor, goal: Goal) -> Point {
        let (node, part, side) = match goal {
            Goal::At(at) => return at,
            Goal::With { node, part, side } => (node, part, side),
        };
        let Some(index) = self.index.get(&node).copied() else { return Point::ZERO };
        let origin = self.place(index).to_vec2();
        let target = &self.actors[index].turns;
        origin.to_point() + beside((target, part), &actor.turns, side, self.now)
    }
}

/// From the top left of a target's box to that of what stands at its `side`: rounded to whole units while
/// neither changes its size, as layout does it.
fn beside((target, part): (&Turns, Uid), own: &Turns, side: Side, now: Time) -> Vec2 {
    let goal = target.followed(part, now).unwrap_or_default();
    let drawn = own.region(Uid::ROOT, now).unwrap_or_default();
    let corner = destination(goal, drawn.size(), side);
    let still = target.is_still(now) && own.is_still(now);
    (if still { corner.round() } else { corner }) - drawn.origin()
}

impl Turns {
    /// Whether the node keeps one look at `now`.
    fn is_still(&self, now: Time) -> bool {
        !self.turns.iter().any(|turn| turn.time.start < now && now < turn.time.end)
    }

    /// The box of a part that something stands with, blended between looks. What stands with a part that is
    /// gone stands with the part it became.
    fn followed(&self, part: Uid, now: Time) -> Option<Rect> {
        let pictures = || std::iter::once(&self.first).chain(self.turns.iter().map(|turn| &turn.to));
        // A part that takes no place yet has the place that it will take.
        let next = |part: Uid, from: usize| pictures().skip(from).find_map(|picture| picture.region(part));
        let (mut part, mut region) = (part, next(part, 0));
        for (at, turn) in self.turns.iter().enumerate().take_while(|(_, turn)| turn.time.start < now) {
            if turn.to.region(part).is_none()
                && let Some((_, became)) = turn.folds.iter().find(|(gone, _)| *gone == part)
            {
                part = *became;
            }
            let progress = turn.progress(part, now);
            region = match (region, next(part, at + 1)) {
                (Some(a), Some(b)) => Some(blend_rect(a, b, progress)),
                (before, after) => after.or(before),
            };
        }
        region.or_else(|| self.region(Uid::ROOT, now))
    }
}
