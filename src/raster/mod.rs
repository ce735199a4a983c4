//! Display list to pixels: the only folder that names the rasteriser.
//!
//! A frame's bytes depend on its display list and the picture's size, never on the frames that
//! were drawn before it or on the machine's vector unit: the instruction set is pinned to what
//! every machine of an architecture has, and glyphs are filled as outlines. The rasteriser could
//! keep glyphs as small pictures instead, but it snaps those to whole rows and quarter columns,
//! which makes moving text tremble. Hinting is off for the same reason.
//!
//! Nothing here panics on a strange list: an item with no area, no colour or no place within ten
//! million pixels of the picture is left out.

mod image;
mod rounded;
mod shadow;
#[cfg(test)]
mod tests;

use kurbo::{Affine, BezPath, Cap, Join, Rect, Shape as _, Stroke};
use vello_cpu::peniko::Fill;
use vello_cpu::{
    Glyph, Level, Pixmap, RasterizerSettings, RenderContext, RenderSettings, Resources, TargetInit,
};

use crate::asset::{Bitmap, Drawing, Shape};
use crate::display::{Color, DisplayList, Item};
use crate::text::{TextBlock, fonts};
use rounded::push_rounded_rect;
use shadow::{REACH, Shadow};

/// Units along the shorter side of the canvas.
const CANVAS: f64 = 1080.0;

/// Where items may lie, in pixels. Coordinates beyond that lose their pixels to rounding, and far
/// beyond it the rasteriser runs out of memory or panics.
const REACHABLE: Rect = Rect::new(-1e7, -1e7, 1e7, 1e7);

/// Below this, in pixels, a blur cannot be told from a sharp edge.
const SHARP_BLUR: f64 = 0.05;

/// Draws frames of one size, one after another. Each worker keeps its own.
#[derive(Debug)]
pub struct Raster {
    canvas: Canvas,
    resources: Resources,
    pixmap: Pixmap,
}

impl Raster {
    /// A rasteriser for pictures of `size` pixels, both sides from 1 to 65535.
    #[must_use]
    pub fn new(size: (u32, u32)) -> Self {
        Self::with_level(size, Level::baseline())
    }

    /// A rasteriser that uses the fastest instructions of this machine. It takes about 60 % of the
    /// time where there is AVX-512, and its bytes differ a little from those of other machines.
    #[must_use]
    pub fn native(size: (u32, u32)) -> Self {
        Self::with_level(size, Level::try_detect().unwrap_or(Level::baseline()))
    }

    fn with_level(size: (u32, u32), level: Level) -> Self {
        let (width, height) = (side(size.0), side(size.1));
        let settings = RenderSettings { level, num_threads: 0 };
        let scale = f64::from(width.min(height)) / CANVAS;
        Self {
            canvas: Canvas {
                ctx: RenderContext::new_with(width, height, settings),
                base: Affine::scale(scale),
                bounds: Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
                path: BezPath::new(),
            },
            resources: Resources::new(),
            pixmap: Pixmap::new(width, height),
        }
    }

    /// Draws `list`; the pixels are RGBA8, rows from the top, alpha 255 everywhere.
    pub fn draw(&mut self, list: &DisplayList) -> &[u8] {
        self.render(list, list.background.with_alpha(1.0));
        make_opaque(self.pixmap.data_as_u8_slice_mut());
        self.pixmap.data_as_u8_slice()
    }

    /// Draws the items of `list` on nothing, to be laid over something else; the pixels are
    /// premultiplied RGBA8, rows from the top.
    pub fn draw_clear(&mut self, list: &DisplayList) -> &[u8] {
        self.render(list, Color::TRANSPARENT);
        self.pixmap.data_as_u8_slice()
    }

    fn render(&mut self, list: &DisplayList, ground: Color) {
        self.canvas.ctx.reset();
        for item in &list.items {
            self.canvas.draw(item, &mut self.resources);
        }
        self.canvas.ctx.flush();
        let settings =
            RasterizerSettings { target_init: TargetInit::Clear(ground), ..RasterizerSettings::default() };
        self.canvas.ctx.render_with(&mut self.pixmap, &mut self.resources, settings);
    }
}

