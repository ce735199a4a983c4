//! Rendering of display lists to pixels: the only folder that uses the rasteriser.
//!
//! The bytes of a frame depend on its display list and the picture's size, and never on the frames that were
//! drawn before it or on the machine's vector unit: the instruction set is pinned to one that every machine of
//! an architecture has, and glyphs are filled as outlines. The rasteriser could cache glyphs as small pictures
//! instead, but it snaps those to whole rows and quarter columns, which makes moving text tremble. Hinting is
//! disabled for the same reason.
//!
//! Nothing here panics on an unusual list: an item without an area, without a colour, or more than ten million
//! pixels away from the picture is left out.

mod damage;
mod image;
mod place;
mod rounded;
mod shadow;
#[cfg(test)]
mod tests;

use kurbo::{Affine, BezPath, Cap, Join, Rect, Shape as _, Stroke};
use vello_cpu::peniko::Fill;
use vello_cpu::{
    Glyph, Level, Pixmap, RasterizerSettings, RenderContext, RenderSettings, Resources, TargetInit,
};

pub use damage::Damage;
use halfminute_basics::bands::{BAND_ROWS, Bands};

use crate::asset::{Bitmap, Drawing, Shape};
use crate::display::{Color, DisplayList, Item};
use crate::text::{TextBlock, fonts};
use place::{Place, Placer};
use rounded::push_rounded_rect;
use shadow::Shadow;

/// Length of the canvas's shorter side, in units.
const CANVAS: f64 = 1080.0;

/// The blur, in pixels, below which a shadow looks like a sharp edge.
const SHARP_BLUR: f64 = 0.05;

/// Maximum extent of glyphs above their baseline, in font sizes, with a margin.
const ABOVE_BASELINE: f64 = 1.5;
const BELOW_BASELINE: f64 = 0.75;

/// Draws frames of one size, one after another. Each worker has its own.
///
/// Each band is drawn separately, from the items that touch it. So a frame that follows another one takes only
/// the time of the bands that differ, and has the same pixels as if it were drawn by itself.
#[derive(Debug)]
pub struct Raster {
    canvas: Canvas,
    resources: Resources,
    /// The band that is drawn last, as RGBA8 pixels.
    pixmap: Pixmap,
    placer: Placer,
    drawn: Option<DisplayList>,
    /// Places of the items of `drawn`.
    places: Vec<Place>,
    /// A spare vector of places, kept to reuse its memory.
    spare: Vec<Place>,
    damage: Damage,
    /// RGB8 pixels of one band, kept to reuse the memory.
    rows: Vec<u8>,
    rgb: Vec<u8>,
}

impl Raster {
    /// A rasteriser for pictures of `size` pixels; both sides are from 1 to 65535.
    #[must_use]
    pub fn new(size: (u32, u32)) -> Self {
        Self::with_level(size, Level::baseline())
    }

    /// A rasteriser that uses the fastest instruction set of this machine. With AVX-512 it takes about 60 % of
    /// the time; its bytes differ slightly from those of other machines.
    #[must_use]
    pub fn native(size: (u32, u32)) -> Self {
        Self::with_level(size, Level::try_detect().unwrap_or(Level::baseline()))
    }

    fn with_level(size: (u32, u32), level: Level) -> Self {
        let (width, height) = (side(size.0), side(size.1));
        let rows = side(BAND_ROWS);
        let settings = RenderSettings { level, num_threads: 0 };
        let bands = Bands::new((width.into(), height.into()));
        Self {
            canvas: Canvas {
                ctx: RenderContext::new_with(width, rows, settings),
                base: Affine::IDENTITY,
                path: BezPath::new(),
            },
            resources: Resources::new(),
            pixmap: Pixmap::new(width, rows),
            placer: Placer {
                base: Affine::scale(f64::from(width.min(height)) / CANVAS),
                bounds: Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
                bands,
            },
            drawn: None,
            places: Vec::new(),
            spare: Vec::new(),
            damage: Damage::default(),
            rows: Vec::new(),
            rgb: vec![0; usize::from(width) * usize::from(height) * 3],
        }
    }

