//! Conversion of RGB8 to the three planes of video encoders: BT.709, limited range, chroma at half size.
//!
//! The coefficients are from ITU-R BT.709-6, section 3: luma is 0.2126 R + 0.7152 G + 0.0722 B. Only integers
//! are used, so that every machine gets the same planes. A crate for this (`yuv`) supports all formats, but
//! takes half as long to compile as everything else.

use super::change::Area;

/// One picture in three planes.
pub struct Planes {
    width: usize,
    /// Luma plane, one byte per pixel.
    pub y: Vec<u8>,
    /// Blue-difference chroma plane, one byte per two by two pixels.
    pub u: Vec<u8>,
    /// Red-difference chroma plane, one byte per two by two pixels.
    pub v: Vec<u8>,
}

/// Number of fractional bits of the coefficients.
const BITS: u32 = 16;

/// A fixed-point coefficient: `share` of a range of `steps` steps, for channels up to 255.
const fn fixed(share: f64, steps: f64) -> i32 {
    let scaled = share * steps / 255.0 * (1 << BITS) as f64;
    (if scaled < 0.0 { scaled - 0.5 } else { scaled + 0.5 }) as i32
}

const RED: f64 = 0.2126;
const GREEN: f64 = 0.7152;
const BLUE: f64 = 0.0722;

const Y: [i32; 3] = [fixed(RED, 219.0), fixed(GREEN, 219.0), fixed(BLUE, 219.0)];
const U_SHARE: f64 = 2.0 * (1.0 - BLUE);
const U: [i32; 3] = [fixed(-RED / U_SHARE, 224.0), fixed(-GREEN / U_SHARE, 224.0), fixed(0.5, 224.0)];
const V_SHARE: f64 = 2.0 * (1.0 - RED);
const V: [i32; 3] = [fixed(0.5, 224.0), fixed(-GREEN / V_SHARE, 224.0), fixed(-BLUE / V_SHARE, 224.0)];

impl Planes {
    /// Planes for pictures with even sides.
    pub fn new((width, height): (u32, u32)) -> Self {
        let width = width as usize;
        let luma = width * height as usize;
        Self { width, y: vec![0; luma], u: vec![0; luma / 4], v: vec![0; luma / 4] }
    }

    /// Converts the part of `rgb`, a whole picture, that lies in `area`.
    pub fn convert(&mut self, rgb: &[u8], area: Area) {
        let first = area.x as usize / 2 * 2;
        let columns = (area.x as usize + area.width as usize).next_multiple_of(2) - first;
        let end = (area.y as usize + area.height as usize).div_ceil(2);
        for pair in area.y as usize / 2..end {
            let pixels = |row: usize| {
                let at = (row * self.width + first) * 3;
                rgb[at..at + columns * 3].as_chunks::<3>().0
            };
            let (upper, lower) = (pixels(pair * 2), pixels(pair * 2 + 1));
            let at = pair * 2 * self.width + first;
            luma(upper, &mut self.y[at..at + columns]);
            luma(lower, &mut self.y[at + self.width..at + self.width + columns]);
            let at = pair * (self.width / 2) + first / 2;
            let (u, v) = (&mut self.u[at..at + columns / 2], &mut self.v[at..at + columns / 2]);
            let squares = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
            for ((u, v), ([a, b], [c, d])) in u.iter_mut().zip(v).zip(squares) {
                let sum: [i32; 3] =
                    std::array::from_fn(|i| [a, b, c, d].iter().map(|pixel| i32::from(pixel[i])).sum());
                *u = level(sum, U, BITS + 2, 128);
                *v = level(sum, V, BITS + 2, 128);
            }
        }
    }
}

fn luma(pixels: &[[u8; 3]], row: &mut [u8]) {
    for (y, pixel) in row.iter_mut().zip(pixels) {
        *y = level(pixel.map(i32::from), Y, BITS, 16);
    }
}

/// The weighted sum of three channels, rounded, plus `zero`.
fn level(channels: [i32; 3], weights: [i32; 3], bits: u32, zero: i32) -> u8 {
    let sum = channels[0] * weights[0] + channels[1] * weights[1] + channels[2] * weights[2];
    (((sum + (1 << (bits - 1))) >> bits) + zero) as u8
}

#[cfg(test)]
mod tests {
    use super::super::change::Area;
    use super::Planes;

    #[test]
    fn colour_bars_have_the_levels_of_the_standard() {
        // Values of ITU-R BT.709 in limited range, at full amplitude.
        let bars: [([u8; 3], [u8; 3]); 6] = [
            ([255, 255, 255], [235, 128, 128]),
            ([0, 0, 0], [16, 128, 128]),
            ([255, 0, 0], [63, 102, 240]),
            ([0, 255, 0], [173, 42, 26]),
            ([0, 0, 255], [32, 240, 118]),
            ([255, 255, 0], [219, 16, 138]),
        ];
        for (colour, levels) in bars {
            let mut planes = Planes::new((4, 2));
            planes.convert(&colour.repeat(8), Area::whole((4, 2)));
            assert_eq!([planes.y[7], planes.u[1], planes.v[1]], levels, "{colour:?}");
        }
    }

    #[test]
    fn a_part_is_converted_like_the_whole() {
        let size = (10, 6);
        let old: Vec<u8> = (0..180).map(|at| at as u8).collect();
        let mut new = old.clone();
        let area = Area { x: 3, y: 1, width: 4, height: 2 };
        for row in 1..3 {
            new[(row * 10 + 3) * 3..(row * 10 + 7) * 3].fill(200);
        }
        let (mut part, mut whole) = (Planes::new(size), Planes::new(size));
        part.convert(&old, Area::whole(size));
        part.convert(&new, area);
        whole.convert(&new, Area::whole(size));
        assert_eq!((part.y, part.u, part.v), (whole.y, whole.u, whole.v));
    }
}
