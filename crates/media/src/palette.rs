//! The palette of a clip's GIF, of 255 colours.
//!
//! Clips are flat: a few colours cover most of each still, and blends of them form the edges of text. The most
//! frequent colours are kept exactly; the others are divided into boxes by median cut (Heckbert, "Color image
//! quantization for frame buffer display", 1982).

use std::collections::BTreeMap;

/// Index of the transparent colour, which leaves the pixel of the previous picture.
pub(super) const TRANSPARENT: u8 = 255;
/// Maximum number of colours of a palette.
const COLOURS: usize = 255;
/// Maximum number of colours that are kept exactly; each must cover at least one pixel in `SHARE`.
const EXACT: usize = 128;
const SHARE: u64 = 20_000;

/// A palette of up to 255 colours.
#[derive(Debug)]
pub struct Palette {
    colours: Vec<[u8; 3]>,
}

/// The number of pixels of each colour in some pictures.
#[derive(Clone, Debug, Default)]
pub struct ColorCounts(BTreeMap<[u8; 3], u64>);

impl ColorCounts {
    /// The counts of one picture, given its RGB8 pixels.
    #[must_use]
    pub fn new(rgb: &[u8]) -> Self {
        let mut counts: BTreeMap<[u8; 3], u64> = BTreeMap::new();
        // Runs of equal pixels are counted at once.
        for run in rgb.as_chunks::<3>().0.chunk_by(|a, b| a == b) {
            *counts.entry(run[0]).or_default() += run.len() as u64;
        }
        Self(counts)
    }

    /// The sum of two counts, which does not depend on their order.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (colour, pixels) in other.0 {
            *self.0.entry(colour).or_default() += pixels;
        }
        self
    }
}

/// A colour and the number of its pixels.
type ColorCount = ([u8; 3], u64);

impl Palette {
    /// Chooses the colours for pictures with these counts.
    #[must_use]
    pub fn new(counts: ColorCounts) -> Self {
        Self { colours: choose(counts.0.into_iter().collect()) }
    }

    /// Red, green and blue of each colour, padded to 256 colours so that `TRANSPARENT` is a valid index.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.colours.as_flattened().to_vec();
        bytes.resize(256 * 3, 0);
        bytes
    }

    /// The index of the nearest colour; the first one if several are equally near.
    fn nearest(&self, colour: [u8; 3]) -> u8 {
        let distance = |other: &[u8; 3]| -> i32 {
            // The eye is most sensitive to green and least to blue.
            let weights = [3, 6, 1];
            (0..3).map(|i| weights[i] * (i32::from(colour[i]) - i32::from(other[i])).pow(2)).sum()
        };
        let nearest = self.colours.iter().enumerate().min_by_key(|(_, other)| distance(other));
        nearest.map_or(0, |(at, _)| at as u8)
    }
}

/// A cache of the index of each colour.
pub(super) struct Indices<'a> {
    palette: &'a Palette,
    /// Index of each possible RGB colour; [`TRANSPARENT`] if not yet known.
    known: Vec<u8>,
}

impl<'a> Indices<'a> {
    pub(super) fn new(palette: &'a Palette) -> Self {
        Self { palette, known: vec![TRANSPARENT; 1 << 24] }
    }

    pub(super) fn of(&mut self, colour: [u8; 3]) -> u8 {
        let [red, green, blue] = colour.map(usize::from);
        let known = &mut self.known[red << 16 | green << 8 | blue];
        if *known == TRANSPARENT {
            *known = self.palette.nearest(colour);
        }
        *known
    }
}

/// Chooses colours that represent all that were counted.
fn choose(mut counted: Vec<ColorCount>) -> Vec<[u8; 3]> {
    let total: u64 = counted.iter().map(|(_, pixels)| pixels).sum();
    counted.sort_by_key(|&(colour, pixels)| (std::cmp::Reverse(pixels), colour));
    if counted.len() <= COLOURS {
        return counted.into_iter().map(|(colour, _)| colour).collect();
    }
    let common = counted.iter().take(EXACT).take_while(|(_, pixels)| pixels * SHARE >= total).count();
    let rest = counted.split_off(common);
    let exact = counted.into_iter().map(|(colour, _)| colour);
    exact.chain(cut(rest, COLOURS - common).iter().map(|colours| mean(colours))).collect()
}

/// Divides colours into `count` boxes; the next box to be cut is always the one with the largest product of
/// pixels and longest side.
fn cut(colours: Vec<ColorCount>, count: usize) -> Vec<Vec<ColorCount>> {
    let mut boxes = vec![colours];
    while boxes.len() < count {
        let widest = (0..boxes.len()).max_by_key(|&at| {
            let pixels: u64 = boxes[at].iter().map(|(_, pixels)| pixels).sum();
            pixels.saturating_mul(u64::from(longest_side(&boxes[at]).1))
        });
        let Some(at) = widest.filter(|&at| longest_side(&boxes[at]).1 > 0) else { break };
        let mut colours = boxes.swap_remove(at);
        let (channel, _) = longest_side(&colours);
        colours.sort_by_key(|(colour, _)| (colour[channel], *colour));
        let half: u64 = colours.iter().map(|(_, pixels)| pixels).sum::<u64>() / 2;
        let mut below = 0;
        let middle = colours.iter().position(|(_, pixels)| {
            below += pixels;
            below > half
        });
        let upper = colours.split_off(middle.unwrap_or(0).clamp(1, colours.len() - 1));
        boxes.push(colours);
        boxes.push(upper);
    }
    boxes
}

/// The channel with the largest range of values, and that range.
fn longest_side(colours: &[ColorCount]) -> (usize, u8) {
    let side = |channel: usize| {
        let values = || colours.iter().map(|(colour, _)| colour[channel]);
        values().max().unwrap_or(0) - values().min().unwrap_or(0)
    };
    (0..3).map(|channel| (channel, side(channel))).max_by_key(|&(_, side)| side).unwrap_or((0, 0))
}

fn mean(colours: &[ColorCount]) -> [u8; 3] {
    let total: u64 = colours.iter().map(|(_, pixels)| pixels).sum::<u64>().max(1);
    std::array::from_fn(|channel| {
        let sum: u64 = colours.iter().map(|(colour, pixels)| u64::from(colour[channel]) * pixels).sum();
        ((sum + total / 2) / total) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::{COLOURS, choose};

    #[test]
    fn few_colours_are_all_kept() {
        let counted: Vec<_> = (0..=254).map(|grey| ([grey; 3], 1)).collect();
        assert_eq!(choose(counted).len(), 255);
    }

    #[test]
    fn common_colours_are_exact_and_the_others_near() {
        let mut counted: Vec<_> =
            (0..40_u8).flat_map(|red| (0..40_u8).map(move |green| ([red * 6, green * 6, 99], 1))).collect();
        counted.extend([([1, 2, 3], 100_000), ([250, 251, 252], 50_000)]);
        let colours = choose(counted);
        assert_eq!((colours.len(), colours[0], colours[1]), (COLOURS, [1, 2, 3], [250, 251, 252]));
        for (red, green) in [(0, 0), (234, 234), (120, 60), (6, 228)] {
            let near = |[r, g, _]: &[u8; 3]| r.abs_diff(red) <= 20 && g.abs_diff(green) <= 20;
            assert!(colours.iter().any(near), "{red} {green}");
        }
    }
}
