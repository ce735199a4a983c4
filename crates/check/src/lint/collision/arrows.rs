//! Arrows that run across nodes or labels, and labels that cover something.

use std::collections::{BTreeMap, BTreeSet};

use kurbo::{Point, Rect};

use super::floor::Floor;
use super::{Collector, TOLERANCE, shared};
use crate::lint::Finding;
use crate::lint::still::label_box;
use halfminute_engine::box_index::BoxIndex;
use halfminute_engine::layout::Course;
use halfminute_engine::polyline::{along_all, bounds, length, meets};
use halfminute_engine::scene::Arrow;

/// Distance between the points at which an arrow's course is tested, in units.
const STRIDE: f64 = 8.0;
/// Number of these points for which nearby nodes are looked up together.
const STRETCH: usize = 8;

/// A collision of an arrow with a node; the greater one is reported.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    LabelCovers,
    RunsAcross,
}

/// Finds nodes that arrows run across or that arrow labels cover.
pub(super) fn over_nodes(floor: &Floor<'_>, found: &mut Collector<'_>) {
    let extents = floor.extents.iter().enumerate();
    let nodes = BoxIndex::new(extents.map(|(order, (_, rect))| (*rect, order)));
    for (arrow, course) in floor.courses() {
        for (order, fault) in faults(floor, &nodes, arrow, course) {
            let (node, _) = floor.extents[order];
            let what = match fault {
                Fault::RunsAcross => "the arrow",
                Fault::LabelCovers => "the label of the arrow",
            };
            let does = if fault == Fault::RunsAcross { "runs across" } else { "covers" };
            let message = format!("{what} `{}` {does} `{}`", arrow.name, floor.subject.id(node));
            let help = "arrange the nodes in the arrow's order, or choose another `route`";
            found.push(Finding::new(&arrow.span, message, help).of_node(node).in_still(floor.still));
        }
        if found.is_full() {
            return;
        }
    }
}

/// Collisions of one arrow with nodes, by the nodes' order on stage.
fn faults(
    floor: &Floor<'_>,
    nodes: &BoxIndex<usize>,
    arrow: &Arrow,
    course: &Course,
) -> BTreeMap<usize, Fault> {
    let mut faults = BTreeMap::new();
    let ends = [arrow.from.node, arrow.to.node];
    let is_end = |order: usize| ends.contains(&floor.extents[order].0);
    for points in points(course).chunks(STRETCH) {
        for (rect, order) in nodes.touching(bounds(points)) {
            floor.subject.budget.spend(STRETCH as u64);
            let inner = rect.inset(-TOLERANCE);
            if !is_end(order)
                && !faults.contains_key(&order)
                && points.iter().any(|point| inner.contains(*point))
            {
                faults.insert(order, Fault::RunsAcross);
            }
        }
    }
    if let Some(label) = course.label.as_ref().map(label_box) {
        for (rect, order) in nodes.touching(label) {
            floor.subject.budget.spend(1);
            if shared(label, rect) > TOLERANCE {
                faults.entry(order).or_insert(Fault::LabelCovers);
            }
        }
    }
    // An arrow within a group runs across the group, and one within an overlay across its background; both
    // are intended.
    faults.retain(|order, _| {
        let (node, _) = floor.extents[*order];
        !ends.iter().any(|end| *end != node && floor.belong_together(*end, node))
    });
    faults
}

fn points(course: &Course) -> Vec<Point> {
    let whole: f64 = course.points.windows(2).map(|pair| length(pair[0], pair[1])).sum();
    let steps = (whole / STRIDE).ceil().clamp(1.0, 1000.0);
    along_all(&course.points, (0..=steps as usize).map(|step| step as f64 / steps))
}

/// Finds labels that cover one another or that another arrow runs through.
pub(super) fn at_labels(floor: &Floor<'_>, found: &mut Collector<'_>) {
    let arrows: Vec<(&Arrow, &Course)> = floor.courses().collect();
    let labelled = || {
        let labels = arrows.iter().enumerate();
        labels.filter_map(|(at, (_, course))| Some((label_box(course.label.as_ref()?), at)))
    };
    let labels = BoxIndex::new(labelled());
    let lines = arrows.iter().enumerate().flat_map(|(at, (_, course))| {
        course
            .points
            .windows(2)
            .map(move |pair| (Rect::from_points(pair[0], pair[1]), (at, [pair[0], pair[1]])))
    });
    let lines = BoxIndex::new(lines);
    let mut report = |arrow: &Arrow, message: String| {
        let help = "move the ends apart, choose another `route`, or label one arrow only";
        found.push(Finding::new(&arrow.span, message, help).in_still(floor.still));
        found.is_full()
    };
    for (own, at) in labelled() {
        let (first, _) = arrows[at];
        let covered: BTreeSet<usize> = labels
            .touching(own)
            .filter(|(rect, other)| *other > at && shared(own, *rect) > TOLERANCE)
            .map(|(_, other)| other)
            .collect();
        floor.subject.budget.spend_for(1 + covered.len());
        for other in covered {
            let second = arrows[other].0;
            if report(second, format!("the labels `{}` and `{}` cover each other", first.label, second.label))
            {
                return;
            }
        }
        let words = own.inset(-TOLERANCE);
        let strikes = lines.touching(own).any(|(_, (other, [a, b]))| {
            floor.subject.budget.spend(1);
            let other = arrows[other].0;
            (other.from, other.to) != (first.from, first.to) && meets(a, b, words)
        });
        if strikes && report(first, format!("another arrow runs through the label `{}`", first.label)) {
            return;
        }
    }
}
