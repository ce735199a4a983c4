//! `no-change`: a `set` changes something.

use super::{Collector, Finding, Subject};
use halfminute_engine::scene::Effect;

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    for (at, beat) in subject.beats() {
        for act in &beat.acts {
            let Effect::Change { node, from, to, key: Some(key), unchanged, .. } = &act.effect else {
                continue;
            };
            let states = &subject.scene.cast[*node].states;
            // A `set` that changes nothing at all is reported once.
            let keys = if states[*from] == states[*to] { std::slice::from_ref(key) } else { unchanged };
            for key in keys {
                let message = format!("`{}` already is like that", subject.id(*node));
                let help = "take it out, or set another value";
                found.push(Finding::new(key, message, help).of_node(*node).in_beat(at));
            }
        }
    }
}
