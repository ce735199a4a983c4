//! One instant: everything that is seen, with its place, in painting order.

use kurbo::{Affine, Point};

use crate::display::Color;
use crate::nodes::Element;
use crate::scene::NodeId;
use crate::timeline::Drawn;

/// What one instant of the clip shows.
#[derive(Debug, Default, PartialEq)]
pub struct Pose {
    /// From the stage to the canvas.
    pub camera: Affine,
    /// What is on stage, in painting order.
    pub stage: Vec<Sprite>,
    /// Title bar, caption band and progress, above everything.
    pub chrome: Vec<Drawn>,
}

/// Something on stage.
#[derive(Debug, PartialEq)]
pub enum Sprite {
    /// A node's elements, blended together with one opacity.
    Node {
        /// Whose elements they are.
        node: NodeId,
        /// From 0 to 1, not 0.
        opacity: f64,
        /// In painting order.
        pieces: Vec<Piece>,
    },
    /// A line with round ends.
    Line {
        /// Its points, at least two.
        points: Vec<Point>,
        /// Width in units.
        width: f64,
        /// Colour, with the line's opacity.
        color: Color,
    },
    /// A filled triangle: the end of an arrow.
    Head {
        /// Its corners.
        corners: [Point; 3],
        /// Colour, with the head's opacity.
        color: Color,
    },
    /// Elements of its own: marks, labels of arrows, dots that travel.
    Piece(Piece),
}

/// An element with its place on stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// What it is.
    pub element: Element,
    /// From the element's coordinates to the stage.
    pub transform: Affine,
    /// From 0 to 1.
    pub opacity: f64,
    /// How much of a text is there, from 0 to 1, in letters.
    pub reveal: f64,
    /// How much of a line is drawn, from 0 to 1 of its length.
    pub trace: f64,
}
