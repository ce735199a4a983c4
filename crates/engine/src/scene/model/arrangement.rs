//! The arrangement of a beat or a group: nested containers of nodes.

use crate::choice::choices;
use crate::diagnostic::Span;
use crate::scene::model::{IdleKey, NodeId};

/// Distance between neighbours, in units, if a container gives none.
pub(crate) const GAP: f64 = 48.0;

/// An arrangement of nodes and containers.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// Place of the container in the file.
    pub span: Span,
    /// The arrangement of the children.
    pub how: Arrangement,
    /// Distance between neighbours, in units.
    pub gap: f64,
    /// Alignment of the children across the direction of the arrangement.
    pub align: Cross,
    /// Alignment of the children along the direction of the arrangement.
    pub justify: Justify,
    /// Members of the container, at least one.
    pub children: Vec<Child>,
    /// Keys of the container that have no effect.
    pub idle: Vec<IdleKey>,
}

/// The arrangement of a container's children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// Side by side, from left to right.
    Row,
    /// Below one another, from top to bottom.
    Column,
    /// In rows of this many columns.
    Grid(usize),
    /// On top of one another, later ones in front.
    Overlay,
}

choices! {
    /// Alignment across the direction of an arrangement.
    pub enum Cross {
        /// In the middle of the container.
        Center = "center",
        /// At the top or the left.
        Start = "start",
        /// At the bottom or the right.
        End = "end",
        /// As large as the container, across the direction.
        Stretch = "stretch",
    }
}

choices! {
    /// Alignment along the direction of an arrangement.
    pub enum Justify {
        /// In the middle of the container.
        Center = "center",
        /// At the start of the direction.
        Start = "start",
        /// At the end of the direction.
        End = "end",
        /// Spread to both ends, with equal gaps.
        Between = "between",
    }
}

/// A member of a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    /// Place of the child in the file.
    pub span: Span,
    /// The node or container that it is.
    pub content: Content,
    /// Share of the room that is left over, along the arrangement.
    pub grow: f64,
    /// Fixed width, in units.
    pub width: Option<f64>,
    /// Fixed height, in units.
    pub height: Option<f64>,
    /// Alignment of its own, across the arrangement.
    pub align: Option<Cross>,
    /// Place of its centre in an overlay, as fractions of width and height.
    pub place: Option<[f64; 2]>,
}

/// A node or a nested container.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A node; a group includes its members.
    Node(NodeId),
    /// A container nested in this one.
    Container(Container),
}

impl Container {
    /// All nodes that the container names, at any depth, in order; groups are not opened.
    pub(crate) fn nodes(&self) -> Vec<NodeId> {
        let of = |child: &Child| match &child.content {
            Content::Node(node) => vec![*node],
            Content::Container(container) => container.nodes(),
        };
        self.children.iter().flat_map(of).collect()
    }

    /// A placeholder for a stage that could not be read; a scene with one is never returned.
    pub(crate) fn empty(span: Span) -> Self {
        let (align, justify) = (Cross::default(), Justify::default());
        Self {
            span,
            how: Arrangement::Column,
            gap: GAP,
            align,
            justify,
            children: Vec::new(),
            idle: Vec::new(),
        }
    }
}

impl Child {
    pub(crate) fn new(span: Span, content: Content) -> Self {
        Self { span, content, grow: 0.0, width: None, height: None, align: None, place: None }
    }
}
