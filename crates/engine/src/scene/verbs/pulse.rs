//! `pulse`: targets swell and return to their size.

use kurbo::{Affine, Point};

use super::{Definition, EACH, Effect, Gesture, Lasts, Stays, Time, Together, Verb, VerbValue};

const OVER: Time = Time::from_millis(600);

pub(super) const DEFINITION: Definition = Definition {
    verb: Verb {
        name: "pulse",
        doc: "swells and settles",
        takes: VerbValue::Addresses,
        stays: Stays::Gone,
        lasts: &[(Lasts::Fixed(OVER), "")],
        keys: &[EACH],
        example: "{ pulse = \"pieces.all\", each = 0.1 }",
    },
    read: |entry| Together::read(entry, OVER, |_| Effect::Gesture(Gesture { transform, is_raised: true })),
};

/// Largest growth: a share of the size for small things, units for large ones. Both are visible at a glance, and
/// neighbours that pulse one after another do not touch.
const GROWTH: (f64, f64) = (0.12, 16.0);

fn transform(progress: f64, center: Point, extent: f64) -> Affine {
    let most = GROWTH.0.min(GROWTH.1 / extent.max(1.0));
    Affine::scale_about(1.0 + most * libm::sin(progress * std::f64::consts::PI), center)
}
