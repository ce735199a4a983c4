//! Lists the members of a row or column that is too long for the stage, with their lengths, so that an author
//! can make it fit.

use kurbo::Rect;

use super::BeatLayout;
use crate::scene::{Arrangement, Arrow, Beat, Child, Container, Content, NodeId, Scene};

/// The direction in which a row or column is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Horizontal,
    Vertical,
}

impl Axis {
    fn length(self, rect: Rect) -> f64 {
        match self {
            Self::Horizontal => rect.width(),
            Self::Vertical => rect.height(),
        }
    }

    /// Distance between two boxes that follow one another.
    fn between(self, first: Rect, second: Rect) -> f64 {
        match self {
            Self::Horizontal => second.x0 - first.x1,
            Self::Vertical => second.y0 - first.y1,
        }
    }

    fn along(self, how: Arrangement) -> bool {
        matches!((self, how), (Self::Horizontal, Arrangement::Row) | (Self::Vertical, Arrangement::Column))
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Horizontal => "row",
            Self::Vertical => "column",
        }
    }
}

/// Largest number of members that are listed.
const MOST: usize = 8;

/// The longest row or column of the beat, with the lengths of its members and of the gaps between them, in
/// units: "the row is `a` 620 + 80 + `b` 900: 1600 units, 1748 fit". None if a single node is too long by
/// itself.
pub(super) fn lengths(
    scene: &Scene,
    beat: &Beat,
    layout: &BeatLayout,
    (axis, room): (Axis, f64),
) -> Option<String> {
    let seen = Members { scene, beat, layout, axis };
    let container = seen.longest(&beat.stage)?;
    let boxes: Vec<(&Child, Rect)> =
        container.children.iter().filter_map(|child| Some((child, seen.extent(child)?))).collect();
    let mut text = String::new();
    for (at, (child, rect)) in boxes.iter().enumerate().take(MOST) {
        if let Some((before, last)) = at.checked_sub(1).map(|before| &boxes[before]) {
            let gap = axis.between(*last, *rect);
            let cause = seen.arrow_that_asks((before, child)).map_or(String::new(), |arrow| {
                let what = if arrow.label.is_empty() { "arrow" } else { "label of the arrow" };
                format!(" for the {what} `{}`", arrow.name)
            });
            text += &format!(" + {:.0}{cause} + ", gap.max(0.0).ceil());
        }
        text += &format!("{} {:.0}", seen.names(child), axis.length(*rect).ceil());
    }
    if boxes.len() > MOST {
        text += &format!(" and {} more", boxes.len() - MOST);
    }
    let whole = boxes.iter().map(|(_, rect)| *rect).reduce(|a, b| a.union(b))?;
    let total = axis.length(whole).ceil();
    Some(format!("the {} is {text}: {total:.0} units, {room:.0} fit", axis.noun()))
}

struct Members<'a> {
    scene: &'a Scene,
    beat: &'a Beat,
    layout: &'a BeatLayout,
    axis: Axis,
}

impl<'a> Members<'a> {
    /// The outermost container along the axis that has several members, on the way down through the longest
    /// members.
    fn longest(&self, container: &'a Container) -> Option<&'a Container> {
        if self.axis.along(container.how) && container.children.len() > 1 {
            return Some(container);
        }
        let longest = container.children.iter().max_by(|a, b| {
            let length = |child| self.extent(child).map_or(0.0, |rect| self.axis.length(rect));
            length(a).total_cmp(&length(b))
        })?;
        match &longest.content {
            Content::Container(inner) => self.longest(inner),
            Content::Node(node) => self.longest(self.scene.cast[*node].arrangement.as_ref()?),
        }
    }

    /// The box around everything that a member draws.
    fn extent(&self, child: &Child) -> Option<Rect> {
        let boxes = nodes(self.scene, child).into_iter();
        boxes.filter_map(|node| Some(self.layout.place(node)?.drawn())).reduce(|a, b| a.union(b))
    }

    /// Names a node by its id, and a container by its first node.
    fn names(&self, child: &Child) -> String {
        match &child.content {
            Content::Node(node) => format!("`{}`", self.scene.cast[*node].id),
            Content::Container(inner) => {
                let kind = match inner.how {
                    Arrangement::Row => "row",
                    Arrangement::Column => "column",
                    Arrangement::Grid(_) => "grid",
                    Arrangement::Overlay => "overlay",
                };
                let first = nodes(self.scene, child).into_iter().next();
                first.map_or_else(
                    || kind.to_owned(),
                    |node| format!("the {kind} of `{}`", self.scene.cast[node].id),
                )
            }
        }
    }

    /// The arrow for which the gap between two members was widened, if there is one.
    fn arrow_that_asks(&self, (first, second): (&Child, &Child)) -> Option<&'a Arrow> {
        let is_level = self.axis == Axis::Horizontal;
        let (first, second) = (nodes(self.scene, first), nodes(self.scene, second));
        let joins = |arrow: &&Arrow| {
            let (from, to) = (arrow.from.node, arrow.to.node);
            (first.contains(&from) && second.contains(&to)) || (second.contains(&from) && first.contains(&to))
        };
        let widened = self.layout.places.gaps.iter().filter(|gap| gap.is_level == is_level);
        widened.map(|gap| &self.beat.arrows[gap.arrow]).find(joins)
    }
}

/// The nodes of a member, with the members of groups.
fn nodes(scene: &Scene, child: &Child) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut open = vec![child];
    while let Some(child) = open.pop() {
        match &child.content {
            Content::Container(inner) => open.extend(inner.children.iter().rev()),
            Content::Node(node) => {
                found.push(*node);
                if let Some(inner) = &scene.cast[*node].arrangement {
                    open.extend(inner.children.iter().rev());
                }
            }
        }
    }
    found
}
