//! Arrows that are drawn alike: fans, which share a trunk, and meshes, whose arrows go straight.
//!
//! Several arrows out of one side of one end, or into one, are a fan. Where one arrow belongs to two fans, a
//! shared trunk would not say what leads where, so that all of both fans are drawn as straight lines.

use std::collections::{HashMap, HashSet};

use kurbo::Point;

use super::end::End;
use super::{Facing, LANE};
use crate::scene::Target;

/// What is known of an arrow before it has its course.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sketch {
    pub(super) targets: [Target; 2],
    pub(super) ends: [End; 2],
    /// The sides on which it leaves and arrives when nothing is in its way.
    pub(super) sides: [Facing; 2],
    /// Whether it can join others: it may take any way, and nothing stands between its ends.
    pub(super) is_open: bool,
    /// Whether it has to be bent, so that it cannot go straight.
    pub(super) is_bent: bool,
    /// Whether it goes straight whatever else it could do.
    pub(super) is_straight: bool,
    pub(super) has_label: bool,
}

/// Arrows that are routed together.
#[derive(Debug, PartialEq)]
pub(super) struct Group {
    /// Indices into the beat's arrows, in their order.
    pub(super) arrows: Vec<usize>,
    pub(super) shape: Shape,
}

/// What arrows of a group look like together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// One arrow on its own.
    Single,
    /// Arrows with one end in common, whose bends are in one lane.
    Fan(Fan),
    /// Straight lines.
    Mesh,
}

/// The trunk of a fan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fan {
    /// Where the lane is, along the axis of the gap.
    pub(super) lane: f64,
    /// Where the trunk is, along the other axis.
    pub(super) trunk: f64,
    /// Which end the arrows share: 0 where they begin, 1 where they point to.
    pub(super) joint: usize,
    /// The narrowest gap between the ends.
    pub(super) gap: f64,
}

impl Fan {
    /// The stretch of a course beyond the lane, which belongs to one arrow alone.
    pub(super) fn branch(&self, corners: &[Point], sides: [Facing; 2]) -> [Point; 2] {
        let last = corners.len() - 1;
        let [own, mut inner] =
            if self.joint == 0 { [corners[last], corners[last - 1]] } else { [corners[0], corners[1]] };
        if corners.len() == 2 && inner != own {
            // A level arrow comes through the lane.
            let share = |point: Point| sides[0].coordinate(point);
            inner = own.lerp(inner, ((self.lane - share(own)) / (share(inner) - share(own))).clamp(0.0, 1.0));
        }
        if self.joint == 0 { [inner, own] } else { [own, inner] }
    }
}

/// A side of an end: which end of the arrow it is, of what, and where the arrow leaves or arrives. Arrows that are
/// bent by order are no company for others.
type Port = (usize, Target, Facing, bool);

impl Sketch {
    fn ports(&self) -> [Port; 2] {
        [0, 1].map(|end| (end, self.targets[end], self.sides[end], self.is_bent))
    }
}

/// The arrows at each port, in their order.
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
    // Labels stand on the branches and need their length.
    let labelled = arrows.iter().any(|at| sketches[*at].has_label);
    let reach = if labelled { (gap / 2.0).min(LANE) } else { gap / 2.0 };
    let facing = first.sides[joint];
    let port = first.ends[joint].port(facing);
    let lane = (facing.coordinate(port) + facing.out() * reach).round();
    let trunk = if facing.is_horizontal() { port.y } else { port.x };
    Shape::Fan(Fan { lane, trunk, joint, gap })
}

/// Straight lines next to one another at one port are at most so far apart.
const SPREAD: f64 = 26.0;
/// The share of a side over which they spread.
const SPREAD_SHARE: f64 = 0.62;

/// Where the arrows of `straight` begin and end, in their order: side by side at each port, in the order of
/// where they go.
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
