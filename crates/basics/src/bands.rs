//! The bands of rows in which a picture is drawn, compressed, hashed and compared.

use std::ops::Range;

/// Rows per band; the last band of a picture may have fewer. The digests of frames are defined by it. It is a
/// multiple of the rasteriser's tile height of four rows, so that a band is sampled like the whole picture.
pub const BAND_ROWS: u32 = 32;

/// The division of RGB8 pictures of one size into bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    size: (u32, u32),
}

impl Bands {
    /// The bands of pictures of `size` pixels (width and height).
    #[must_use]
    pub fn new(size: (u32, u32)) -> Self {
        Self { size }
    }

    /// Number of bands in a picture.
    #[must_use]
    pub fn count(self) -> usize {
        self.size.1.div_ceil(BAND_ROWS) as usize
    }

    /// Bytes per row of RGB8 pixels.
    #[must_use]
    pub fn row_bytes(self) -> usize {
        self.size.0 as usize * 3
    }

    /// The byte range of a band within the RGB8 pixels of the picture.
    #[must_use]
    pub fn bytes(self, band: usize) -> Range<usize> {
        let rows = BAND_ROWS as usize;
        let end = ((band + 1) * rows).min(self.size.1 as usize);
        band * rows * self.row_bytes()..end * self.row_bytes()
    }

    /// The bands that lie between two heights, in pixels from the top; empty if they are outside the picture.
    #[must_use]
    pub fn between(self, top: f64, bottom: f64) -> Range<usize> {
        let height = f64::from(self.size.1);
        if bottom <= 0.0 || top >= height || top >= bottom {
            return 0..0;
        }
        let band = |y: f64| y.clamp(0.0, height) / f64::from(BAND_ROWS);
        band(top).floor() as usize..band(bottom).ceil() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Bands;

    #[test]
    fn bands_tile_the_picture() {
        for (height, count) in [(1, 1), (32, 1), (33, 2), (1080, 34)] {
            let bands = Bands::new((10, height));
            assert_eq!(bands.count(), count);
            let ends: Vec<usize> = (0..count).map(|band| bands.bytes(band).end).collect();
            assert!((1..count).all(|band| bands.bytes(band).start == ends[band - 1]));
            assert_eq!(ends.last(), Some(&(height as usize * 30)));
        }
    }

    #[test]
    fn a_height_is_in_one_band() {
        let bands = Bands::new((10, 70));
        assert_eq!(bands.between(0.0, 32.0), 0..1);
        assert_eq!(bands.between(31.9, 32.1), 0..2);
        assert_eq!(bands.between(-1e6, 1e6), 0..3);
        assert_eq!(bands.between(64.0, 69.0), 2..3);
        for nothing in [(-9.0, 0.0), (70.0, 99.0), (5.0, 5.0)] {
            assert_eq!(bands.between(nothing.0, nothing.1), 0..0);
        }
    }
}
