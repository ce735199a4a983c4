//! `mark`: targets are outlined.

use super::{
    Definition, EACH, Effect, FOR, KeyShape, KeySpec, Lasts, Stays, Time, Together, Verb, VerbValue,
};
use crate::choice::Choice;
use crate::theme::Tone;

const OVER: Time = Time::from_millis(300);

pub(super) const DEFINITION: Definition = Definition {
    verb: Verb {
        name: "mark",
        doc: "draws an outline around",
        takes: VerbValue::Addresses,
        stays: Stays::Held,
        lasts: &[(Lasts::Fixed(OVER), "")],
        keys: &[
            EACH,
            FOR,
            KeySpec::new("tone", KeyShape::Choice(Tone::NAMES), "its colour").default("\"accent\""),
        ],
        example: "{ mark = \"pieces.2-4\", tone = \"warn\" }",
    },
    read: |entry| {
        let tone = entry.table.one_of("tone").unwrap_or(Tone::Accent);
        Together::read(entry, OVER, move |until| Effect::Outline { tone, until })
    },
};
