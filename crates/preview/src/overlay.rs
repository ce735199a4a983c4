//! Everything that is drawn over the clip: safe area, boxes, findings, help, the caption under the pointer.

use kurbo::{Point, Rect, Size};

use halfminute_check::lint::safe_area;
use halfminute_engine::diagnostic::Severity;
use halfminute_engine::display::DisplayList;
use halfminute_engine::film::NodeBox;
use halfminute_engine::text::{Face, Typesetter};

use super::controls::CONTROLS;
use super::finding::Finding;
use super::geometry::Geometry;
use super::sheet::{BODY, HEAD, SMALL, Sheet, palette, style};

/// Distance between a panel and the window's edge, in points.
const EDGE: f64 = 16.0;
/// Distance between a panel's edge and its text, in points.
const PAD: f64 = 16.0;
/// Width of outlines, in points.
const LINE: f64 = 2.0;
/// Greatest width of the list of findings, in points.
const LIST: f64 = 760.0;
/// Greatest width of the caption under the pointer, in points.
const TIP: f64 = 380.0;

/// A list of findings under a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Number of findings, and what is shown because of them.
    pub title: String,
    /// Findings to be listed, errors first.
    pub findings: Vec<Finding>,
}

/// The beat under the pointer, described in a small panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Tip {
    /// Distance of the pointer from the left edge, in points.
    pub x: f64,
    /// Time, number and title of the beat.
    pub head: String,
    /// Caption of the beat; may be empty.
    pub caption: String,
}

/// Everything that is drawn over the clip.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// True if the safe area is shown.
    pub safe_area: bool,
    /// Boxes of nodes; empty when they are not shown.
    pub boxes: Vec<NodeBox>,
    /// Errors of the scene, or findings of lints.
    pub list: Option<List>,
    /// True if the list of keys is shown.
    pub help: bool,
    /// The beat under the pointer.
    pub tip: Option<Tip>,
    /// A short message about what has just happened.
    pub notice: Option<String>,
}

impl Overlay {
    /// True if there is nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Draws the overlay for the area above the bar.
    #[must_use]
    pub fn draw(&self, letters: &mut Typesetter, geometry: &Geometry) -> DisplayList {
        let stage = geometry.stage();
        let pixels = (stage.width() as u32, stage.height() as u32);
        let mut sheet = Sheet::new(letters, pixels, geometry.density);
        let canvas = Canvas::new(geometry);
        if self.safe_area {
            safe(&mut sheet, &canvas);
        }
        for node in &self.boxes {
            outline(&mut sheet, &canvas, node);
        }
        if let Some(list) = &self.list {
            list.draw(&mut sheet);
        }
        if let Some(tip) = &self.tip {
            tip.draw(&mut sheet);
        }
        if let Some(notice) = &self.notice {
            toast(&mut sheet, notice, self.tip.is_some());
        }
        if self.help {
            help(&mut sheet);
        }
        sheet.finish()
    }
}

/// Conversion from the clip's units to the window's points.
struct Canvas {
    /// The area of the clip, in points.
    clip: Rect,
    /// Points per unit of the clip.
    scale: f64,
}

impl Canvas {
    fn new(geometry: &Geometry) -> Self {
        let clip = geometry.clip.scale_from_origin(1.0 / geometry.density);
        Self { clip, scale: clip.width().min(clip.height()) / 1080.0 }
    }

    /// Converts a rectangle from units to points, rounded to whole points so that lines are sharp.
    fn place(&self, rect: Rect) -> Rect {
        let rect = rect.scale_from_origin(self.scale) + self.clip.origin().to_vec2();
        Rect::new(rect.x0.round(), rect.y0.round(), rect.x1.round(), rect.y1.round())
    }

    fn units(&self) -> Size {
        self.clip.size() / self.scale
    }
}

fn safe(sheet: &mut Sheet<'_>, canvas: &Canvas) {
    let rect = canvas.place(safe_area(canvas.units()));
    sheet.frame(rect, 0.0, LINE, palette::ACCENT);
    let label = "safe area, 90 %";
    let block = sheet.set(label, style(Face::Sans, SMALL), None);
    let tag = Rect::from_origin_size((rect.x0, rect.y0), (block.width + 12.0, block.height + 4.0));
    sheet.panel(tag, 0.0, palette::PANEL);
    sheet.place(block, tag.origin() + (6.0, 2.0), palette::ACCENT);
}

fn outline(sheet: &mut Sheet<'_>, canvas: &Canvas, node: &NodeBox) {
    let rect = canvas.place(node.rect);
    sheet.frame(rect, 0.0, LINE, palette::BOX);
    let block = sheet.set(&node.id, style(Face::Mono, 11.0), None);
    // Above the box, or inside it at the top of the window.
    let top = if rect.y0 >= block.height + 2.0 { rect.y0 - block.height - 2.0 } else { rect.y0 };
    let tag = Rect::from_origin_size((rect.x0, top), (block.width + 10.0, block.height + 2.0));
    sheet.panel(tag, 0.0, palette::PANEL);
    sheet.place(block, tag.origin() + (5.0, 1.0), palette::BOX);
}

