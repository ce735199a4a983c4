//! Members of an overlay whose texts overlap.

use std::collections::{HashMap, HashSet};

use kurbo::Rect;

use super::floor::Floor;
use super::{Collector, TOLERANCE, shared};
use crate::lint::Finding;
use crate::lint::still::Shown;
use halfminute_engine::box_index::BoxIndex;
use halfminute_engine::nodes::Ink;
use halfminute_engine::scene::NodeId;

/// Steps charged for each element that is painted.
const STEPS_OF_PAINTING: u64 = 10;

/// Goes through the elements in painting order and keeps the texts that a later one can still overlap; a text
/// under an opaque panel is dropped.
pub(super) fn find(floor: &Floor<'_>, found: &mut Collector<'_>) {
    let orders: HashMap<NodeId, usize> =
        floor.extents.iter().enumerate().map(|(order, (node, _))| (*node, order)).collect();
    let mut bare: BoxIndex<usize> = BoxIndex::default();
    let mut known: HashSet<[NodeId; 2]> = HashSet::new();
    for (at, shown) in floor.still.shown.iter().enumerate() {
        let covers_something = is_opaque(shown);
        if covers_something {
            floor.subject.budget.spend(STEPS_OF_PAINTING);
            bare.remove_touching(shown.rect, |rect, _| covers(shown, rect));
        }
        let Some(node) = shown.node().filter(|_| shown.text.is_some() && shown.visible()) else { continue };
        if !orders.contains_key(&node) {
            continue;
        }
        floor.subject.budget.spend(STEPS_OF_PAINTING);
        for (rect, below) in bare.touching(shown.rect) {
            floor.subject.budget.spend(1);
            let Some(other) = floor.still.shown[below].node().filter(|other| *other != node) else {
                continue;
            };
            if shared(rect, shown.rect) <= TOLERANCE || known.contains(&[other, node]) {
                continue;
            }
            known.insert([other, node]);
            if floor.share_overlay(other, node) && !floor.was_moved(other, node) {
                let (first, second) =
                    if orders[&other] < orders[&node] { (other, node) } else { (node, other) };
                found.push(finding(floor, first, second));
            }
        }
        if found.is_full() {
            return;
        }
        bare.insert(shown.rect, at);
    }
}

fn finding(floor: &Floor<'_>, first: NodeId, second: NodeId) -> Finding {
    let subject = floor.subject;
    let (below, above) = (subject.id(first), subject.id(second));
    let message = format!("the text of `{above}` stands on the text of `{below}`");
    let help = "give them different places in the overlay: `place`";
    let finding = Finding::new(subject.node_span(second), message, help);
    finding.of_node(first).of_node(second).in_still(floor.still)
}

/// True if nothing below it can be seen within its box.
fn is_opaque(shown: &Shown) -> bool {
    let opaque = match &shown.element.ink {
        Ink::Panel(panel) => panel.fill.components[3] >= 1.0,
        Ink::Image { .. } => true,
        _ => false,
    };
    opaque && shown.in_full()
}

/// True if an opaque element hides what is below it within `rect`.
fn covers(shown: &Shown, rect: Rect) -> bool {
    shared(shown.rect, rect) >= rect.width().min(rect.height()) - TOLERANCE
}
