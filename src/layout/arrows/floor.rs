//! What an arrow must not run over: what other nodes draw, and arrows that came before it.

use kurbo::{Point, Rect};

use super::End;
use crate::layout::BeatLayout;
use crate::polyline::meets;
use crate::scene::{Arrow, NodeId, Target};

/// An arrow's line keeps at least so far from a box.
pub(super) const CLEARANCE: f64 = 8.0;
/// Two lines side by side closer than this look like one.
const APART: f64 = 16.0;
/// Lines may run together for this long: where they cross or turn.
const TOGETHER: f64 = 24.0;

/// Boxes and arrows of a beat.
#[derive(Debug)]
pub(super) struct Floor {
    stage: Rect,
    /// Nodes that draw something. A group without a look of its own can be crossed between its
    /// members.
    boxes: Vec<(NodeId, Rect)>,
    /// In the order of the beat's arrows.
    lines: Vec<Line>,
    /// Labels that have their place.
    labels: Vec<Rect>,
}

/// An arrow that has its course.
#[derive(Debug)]
struct Line {
    from: Target,
    to: Target,
    corners: Vec<Point>,
}

impl Floor {
    pub(super) fn new(layout: &BeatLayout, stage: Rect) -> Self {
        let drawn = layout.places.iter().filter(|place| !place.last().elements.is_empty());
        let boxes = drawn.map(|place| (place.node, place.drawn())).collect();
        Self { stage, boxes, lines: Vec::new(), labels: Vec::new() }
    }

    /// Adds an arrow that later ones must keep apart from.
    pub(super) fn take(&mut self, arrow: &Arrow, corners: Vec<Point>) {
        self.lines.push(Line { from: arrow.from, to: arrow.to, corners });
    }

    /// Adds a label that later ones must keep apart from.
    pub(super) fn write(&mut self, label: Rect) {
        self.labels.push(label);
    }

    /// What is wrong with a place for a label: nothing where it is free. Off the stage is worse than upon
    /// something, and words are worse to cover than a line, be it the label's own.
    pub(super) fn faults(&self, label: Rect) -> usize {
        let inside =
            self.stage.contains(label.origin()) && self.stage.contains(Point::new(label.x1, label.y1));
        let covered = self.boxes.iter().map(|(_, rect)| rect).chain(&self.labels);
        let covered = covered.filter(|rect| rect.overlaps(label)).count();
        let through = |line: &&Line| line.corners.windows(2).any(|pair| meets(pair[0], pair[1], label));
        let struck = self.lines.iter().filter(through).count();
        let off = if inside { 0 } else { 4 };
        3 * covered + 2 * struck + off
    }

    /// What lies in the way of `arrow`, which joins `ends`.
    ///
    /// A box that an end lies in, or that lies over an end, cannot be kept clear of.
    pub(super) fn between(&self, arrow: &Arrow, ends: [End; 2]) -> View<'_> {
        let own = |node: NodeId| node == arrow.from.node || node == arrow.to.node;
        let beside = |rect: Rect| ends.iter().all(|end| !rect.overlaps(end.node));
        let boxes = self.boxes.iter().filter(|(node, rect)| !own(*node) && beside(*rect));
        // Arrows that fan out of one end, or into one, may share a trunk.
        let strange = |line: &&Line| line.from != arrow.from && line.to != arrow.to;
        View {
            stage: self.stage,
            boxes: boxes.map(|(_, rect)| *rect).collect(),
            lines: self.lines.iter().filter(strange).map(|line| line.corners.as_slice()).collect(),
        }
    }
}

/// What lies in the way of one arrow.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) stage: Rect,
    pub(super) boxes: Vec<Rect>,
    lines: Vec<&'a [Point]>,
}

impl View<'_> {
    #[cfg(test)]
    pub(super) fn new(stage: Rect, boxes: Vec<Rect>) -> Self {
        Self { stage, boxes, lines: Vec::new() }
    }

    /// Whether a course runs over no box and along no other arrow.
    pub(super) fn is_free(&self, corners: &[Point]) -> bool {
        corners.windows(2).all(|pair| {
            let stretch = Rect::from_points(pair[0], pair[1]);
            self.clearance(stretch) >= CLEARANCE && self.shared(stretch) <= TOGETHER
        })
    }

    /// Distance of a level or upright stretch to the nearest box; negative within one.
    pub(super) fn clearance(&self, stretch: Rect) -> f64 {
        let distance = |rect: &Rect| {
            let apart_x = (rect.x0 - stretch.x1).max(stretch.x0 - rect.x1);
            let apart_y = (rect.y0 - stretch.y1).max(stretch.y0 - rect.y1);
            apart_x.max(apart_y)
        };
        self.boxes.iter().map(distance).fold(f64::INFINITY, f64::min)
    }

    /// For how long a level or upright stretch runs along other arrows, in units.
    pub(super) fn shared(&self, stretch: Rect) -> f64 {
        let together = |other: Rect| match (stretch.height() == 0.0, other.height() == 0.0) {
            (true, true) if (stretch.y0 - other.y0).abs() < APART => {
                overlap(stretch.x0, stretch.x1, other.x0, other.x1).max(0.0)
            }
            (false, false) if (stretch.x0 - other.x0).abs() < APART => {
                overlap(stretch.y0, stretch.y1, other.y0, other.y1).max(0.0)
            }
            _ => 0.0,
        };
        self.stretches().map(together).sum()
    }

    /// How many other arrows a level or upright stretch crosses.
    pub(super) fn crossed(&self, stretch: Rect) -> usize {
        let meets = |other: &Rect| {
            (stretch.height() == 0.0) != (other.height() == 0.0)
                && overlap(stretch.x0, stretch.x1, other.x0, other.x1) >= 0.0
                && overlap(stretch.y0, stretch.y1, other.y0, other.y1) >= 0.0
        };
        self.stretches().filter(meets).count()
    }

    fn stretches(&self) -> impl Iterator<Item = Rect> {
        self.lines
            .iter()
            .flat_map(|corners| corners.windows(2))
            .map(|pair| Rect::from_points(pair[0], pair[1]))
    }
}

fn overlap(a0: f64, a1: f64, b0: f64, b1: f64) -> f64 {
    a1.min(b1) - a0.max(b0)
}
