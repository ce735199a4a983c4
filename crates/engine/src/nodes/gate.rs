//! A gate that is undecided, open or blocked: folding bars between two posts, and a sign.

use std::sync::Arc;

use kurbo::{Point, Rect, Size, Vec2};

use super::verdict::on_solid;
use super::{Kind, Panel, Pen, Room, State, plain_fill, state};
use crate::choice::choices;
use crate::display::Color;
use crate::text::Face;
use crate::theme::{Tone, ToneColors};

pub(super) const KIND: Kind = Kind {
    summary: "A gate one can read at a glance: undecided, open or blocked.",
    example: "{ kind = \"gate\", open = \"PASS\", blocked = \"BLOCK\" }",
    ..Kind::of::<Gate>("gate")
};

choices! {
    /// The decision that a gate shows.
    enum Decision { Idle = "idle", Open = "open", Blocked = "blocked" }
}

state! {
    /// A gate with a word for each of its decisions.
    pub(super) struct Gate(size) {
        open: Arc<str> = line("the word that lights up when it is open"),
        blocked: Arc<str> = line("the word that lights up when it is blocked"),
        state: Decision = choice("how the gate stands"),
    }
}

/// Natural width of the gate without its words; `grow` and `width` make it wider.
const WIDTH: f64 = 660.0;
/// Natural height of the gate without its words, lamps included.
const HEIGHT: f64 = 280.0;
const POST: f64 = 34.0;
const LAMP: f64 = 46.0;
/// Overhang of the ground beyond the posts.
const THRESHOLD: f64 = 26.0;
const GROUND: f64 = 8.0;
const SIGN: f64 = 132.0;
/// Number of bars in a wing, and width of each bar.
const BARS: usize = 5;
const BAR: f64 = 16.0;
/// Distance between neighbouring bars that are folded together.
const FOLDED: f64 = 21.0;
const RAIL: f64 = 11.0;
/// Distance from the lamps down to the tops of the bars.
const TOP: f64 = 20.0;
const LABEL_TOP: f64 = 34.0;
const LABEL_GAP: f64 = 28.0;

/// Appearance of the gate in a state.
struct Look {
    /// Extension of the wings, from 0 (folded) to 1 (they meet).
    closed: f64,
    /// Tone of bars, lamps and sign, `None` while undecided.
    tone: Option<ToneColors>,
    glyph: &'static str,
}

fn look(gate: &Gate, pen: &Pen<'_>) -> Look {
    match gate.state {
        Decision::Open => Look { closed: 0.0, tone: Some(pen.theme.tone(Tone::Good)), glyph: "check" },
        Decision::Blocked => Look { closed: 1.0, tone: Some(pen.theme.tone(Tone::Bad)), glyph: "x" },
        Decision::Idle => Look { closed: 0.55, tone: None, glyph: "ellipsis" },
    }
}

impl State for Gate {
    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let look = look(self, pen);
        let labels = labels(self, pen);
        let labels_width = labels.iter().map(|label| label.size.width + LABEL_GAP).sum::<f64>() - LABEL_GAP;
        let labels_height = labels.first().map_or(0.0, |label| label.size.height + LABEL_TOP);
        let width = room.filled_width(WIDTH.max(labels_width));
        let height = room.filled_height(HEIGHT + labels_height);
        let gate = Rect::new(0.0, 0.0, width, height - labels_height);
        paint_wings(&look, gate, pen);
        paint_posts(&look, gate, pen);
        paint_sign(&look, gate, pen);
        let mut x = (width - labels_width) / 2.0;
        for label in &labels {
            paint_label(label, Point::new(x, gate.y1 + LABEL_TOP), pen);
            x += label.size.width + LABEL_GAP;
        }
        Size::new(width, height)
    }
}

/// Colour of bars and lamps: that of the state, or a neutral grey.
fn metal(look: &Look, pen: &Pen<'_>) -> Color {
    look.tone.map_or(pen.theme.tone(Tone::Plain).line, |tone| tone.line)
}

/// Draws two wings of upright bars between two rails, each folding towards its own post.
fn paint_wings(look: &Look, gate: Rect, pen: &mut Pen<'_>) {
    let color = metal(look, pen);
    let (top, bottom) = (gate.y0 + LAMP + TOP, gate.y1 - GROUND - 8.0);
    let half = (gate.width() / 2.0 - THRESHOLD - POST).max(0.0);
    let spread = half / BARS as f64;
    let pitch = FOLDED.min(spread) + (spread - FOLDED.min(spread)) * look.closed;
    for (wing, (bars, upper, lower)) in [
        ("left bar", "left upper rail", "left lower rail"),
        ("right bar", "right upper rail", "right lower rail"),
    ]
    .into_iter()
    .enumerate()
    {
        let outward = if wing == 0 { 1.0 } else { -1.0 };
        let hinge = if wing == 0 { gate.x0 + THRESHOLD + POST } else { gate.x1 - THRESHOLD - POST };
        let reach = hinge + outward * pitch * BARS as f64;
        for (role, y) in [(upper, top + 22.0), (lower, bottom - 32.0)] {
            let rail = Rect::from_points((hinge, y), (reach, y + RAIL));
            pen.panel(role, rail, plain_fill(color, RAIL / 2.0));
        }
        for bar in 0..BARS {
            let x = hinge + outward * pitch * (bar as f64 + 0.5);
            let rect = Rect::new(x - BAR / 2.0, top, x + BAR / 2.0, bottom);
            pen.panel_at(bars, bar, rect, plain_fill(color, BAR / 2.0));
        }
    }
}

