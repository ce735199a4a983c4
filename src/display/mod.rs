//! The display list: what one frame shows, as a closed set of drawing commands.
//!
//! Everything is in units of the canvas (1/1080 of its shorter side), y down, origin at the top
//! left; the rasteriser multiplies by the picture's scale. Two frames whose lists are equal have
//! equal pixels. A list never holds a colour or length that is not finite.

mod encode;

use std::sync::Arc;

use color::{AlphaColor, Srgb};
use kurbo::{Affine, BezPath, Rect};

pub use encode::encode;

use crate::asset::{Bitmap, Drawing};
use crate::text::TextBlock;

/// A colour with straight (not premultiplied) alpha; components from 0 to 1, sRGB-encoded.
pub type Color = AlphaColor<Srgb>;

/// One frame.
#[derive(Clone, Debug, PartialEq)]
pub struct DisplayList {
    /// Fills the whole picture first; always opaque.
    pub background: Color,
    /// Painted in this order.
    pub items: Vec<Item>,
}

/// One drawing command.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A filled rectangle with round corners.
    Panel {
        /// Its box, before `transform`.
        rect: Rect,
        /// Corner radius, at most half of the shorter side.
        radius: f64,
        /// Fill.
        color: Color,
        /// From the list's own units to the canvas.
        transform: Affine,
    },
    /// The outline of a rectangle with round corners, drawn inside its edge.
    Frame {
        /// Its outer box, before `transform`.
        rect: Rect,
        /// Outer corner radius.
        radius: f64,
        /// Line width.
        width: f64,
        /// Line colour.
        color: Color,
        /// From the list's own units to the canvas.
        transform: Affine,
    },
    /// A soft shadow of a rectangle with round corners.
    Shadow {
        /// The box that casts it, before `transform`.
        rect: Rect,
        /// Corner radius.
        radius: f64,
        /// Standard deviation of the Gaussian blur.
        blur: f64,
        /// Shadow colour.
        color: Color,
        /// From the list's own units to the canvas.
        transform: Affine,
    },
    /// A filled path, non-zero rule.
    Fill {
        /// The path, before `transform`.
        path: Arc<BezPath>,
        /// Fill.
        color: Color,
        /// From the list's own units to the canvas.
        transform: Affine,
    },
    /// A stroked path with round caps and joins.
    Stroke {
        /// The path, before `transform`.
        path: Arc<BezPath>,
        /// Line width.
        width: f64,
        /// Line colour.
        color: Color,
        /// From the list's own units to the canvas.
        transform: Affine,
    },
    /// Shaped text.
    Text {
        /// The glyphs.
        block: Arc<TextBlock>,
        /// How many of its glyphs are drawn, in reading order.
        glyphs: usize,
        /// Their colour.
        color: Color,
        /// From the block's units to the canvas.
        transform: Affine,
    },
    /// A picture of pixels.
    Image {
        /// The pixels.
        bitmap: Arc<Bitmap>,
        /// The box it fills, before `transform`.
        rect: Rect,
        /// Corner radius, at most half of the shorter side.
        radius: f64,
        /// From 0 to 1.
        opacity: f32,
        /// From the list's own units to the canvas.
        transform: Affine,
    },
    /// A picture of shapes.
    Drawing {
        /// The shapes.
        drawing: Arc<Drawing>,
        /// From 0 to 1.
        opacity: f32,
        /// From the drawing's own size to the canvas.
        transform: Affine,
    },
    /// Items drawn together, then blended with one opacity.
    Group {
        /// From 0 to 1, below 1 in practice.
        opacity: f32,
        /// Painted in this order.
        items: Vec<Item>,
    },
}
