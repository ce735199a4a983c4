//! A file: a sheet of paper with a folded corner, its name, and a note.

use std::sync::Arc;

use kurbo::{Point, Rect, Size, Vec2};

use super::{Kind, Panel, Pen, Room, State, plain_fill, state};
use crate::text::{Align, Face, TextStyle};
use crate::theme::{Tone, ToneColors};

pub(super) const KIND: Kind = Kind {
    summary: "A sheet of paper with a name below it.",
    example: "{ kind = \"file\", name = \"model.pth\", note = \"494 MB\" }",
    ..Kind::of::<File>("file")
};

state! {
    /// A sheet of paper with a name.
    pub(super) struct File(tone, size, strike) {
        name: Arc<str> = line("written below the sheet, monospaced").required(),
        note: Arc<str> = text("written below the name, in soft letters"),
        icon: Arc<str> = ICON,
    }
}

/// Size of the sheet and legs of its folded corner, in ems of the name.
const SHEET: Size = Size::new(3.9, 4.9);
const FOLD: f64 = 1.15;
const NAME_GAP: f64 = 16.0;
/// Width at which a note wraps, in ems of the name.
const MEASURE: f64 = 11.0;

impl State for File {
    fn draw(&self, _: Room, pen: &mut Pen<'_>) -> Size {
        let tone = pen.theme.tone(self.tone);
        let style = pen.style(Face::Mono, self.size).of_code();
        let label = pen.label_style();
        let note_style = TextStyle { size: label.size.max(style.size * 0.8), ..label };
        let name = pen.line(&self.name, style);
        let note = pen.set(&self.note, note_style, MEASURE * style.size, Align::Center);
        let note_height = if self.note.is_empty() { 0.0 } else { note.height };
        let sheet = Size::new((SHEET.width * style.size).round(), (SHEET.height * style.size).round());
        let width = sheet.width.max(name.width).max(if note_height > 0.0 { note.width } else { 0.0 });
        let left = ((width - sheet.width) / 2.0).round();
        paint_sheet(self, Rect::from_origin_size((left, 0.0), sheet), (FOLD * style.size).round(), pen);
        let mut y = sheet.height + NAME_GAP;
        pen.struck_text(self.strike, "name", &name, Point::new((width - name.width) / 2.0, y), tone.ink);
        y += name.height;
        if note_height > 0.0 {
            let soft = if self.tone == Tone::Plain { pen.theme.color.soft } else { tone.ink };
            pen.text("note", &note, Point::new((width - note.width) / 2.0, y), soft);
        }
        Size::new(width, y + note_height)
    }
}

fn paint_sheet(file: &File, rect: Rect, fold: f64, pen: &mut Pen<'_>) {
    let tone = pen.theme.tone(file.tone);
    let radius = pen.theme.shape.radius.min(fold);
    // The shadow is that of the area below the fold, because the missing corner casts none.
    let lower = Rect { y0: rect.y0 + fold, ..rect };
    pen.panel("shadow", lower, Panel { shadow: 1.0, ..plain_fill(tone.fill, radius) });
    let mut outline = outline(rect, fold, radius);
    pen.polygon("sheet", &outline, tone.fill);
    paint_content(file, rect, tone, pen);
    outline.extend(outline.first().copied());
    let crease = [
        Point::new(rect.x1 - fold, rect.y0),
        Point::new(rect.x1 - fold, rect.y0 + fold),
        Point::new(rect.x1, rect.y0 + fold),
    ];
    let flap = if file.tone == Tone::Plain { pen.theme.color.track } else { tone.line };
    let width = pen.theme.shape.line;
    pen.polygon("flap", &crease, flap);
    pen.polyline("crease", &crease, width, tone.line);
    pen.polyline("outline", &outline, width, tone.line);
}

/// The sheet's outline, clockwise from the point where the fold leaves the upper edge.
fn outline(rect: Rect, fold: f64, radius: f64) -> Vec<Point> {
    let inner = rect.inset(-radius);
    let turn = |center: Point, from: f64| {
        (0..=6).map(move |step| {
            let angle = (from + f64::from(step) * 15.0).to_radians();
            center + Vec2::new(libm::cos(angle), libm::sin(angle)) * radius
        })
    };
    let mut points = vec![Point::new(rect.x1 - fold, rect.y0), Point::new(rect.x1, rect.y0 + fold)];
    points.extend(turn(Point::new(inner.x1, inner.y1), 0.0));
    points.extend(turn(Point::new(inner.x0, inner.y1), 90.0));
    points.extend(turn(Point::new(inner.x0, inner.y0), 180.0));
    points
}

/// Draws an icon in the middle of the sheet, or bars that represent lines of text.
fn paint_content(file: &File, rect: Rect, tone: ToneColors, pen: &mut Pen<'_>) {
    if let Some(icon) = pen.icon(&file.icon, rect.width() * 0.5) {
        let center = rect.center() + Vec2::new(0.0, rect.height() * 0.08);
        let at = center - Vec2::new(icon.width / 2.0, icon.height / 2.0);
        pen.text("icon", &icon, at, tone.line_on_fill());
        return;
    }
    let bar = if file.tone == Tone::Plain { pen.theme.color.track } else { tone.line.with_alpha(0.45) };
    let (left, thick) = (rect.x0 + rect.width() * 0.17, (rect.height() * 0.055).round());
    for (index, share) in [0.3, 0.66, 0.66, 0.66, 0.42].into_iter().enumerate() {
        let y = rect.y0 + rect.height() * (0.26 + 0.135 * index as f64);
        let area = Rect::new(left, y, left + rect.width() * share, y + thick);
        pen.panel_at("line", index, area, plain_fill(bar, thick / 2.0));
    }
}
