//! A short statement in a pill, with or without an icon.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{Kind, Panel, Pen, Room, State, state};
use crate::text::Face;

pub(super) const KIND: Kind = Kind {
    summary: "A short statement in a pill.",
    example: "{ kind = \"badge\", text = \"seed 123\", icon = \"dices\", tone = \"accent\" }",
    ..Kind::of::<Badge>("badge")
};

state! {
    /// A statement in a pill.
    pub(super) struct Badge(tone, size, strike) {
        text: Arc<str> = text("what it says").required(),
        icon: Arc<str> = ICON,
    }
}

impl State for Badge {
    fn draw(&self, _: Room, pen: &mut Pen<'_>) -> Size {
        let style = pen.style(Face::SansBold, self.size);
        let block = pen.line(&self.text, style);
        let icon = pen.icon(&self.icon, style.size * 1.15);
        let (side, gap) = (style.size * 0.75, style.size * 0.4);
        let gap = if block.text.is_empty() { 0.0 } else { gap };
        let icon_width = icon.as_ref().map_or(0.0, |icon| icon.width + gap);
        // A pill with several lines keeps the corner radius of a single line.
        let one_line = (style.size * 1.95).round();
        let more = block.lines.last().map_or(0.0, |line| line.y0.round());
        let size = Size::new(side * 2.0 + icon_width + block.width, one_line + more);
        let tone = pen.theme.tone(self.tone);
        let pill = Panel { radius: one_line / 2.0, shadow: 0.0, ..pen.surface(tone) };
        pen.panel("pill", Rect::from_origin_size(Point::ORIGIN, size), pill);
        if let Some(icon) = icon {
            pen.text("icon", &icon, Point::new(side, (size.height - icon.height) / 2.0), tone.line_on_fill());
        }
        let at = Point::new(side + icon_width, (size.height - block.height) / 2.0);
        pen.struck_text(self.strike, "text", &block, at, tone.ink);
        size
    }
}
