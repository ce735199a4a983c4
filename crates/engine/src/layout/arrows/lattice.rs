//! The lanes in which an arrow can go around obstacles, and the data from which the costs of their stretches
//! follow.

use std::collections::BTreeSet;

use kurbo::{Point, Rect};

use super::end::End;
use super::floor::{APART, CLEARANCE, Floor};
use super::{Facing, LANE, OUTSIDE, STANDOFF};
use crate::polyline::{cross, together};

/// Number of boxes beyond which there is no search, since no lane would be free.
const MOST_BOXES: usize = 100;
/// Largest number of lanes along one axis; outer ones are left out first, then those in gaps.
const MOST_LANES: usize = 160;
/// Smallest distance between two lanes.
const PITCH: i64 = 8;
/// Distance between several lanes in one gap; a gap has several if it is wider than [`WIDE`].
const STEP: f64 = 28.0;
const WIDE: f64 = 170.0;
/// Distance from a box below which a stretch costs more.
const NEAR: f64 = 24.0;

/// Lanes beside the boxes, in the middle of the gaps between them, and through the middles of the ends.
#[derive(Debug)]
pub(super) struct Lattice {
    pub(super) columns: Vec<f64>,
    pub(super) rows: Vec<f64>,
    /// For each crossing, the stretch to its right and the one below it.
    stretches: Vec<[Stretch; 2]>,
}

/// The obstacles on a stretch between two neighbouring crossings.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stretch {
    /// Number of boxes that bar it.
    pub(super) barred: i32,
    /// Number of boxes that it passes closely.
    pub(super) near: i32,
    /// Number of arrows that it crosses.
    pub(super) crossed: u32,
    /// Length for which it runs along other arrows, in units.
    pub(super) company: f64,
}

/// A crossing, by its column and row.
pub(super) type Cell = (usize, usize);

impl Lattice {
    /// The lattice of a floor; none if there are too many boxes.
    pub(super) fn new(floor: &Floor<'_>, ends: &[[End; 2]]) -> Option<Self> {
        let reach = floor.stage.inflate(OUTSIDE, OUTSIDE);
        if floor.rects.len() > MOST_BOXES {
            return None;
        }
        let axis = |facing: Facing| {
            let spans = floor.rects.iter().map(|rect| facing.side(*rect)).collect();
            lanes(spans, ends.iter().flatten().map(|end| facing.middle(end.aim)), facing.side(reach))
        };
        // The top side gives coordinates of columns, the right side those of rows.
        let (columns, rows) = (axis(Facing::Up), axis(Facing::Right));
        let stretches = vec![[Stretch::default(); 2]; columns.len() * rows.len()];
        floor.budget.spend_for(stretches.len() / 8);
        let mut lattice = Self { columns, rows, stretches };
        for rect in &floor.rects {
            lattice.mark_box(*rect, 1, floor);
        }
        Some(lattice)
    }

    pub(super) fn point(&self, (column, row): Cell) -> Point {
        Point::new(self.columns[column], self.rows[row])
    }

    pub(super) fn number(&self, (column, row): Cell) -> usize {
        row * self.columns.len() + column
    }

    pub(super) fn cell(&self, number: usize) -> Cell {
        (number % self.columns.len(), number / self.columns.len())
    }

    pub(super) fn cells(&self) -> usize {
        self.stretches.len()
    }

    /// The next crossing in a direction; none at the edge.
    pub(super) fn next(&self, (column, row): Cell, way: Facing) -> Option<Cell> {
        match way {
            Facing::Right => (column + 1 < self.columns.len()).then(|| (column + 1, row)),
            Facing::Left => column.checked_sub(1).map(|column| (column, row)),
            Facing::Down => (row + 1 < self.rows.len()).then(|| (column, row + 1)),
            Facing::Up => row.checked_sub(1).map(|row| (column, row)),
        }
    }

    /// The stretch between two neighbouring crossings.
    pub(super) fn stretch(&self, a: Cell, b: Cell) -> Stretch {
        self.stretches[self.number((a.0.min(b.0), a.1.min(b.1)))][usize::from(a.0 == b.0)]
    }

