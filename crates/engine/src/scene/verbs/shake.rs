//! `shake`: targets move from side to side.

use kurbo::{Affine, Point};

use super::{Definition, EACH, Effect, Gesture, Lasts, Stays, Time, Together, Verb, VerbValue};

const OVER: Time = Time::from_millis(500);

pub(super) const DEFINITION: Definition = Definition {
    verb: Verb {
        name: "shake",
        doc: "shakes sideways",
        takes: VerbValue::Addresses,
        stays: Stays::Gone,
        lasts: &[(Lasts::Fixed(OVER), "")],
        keys: &[EACH],
        example: "{ shake = \"word\" }",
    },
    read: |entry| Together::read(entry, OVER, |_| Effect::Gesture(Gesture { transform, is_raised: false })),
};

/// Largest distance from the place at rest, in units.
const REACH: f64 = 16.0;
/// Number of times that a target goes to both sides.
const TURNS: f64 = 3.0;

fn transform(progress: f64, _: Point, _: f64) -> Affine {
    let wave = libm::sin(progress * TURNS * 2.0 * std::f64::consts::PI);
    Affine::translate((REACH * wave * (1.0 - progress), 0.0))
}