/// Blending a translucent layer in eight bits loses a step of the alpha below it. Whole pixels are
/// written, because that is what the compiler turns into vector instructions.
fn make_opaque(rgba: &mut [u8]) {
    const ALPHA: u32 = u32::from_ne_bytes([0, 0, 0, 255]);
    for pixel in rgba.as_chunks_mut().0 {
        *pixel = (u32::from_ne_bytes(*pixel) | ALPHA).to_ne_bytes();
    }
}

fn side(pixels: u32) -> u16 {
    u16::try_from(pixels).unwrap_or(u16::MAX).max(1)
}

/// Where items go: the rasteriser's context and the place of the list's units on the picture.
#[derive(Debug)]
struct Canvas {
    ctx: RenderContext,
    /// From units to pixels.
    base: Affine,
    /// The picture, in pixels.
    bounds: Rect,
    /// Emptied and used again by each item.
    path: BezPath,
}

impl Canvas {
    fn draw(&mut self, item: &Item, resources: &mut Resources) {
        match item {
            Item::Panel { rect, radius, color, transform } => {
                if self.begin(*color, *transform, *rect) {
                    self.panel(*rect, *radius);
                }
            }
            Item::Frame { rect, radius, width, color, transform } => {
                if *width > 0.0 && self.begin(*color, *transform, *rect) {
                    self.frame(*rect, *radius, *width);
                }
            }
            Item::Shadow { rect, radius, blur, color, transform } => {
                let reach = REACH * blur.max(0.0);
                let seen = rect.area() != 0.0;
                if seen && self.begin(*color, *transform, rect.abs().inflate(reach, reach)) {
                    self.shadow(*rect, *radius, *blur, *color);
                }
            }
            Item::Fill { path, color, transform } => {
                if self.begin(*color, *transform, path.control_box()) {
                    self.ctx.fill_path(path);
                }
            }
            Item::Stroke { path, width, color, transform } => self.stroke(path, *width, *color, *transform),
            Item::Text { block, glyphs, color, transform } => {
                if self.begin(*color, *transform, text_box(block)) {
                    self.text(block, *glyphs, resources);
                }
            }
            Item::Image { bitmap, rect, radius, opacity, transform } => {
                if self.begin(unseen(*opacity), *transform, *rect) {
                    self.image(bitmap, *rect, *radius, *opacity);
                }
            }
            Item::Drawing { drawing, opacity, transform } => {
                if self.begin(unseen(*opacity), *transform, drawing.size.to_rect()) {
                    self.drawing(drawing, *opacity);
                }
            }
            Item::Group { opacity, items } => self.group(*opacity, items, resources),
        }
    }

    /// Sets colour and transform; whether something that lies within `area` can be seen.
    fn begin(&mut self, color: Color, transform: Affine, area: Rect) -> bool {
        let transform = self.base * transform;
        let place = transform.transform_rect_bbox(area);
        let seen = color.components[3] > 0.0
            && color.components.iter().all(|component| component.is_finite())
            && transform.is_finite()
            && REACHABLE.contains_rect(place)
            && place.overlaps(self.bounds)
            && place.area() > 0.0
            && transform.determinant() != 0.0;
        if seen {
            self.ctx.set_paint(color);
            self.ctx.set_transform(transform);
        }
        seen
    }

    fn panel(&mut self, rect: Rect, radius: f64) {
        let rect = rect.abs();
        if radius > 0.0 {
            self.path.truncate(0);
            push_rounded_rect(&mut self.path, rect, radius);
            self.ctx.fill_path(&self.path);
        } else {
            self.ctx.fill_rect(&rect);
        }
    }

    fn frame(&mut self, rect: Rect, radius: f64, width: f64) {
        let rect = rect.abs();
        if 2.0 * width >= rect.width().min(rect.height()) {
            self.panel(rect, radius);
            return;
        }
        self.path.truncate(0);
        push_rounded_rect(&mut self.path, rect, radius);
        push_rounded_rect(&mut self.path, rect.inset(-width), radius - width);
        self.ctx.set_fill_rule(Fill::EvenOdd);
        self.ctx.fill_path(&self.path);
        self.ctx.set_fill_rule(Fill::NonZero);
    }

