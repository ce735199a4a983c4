//! Groups of arrows: fans, which share a trunk, and meshes, whose arrows go straight.
//!
//! Several arrows out of one side of one end, or into one, are a fan. If an arrow belongs to two fans, a shared
//! trunk would not show which ends are joined, so all arrows of both fans are straight lines.

use std::collections::{HashMap, HashSet};

use kurbo::Point;

use super::end::End;
use super::{Facing, LANE};
use crate::scene::Target;

/// The properties of an arrow before it has its course.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sketch {
    pub(super) targets: [Target; 2],
    pub(super) ends: [End; 2],
    /// The sides on which it leaves and arrives if nothing is in its way.
    pub(super) sides: [Facing; 2],
    /// True if it can join others: it may take any course, and nothing lies between its ends.
    pub(super) is_open: bool,
    /// True if it must be bent, so that it cannot go straight.
    pub(super) is_bent: bool,
    /// True if it must go straight, whatever other courses are free.
    pub(super) is_straight: bool,
    pub(super) has_label: bool,
}

/// Arrows that are routed together.
#[derive(Debug, PartialEq)]
pub(super) struct Group {
    /// Indices into the beat's arrows, ascending.
    pub(super) arrows: Vec<usize>,
    pub(super) shape: Shape,
}

/// The shape that the arrows of a group have together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// One arrow on its own.
    Single,
    /// Arrows with one end in common, whose bends are in one lane.
    Fan(Fan),
    /// Straight lines between the ends.
    Mesh,
}

/// The trunk of a fan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fan {
    /// Coordinate of the lane, on the axis of the gap.
    pub(super) lane: f64,
    /// Coordinate of the trunk, on the other axis.
    pub(super) trunk: f64,
    /// Index of the end that the arrows share: 0 for the first, 1 for the one they point to.
    pub(super) joint: usize,
    /// Width of the narrowest gap between the ends.
    pub(super) gap: f64,
}

impl Fan {
    /// The stretch of a course beyond the lane, which belongs to this arrow alone.
    pub(super) fn branch(&self, corners: &[Point], sides: [Facing; 2]) -> [Point; 2] {
        let last = corners.len() - 1;
        let [own, mut inner] =
            if self.joint == 0 { [corners[last], corners[last - 1]] } else { [corners[0], corners[1]] };
        if corners.len() == 2 && inner != own {
            // A level arrow crosses the lane without a corner there.
            let share = |point: Point| sides[0].coordinate(point);
            inner = own.lerp(inner, ((self.lane - share(own)) / (share(inner) - share(own))).clamp(0.0, 1.0));
        }
        if self.joint == 0 { [inner, own] } else { [own, inner] }
    }
}

/// A side of an end: index of the end within the arrow, its target, the side, and true for arrows that must be
/// bent, which are not grouped with others.
type Port = (usize, Target, Facing, bool);

impl Sketch {
    fn ports(&self) -> [Port; 2] {
        [0, 1].map(|end| (end, self.targets[end], self.sides[end], self.is_bent))
    }
}

/// Indices of the arrows at each port, ascending.
fn at_ports(sketches: &[Sketch], counts: impl Fn(&Sketch) -> bool) -> HashMap<Port, Vec<usize>> {
    let mut ports: HashMap<Port, Vec<usize>> = HashMap::new();
    for (at, sketch) in sketches.iter().enumerate().filter(|(_, sketch)| counts(sketch)) {
        for port in sketch.ports() {
            ports.entry(port).or_default().push(at);
        }
    }
    ports
}

