//! A row of fields that are stamped one by one as passed or failed.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{Kind, Panel, Pen, Room, State, Uid, part, plain_fill, state};
use crate::choice::choices;
use crate::display::Color;
use crate::text::{Face, TextBlock};
use crate::theme::{TextSize, Tone};

pub(super) const KIND: Kind = Kind {
    summary: "A row of fields to be stamped; it takes the width it finds.",
    example: "{ kind = \"stamp\", items = [\"environment\", \"data\", \"seeds\"] }",
    ..Kind::of::<Stamps>("stamp")
};

choices! {
    /// The stamp that a field bears.
    enum Mark { Empty = "empty", Pass = "pass", Fail = "fail" }
}

state! {
    /// A row of fields to be stamped.
    pub(super) struct Stamps(tone, size, strike) {}
    parts items: Stamp
}

part! {
    /// A field that is empty or stamped.
    pub(super) struct Stamp(tone, strike) {
        text: Arc<str> = text("what it says"),
        state: Mark = choice("which stamp it bears"),
    }
    array: [text],
    answers_to: [text],
    noun: "field",
    doc: "a list of texts",
}

/// Natural and greatest width of a field; a long text makes its own field wider.
const WIDTH: f64 = 300.0;
const WIDEST: f64 = 420.0;
const GAP: f64 = 20.0;
const SIDE: f64 = 26.0;
const ICON_GAP: f64 = 14.0;
/// Length of a dash in an empty field's outline, and of the space after it.
const DASH: f64 = 14.0;
const SPACE: f64 = 11.0;

struct Shaped {
    icon: Option<Arc<TextBlock>>,
    text: Arc<TextBlock>,
    width: f64,
}

impl State for Stamps {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let style = pen.style(Face::SansBold, self.size);
        let stamps: Vec<Shaped> = self.items.iter().map(|part| stamp(part, self.size, pen)).collect();
        let gaps = GAP * stamps.len().saturating_sub(1) as f64;
        let least: Vec<f64> = stamps.iter().map(|stamp| stamp.width).collect();
        let natural =
            if room.width.is_finite() { room.width.min(gaps + WIDEST * least.len() as f64) } else { 0.0 };
        let total = room.filled_width(natural.max(gaps + WIDTH * least.len() as f64).min(room.width));
        let widths = evened(&least, total - gaps);
        let more = stamps.iter().filter_map(|stamp| stamp.text.lines.last()).map(|line| line.y0);
        let more = more.fold(0.0, f64::max).round();
        let height = room.filled_height((style.size * 2.7).round() + more);
        let mut x = 0.0;
        for ((part, stamp), width) in self.items.iter().zip(&stamps).zip(&widths) {
            paint(self, part, stamp, Rect::new(x, 0.0, x + width, height), pen);
            x += width + GAP;
        }
        pen.part(Uid::ROOT);
        Size::new((x - GAP).max(0.0), height)
    }
}

fn stamp(part: &Stamp, size: TextSize, pen: &mut Pen<'_>) -> Shaped {
    let style = pen.style(Face::SansBold, size);
    let text = pen.line(&part.text, style);
    let name = match part.state {
        Mark::Empty => "circle-dashed",
        Mark::Pass => "circle-check",
        Mark::Fail => "circle-x",
    };
    let icon = pen.icon(name, style.size * 1.2);
    let icon_width = icon.as_ref().map_or(0.0, |icon| icon.width + ICON_GAP);
    Shaped { width: SIDE * 2.0 + icon_width + text.width, icon, text }
}

/// Divides `total` among fields of at least the widths `least`: all get the same width, except those that need
/// more.
pub(super) fn evened(least: &[f64], total: f64) -> Vec<f64> {
    let mut sorted = least.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let mut left = total;
    let mut even = 0.0;
    for (at, widest) in sorted.iter().enumerate() {
        even = left / (sorted.len() - at) as f64;
        if *widest <= even {
            break;
        }
        left -= widest;
    }
    least.iter().map(|least| least.max(even)).collect()
}

