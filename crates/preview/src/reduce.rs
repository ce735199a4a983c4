//! Reduces a frame for a window that shows it smaller than it is.
//!
//! Every output pixel becomes the mean of the area that it covers. Graphics hardware would sample only four
//! pixels at each point, so thin lines would flicker as they move.

/// The input pixels of a row or column that one output pixel covers: the index of the first, and the weight
/// of each. The weights add up to [`ONE`].
struct Cover {
    first: usize,
    weights: Vec<u32>,
}

/// Sum of an output pixel's weights.
const ONE: u32 = 1 << 12;

fn covers(from: u32, to: u32) -> Vec<Cover> {
    let ratio = f64::from(from) / f64::from(to);
    (0..to)
        .map(|at| {
            let (start, end) = (f64::from(at) * ratio, f64::from(at + 1) * ratio);
            let first = start as usize;
            let last = ((end - 1e-9).ceil() as usize).min(from as usize).max(first + 1);
            let share = |pixel: usize| (end.min(pixel as f64 + 1.0) - start.max(pixel as f64)) / ratio;
            let mut weights: Vec<u32> =
                (first..last).map(|pixel| (share(pixel) * f64::from(ONE)).round() as u32).collect();
            // The sum is made exact, because otherwise rounding would darken a plain area.
            let sum: u32 = weights.iter().sum();
            let middle = weights.len() / 2;
            weights[middle] = weights[middle] + ONE - sum;
            Cover { first, weights }
        })
        .collect()
}

/// Reduces RGB8 pixels of size `from` to opaque RGBA8 pixels of size `to`, which is not larger on
/// either side.
pub(super) struct Reducer {
    from: (u32, u32),
    columns: Vec<Cover>,
    rows: Vec<Cover>,
    /// Weighted sums of the input rows that one output row covers.
    sums: Vec<u32>,
}

impl Reducer {
    pub(super) fn new(from: (u32, u32), to: (u32, u32)) -> Self {
        Self { from, columns: covers(from.0, to.0), rows: covers(from.1, to.1), sums: Vec::new() }
    }

    pub(super) fn reduce(&mut self, rgb: &[u8]) -> Vec<u8> {
        let stride = self.from.0 as usize * 3;
        let mut reduced = Vec::with_capacity(self.columns.len() * self.rows.len() * 4);
        for row in &self.rows {
            // Rows first, because they are contiguous in memory.
            self.sums.clear();
            self.sums.resize(stride, ONE / 2);
            let lines = rgb[row.first * stride..].chunks_exact(stride);
            for (line, weight) in lines.zip(&row.weights) {
                for (sum, value) in self.sums.iter_mut().zip(line) {
                    *sum += u32::from(*value) * weight;
                }
            }
            for column in &self.columns {
                let mut pixel = [ONE / 2; 3];
                let sums = self.sums[column.first * 3..].chunks_exact(3);
                for (sums, weight) in sums.zip(&column.weights) {
                    for (value, sum) in pixel.iter_mut().zip(sums) {
                        *value += (sum / ONE) * weight;
                    }
                }
                reduced.extend(pixel.map(|value| (value / ONE) as u8));
                reduced.push(255);
            }
        }
        reduced
    }
}

#[cfg(test)]
mod tests {
    use super::Reducer;

    fn grey(values: &[u8]) -> Vec<u8> {
        values.iter().flat_map(|value| [*value; 3]).collect()
    }

    fn opaque(values: &[u8]) -> Vec<u8> {
        values.iter().flat_map(|value| [*value, *value, *value, 255]).collect()
    }

    #[test]
    fn a_pixel_is_the_mean_of_what_it_covers() {
        let reduced = Reducer::new((4, 2), (2, 1)).reduce(&grey(&[0, 20, 100, 100, 40, 60, 200, 200]));
        assert_eq!(reduced, opaque(&[30, 150]));
        let thirds = Reducer::new((3, 1), (2, 1)).reduce(&grey(&[0, 90, 240]));
        assert_eq!(thirds, opaque(&[30, 190]), "half of the pixel in the middle goes to each side");
    }

    #[test]
    fn a_plain_area_keeps_its_colour() {
        for to in [(1, 1), (7, 3), (95, 53), (96, 54)] {
            let reduced = Reducer::new((96, 54), to).reduce(&grey(&[201; 96 * 54]));
            assert_eq!(reduced, opaque(&vec![201; (to.0 * to.1) as usize]), "{to:?}");
        }
    }
}
