//! The way around: the cheapest course of level and upright stretches that meets no box.
//!
//! The search is Dijkstra's over a grid of lanes: lines beside the boxes, lines in the middle of the
//! gaps between them, and the lines through the middles of the ends' sides. Bends, stretches close to
//! a box, crossings and company of other arrows cost extra, so that the course found is the one a
//! person would draw. The idea is that of orthogonal connector routing (Wybrow, Marriott and Stuckey,
//! 2009).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use kurbo::{Point, Rect};

use super::floor::{CLEARANCE, View};
use super::{End, Facing, LANE, OUTSIDE, STANDOFF};

/// A stretch nearer to a box than this is dearer.
const NEAR: f64 = 24.0;
/// More boxes than these are not worth a search: the picture is a wall.
const MOST_BOXES: usize = 60;

/// What things cost, in units of length.
const BEND: f64 = 90.0;
const CROSSING: f64 = 160.0;
/// For each unit of length.
const NEARNESS: f64 = 0.8;
const COMPANY: f64 = 6.0;

/// The corners of the cheapest course from one end to the other, if there is any.
pub(super) fn way(from: End, to: End, view: &View<'_>) -> Option<Vec<Point>> {
    if view.boxes.len() > MOST_BOXES {
        return None;
    }
    let grid = Grid::new(from, to, view);
    let goals: Vec<State> = Facing::ALL
        .into_iter()
        .filter_map(|side| Some(State { at: grid.cell(to.port(side))?, way: side.opposite() }))
        .collect();
    let mut best: Vec<Option<Step>> = vec![None; grid.columns.len() * grid.rows.len() * 4];
    let mut queue = BinaryHeap::new();
    for side in Facing::ALL {
        let Some(at) = grid.cell(from.port(side)) else { continue };
        let start = State { at, way: side };
        let cost = if side == custom(from, to) { 0 } else { 1 };
        best[grid.index(start)] = Some(Step { cost, before: None });
        queue.push(Reverse((cost, grid.index(start))));
    }
    while let Some(Reverse((cost, index))) = queue.pop() {
        let state = grid.state(index);
        if best[index].is_none_or(|step| step.cost < cost) {
            continue;
        }
        if goals.contains(&state) {
            return Some(grid.corners(&best, index));
        }
        for next in grid.neighbours(state) {
            // An arrow leaves its end straight.
            if best[index].is_some_and(|step| step.before.is_none()) && next.way != state.way {
                continue;
            }
            let Some(price) = grid.price(state, next) else { continue };
            let (total, at) = (cost + price, grid.index(next));
            if best[at].is_none_or(|step| total < step.cost) {
                best[at] = Some(Step { cost: total, before: Some(index) });
                queue.push(Reverse((total, at)));
            }
        }
    }
    None
}

/// Where of two equal ways the better known one leaves: what goes on passes over, what comes back under.
fn custom(from: End, to: End) -> Facing {
    if to.node.center().x >= from.node.center().x { Facing::Up } else { Facing::Down }
}

/// A crossing of lanes, and the direction in which it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    /// Column and row.
    at: (usize, usize),
    way: Facing,
}

/// The cheapest known way to a state.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// In sixteenths of a unit: whole numbers, so that equal courses are equal.
    cost: u64,
    before: Option<usize>,
}

/// Lanes, and what may not be entered.
struct Grid<'a> {
    columns: Vec<f64>,
    rows: Vec<f64>,
    view: &'a View<'a>,
    /// The ends' own boxes, which their arrow only touches.
    own: [Rect; 2],
}

impl<'a> Grid<'a> {
    fn new(from: End, to: End, view: &'a View<'a>) -> Self {
        let reach = view.stage.inflate(OUTSIDE, OUTSIDE);
        let boxes = || view.boxes.iter().copied().chain([from.node, to.node]);
        let ports = || Facing::ALL.into_iter().flat_map(move |side| [from.port(side), to.port(side)]);
        let columns =
            lanes(boxes().map(|b| (b.x0, b.x1)).collect(), ports().map(|p| p.x), (reach.x0, reach.x1));
        let rows = lanes(boxes().map(|b| (b.y0, b.y1)).collect(), ports().map(|p| p.y), (reach.y0, reach.y1));
        Self { columns, rows, view, own: [from.node, to.node] }
    }

    fn cell(&self, point: Point) -> Option<(usize, usize)> {
        let find = |lanes: &[f64], at: f64| lanes.iter().position(|lane| *lane == at);
        Some((find(&self.columns, point.x)?, find(&self.rows, point.y)?))
    }

    fn point(&self, (column, row): (usize, usize)) -> Point {
        Point::new(self.columns[column], self.rows[row])
    }

    fn index(&self, state: State) -> usize {
        (state.at.1 * self.columns.len() + state.at.0) * 4 + state.way as usize
    }

    fn state(&self, index: usize) -> State {
        let cell = index / 4;
        State { at: (cell % self.columns.len(), cell / self.columns.len()), way: Facing::ALL[index % 4] }
    }

    /// The next crossings ahead and to either side.
    fn neighbours(&self, state: State) -> impl Iterator<Item = State> {
        let (column, row) = state.at;
        let ahead = move |way| match way {
            Facing::Right => (column + 1 < self.columns.len()).then(|| (column + 1, row)),
            Facing::Left => column.checked_sub(1).map(|column| (column, row)),
            Facing::Down => (row + 1 < self.rows.len()).then(|| (column, row + 1)),
            Facing::Up => row.checked_sub(1).map(|row| (column, row)),
        };
        let ways = Facing::ALL.into_iter().filter(move |way| *way != state.way.opposite());
        ways.filter_map(move |way| Some(State { at: ahead(way)?, way }))
    }