    /// Draws all of `list`. Returns RGB8 pixels, rows from the top.
    pub fn draw(&mut self, list: &DisplayList) -> &[u8] {
        self.drawn = None;
        self.update(list.clone());
        &self.rgb
    }

    /// Draws the bands in which `list` differs from the list before. Returns the bands whose pixels changed:
    /// all of them for the first list, and for one with another background.
    pub fn update(&mut self, list: DisplayList) -> &Damage {
        let mut places = std::mem::take(&mut self.spare);
        places.clear();
        places.extend(list.items.iter().map(|item| self.placer.place(item)));
        let drawn = self.drawn.take().filter(|drawn| drawn.background == list.background);
        let everything = drawn.is_none();
        self.damage.reset(self.placer.bands.count(), everything);
        if let Some(drawn) = drawn {
            self.damage.compare((&drawn.items, &self.places), (&list.items, &places));
        }
        for band in 0..self.placer.bands.count() {
            if self.damage.has(band) {
                let differs = self.draw_band(band, &list, &places);
                self.damage.set(band, differs || everything);
            }
        }
        self.spare = std::mem::replace(&mut self.places, places);
        self.drawn = Some(list);
        &self.damage
    }

    /// Draws a band. Returns true if its pixels changed; they may not have, because an item may touch a band
    /// without leaving ink there.
    fn draw_band(&mut self, band: usize, list: &DisplayList, places: &[Place]) -> bool {
        self.render_band(band, (&list.items, places), list.background.with_alpha(1.0));
        let kept = &mut self.rgb[self.placer.bands.bytes(band)];
        self.rows.resize(kept.len(), 0);
        drop_alpha(self.pixmap.data_as_u8_slice(), &mut self.rows);
        let differs = *kept != *self.rows;
        if differs {
            kept.copy_from_slice(&self.rows);
        }
        differs
    }

    /// Draws a band's items onto `ground`, into the pixmap.
    fn render_band(&mut self, band: usize, (items, places): (&[Item], &[Place]), ground: Color) {
        let up = Affine::translate((0.0, -(band as f64) * f64::from(BAND_ROWS)));
        self.canvas.base = up * self.placer.base;
        self.canvas.ctx.reset();
        self.canvas.items(band, items, places, &mut self.resources);
        self.canvas.ctx.flush();
        let target_init = TargetInit::Clear(ground);
        let settings = RasterizerSettings { target_init, ..RasterizerSettings::default() };
        self.canvas.ctx.render_with(&mut self.pixmap, &mut self.resources, settings);
    }

    /// Draws the items of `list` on a transparent background, to be laid over another picture. Returns
    /// premultiplied RGBA8 pixels, rows from the top. Does not change the picture that was drawn last.
    #[must_use]
    pub fn draw_clear(&mut self, list: &DisplayList) -> Vec<u8> {
        let places: Vec<Place> = list.items.iter().map(|item| self.placer.place(item)).collect();
        let mut rgba = Vec::with_capacity(self.rgb.len() / 3 * 4);
        for band in 0..self.placer.bands.count() {
            self.render_band(band, (&list.items, &places), Color::TRANSPARENT);
            let bytes = self.placer.bands.bytes(band).len() / 3 * 4;
            rgba.extend_from_slice(&self.pixmap.data_as_u8_slice()[..bytes]);
        }
        rgba
    }

    /// The bands of the pictures that it draws.
    #[must_use]
    pub fn bands(&self) -> Bands {
        self.placer.bands
    }

    /// The picture that was drawn last, as RGB8 pixels, rows from the top.
    #[must_use]
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }
}

/// Copies the colours of `rgba` without alpha. The picture is opaque, but blending a translucent layer in eight
/// bits may lower the alpha below it by one step, which has no meaning.
fn drop_alpha(rgba: &[u8], rgb: &mut [u8]) {
    let (pixels, _) = rgba.as_chunks::<4>();
    let (colours, _) = rgb.as_chunks_mut::<3>();
    for (colour, &[red, green, blue, _]) in colours.iter_mut().zip(pixels) {
        *colour = [red, green, blue];
    }
}

