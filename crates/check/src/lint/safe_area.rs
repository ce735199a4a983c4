//! `safe-area`: everything important is in the middle 90 % of the picture, as in EBU R 95.
//!
//! The caption band runs from edge to edge on purpose, and a mark extends a little beyond what it surrounds.
//! While a focus enlarges the stage, the elements in focus are judged at their enlarged positions.

use kurbo::{Rect, Size};

use super::still::{Owner, Shown, Still, beyond};
use super::{Collector, Finding, Subject};

/// Margin on each side as a share of the picture's width; above and below it is a share of the shorter side.
const MARGIN: f64 = 0.05;
/// Greatest overhang in units that is not a finding; boxes of text are as low as the deepest descender, and
/// most letters are not.
const TOLERANCE: f64 = 4.0;
const FREE: [&str; 2] = ["band", "mark"];

pub(super) fn find(subject: &Subject<'_>, still: &Still, found: &mut Collector<'_>) {
    let safe = safe_area(subject.layout.canvas);
    let judged =
        still.shown.iter().filter(|shown| shown.visible() && !FREE.contains(&shown.element.key.role));
    let reach = judged.filter_map(|shown| Some((shown, beyond(still.in_picture(shown)?, safe))));
    let outside = reach.filter(|(_, units)| *units > TOLERANCE);
    found.extend(outside.map(|(shown, units)| finding(subject, shown, units).in_still(still)));
}

/// The part of a canvas that is safe for important content, in the canvas's units.
#[must_use]
pub fn safe_area(canvas: Size) -> Rect {
    let upright = canvas.width.min(canvas.height);
    canvas.to_rect().inset((-canvas.width * MARGIN, -upright * MARGIN))
}

fn finding(subject: &Subject<'_>, shown: &Shown, units: f64) -> Finding {
    let units = units.ceil();
    match shown.owner {
        Owner::Node(node) => {
            let message = format!("`{}` reaches {units} units out of the safe area", subject.id(node));
            let help = "keep it in the middle 90 % of the picture: make it smaller, or widen the margins";
            Finding::new(subject.node_span(node), message, help).of_node(node)
        }
        Owner::Arrow | Owner::Chrome => {
            let role = shown.element.key.role;
            let message = format!("the {role} reaches {units} units out of the safe area");
            Finding::new(&subject.scene.clip.theme.1, message, "widen the theme's margins")
        }
    }
}
