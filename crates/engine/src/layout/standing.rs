//! Tracks the positions of a beat's nodes through its acts: a moved node stays with its target, also when
//! either of them moves or changes its size.

use std::collections::HashMap;

use kurbo::{Point, Rect};

use super::{Place, destination};
use crate::nodes::Uid;
use crate::scene::{Act, Attachment, Beat, Effect, NodeId};

/// The nodes of a beat at one of its rests, by their indices among the places.
pub(super) struct Standing<'a> {
    places: &'a [Place],
    index: HashMap<NodeId, usize>,
    nodes: Vec<Node>,
}

/// A node at rest, with its state and position.
#[derive(Clone, Debug, Default)]
struct Node {
    state: usize,
    /// Top left of the node's box.
    origin: Point,
    attachment: Option<Attachment>,
    /// Indices of the nodes that were moved to it.
    followers: Vec<usize>,
}

impl<'a> Standing<'a> {
    /// The nodes when the beat's lead-in is over. A node that was not moved is at its place.
    pub(super) fn new(beat: &Beat, places: &'a [Place]) -> Self {
        let index = places.iter().enumerate().map(|(at, place)| (place.node, at)).collect();
        let node =
            |place: &Place| Node { state: place.first_state, origin: place.rect.origin(), ..Node::default() };
        let mut standing = Self { places, index, nodes: places.iter().map(node).collect() };
        for attachment in &beat.attached {
            standing.attach(attachment.clone());
        }
        let roots = |node: &Node| node.attachment.is_none() && !node.followers.is_empty();
        let roots: Vec<usize> = (0..places.len()).filter(|at| roots(&standing.nodes[*at])).collect();
        for root in roots {
            standing.settle(root);
        }
        standing
    }

    /// Applies an act that changes the state or the position of its node. Returns the nodes that may have
    /// another position or size now.
    pub(super) fn apply(&mut self, act: &Act) -> Vec<usize> {
        match &act.effect {
            Effect::Change { node, to, folds, .. } => {
                let Some(at) = self.index.get(node).copied() else { return Vec::new() };
                self.nodes[at].state = *to;
                self.fold(at, folds);
                self.settle(at)
            }
            Effect::Travel { to, side } => {
                let (to, side, span) = (*to, *side, act.span.clone());
                let moved = act.steps.iter().map(|step| step.target.node);
                let at =
                    moved.filter_map(|node| self.attach(Attachment { node, to, side, span: span.clone() }));
                at.collect::<Vec<_>>().into_iter().flat_map(|at| self.settle(at)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The attachment of the node with index `at`, if it was moved.
    pub(super) fn attachment(&self, at: usize) -> Option<&Attachment> {
        self.nodes[at].attachment.as_ref()
    }

    /// Top left of the box of the node with index `at`.
    pub(super) fn origin(&self, at: usize) -> Point {
        self.nodes[at].origin
    }

    /// The box around everything that the node with index `at` draws.
    pub(super) fn drawn(&self, at: usize) -> Rect {
        self.region(at, Uid::ROOT)
    }

    /// The box of the target of an attachment; none if it is not on stage.
    pub(super) fn target(&self, attachment: &Attachment) -> Option<Rect> {
        let at = *self.index.get(&attachment.to.node)?;
        Some(self.region(at, attachment.to.part))
    }

    fn region(&self, at: usize, part: Uid) -> Rect {
        let node = &self.nodes[at];
        self.places[at].region_in(node.state, part) + node.origin.to_vec2()
    }

    fn attach(&mut self, attachment: Attachment) -> Option<usize> {
        let (at, to) = (*self.index.get(&attachment.node)?, *self.index.get(&attachment.to.node)?);
        if let Some(before) = self.nodes[at].attachment.replace(attachment)
            && let Some(left) = self.index.get(&before.to.node)
        {
            self.nodes[*left].followers.retain(|follower| *follower != at);
        }
        self.nodes[to].followers.push(at);
        Some(at)
    }

    /// Changes the targets of followers: a part that is gone is replaced by the part that it became.
    fn fold(&mut self, at: usize, folds: &[(Uid, Uid)]) {
        if folds.is_empty() {
            return;
        }
        let picture = self.places[at].picture(self.nodes[at].state);
        for follower in self.nodes[at].followers.clone() {
            let Some(attachment) = &mut self.nodes[follower].attachment else { continue };
            let became = folds.iter().find(|(gone, _)| *gone == attachment.to.part);
            if let (None, Some((_, part))) = (picture.region(attachment.to.part), became) {
                attachment.to.part = *part;
            }
        }
    }

    /// Updates the positions of a node and of all nodes that follow it, and returns them.
    fn settle(&mut self, at: usize) -> Vec<usize> {
        let mut settled = vec![at];
        let mut next = 0;
        while let Some(at) = settled.get(next).copied() {
            if let Some(origin) = self.goal(at) {
                self.nodes[at].origin = origin;
            }
            settled.extend(&self.nodes[at].followers);
            next += 1;
        }
        settled
    }

    /// The top left of a moved node's box; none if it was not moved.
    fn goal(&self, at: usize) -> Option<Point> {
        let attachment = self.nodes[at].attachment.as_ref()?;
        let target = *self.index.get(&attachment.to.node)?;
        let own = self.places[at].region_in(self.nodes[at].state, Uid::ROOT);
        let node = &self.nodes[target];
        // Computed within the target's box, so that it is rounded alike at any position of that.
        let goal = self.places[target].region_in(node.state, attachment.to.part);
        let corner = destination(goal, own.size(), attachment.side).round();
        Some(node.origin + corner.to_vec2() - own.origin().to_vec2())
    }
}