fn side(pixels: u32) -> u16 {
    u16::try_from(pixels).unwrap_or(u16::MAX).max(1)
}

/// Target of the items: the rasteriser's context, and the transform from the list's units to one band.
#[derive(Debug)]
struct Canvas {
    ctx: RenderContext,
    /// Transform from units to the pixels of the band.
    base: Affine,
    /// Path of the current item, kept to reuse its memory.
    path: BezPath,
}

impl Canvas {
    /// Draws those of `items` that touch the band.
    fn items(&mut self, band: usize, items: &[Item], places: &[Place], resources: &mut Resources) {
        for (item, place) in items.iter().zip(places) {
            if !place.bands.contains(&band) {
                continue;
            }
            if let Item::Group { opacity, items } = item {
                let layered = *opacity < 1.0;
                if layered {
                    self.ctx.push_opacity_layer(*opacity);
                }
                self.items(band, items, &place.inside, resources);
                if layered {
                    self.ctx.pop_layer();
                }
            } else {
                self.item(item, resources);
            }
        }
    }

    fn item(&mut self, item: &Item, resources: &mut Resources) {
        match item {
            Item::Panel { rect, radius, color, transform } => {
                self.begin(*color, *transform);
                self.panel(*rect, *radius);
            }
            Item::Frame { rect, radius, width, color, transform } => {
                self.begin(*color, *transform);
                self.frame(*rect, *radius, *width);
            }
            Item::Shadow { rect, radius, blur, color, transform } => {
                self.begin(*color, *transform);
                self.shadow(*rect, *radius, *blur, *color);
            }
            Item::Fill { path, color, transform } => {
                self.begin(*color, *transform);
                self.ctx.fill_path(path);
            }
            Item::Stroke { path, width, color, transform } => {
                self.begin(*color, *transform);
                self.ctx.set_stroke(Stroke::new(*width).with_caps(Cap::Round).with_join(Join::Round));
                self.ctx.stroke_path(path);
            }
            Item::Text { block, glyphs, color, transform } => {
                self.begin(*color, *transform);
                self.text(block, *glyphs, resources);
            }
            Item::Image { bitmap, rect, radius, opacity, transform } => {
                self.begin(Color::BLACK, *transform);
                self.image(bitmap, *rect, *radius, *opacity);
            }
            Item::Drawing { drawing, opacity, transform } => {
                self.begin(Color::BLACK, *transform);
                self.drawing(drawing, *opacity);
            }
            Item::Group { .. } => {}
        }
    }

    /// Sets the paint, and the transform from units to pixels of the band, for the next item.
    fn begin(&mut self, color: Color, transform: Affine) {
        self.ctx.set_paint(color);
        self.ctx.set_transform(self.base * transform);
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

    fn text(&mut self, block: &TextBlock, glyphs: usize, resources: &mut Resources) {
        let [_, turned, _, scale, _, top] = self.ctx.transform().as_coeffs();
        let mut left = glyphs;
        for run in &block.runs {
            let count = left.min(run.glyphs.len());
            left -= count;
            let size = f64::from(run.size);
            // On upright text, glyphs of lines beside the band need no outlines.
            let touches = |y: f64| {
                let upper = (y - ABOVE_BASELINE * size) * scale + top;
                let lower = (y + BELOW_BASELINE * size) * scale + top;
                upper.min(lower) < f64::from(BAND_ROWS) && upper.max(lower) > 0.0
            };
            let glyphs = run.glyphs.iter().take(count);
            let glyphs = glyphs.filter(|glyph| turned != 0.0 || touches(glyph.y.into()));
            let mut glyphs = glyphs.map(|g| Glyph { id: g.id, x: g.x, y: g.y }).peekable();
            if glyphs.peek().is_none() {
                continue;
            }
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
}
