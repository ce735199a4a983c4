//! The colour of an element at a point: the background that other elements are seen against.
//!
//! It knows panels, areas, pictures and drawings. Lines, rings and glyphs have no colour here, because
//! something on top of them is seen against what is around them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use kurbo::{Affine, Point};

use halfminute_engine::asset::{Bitmap, Drawing};
use halfminute_engine::display::{Color, DisplayList, Item};
use halfminute_engine::nodes::{Element, Ink};
use halfminute_engine::raster::Raster;

/// Longer side, in pixels, of the raster that a drawing is reduced to.
const SIDE: f64 = 256.0;
/// Shorter side of a canvas in units, which fills the shorter side of a raster.
const CANVAS: f64 = 1080.0;

/// Looks up colours. Each drawing is rasterised once at a small size, which is faster than testing its shapes
/// at every point.
#[derive(Debug, Default)]
pub(super) struct Backdrop {
    drawings: RefCell<HashMap<[u8; 32], Rc<Small>>>,
}

/// A drawing at a small size, as premultiplied RGBA, row by row from the top.
#[derive(Debug)]
struct Small {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Backdrop {
    /// The colour of an element at a point in the units of its node, if it has one there.
    pub(super) fn color(&self, element: &Element, at: Point) -> Option<Color> {
        let rect = element.rect;
        if !rect.contains(at) {
            return None;
        }
        // Position within the element, from 0 to 1 on each axis.
        let share = ((at.x - rect.x0) / rect.width(), (at.y - rect.y0) / rect.height());
        match &element.ink {
            Ink::Panel(panel) => Some(panel.fill),
            Ink::Filling { share: filled, color, .. } => (share.0 <= *filled).then_some(*color),
            Ink::Area { points, color } => inside(points, at - rect.origin().to_vec2()).then_some(*color),
            Ink::Image { bitmap, .. } => {
                let Bitmap { width, height, pixels, .. } = &**bitmap;
                pixel(pixels, (*width, *height), share)
            }
            Ink::Drawing(drawing) => {
                let small = self.small(drawing);
                pixel(&small.pixels, (small.width, small.height), share)
            }
            Ink::Text { .. } | Ink::Number { .. } | Ink::Line { .. } | Ink::Ring { .. } => None,
        }
    }

    fn small(&self, drawing: &Arc<Drawing>) -> Rc<Small> {
        let mut drawings = self.drawings.borrow_mut();
        Rc::clone(drawings.entry(*drawing.digest()).or_insert_with(|| Rc::new(Small::new(drawing))))
    }
}

impl Small {
    fn new(drawing: &Arc<Drawing>) -> Self {
        let scale = SIDE / drawing.size.width.max(drawing.size.height);
        let side = |length: f64| (length * scale).round().max(1.0) as u32;
        let (width, height) = (side(drawing.size.width), side(drawing.size.height));
        let unit = CANVAS / f64::from(width.min(height));
        let transform = Affine::scale(scale * unit);
        let item = Item::Drawing { drawing: Arc::clone(drawing), opacity: 1.0, transform };
        let list = DisplayList { background: Color::BLACK, items: vec![item] };
        Self { width, height, pixels: Raster::new((width, height)).draw_clear(&list) }
    }
}

/// The pixel at a position that is given as shares of width and height.
fn pixel(pixels: &[u8], (width, height): (u32, u32), (x, y): (f64, f64)) -> Option<Color> {
    let index = |share: f64, count: u32| ((share * f64::from(count)) as u32).min(count.saturating_sub(1));
    let at = (index(y, height) as usize * width as usize + index(x, width) as usize) * 4;
    let &[red, green, blue, alpha] = pixels.get(at..at + 4)? else { return None };
    let straight = |channel: u8| if alpha == 0 { 0.0 } else { f32::from(channel) / f32::from(alpha) };
    Some(Color::new([straight(red), straight(green), straight(blue), f32::from(alpha) / 255.0]))
}

/// True if a polygon contains a point, by the number of edges to the right of it.
fn inside(polygon: &[Point], at: Point) -> bool {
    let edges = polygon.iter().zip(polygon.iter().cycle().skip(1));
    let crossed = edges.filter(|(a, b)| {
        (a.y > at.y) != (b.y > at.y) && at.x < (b.x - a.x) * (at.y - a.y) / (b.y - a.y) + a.x
    });
    crossed.count() % 2 == 1
}

/// Blends a colour over an opaque one.
pub(super) fn over(top: Color, bottom: Color) -> Color {
    let alpha = top.components[3];
    let mut mixed = bottom.components;
    for (mixed, top) in mixed.iter_mut().zip(top.components).take(3) {
        *mixed += (top - *mixed) * alpha;
    }
    Color::new(mixed)
}

#[cfg(test)]
mod tests {
    use kurbo::Rect;

    use super::*;
    use halfminute_engine::nodes::{Key, Uid};

    #[test]
    fn polygons_hold_their_middle() {
        let corners = Rect::new(0.0, 0.0, 10.0, 10.0);
        let square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)].map(|(x, y)| Point::new(x, y));
        assert!(inside(&square, corners.center()));
        assert!(!inside(&square, Point::new(11.0, 5.0)));
    }

    #[test]
    fn a_drawing_has_its_shapes_colours() {
        let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100">
            <rect x="200" width="200" height="100" fill="#ff0000"/></svg>"##;
        let (drawing, _) = Drawing::decode(svg, &mut halfminute_engine::asset::Work::of_scene()).unwrap();
        let key = Key { part: Uid::ROOT, role: "drawing", index: 0 };
        let rect = Rect::new(50.0, 50.0, 850.0, 250.0);
        let element = Element { key, rect, ink: Ink::Drawing(Arc::new(drawing)) };
        let backdrop = Backdrop::default();
        let alpha = |x: f64| backdrop.color(&element, Point::new(x, 240.0)).map(|color| color.components[3]);
        assert_eq!(alpha(40.0), None);
        assert_eq!(alpha(240.0), Some(0.0));
        let right = backdrop.color(&element, Point::new(840.0, 60.0));
        assert_eq!(right.map(|color| color.components), Some([1.0, 0.0, 0.0, 1.0]));
    }
}
