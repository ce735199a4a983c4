//! Finds the courses of all arrows of a beat, group by group, each clear of those before.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use kurbo::{Point, Rect};

use super::bow::{self, Inside};
use super::end::End;
use super::floor::{Floor, Hindrance, View};
use super::groups::{self, Fan, Group, Shape, Sketch};
use super::ports::{self, Role, SHIFTS};
use super::search::{self, Search};
use super::ways::{self, Custom, SIDESTEPS};
use super::{Facing, Ground, OUTSIDE, jogs, label};
use crate::box_index::BoxIndex;
use crate::budget::Budget;
use crate::layout::BeatLayout;
use crate::scene::{Arrow, Beat, NodeId, Route, Target};
use crate::text::TextBlock;

/// Courses of a beat's arrows, and the floor with all of them on it.
pub(super) struct Routed<'a> {
    /// Courses in the order of the beat's arrows.
    pub(super) ways: Vec<Way>,
    pub(super) floor: Floor<'a>,
}

/// The course of an arrow, as the points at which it begins, turns and ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) corners: Vec<Point>,
    /// For an arrow in a fan, the stretch that it shares with no other arrow.
    pub(super) branch: Option<[Point; 2]>,
    /// True for an arrow of a mesh, which others cross in its middle.
    pub(super) is_crossed: bool,
    /// True if it joins two parts of one node that have no free side in common.
    pub(super) is_lost: bool,
}

impl From<Vec<Point>> for Way {
    fn from(corners: Vec<Point>) -> Self {
        Self { corners, ..Self::default() }
    }
}

/// Finds the courses of a beat's arrows. If some only fit as straight lines, all courses are found anew.
pub(super) fn all<'a>(
    beat: &'a Beat,
    layout: &'a BeatLayout,
    (ground, labels): (&Ground, &[Option<Arc<TextBlock>>]),
    stage: Rect,
    budget: &'a Budget,
) -> Routed<'a> {
    let pairs: HashSet<(Target, Target)> = beat.arrows.iter().map(|arrow| (arrow.from, arrow.to)).collect();
    let route = |straight: &BTreeSet<usize>| {
        let floor = Floor::new(ground.rects.clone(), stage, budget);
        let plan = |(at, arrow): (usize, &'a Arrow)| {
            let (ends, sides, is_straight) = (ground.ends[at], ground.sides[at], straight.contains(&at));
            let sketch = Sketch {
                targets: [arrow.from, arrow.to],
                ends,
                sides,
                is_open: !is_straight && is_open(arrow, (ends, sides), &floor),
                is_bent: arrow.route == Route::Bent,
                is_straight,
                has_label: labels[at].is_some(),
            };
            let depth = labels[at].as_deref().map_or(0.0, label::depth);
            Plan { arrow, sketch, depth, is_reversed: pairs.contains(&(arrow.to, arrow.from)) }
        };
        let plans: Vec<Plan<'a>> = beat.arrows.iter().enumerate().map(plan).collect();
        let mut router = Router {
            layout,
            ways: vec![Way::default(); plans.len()],
            plans,
            floor,
            search: None,
            insides: HashMap::new(),
            crowded: BTreeSet::new(),
        };
        router.run();
        router
    };
    let mut router = route(&BTreeSet::new());
    // Arrows that obstruct one another become straight lines, all of them.
    if !router.crowded.is_empty() {
        router = route(&router.crowd());
    }
    Routed { ways: router.ways, floor: router.floor }
}

/// True if an arrow may be drawn together with others: it may take any course, and no box bars the straight
/// line.
fn is_open(arrow: &Arrow, (ends, sides): ([End; 2], [Facing; 2]), floor: &Floor<'_>) -> bool {
    let free = || {
        let line = [ends[0].port(sides[0]), ends[1].port(sides[1])];
        !floor.between(arrow, ends).meets_box(line)
    };
    arrow.from.node != arrow.to.node && matches!(arrow.route, Route::Auto | Route::Bent) && free()
}

/// An arrow, with its properties before it has its course.
struct Plan<'a> {
    arrow: &'a Arrow,
    sketch: Sketch,
    /// Distance that its label takes up beside a lane.
    depth: f64,
    /// True if another arrow goes the opposite way.
    is_reversed: bool,
}

