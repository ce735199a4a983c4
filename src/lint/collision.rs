//! `collision`: at rest, nothing stands on top of something else unless the author put it there.
//!
//! What overlaps on purpose is not a finding: a group and its members, members of an overlay, a
//! node moved onto another, an arrow at its own ends. Bare text on the text of another member is one even
//! in an overlay: nobody can read either.

use std::collections::HashMap;

use kurbo::{Point, Rect};

use super::still::{Shown, Still, label_box};
use super::{Finding, Subject};
use crate::layout::Course;
use crate::nodes::Ink;
use crate::polyline::{along, length, meets};
use crate::scene::{Arrangement, Arrow, Beat, Container, Content, NodeId, Scene};

/// Boxes may touch by this much each way: rounding, and outlines.
const TOLERANCE: f64 = 4.0;
/// Distance of the points at which an arrow's course is looked at.
const STRIDE: f64 = 8.0;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for still in &subject.stills {
        let floor = Floor::new(subject.scene, still);
        findings.extend(nodes(subject, &floor));
        findings.extend(texts(subject, &floor, still));
        for (arrow, course) in floor.courses(still) {
            findings.extend(arrow_over_nodes(subject, &floor, (arrow, course)));
        }
        findings.extend(labels(&floor, still));
    }
    findings
}

/// Who stands where in one resting picture, and who is on whom on purpose.
struct Floor<'a> {
    beat: &'a Beat,
    still: &'a Still,
    /// Everyone who is seen, with the box around what is seen.
    extents: Vec<(NodeId, Rect)>,
    /// For each, the way from the stage down to it: the arrangement and the index within, at each
    /// level.
    paths: Vec<Vec<(Arrangement, usize)>>,
    /// What each moved node was moved onto.
    moved: HashMap<NodeId, NodeId>,
}

impl<'a> Floor<'a> {
    fn new(scene: &'a Scene, still: &'a Still) -> Self {
        let beat = &scene.beats[still.beat];
        let mut paths = vec![Vec::new(); scene.cast.len()];
        walk(scene, &beat.stage, &mut Vec::new(), &mut paths);
        let seen = beat.members.iter().filter_map(|member| Some((member.node, still.extent(member.node)?)));
        let moved = beat.moved_onto(still.time);
        Self { beat, still, extents: seen.collect(), paths, moved }
    }

    fn courses<'b>(&self, still: &'b Still) -> impl Iterator<Item = (&'a Arrow, &'b Course)>
    where
        'a: 'b,
    {
        self.beat
            .arrows
            .iter()
            .zip(&still.courses)
            .filter_map(|(arrow, course)| Some((arrow, course.as_ref()?)))
    }

    /// The arrangement in which the ways down to two nodes part; none if one is in the other.
    fn parting(&self, a: NodeId, b: NodeId) -> Option<Arrangement> {
        let (a, b) = (&self.paths[a], &self.paths[b]);
        a.iter().zip(b).find(|(a, b)| a.1 != b.1).map(|((how, _), _)| *how)
    }

    fn share_overlay(&self, a: NodeId, b: NodeId) -> bool {
        self.parting(a, b) == Some(Arrangement::Overlay)
    }

    /// Whether one is in the other, or both are in one overlay.
    fn belong_together(&self, a: NodeId, b: NodeId) -> bool {
        self.parting(a, b).is_none_or(|how| how == Arrangement::Overlay)
    }

    /// Whether one was moved onto the other, onto what belongs to it, or onto what was moved there.
    fn was_moved(&self, a: NodeId, b: NodeId) -> bool {
        let below = |node| std::iter::successors(Some(node), |node| self.moved.get(node).copied()).skip(1);
        let moved = |a, b| below(a).any(|to| self.belong_together(to, b));
        moved(a, b) || moved(b, a)
    }

    fn on_purpose(&self, a: NodeId, b: NodeId) -> bool {
        self.belong_together(a, b) || self.was_moved(a, b)
    }
}

fn walk(
    scene: &Scene,
    container: &Container,
    path: &mut Vec<(Arrangement, usize)>,
    paths: &mut [Vec<(Arrangement, usize)>],
) {
    for (index, child) in container.children.iter().enumerate() {
        path.push((container.how, index));
        match &child.content {
            Content::Container(inner) => walk(scene, inner, path, paths),
            Content::Node(node) => {
                paths[*node].clone_from(path);
                if let Some(inner) = &scene.cast[*node].arrangement {
                    walk(scene, inner, path, paths);
                }
            }
        }
        path.pop();
    }
}

/// How far two boxes are inside each other, in the direction in which it is less.
fn shared(a: Rect, b: Rect) -> f64 {
    let both = a.intersect(b);
    if a.overlaps(b) { both.width().min(both.height()) } else { 0.0 }
}

fn nodes(subject: &Subject<'_>, floor: &Floor<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, (a, own)) in floor.extents.iter().enumerate() {
        for (b, other) in &floor.extents[at + 1..] {
            let units = shared(*own, *other);
            if units > TOLERANCE && !floor.on_purpose(*a, *b) {
                let (first, second) = (subject.id(*a), subject.id(*b));
                let message = format!("`{second}` stands on `{first}`, {:.0} units deep", units.ceil());
                let help = "move it elsewhere, make room, or put both into one `overlay`";
                let finding = Finding::new(subject.node_span(*b), message, help);
                findings.push(finding.of_node(*a).of_node(*b).in_still(floor.still));
            }
        }
    }
    findings
}

