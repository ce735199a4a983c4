//! A sheet of the window's own lettering: text, icons and panels in points, as a display list.

use std::sync::Arc;

use kurbo::{Affine, Point, Rect, Size};

use crate::display::{Color, DisplayList, Item};
use crate::text::{Align, Face, TextBlock, TextStyle, Typesetter, icon};

/// The window's colours: dark and quiet, so that they lend nothing to the clip's.
pub(super) mod palette {
    use crate::display::Color;

    /// The bar.
    pub(in crate::preview) const BAR: Color = Color::from_rgb8(0x13, 0x18, 0x28);
    /// Panels over the clip, which would only disturb if it shone through.
    pub(in crate::preview) const PANEL: Color = Color::from_rgb8(0x13, 0x18, 0x28);
    /// Edges of panels.
    pub(in crate::preview) const LINE: Color = Color::from_rgb8(0x36, 0x40, 0x60);
    /// What has not been played.
    pub(in crate::preview) const TRACK: Color = Color::from_rgb8(0x2b, 0x34, 0x50);
    /// What is being played.
    pub(in crate::preview) const TRACK_NOW: Color = Color::from_rgb8(0x47, 0x53, 0x78);
    /// Text.
    pub(in crate::preview) const INK: Color = Color::from_rgb8(0xf3, 0xf0, 0xe9);
    /// Text that is not looked for.
    pub(in crate::preview) const SOFT: Color = Color::from_rgb8(0xa3, 0xad, 0xc8);
    /// The gold of the clips' own progress.
    pub(in crate::preview) const ACCENT: Color = Color::from_rgb8(0xe3, 0xb3, 0x4f);
    /// Nothing to complain of.
    pub(in crate::preview) const GOOD: Color = Color::from_rgb8(0x6f, 0xd0, 0xa0);
    /// Errors.
    pub(in crate::preview) const BAD: Color = Color::from_rgb8(0xff, 0x8f, 0x84);
    /// Boxes of nodes, a colour that clips seldom have.
    pub(in crate::preview) const BOX: Color = Color::from_rgb8(0x22, 0xc5, 0xd8);
}

/// Sizes of text, in points.
pub(super) const SMALL: f64 = 12.0;
pub(super) const BODY: f64 = 13.0;
pub(super) const HEAD: f64 = 15.0;

/// Text in one of the program's own faces.
pub(super) fn style(face: Face, size: f64) -> TextStyle {
    TextStyle::new(face, size)
}

/// Items on their way to a list. All places are in points from the top left.
pub(super) struct Sheet<'a> {
    letters: &'a mut Typesetter,
    items: Vec<Item>,
    base: Affine,
    /// In points.
    pub(super) size: Size,
}

impl<'a> Sheet<'a> {
    /// An empty sheet of `pixels` at `density` pixels a point.
    pub(super) fn new(letters: &'a mut Typesetter, pixels: (u32, u32), density: f64) -> Self {
        // A list's own units are 1/1080 of the shorter side.
        let base = Affine::scale(density * 1080.0 / f64::from(pixels.0.min(pixels.1).max(1)));
        let size = Size::new(f64::from(pixels.0), f64::from(pixels.1)) / density;
        Self { letters, items: Vec::new(), base, size }
    }

    pub(super) fn panel(&mut self, rect: Rect, radius: f64, color: Color) {
        self.items.push(Item::Panel { rect, radius, color, transform: self.base });
    }

    pub(super) fn frame(&mut self, rect: Rect, radius: f64, width: f64, color: Color) {
        self.items.push(Item::Frame { rect, radius, width, color, transform: self.base });
    }

    /// A panel with an edge.
    pub(super) fn card(&mut self, rect: Rect) {
        self.panel(rect, 8.0, palette::PANEL);
        self.frame(rect, 8.0, 1.0, palette::LINE);
    }

    pub(super) fn set(&mut self, text: &str, style: TextStyle, width: Option<f64>) -> Arc<TextBlock> {
        self.letters.set(text, style, width, Align::Start)
    }

    /// Puts a block's top left at `at`.
    pub(super) fn place(&mut self, block: Arc<TextBlock>, at: Point, color: Color) {
        let transform = self.base * Affine::translate(at.to_vec2());
        self.items.push(Item::Text { glyphs: block.glyph_count(), block, color, transform });
    }

    /// A line of text; returns where it ends.
    pub(super) fn line(&mut self, text: &str, style: TextStyle, at: Point, color: Color) -> f64 {
        let block = self.set(text, style, None);
        let end = at.x + block.width;
        self.place(block, at, color);
        end
    }

    /// A line that changes with every frame: digits are equally wide, and nothing of it is kept.
    pub(super) fn figures(&mut self, text: &str, style: TextStyle, at: Point, color: Color) -> f64 {
        let block = Arc::new(self.letters.figures(style).set(text));
        let end = at.x + block.width;
        self.place(block, at, color);
        end
    }

    /// How wide [`Sheet::figures`] sets a line.
    pub(super) fn figures_width(&mut self, text: &str, style: TextStyle) -> f64 {
        self.letters.figures(style).width(text)
    }

    /// The text, or as much of its beginning as `width` has room for; nothing in no room.
    pub(super) fn elided(&mut self, text: &str, style: TextStyle, width: f64) -> String {
        let whole = self.set(text, style, None);
        if whole.width <= width {
            return text.to_owned();
        }
        let rest = self.set("…", style, None).width;
        let kept = whole.carets.iter().take_while(|caret| caret.x1 + rest <= width).last();
        kept.map_or(String::new(), |last| {
            let end = whole.carets.iter().map(|c| c.byte).filter(|byte| *byte > last.byte).min();
            format!("{}…", text.get(..end.unwrap_or(text.len())).unwrap_or_default().trim_end())
        })
    }

    /// An icon by its name.
    pub(super) fn icon(&mut self, name: &str, size: f64, at: Point, color: Color) {
        if let Some(sign) = icon(name) {
            self.line(sign.encode_utf8(&mut [0; 4]), style(Face::Icon, size), at, color);
        }
    }

    pub(super) fn finish(self) -> DisplayList {
        DisplayList { background: palette::BAR, items: self.items }
    }
}
