//! Finds a course around obstacles: the cheapest one of level and upright stretches that meets no box.
//!
//! The search is A* over the lanes of a [`Lattice`]. Bends, stretches close to a box or along other arrows,
//! crossings, and the back of an end cost extra, so that the course found is one that a person would draw. The
//! method is orthogonal connector routing (Wybrow, Marriott and Stuckey, 2009).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use kurbo::Point;

use super::Facing;
use super::end::End;
use super::floor::{Floor, View};
use super::lattice::{Cell, Lattice};
use super::ports::{self, Role, SHIFTS};
use super::ways::INSET;
use crate::polyline::{length, meets};

/// Costs of a bend and of a crossing, in units of length.
const BEND: f64 = 90.0;
const CROSSING: f64 = 160.0;
/// Cost of leaving an end at the side that is turned away from the other end, or of arriving there.
const BACK: f64 = 400.0;
/// Cost of leaving an end beside an arriving arrow, or of arriving beside a leaving one; and of doing so at the
/// same port.
const BESIDE: f64 = 30.0;
const TAKEN: f64 = 700.0;
/// For each unit of length.
const NEARNESS: f64 = 0.8;
const COMPANY: f64 = 6.0;
/// Smallest distance between an end and the first bend.
const STUB: f64 = 12.0;

/// A search in one lattice, for one arrow after another.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) lattice: Lattice,
    /// The cheapest known course to each state.
    steps: Vec<Step>,
    /// Number of the search; steps with another number count as unknown.
    round: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Step {
    round: u32,
    /// Index of the state before this one; a first state has its own index.
    before: u32,
    /// Cost in sixteenths of a unit. Whole numbers make costs of equal courses equal.
    cost: u64,
}

/// A crossing, with the direction in which it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    at: Cell,
    way: Facing,
}

/// The point at which an arrow leaves or reaches an end, and the crossing straight ahead of it.
#[derive(Clone, Copy, Debug)]
struct Stub {
    port: Point,
    side: Facing,
    at: Cell,
    /// Cost of the stub besides its length.
    extra: f64,
}

impl Search {
    pub(super) fn new(lattice: Lattice) -> Self {
        let states = lattice.cells() * 4;
        Self { lattice, steps: vec![Step::default(); states], round: 0 }
    }

    /// The corners of the cheapest course from one end to the other, if there is one. `natural` is the side of
    /// the first end that faces the second.
    pub(super) fn way(&mut self, ends: [&End; 2], natural: Facing, view: &View<'_>) -> Option<Vec<Point>> {
        let aside = self.clear(ends, view, -1);
        let found = self.cheapest(ends, natural, view);
        for rect in aside {
            self.lattice.mark_box(rect, 1, view.floor);
        }
        found
    }

    /// Removes the boxes that overlap an end from the lattice, apart from those of the ends themselves, and
    /// returns them.
    fn clear(&mut self, ends: [&End; 2], view: &View<'_>, by: i32) -> Vec<kurbo::Rect> {
        let own = |rect: kurbo::Rect| ends.iter().any(|end| end.body == rect || end.label == Some(rect));
        let [a, b] =
            ends.map(|end| view.floor.boxes_at(end.node).filter(|rect| !own(*rect)).collect::<Vec<_>>());
        let only_b = b.into_iter().filter(|rect| !rect.overlaps(ends[0].node));
        let aside: Vec<kurbo::Rect> = a.iter().copied().chain(only_b).collect();
        for rect in &aside {
            self.lattice.mark_box(*rect, by, view.floor);
        }
        aside
    }

