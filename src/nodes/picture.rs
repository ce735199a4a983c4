//! What a node looks like in one resting state: keyed elements in its own box.
//!
//! A kind turns a state into a [`Picture`]; the timeline turns two pictures into everything in
//! between by matching elements with equal [`Key`]s. So a kind never thinks about motion.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::{Point, Rect, Size, Vec2};

use crate::asset::{Bitmap, Drawing};
use crate::display::Color;
use crate::nodes::item::Uid;
use crate::nodes::number::NumberFormat;
use crate::nodes::regions::Regions;
use crate::text::{Align, Figures, TextBlock};

/// Which element of which part: what makes two elements of two pictures the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The part it belongs to.
    pub part: Uid,
    /// Its role there, such as `"label"`.
    pub role: &'static str,
    /// Which of several with the same role.
    pub index: u16,
}

/// Something drawn, at a place within the node's box.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Identity across states.
    pub key: Key,
    /// Its box, in units from the node's top left.
    pub rect: Rect,
    /// What fills the box.
    pub ink: Ink,
}

/// What an element can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Ink {
    /// A round-cornered box.
    Panel(Panel),
    /// Shaped text, at the box's top left.
    Text {
        /// The glyphs.
        block: Arc<TextBlock>,
        /// Their colour.
        color: Color,
    },
    /// A number that counts: its text is made anew from the value, from prepared figures.
    Number {
        /// What it shows.
        value: f64,
        /// How it is written.
        format: NumberFormat,
        /// The figures to write it with.
        figures: Arc<Figures>,
        /// Where in the box.
        align: Align,
        /// Colour of the figures.
        color: Color,
    },
    /// A polyline with round ends, in units from the box's top left. A part that is shown draws it
    /// from its first point on.
    Line {
        /// At least two points.
        points: Arc<[Point]>,
        /// Line width.
        width: f64,
        /// Line colour.
        color: Color,
    },
    /// What fills a round-cornered box from the left, up to a share of its width: never outside of it.
    Filling {
        /// From 0 to 1.
        share: f64,
        /// Corner radius of the box.
        radius: f64,
        /// Fill.
        color: Color,
    },
    /// A filled polygon, in units from the box's top left.
    Area {
        /// At least three points.
        points: Arc<[Point]>,
        /// Fill.
        color: Color,
    },
    /// An arc around the box's middle, with round ends.
    Ring {
        /// Radius of the line's middle.
        radius: f64,
        /// Line width.
        width: f64,
        /// Where it begins and ends, in radians, clockwise from the right.
        angles: (f64, f64),
        /// Line colour.
        color: Color,
    },
    /// A picture of pixels that fills the box.
    Image {
        /// The pixels.
        bitmap: Arc<Bitmap>,
        /// Corner radius.
        radius: f64,
    },
    /// A picture of shapes that fills the box.
    Drawing(Arc<Drawing>),
}

impl Ink {
    /// Whether anything of it can be seen.
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

/// A round-cornered box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panel {
    /// Inside colour.
    pub fill: Color,
    /// Border colour.
    pub line: Color,
    /// Border width, 0 for none.
    pub width: f64,
    /// Corner radius.
    pub radius: f64,
    /// Strength of the shadow, from 0 (none) to 1.
    pub shadow: f64,
}

/// Roles of texts that say what the whole is, if they stand apart from it.
const LABELS: [&str; 4] = ["label", "title", "name", "note"];

/// A node in one resting state.
///
/// Elements are in painting order and their boxes finite. Every part has a region, even one that
/// draws nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Size of the node's box.
    pub size: Size,
    /// In painting order.
    pub elements: Vec<Element>,
    /// The box of each part, and of the root: that around all that is drawn, which may be smaller
    /// than the node's box. Arrows, marks and moves aim at them.
    pub regions: Regions,
    /// The box around all that is drawn, but for a label of the whole that stands above or below the
    /// rest.
    pub body: Rect,
    /// That label's box.
    pub label: Option<Rect>,
}

impl Picture {
    /// The box of a part, from the node's top left.
    #[must_use]
    pub fn region(&self, part: Uid) -> Option<Rect> {
        self.regions.get(part)
    }

    /// The corner radii of the panels that fill parts.
    #[must_use]
    pub fn radii(&self) -> HashMap<Uid, f64> {
        // Boxes are rounded to whole units, panels on either side of them.
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

    /// The place within `region` where the picture says `text`, if it does on one line.
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

    /// The box around all that is drawn; the whole of a picture that draws nothing.
    #[must_use]
    pub fn drawn(&self) -> Rect {
        let shown = self.elements.iter().filter(|element| element.ink.shows()).map(|element| element.rect);
        shown.reduce(|a, b| a.union(b)).unwrap_or(self.size.to_rect())
    }

    /// Tells body and label apart, when all is drawn.
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

    /// Rounds the boxes of panels and of the whole to whole units, so that edges which meet show no
    /// seam.
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

/// A box with whole-unit edges.
#[must_use]
pub fn snapped(rect: Rect) -> Rect {
    Rect::from_points(
        Point::new(rect.x0.round(), rect.y0.round()),
        Point::new(rect.x1.round(), rect.y1.round()),
    )
}
