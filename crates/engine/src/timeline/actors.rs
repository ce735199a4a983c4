//! The actors of a beat, in painting order.

use std::collections::HashMap;
use std::ops::Deref;

use crate::scene::NodeId;
use crate::timeline::actor::Actor;

/// Actors in painting order, indexed by node. A node has at most one actor.
#[derive(Debug, Default)]
pub(super) struct Actors {
    list: Vec<Actor>,
    index: HashMap<NodeId, usize>,
}

impl Actors {
    pub(super) fn new(list: Vec<Actor>) -> Self {
        let mut actors = Self { list, index: HashMap::new() };
        actors.find();
        actors
    }

    fn find(&mut self) {
        self.index = self.list.iter().enumerate().map(|(at, actor)| (actor.node, at)).collect();
    }

    /// Index of a node's actor in the painting order.
    pub(super) fn place(&self, node: NodeId) -> Option<usize> {
        self.index.get(&node).copied()
    }

    pub(super) fn of(&self, node: NodeId) -> Option<&Actor> {
        self.place(node).map(|at| &self.list[at])
    }

    pub(super) fn of_mut(&mut self, node: NodeId) -> Option<&mut Actor> {
        self.place(node).map(|at| &mut self.list[at])
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Actor> {
        self.list.iter_mut()
    }

    /// Sorts the actors by height; actors of equal height keep their order.
    pub(super) fn sort_by_height(&mut self, height: impl Fn(&Actor) -> usize) {
        self.list.sort_by_key(height);
        self.find();
    }
}

impl Deref for Actors {
    type Target = [Actor];

    fn deref(&self) -> &[Actor] {
        &self.list
    }
}
