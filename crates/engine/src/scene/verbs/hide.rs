//! `hide`: targets fade out where they stand.

use super::{Definition, EACH, Effect, Lasts, Stays, Time, Together, Verb, VerbValue};

const OVER: Time = Time::from_millis(300);

pub(super) const DEFINITION: Definition = Definition {
    verb: Verb {
        name: "hide",
        doc: "takes away; for a whole node, the next stage decides again",
        takes: VerbValue::Addresses,
        stays: Stays::Lasting,
        lasts: &[(Lasts::Fixed(OVER), "")],
        keys: &[EACH],
        example: "{ hide = \"word\" }",
    },
    read: |entry| Together::read(entry, OVER, |_| Effect::Disappear),
};
