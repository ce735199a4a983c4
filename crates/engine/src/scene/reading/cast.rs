//! The nodes of a scene while it is read, and the references to them.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Span, did_you_mean};
use crate::document::{Findings, MOST_PLACES};
use crate::nodes::Item;
use crate::scene::model::{Node, NodeId};
use crate::scene::reading::value::{Reader, is_id};

/// The cast while it is being read, with an index by id.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    pub(super) nodes: Vec<Node>,
    /// The node of each id; none for a definition that makes no node, whose users are not reported again.
    pub(super) index: HashMap<String, Option<NodeId>>,
    /// Number of states of all nodes.
    pub(super) states: usize,
    /// Number of parts of all nodes, as they are defined.
    pub(super) parts: usize,
    /// Members at any depth of each group that was asked for.
    pub(super) members: RefCell<HashMap<NodeId, Rc<HashSet<NodeId>>>>,
    /// For each node, the last identity that was given to one of its parts.
    pub(super) next: Vec<u32>,
    /// For each node, false if something of it could not be read. What refers to its parts is not judged then.
    pub(super) is_valid: Vec<bool>,
    /// True if all definitions are known, so that an id without a node is a mistake.
    pub(super) is_complete: bool,
    /// True if a beat without its header stands in a node's table.
    pub(super) has_stray_beat: bool,
    /// Ids that no node has, each with the places that name it.
    pub(super) unknown: RefCell<Vec<(String, Vec<Span>)>>,
    /// Steps of work spent on references to the cast.
    pub(super) steps: Cell<u64>,
}

impl Cast {
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(crate) fn count_steps(&self, steps: usize) {
        self.steps.set(self.steps.get() + steps as u64);
    }

    pub(crate) fn steps(&self) -> u64 {
        self.steps.get()
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    pub(crate) fn push_state(&mut self, id: NodeId, state: Item) -> usize {
        self.states += 1;
        self.nodes[id].states.push(state);
        self.nodes[id].states.len() - 1
    }

    /// Replaces the states of a node; the acts must refer to the new numbers already.
    pub(crate) fn replace_states(&mut self, id: NodeId, states: Vec<Item>) {
        self.states = self.states - self.nodes[id].states.len() + states.len();
        self.nodes[id].states = states;
    }

    /// Number of states of all nodes.
    pub(crate) fn states(&self) -> usize {
        self.states
    }

    pub(crate) fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }

    /// A reader for new parts of node `id`, to be handed back to [`Cast::keep`].
    pub(crate) fn reader<'a>(&self, id: NodeId, findings: &'a Findings) -> Reader<'a> {
        Reader { findings, kind: self.nodes[id].kind, next: self.next[id] }
    }

    pub(crate) fn keep(&mut self, id: NodeId, reader: &Reader<'_>) {
        self.next[id] = reader.next;
    }

    /// The node called `id`. If there is none, the id is noted for [`Cast::report_unknown`].
    pub(crate) fn find(&self, id: &str, span: &Span) -> Option<NodeId> {
        self.count_steps(2);
        let found = self.index.get(id).copied();
        if found.is_none() && self.is_complete {
            let mut unknown = self.unknown.borrow_mut();
            let full = unknown.len() >= Diagnostics::LIMIT;
            match unknown.iter_mut().find(|(known, _)| known == id) {
                Some((_, places)) => places.push(span.clone()),
                // More would not be reported anyway.
                None if full => {}
                None => unknown.push((id.to_owned(), vec![span.clone()])),
            }
        }
        found.flatten()
    }

    /// Reports each id that no node has, once for all places that name it.
    pub(crate) fn report_unknown(&self, findings: &Findings) {
        for (id, mut places) in self.unknown.take() {
            let help = match did_you_mean(&id, self.nodes.iter().map(|node| node.id.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None if is_id(&id) => {
                    format!("define it under `[node]`: {id} = {{ kind = \"text\", text = \"…\" }}")
                }
                None => "write the id of a node as it stands under `[node]`".into(),
            };
            places.sort_by_key(|span| span.start);
            places.dedup();
            let first = places.remove(0);
            let message = format!("no node is called `{id}`");
            let diagnostic = Diagnostic::error("unknown-id", first, message).help(help);
            let labelled = places
                .into_iter()
                .take(MOST_PLACES)
                .fold(diagnostic, |one, span| one.label(span, "and here"));
            findings.push(labelled);
        }
    }

    /// True if a node is called `id`.
    pub(crate) fn has(&self, id: &str) -> bool {
        matches!(self.index.get(id), Some(Some(_)))
    }

    /// True if a beat without its header stands in a node's table, so that not all beats are known.
    pub(crate) fn has_stray_beat(&self) -> bool {
        self.has_stray_beat
    }

    /// False if something of the node could not be read.
    pub(crate) fn is_valid(&self, id: NodeId) -> bool {
        self.is_valid[id]
    }

    /// Notes that a state of the node could not be read.
    pub(crate) fn mark_invalid(&mut self, id: NodeId) {
        self.is_valid[id] = false;
    }
}

/// Name of a part for messages: its id, or its number from 1.
pub(crate) fn part_name(id: Option<&Arc<str>>, index: usize) -> String {
    id.map_or_else(|| (index + 1).to_string(), ToString::to_string)
}
