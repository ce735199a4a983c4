//! Finds where the ends of an arrow branch in the stage's arrangement: the container, and its two children.

use std::collections::HashMap;

use crate::scene::{Arrangement, Arrow, Beat, Container, Content, NodeId, Scene};

/// The path from the stage down to each node on it.
#[derive(Debug)]
pub(super) struct Seams {
    /// Paths of nodes at their places in the arrangement; moved nodes are left out.
    ways: HashMap<NodeId, Vec<Step>>,
}

/// A step on the path to a node: into one child of a container.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Number of the container, counted from the stage down and in the order of children.
    container: usize,
    how: Arrangement,
    gap: f64,
    child: usize,
}

/// Two children of one container, each with one end of an arrow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seam {
    /// Number of the container; that of the stage is 0.
    pub(super) container: usize,
    pub(super) how: Arrangement,
    /// Gap between the container's children, as it is written.
    pub(super) gap: f64,
    /// Indices of the child in which the arrow begins and of the one in which it ends.
    pub(super) children: [usize; 2],
}

impl Seams {
    pub(super) fn of(beat: &Beat, scene: &Scene) -> Self {
        let mut walk = Walk { scene, containers: 0, way: Vec::new(), ways: HashMap::new() };
        walk.container(&beat.stage);
        for attachment in &beat.attached {
            walk.ways.remove(&attachment.node);
        }
        Self { ways: walk.ways }
    }

    /// The two children in which the ends of `arrow` are; none if one end is in the other, or was moved.
    pub(super) fn seam(&self, arrow: &Arrow) -> Option<Seam> {
        let (from, to) = (self.ways.get(&arrow.from.node)?, self.ways.get(&arrow.to.node)?);
        let (a, b) = from.iter().zip(to).find(|(a, b)| a.child != b.child)?;
        Some(Seam { container: a.container, how: a.how, gap: a.gap, children: [a.child, b.child] })
    }
}

struct Walk<'a> {
    scene: &'a Scene,
    containers: usize,
    way: Vec<Step>,
    ways: HashMap<NodeId, Vec<Step>>,
}

impl Walk<'_> {
    fn container(&mut self, container: &Container) {
        let number = self.containers;
        self.containers += 1;
        for (child, content) in container.children.iter().map(|child| &child.content).enumerate() {
            self.way.push(Step { container: number, how: container.how, gap: container.gap, child });
            match content {
                Content::Container(inner) => self.container(inner),
                Content::Node(node) => {
                    self.ways.insert(*node, self.way.clone());
                    if let Some(inner) = &self.scene.cast[*node].arrangement {
                        self.container(inner);
                    }
                }
            }
            self.way.pop();
        }
    }
}
