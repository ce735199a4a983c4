//! Which bands an item leaves ink in.

use std::ops::Range;

use kurbo::{Affine, Rect};

use crate::display::{Color, Item};
use crate::text::TextBlock;

use super::bands::Bands;
use super::shadow::REACH;

/// Where items may lie, in pixels. Coordinates beyond that lose their pixels to rounding, and far
/// beyond it the rasteriser runs out of memory or panics.
const REACHABLE: Rect = Rect::new(-1e7, -1e7, 1e7, 1e7);

/// The bands of one item.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Every band that it or what is in it may touch; empty when nothing can be seen.
    pub(super) bands: Range<usize>,
    /// The places of a group's items.
    pub(super) inside: Vec<Place>,
}

/// From items to places: the units of the list to pixels, and the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placer {
    pub(super) base: Affine,
    /// The picture, in pixels.
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

    /// The bands of something of this colour that lies within `area`, if it can be seen at all.
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

/// An area that an item's ink does not leave, before its transform, and its colour.
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

/// A colour that stands for a picture of this opacity, for checks of whether it can be seen.
fn unseen(opacity: f32) -> Color {
    Color::BLACK.with_alpha(opacity)
}

/// Where a block may leave ink: accents and tails may reach out of its box by an em square.
fn text_box(block: &TextBlock) -> Rect {
    let size = block.style.size;
    Rect::new(0.0, 0.0, block.width, block.height).inflate(size, size)
}
