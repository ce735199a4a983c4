//! The bands of rows in which pictures are compressed and hashed.

use std::ops::Range;

/// Rows per band; the last band of a picture may have fewer. The digests of frames are defined by it.
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
}
