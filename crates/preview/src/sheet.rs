//! A drawing surface for the window's own text, icons and panels, in points; it becomes a display list.

use std::sync::Arc;

use kurbo::{Affine, Point, Rect, Size};

use halfminute_engine::display::{Color, DisplayList, Item};
use halfminute_engine::text::{Align, Face, TextBlock, TextStyle, Typesetter, icon};

/// The window's colours: dark and muted, so that they do not influence how the clip's colours look.
pub(super) mod palette {
    use halfminute_engine::display::Color;

    /// Background of the bar below the clip.
    pub(crate) const BAR: Color = Color::from_rgb8(0x13, 0x18, 0x28);
    /// Background of panels over the clip; opaque, because a clip that shone through would distract.
    pub(crate) const PANEL: Color = Color::from_rgb8(0x13, 0x18, 0x28);
    /// Outline of panels over the clip.
    pub(crate) const LINE: Color = Color::from_rgb8(0x36, 0x40, 0x60);
    /// Beats that are not on screen.
    pub(crate) const TRACK: Color = Color::from_rgb8(0x2b, 0x34, 0x50);
    /// The beat that is on screen.
    pub(crate) const TRACK_NOW: Color = Color::from_rgb8(0x47, 0x53, 0x78);
    /// Normal text and the playhead.
    pub(crate) const INK: Color = Color::from_rgb8(0xf3, 0xf0, 0xe9);
    /// Secondary text, such as labels.
    pub(crate) const SOFT: Color = Color::from_rgb8(0xa3, 0xad, 0xc8);
    /// Accents: the gold of the clips' own progress bar.
    pub(crate) const ACCENT: Color = Color::from_rgb8(0xe3, 0xb3, 0x4f);
    /// Sign for "no findings".
    pub(crate) const GOOD: Color = Color::from_rgb8(0x6f, 0xd0, 0xa0);
    /// Errors and their places.
    pub(crate) const BAD: Color = Color::from_rgb8(0xff, 0x8f, 0x84);
    /// Boxes of nodes, in a colour that is rare in clips.
    pub(crate) const BOX: Color = Color::from_rgb8(0x22, 0xc5, 0xd8);
}

/// Sizes of text, in points.
pub(super) const SMALL: f64 = 12.0;
pub(super) const BODY: f64 = 13.0;
pub(super) const HEAD: f64 = 15.0;

/// A style with one of the program's own faces.
pub(super) fn style(face: Face, size: f64) -> TextStyle {
    TextStyle::new(face, size)
}

/// A drawing surface. All coordinates are in points from the top left.
pub(super) struct Sheet<'a> {
    letters: &'a mut Typesetter,
    items: Vec<Item>,
    base: Affine,
    /// Width and height in points.
    pub(super) size: Size,
}

impl<'a> Sheet<'a> {
    /// An empty sheet of `pixels`, with `density` pixels per point.
    pub(super) fn new(letters: &'a mut Typesetter, pixels: (u32, u32), density: f64) -> Self {
        // The units of a display list are 1/1080 of the shorter side.
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

    /// Draws a panel with an outline.
    pub(super) fn card(&mut self, rect: Rect) {
        self.panel(rect, 8.0, palette::PANEL);
        self.frame(rect, 8.0, 1.0, palette::LINE);
    }

    pub(super) fn set(&mut self, text: &str, style: TextStyle, width: Option<f64>) -> Arc<TextBlock> {
        self.letters.set(text, style, width, Align::Start)
    }

    /// Places a block with its top left corner at `at`.
    pub(super) fn place(&mut self, block: Arc<TextBlock>, at: Point, color: Color) {
        let transform = self.base * Affine::translate(at.to_vec2());
        self.items.push(Item::Text { glyphs: block.glyph_count(), block, color, transform });
    }

    /// Draws a line of text; returns the x coordinate of its end.
    pub(super) fn line(&mut self, text: &str, style: TextStyle, at: Point, color: Color) -> f64 {
        let block = self.set(text, style, None);
        let end = at.x + block.width;
        self.place(block, at, color);
        end
    }

    /// Draws a line that changes with every frame: its digits are equally wide, and its layout is not cached.
    /// Returns the x coordinate of its end.
    pub(super) fn figures(&mut self, text: &str, style: TextStyle, at: Point, color: Color) -> f64 {
        let block = Arc::new(self.letters.figures(style).set(text));
        let end = at.x + block.width;
        self.place(block, at, color);
        end
    }

    /// Width of a line that [`Sheet::figures`] draws.
    pub(super) fn figures_width(&mut self, text: &str, style: TextStyle) -> f64 {
        self.letters.figures(style).width(text)
    }

    /// The text, shortened with an ellipsis if it is wider than `width`; empty if nothing fits.
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

    /// Draws the icon with this name; draws nothing if there is none.
    pub(super) fn icon(&mut self, name: &str, size: f64, at: Point, color: Color) {
        if let Some(sign) = icon(name) {
            self.line(sign.encode_utf8(&mut [0; 4]), style(Face::Icon, size), at, color);
        }
    }

    pub(super) fn finish(self) -> DisplayList {
        DisplayList { background: palette::BAR, items: self.items }
    }
}
