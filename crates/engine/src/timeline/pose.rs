//! Everything visible at one instant, with its position, in painting order.

use kurbo::{Affine, Point};

use crate::display::Color;
use crate::nodes::Element;
use crate::scene::NodeId;
use crate::timeline::Drawn;

/// Everything that one instant of the clip shows.
#[derive(Debug, Default, PartialEq)]
pub struct Pose {
    /// Transform from the stage to the canvas.
    pub camera: Affine,
    /// Sprites on stage, in painting order.
    pub stage: Vec<Sprite>,
    /// Elements of title bar, caption band and progress, above everything else.
    pub chrome: Vec<Drawn>,
}

/// A unit of drawing on stage.
#[derive(Debug, PartialEq)]
pub enum Sprite {
    /// A node's elements, composited together with one opacity.
    Node {
        /// The node that the elements belong to.
        node: NodeId,
        /// Opacity of the whole node, above 0 and at most 1.
        opacity: f64,
        /// Elements in painting order, the first at the back.
        pieces: Vec<Piece>,
    },
    /// A polyline with round ends.
    Line {
        /// At least two points, in stage coordinates.
        points: Vec<Point>,
        /// Line width, in units.
        width: f64,
        /// Colour, multiplied by the line's opacity.
        color: Color,
    },
    /// A filled triangle at the end of an arrow.
    Head {
        /// Corners in stage coordinates, the tip first.
        corners: [Point; 3],
        /// Colour, multiplied by the head's opacity.
        color: Color,
    },
    /// A single element: a mark, an arrow's label, or a dot that travels along an arrow.
    Piece(Piece),
}

/// An element with its position on stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The element, in its own coordinates.
    pub element: Element,
    /// Transform from the element's coordinates to the stage.
    pub transform: Affine,
    /// Opacity from 0 to 1.
    pub opacity: f64,
    /// Share of a text's letters that is visible, from 0 to 1.
    pub reveal: f64,
    /// Share of a line's length that is drawn, from 0 to 1.
    pub trace: f64,
}
