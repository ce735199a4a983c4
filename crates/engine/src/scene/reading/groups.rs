//! Groups: their members, and groups that contain themselves.

use std::collections::HashSet;
use std::rc::Rc;

use crate::document::Findings;
use crate::scene::model::NodeId;
use crate::scene::reading::cast::Cast;
use crate::scene::reading::stage;

/// State of a node in the depth-first search for cycles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SearchState {
    New,
    /// On the current path of the search.
    Open,
    Done,
}

/// A node on the current path of the search.
struct PathStep {
    node: NodeId,
    members: Vec<NodeId>,
    /// Index of the next member to visit.
    next: usize,
}

impl Cast {
    /// All members of a group, at any depth.
    pub(crate) fn members_of(&self, group: NodeId) -> Rc<HashSet<NodeId>> {
        let mut known = self.members.borrow_mut();
        Rc::clone(known.entry(group).or_insert_with(|| {
            let mut members = HashSet::new();
            if let Some(arrangement) = &self.nodes[group].arrangement {
                stage::visit(arrangement, self, &mut |node, _| {
                    members.insert(node);
                });
            }
            Rc::new(members)
        }))
    }

    /// Reports groups that contain themselves and empties them, so that no later recursion is endless.
    pub(crate) fn resolve_groups(&mut self, findings: &Findings) {
        let mut marks = vec![SearchState::New; self.nodes.len()];
        for start in 0..self.nodes.len() {
            if marks[start] == SearchState::New {
                self.resolve_from(start, &mut marks, findings);
            }
        }
    }

    fn resolve_from(&mut self, start: NodeId, marks: &mut [SearchState], findings: &Findings) {
        let mut way = Vec::new();
        self.enter(start, marks, &mut way);
        while let Some(step) = way.last_mut() {
            let Some(member) = step.members.get(step.next).copied() else {
                marks[step.node] = SearchState::Done;
                way.pop();
                continue;
            };
            step.next += 1;
            match marks[member] {
                SearchState::New => self.enter(member, marks, &mut way),
                SearchState::Done => {}
                SearchState::Open => {
                    let first = way.iter().position(|step| step.node == member).unwrap_or(0);
                    let circle: Vec<NodeId> = way[first..].iter().map(|step| step.node).collect();
                    let emptied = self.report_circle(&circle, findings);
                    // Nodes entered through the emptied group may be part of other cycles.
                    while let Some(step) = way.pop_if(|step| step.node != emptied) {
                        marks[step.node] = SearchState::New;
                    }
                    if let Some(step) = way.last_mut() {
                        step.members.clear();
                    }
                }
            }
        }
    }

    fn enter(&self, node: NodeId, marks: &mut [SearchState], way: &mut Vec<PathStep>) {
        let members = self.nodes[node]
            .arrangement
            .as_ref()
            .map(crate::scene::model::Container::nodes)
            .unwrap_or_default();
        marks[node] = SearchState::Open;
        way.push(PathStep { node, members, next: 0 });
    }

    /// Reports a cycle at its group that is defined first, empties that group and returns it.
    fn report_circle(&mut self, circle: &[NodeId], findings: &Findings) -> NodeId {
        let first = circle.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(at, _)| at);
        let around = circle[first..].iter().chain(&circle[..=first]);
        let names: Vec<&str> = around.map(|node| self.nodes[*node].id.as_str()).collect();
        let id = circle[first];
        let message = format!("the group `{}` contains itself: {}", self.nodes[id].id, names.join(" > "));
        let help = "take one of them out of the other";
        findings.error_help("group-cycle", &self.nodes[id].span, message, help);
        self.is_valid[id] = false;
        if let Some(container) = &mut self.nodes[id].arrangement {
            container.children.clear();
        }
        id
    }
}
