//! The nodes of a beat in their boxes, in order and by node.

use std::collections::HashMap;
use std::ops::Deref;

use super::{Gap, Place};
use crate::scene::NodeId;

/// Nodes in their boxes, in the order of the beat's members, and found by node.
#[derive(Debug, Default)]
pub struct Places {
    /// Gaps that were widened because an arrow needs more room.
    pub gaps: Vec<Gap>,
    list: Vec<Place>,
    index: HashMap<NodeId, usize>,
}

impl Places {
    pub(super) fn new(list: Vec<Place>, gaps: Vec<Gap>) -> Self {
        let index = list.iter().enumerate().map(|(at, place)| (place.node, at)).collect();
        Self { gaps, list, index }
    }

    /// The place of `node`, if it is on stage.
    #[must_use]
    pub fn of(&self, node: NodeId) -> Option<&Place> {
        self.index.get(&node).map(|at| &self.list[*at])
    }
}

impl Deref for Places {
    type Target = [Place];

    fn deref(&self) -> &[Place] {
        &self.list
    }
}