impl List {
    /// Draws the findings one below the other; those without room are only counted.
    fn draw(&self, sheet: &mut Sheet<'_>) {
        let width = (sheet.size.width - 2.0 * EDGE).clamp(120.0, LIST);
        let inner = width - 2.0 * PAD;
        let bottom = sheet.size.height - EDGE;
        let left = (sheet.size.width - width) / 2.0;
        let errors = self.findings.iter().any(|finding| finding.severity == Severity::Error);
        let title = sheet.set(&self.title, style(Face::SansBold, HEAD), Some(inner - 26.0));
        // The height of the panel depends on its text, so the text is set before anything is drawn.
        let mut rows = Vec::new();
        let mut y = EDGE + PAD + title.height + 8.0;
        for finding in &self.findings {
            let place = sheet.set(&finding.place, style(Face::Mono, SMALL), Some(inner));
            let message = sheet.set(&finding.message, style(Face::SansBold, BODY), Some(inner));
            let help =
                finding.help.as_ref().map(|help| sheet.set(help, style(Face::Sans, BODY), Some(inner)));
            let height =
                place.height + message.height + help.as_ref().map_or(0.0, |block| block.height) + 12.0;
            // Leaves room for the line that counts the rest.
            if !rows.is_empty() && y + height + 24.0 > bottom {
                break;
            }
            rows.push((y, finding.severity, place, message, help));
            y += height;
        }
        let left_out = self.findings.len() - rows.len();
        let rest = (left_out > 0).then(|| format!("and {left_out} more"));
        let end = y + PAD - 10.0 + if rest.is_some() { 22.0 } else { 0.0 };
        sheet.card(Rect::new(left, EDGE, left + width, end));
        let (icon, color) = match self.findings.len() {
            0 => ("circle-check", palette::GOOD),
            _ if errors => ("circle-x", palette::BAD),
            _ => ("triangle-alert", palette::ACCENT),
        };
        sheet.icon(icon, 17.0, Point::new(left + PAD, EDGE + PAD + 1.0), color);
        sheet.place(title, Point::new(left + PAD + 26.0, EDGE + PAD), palette::INK);
        for (top, severity, place, message, help) in rows {
            let color = if severity == Severity::Error { palette::BAD } else { palette::ACCENT };
            let mut at = Point::new(left + PAD, top);
            for (block, color) in [(Some(place), color), (Some(message), palette::INK), (help, palette::SOFT)]
            {
                if let Some(block) = block {
                    let height = block.height;
                    sheet.place(block, at, color);
                    at.y += height;
                }
            }
        }
        if let Some(rest) = rest {
            sheet.line(&rest, style(Face::Sans, BODY), Point::new(left + PAD, y), palette::SOFT);
        }
    }
}

impl Tip {
    fn draw(&self, sheet: &mut Sheet<'_>) {
        let head = sheet.set(&self.head, style(Face::Sans, SMALL), None);
        let room = (sheet.size.width - 2.0 * EDGE - 24.0).clamp(60.0, TIP);
        let caption = sheet.set(&self.caption, style(Face::Sans, BODY), Some(room));
        let size = Size::new(
            head.width.max(caption.width) + 24.0,
            head.height + if self.caption.is_empty() { 0.0 } else { caption.height + 2.0 } + 16.0,
        );
        let most = (sheet.size.width - EDGE - size.width).max(EDGE);
        let at =
            Point::new((self.x - size.width / 2.0).clamp(EDGE, most), sheet.size.height - 8.0 - size.height);
        sheet.card(Rect::from_origin_size(at, size));
        let below = head.height + 2.0;
        sheet.place(head, at + (12.0, 8.0), palette::SOFT);
        sheet.place(caption, at + (12.0, 8.0 + below), palette::INK);
    }
}

/// Draws a notice at the bottom, or at the top if the bottom is `taken`.
fn toast(sheet: &mut Sheet<'_>, notice: &str, taken: bool) {
    let room = (sheet.size.width - 2.0 * EDGE - 28.0).max(60.0);
    let block = sheet.set(notice, style(Face::Sans, BODY), Some(room));
    let size = Size::new(block.width + 28.0, block.height + 16.0);
    let y = if taken { EDGE } else { sheet.size.height - EDGE - size.height };
    let at = Point::new((sheet.size.width - size.width) / 2.0, y);
    sheet.card(Rect::from_origin_size(at, size));
    sheet.place(block, at + (14.0, 8.0), palette::INK);
}

/// Draws the table of controls, in two columns.
fn help(sheet: &mut Sheet<'_>) {
    const ROW: f64 = 25.0;
    const KEYS: f64 = 84.0;
    const COLUMN: f64 = 280.0;
    let rows = CONTROLS.len().div_ceil(2);
    let size = Size::new(2.0 * COLUMN + 2.0 * PAD, rows as f64 * ROW + 2.0 * PAD + 34.0 + 22.0);
    let at = Point::new(
        ((sheet.size.width - size.width) / 2.0).max(0.0),
        ((sheet.size.height - size.height) / 2.0).max(0.0),
    );
    sheet.card(Rect::from_origin_size(at, size));
    let inside = at + (PAD, PAD);
    sheet.line("Keys", style(Face::SansBold, HEAD), inside, palette::INK);
    for (index, control) in CONTROLS.iter().enumerate() {
        let (column, row) = (index / rows, index % rows);
        let cell = inside + (column as f64 * COLUMN, 34.0 + row as f64 * ROW);
        sheet.line(control.label, style(Face::MonoBold, SMALL), cell + (0.0, 1.0), palette::ACCENT);
        sheet.line(control.does, style(Face::Sans, BODY), cell + (KEYS, 0.0), palette::INK);
    }
    let foot = Point::new(inside.x, at.y + size.height - PAD - 16.0);
    sheet.line("click or drag on the timeline to scrub", style(Face::Sans, BODY), foot, palette::SOFT);
}
