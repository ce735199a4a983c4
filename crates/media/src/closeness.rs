//! The tolerance when pictures of a lossy video are compared with the frames that it was made from.
//!
//! A mean over the whole picture would hide a changed letter, so blocks are compared: 16 by 16 pixels of luma,
//! and the same area of chroma. The tolerances of the formats are mean squared errors in units of one of 256 levels; an error of
//! `e` corresponds to a signal-to-noise ratio of `10 log10(255² / e)` dB.

use super::planes::Planes;

/// A decoded picture: luma, and both chroma planes at half the size.
pub struct Decoded<'a> {
    /// Luma, rows from the top.
    pub y: &'a [u8],
    /// Blue chroma, at half the width and height.
    pub u: &'a [u8],
    /// Red chroma, at half the width and height.
    pub v: &'a [u8],
    /// Bytes from one row to the next, of luma and of chroma.
    pub strides: (usize, usize),
    /// Width and height in pixels.
    pub size: (usize, usize),
}

/// Side of a block in luma pixels.
const BLOCK: usize = 16;

/// The mean squared error of the block in which the two pictures differ most.
pub fn farthest(drawn: &Planes, (width, height): (usize, usize), decoded: &Decoded<'_>) -> f64 {
    let half = (width / 2, height / 2);
    let plane = |levels, stride| Plane { levels, stride };
    let (luma_stride, chroma_stride) = decoded.strides;
    let luma = worst(&plane(&drawn.y, width), &plane(decoded.y, luma_stride), (width, height), BLOCK);
    let blue = worst(&plane(&drawn.u, half.0), &plane(decoded.u, chroma_stride), half, BLOCK / 2);
    let red = worst(&plane(&drawn.v, half.0), &plane(decoded.v, chroma_stride), half, BLOCK / 2);
    luma.max(blue).max(red)
}

/// One channel of a picture.
struct Plane<'a> {
    levels: &'a [u8],
    /// Bytes from one row to the next.
    stride: usize,
}

impl Plane<'_> {
    fn row(&self, row: usize, width: usize) -> &[u8] {
        &self.levels[row * self.stride..row * self.stride + width]
    }
}

/// The same for one plane, in blocks of `side` by `side` samples.
fn worst(a: &Plane<'_>, b: &Plane<'_>, (width, height): (usize, usize), side: usize) -> f64 {
    let mut worst = 0.0_f64;
    let mut sums = vec![0_u32; width.div_ceil(side)];
    for top in (0..height).step_by(side) {
        let rows = side.min(height - top);
        sums.fill(0);
        for row in top..top + rows {
            let (a, b) = (a.row(row, width), b.row(row, width));
            for ((sum, a), b) in sums.iter_mut().zip(a.chunks(side)).zip(b.chunks(side)) {
                *sum += a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum::<u32>();
            }
        }
        for (at, sum) in sums.iter().enumerate() {
            let columns = side.min(width - at * side);
            worst = worst.max(f64::from(*sum) / (columns * rows) as f64);
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::super::change::Area;
    use super::super::planes::Planes;
    use super::{Decoded, farthest};

    #[test]
    fn one_block_that_differs_is_not_lost_among_the_others() {
        let size = (70, 38);
        let mut planes = Planes::new(size);
        let rgb = vec![90; 70 * 38 * 3];
        planes.convert(&rgb, Area::whole(size));
        let (mut y, u, v) = (planes.y.clone(), planes.u.clone(), planes.v.clone());
        let far = |y: &[u8]| {
            farthest(&planes, (70, 38), &Decoded { y, u: &u, v: &v, strides: (70, 35), size: (70, 38) })
        };
        assert!(far(&y) < f64::EPSILON);
        // The last block has six columns and six rows.
        y[37 * 70 + 69] += 60;
        assert!((far(&y) - 100.0).abs() < 1e-9, "{}", far(&y));
        y[0] += 160;
        assert!((far(&y) - 100.0).abs() < 1e-9, "25600 of 256 pixels");
        y[1] += 16;
        assert!((far(&y) - 101.0).abs() < 1e-9);
    }
}
