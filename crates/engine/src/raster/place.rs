//! The bands in which an item may leave ink.

use std::ops::Range;

use kurbo::{Affine, Rect};

use crate::display::{Color, Item};
use crate::text::TextBlock;

use super::shadow::REACH;
use halfminute_basics::bands::Bands;

/// The area in which items are drawn, in pixels. Coordinates outside it are too imprecise for pixels, and far
/// outside the rasteriser runs out of memory or panics.
const REACHABLE: Rect = Rect::new(-1e7, -1e7, 1e7, 1e7);

/// The bands of one item.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Every band that the item or its contents may touch; empty if nothing is visible.
    pub(super) bands: Range<usize>,
    /// Places of a group's items; empty for other items.
    pub(super) inside: Vec<Place>,
}

/// Computes the places of items, from the transform of units to pixels and the picture's size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placer {
    pub(super) base: Affine,
    /// Bounds of the picture, in pixels.
    pub(super) bounds: Rect,
    pub(super) bands: Bands,
}

impl Placer {
    pub(super) fn place(&self, item: &Item) -> Place {
        match item {
            Item::Group { opacity, items } => {
                if opacity.is_nan() || *opacity <= 0.0 {
                    return Place { bands: 0..0, inside: Vec::new() };
                }
                let inside: Vec<Place> = items.iter().map(|item| self.place(item)).collect();
                let seen = inside.iter().map(|place| &place.bands).filter(|bands| !bands.is_empty());
                let bands = seen.cloned().reduce(|a, b| a.start.min(b.start)..a.end.max(b.end));
                Place { bands: bands.unwrap_or(0..0), inside }
            }
            _ => {
                let bands =
                    reach(item).and_then(|(area, transform, color)| self.bands(area, transform, color));
                Place { bands: bands.unwrap_or(0..0), inside: Vec::new() }
            }
        }
    }

    /// The bands of an item of this colour that lies within `area`; `None` if it is not visible.
    fn bands(&self, area: Rect, transform: Affine, color: Color) -> Option<Range<usize>> {
        let transform = self.base * transform;
        let place = transform.transform_rect_bbox(area);
        let seen = color.components[3] > 0.0
            && color.components.iter().all(|component| component.is_finite())
            && transform.is_finite()
            && REACHABLE.contains_rect(place)
            && place.overlaps(self.bounds)
            && place.area() > 0.0
            && transform.determinant() != 0.0;
        seen.then(|| self.bands.between(place.y0, place.y1))
    }
}

/// An area that contains all ink of an item, with the item's transform and colour.
fn reach(item: &Item) -> Option<(Rect, Affine, Color)> {
    Some(match item {
        Item::Panel { rect, color, transform, .. } => (*rect, *transform, *color),
        Item::Frame { rect, width, color, transform, .. } => {
            return (*width > 0.0).then_some((*rect, *transform, *color));
        }
        Item::Shadow { rect, blur, color, transform, .. } => {
            let reach = REACH * blur.max(0.0);
            return (rect.area() != 0.0).then(|| (rect.abs().inflate(reach, reach), *transform, *color));
        }
        Item::Fill { path, color, transform } => (path.control_box(), *transform, *color),
        Item::Stroke { path, width, color, transform } => {
            let reach = width / 2.0;
            return (reach > 0.0).then(|| (path.control_box().inflate(reach, reach), *transform, *color));
        }
        Item::Text { block, color, transform, .. } => (text_box(block), *transform, *color),
        Item::Image { rect, opacity, transform, .. } => (*rect, *transform, unseen(*opacity)),
        Item::Drawing { drawing, opacity, transform } => {
            (drawing.size.to_rect(), *transform, unseen(*opacity))
        }
        Item::Group { .. } => return None,
    })
}

/// A stand-in colour for a picture of this opacity, to check whether it is visible.
fn unseen(opacity: f32) -> Color {
    Color::BLACK.with_alpha(opacity)
}

/// The area in which a block may leave ink: accents and tails may reach out of its box by an em.
fn text_box(block: &TextBlock) -> Rect {
    let size = block.style.size;
    Rect::new(0.0, 0.0, block.width, block.height).inflate(size, size)
}
