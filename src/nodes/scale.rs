//! Scales: round numbers at or above a value, and between two.

/// Steps of one decade, as few digits as possible.
const ROUND: [f64; 9] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];
/// Steps between the lines of a grid, in one decade.
const GRID: [f64; 3] = [1.0, 2.0, 5.0];

/// The least round number at or above `value`; 1 when it is not above 0.
pub(super) fn round_up(value: f64) -> f64 {
    rounded_up(value, &ROUND)
}

/// The lines of a grid over `low` to `high`: some five at round numbers, the outer two at or beyond
/// both, and how their numbers are written.
pub(super) struct Grid {
    pub(super) lines: Vec<f64>,
    /// How many digits after the point they need.
    pub(super) decimals: usize,
    /// The power of ten that they are written in, for values so small that the digits would be zeros: a
    /// multiple of 3, or 0.
    pub(super) exponent: i32,
}

impl Grid {
    /// The number to write beside a line.
    pub(super) fn written(&self, line: f64) -> f64 {
        line * ten(-self.exponent)
    }
}

/// Values below this are written in a power of ten.
const SMALL: f64 = 1e-3;
/// Digits after the point that tell apart two values next to one another.
const MOST_DECIMALS: i32 = 12;

/// The grid that covers `low` to `high`, two finite numbers.
pub(super) fn grid(low: f64, high: f64) -> Grid {
    // A flat line has a grid of its own size around it.
    let size = low.abs().max(high.abs());
    // Closer than that, the lines of a grid could not be told apart as numbers.
    let span = if high > low { (high - low).max(size * 1e-9) } else { size.max(1.0) };
    let step = rounded_up(span / 5.0, &GRID);
    let (first, last) = ((low / step).floor(), (high / step).ceil());
    let last = if last > first { last } else { first + 1.0 };
    let lines = (0..=(last - first).min(8.0) as usize).map(|at| (first + at as f64) * step).collect();
    let exponent = match size {
        _ if size > 0.0 && size < SMALL => decade(size).div_euclid(3) * 3,
        _ => 0,
    };
    Grid { lines, decimals: (exponent - decade(step)).clamp(0, MOST_DECIMALS) as usize, exponent }
}

fn rounded_up(value: f64, steps: &[f64]) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let decade = decade(value);
    // A division by a power of ten is exact where a multiplication by its inverse is not.
    let at = |step: f64, decade: i32| match decade {
        0.. => step * ten(decade),
        _ => step / ten(-decade),
    };
    let fits = steps.iter().map(|step| at(*step, decade)).find(|round| *round >= value);
    fits.unwrap_or_else(|| at(1.0, decade + 1))
}

/// The power of ten at or below a positive number.
fn decade(value: f64) -> i32 {
    libm::floor(libm::log10(value)) as i32
}

fn ten(power: i32) -> f64 {
    libm::pow(10.0, f64::from(power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        let cases = [(6.0, 6.0), (6.1, 8.0), (9.0, 10.0), (35_000.0, 40_000.0), (0.07, 0.08), (0.0, 1.0)];
        for (value, round) in cases {
            assert_eq!(round_up(value), round, "{value}");
        }
    }

    #[test]
    fn grids_cover_what_they_are_for() {
        for (low, high) in [(0.6, 4.0), (-3.0, 3.0), (7.0, 7.0), (0.0, 0.0), (1e-7, 1.1e-7), (-1e15, 1e15)] {
            let grid = grid(low, high);
            let (first, last) = (grid.lines[0], grid.lines[grid.lines.len() - 1]);
            assert!(first <= low && high <= last, "{low} to {high}: {:?}", grid.lines);
            assert!((2..=8).contains(&grid.lines.len()), "{low} to {high}: {:?}", grid.lines);
        }
        assert_eq!(grid(0.6, 4.0).lines, [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(grid(0.0, 0.3).decimals, 1);
    }

    #[test]
    fn the_numbers_of_a_grid_differ() {
        for (low, high) in [(1e-9, 2e-9), (0.0, 4e-5), (-3e-7, 2e-7), (1.0, 1.000_000_01), (0.001, 0.0042)] {
            let grid = grid(low, high);
            let write = |line: &f64| format!("{:.*}", grid.decimals, grid.written(*line));
            let mut written: Vec<String> = grid.lines.iter().map(write).collect();
            assert!(written.iter().all(|number| number.len() <= 12), "{written:?}");
            written.dedup();
            assert_eq!(written.len(), grid.lines.len(), "{low} to {high}: {written:?}");
        }
        assert_eq!((grid(1e-9, 2e-9).exponent, grid(1e-9, 2e-9).decimals), (-9, 1));
        assert_eq!(grid(0.001, 0.0042).exponent, 0);
    }
}