/// Members of an overlay whose texts stand on one another.
fn texts(subject: &Subject<'_>, floor: &Floor<'_>, still: &Still) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, (a, own)) in floor.extents.iter().enumerate() {
        for (b, other) in &floor.extents[at + 1..] {
            if shared(*own, *other) > TOLERANCE
                && floor.share_overlay(*a, *b)
                && !floor.was_moved(*a, *b)
                && still.texts_meet(*a, *b)
            {
                let (first, second) = (subject.id(*a), subject.id(*b));
                let message = format!("the text of `{second}` stands on the text of `{first}`");
                let help = "give them different places in the overlay: `place`";
                let finding = Finding::new(subject.node_span(*b), message, help);
                findings.push(finding.of_node(*a).of_node(*b).in_still(floor.still));
            }
        }
    }
    findings
}

impl Still {
    /// Whether a text of one node can be seen through a text of the other.
    fn texts_meet(&self, a: NodeId, b: NodeId) -> bool {
        let texts = |node: NodeId| -> Vec<usize> {
            let own = |(_, shown): &(usize, &Shown)| {
                shown.node() == Some(node) && shown.text.is_some() && shown.visible()
            };
            self.shown.iter().enumerate().filter(own).map(|(at, _)| at).collect()
        };
        let (first, second) = (texts(a), texts(b));
        let meet = |one: usize, other: usize| {
            let (lower, upper) = (one.min(other), one.max(other));
            let rect = self.shown[lower].rect;
            shared(rect, self.shown[upper].rect) > TOLERANCE
                && !self.shown[lower..upper].iter().any(|between| covers(between, rect))
        };
        first.iter().any(|one| second.iter().any(|other| meet(*one, *other)))
    }
}

/// Whether nothing of what is below can be seen within `rect`.
fn covers(shown: &Shown, rect: Rect) -> bool {
    let opaque = match &shown.element.ink {
        Ink::Panel(panel) => panel.fill.components[3] >= 1.0,
        Ink::Image { .. } => true,
        _ => false,
    };
    opaque && shown.in_full() && shared(shown.rect, rect) >= rect.width().min(rect.height()) - TOLERANCE
}

/// The nodes that an arrow runs across, or that its label covers.
fn arrow_over_nodes(
    subject: &Subject<'_>,
    floor: &Floor<'_>,
    (arrow, course): (&Arrow, &Course),
) -> Vec<Finding> {
    let ends = [arrow.from.node, arrow.to.node];
    let points = points(course);
    let label = course.label.as_ref().map(label_box);
    let mut findings = Vec::new();
    for (node, rect) in &floor.extents {
        let inner = rect.inset(-TOLERANCE);
        // An arrow within a group runs across the group; one within an overlay across the backdrop.
        let around = ends.iter().any(|end| *end != *node && floor.belong_together(*end, *node));
        let crosses = !ends.contains(node) && !around && points.iter().any(|point| inner.contains(*point));
        let covers = !around && label.is_some_and(|label| shared(label, *rect) > TOLERANCE);
        let what = match (crosses, covers) {
            (true, _) => "the arrow runs across",
            (false, true) => "the arrow's label covers",
            (false, false) => continue,
        };
        let help = "arrange the nodes in the arrow's order, or choose another `route`";
        let finding = Finding::new(&arrow.span, format!("{what} `{}`", subject.id(*node)), help);
        findings.push(finding.of_node(*node).in_still(floor.still));
    }
    findings
}

fn points(course: &Course) -> Vec<Point> {
    let whole: f64 = course.points.windows(2).map(|pair| length(pair[0], pair[1])).sum();
    let steps = (whole / STRIDE).ceil().clamp(1.0, 1000.0);
    (0..=steps as usize).map(|step| along(&course.points, step as f64 / steps)).collect()
}

/// Labels that cover one another, or that another arrow strikes through.
fn labels(floor: &Floor<'_>, still: &Still) -> Vec<Finding> {
    let boxes: Vec<_> = floor
        .courses(still)
        .filter_map(|(arrow, course)| Some((arrow, label_box(course.label.as_ref()?))))
        .collect();
    let mut findings = Vec::new();
    let mut report = |arrow: &Arrow, message: String| {
        let help = "move the ends apart, choose another `route`, or label one arrow only";
        findings.push(Finding::new(&arrow.span, message, help).in_still(floor.still));
    };
    for (at, (first, own)) in boxes.iter().enumerate() {
        for (second, other) in &boxes[at + 1..] {
            if shared(*own, *other) > TOLERANCE {
                report(
                    second,
                    format!("the labels `{}` and `{}` cover each other", first.label, second.label),
                );
            }
        }
        let words = own.inset(-TOLERANCE);
        for (other, course) in floor.courses(still) {
            let strikes = course.points.windows(2).any(|pair| meets(pair[0], pair[1], words));
            if strikes && (other.from, other.to) != (first.from, first.to) {
                report(first, format!("another arrow runs through the label `{}`", first.label));
            }
        }
    }
    findings
}
