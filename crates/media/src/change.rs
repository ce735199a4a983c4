//! The rectangle in which two frames differ.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A rectangle of pixels that is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Area {
    /// Column of the left edge, from 0.
    pub x: u32,
    /// Row of the top edge, from 0.
    pub y: u32,
    /// Number of columns, at least one.
    pub width: u32,
    /// Number of rows, at least one.
    pub height: u32,
}

impl Area {
    /// The area of the whole picture.
    pub fn whole((width, height): (u32, u32)) -> Self {
        Self { x: 0, y: 0, width, height }
    }

    /// The rows of this area in `pixels`, a picture of `width` columns with `depth` bytes per pixel.
    pub fn rows<'a>(&self, pixels: &'a [u8], width: u32, depth: usize) -> impl Iterator<Item = &'a [u8]> {
        let (x, columns) = (self.x as usize * depth, self.width as usize * depth);
        let rows = pixels.chunks_exact(width as usize * depth);
        rows.skip(self.y as usize).take(self.height as usize).map(move |row| &row[x..x + columns])
    }
}

/// A frame, and the part of it that changed.
pub struct Change<'a> {
    /// Size of the picture, in pixels.
    pub size: (u32, u32),
    /// RGB8 pixels of the frame.
    pub rgb: &'a [u8],
    /// Pixels of the previous frame; empty for the first frame of a clip.
    pub before: &'a [u8],
    /// Rectangle in which the two differ; `None` if they are equal.
    pub area: Option<Area>,
}

impl<'a> Change<'a> {
    /// Compares `rgb` with `before`; only `rows` may differ.
    pub fn new(size: (u32, u32), rgb: &'a [u8], before: &'a [u8], rows: Range<u32>) -> Self {
        let stride = size.0 as usize * 3;
        let bytes = rows.start as usize * stride..rows.end as usize * stride;
        let area = if before.is_empty() {
            Some(Area::whole(size))
        } else {
            let found = difference(&rgb[bytes.clone()], &before[bytes], size.0);
            found.map(|area| Area { y: area.y + rows.start, ..area })
        };
        Self { size, rgb, before, area }
    }
}

/// The smallest rectangle that contains all differences of two pictures of `width` columns.
fn difference(a: &[u8], b: &[u8], width: u32) -> Option<Area> {
    let stride = width as usize * 3;
    let differs = |(_, (a, b)): &(usize, (&[u8], &[u8]))| a != b;
    let rows = || a.chunks_exact(stride).zip(b.chunks_exact(stride)).enumerate();
    let first = rows().find(differs)?.0;
    let last = rows().rev().find(differs)?.0;
    let (mut left, mut right) = (stride, 0);
    for (_, (a, b)) in rows().skip(first).take(last - first + 1).filter(differs) {
        // Only bytes outside the columns found so far can widen the rectangle.
        if let Some(at) = a[..left].iter().zip(&b[..left]).position(|(a, b)| a != b) {
            left = at;
        }
        if let Some(at) = a[right..].iter().zip(&b[right..]).rposition(|(a, b)| a != b) {
            right += at + 1;
        }
    }
    let (x, end) = (left / 3, right.div_ceil(3));
    let (width, height) = ((end - x) as u32, (last - first + 1) as u32);
    Some(Area { x: x as u32, y: first as u32, width, height })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{Area, difference};

    #[test]
    fn equal_pictures_have_no_difference() {
        assert_eq!(difference(&[7; 60], &[7; 60], 5), None);
    }

    proptest! {
        #[test]
        fn the_area_is_the_smallest(dots in proptest::collection::vec((0_u32..9, 0_u32..6, 0_usize..3), 1..5)) {
            let (a, mut b) = ([0_u8; 9 * 6 * 3], [0_u8; 9 * 6 * 3]);
            for &(x, y, channel) in &dots {
                b[(y * 9 + x) as usize * 3 + channel] = 1;
            }
            let of = |key: fn(&(u32, u32, usize)) -> u32| {
                (dots.iter().map(key).min().unwrap(), dots.iter().map(key).max().unwrap())
            };
            let ((left, right), (top, bottom)) = (of(|dot| dot.0), of(|dot| dot.1));
            let area = Area { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
            assert_eq!(difference(&a, &b, 9), Some(area));
        }

        #[test]
        fn rows_are_those_of_the_area(x in 0_u32..4, y in 0_u32..3, byte in any::<u8>()) {
            let mut pixels = [0; 5 * 4];
            pixels[(y * 5 + x) as usize] = byte;
            let area = Area { x, y, width: 1, height: 1 };
            assert_eq!(area.rows(&pixels, 5, 1).collect::<Vec<_>>(), [[byte]]);
        }
    }
}