    fn shadow(&mut self, rect: Rect, radius: f64, blur: f64, color: Color) {
        let transform = *self.ctx.transform();
        if blur * transform.determinant().abs().sqrt() > SHARP_BLUR {
            Shadow::new(rect.abs(), radius, blur, color).paint(&mut self.ctx, transform);
        } else {
            self.panel(rect, radius);
        }
    }

    fn stroke(&mut self, path: &BezPath, width: f64, color: Color, transform: Affine) {
        let reach = width / 2.0;
        if reach > 0.0 && self.begin(color, transform, path.control_box().inflate(reach, reach)) {
            self.ctx.set_stroke(Stroke::new(width).with_caps(Cap::Round).with_join(Join::Round));
            self.ctx.stroke_path(path);
        }
    }

    fn text(&mut self, block: &TextBlock, glyphs: usize, resources: &mut Resources) {
        let mut left = glyphs;
        for run in &block.runs {
            let count = left.min(run.glyphs.len());
            left -= count;
            let glyphs = run.glyphs.iter().take(count).map(|g| Glyph { id: g.id, x: g.x, y: g.y });
            let builder = self.ctx.glyph_run(resources, fonts::data(run.font));
            // It fails for a glyph that the font does not have; shaping never gives one.
            let _ = builder.font_size(run.size).hint(false).fill_glyphs(glyphs);
        }
    }

    fn image(&mut self, bitmap: &Bitmap, rect: Rect, radius: f64, opacity: f32) {
        let scale = self.ctx.transform().determinant().abs().sqrt();
        let Some((paint, transform)) = image::paint(bitmap, rect, opacity.min(1.0), scale) else { return };
        self.ctx.set_paint(paint);
        self.ctx.set_paint_transform(transform);
        self.panel(rect, radius);
        self.ctx.reset_paint_transform();
    }

    fn drawing(&mut self, drawing: &Drawing, opacity: f32) {
        if drawing.bleeds {
            self.ctx.push_clip_layer(&drawing.size.to_rect().to_path(0.1));
        }
        self.shapes(&drawing.shapes, opacity);
        if drawing.bleeds {
            self.ctx.pop_layer();
        }
    }

    fn shapes(&mut self, shapes: &[Shape], opacity: f32) {
        let layered = opacity < 1.0;
        if layered {
            self.ctx.push_opacity_layer(opacity.max(0.0));
        }
        for shape in shapes {
            match shape {
                Shape::Area { path, even_odd, color } => {
                    self.ctx.set_paint(*color);
                    self.ctx.set_fill_rule(if *even_odd { Fill::EvenOdd } else { Fill::NonZero });
                    self.ctx.fill_path(path);
                    self.ctx.set_fill_rule(Fill::NonZero);
                }
                Shape::Clip { path, even_odd, shapes } => {
                    self.ctx.set_fill_rule(if *even_odd { Fill::EvenOdd } else { Fill::NonZero });
                    self.ctx.push_clip_layer(path);
                    self.ctx.set_fill_rule(Fill::NonZero);
                    self.shapes(shapes, 1.0);
                    self.ctx.pop_layer();
                }
                Shape::Group { opacity, shapes } => self.shapes(shapes, *opacity),
            }
        }
        if layered {
            self.ctx.pop_layer();
        }
    }

    fn group(&mut self, opacity: f32, items: &[Item], resources: &mut Resources) {
        if opacity.is_nan() || opacity <= 0.0 || items.is_empty() {
            return;
        }
        let layered = opacity < 1.0;
        if layered {
            self.ctx.push_opacity_layer(opacity);
        }
        for item in items {
            self.draw(item, resources);
        }
        if layered {
            self.ctx.pop_layer();
        }
    }
}

/// A colour that stands for a picture of this opacity, for checks of whether it can be seen.
fn unseen(opacity: f32) -> Color {
    Color::BLACK.with_alpha(opacity)
}

/// Where a block may leave ink: accents and tails may reach out of its box by an em square.
fn text_box(block: &TextBlock) -> Rect {
    let size = block.style.size;
    Rect::new(0.0, 0.0, block.width, block.height).inflate(size, size)
}
