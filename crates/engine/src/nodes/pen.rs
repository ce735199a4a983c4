//! The pen that kinds draw with: it adds keyed elements to a picture.

mod numbers;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use crate::asset::{Bitmap, Drawing};
use crate::display::Color;
use crate::nodes::common::STRIKE;
use crate::nodes::item::Uid;
use crate::nodes::picture::{Element, Ink, Key, Panel, Picture};
use crate::text::{
    Align, CodeLanguage, Cut, Face, Language, Shown, Span, Stretch, TextBlock, TextStyle, Typesetter, icon,
};
use crate::theme::{TextSize, Theme, ToneColors};

/// Room that a node is drawn in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Greatest width; infinite if it is unlimited.
    pub width: f64,
    /// Height of the node's box if `fit` is [`Fit::Fill`], otherwise no limit. It is finite only where it is
    /// fixed, so that nodes with fixed proportions can follow it.
    pub height: f64,
    /// Use of the room beyond the natural size.
    pub fit: Fit,
}

/// Use of the room beyond a kind's natural size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The node takes its natural size.
    Natural,
    /// The node fills its box, if its kind can.
    Fill,
}

impl Room {
    /// Unlimited room, which is not to be filled.
    pub const FREE: Self = Self { width: f64::INFINITY, height: f64::INFINITY, fit: Fit::Natural };

    /// The width to draw at: the room's if it is finite and to be filled, but at least `natural`.
    #[must_use]
    pub fn filled_width(&self, natural: f64) -> f64 {
        match self.fit {
            Fit::Fill if self.width.is_finite() => self.width.max(natural),
            _ => natural,
        }
    }

    /// The height to draw at: the room's if it is finite and to be filled, but at least `natural`.
    #[must_use]
    pub fn filled_height(&self, natural: f64) -> f64 {
        match self.fit {
            Fit::Fill if self.height.is_finite() => self.height.max(natural),
            _ => natural,
        }
    }
}

/// Room that parts of a node need for nodes that are moved onto them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demands {
    parts: BTreeMap<Uid, Size>,
}

impl Demands {
    /// Adds a node of size `size` that is moved onto `part`. Returns true if that increases the room needed.
    pub fn add(&mut self, part: Uid, size: Size) -> bool {
        let before = self.of(part);
        let most = Size::new(before.width.max(size.width), before.height.max(size.height));
        self.parts.insert(part, most);
        most != before
    }

    /// Room that `part` needs, zero by default.
    #[must_use]
    pub fn of(&self, part: Uid) -> Size {
        self.parts.get(&part).copied().unwrap_or(Size::ZERO)
    }
}

/// Draws one state of one node.
#[derive(Debug)]
pub struct Pen<'a> {
    typesetter: &'a mut Typesetter,
    /// Theme of the clip.
    pub theme: &'a Theme,
    language: &'static Language,
    pub(super) picture: Picture,
    part: Uid,
    /// Number of strike lines drawn so far in each part.
    strikes: HashMap<Uid, usize>,
    demands: Option<&'a Demands>,
}

impl<'a> Pen<'a> {
    /// Makes a pen with an empty picture.
    #[must_use]
    pub fn new(typesetter: &'a mut Typesetter, theme: &'a Theme, language: &'static Language) -> Self {
        let (picture, strikes) = (Picture::default(), HashMap::new());
        Self { typesetter, theme, language, picture, part: Uid::ROOT, strikes, demands: None }
    }

    /// Tells the pen how much room parts need for nodes that are moved onto them.
    #[must_use]
    pub fn expecting(mut self, demands: &'a Demands) -> Self {
        self.demands = Some(demands);
        self
    }

    /// Room that `part` needs for nodes that are moved onto it in this beat.
    #[must_use]
    pub fn demand(&self, part: Uid) -> Size {
        self.demands.map_or(Size::ZERO, |demands| demands.of(part))
    }

    /// Discards everything that was drawn.
    pub(super) fn start_anew(&mut self) {
        self.picture = Picture::default();
        self.strikes.clear();
        self.part = Uid::ROOT;
    }