    fn cheapest(&mut self, ends: [&End; 2], natural: Facing, view: &View<'_>) -> Option<Vec<Point>> {
        self.round += 1;
        let starts = self.stubs(ends, 0, natural, view);
        let goals = self.stubs(ends, 1, natural.opposite(), view);
        let mut queue = BinaryHeap::new();
        for stub in &starts {
            let cost = sixteenths(length(stub.port, self.lattice.point(stub.at)) + stub.extra);
            let state = State { at: stub.at, way: stub.side };
            self.reach(state, None, cost, ends[1], &mut queue);
        }
        let mut best: Option<(u64, State, Stub)> = None;
        while let Some(Reverse((estimate, number))) = queue.pop() {
            view.floor.budget.spend(2);
            if best.is_some_and(|(cost, ..)| cost <= estimate) || view.floor.budget.is_spent() {
                break;
            }
            let state = self.state(number);
            let cost = self.steps[number].cost;
            if estimate > cost + self.distance(state.at, ends[1]) {
                continue;
            }
            for stub in goals.iter().filter(|stub| stub.at == state.at && stub.side != state.way) {
                let bend = if stub.side == state.way.opposite() { 0.0 } else { BEND };
                let whole = length(stub.port, self.lattice.point(stub.at)) + stub.extra + bend;
                let total = cost + sixteenths(whole);
                if best.is_none_or(|(known, ..)| total < known) {
                    best = Some((total, state, *stub));
                }
            }
            self.expand(state, cost, ends[1], &mut queue);
        }
        let (_, state, stub) = best?;
        Some(self.corners(&starts, state, stub))
    }

    fn expand(&mut self, state: State, cost: u64, goal: &End, queue: &mut BinaryHeap<Reverse<(u64, usize)>>) {
        for way in Facing::ALL.into_iter().filter(|way| *way != state.way.opposite()) {
            let Some(at) = self.lattice.next(state.at, way) else { continue };
            let stretch = self.lattice.stretch(state.at, at);
            if stretch.barred > 0 {
                continue;
            }
            let long = length(self.lattice.point(state.at), self.lattice.point(at));
            let bend = if way == state.way { 0.0 } else { BEND };
            let near = if stretch.near > 0 { NEARNESS * long } else { 0.0 };
            let others = CROSSING * f64::from(stretch.crossed) + COMPANY * stretch.company;
            let total = cost + sixteenths(long + bend + near + others);
            self.reach(State { at, way }, Some(state), total, goal, queue);
        }
    }

    /// Notes a course to a state if it is the cheapest so far.
    fn reach(
        &mut self,
        state: State,
        before: Option<State>,
        cost: u64,
        goal: &End,
        queue: &mut BinaryHeap<Reverse<(u64, usize)>>,
    ) {
        let number = self.index(state);
        let before = before.map_or(number, |before| self.index(before)) as u32;
        let step = &mut self.steps[number];
        if step.round != self.round || cost < step.cost {
            *step = Step { round: self.round, before, cost };
            queue.push(Reverse((cost + self.distance(state.at, goal), number)));
        }
    }

    /// A lower bound of the cost from a crossing to an end.
    fn distance(&self, at: Cell, goal: &End) -> u64 {
        let (point, rect) = (self.lattice.point(at), goal.node);
        let x = (rect.x0 - point.x).max(point.x - rect.x1).max(0.0);
        let y = (rect.y0 - point.y).max(point.y - rect.y1).max(0.0);
        sixteenths((x + y - 2.0 * super::STANDOFF).max(0.0))
    }

    /// The stubs at which an arrow can leave the first end or reach the second one (`which`), at most one per
    /// side.
    fn stubs(&self, ends: [&End; 2], which: usize, natural: Facing, view: &View<'_>) -> Vec<Stub> {
        let (end, other) = (ends[which], ends[1 - which]);
        // Between two courses of equal cost, the usual one is better: forwards above, backwards below.
        let forth = ends[1].node.center().x >= ends[0].node.center().x;
        let custom = if forth { Facing::Up } else { Facing::Down };
        let stub = |side: Facing| {
            let along = nearest(self.lanes_across(side), side, end)?;
            let port = end.anchor(side, self.lanes_across(side)[along]);
            let ahead = ahead(self.lanes_along(side), side, side.coordinate(port))?;
            let at = if side.is_horizontal() { (ahead, along) } else { (along, ahead) };
            let line = [port, self.lattice.point(at)];
            let barred = view.meets_box(line) || meets(line[0], line[1], other.node);
            let back = if side == natural.opposite() { BACK } else { 0.0 };
            let taken = taken(view, Role::BOTH[which], end, side, line);
            let extra = back + taken + if side == custom { 0.0 } else { 1.0 };
            (!barred).then_some(Stub { port, side, at, extra })
        };
        Facing::ALL.into_iter().filter_map(stub).collect()
    }

