//! A damped spring that overshoots its goal once and settles.

use super::Curve;

pub(super) static SPRING: Curve = Curve { doc: "a damped spring", at: |time| spring(time) / spring(1.0) };

/// Damping ratio of the spring: it overshoots by about 7 %, then settles.
const DAMPING: f64 = 0.65;
/// Angular frequency of the undamped spring: at the end, less than a thousandth of the distance is left.
const FREQUENCY: f64 = 11.0;

/// Position of an underdamped spring that is released at rest at 0 and has its goal at 1. It is the closed form
/// of the damped harmonic oscillator, so that every instant can be computed by itself.
fn spring(time: f64) -> f64 {
    let damped = FREQUENCY * (1.0 - DAMPING * DAMPING).sqrt();
    let decay = libm::exp(-DAMPING * FREQUENCY * time);
    let phase = damped * time;
    1.0 - decay * (libm::cos(phase) + DAMPING * FREQUENCY / damped * libm::sin(phase))
}