    /// Finishes the picture of a node with this size.
    #[must_use]
    pub fn finish(mut self, size: Size) -> Picture {
        self.picture.size = size;
        let drawn = self.picture.drawn();
        self.picture.regions.declare(Uid::ROOT, drawn);
        self.picture.find_body();
        self.picture
    }

    /// Assigns everything drawn from here on to `part`, until the next call.
    pub fn part(&mut self, part: Uid) {
        self.part = part;
    }

    /// Declares the box of the current part, which marks, arrows and moves refer to.
    pub fn region(&mut self, rect: Rect) {
        if self.part != Uid::ROOT {
            self.picture.regions.declare(self.part, rect);
        }
    }

    /// The style of a text of this size.
    #[must_use]
    pub fn style(&self, face: Face, size: TextSize) -> TextStyle {
        self.styled(face, self.theme.type_scale.sizes[size as usize])
    }

    /// The style of prose in `face`, `size` units high, with the direction of the clip's language.
    #[must_use]
    pub fn styled(&self, face: Face, size: f64) -> TextStyle {
        TextStyle { direction: self.language.direction, ..TextStyle::new(face, size) }
    }

    /// The style of labels, from the theme.
    #[must_use]
    pub fn label_style(&self) -> TextStyle {
        self.styled(Face::Sans, self.theme.type_scale.label)
    }

    /// Shapes a text without drawing it. Prose gets the quotation marks of its language; monospaced text is a
    /// literal quotation and stays as it is.
    pub fn set(&mut self, text: &str, style: TextStyle, width: f64, align: Align) -> Arc<TextBlock> {
        let prose = matches!(style.face, Face::Sans | Face::SansBold);
        let text = if prose { self.language.prose(text) } else { text.into() };
        self.typesetter.set(&text, style, width.is_finite().then_some(width), align)
    }

    /// Shapes a text without wrapping it.
    pub fn line(&mut self, text: &str, style: TextStyle) -> Arc<TextBlock> {
        self.set(text, style, f64::INFINITY, Align::Start)
    }

    /// The stretches of a line that is set already, one for each of `cuts` that has letters.
    pub fn stretches(&mut self, line: &TextBlock, cuts: &[Cut]) -> Arc<[Option<Stretch>]> {
        self.typesetter.stretches(&line.text, line.style, cuts)
    }

    /// Lines of program output as a terminal shows them.
    pub fn output(&mut self, lines: &[String]) -> Arc<[Shown]> {
        self.typesetter.output(lines)
    }

    /// Classifies lines of code in a language.
    pub fn highlight(&mut self, language: CodeLanguage, lines: &[String]) -> Arc<[Vec<Span>]> {
        self.typesetter.highlight(language, lines)
    }

    /// Shapes an icon; `None` for an empty or unknown name. The scene reader rejects unknown ones.
    pub fn icon(&mut self, name: &str, size: f64) -> Option<Arc<TextBlock>> {
        let glyph = icon(name)?;
        Some(self.line(&glyph.to_string(), TextStyle::new(Face::Icon, size)))
    }

    /// Draws a shaped text with its top left at `at`.
    pub fn text(&mut self, role: &'static str, block: &Arc<TextBlock>, at: Point, color: Color) {
        let rect = Rect::from_origin_size(at, (block.width, block.height));
        self.push(role, rect, Ink::Text { block: Arc::clone(block), color });
    }

    /// Draws the text with index `index` among several with the same role.
    pub fn text_at(
        &mut self,
        role: &'static str,
        index: usize,
        block: &Arc<TextBlock>,
        at: Point,
        color: Color,
    ) {
        let rect = Rect::from_origin_size(at, (block.width, block.height));
        self.push_at(role, index, rect, Ink::Text { block: Arc::clone(block), color });
    }

    /// Draws a shaped text, with a line through it if `struck`.
    pub fn struck_text(
        &mut self,
        struck: bool,
        role: &'static str,
        block: &Arc<TextBlock>,
        at: Point,
        color: Color,
    ) {
        self.text(role, block, at, color);
        if struck {
            self.strike(block, at, color);
        }
    }

