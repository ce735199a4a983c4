//! `focus`: everything but the targets is dimmed, and the stage may be enlarged around them.

use super::{Definition, Effect, FOR, KeyShape, KeySpec, Lasts, Stays, Time, Together, Verb, VerbValue};

const OVER: Time = Time::from_millis(400);
/// Smallest and largest factor by which the stage is enlarged.
const ZOOM: (f64, f64) = (1.0, 2.0);

pub(super) const DEFINITION: Definition = Definition {
    verb: Verb {
        name: "focus",
        doc: "dims everything else",
        takes: VerbValue::Addresses,
        stays: Stays::Held,
        lasts: &[(Lasts::Fixed(OVER), "")],
        keys: &[
            FOR,
            KeySpec::new("zoom", KeyShape::Number(ZOOM.0, ZOOM.1), "how much larger the stage is shown")
                .default("1"),
        ],
        example: "{ focus = \"pieces\", zoom = 1.4 }",
    },
    read: |entry| {
        let zoom = entry.table.number_within("zoom", ZOOM.0, ZOOM.1).unwrap_or(ZOOM.0);
        Together::read(entry, OVER, move |until| Effect::Focus { zoom, until })
    },
};
