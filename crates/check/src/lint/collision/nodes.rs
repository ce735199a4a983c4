//! Nodes that overlap one another.
//!
//! Nodes belong together if their paths from the stage diverge in an overlay or do not diverge. The search
//! therefore looks at the children of every other container: first for children whose boxes overlap, then for
//! overlapping nodes in the two.

use std::cell::OnceCell;
use std::collections::HashMap;

use kurbo::Rect;

use super::floor::Floor;
use super::{Collector, TOLERANCE, shared};
use crate::lint::Finding;
use halfminute_engine::box_index::BoxIndex;
use halfminute_engine::scene::{Arrangement, Child, Container, Content, NodeId};

/// A visible node and its box.
#[derive(Clone, Copy, Debug)]
struct Standing {
    /// Index in the order of the stage.
    order: usize,
    node: NodeId,
    rect: Rect,
}

/// The visible nodes of one child of a container, and the box around them.
#[derive(Debug, Default)]
struct Branch {
    nodes: Vec<Standing>,
    rect: Option<Rect>,
    /// Spatial index of the nodes, built on first use.
    index: OnceCell<BoxIndex<Standing>>,
}

struct Search<'s, 'a, 'c> {
    floor: &'s Floor<'a>,
    standing: HashMap<NodeId, Standing>,
    found: &'s mut Collector<'c>,
}

pub(super) fn find(floor: &Floor<'_>, found: &mut Collector<'_>) {
    let extents = floor.extents.iter().enumerate();
    let standing = extents.map(|(order, (node, rect))| (*node, Standing { order, node: *node, rect: *rect }));
    Search { floor, standing: standing.collect(), found }.branch(&floor.beat.stage);
}

impl Search<'_, '_, '_> {
    fn branch(&mut self, container: &Container) -> Branch {
        let children: Vec<Branch> = container.children.iter().map(|child| self.child(child)).collect();
        if container.how != Arrangement::Overlay {
            self.compare(&children);
        }
        children.into_iter().fold(Branch::default(), Branch::join)
    }

    fn child(&mut self, child: &Child) -> Branch {
        match &child.content {
            Content::Container(inner) => self.branch(inner),
            Content::Node(node) => {
                let own = Branch::of(self.standing.get(node).copied());
                match &self.floor.subject.scene.cast[*node].arrangement {
                    Some(inner) => own.join(self.branch(inner)),
                    None => own,
                }
            }
        }
    }

    /// Looks for overlapping pairs of nodes in different children.
    fn compare(&mut self, children: &[Branch]) {
        let boxes = children.iter().enumerate().filter_map(|(at, child)| Some((child.rect?, at)));
        let index = BoxIndex::new(boxes.clone());
        for (rect, at) in boxes {
            for (other, place) in index.touching(rect).filter(|(_, place)| *place > at) {
                self.floor.subject.budget.spend(1);
                if shared(rect, other) > TOLERANCE {
                    self.pairs(&children[at], &children[place]);
                }
                if self.found.is_full() {
                    return;
                }
            }
        }
    }

    fn pairs(&mut self, a: &Branch, b: &Branch) {
        let (few, many) = if a.nodes.len() <= b.nodes.len() { (a, b) } else { (b, a) };
        for one in &few.nodes {
            for (rect, other) in many.index().touching(one.rect) {
                self.floor.subject.budget.spend(1);
                if self.found.is_full() {
                    return;
                }
                if shared(one.rect, rect) > TOLERANCE && !self.floor.was_moved(one.node, other.node) {
                    self.found.push(self.finding(*one, other));
                }
            }
        }
    }

    fn finding(&self, one: Standing, other: Standing) -> Finding {
        let (first, second) = if one.order < other.order { (one, other) } else { (other, one) };
        let subject = self.floor.subject;
        let units = shared(first.rect, second.rect).ceil();
        let (below, above) = (subject.id(first.node), subject.id(second.node));
        let message = format!("`{above}` stands on `{below}`, {units:.0} units deep");
        let help = "move it elsewhere, make room, or put both into one `overlay`";
        let finding = Finding::new(subject.node_span(second.node), message, help);
        finding.of_node(first.node).of_node(second.node).in_still(self.floor.still)
    }
}

impl Branch {
    fn of(standing: Option<Standing>) -> Self {
        let rect = standing.map(|standing| standing.rect);
        Self { nodes: standing.into_iter().collect(), rect, index: OnceCell::new() }
    }

    fn join(mut self, other: Self) -> Self {
        self.rect = match (self.rect, other.rect) {
            (Some(a), Some(b)) => Some(a.union(b)),
            (a, b) => a.or(b),
        };
        self.nodes.extend(other.nodes);
        self.index = OnceCell::new();
        self
    }

    fn index(&self) -> &BoxIndex<Standing> {
        self.index.get_or_init(|| BoxIndex::new(self.nodes.iter().map(|node| (node.rect, *node))))
    }
}
