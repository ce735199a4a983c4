//! `collision`: at rest, nothing stands on top of something else unless the author put it there.
//!
//! What overlaps on purpose is not a finding: a group and its members, members of an overlay, a
//! node moved onto another, an arrow at its own ends. Bare text on the text of another member is one even
//! in an overlay: nobody can read either.

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

/// Boxes may touch by this much each way: rounding, and outlines.
const TOLERANCE: f64 = 4.0;

pub(super) fn find(subject: &Subject<'_>, still: &Still, found: &mut Collector<'_>) {
    let floor = Floor::new(subject, still);
    nodes::find(&floor, found);
    texts::find(&floor, found);
    arrows::over_nodes(&floor, found);
    arrows::at_labels(&floor, found);
    lines::find(&floor, found);
}

/// How far two boxes are inside each other, in the direction in which it is less.
fn shared(a: Rect, b: Rect) -> f64 {
    let both = a.intersect(b);
    if a.overlaps(b) { both.width().min(both.height()) } else { 0.0 }
}
