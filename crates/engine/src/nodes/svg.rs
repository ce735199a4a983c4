//! A vector drawing from an SVG file.

use std::sync::Arc;

use kurbo::Size;

use super::image::fitted;
use super::{Kind, Pen, Room, State, state};
use crate::asset::Drawing;

pub(super) const KIND: Kind = Kind {
    summary: "An SVG file: its paths with plain colours; it keeps its proportions.",
    example: "{ kind = \"svg\", file = \"network.svg\", alt = \"Two layers of three cells each\" }",
    ..Kind::of::<Svg>("svg")
};

state! {
    /// A parsed drawing with its description.
    pub(super) struct Svg() {
        file: Option<Arc<Drawing>> = drawing("its path in the scene's folder").required().fixed(),
        alt: Arc<str> = ALT,
    }
}

impl State for Svg {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let Some(drawing) = &self.file else { return Size::ZERO };
        let (rect, size) = fitted(drawing.size, room);
        pen.drawing("drawing", rect, drawing);
        size
    }
}
