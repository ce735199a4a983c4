//! A named arrangement of other nodes, with a frame around them if it has a title.
//!
//! Layout determines the size of the frame; the members are nodes of their own.

use std::sync::Arc;

use kurbo::{Point, Size};

use super::{Fields, Idle, Item, Kind, Panel, Pen, Room, State, name_of, state};
use crate::text::Face;
use crate::theme::{TextSize, Tone};

pub(super) const KIND: Kind = Kind {
    summary: "A named arrangement of other nodes: `row`, `column`, `grid` or `overlay` as in a stage. \
              With a title it draws a frame.",
    example: "{ kind = \"group\", title = \"run\", row = [\"a\", \"b\"] }",
    ..Kind::of::<Group>("group")
};

state! {
    /// The frame of a group, which is drawn if it has a title.
    pub struct Group(tone, strike) {
        title: Arc<str> = TITLE,
    }
}

/// Height of the title's line in a frame, in units.
pub const TITLE_HEIGHT: f64 = 72.0;
/// Padding inside a frame, in units.
pub const PADDING: f64 = 32.0;

impl Group {
    fn is_framed(&self) -> bool {
        !self.title.is_empty()
    }

    /// True if the state of a group has a frame.
    #[must_use]
    pub fn has_frame(item: &Item) -> bool {
        Self::read(item).is_framed()
    }
}

impl State for Group {
    /// Only a frame has colours.
    fn idle(states: &[Self]) -> Vec<Idle> {
        let help = "leave it out, or give the group a title";
        let why = [name_of!(Group.tone), "a group without a title draws no frame", help];
        Idle::where_all(states, |group| !group.is_framed(), why).into_iter().collect()
    }

    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let size = Size::new(room.filled_width(0.0), room.filled_height(0.0));
        if !self.is_framed() {
            return size;
        }
        let style = pen.style(Face::SansBold, TextSize::Small);
        let title = pen.line(&self.title, style);
        let size = Size::new(size.width.max(title.width + 2.0 * PADDING), size.height);
        let tone = pen.theme.tone(self.tone.within(Tone::Quiet));
        let frame = Panel { shadow: 0.0, ..pen.surface(tone) };
        pen.panel("frame", size.to_rect(), frame);
        pen.struck_text(
            self.strike,
            "title",
            &title,
            Point::new(PADDING, (TITLE_HEIGHT - title.height) / 2.0 + 4.0),
            tone.ink,
        );
        size
    }
}
