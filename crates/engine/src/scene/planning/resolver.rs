//! State that is carried from one beat to the next while beats are planned.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::diagnostic::Span;
use crate::document::Findings;
use crate::nodes::Item;
use crate::scene::limits::Limit;
use crate::scene::model::NodeId;
use crate::scene::planning::attach::Attached;
use crate::scene::planning::visibility::TargetPlaces;
use crate::scene::reading::cast::Cast;
use halfminute_basics::time::Time;

/// State carried from one beat to the next.
pub(crate) struct SceneResolver<'a> {
    pub(crate) cast: &'a mut Cast,
    pub(crate) findings: &'a Findings,
    /// Current state of every node.
    pub(crate) now: Vec<usize>,
    /// Nodes that were visible when the last beat ended, each with the number of the beat in which it appeared.
    pub(crate) on_stage: HashMap<NodeId, usize>,
    /// Start of the current beat in the clip.
    pub(crate) start: Time,
    /// False if an entry could not be used, so that it is not known what it would have shown or hidden.
    pub(crate) is_visibility_known: bool,
    /// False if the last stage is not complete.
    pub(crate) is_stage_known: bool,
    /// Number of motions so far.
    pub(crate) motions: usize,
    /// Number of parts of all states that were set so far.
    pub(crate) state_parts: usize,
    /// TargetPlaces of the targets of each act.
    pub(crate) places: TargetPlaces,
    pub(crate) attached: Attached,
    /// For each beat to come, the nodes of its stage that a later beat on that stage shows first.
    pub(crate) later: VecDeque<HashSet<NodeId>>,
}

impl SceneResolver<'_> {
    pub(crate) fn states(&self) -> Vec<&Item> {
        self.cast.nodes().iter().zip(&self.now).map(|(node, state)| &node.states[*state]).collect()
    }

    pub(crate) fn state(&self, node: NodeId) -> &Item {
        &self.cast.node(node).states[self.now[node]]
    }

    /// Adds to the count of motions. Returns false beyond the limit, which is reported once.
    pub(crate) fn count_motions(&mut self, more: usize, span: &Span) -> bool {
        let before = self.motions;
        self.motions += more;
        let within = self.motions <= Limit::MOTIONS.most;
        if before <= Limit::MOTIONS.most {
            Limit::MOTIONS.check(self.motions, span, self.findings);
        }
        within
    }
}
