//! The picture of a node in one resting state: keyed elements in the node's box.
//!
//! A kind turns a state into a [`Picture`]; the timeline blends two pictures by matching elements with equal
//! [`Key`]s. A kind therefore contains no motion.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::{Point, Rect, Size, Vec2};

use crate::asset::{Bitmap, Drawing};
use crate::display::Color;
use crate::nodes::item::Uid;
use crate::nodes::number::NumberFormat;
use crate::nodes::regions::Regions;
use crate::text::{Align, Figures, TextBlock};

/// Identity of an element: elements of two pictures with equal keys are the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Part that the element belongs to.
    pub part: Uid,
    /// Role of the element in the part, such as `"label"`.
    pub role: &'static str,
    /// Index among several elements with the same role.
    pub index: u16,
}

/// Something drawn at a position within the node's box.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Identity of the element across states.
    pub key: Key,
    /// Box of the element, in units from the node's top left.
    pub rect: Rect,
    /// Contents of the box.
    pub ink: Ink,
}

/// Contents of an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Ink {
    /// A filled or bordered rectangle with round corners.
    Panel(Panel),
    /// Shaped text at the box's top left.
    Text {
        /// The shaped text, origin at its top left.
        block: Arc<TextBlock>,
        /// Colour of all glyphs.
        color: Color,
    },
    /// A number that may count: its text is made from the value in every frame, with prepared figures.
    Number {
        /// The number to show.
        value: f64,
        /// Format of the number.
        format: NumberFormat,
        /// Glyph table for the number.
        figures: Arc<Figures>,
        /// Horizontal alignment in the box.
        align: Align,
        /// Colour of all figures.
        color: Color,
    },
    /// A polyline with round ends, in units from the box's top left. When its part is shown, it is traced from
    /// its first point on.
    Line {
        /// At least two points, in drawing order.
        points: Arc<[Point]>,
        /// Line width, in units.
        width: f64,
        /// Line colour, with its alpha.
        color: Color,
    },
    /// A filled rectangle with round corners, cut off at a share of its width from the left.
    Filling {
        /// Share of the width, from 0 to 1.
        share: f64,
        /// Corner radius of the whole rectangle.
        radius: f64,
        /// Fill colour, with its alpha.
        color: Color,
    },
    /// A filled polygon, in units from the box's top left.
    Area {
        /// At least three points, in order.
        points: Arc<[Point]>,
        /// Fill colour, with its alpha.
        color: Color,
    },
    /// An arc around the box's centre, with round ends.
    Ring {
        /// Radius of the arc's centre line.
        radius: f64,
        /// Line width, in units.
        width: f64,
        /// Start and end angle in radians, clockwise from the right.
        angles: (f64, f64),
        /// Line colour, with its alpha.
        color: Color,
    },
    /// A bitmap that fills the box.
    Image {
        /// The bitmap to draw.
        bitmap: Arc<Bitmap>,
        /// Corner radius, in units.
        radius: f64,
    },
    /// A vector drawing that fills the box.
    Drawing(Arc<Drawing>),
}

impl Ink {
    /// True if any of it can be visible.
    #[must_use]
    pub fn shows(&self) -> bool {
        let seen = |color: &Color| color.components[3] > 0.0;
        match self {
            Self::Panel(panel) => seen(&panel.fill) || panel.width > 0.0 && seen(&panel.line),
            Self::Text { block, .. } => block.glyph_count() > 0,
            Self::Filling { share, .. } => *share > 0.0,
            _ => true,
        }
    }
}

/// A rectangle with round corners, and its border and shadow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panel {
    /// Colour of the inside.
    pub fill: Color,
    /// Colour of the border.
    pub line: Color,
    /// Border width in units, 0 for no border.
    pub width: f64,
    /// Corner radius, in units.
    pub radius: f64,
    /// Strength of the shadow, from 0 (none) to 1.
    pub shadow: f64,
}

/// Roles of texts that name the whole node, if they stand apart from it.
const LABELS: [&str; 4] = ["label", "title", "name", "note"];

