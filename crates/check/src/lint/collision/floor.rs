//! Positions of the nodes in one resting picture, and which nodes overlap on purpose.

use std::collections::HashMap;
use std::rc::Rc;

use kurbo::Rect;

use super::{Still, Subject};
use halfminute_engine::layout::Course;
use halfminute_engine::scene::{Arrangement, Arrow, Beat, Container, Content, NodeId, Scene};

/// The nodes and arrows of one resting picture.
pub(super) struct Floor<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) beat: &'a Beat,
    pub(super) still: &'a Still,
    /// Every visible node with the box around its visible elements, in the order of the stage.
    pub(super) extents: Vec<(NodeId, Rect)>,
    plan: Rc<Plan>,
    /// The node that each moved node was moved onto.
    moved: HashMap<NodeId, NodeId>,
}

/// Position of each node in the arrangement of one beat.
#[derive(Debug)]
pub(in crate::lint) struct Plan {
    beat: usize,
    /// For each node, the path from the stage down to it: the arrangement and the child index at each level.
    paths: Vec<Vec<(Arrangement, usize)>>,
}

impl Plan {
    fn new(scene: &Scene, at: usize) -> Self {
        let mut paths = vec![Vec::new(); scene.cast.len()];
        walk(scene, &scene.beats[at].stage, &mut Vec::new(), &mut paths);
        Self { beat: at, paths }
    }
}

impl<'a> Floor<'a> {
    pub(super) fn new(subject: &'a Subject<'a>, still: &'a Still) -> Self {
        let scene = subject.scene;
        let beat = &scene.beats[still.beat];
        let mut known = subject.plan.borrow_mut();
        let plan = known.take().filter(|plan| plan.beat == still.beat);
        let plan = plan.unwrap_or_else(|| Rc::new(Plan::new(scene, still.beat)));
        *known = Some(Rc::clone(&plan));
        let seen = beat.members.iter().filter_map(|member| Some((member.node, still.extent(member.node)?)));
        let moved = beat.moved_onto(still.time);
        Self { subject, beat, still, extents: seen.collect(), plan, moved }
    }

    pub(super) fn courses(&self) -> impl Iterator<Item = (&'a Arrow, &'a Course)> {
        let both = self.beat.arrows.iter().zip(&self.still.courses);
        both.filter_map(|(arrow, course)| Some((arrow, course.as_ref()?)))
    }

    /// The arrangement at which the paths of two nodes diverge; `None` if one contains the other.
    fn parting(&self, a: NodeId, b: NodeId) -> Option<Arrangement> {
        let (a, b) = (&self.plan.paths[a], &self.plan.paths[b]);
        a.iter().zip(b).find(|(a, b)| a.1 != b.1).map(|((how, _), _)| *how)
    }

    pub(super) fn share_overlay(&self, a: NodeId, b: NodeId) -> bool {
        self.parting(a, b) == Some(Arrangement::Overlay)
    }

    /// True if one node contains the other, or their paths diverge in an overlay.
    pub(super) fn belong_together(&self, a: NodeId, b: NodeId) -> bool {
        self.parting(a, b).is_none_or(|how| how == Arrangement::Overlay)
    }

    /// True if one node was moved onto the other, onto something that belongs to it, or onto a node that was
    /// moved there.
    pub(super) fn was_moved(&self, a: NodeId, b: NodeId) -> bool {
        let below = |node| std::iter::successors(Some(node), |node| self.moved.get(node).copied()).skip(1);
        let onto = |a, b| {
            below(a).any(|goal| {
                self.subject.budget.spend(1);
                self.belong_together(goal, b)
            })
        };
        onto(a, b) || onto(b, a)
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