impl Plan<'_> {
    fn ends(&self) -> [&End; 2] {
        [&self.sketch.ends[0], &self.sketch.ends[1]]
    }

    /// True if both arrows have a node in common.
    fn meets(&self, other: &Plan<'_>) -> bool {
        let nodes = |plan: &Plan<'_>| [plan.arrow.from.node, plan.arrow.to.node];
        nodes(self).iter().any(|node| nodes(other).contains(node))
    }

    /// The simple courses, in a fan or alone, the best first.
    fn simple(&self, fan: Option<Fan>) -> Vec<Vec<Point>> {
        let (lane, trunk) = (fan.map(|fan| fan.lane), fan.map(|fan| fan.trunk));
        let custom = Custom { reversed: self.is_reversed, lane, trunk };
        ways::simple(self.ends(), self.sketch.sides[0], custom)
    }
}

struct Router<'a> {
    layout: &'a BeatLayout,
    plans: Vec<Plan<'a>>,
    floor: Floor<'a>,
    /// Made for the first arrow that needs it; `Some(None)` if the floor has too many boxes.
    search: Option<Option<Search>>,
    insides: HashMap<NodeId, Inside>,
    ways: Vec<Way>,
    /// Arrows that keep clear of one another only as straight lines.
    crowded: BTreeSet<usize>,
}

