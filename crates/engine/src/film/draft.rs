//! Outlines drawn over the pictures of a scene in which something does not fit.

use kurbo::{Affine, Rect};

use crate::display::{Color, DisplayList, Item};
use crate::theme::{Theme, Tone};

use super::NodeBox;

/// Line width of outlines, in units of the canvas.
const LINE: f64 = 6.0;
/// Tolerance for the rounding of boxes to whole units, in units.
const TOLERANCE: f64 = 1.5;

/// The bounds that a draft shows, in units of the canvas.
#[derive(Debug)]
pub(super) struct Outlines {
    /// Area in which nodes may stand.
    pub(super) stage: Rect,
    /// Area of the whole picture.
    pub(super) canvas: Rect,
}

impl Outlines {
    /// Adds outlines of the stage and of every node that reaches beyond it. A node outside the picture is
    /// outlined at the picture's edge.
    pub(super) fn over(&self, mut list: DisplayList, nodes: &[NodeBox], theme: &Theme) -> DisplayList {
        let color = theme.tone(Tone::Bad).line;
        let beyond = nodes.iter().map(|node| node.rect).filter(|rect| {
            let room = self.stage.inflate(TOLERANCE, TOLERANCE);
            rect.area() > 0.0 && room.union(*rect) != room
        });
        let outlines: Vec<Rect> = beyond.map(|rect| within(rect, self.canvas)).collect();
        list.items.push(frame(self.stage.inflate(LINE, LINE), LINE / 3.0, color));
        list.items.extend(outlines.into_iter().map(|rect| frame(rect, LINE, color)));
        list
    }
}

/// The part of `rect` inside the picture, at least one line wide: a rectangle outside is moved to the nearest
/// edge.
fn within(rect: Rect, canvas: Rect) -> Rect {
    let part = |low: f64, high: f64, start: f64, end: f64| {
        let low = low.clamp(start, end - LINE);
        (low, high.clamp(low + LINE, end))
    };
    let (x0, x1) = part(rect.x0, rect.x1, canvas.x0, canvas.x1);
    let (y0, y1) = part(rect.y0, rect.y1, canvas.y0, canvas.y1);
    Rect::new(x0, y0, x1, y1)
}

fn frame(rect: Rect, width: f64, color: Color) -> Item {
    Item::Frame { rect, radius: 0.0, width, color, transform: Affine::IDENTITY }
}
