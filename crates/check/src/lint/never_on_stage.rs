//! `never-on-stage`: every node of the cast is used, and is visible when it is.

use std::collections::HashSet;

use super::{Collector, Finding, Subject};
use halfminute_engine::scene::NodeId;

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    let members = subject.scene.beats.iter().flat_map(|beat| &beat.members);
    let used: HashSet<NodeId> = members.map(|member| member.node).collect();
    let finding = |node: NodeId| {
        let id = subject.id(node);
        let (message, help) = if !used.contains(&node) {
            (format!("`{id}` is never on stage"), "name it in a `stage`, or take it out")
        } else if is_empty(subject, node) {
            (format!("`{id}` is on stage and draws nothing"), "give it something to say, or take it out")
        } else {
            return None;
        };
        Some(Finding::new(subject.node_span(node), message, help).of_node(node))
    };
    found.extend((0..subject.scene.cast.len()).filter_map(finding));
}

/// True if a node draws nothing in any of its states. A group without a title is exempt, because it only
/// arranges others.
fn is_empty(subject: &Subject<'_>, node: NodeId) -> bool {
    let places = subject.layout.beats.iter().filter_map(|beat| beat.place(node));
    let mut elements = places.flat_map(|place| place.pictures.iter()).flat_map(|picture| &picture.elements);
    subject.scene.cast[node].arrangement.is_none() && !elements.any(|element| element.ink.shows())
}
