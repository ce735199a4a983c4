//! `short-arrow`: an arrow is long enough to be recognised as one.

use super::still::Still;
use super::{Collector, Finding, Subject};
use halfminute_engine::polyline::length;

const SHORTEST: f64 = 40.0;

pub(super) fn find(subject: &Subject<'_>, still: &Still, found: &mut Collector<'_>) {
    let beat = &subject.scene.beats[still.beat];
    for (arrow, course) in beat.arrows.iter().zip(&still.courses) {
        let Some(course) = course else { continue };
        let units: f64 = course.points.windows(2).map(|pair| length(pair[0], pair[1])).sum();
        if units < SHORTEST {
            let message = format!("the arrow is {units:.0} units long, {SHORTEST} are the least");
            let finding = Finding::new(&arrow.span, message, "move its ends apart: a larger `gap`");
            found.push(finding.of_node(arrow.from.node).of_node(arrow.to.node).in_still(still));
        }
    }
}
