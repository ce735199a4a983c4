//! `collision`: at rest, nothing overlaps something else unless the author put it there.
//!
//! Overlaps on purpose are not findings: a group and its members, members of an overlay, a node moved onto
//! another, an arrow at its own ends. Text without a panel over the text of another member is a finding even
//! in an overlay, because both become illegible.

mod arrows;
mod floor;
mod lines;
mod nodes;
mod texts;

use kurbo::Rect;

use super::still::Still;
use super::{Collector, Subject};
use floor::Floor;
pub(in crate::lint) use floor::Plan;

/// Greatest overlap of two boxes on either axis, in units, that is not a finding; allows for rounding and
/// outlines.
const TOLERANCE: f64 = 4.0;

pub(super) fn find(subject: &Subject<'_>, still: &Still, found: &mut Collector<'_>) {
    let floor = Floor::new(subject, still);
    nodes::find(&floor, found);
    texts::find(&floor, found);
    arrows::over_nodes(&floor, found);
    arrows::at_labels(&floor, found);
    lines::find(&floor, found);
}

/// Depth of the overlap of two boxes: the smaller side of their intersection, 0 if there is none.
fn shared(a: Rect, b: Rect) -> f64 {
    let both = a.intersect(b);
    if a.overlaps(b) { both.width().min(both.height()) } else { 0.0 }
}