fn paint_posts(look: &Look, gate: Rect, pen: &mut Pen<'_>) {
    let ink = pen.theme.color.ink;
    let ground = Rect::new(gate.x0, gate.y1 - GROUND, gate.x1, gate.y1);
    let line = plain_fill(pen.theme.color.line, GROUND / 2.0);
    pen.panel("ground", ground, line);
    let lamp = Panel {
        fill: look.tone.map_or(pen.theme.color.panel, |tone| tone.line),
        line: ink,
        width: 5.0,
        radius: LAMP / 2.0,
        shadow: 0.0,
    };
    for (post, role, x) in [
        ("left post", "left lamp", gate.x0 + THRESHOLD + POST / 2.0),
        ("right post", "right lamp", gate.x1 - THRESHOLD - POST / 2.0),
    ] {
        let rect = Rect::new(x - POST / 2.0, gate.y0 + LAMP - 6.0, x + POST / 2.0, gate.y1);
        pen.panel(post, rect, plain_fill(ink, 10.0));
        pen.panel(role, Rect::from_origin_size((x - LAMP / 2.0, gate.y0), (LAMP, LAMP)), lamp);
    }
}

fn paint_sign(look: &Look, gate: Rect, pen: &mut Pen<'_>) {
    let panel = pen.theme.color.panel;
    let center = Point::new(gate.center().x, (gate.y0 + LAMP + TOP + gate.y1 - GROUND - 8.0) / 2.0);
    let (fill, ink) = match look.tone {
        Some(tone) => (tone.line, on_solid(tone, pen)),
        None => (panel, pen.theme.color.soft),
    };
    let line = if look.tone.is_some() { panel } else { pen.theme.tone(Tone::Plain).line };
    let width = if look.tone.is_some() { 8.0 } else { 4.0 };
    let sign = Panel { fill, line, width, radius: SIGN / 2.0, shadow: 1.0 };
    pen.panel("sign", Rect::from_center_size(center, (SIGN, SIGN)), sign);
    if let Some(glyph) = pen.icon(look.glyph, SIGN * 0.62) {
        let at = center - Vec2::new(glyph.width / 2.0, glyph.height / 2.0);
        pen.text("glyph", &glyph, at, ink);
    }
}

/// One of the gate's two words, in a pill.
struct Label {
    roles: [&'static str; 2],
    block: Arc<crate::text::TextBlock>,
    size: Size,
    /// The tone it is lit in, `None` if it is not lit.
    lit: Option<ToneColors>,
}

/// Both words at equal width; empty ones are left out.
fn labels(gate: &Gate, pen: &mut Pen<'_>) -> Vec<Label> {
    let style = pen.style(Face::SansBold, gate.size.larger());
    let words = [
        (&gate.open, Decision::Open, Tone::Good, ["open", "open word"]),
        (&gate.blocked, Decision::Blocked, Tone::Bad, ["blocked", "blocked word"]),
    ];
    let mut labels = Vec::new();
    for (word, state, tone, roles) in words {
        if !word.is_empty() {
            let block = pen.line(word, style);
            let lit = (gate.state == state).then(|| pen.theme.tone(tone));
            labels.push(Label { roles, block, size: Size::ZERO, lit });
        }
    }
    let width = labels.iter().map(|label| label.block.width).fold(0.0, f64::max) + style.size * 1.5;
    let size = Size::new(width, (style.size * 1.55).round());
    labels.into_iter().map(|label| Label { size, ..label }).collect()
}

fn paint_label(label: &Label, at: Point, pen: &mut Pen<'_>) {
    let quiet = pen.theme.tone(Tone::Quiet);
    let (fill, line, ink) = match label.lit {
        Some(tone) => (tone.line, tone.line, on_solid(tone, pen)),
        None => (quiet.fill, quiet.line, quiet.ink),
    };
    let rect = Rect::from_origin_size(at, label.size);
    let panel =
        Panel { fill, line, width: pen.theme.shape.line, radius: label.size.height / 2.0, shadow: 0.0 };
    pen.panel(label.roles[0], rect, panel);
    let text_at = rect.center() - Vec2::new(label.block.width / 2.0, label.block.height / 2.0);
    pen.text(label.roles[1], &label.block, text_at, ink);
}
