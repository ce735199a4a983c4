//! A row of open boxes to sort nodes into. A box grows to hold what is moved onto it.

use std::sync::Arc;

use kurbo::{Point, Rect, Size, Vec2};

use super::{Kind, Pen, Room, State, Uid, part, state};
use crate::text::{Align, Face, TextBlock, TextStyle};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "Labelled open boxes; `move` puts nodes into them.",
    example: "{ kind = \"tray\", slots = [\"correctness\", \"latency\", \"clarity\"] }",
    wraps: true,
    ..Kind::of::<Tray>("tray")
};

state! {
    /// A row of open boxes.
    pub(super) struct Tray(tone, size, strike) {}
    parts slots: Slot
}

part! {
    /// An open box with a text below it.
    pub(super) struct Slot(tone, strike) {
        text: Arc<str> = text("what is written below it"),
    }
    array: [text],
    answers_to: [text],
    noun: "slot",
    doc: "a list of texts",
}

/// Natural inner size of a slot that nothing is moved onto.
const INSIDE: Size = Size::new(300.0, 130.0);
/// Gap between the contents of a slot and its walls and floor.
const ROOM: f64 = 10.0;
/// Greatest share of a node's height, and number of units, by which it may stand out of its slot at the top:
/// the box is open. It stays below the usual gap to whatever is above.
const OUT: (f64, f64) = (0.25, 48.0);
const WALL: f64 = 6.0;
const CORNER: f64 = 22.0;
const GAP: f64 = 24.0;
const LABEL_GAP: f64 = 4.0;
/// Least width of a slot in a tray with too little room.
const NARROWEST: f64 = 120.0;

impl State for Tray {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let style = pen.style(Face::Sans, self.size);
        let demands: Vec<Size> = self.slots.iter().map(|slot| pen.demand(slot.uid)).collect();
        let gaps = GAP * self.slots.len().saturating_sub(1) as f64;
        let widths = widths(self, &demands, room.width - gaps, style, pen);
        let natural = widths.iter().sum::<f64>() + gaps;
        let width = room.filled_width(natural);
        let spare = (width - natural) / widths.len().max(1) as f64;
        let labels: Vec<_> = self
            .slots
            .iter()
            .zip(&widths)
            .map(|(slot, width)| pen.set(&slot.text, style, width + spare, Align::Center))
            .collect();
        let label_height = labels.iter().map(|label| label.height).fold(0.0, f64::max) + LABEL_GAP;
        let tallest = demands.iter().map(|demand| demand.height).fold(0.0, f64::max);
        let depth = if tallest > 0.0 { tallest - out(tallest) } else { INSIDE.height };
        let height = room.filled_height(depth + ROOM + WALL + label_height);
        let mut x = 0.0;
        for ((slot, label), width) in self.slots.iter().zip(&labels).zip(&widths) {
            let area = Rect::new(x, 0.0, x + width + spare, height - label_height);
            paint(self, slot, (area, label), pen);
            x += width + spare + GAP;
        }
        pen.part(Uid::ROOT);
        Size::new(width, height)
    }
}

/// Width of each slot, walls included: all as wide as the widest if there is room for that; otherwise those
/// with smaller contents become narrower.
fn widths(tray: &Tray, demands: &[Size], room: f64, style: TextStyle, pen: &mut Pen<'_>) -> Vec<f64> {
    let walls = 2.0 * (ROOM + WALL);
    let texts: Vec<f64> = tray.slots.iter().map(|slot| pen.line(&slot.text, style).width).collect();
    let demanded = |demand: &Size| if demand.width > 0.0 { demand.width + walls } else { 0.0 };
    let least: Vec<f64> = demands.iter().map(|demand| demanded(demand).max(NARROWEST)).collect();
    let wanted = least.iter().chain(&texts).copied().fold(INSIDE.width, f64::max);
    let count = least.len() as f64;
    if wanted * count <= room {
        return vec![wanted; least.len()];
    }
    super::stamp::evened(&least, room.max(0.0))
}

fn paint(tray: &Tray, slot: &Slot, (area, label): (Rect, &Arc<TextBlock>), pen: &mut Pen<'_>) {
    let tone = slot.tone.within(tray.tone);
    let colors = pen.theme.tone(tone);
    let (ground, wall) = match tone {
        Tone::Plain => (pen.theme.tone(Tone::Quiet).fill, pen.theme.color.soft),
        _ => (colors.fill, colors.line),
    };
    pen.part(slot.uid);
    let floor = area.y1 - WALL - ROOM;
    // A node that is moved onto a slot stands on its floor.
    let lies = pen.demand(slot.uid).height;
    let top = if lies > 0.0 { floor - lies } else { area.y0 + ROOM };
    pen.region(Rect::new(area.x0 + WALL + ROOM, top, area.x1 - WALL - ROOM, floor));
    let walls = walls(area.inset(-WALL / 2.0));
    pen.polygon("ground", &walls, ground);
    pen.polyline("walls", &walls, WALL, wall);
    let at = Point::new(area.center().x - label.width / 2.0, area.y1 + LABEL_GAP);
    pen.struck_text(tray.strike || slot.strike, "text", label, at, colors.ink);
}

/// Height by which a node of this height stands out of its slot.
fn out(height: f64) -> f64 {
    (height * OUT.0).min(OUT.1)
}

/// Outline of an open box: down the left wall, along the floor, up the right wall.
fn walls(area: Rect) -> Vec<Point> {
    let corner = CORNER.min(area.width() / 2.0).min(area.height());
    let turn = |center: Point, from: f64| {
        (0..=6).map(move |step| {
            let angle = (from - f64::from(step) * 15.0).to_radians();
            center + Vec2::new(libm::cos(angle), libm::sin(angle)) * corner
        })
    };
    let mut points = vec![Point::new(area.x0, area.y0)];
    points.extend(turn(Point::new(area.x0 + corner, area.y1 - corner), 180.0));
    points.extend(turn(Point::new(area.x1 - corner, area.y1 - corner), 90.0));
    points.push(Point::new(area.x1, area.y0));
    points
}