    /// The lanes that are parallel to the direction in which a side faces.
    fn lanes_across(&self, side: Facing) -> &[f64] {
        if side.is_horizontal() { &self.lattice.rows } else { &self.lattice.columns }
    }

    /// The lanes that an arrow crosses after it has left a side.
    fn lanes_along(&self, side: Facing) -> &[f64] {
        if side.is_horizontal() { &self.lattice.columns } else { &self.lattice.rows }
    }

    fn index(&self, state: State) -> usize {
        self.lattice.number(state.at) * 4 + state.way as usize
    }

    fn state(&self, index: usize) -> State {
        State { at: self.lattice.cell(index / 4), way: Facing::ALL[index % 4] }
    }

    /// The corners of the course that ends with the state `last` and the stub `goal`.
    fn corners(&self, starts: &[Stub], last: State, goal: Stub) -> Vec<Point> {
        let mut points = vec![goal.port, self.lattice.point(last.at)];
        let mut number = self.index(last);
        loop {
            let before = self.steps[number].before as usize;
            if before == number {
                break;
            }
            number = before;
            points.push(self.lattice.point(self.state(number).at));
        }
        let first = self.state(number);
        let start = starts.iter().find(|stub| stub.at == first.at && stub.side == first.way);
        points.extend(start.map(|stub| stub.port));
        points.reverse();
        without_straight_corners(&points)
    }
}

/// The cost of a port where arrows the other way touch the end already, along `line`.
fn taken(view: &View<'_>, role: Role, end: &End, side: Facing, line: [Point; 2]) -> f64 {
    let is_taken = |port: Point| view.is_taken(role, ports::tip(port, line[1] + (port - line[0])));
    let is_free = |shift: f64| ports::beside(end, side, line[0], shift).is_some_and(|port| !is_taken(port));
    match is_taken(line[0]) {
        false => 0.0,
        true if SHIFTS.into_iter().any(is_free) => BESIDE,
        true => TAKEN,
    }
}

fn sixteenths(cost: f64) -> u64 {
    (cost * 16.0) as u64
}

/// The lane nearest to the middle of an end's side, if it is near enough for an arrow to leave there.
fn nearest(lanes: &[f64], side: Facing, end: &End) -> Option<usize> {
    let (low, high) = side.side(end.aim);
    let middle = side.middle(end.aim);
    let most = ((high - low) / 2.0 - INSET).clamp(1.0, 2.0 * INSET);
    let at = lanes.partition_point(|lane| *lane < middle);
    let near = [at.checked_sub(1), Some(at)].into_iter().flatten().filter(|at| *at < lanes.len());
    let off = |at: &usize| (lanes[*at] - middle).abs();
    near.filter(|at| off(at) <= most).min_by(|a, b| off(a).total_cmp(&off(b)))
}

/// The first lane that is at least a stub's length ahead of `from`.
fn ahead(lanes: &[f64], side: Facing, from: f64) -> Option<usize> {
    if side.out() > 0.0 {
        let at = lanes.partition_point(|lane| *lane < from + STUB);
        (at < lanes.len()).then_some(at)
    } else {
        lanes.partition_point(|lane| *lane <= from - STUB).checked_sub(1)
    }
}

/// The course without the points at which it does not turn.
fn without_straight_corners(points: &[Point]) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    for point in points {
        let on_the_way = |corners: &[Point]| match corners {
            [.., a, b] => (*b - *a).cross(*point - *b) == 0.0,
            _ => false,
        };
        while on_the_way(&corners) {
            corners.pop();
        }
        if corners.last() != Some(point) {
            corners.push(*point);
        }
    }
    corners
}

/// True if a course is plain: it has few bends, and does not go round the back of either end.
pub(super) fn is_plain(corners: &[Point], natural: Facing) -> bool {
    let [.., before, last] = corners else { return false };
    let (leaves, arrives) = (corners[1] - corners[0], *last - *before);
    corners.len() <= 4 && natural.along(leaves) >= 0.0 && natural.along(arrives) >= 0.0
}

/// Makes a search among the boxes of a floor; none if there are too many.
pub(super) fn of(floor: &Floor<'_>, ends: &[[End; 2]]) -> Option<Search> {
    Lattice::new(floor, ends).map(Search::new)
}

