//! Pixel pictures for the rasteriser: a bitmap and its reduced copies (mipmaps).
//!
//! The rasteriser samples four pixels of the picture for each pixel of the frame. A picture that is reduced by
//! more than half would flicker, so each bitmap has smaller copies, each half as large as the one before.

use std::sync::Arc;

use kurbo::{Affine, Rect};
use vello_cpu::peniko::{Extend, ImageAlphaType, ImageQuality, ImageSampler};
use vello_cpu::{Image, ImageSource, PixelMetadata, Pixmap};

use crate::asset::Bitmap;

/// The picture and its reduced copies, largest first.
struct Levels(Vec<Arc<Pixmap>>);

/// The paint that fills `rect` with the picture, and the transform from the picture's pixels to `rect`. `scale`
/// is the size of one unit of `rect` in pixels of the frame.
pub(super) fn paint(bitmap: &Bitmap, rect: Rect, opacity: f32, scale: f64) -> Option<(Image, Affine)> {
    let levels = bitmap.prepared(Levels::of)?;
    let mut ratio = (rect.width() * scale / f64::from(bitmap.width)).abs();
    let mut level = 0;
    while ratio <= 0.5 && level + 1 < levels.0.len() {
        ratio *= 2.0;
        level += 1;
    }
    let pixmap = levels.0.get(level)?;
    let (width, height) = (f64::from(pixmap.width()), f64::from(pixmap.height()));
    let transform = Affine::translate(rect.origin().to_vec2())
        * Affine::scale_non_uniform(rect.width() / width, rect.height() / height);
    let sampler = ImageSampler {
        x_extend: Extend::Pad,
        y_extend: Extend::Pad,
        quality: ImageQuality::Medium,
        alpha: opacity,
    };
    Some((Image { image: ImageSource::Pixmap(Arc::clone(pixmap)), sampler }, transform))
}

impl Levels {
    fn of(bitmap: &Bitmap) -> Self {
        let mut levels =
            vec![Reduced { width: bitmap.width, height: bitmap.height, pixels: bitmap.pixels.clone() }];
        while let Some(next) =
            levels.last().filter(|last| last.width > 1 && last.height > 1).map(Reduced::half)
        {
            levels.push(next);
        }
        Self(levels.into_iter().filter_map(Reduced::pixmap).map(Arc::new).collect())
    }
}

/// A copy as premultiplied RGBA pixels, rows from the top.
struct Reduced {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Reduced {
    /// Halves the size; each pixel is the mean of four. An odd last row or column counts twice.
    fn half(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
        let row = |y: u32| &self.pixels[y as usize * self.width as usize * 4..][..self.width as usize * 4];
        for y in 0..height {
            let (upper, lower) = (row(2 * y), row((2 * y + 1).min(self.height - 1)));
            for x in 0..width {
                let (left, right) = (2 * x as usize * 4, (2 * x + 1).min(self.width - 1) as usize * 4);
                for channel in 0..4 {
                    let at = |row: &[u8], x: usize| u32::from(row[x + channel]);
                    let sum = at(upper, left) + at(upper, right) + at(lower, left) + at(lower, right);
                    pixels.push(((sum + 2) / 4) as u8);
                }
            }
        }
        Self { width, height, pixels }
    }

    fn pixmap(self) -> Option<Pixmap> {
        let (width, height) = (u16::try_from(self.width).ok()?, u16::try_from(self.height).ok()?);
        let opaque = self.pixels.as_chunks::<4>().0.iter().all(|[.., alpha]| *alpha == 255);
        let metadata = PixelMetadata::new(ImageAlphaType::AlphaPremultiplied, !opaque);
        Some(Pixmap::from_parts(self.pixels, width, height, metadata))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_the_mean() {
        let pixels = [[10, 0, 0, 255], [20, 0, 0, 255], [30, 0, 0, 255], [40, 0, 0, 255]].concat();
        let half = Reduced { width: 2, height: 2, pixels: pixels.clone() }.half();
        assert_eq!((half.width, half.height, half.pixels), (1, 1, vec![25, 0, 0, 255]));
        let odd = Reduced { width: 1, height: 4, pixels }.half();
        assert_eq!((odd.width, odd.height), (1, 2));
        assert_eq!(odd.pixels, [15, 0, 0, 255, 35, 0, 0, 255]);
    }
}