    /// Counts a box for the stretches that it bars or makes more costly (`by` 1), or undoes that (`by` -1).
    pub(super) fn mark_box(&mut self, rect: Rect, by: i32, floor: &Floor<'_>) {
        let mut marked = self.mark(rect.inflate(NEAR, NEAR), |_, stretch| stretch.near += by);
        marked += self.mark(rect.inflate(CLEARANCE, CLEARANCE), |_, stretch| stretch.barred += by);
        floor.budget.spend_for(marked / 4);
    }

    /// Counts an arrow for the stretches that cross it or run along it.
    pub(super) fn mark_line(&mut self, corners: &[Point], floor: &Floor<'_>) {
        for line in corners.windows(2).map(|pair| [pair[0], pair[1]]) {
            let bounds = Rect::from_points(line[0], line[1]);
            let marked = self.mark(bounds.inflate(APART, APART), |own, stretch| {
                stretch.company += together(own, line, APART);
                stretch.crossed += u32::from(cross(own, line));
            });
            floor.budget.spend_for(marked);
        }
    }

    /// Calls `change` for every stretch that has a point within `rect`, edges excluded. Returns the number of
    /// stretches.
    fn mark(&mut self, rect: Rect, change: impl Fn([Point; 2], &mut Stretch)) -> usize {
        let within = |lanes: &[f64], low: f64, high: f64| {
            lanes.partition_point(|lane| *lane <= low)..lanes.partition_point(|lane| *lane < high)
        };
        let (columns, rows) = (within(&self.columns, rect.x0, rect.x1), within(&self.rows, rect.y0, rect.y1));
        let count = columns.len() * (rows.len() + 1) + rows.len() * (columns.len() + 1);
        let change = |lattice: &mut Self, at: Cell, to: Cell, axis: usize| {
            let line = [lattice.point(at), lattice.point(to)];
            let number = lattice.number(at);
            change(line, &mut lattice.stretches[number][axis]);
        };
        for row in rows.clone() {
            for column in
                columns.start.saturating_sub(1)..columns.end.min(self.columns.len().saturating_sub(1))
            {
                change(self, (column, row), (column + 1, row), 0);
            }
        }
        for column in columns {
            for row in rows.start.saturating_sub(1)..rows.end.min(self.rows.len().saturating_sub(1)) {
                change(self, (column, row), (column, row + 1), 1);
            }
        }
        count
    }
}

/// Lanes along one axis, given the boxes' extents on it and the middles of the ends.
fn lanes(
    mut spans: Vec<(f64, f64)>,
    middles: impl Iterator<Item = f64>,
    (low, high): (f64, f64),
) -> Vec<f64> {
    let beside = STANDOFF + LANE;
    let mut wanted: Vec<f64> = middles.collect();
    wanted.extend(spans.iter().flat_map(|(a, b)| [a - beside, b + beside]));
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut end = f64::NEG_INFINITY;
    let start = spans.first().map_or(0.0, |span| span.0);
    for (a, b) in spans {
        if a > end && end.is_finite() {
            let middle = (end + a) / 2.0;
            wanted.push(middle);
            if a - end > WIDE {
                wanted.extend([middle - STEP, middle + STEP]);
            }
        }
        end = end.max(b);
    }
    // Lanes further out, for arrows that find other arrows in the inner ones.
    wanted.extend(
        [1.0, 2.0, 3.0].into_iter().flat_map(|n| [start - beside - n * STEP, end + beside + n * STEP]),
    );
    let mut lanes: BTreeSet<i64> = BTreeSet::new();
    for lane in wanted.into_iter().filter(|lane| (low..=high).contains(lane)).map(|lane| lane.round() as i64)
    {
        if lanes.len() < MOST_LANES && lanes.range(lane - PITCH + 1..lane + PITCH).next().is_none() {
            lanes.insert(lane);
        }
    }
    lanes.into_iter().map(|lane| lane as f64).collect()
}
