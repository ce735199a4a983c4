//! Display list to pixels: the only place that names the rasteriser.

use crate::display::DisplayList;

/// Draws frames of one size, one after another. Each worker keeps its own.
#[derive(Debug)]
pub struct Raster {
    size: (u32, u32),
    rgba: Vec<u8>,
}

impl Raster {
    /// A rasteriser for pictures of `size` pixels, both sides from 1 to 65535.
    #[must_use]
    pub fn new(size: (u32, u32)) -> Self {
        Self { size, rgba: vec![0; size.0 as usize * size.1 as usize * 4] }
    }

    /// Draws `list`; the pixels are RGBA8, rows from the top, alpha 255 everywhere.
    pub fn draw(&mut self, list: &DisplayList) -> &[u8] {
        let color = list.background.to_rgba8();
        for pixel in self.rgba.chunks_exact_mut(4) {
            pixel.copy_from_slice(&[color.r, color.g, color.b, 255]);
        }
        let _ = self.size;
        &self.rgba
    }
}
