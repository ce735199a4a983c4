//! Alternative texts of the pictures in a beat, for people who cannot see them.

use std::collections::HashSet;

use crate::budget::{Budget, Task};
use crate::nodes::ALT;
use crate::scene::{Beat, NodeId, Scene};
use crate::timeline::{Sprite, Timeline};
use halfminute_basics::time::Time;

/// Bytes of a description that cost one step: each beat that shows it stores a copy.
const BYTES_A_STEP: usize = 10;

/// The descriptions of the pictures that can be seen in a beat, in stage order, each once.
pub(super) fn descriptions(scene: &Scene, timeline: &Timeline, beat: &Beat, budget: &Budget) -> Vec<String> {
    budget.begin(Task::Descriptions(beat.number), &beat.span);
    let nodes: Vec<NodeId> = beat.members.iter().map(|member| member.node).collect();
    budget.spend_for(nodes.len());
    if nodes.iter().all(|node| described(scene, beat, *node).next().is_none()) {
        return Vec::new();
    }
    let seen = seen(scene, timeline, beat, budget);
    let (mut texts, mut known) = (Vec::new(), HashSet::new());
    for text in
        nodes.iter().filter(|node| seen.contains(*node)).flat_map(|node| described(scene, beat, *node))
    {
        if known.insert(text) {
            budget.spend_for(1 + text.len() / BYTES_A_STEP);
            texts.push(text.to_owned());
        }
    }
    texts
}

/// The `alt` texts of a node's states in the beat, empty ones left out.
fn described<'a>(scene: &'a Scene, beat: &Beat, node: NodeId) -> impl Iterator<Item = &'a str> {
    let states = beat.first_states[node]..=beat.last_states[node];
    scene.cast[node].states[states].iter().map(|state| state.text(ALT)).filter(|text| !text.is_empty())
}

/// The nodes that can be seen in the beat's last frame, or at the start or end of one of its acts.
fn seen(scene: &Scene, timeline: &Timeline, beat: &Beat, budget: &Budget) -> HashSet<NodeId> {
    let last = beat.time.end - scene.clip.rate.frame();
    let acts = beat.acts.iter().flat_map(|act| [act.time.start, act.time.end]);
    let mut instants: Vec<Time> = acts.chain([last]).map(|instant| instant.min(last)).collect();
    instants.sort_unstable();
    instants.dedup();
    let mut seen = HashSet::new();
    for now in instants {
        budget.spend(timeline.steps(now));
        if budget.is_spent() {
            break;
        }
        seen.extend(timeline.sample(now).stage.into_iter().filter_map(|sprite| match sprite {
            Sprite::Node { node, pieces, .. } if !pieces.is_empty() => Some(node),
            _ => None,
        }));
    }
    seen
}
