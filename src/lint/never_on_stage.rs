//! `never-on-stage`: every node of the cast plays a part.

use std::collections::HashSet;

use super::{Finding, Subject};

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let members = subject.scene.beats.iter().flat_map(|beat| &beat.members);
    let used: HashSet<usize> = members.map(|member| member.node).collect();
    let idle = (0..subject.scene.cast.len()).filter(|node| !used.contains(node));
    idle.map(|node| {
        let message = format!("`{}` is never on stage", subject.id(node));
        let help = "name it in a `stage`, or take it out";
        Finding::new(subject.node_span(node), message, help).of_node(node)
    })
    .collect()
}
