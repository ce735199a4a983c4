//! Easing: maps progress in time to progress of a motion, both from 0 to 1.
//!
//! An easing is a cubic Bézier through (0, 0) and (1, 1), as in CSS, so that an author's own curve needs no
//! special case, or another curve in closed form. It starts and ends exactly at its rest positions.

use crate::diagnostic::did_you_mean;
use crate::document::{Findings, Node, Value, list};

mod spring;

/// Mapping from elapsed time to progress of a motion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Easing {
    /// A cubic Bézier timing function: the two inner control points x1, y1, x2 and y2, x within 0
    /// to 1.
    ///
    /// Source of the definition: CSS Easing Functions Level 1, section 2.2.
    Bezier([f64; 4]),
    /// A curve that no control points describe.
    Curve(&'static Curve),
}

/// A timing curve in closed form.
#[derive(Debug)]
pub struct Curve {
    /// Noun phrase for the reference page.
    pub doc: &'static str,
    /// Progress at a time between 0 and 1: 0 at 0 and 1 at 1.
    at: fn(f64) -> f64,
}

/// A curve is the same only as itself.
impl PartialEq for Curve {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// Every easing that a scene can name, in the order of the reference page.
const EASINGS: [(&str, Easing); 7] = [
    ("linear", Easing::LINEAR),
    ("in", Easing::Bezier([0.55, 0.0, 0.9, 0.45])),
    ("out", Easing::Bezier([0.1, 0.55, 0.35, 1.0])),
    ("in-out", Easing::Bezier([0.6, 0.0, 0.3, 1.0])),
    ("ease", Easing::Bezier([0.25, 0.1, 0.25, 1.0])),
    ("back", Easing::Bezier([0.3, 1.4, 0.5, 1.0])),
    ("spring", Easing::Curve(&spring::SPRING)),
];

impl Easing {
    /// The linear easing: progress equals time.
    pub const LINEAR: Self = Self::Bezier([0.0, 0.0, 1.0, 1.0]);

    /// The easing names that a scene may use.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EASINGS.iter().map(|(name, _)| *name)
    }

    /// The easing called `name`, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        EASINGS.iter().find(|(known, _)| *known == name).map(|(_, easing)| *easing)
    }

    /// The curve with the control points (x1, y1) and (x2, y2); `None` when an x lies outside 0 to
    /// 1 or a y outside -2 to 3, or a number is not finite.
    #[must_use]
    pub fn bezier([x1, y1, x2, y2]: [f64; 4]) -> Option<Self> {
        let inside = |x: f64, low, high| (low..=high).contains(&x);
        let valid =
            inside(x1, 0.0, 1.0) && inside(x2, 0.0, 1.0) && inside(y1, -2.0, 3.0) && inside(y2, -2.0, 3.0);
        valid.then_some(Self::Bezier([x1, y1, x2, y2]))
    }

    /// Reads a name or four control point coordinates, or reports what is wrong.
    pub fn read(findings: &Findings, key: &str, node: &Node) -> Option<Self> {
        match &node.value {
            Value::Text(name) => {
                let easing = Self::named(name);
                if easing.is_none() {
                    let names: Vec<_> = Self::names().collect();
                    let help = match did_you_mean(name, names.iter().copied()) {
                        Some(near) => format!("did you mean \"{near}\"?"),
                        None => format!("write one of {}", list(&names)),
                    };
                    let message = format!("no easing is called `{name}`");
                    findings.error_help("unknown-value", &node.span, message, help);
                }
                easing
            }
            Value::Array(items) => {
                let numbers: Vec<f64> = items
                    .iter()
                    .filter_map(|item| match item.value {
                        Value::Number { value, .. } => Some(value),
                        _ => None,
                    })
                    .collect();
                let easing = <[f64; 4]>::try_from(numbers).ok().and_then(Self::bezier);
                if easing.is_none() {
                    let help = "write [x1, y1, x2, y2] with both x from 0 to 1, such as [0.6, 0.0, 0.3, 1.0]";
                    let message = format!("`{key}` is not a timing curve");
                    findings.error_help("bad-easing", &node.span, message, help);
                }
                easing
            }
            _ => {
                let message = format!("`{key}` wants a name or four numbers, not {}", node.noun());
                findings.error_help("wrong-type", &node.span, message, "write \"in-out\"");
                None
            }
        }
    }

    /// Progress of a motion at `time`: `time` is clamped to 0 to 1, and the result is 0 and 1 at its ends. In
    /// between, springs and some curves leave that range.
    #[must_use]
    pub fn at(self, time: f64) -> f64 {
        if time <= 0.0 {
            return 0.0;
        }
        if time >= 1.0 {
            return 1.0;
        }
        match self {
            Self::Curve(curve) => (curve.at)(time),
            Self::Bezier(_) if self == Self::LINEAR => time,
            Self::Bezier([x1, y1, x2, y2]) => cubic(y1, y2, solve(x1, x2, time)),
        }
    }
}

/// The curve parameter at which x equals `time`. x never decreases along the curve, so bisection finds the
/// parameter; 40 halvings leave an error below 1e-12.
fn solve(x1: f64, x2: f64, time: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if cubic(x1, x2, middle) < time { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// One coordinate of the curve at parameter `t`.
fn cubic(p1: f64, p2: f64, t: f64) -> f64 {
    let u = 1.0 - t;
    3.0 * u * u * t * p1 + 3.0 * u * t * t * p2 + t * t * t
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn starts_and_ends_at_rest(x1 in 0.0..=1.0f64, y1 in -2.0..=3.0f64, x2 in 0.0..=1.0f64, y2 in -2.0..=3.0f64) {
            let easing = Easing::bezier([x1, y1, x2, y2]).unwrap();
            prop_assert_eq!(easing.at(0.0), 0.0);
            prop_assert_eq!(easing.at(1.0), 1.0);
        }

        #[test]
        fn named_curves_keep_to_their_bounds(time in 0.0..=1.0f64) {
            for name in Easing::names() {
                let value = Easing::named(name).unwrap().at(time);
                let limit = if ["back", "spring"].contains(&name) { 1.2 } else { 1.0 };
                prop_assert!((0.0..=limit).contains(&value), "{} gives {} at {}", name, value, time);
            }
        }
    }

    #[test]
    fn in_out_is_slow_at_both_ends() {
        let easing = Easing::named("in-out").unwrap();
        assert!(easing.at(0.1) < 0.05);
        assert!(easing.at(0.9) > 0.95);
    }

    #[test]
    fn a_spring_passes_its_goal_once_and_comes_back() {
        let spring = Easing::named("spring").unwrap();
        let most = (0..=100).map(|step| spring.at(f64::from(step) / 100.0)).fold(0.0, f64::max);
        assert!((1.05..1.1).contains(&most), "goes to {most}");
        assert!((spring.at(0.99) - 1.0).abs() < 0.002, "has settled");
    }
}