fn paint(row: &Stamps, part: &Stamp, stamp: &Shaped, rect: Rect, pen: &mut Pen<'_>) {
    pen.part(part.uid);
    pen.region(rect);
    let tone = match part.state {
        Mark::Pass => Tone::Good,
        Mark::Fail => Tone::Bad,
        Mark::Empty => part.tone.within(row.tone),
    };
    let empty = part.state == Mark::Empty;
    let colors = pen.theme.tone(tone);
    let (ink, mark) = match (empty, tone) {
        (true, Tone::Plain) => (pen.theme.color.soft, pen.theme.color.soft),
        _ => (colors.ink, colors.line_on_fill()),
    };
    if empty {
        let ground = if tone == Tone::Plain { pen.theme.color.panel.with_alpha(0.45) } else { colors.fill };
        let dash = if tone == Tone::Plain { pen.theme.color.soft.with_alpha(0.6) } else { colors.line };
        pen.panel("field", rect, plain_fill(ground, pen.theme.shape.radius));
        paint_dashes(rect, dash, pen);
    } else {
        pen.panel("field", rect, Panel { shadow: 0.5, ..pen.surface(colors) });
    }
    let icon_width = stamp.icon.as_ref().map_or(0.0, |icon| icon.width + ICON_GAP);
    let x = rect.center().x - (icon_width + stamp.text.width) / 2.0;
    if let Some(icon) = &stamp.icon {
        pen.text("icon", icon, Point::new(x, rect.center().y - icon.height / 2.0), mark);
    }
    let at = Point::new(x + icon_width, rect.center().y - stamp.text.height / 2.0);
    pen.struck_text(row.strike || part.strike, "text", &stamp.text, at, ink);
}

/// Draws a dashed outline: dashes along the sides, and a quarter circle at each corner.
fn paint_dashes(rect: Rect, color: Color, pen: &mut Pen<'_>) {
    // Panels are drawn at whole units, and so is the width of a dash.
    let width = pen.theme.shape.line.round().max(2.0);
    let radius = pen.theme.shape.radius;
    let across = dashes(rect.width() - 2.0 * radius);
    let down = dashes(rect.height() - 2.0 * radius);
    let mut index = 0;
    let mut put = |area: Rect| {
        pen.panel_at("dash", index, area, plain_fill(color, 0.0));
        index += 1;
    };
    for at in across {
        let x = rect.x0 + radius + at;
        put(Rect::new(x, rect.y0, x + DASH, rect.y0 + width));
        put(Rect::new(x, rect.y1 - width, x + DASH, rect.y1));
    }
    for at in down {
        let y = rect.y0 + radius + at;
        put(Rect::new(rect.x0, y, rect.x0 + width, y + DASH));
        put(Rect::new(rect.x1 - width, y, rect.x1, y + DASH));
    }
    let inner = rect.inset(-radius);
    let quarter = std::f64::consts::FRAC_PI_2;
    for (role, center, from) in [
        ("corner a", Point::new(inner.x1, inner.y1), 0.0),
        ("corner b", Point::new(inner.x0, inner.y1), 1.0),
        ("corner c", Point::new(inner.x0, inner.y0), 2.0),
        ("corner d", Point::new(inner.x1, inner.y0), 3.0),
    ] {
        let angles = ((from + 0.08) * quarter, (from + 0.92) * quarter);
        pen.ring(role, (center, radius - width / 2.0), width, angles, color);
    }
}

/// Starts of dashes on a side of this length: evenly spaced, with a space at either end.
fn dashes(length: f64) -> impl Iterator<Item = f64> {
    let count = ((length - SPACE) / (DASH + SPACE)).floor().clamp(0.0, 200.0);
    let space = (length - count * DASH) / (count + 1.0);
    (0..count as usize).map(move |at| space + (DASH + space) * at as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_even_where_they_can_be() {
        assert_eq!(evened(&[100.0, 50.0, 80.0], 360.0), [120.0; 3]);
        assert_eq!(evened(&[200.0, 50.0, 60.0], 360.0), [200.0, 80.0, 80.0]);
        assert_eq!(evened(&[200.0, 90.0, 60.0], 330.0), [200.0, 90.0, 60.0], "nothing is made too narrow");
        assert_eq!(evened(&[], 100.0), [0.0; 0]);
    }

    #[test]
    fn dashes_are_spaced_evenly() {
        let starts: Vec<f64> = dashes(86.0).collect();
        assert_eq!(starts, [11.0, 36.0, 61.0]);
        assert_eq!(dashes(5.0).count(), 0);
        assert!(dashes(f64::INFINITY).count() <= 200);
    }
}