    /// The price of a step, unless it is barred.
    fn price(&self, state: State, next: State) -> Option<u64> {
        let stretch = Rect::from_points(self.point(state.at), self.point(next.at));
        let clearance = self.view.clearance(stretch);
        let barred = |own: &Rect| {
            let kept = own.inflate(STANDOFF - 1.0, STANDOFF - 1.0);
            stretch.x1 > kept.x0 && stretch.x0 < kept.x1 && stretch.y1 > kept.y0 && stretch.y0 < kept.y1
        };
        if clearance < CLEARANCE || self.own.iter().any(barred) {
            return None;
        }
        let length = stretch.width() + stretch.height();
        let mut price = length;
        if state.way != next.way {
            price += BEND;
        }
        if clearance < NEAR {
            price += NEARNESS * length;
        }
        price += CROSSING * self.view.crossed(stretch) as f64;
        price += COMPANY * self.view.shared(stretch);
        Some((price * 16.0) as u64)
    }

    /// The way back from a state: where it begins, turns and ends.
    fn corners(&self, best: &[Option<Step>], last: usize) -> Vec<Point> {
        let before = |index: &usize| best[*index].and_then(|step| step.before);
        let mut states: Vec<State> =
            std::iter::successors(Some(last), before).map(|i| self.state(i)).collect();
        states.reverse();
        let turns = states.windows(2).filter(|pair| pair[0].way != pair[1].way).map(|pair| pair[0].at);
        let cells = states
            .first()
            .map(|state| state.at)
            .into_iter()
            .chain(turns)
            .chain(states.last().map(|state| state.at));
        let mut corners: Vec<Point> = cells.map(|cell| self.point(cell)).collect();
        corners.dedup();
        corners
    }
}

/// Lanes along one axis: beside every box, in the middle of every gap, through the ports.
fn lanes(mut spans: Vec<(f64, f64)>, ports: impl Iterator<Item = f64>, (low, high): (f64, f64)) -> Vec<f64> {
    let beside = STANDOFF + LANE;
    let mut lanes: Vec<f64> = spans.iter().flat_map(|(a, b)| [a - beside, b + beside]).chain(ports).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut end = f64::NEG_INFINITY;
    for (a, b) in spans {
        if a > end && end.is_finite() {
            lanes.push(((end + a) / 2.0).round());
        }
        end = end.max(b);
    }
    lanes.retain(|lane| (low..=high).contains(lane));
    lanes.sort_by(f64::total_cmp);
    lanes.dedup();
    lanes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn end(rect: Rect) -> End {
        End { part: rect, node: rect }
    }

    fn ends() -> [End; 2] {
        [end(Rect::new(100.0, 250.0, 250.0, 350.0)), end(Rect::new(750.0, 250.0, 900.0, 350.0))]
    }

    const STAGE: Rect = Rect::new(0.0, 0.0, 1000.0, 600.0);

    #[test]
    fn a_box_between_is_passed_beside_it() {
        let [from, to] = ends();
        let view = View::new(STAGE, vec![Rect::new(400.0, 200.0, 600.0, 400.0)]);
        let corners = way(from, to, &view).unwrap();
        // Out above the first, along over the box at a lane's distance, into the other from above.
        let expected = [(175.0, 238.0), (175.0, 144.0), (825.0, 144.0), (825.0, 238.0)].map(Point::from);
        assert_eq!(corners, expected);
        let back = [(825.0, 362.0), (825.0, 456.0), (175.0, 456.0), (175.0, 362.0)].map(Point::from);
        assert_eq!(way(to, from, &view).unwrap(), back);
    }

    #[test]
    fn an_end_that_is_walled_in_has_no_way() {
        let [from, to] = ends();
        let walls = [
            Rect::new(700.0, 200.0, 745.0, 400.0),
            Rect::new(905.0, 200.0, 950.0, 400.0),
            Rect::new(700.0, 195.0, 950.0, 245.0),
            Rect::new(700.0, 355.0, 950.0, 400.0),
        ];
        assert_eq!(way(from, to, &View::new(STAGE, walls.to_vec())), None);
    }

    proptest! {
        #[test]
        fn a_way_is_free_and_joins_the_ends(boxes in prop::collection::vec((260.0..600.0_f64, 0.0..500.0_f64, 20.0..140.0_f64, 20.0..300.0_f64), 0..8)) {
            let [from, to] = ends();
            let boxes = boxes.iter().map(|(x, y, w, h)| Rect::new(x.round(), y.round(), (x + w).round(), (y + h).round()));
            let view = View::new(STAGE, boxes.collect());
            if let Some(corners) = way(from, to, &view) {
                prop_assert!(view.is_free(&corners));
                prop_assert!(Facing::ALL.iter().any(|side| from.port(*side) == corners[0]));
                prop_assert!(Facing::ALL.iter().any(|side| to.port(*side) == corners[corners.len() - 1]));
                prop_assert!(corners.windows(2).all(|pair| (pair[0].x == pair[1].x) != (pair[0].y == pair[1].y)));
            }
        }
    }
}