    /// Draws a line through every line of a text.
    pub fn strike(&mut self, block: &TextBlock, at: Point, color: Color) {
        // A part may have several texts, so the indices continue.
        let drawn = self.strikes.entry(self.part).or_default();
        let before = std::mem::replace(drawn, *drawn + block.lines.len());
        for (index, line) in block.lines.iter().enumerate() {
            let y = at.y + line.baseline - block.style.size * 0.3;
            let rect = Rect::new(at.x + line.x0 - 4.0, y - 2.0, at.x + line.x1 + 4.0, y + 2.0);
            self.push_at(STRIKE, before + index, rect, Ink::Panel(plain_fill(color, 2.0)));
        }
    }

    /// Draws a rectangle with round corners.
    pub fn panel(&mut self, role: &'static str, rect: Rect, panel: Panel) {
        self.push(role, rect, Ink::Panel(panel));
    }

    /// Draws the rectangle with index `index` among several with the same role.
    pub fn panel_at(&mut self, role: &'static str, index: usize, rect: Rect, panel: Panel) {
        self.push_at(role, index, rect, Ink::Panel(panel));
    }

    /// Fills a rectangle with round corners from the left, up to a share of its width.
    pub fn filling(&mut self, role: &'static str, rect: Rect, radius: f64, share: f64, color: Color) {
        self.push(role, rect, Ink::Filling { share: share.clamp(0.0, 1.0), radius, color });
    }

    /// Draws a polyline whose points are relative to the node's top left.
    pub fn polyline(&mut self, role: &'static str, points: &[Point], width: f64, color: Color) {
        let (rect, points) = framed(points);
        self.push(role, rect, Ink::Line { points, width, color });
    }

    /// Draws a filled polygon whose points are relative to the node's top left.
    pub fn polygon(&mut self, role: &'static str, points: &[Point], color: Color) {
        let (rect, points) = framed(points);
        self.push(role, rect, Ink::Area { points, color });
    }

    /// Draws an arc around `center`, with angles in radians clockwise from the right.
    pub fn ring(
        &mut self,
        role: &'static str,
        (center, radius): (Point, f64),
        width: f64,
        angles: (f64, f64),
        color: Color,
    ) {
        let rect = Rect::from_center_size(center, (radius * 2.0, radius * 2.0));
        self.push(role, rect, Ink::Ring { radius, width, angles, color });
    }

    /// Draws a bitmap into `rect`.
    pub fn image(&mut self, role: &'static str, rect: Rect, bitmap: &Arc<Bitmap>, radius: f64) {
        self.push(role, rect, Ink::Image { bitmap: Arc::clone(bitmap), radius });
    }

    /// Draws a vector drawing into `rect`.
    pub fn drawing(&mut self, role: &'static str, rect: Rect, drawing: &Arc<Drawing>) {
        self.push(role, rect, Ink::Drawing(Arc::clone(drawing)));
    }

    /// The surface of a node in this tone: filled, bordered, with a soft shadow.
    #[must_use]
    pub fn surface(&self, tone: ToneColors) -> Panel {
        Panel {
            fill: tone.fill,
            line: tone.line,
            width: self.theme.shape.line,
            radius: self.theme.shape.radius,
            shadow: 1.0,
        }
    }

    fn push(&mut self, role: &'static str, rect: Rect, ink: Ink) {
        self.push_at(role, 0, rect, ink);
    }

    fn push_at(&mut self, role: &'static str, index: usize, rect: Rect, ink: Ink) {
        let key = Key { part: self.part, role, index: u16::try_from(index).unwrap_or(u16::MAX) };
        self.picture.elements.push(Element { key, rect, ink });
    }
}

/// The bounding box of some points, and the points relative to its top left.
fn framed(points: &[Point]) -> (Rect, Arc<[Point]>) {
    let corner = points.first().copied().unwrap_or_default();
    let rect = points.iter().fold(Rect::from_points(corner, corner), |rect, point| rect.union_pt(*point));
    (rect, points.iter().map(|point| *point - rect.origin().to_vec2()).collect())
}

/// A panel of one colour, without border or shadow.
#[must_use]
pub fn plain_fill(fill: Color, radius: f64) -> Panel {
    Panel { fill, line: fill, width: 0.0, radius, shadow: 0.0 }
}
