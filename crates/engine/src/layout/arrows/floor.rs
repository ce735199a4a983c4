//! The obstacles of an arrow: boxes that other nodes draw, and arrows that have their courses already.

use std::collections::HashSet;

use kurbo::{Point, Rect};

use super::end::End;
use super::ports::{self, Role};
use crate::box_index::BoxIndex;
use crate::budget::Budget;
use crate::layout::BeatLayout;
use crate::polyline::{cross, meets, together};
use crate::scene::{Arrow, NodeId, Target};

/// Smallest distance between an arrow's line and a box.
pub(super) const CLEARANCE: f64 = 8.0;
/// Two parallel lines closer than this look like one.
pub(super) const APART: f64 = 16.0;
/// Length for which lines may run together, where they cross or turn.
const TOGETHER: f64 = 12.0;
/// Number of covered boxes beyond which a place for a label gets no worse.
const MOST_COVERED: usize = 8;
/// Steps charged for a query, besides one for each box found.
const STEPS_OF_QUERY: u64 = 4;

/// Boxes, arrows and labels of a beat, with their indices.
#[derive(Debug)]
pub(super) struct Floor<'a> {
    pub(super) stage: Rect,
    pub(super) budget: &'a Budget,
    /// Bodies and labels of nodes that draw something, without duplicates. A group that draws nothing itself
    /// can be crossed between its members.
    pub(super) rects: Vec<Rect>,
    boxes: BoxIndex<()>,
    lines: BoxIndex<Stretch>,
    tips: BoxIndex<Tip>,
    labels: BoxIndex<()>,
}

/// The end of an arrow that has its course.
#[derive(Clone, Copy, Debug)]
struct Tip {
    line: [Point; 2],
    role: Role,
    node: NodeId,
}

/// A straight stretch of an arrow that has its course.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    line: [Point; 2],
    /// Index of the arrow in the beat.
    arrow: usize,
    from: Target,
    to: Target,
}

/// The reason why a course is not free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hindrance {
    /// A box that a node draws.
    Box,
    /// An arrow that the course would run along, by its index.
    Line(usize),
    /// An arrow the other way, which begins or ends where it ends or begins.
    Tip,
    /// An arrow with an end in common: close beside it, where both should share one line or keep apart.
    Kin,
}

/// Boxes that nodes draw, in the order of the beat's members, without duplicates.
pub(super) fn drawn(layout: &BeatLayout) -> Vec<Rect> {
    let mut known = HashSet::new();
    let mut rects = Vec::new();
    for place in layout.places.iter().filter(|place| !place.last().elements.is_empty()) {
        let (body, label) = place.body_and_label();
        for rect in std::iter::once(body).chain(label) {
            if known.insert([rect.x0, rect.y0, rect.x1, rect.y1].map(f64::to_bits)) {
                rects.push(rect);
            }
        }
    }
    rects
}

impl<'a> Floor<'a> {
    pub(super) fn new(rects: Vec<Rect>, stage: Rect, budget: &'a Budget) -> Self {
        budget.spend_for(rects.len());
        let boxes = BoxIndex::new(rects.iter().map(|rect| (*rect, ())));
        let (lines, tips, labels) = (BoxIndex::default(), BoxIndex::default(), BoxIndex::default());
        Self { stage, budget, rects, boxes, lines, tips, labels }
    }

    /// Adds an arrow that later ones must keep apart from; `index` is its place in the beat.
    pub(super) fn take(&mut self, index: usize, arrow: &Arrow, corners: &[Point]) {
        for pair in corners.windows(2) {
            let line = [pair[0], pair[1]];
            let stretch = Stretch { line, arrow: index, from: arrow.from, to: arrow.to };
            self.lines.insert(around(line), stretch);
        }
        for (role, node) in Role::BOTH.into_iter().zip([arrow.from.node, arrow.to.node]) {
            let line = role.tip(corners);
            self.tips.insert(around(line), Tip { line, role, node });
        }
    }

    /// Adds a label that later ones must keep apart from.
    pub(super) fn write(&mut self, label: Rect) {
        self.labels.insert(label, ());
    }

    /// The penalty of a place for a label; zero if it is free. A place off the stage is worse than one covered
    /// box, and a covered box is worse than a crossed line, even the label's own.
    pub(super) fn faults(&self, label: Rect) -> usize {
        let inside =
            self.stage.contains(label.origin()) && self.stage.contains(Point::new(label.x1, label.y1));
        let covered =
            self.boxes.touching(label).chain(self.labels.touching(label)).take(MOST_COVERED).count();
        let through = |stretch: &Stretch| meets(stretch.line[0], stretch.line[1], label);
        let near = self.lines.touching(label).map(|(_, stretch)| stretch);
        let mut struck: Vec<usize> = near.filter(through).map(|stretch| stretch.arrow).collect();
        struck.sort_unstable();
        struck.dedup();
        self.budget.spend(STEPS_OF_QUERY + (covered + struck.len()) as u64);
        let off = if inside { 0 } else { 4 };
        3 * covered + 2 * struck.len() + off
    }

    /// The boxes that touch `rect`, each charged to the budget.
    pub(super) fn boxes_at(&self, rect: Rect) -> impl Iterator<Item = Rect> {
        self.budget.spend(STEPS_OF_QUERY);
        self.boxes.touching(rect).map(|(rect, ())| rect).inspect(|_| self.budget.spend(1))
    }

