//! Arrows that overlap along their length, so that they cannot be told apart.
//!
//! Arrows that leave together, or arrive together, may share a trunk, and any two may cross. One that arrives
//! may not point at where another begins.

use std::collections::BTreeMap;

use super::Collector;
use super::floor::Floor;
use crate::lint::Finding;
use halfminute_engine::box_index::BoxIndex;
use halfminute_engine::layout::{Course, begins_under_head};
use halfminute_engine::polyline::{bounds, together};
use halfminute_engine::scene::Arrow;

/// Distance, in units, below which two lines look like one.
const APART: f64 = 10.0;
/// Lines further apart than this have nothing to do with one another.
const NEAR: f64 = 16.0;
/// They may do so for this long: where one turns.
const LONGEST: f64 = 32.0;

const HELP: &str = "give one of them another `route`, or arrange the nodes so that they are neighbours";

pub(super) fn find(floor: &Floor<'_>, found: &mut Collector<'_>) {
    let arrows: Vec<(&Arrow, &Course)> = floor.courses().collect();
    let lines = |at: usize| arrows[at].1.points.windows(2).map(|pair| [pair[0], pair[1]]);
    let numbered = (0..arrows.len()).flat_map(|at| lines(at).map(move |line| (bounds(&line), (at, line))));
    let index = BoxIndex::new(numbered);
    for (at, (arrow, course)) in arrows.iter().enumerate() {
        // How long each earlier arrow and this one lie over one another, in units.
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for line in lines(at) {
            for (_, (other, theirs)) in index.touching(bounds(&line).inflate(NEAR, NEAR)) {
                floor.subject.budget.spend(1);
                if other < at && are_strangers(arrow, arrows[other].0) {
                    *shared.entry(other).or_default() += together(line, theirs, APART);
                }
            }
        }
        for (other, units) in shared {
            let Some(message) = fault((arrow, course), arrows[other], units) else { continue };
            let other = arrows[other].0;
            let ends = [arrow.from, arrow.to, other.from, other.to].into_iter().map(|end| end.node);
            let finding = ends.fold(Finding::new(&arrow.span, message, HELP), Finding::of_node);
            found.push(finding.in_still(floor.still));
        }
        if found.is_full() {
            return;
        }
    }
}

/// The finding for two unrelated arrows that lie over one another for some units.
fn fault(own: (&Arrow, &Course), other: (&Arrow, &Course), units: f64) -> Option<String> {
    let (name, other_name) = (&own.0.name, &other.0.name);
    let points_at_start = |head: (&Arrow, &Course), begins: (&Arrow, &Course)| {
        head.0.to.node == begins.0.from.node && begins_under_head(&begins.1.points, &head.1.points)
    };
    if units > LONGEST {
        Some(format!("the arrow `{name}` lies over `{other_name}` for {:.0} units", units.ceil()))
    } else if points_at_start(own, other) {
        Some(format!("the head of the arrow `{name}` lies over the beginning of `{other_name}`"))
    } else if points_at_start(other, own) {
        Some(format!("the arrow `{name}` begins under the head of `{other_name}`"))
    } else {
        None
    }
}

fn are_strangers(a: &Arrow, b: &Arrow) -> bool {
    a.from != b.from && a.to != b.to
}