impl Router<'_> {
    fn run(&mut self) {
        let sketches: Vec<Sketch> = self.plans.iter().map(|plan| plan.sketch).collect();
        let groups = groups::of(&sketches);
        let meshed = groups.iter().filter(|group| group.shape == Shape::Mesh).flat_map(|group| &group.arrows);
        let meshed: Vec<usize> = meshed.copied().collect();
        let lines = groups::straight_lines(&sketches, &meshed);
        let lines: HashMap<usize, [Point; 2]> = meshed.into_iter().zip(lines).collect();
        for group in groups {
            self.group(&group, &lines);
            for at in group.arrows {
                let Self { plans, floor, ways, .. } = self;
                floor.take(at, plans[at].arrow, &ways[at].corners);
                if let Some(Some(search)) = &mut self.search {
                    search.lattice.mark_line(&ways[at].corners, &self.floor);
                }
            }
        }
    }

    fn group(&mut self, group: &Group, lines: &HashMap<usize, [Point; 2]>) {
        match group.shape {
            Shape::Single => {
                let at = group.arrows[0];
                self.ways[at] = self.single(at, None);
                self.keep_apart(&group.arrows);
            }
            Shape::Fan(fan) => self.fan(&group.arrows, fan),
            Shape::Mesh => {
                for at in &group.arrows {
                    let line = lines.get(at).map(|line| line.to_vec());
                    let free = line.filter(|line| self.view(*at).is_free(line));
                    let straight = |line: Vec<Point>| Way { is_crossed: true, ..line.into() };
                    self.ways[*at] = free.map_or_else(|| self.single(*at, None), straight);
                }
                self.keep_apart(&group.arrows);
            }
        }
    }

    fn view(&self, at: usize) -> View<'_> {
        let plan = &self.plans[at];
        self.floor.between(plan.arrow, plan.sketch.ends)
    }

    /// Routes arrows with one end in common: all bends are in the lane in which most of them are free.
    fn fan(&mut self, arrows: &[usize], fan: Fan) {
        let mut best: Vec<(Vec<Point>, bool)> = Vec::new();
        let mut most = 0;
        for step in SIDESTEPS.into_iter().filter(|step| *step == 0.0 || step.abs() < 0.3 * fan.gap) {
            let way = |at: &usize| {
                let way = self.plans[*at].simple(Some(Fan { lane: fan.lane + step, ..fan })).swap_remove(0);
                let free = self.view(*at).is_free(&way);
                (way, free)
            };
            let tried: Vec<(Vec<Point>, bool)> = arrows.iter().map(way).collect();
            let free = tried.iter().filter(|(_, free)| *free).count();
            if best.is_empty() || free > most {
                (best, most) = (tried, free);
            }
            if most == arrows.len() {
                break;
            }
        }
        for (at, (corners, free)) in arrows.iter().zip(best) {
            self.ways[*at] = if free { Way::from(corners) } else { self.single(*at, Some(fan)) };
        }
        self.keep_apart(arrows);
        for at in arrows {
            let way = &mut self.ways[*at];
            way.branch = Some(fan.branch(&way.corners, self.plans[*at].sketch.sides));
        }
    }

    /// Shifts ends of a group's arrows that lie where an arrow the other way begins or ends; those that share a
    /// trunk together.
    fn keep_apart(&mut self, arrows: &[usize]) {
        for (at, (end, role)) in
            arrows.iter().flat_map(|at| Role::BOTH.into_iter().enumerate().map(move |end| (*at, end)))
        {
            let tip = role.tip(&self.ways[at].corners);
            if !self.view(at).is_taken(role, tip) {
                continue;
            }
            let shares = |other: &usize| role.tip(&self.ways[*other].corners)[0] == tip[0];
            let sharing: Vec<usize> = arrows.iter().copied().filter(shares).collect();
            let shifted = |shift: f64| {
                let one = |at: &usize| {
                    let node = &self.plans[*at].sketch.ends[end];
                    ports::shifted(&self.ways[*at].corners, role, node, shift, &self.view(*at))
                };
                sharing.iter().map(one).collect::<Option<Vec<_>>>()
            };
            let burden = |all: &Vec<ports::Shifted>| all.iter().map(|one| one.burden).sum::<f64>();
            let best = SHIFTS.into_iter().filter_map(shifted).min_by(|a, b| burden(a).total_cmp(&burden(b)));
            for (at, shifted) in sharing.into_iter().zip(best.into_iter().flatten()) {
                self.ways[at].corners = shifted.corners;
            }
        }
    }

    /// The course of one arrow, by its route.
    fn single(&mut self, at: usize, fan: Option<Fan>) -> Way {
        let plan = &self.plans[at];
        if plan.arrow.from.node == plan.arrow.to.node {
            return self.bow(at);
        }
        let [from, to] = plan.ends();
        match plan.arrow.route {
            Route::Over => self.around(at, Facing::Up).into(),
            Route::Under => self.around(at, Facing::Down).into(),
            Route::Straight => ways::straight(from, to, plan.is_reversed).into(),
            Route::Auto | Route::Bent => self.simplest(at, plan.simple(fan)).into(),
        }
    }

    /// The first simple course that is free, or else a straight line or the course around, whichever is
    /// plainer.
    fn simplest(&mut self, at: usize, mut ways: Vec<Vec<Point>>) -> Vec<Point> {
        if self.floor.budget.is_spent() {
            return ways.swap_remove(0);
        }
        let (mut in_the_way, mut beside_kin, mut is_taken) = (None, None, false);
        for way in &ways {
            match self.view(at).hindrance(way) {
                None => return way.clone(),
                Some(Hindrance::Line(other)) => in_the_way = in_the_way.or(Some(other)),
                Some(Hindrance::Kin) => beside_kin = beside_kin.or(Some(way)),
                Some(Hindrance::Tip) => is_taken = true,
                Some(Hindrance::Box) => {}
            }
        }
        if let Some(way) = beside_kin {
            return way.clone();
        }
        let plan = &self.plans[at];
        if is_taken || in_the_way.is_some_and(|other| plan.meets(&self.plans[other])) {
            let beside = ways::beside(plan.ends(), plan.sketch.sides[0]);
            if let Some(way) = beside.into_iter().find(|way| self.view(at).hindrance(way).is_none()) {
                return way;
            }
        }
        let Sketch { ends, sides, .. } = &plan.sketch;
        let line = vec![ends[0].port(sides[0]), ends[1].port(sides[1])];
        let straight = (plan.arrow.route == Route::Auto && self.view(at).is_free(&line)).then_some(line);
        if let (Some(other), Some(straight)) = (in_the_way, &straight) {
            self.crowded.insert(at);
            if self.can_give_way(other) {
                self.crowded.insert(other);
            }
            return straight.clone();
        }
        let around = self.search(at);
        match (around, straight) {
            (Some(around), Some(_)) if search::is_plain(&around, self.plans[at].sketch.sides[0]) => around,
            (_, Some(straight)) => straight,
            (Some(around), None) => around,
            // If nothing is free, the plainest course stays, and a lint reports what it crosses.
            (None, None) => ways.swap_remove(0),
        }
    }

    /// True if an arrow is bent and could also be straight.
    fn can_give_way(&self, at: usize) -> bool {
        let (plan, way) = (&self.plans[at], &self.ways[at]);
        plan.sketch.is_open
            && plan.arrow.route == Route::Auto
            && way.branch.is_none()
            && way.corners.len() == 4
    }

    /// The crowded arrows, and the bent ones that touch them, so that all of them look alike.
    fn crowd(&self) -> BTreeSet<usize> {
        let around =
            |at: usize| self.ways[at].corners.windows(2).map(|pair| Rect::from_points(pair[0], pair[1]));
        let around = |at: usize| around(at).reduce(|a, b| a.union(b)).unwrap_or_default();
        let boxes = BoxIndex::new(self.crowded.iter().map(|at| (around(*at), ())));
        let among = |at: &usize| self.can_give_way(*at) && boxes.touching(around(*at)).next().is_some();
        self.crowded.iter().copied().chain((0..self.plans.len()).filter(among)).collect()
    }

    fn search(&mut self, at: usize) -> Option<Vec<Point>> {
        let Self { plans, floor, search, ways, .. } = self;
        let search = search.get_or_insert_with(|| {
            let ends: Vec<[End; 2]> = plans.iter().map(|plan| plan.sketch.ends).collect();
            let mut search = search::of(floor, &ends)?;
            for way in ways.iter() {
                search.lattice.mark_line(&way.corners, floor);
            }
            Some(search)
        });
        let ends = plans[at].ends();
        let view = floor.between(plans[at].arrow, plans[at].sketch.ends);
        let corners = search.as_mut()?.way(ends, plans[at].sketch.sides[0], &view)?;
        Some(jogs::without(corners, ends, &view))
    }

    /// A course above or below everything in between, in the first lane that is free.
    fn around(&self, at: usize, side: Facing) -> Vec<Point> {
        let plan = &self.plans[at];
        let [from, to] = plan.ends();
        let (start, end) = (from.port(side), to.port(side));
        let stage = self.floor.stage;
        let own = if side == Facing::Up { start.y.min(end.y) } else { start.y.max(end.y) };
        let room = Rect::from_points((start.x, own), (end.x, side.edge(stage)));
        let view = self.view(at);
        let between: Vec<Rect> = self.floor.boxes_at(room).filter(|rect| !view.is_at_end(*rect)).collect();
        let ways = ways::around(from, to, side, (stage, plan.depth, &between));
        let reach = stage.inflate(OUTSIDE, OUTSIDE);
        let within = |way: &&Vec<Point>| way.iter().all(|point| reach.contains(*point));
        let free = ways.iter().filter(within).find(|way| view.is_free(way));
        // Where all run along another arrow, the one that does so the least: its ends can be shifted.
        let company = |way: &Vec<Point>| view.burden(way).company;
        let clear = ways.iter().filter(within).filter(|way| view.runs_clear_of_boxes(way));
        let least = || clear.min_by(|a, b| company(a).total_cmp(&company(b)));
        free.or_else(least).unwrap_or(&ways[0]).clone()
    }

    /// A course around the outside of the node of which both ends are parts.
    fn bow(&mut self, at: usize) -> Way {
        let (arrow, ends) = (self.plans[at].arrow, self.plans[at].sketch.ends);
        let Self { floor, insides, layout, .. } = self;
        let bow = layout.place(arrow.from.node).and_then(|place| {
            let inside = insides.entry(arrow.from.node).or_insert_with(|| Inside::new(place, floor.budget));
            bow::way(arrow, place, inside, &floor.between(arrow, ends))
        });
        let is_lost = bow.is_none();
        let corners = bow.unwrap_or_else(|| ways::straight(&ends[0], &ends[1], false));
        Way { is_lost, ..Way::from(corners) }
    }
}
