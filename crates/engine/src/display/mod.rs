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

/// The drawing commands of one frame.
#[derive(Clone, Debug, PartialEq)]
pub struct DisplayList {
    /// Opaque colour that fills the whole picture first.
    pub background: Color,
    /// Items in painting order, the first at the back.
    pub items: Vec<Item>,
}

/// One drawing command. Lengths are in the item's own units, before its `transform`.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A filled rectangle with round corners.
    Panel {
        /// The rectangle to fill, before `transform`.
        rect: Rect,
        /// Corner radius, at most half of the shorter side.
        radius: f64,
        /// Fill colour, with its alpha.
        color: Color,
        /// Transform from the item's own units to the canvas.
        transform: Affine,
    },
    /// The outline of a rectangle with round corners, drawn inside its edge.
    Frame {
        /// The outer rectangle, before `transform`.
        rect: Rect,
        /// Outer corner radius, at most half of the shorter side.
        radius: f64,
        /// Line width, towards the inside.
        width: f64,
        /// Line colour, with its alpha.
        color: Color,
        /// Transform from the item's own units to the canvas.
        transform: Affine,
    },
    /// A soft shadow of a rectangle with round corners.
    Shadow {
        /// The rectangle that casts the shadow, before `transform`.
        rect: Rect,
        /// Corner radius, at most half of the shorter side.
        radius: f64,
        /// Standard deviation of the Gaussian blur.
        blur: f64,
        /// Shadow colour, with its alpha.
        color: Color,
        /// Transform from the item's own units to the canvas.
        transform: Affine,
    },
    /// A path filled by the non-zero rule.
    Fill {
        /// The path to fill, before `transform`.
        path: Arc<BezPath>,
        /// Fill colour, with its alpha.
        color: Color,
        /// Transform from the item's own units to the canvas.
        transform: Affine,
    },
    /// A stroked path with round caps and joins.
    Stroke {
        /// The path to stroke, before `transform`.
        path: Arc<BezPath>,
        /// Line width, before `transform`.
        width: f64,
        /// Line colour, with its alpha.
        color: Color,
        /// Transform from the item's own units to the canvas.
        transform: Affine,
    },
    /// A block of shaped text.
    Text {
        /// The shaped text, origin at its top left.
        block: Arc<TextBlock>,
        /// Number of glyphs to draw, in reading order.
        glyphs: usize,
        /// Colour of all glyphs, with its alpha.
        color: Color,
        /// Transform from the block's units to the canvas.
        transform: Affine,
    },
    /// A bitmap in a rectangle with round corners.
    Image {
        /// The bitmap to draw.
        bitmap: Arc<Bitmap>,
        /// The rectangle it fills, before `transform`.
        rect: Rect,
        /// Corner radius, at most half of the shorter side.
        radius: f64,
        /// Opacity from 0 to 1.
        opacity: f32,
        /// Transform from the item's own units to the canvas.
        transform: Affine,
    },
    /// A vector drawing with an opacity of its own.
    Drawing {
        /// The shapes to draw.
        drawing: Arc<Drawing>,
        /// Opacity from 0 to 1.
        opacity: f32,
        /// Transform from the drawing's own size to the canvas.
        transform: Affine,
    },
    /// Items composited together, then blended with one opacity.
    Group {
        /// Opacity from 0 to 1, below 1 in practice.
        opacity: f32,
        /// Items in painting order, the first at the back.
        items: Vec<Item>,
    },
}
