//! A single icon of the Lucide set.

use std::sync::Arc;

use kurbo::{Point, Size};

use super::{Kind, Pen, Room, State, state};
use crate::text::Face;

/// Scale of an icon relative to the text size, so that it outweighs a letter in text of the same `size`.
const SCALE: f64 = 1.6;

pub(super) const KIND: Kind = Kind {
    summary: "One icon of the Lucide set.",
    example: "{ kind = \"icon\", name = \"book-open\", size = \"huge\" }",
    ..Kind::of::<Icon>("icon")
};

state! {
    /// One icon by its name.
    pub(super) struct Icon(tone, size, strike) {
        name: Arc<str> = icon("the icon's name").required(),
    }
}

impl State for Icon {
    fn draw(&self, _: Room, pen: &mut Pen<'_>) -> Size {
        let size = pen.style(Face::Icon, self.size).size * SCALE;
        let Some(glyph) = pen.icon(&self.name, size) else { return Size::new(size, size) };
        let color = pen.theme.tone(self.tone).ink;
        pen.struck_text(self.strike, "icon", &glyph, Point::ORIGIN, color);
        Size::new(glyph.width, glyph.height)
    }
}
