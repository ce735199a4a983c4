//! A bitmap picture from a file.

use std::sync::Arc;

use kurbo::{Rect, Size};

use super::{Fit, Kind, Pen, Room, State, state};
use crate::asset::Bitmap;

pub(super) const KIND: Kind = Kind {
    summary: "A PNG, JPEG, WebP or GIF file, upright; it keeps its proportions.",
    example: "{ kind = \"image\", file = \"screenshot.png\", alt = \"The chat window with two answers\" }",
    ..Kind::of::<Image>("image")
};

state! {
    /// A decoded picture with its description.
    pub(super) struct Image() {
        file: Option<Arc<Bitmap>> = bitmap("its path in the scene's folder").required().fixed(),
        alt: Arc<str> = ALT,
    }
}

/// Largest natural size of a picture, which leaves room for a line of text on a stage.
const MOST: Size = Size::new(1200.0, 600.0);

impl State for Image {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let Some(bitmap) = &self.file else { return Size::ZERO };
        let (rect, size) = fitted(Size::new(f64::from(bitmap.width), f64::from(bitmap.height)), room);
        let radius = pen.theme.shape.radius / 2.0;
        pen.image("image", rect, bitmap, radius);
        size
    }
}

/// Position of a picture of size `own` in `room`, and the size of the node. A picture takes one unit per pixel,
/// but at most [`MOST`], or as much as a fixed width and height allow.
pub(super) fn fitted(own: Size, room: Room) -> (Rect, Size) {
    let ratio = |room: f64, own: f64| if own > 0.0 { room / own } else { 1.0 };
    let most = ratio(MOST.width, own.width).min(ratio(MOST.height, own.height)).min(1.0);
    let wide = ratio(room.width, own.width);
    let high = ratio(room.height, own.height);
    let scale = match (room.fit, room.height.is_finite()) {
        (Fit::Fill, _) | (Fit::Natural, true) if wide.min(high).is_finite() => wide.min(high),
        _ => most.min(wide),
    };
    let size = own * scale.max(0.0);
    let taken = match room.fit {
        Fit::Fill => Size::new(room.filled_width(size.width), room.filled_height(size.height)),
        Fit::Natural => size,
    };
    (Rect::from_center_size(taken.to_rect().center(), size), taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(own: (f64, f64), width: f64, height: f64, fit: Fit) -> (Size, Size) {
        let (rect, size) = fitted(own.into(), Room { width, height, fit });
        (rect.size(), size)
    }

    #[test]
    fn natural_size_is_bounded() {
        let free = |own| taken(own, f64::INFINITY, f64::INFINITY, Fit::Natural).1;
        assert_eq!(free((400.0, 300.0)), Size::new(400.0, 300.0));
        assert_eq!(free((4000.0, 1000.0)), Size::new(1200.0, 300.0));
        assert_eq!(free((100.0, 6000.0)), Size::new(10.0, 600.0));
    }

    #[test]
    fn one_fixed_side_decides_the_other() {
        let wide = taken((400.0, 200.0), 1000.0, f64::INFINITY, Fit::Fill);
        assert_eq!(wide.1, Size::new(1000.0, 500.0));
        let high = taken((400.0, 200.0), 1728.0, 300.0, Fit::Natural);
        assert_eq!(high.1, Size::new(600.0, 300.0));
    }

    #[test]
    fn in_a_box_of_other_proportions_it_stands_in_the_middle() {
        let (picture, taken) = taken((400.0, 200.0), 1000.0, 100.0, Fit::Fill);
        assert_eq!((picture, taken), (Size::new(200.0, 100.0), Size::new(1000.0, 100.0)));
    }
}