#[cfg(test)]
mod tests {
    use kurbo::Rect;
    use proptest::prelude::*;

    use super::*;
    use crate::budget::Budget;
    use crate::nodes::Uid;
    use crate::scene::{Arrow, Route, Target};
    use crate::theme::Tone;

    const STAGE: Rect = Rect::new(0.0, 0.0, 1000.0, 600.0);

    fn ends() -> [End; 2] {
        [End::block(Rect::new(100.0, 250.0, 250.0, 350.0)), End::block(Rect::new(750.0, 250.0, 900.0, 350.0))]
    }

    fn arrow() -> Arrow {
        let target = |node| Target { node, part: Uid::ROOT };
        let (name, label) = (String::new(), String::new());
        Arrow {
            span: 0..0,
            from: target(0),
            to: target(1),
            name,
            label,
            tone: Tone::Plain,
            route: Route::Auto,
        }
    }

    /// The course between two ends without parts, among other boxes.
    fn way(ends: [End; 2], others: &[Rect]) -> Option<Vec<Point>> {
        let budget = Budget::default();
        let rects = others.iter().copied().chain(ends.iter().map(|end| end.node)).collect();
        let floor = Floor::new(rects, STAGE, &budget);
        let natural = Facing::between(ends[0].node, ends[1].node);
        of(&floor, &[ends])?.way([&ends[0], &ends[1]], natural, &floor.between(&arrow(), ends))
    }

    #[test]
    fn a_box_between_is_passed_beside_it() {
        let [from, to] = ends();
        let between = [Rect::new(400.0, 200.0, 600.0, 400.0)];
        // The course leaves at the top, passes above the box in a lane, and arrives from above.
        let expected = [(175.0, 238.0), (175.0, 144.0), (825.0, 144.0), (825.0, 238.0)].map(Point::from);
        assert_eq!(way([from, to], &between).unwrap(), expected);
        let back = [(825.0, 362.0), (825.0, 456.0), (175.0, 456.0), (175.0, 362.0)].map(Point::from);
        assert_eq!(way([to, from], &between).unwrap(), back);
    }

    #[test]
    fn an_end_that_is_walled_in_has_no_way() {
        let walls = [
            Rect::new(700.0, 200.0, 745.0, 400.0),
            Rect::new(905.0, 200.0, 950.0, 400.0),
            Rect::new(700.0, 195.0, 950.0, 245.0),
            Rect::new(700.0, 355.0, 950.0, 400.0),
        ];
        assert_eq!(way(ends(), &walls), None);
    }

    #[test]
    fn the_back_of_an_end_is_the_last_resort() {
        // A box stands in front of the second end; there is as much room above that end as behind it.
        let before = [Rect::new(600.0, 150.0, 735.0, 500.0)];
        let corners = way(ends(), &before).unwrap();
        assert!(is_plain(&corners, Facing::Right), "{corners:?}");
    }

    proptest! {
        #[test]
        fn a_way_is_free_and_joins_the_ends(boxes in prop::collection::vec((260.0..600.0_f64, 0.0..500.0_f64, 20.0..140.0_f64, 20.0..300.0_f64), 0..8)) {
            let boxes = boxes.iter().map(|(x, y, w, h)| Rect::new(x.round(), y.round(), (x + w).round(), (y + h).round()));
            let boxes: Vec<Rect> = boxes.collect();
            let budget = Budget::default();
            let floor = Floor::new(boxes.clone(), STAGE, &budget);
            if let Some(corners) = way(ends(), &boxes) {
                prop_assert!(floor.between(&arrow(), ends()).is_free(&corners));
                for (end, corner) in [(ends()[0], corners[0]), (ends()[1], corners[corners.len() - 1])] {
                    let touches = |side: Facing| {
                        let along = if side.is_horizontal() { corner.y } else { corner.x };
                        end.anchor(side, along) == corner
                    };
                    prop_assert!(Facing::ALL.into_iter().any(touches), "{corners:?}");
                }
                prop_assert!(corners.windows(2).all(|pair| (pair[0].x == pair[1].x) != (pair[0].y == pair[1].y)), "{corners:?}");
            }
        }
    }
}