    /// The obstacles of `arrow`, which joins `ends`.
    pub(super) fn between(&'a self, arrow: &Arrow, ends: [End; 2]) -> View<'a> {
        View { floor: self, ends: ends.map(|end| end.node), from: arrow.from, to: arrow.to }
    }
}

/// The bounding box of a straight line.
fn around([a, b]: [Point; 2]) -> Rect {
    Rect::from_points(a, b)
}

/// The obstacles of one arrow.
///
/// A box that contains an end, or that lies over one, cannot be kept clear of. Arrows that share an end may
/// share a trunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) floor: &'a Floor<'a>,
    ends: [Rect; 2],
    from: Target,
    to: Target,
}

impl View<'_> {
    /// The first obstacle of a course, boxes before lines; none if it is free.
    pub(super) fn hindrance(&self, corners: &[Point]) -> Option<Hindrance> {
        let stretches = || corners.windows(2).map(|pair| [pair[0], pair[1]]);
        if !self.runs_clear_of_boxes(corners) {
            return Some(Hindrance::Box);
        }
        let mut close_to_kin = false;
        let other = stretches().find_map(|line| {
            let companions = self.companions(line);
            close_to_kin |= companions.is_close_to_kin;
            companions.stranger
        });
        let tip = || Role::BOTH.into_iter().any(|role| self.is_taken(role, role.tip(corners)));
        let other = other.map(Hindrance::Line).or_else(|| tip().then_some(Hindrance::Tip));
        other.or(close_to_kin.then_some(Hindrance::Kin))
    }

    /// True if a course runs over no box, along no arrow that has other ends, and keeps its own ends apart from
    /// those of arrows the other way.
    pub(super) fn is_free(&self, corners: &[Point]) -> bool {
        matches!(self.hindrance(corners), None | Some(Hindrance::Kin))
    }

    /// True if an arrow the other way touches the node where this one does with its end `role`.
    pub(super) fn is_taken(&self, role: Role, tip: [Point; 2]) -> bool {
        let node = if role == Role::Leaves { self.from.node } else { self.to.node };
        self.floor.budget.spend(STEPS_OF_QUERY);
        self.floor.tips.touching(ports::near(tip)).inspect(|_| self.floor.budget.spend(1)).any(
            |(_, other)| other.node == node && other.role != role && ports::are_too_close(tip, other.line),
        )
    }

    /// Relations of a course to other arrows.
    pub(super) fn burden(&self, corners: &[Point]) -> Burden {
        let mut burden = Burden::default();
        for line in corners.windows(2).map(|pair| [pair[0], pair[1]]) {
            self.floor.budget.spend(STEPS_OF_QUERY);
            for (_, other) in self.floor.lines.touching(around(line).inflate(APART, APART)) {
                self.floor.budget.spend(1);
                burden.crossings += usize::from(cross(line, other.line));
                if self.is_stranger(&other) {
                    burden.company += together(line, other.line, APART);
                }
            }
        }
        burden
    }

    fn is_stranger(&self, other: &Stretch) -> bool {
        other.from != self.from && other.to != self.to
    }

    /// True if no line of a course comes too close to a box.
    pub(super) fn runs_clear_of_boxes(&self, corners: &[Point]) -> bool {
        !corners.windows(2).any(|pair| self.meets_box([pair[0], pair[1]]))
    }

    /// True if a line comes too close to a box.
    pub(super) fn meets_box(&self, line: [Point; 2]) -> bool {
        let near = CLEARANCE - 0.5;
        let barring = |rect: &Rect| meets(line[0], line[1], rect.inflate(near, near));
        let mut boxes = self.floor.boxes_at(around(line).inflate(near, near));
        boxes.any(|rect| !self.is_at_end(rect) && barring(&rect))
    }

    /// True if a box overlaps an end, so that it cannot be kept clear of.
    pub(super) fn is_at_end(&self, rect: Rect) -> bool {
        self.ends.iter().any(|end| rect.overlaps(*end))
    }

    /// The arrows that a line would run along, up to the first that has no end in common.
    fn companions(&self, line: [Point; 2]) -> Companions {
        self.floor.budget.spend(STEPS_OF_QUERY);
        let mut found = Companions::default();
        for (_, other) in self.floor.lines.touching(around(line).inflate(APART, APART)) {
            self.floor.budget.spend(1);
            if together(line, other.line, APART) <= TOGETHER {
                continue;
            }
            if self.is_stranger(&other) {
                found.stranger = Some(other.arrow);
                break;
            }
            found.is_close_to_kin |= is_beside(line, other.line);
        }
        found
    }
}

/// Relation of a course to other arrows.
#[derive(Debug, Default)]
pub(super) struct Burden {
    /// Stretches of other arrows that it crosses.
    pub(super) crossings: usize,
    /// For how long it runs along arrows that it shares no trunk with, in units.
    pub(super) company: f64,
}

/// Arrows that run along a line.
#[derive(Debug, Default)]
struct Companions {
    stranger: Option<usize>,
    is_close_to_kin: bool,
}

/// True if two lines are both level or both upright, and not on one line.
fn is_beside(a: [Point; 2], b: [Point; 2]) -> bool {
    let (level, upright) = (|l: [Point; 2]| l[0].y == l[1].y, |l: [Point; 2]| l[0].x == l[1].x);
    (level(a) && level(b) && (a[0].y - b[0].y).abs() > 1.0)
        || (upright(a) && upright(b) && (a[0].x - b[0].x).abs() > 1.0)
}
