//! The room that parts of nodes need for the nodes moved onto them, as long as a stage is kept.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::Size;

use crate::nodes::Demands;
use crate::scene::{Container, NodeId, Target};

/// Identifies demands: pictures of a node with the same id were drawn with the same demands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct DemandsId(usize);

impl DemandsId {
    /// The id of no demands at all.
    pub(super) const NONE: Self = Self(0);
}

/// The demands on each node's parts so far.
#[derive(Default)]
pub(super) struct Demanded {
    stage: Option<Arc<Container>>,
    nodes: HashMap<NodeId, (DemandsId, Arc<Demands>)>,
    ids: usize,
}

impl Demanded {
    /// Drops all demands unless the stage is still the same one.
    pub(super) fn begin(&mut self, stage: &Arc<Container>) {
        if !self.stage.as_ref().is_some_and(|before| Arc::ptr_eq(before, stage)) {
            self.nodes.clear();
            self.stage = Some(Arc::clone(stage));
        }
    }

    /// Adds the size of a node that is moved onto a part.
    pub(super) fn add(&mut self, to: Target, size: Size) {
        let (id, demands) = self.nodes.entry(to.node).or_default();
        if Arc::make_mut(demands).add(to.part, size) {
            self.ids += 1;
            *id = DemandsId(self.ids);
        }
    }

    /// The demands on a node's parts, with their id.
    pub(super) fn of(&self, node: NodeId) -> (DemandsId, Arc<Demands>) {
        self.nodes.get(&node).cloned().unwrap_or_default()
    }
}
