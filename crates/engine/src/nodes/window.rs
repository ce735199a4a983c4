//! The frame of an application window: a title bar with three dots, and a rule below it.

use kurbo::{Point, Rect, Size};

use super::{Panel, Pen, Uid, plain_fill};
use crate::display::Color;

/// Height of the title bar.
pub(super) const BAR: f64 = 68.0;

const DOT: f64 = 16.0;
const DOT_PITCH: f64 = 26.0;
const DOTS_X: f64 = 28.0;
const TITLE_X: f64 = DOTS_X + 2.0 * DOT_PITCH + DOT + 24.0;
const TITLE_RIGHT: f64 = 28.0;

/// The colours of a window's parts.
pub(super) struct Look {
    pub(super) surface: Panel,
    pub(super) dots: Color,
    pub(super) title: Color,
    pub(super) rule: Color,
}

/// The least width of a window with this title.
pub(super) fn least_width(title: &str, pen: &mut Pen<'_>) -> f64 {
    let style = pen.label_style();
    TITLE_X + pen.line(title, style).width + TITLE_RIGHT
}

/// Draws the frame of a window of `size`, as elements of the node itself.
pub(super) fn draw(title: &str, size: Size, look: &Look, pen: &mut Pen<'_>) {
    pen.part(Uid::ROOT);
    pen.panel("surface", size.to_rect(), look.surface);
    pen.panel("rule", Rect::new(0.0, BAR - 1.0, size.width, BAR + 1.0), plain_fill(look.rule, 0.0));
    for index in 0..3 {
        let x = DOTS_X + DOT_PITCH * index as f64;
        let dot = Rect::from_origin_size((x, (BAR - DOT) / 2.0), (DOT, DOT));
        pen.panel_at("dot", index, dot, plain_fill(look.dots, DOT / 2.0));
    }
    let style = pen.label_style();
    let title = pen.line(title, style);
    pen.text("title", &title, Point::new(TITLE_X, (BAR - title.height) / 2.0), look.title);
}
