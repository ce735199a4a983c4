//! Positions of all actors on stage at one instant. A moved node stands with its target, which may itself be
//! moving, change its size, or stand with another node.

use kurbo::{Point, Rect, Vec2};

use crate::layout::destination;
use crate::nodes::Uid;
use crate::scene::{Attachment, NodeId, Side, Target};
use crate::timeline::actor::{Actor, PathSegment};
use crate::timeline::actors::Actors;
use crate::timeline::appearances::Appearances;
use crate::timeline::tween::blend_point;
use halfminute_basics::time::Time;

/// Destination of a section in a node's path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Goal {
    /// A fixed position on stage for the top left of its box.
    At(Point),
    /// A side of another node or its part, wherever that is at the time.
    With { node: NodeId, part: Uid, side: Side },
}

impl Goal {
    /// The goal of a node that stands with another one.
    pub(super) fn of(attachment: &Attachment) -> Self {
        let Target { node, part } = attachment.to;
        Self::With { node, part, side: attachment.side }
    }
}

/// The actors of a beat, each with the top left of its box at one instant.
pub(super) struct Positions<'a> {
    actors: &'a Actors,
    places: Vec<Point>,
}

impl<'a> Positions<'a> {
    pub(super) fn new(actors: &'a Actors, now: Time) -> Self {
        let fixed = |actor: &Actor| match (actor.start, &actor.path[..]) {
            (Goal::At(at), []) => Some(at),
            _ => None,
        };
        let mut search = PositionSearch { actors, now, found: actors.iter().map(fixed).collect() };
        let places = (0..actors.len()).map(|at| search.place(at)).collect();
        Self { actors, places }
    }

    /// Every actor with its position, in painting order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a Actor, Point)> {
        self.actors.iter().zip(self.places.iter().copied())
    }

    /// The actor of a node, with its position.
    pub(super) fn of(&self, node: NodeId) -> Option<(&'a Actor, Point)> {
        let at = self.actors.place(node)?;
        Some((&self.actors[at], self.places[at]))
    }

    /// The box on stage of a node's part, or of all that the node draws, at the same instant.
    pub(super) fn region(&self, node: NodeId, part: Uid, now: Time) -> Option<Rect> {
        let (actor, at) = self.of(node)?;
        Some(actor.appearances.region(part, now)? + at.to_vec2())
    }
}

/// Computes every position once, however many nodes depend on it.
struct PositionSearch<'a> {
    actors: &'a Actors,
    now: Time,
    found: Vec<Option<Point>>,
}

impl PositionSearch<'_> {
    /// Position of the actor with index `at`, after those that it depends on. It uses a stack, because chains
    /// of nodes that stand with one another may be long.
    fn place(&mut self, at: usize) -> Point {
        let mut open = vec![at];
        while let Some(next) = open.last().copied() {
            if self.found[next].is_some() {
                open.pop();
            } else if open.len() > self.actors.len() {
                // The scene reader rejects nodes that stand with each other.
                self.found[next] = Some(Point::ZERO);
            } else if let Some(missing) = self.missing(next) {
                open.push(missing);
            } else {
                self.found[next] = Some(self.on_its_way(&self.actors[next]));
            }
        }
        self.found[at].unwrap_or_default()
    }

    /// The goals that determine an actor's position: the last one it has reached, and those it is moving to.
    fn goals<'b>(&self, actor: &'b Actor) -> (Goal, impl Iterator<Item = &'b PathSegment> + use<'b>) {
        let now = self.now;
        let settled = actor.path.iter().rposition(|segment| segment.time.end <= now);
        let (goal, rest) = match settled {
            Some(segment) => (actor.path[segment].to, &actor.path[segment + 1..]),
            None => (actor.start, &actor.path[..]),
        };
        (goal, rest.iter().filter(move |segment| segment.time.start < now))
    }

    /// Index of an actor whose position must be known first.
    fn missing(&self, at: usize) -> Option<usize> {
        let (goal, path) = self.goals(&self.actors[at]);
        let nodes =
            std::iter::once(goal).chain(path.map(|segment| segment.to)).filter_map(|goal| match goal {
                Goal::At(_) => None,
                Goal::With { node, .. } => self.actors.place(node),
            });
        nodes.into_iter().find(|target| self.found[*target].is_none())
    }

    fn on_its_way(&self, actor: &Actor) -> Point {
        let (goal, path) = self.goals(actor);
        path.fold(self.goal(actor, goal), |place, segment| {
            blend_point(place, self.goal(actor, segment.to), segment.ease.at(segment.time.progress(self.now)))
        })
    }

    /// Top left of the box of `actor` when it has reached `goal`.
    fn goal(&self, actor: &Actor, goal: Goal) -> Point {
        let (node, part, side) = match goal {
            Goal::At(at) => return at,
            Goal::With { node, part, side } => (node, part, side),
        };
        let Some(index) = self.actors.place(node) else { return Point::ZERO };
        let target = &self.actors[index].appearances;
        let origin = self.found[index].unwrap_or_default();
        origin + beside((target, part), &actor.appearances, side, self.now)
    }
}

/// Offset from the top left of a target's box to that of what stands at its `side`. It is rounded to whole
/// units while neither changes its size, as in layout.
fn beside((target, part): (&Appearances, Uid), own: &Appearances, side: Side, now: Time) -> Vec2 {
    let goal = target.followed(part, now).unwrap_or_default();
    let drawn = own.region(Uid::ROOT, now).unwrap_or_default();
    let corner = destination(goal, drawn.size(), side);
    let still = target.is_still(now) && own.is_still(now);
    (if still { corner.round() } else { corner }) - drawn.origin()
}