/// All groups, in the order of their first arrows.
pub(super) fn of(sketches: &[Sketch]) -> Vec<Group> {
    let ports = at_ports(sketches, |sketch| sketch.is_open);
    let mut grouped = vec![false; sketches.len()];
    let mut visited: HashSet<Port> = HashSet::new();
    let mut groups = Vec::new();
    for first in 0..sketches.len() {
        if grouped[first] {
            continue;
        }
        grouped[first] = true;
        let mut arrows = vec![first];
        let mut next = 0;
        while sketches[first].is_open && next < arrows.len() {
            for port in sketches[arrows[next]].ports().into_iter().filter(|port| visited.insert(*port)) {
                for other in &ports[&port] {
                    if !std::mem::replace(&mut grouped[*other], true) {
                        arrows.push(*other);
                    }
                }
            }
            next += 1;
        }
        arrows.sort_unstable();
        let shape = shape(sketches, &arrows, &ports);
        groups.push(Group { arrows, shape });
    }
    groups
}

fn shape(sketches: &[Sketch], arrows: &[usize], ports: &HashMap<Port, Vec<usize>>) -> Shape {
    let first = &sketches[arrows[0]];
    if first.is_straight {
        return Shape::Mesh;
    }
    if arrows.len() == 1 {
        return Shape::Single;
    }
    let in_two_fans = |at: &usize| sketches[*at].ports().iter().all(|port| ports[port].len() > 1);
    if !first.is_bent && arrows.iter().any(in_two_fans) {
        return Shape::Mesh;
    }
    let joint = usize::from(ports[&first.ports()[0]].len() == 1);
    let side = first.sides[0];
    let gaps = arrows.iter().map(|at| {
        let [from, to] = sketches[*at].ends;
        side.along(to.port(side.opposite()) - from.port(side)).abs()
    });
    let gap = gaps.fold(f64::INFINITY, f64::min);
    // Labels stand on the branches, which have to be long enough for them.
    let labelled = arrows.iter().any(|at| sketches[*at].has_label);
    let reach = if labelled { (gap / 2.0).min(LANE) } else { gap / 2.0 };
    let facing = first.sides[joint];
    let port = first.ends[joint].port(facing);
    let lane = (facing.coordinate(port) + facing.out() * reach).round();
    let trunk = if facing.is_horizontal() { port.y } else { port.x };
    Shape::Fan(Fan { lane, trunk, joint, gap })
}

/// Largest distance between neighbouring straight lines at one port.
const SPREAD: f64 = 26.0;
/// Share of a side over which straight lines may spread.
const SPREAD_SHARE: f64 = 0.62;

/// Start and end of each arrow of `straight`, in their order. At a port, arrows are side by side, in the order
/// of their other ends.
pub(super) fn straight_lines(sketches: &[Sketch], straight: &[usize]) -> Vec<[Point; 2]> {
    let chosen: Vec<Sketch> = straight.iter().map(|at| sketches[*at]).collect();
    let mut aside = vec![[0.0; 2]; chosen.len()];
    // Those that leave and those that arrive, next to one another.
    let mut ports: HashMap<(Target, Facing), Vec<(usize, usize)>> = HashMap::new();
    for (at, sketch) in chosen.iter().enumerate() {
        for (end, target, side, _) in sketch.ports() {
            ports.entry((target, side)).or_default().push((at, end));
        }
    }
    for ((_, side), mut arrows) in ports {
        let goal = |(at, end): (usize, usize)| side.across(chosen[at].ends[1 - end].aim.center().to_vec2());
        arrows.sort_by(|a, b| goal(*a).total_cmp(&goal(*b)).then(a.cmp(b)));
        let last = arrows.len() as f64 - 1.0;
        let (first, end) = arrows[0];
        let (low, high) = side.side(chosen[first].ends[end].aim);
        let step = SPREAD.min((high - low) * SPREAD_SHARE / last.max(1.0));
        for (place, (at, end)) in arrows.into_iter().enumerate() {
            aside[at][end] = step * (place as f64 - last / 2.0);
        }
    }
    let line = |(sketch, aside): (&Sketch, [f64; 2])| {
        [0, 1].map(|end| {
            let (side, own) = (sketch.sides[end], &sketch.ends[end]);
            own.anchor(side, side.middle(own.aim) + aside[end])
        })
    };
    chosen.iter().zip(aside).map(line).collect()
}
