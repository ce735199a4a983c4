//! `no-change`: a `set` changes something.

use super::{Collector, Finding, Subject};
use crate::scene::Verb;

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    for (at, beat) in subject.beats() {
        for act in &beat.acts {
            let Verb::Set { node, from, to, key: Some(key), .. } = &act.verb else { continue };
            let states = &subject.scene.cast[*node].states;
            if states[*from] == states[*to] {
                let message = format!("`{}` already is like that", subject.id(*node));
                let help = "take the entry out, or set another value";
                found.push(Finding::new(key, message, help).of_node(*node).in_beat(at));
            }
        }
    }
}
