//! The tag of a node whose data has no source: the word "sketch" at its lower right.
//!
//! The tag is in the corner of the node's box if that is free. Otherwise the box grows equally above and below,
//! so that the node stays level with its neighbours.

use std::sync::Arc;

use kurbo::{Point, Rect, Size, Vec2};

use super::state::State;
use super::{Element, Ink, Panel, Pen, Picture, Room, Uid};
use crate::text::{Face, TextBlock, TextStyle};

const WORD: &str = "sketch";
/// Text size of the word, in units.
const TEXT: f64 = 26.0;
/// Padding between the word and the outline.
const PADDING: Vec2 = Vec2::new(12.0, 2.0);
/// Distance of the tag from the edges of a panel behind it.
const INSET: f64 = 12.0;
/// Gap between the tag and the node's elements.
const GAP: f64 = 8.0;
/// Least share of the node's area that makes a panel a background for the tag.
const GROUND: f64 = 0.9;

/// Draws a state together with the tag.
pub(super) fn picture(state: &impl State, room: Room, mut pen: Pen<'_>) -> Picture {
    let word = pen.line(WORD, TextStyle::new(Face::Sans, TEXT));
    let tag = Size::new(word.width, word.height) + Size::new(2.0 * PADDING.x, 2.0 * PADDING.y);
    let mut size = state.draw(room, &mut pen);
    let mut corner = free_corner(&pen.picture, size, tag);
    if corner.is_none() {
        let margin = tag.height + GAP;
        pen.start_anew();
        let inner = state.draw(Room { height: room.height - 2.0 * margin, ..room }, &mut pen);
        size = Size::new(inner.width.max(tag.width), inner.height + 2.0 * margin);
        pen.picture.shift(Vec2::new((size.width - inner.width) / 2.0, margin));
        corner = Some(Point::new(size.width - tag.width, size.height - tag.height));
    }
    if let Some(corner) = corner {
        paint(&word, Rect::from_origin_size(corner, tag), &mut pen);
    }
    pen.finish(size)
}

/// The top left of a tag in the lower right corner, if nothing else is drawn there.
fn free_corner(picture: &Picture, size: Size, tag: Size) -> Option<Point> {
    let is_ground = |element: &Element| {
        matches!(element.ink, Ink::Panel(_)) && element.rect.area() >= GROUND * size.area()
    };
    let shown = || picture.elements.iter().filter(|element| element.ink.shows());
    let inset = if shown().any(is_ground) { INSET } else { 0.0 };
    let corner = Point::new(size.width - tag.width - inset, size.height - tag.height - inset);
    let around = Rect::from_origin_size(corner, tag).inflate(GAP, GAP / 2.0);
    let taken = shown().any(|element| element.rect.overlaps(around) && !is_ground(element));
    (corner.x >= 0.0 && corner.y >= 0.0 && !taken).then_some(corner)
}

fn paint(word: &Arc<TextBlock>, rect: Rect, pen: &mut Pen<'_>) {
    let colors = pen.theme.color;
    let fill = colors.panel.with_alpha(0.0);
    let outline = Panel { fill, line: colors.line, width: 2.0, radius: rect.height() / 2.0, shadow: 0.0 };
    pen.part(Uid::ROOT);
    pen.panel("sketch tag", rect, outline);
    pen.text("sketch", word, rect.origin() + PADDING, colors.soft);
}
