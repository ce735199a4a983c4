//! Nodes of a stage that only a later beat shows: their place is kept until then.

use std::collections::{HashMap, HashSet};

use crate::scene::model::NodeId;
use crate::scene::planning::planner::{VerbPlan, WrittenBeat};
use crate::scene::reading::address::Address;

/// For each beat with a stage of its own, the nodes that a later beat on this stage shows before any beat on it
/// hides them; empty for the other beats.
pub(crate) fn brought(beats: &[WrittenBeat<'_>]) -> Vec<HashSet<NodeId>> {
    let mut brought: Vec<HashSet<NodeId>> = vec![HashSet::new(); beats.len()];
    let mut stage = 0;
    let mut known: HashMap<NodeId, bool> = HashMap::new();
    for (at, beat) in beats.iter().enumerate() {
        if beat.stage.is_some() {
            stage = at;
            known.clear();
        }
        for (node, shows) in beat.play.entries.value.iter().flat_map(|entry| whole_nodes(&*entry.verb)) {
            if *known.entry(node).or_insert(shows) && at > stage {
                brought[stage].insert(node);
            }
        }
    }
    brought
}

/// The whole nodes that an entry shows (true) or hides (false).
fn whole_nodes(verb: &dyn VerbPlan) -> impl Iterator<Item = (NodeId, bool)> {
    let shown = verb.shows().iter().filter(|address| address.is_node()).map(|address| (address.node, true));
    let is_hidden = |address: &&Address| address.is_node();
    shown.chain(verb.hides().iter().filter(is_hidden).map(|address| (address.node, false)))
}