/// A node in one resting state.
///
/// Elements are in painting order, and their boxes are finite. Every part has a region, even one that draws
/// nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Size of the node's box, in units.
    pub size: Size,
    /// Elements in painting order, the first at the back.
    pub elements: Vec<Element>,
    /// Box of each part, and of the root: the bounding box of everything drawn, which may be smaller than the
    /// node's box. Arrows, marks and moves refer to them.
    pub regions: Regions,
    /// Bounding box of everything drawn, except a label of the whole that stands above or below the rest.
    pub body: Rect,
    /// Box of that label, if there is one.
    pub label: Option<Rect>,
}

impl Picture {
    /// The box of a part, relative to the node's top left.
    #[must_use]
    pub fn region(&self, part: Uid) -> Option<Rect> {
        self.regions.get(part)
    }

    /// Corner radii of panels that fill the box of their part.
    #[must_use]
    pub fn radii(&self) -> HashMap<Uid, f64> {
        // Part boxes may be rounded to whole units, and panels to either side of them.
        let near = |a: f64, b: f64| (a - b).abs() <= 2.0;
        let fills = |rect: Rect, region: Rect| {
            near(rect.x0, region.x0)
                && near(rect.y0, region.y0)
                && near(rect.x1, region.x1)
                && near(rect.y1, region.y1)
        };
        let mut radii = HashMap::new();
        for element in &self.elements {
            if let Ink::Panel(panel) = &element.ink
                && let Some(region) = self.region(element.key.part)
                && fills(element.rect, region)
            {
                radii.entry(element.key.part).or_insert(panel.radius);
            }
        }
        radii
    }

    /// Moves everything by `offset`.
    pub fn shift(&mut self, offset: Vec2) {
        for element in &mut self.elements {
            element.rect = element.rect + offset;
        }
        let regions = self.regions.iter_mut().map(|(_, rect)| rect);
        for rect in regions.chain([&mut self.body]).chain(&mut self.label) {
            *rect = *rect + offset;
        }
    }

    /// The box within `region` where the picture says `text`, if it does so on one line.
    #[must_use]
    pub fn find_text(&self, text: &str, region: Rect) -> Option<Rect> {
        self.elements.iter().filter(|element| region.contains(element.rect.center())).find_map(|element| {
            match &element.ink {
                Ink::Text { block, .. } => {
                    block.find(text).map(|rect| rect + element.rect.origin().to_vec2())
                }
                _ => None,
            }
        })
    }

    /// Bounding box of everything visible, or the node's whole box if nothing is.
    #[must_use]
    pub fn drawn(&self) -> Rect {
        let shown = self.elements.iter().filter(|element| element.ink.shows()).map(|element| element.rect);
        shown.reduce(|a, b| a.union(b)).unwrap_or(self.size.to_rect())
    }

    /// Computes body and label, once everything is drawn.
    pub(super) fn find_body(&mut self) {
        let is_label = |element: &&Element| {
            let Key { part, role, .. } = element.key;
            part == Uid::ROOT && LABELS.contains(&role) && matches!(element.ink, Ink::Text { .. })
        };
        let (labels, rest): (Vec<&Element>, Vec<&Element>) =
            self.elements.iter().filter(|element| element.ink.shows()).partition(is_label);
        let around = |elements: &[&Element]| elements.iter().map(|e| e.rect).reduce(|a, b| a.union(b));
        let apart = |label: &Rect, body: Rect| label.y1 <= body.y0 + 1.0 || label.y0 >= body.y1 - 1.0;
        (self.body, self.label) = match (around(&rest), around(&labels)) {
            (Some(body), Some(label)) if apart(&label, body) => (body, Some(label)),
            _ => (self.drawn(), None),
        };
    }

    /// Rounds the boxes of panels and of the whole to whole units, so that no seam shows where edges meet.
    pub fn snap(&mut self) {
        let whole = self.regions.iter_mut().filter(|(part, _)| *part == Uid::ROOT).map(|(_, rect)| rect);
        for rect in whole.chain([&mut self.body]).chain(&mut self.label) {
            *rect = snapped(*rect);
        }
        for element in &mut self.elements {
            if matches!(element.ink, Ink::Panel(_) | Ink::Filling { .. }) {
                element.rect = snapped(element.rect);
            }
        }
    }
}

/// The nearest box with whole-unit edges.
#[must_use]
pub fn snapped(rect: Rect) -> Rect {
    Rect::from_points(
        Point::new(rect.x0.round(), rect.y0.round()),
        Point::new(rect.x1.round(), rect.y1.round()),
    )
}
