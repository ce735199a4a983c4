//! A named arrangement of other nodes, with a frame around them if it has a title.
//!
//! Layout determines the size of the frame; the members are nodes of their own.

use kurbo::{Point, Size};

use super::{BASE, Idle, Item, Kind, Panel, Pen, Room, TITLE};
use crate::text::Face;
use crate::theme::{TextSize, Tone};

pub(super) const KIND: Kind = Kind {
    name: "group",
    summary: "A named arrangement of other nodes: `row`, `column`, `grid` or `overlay` as in a stage. \
              With a title it draws a frame.",
    example: "{ kind = \"group\", title = \"run\", row = [\"a\", \"b\"] }",
    fields: &[TITLE],
    without: &["size"],
    idle,
    draw,
    ..BASE
};

/// Only a frame has colours.
fn idle(states: &[Item]) -> Vec<Idle> {
    let why = ["tone", "a group without a title draws no frame", "leave it out, or give the group a title"];
    let is_idle = |group: &Item| group.text("title").is_empty();
    Idle::where_all(states, is_idle, why).into_iter().collect()
}

/// Height of the title's line in a frame, in units.
pub const TITLE_HEIGHT: f64 = 72.0;
/// Padding inside a frame, in units.
pub const PADDING: f64 = 32.0;

fn draw(item: &Item, room: Room, pen: &mut Pen<'_>) -> Size {
    let size = Size::new(room.filled_width(0.0), room.filled_height(0.0));
    if item.text("title").is_empty() {
        return size;
    }
    let style = pen.style(Face::SansBold, TextSize::Small);
    let title = pen.line(item.text("title"), style);
    let size = Size::new(size.width.max(title.width + 2.0 * PADDING), size.height);
    let tone = pen.theme.tone(item.tone_within(Tone::Quiet));
    let frame = Panel { shadow: 0.0, ..pen.surface(tone) };
    pen.panel("frame", size.to_rect(), frame);
    pen.item_text(
        item,
        "title",
        &title,
        Point::new(PADDING, (TITLE_HEIGHT - title.height) / 2.0 + 4.0),
        tone.ink,
    );
    size
}
