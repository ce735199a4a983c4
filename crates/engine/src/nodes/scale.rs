//! Scales: round numbers at or above a value, and grid lines over a range.

use super::{Misfit, NumberFormat};

/// The scale of a meter or gauge.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    min: f64,
    max: f64,
}

impl Scale {
    pub(super) fn new(min: f64, max: f64) -> Self {
        Self { min, max }
    }

    /// Checks that `min` is below `max` and `value` lies between them.
    pub(super) fn check(self, value: f64) -> Result<(), Misfit> {
        let Self { min, max } = self;
        if min >= max {
            let message = format!("`max` is {max}, not above `min`, {min}");
            return Err(Misfit { field: "max", message, help: format!("write more than {min}") });
        }
        if !(min..=max).contains(&value) {
            let message = format!("`value` is {value}, outside {min} to {max}");
            let help = format!("write a number from {min} to {max}, or widen `min` and `max`");
            return Err(Misfit { field: "value", message, help });
        }
        Ok(())
    }

    /// Format of the numbers at the ends: without unit, and without decimals if both are whole.
    pub(super) fn format(self, of_value: &NumberFormat) -> NumberFormat {
        let whole = [self.min, self.max].iter().all(|end| end.fract() == 0.0);
        let decimals = if whole { 0 } else { of_value.decimals };
        NumberFormat { unit: "".into(), decimals, ..of_value.clone() }
    }
}

/// Round numbers in one decade, with as few digits as possible.
const ROUND: [f64; 9] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];
/// Distances between grid lines, in one decade.
const GRID: [f64; 3] = [1.0, 2.0, 5.0];

/// The least round number at or above `value`; 1 if `value` is not above 0.
pub(super) fn round_up(value: f64) -> f64 {
    rounded_up(value, &ROUND)
}

/// Grid lines over a range: about five at round numbers, the outer two at or beyond its ends, with the format
/// of their numbers.
pub(super) struct Grid {
    pub(super) lines: Vec<f64>,
    /// Number of decimals that the lines need.
    pub(super) decimals: usize,
    /// Exponent of the power of ten that the numbers are multiplied by, for values so small that their digits
    /// would be zeros: a multiple of 3, or 0.
    pub(super) exponent: i32,
}

impl Grid {
    /// The number to write beside a line.
    pub(super) fn written(&self, line: f64) -> f64 {
        line * ten(-self.exponent)
    }
}

/// Limit below which values are written with a power of ten.
const SMALL: f64 = 1e-3;
/// Most decimals needed to distinguish neighbouring lines.
const MOST_DECIMALS: i32 = 12;

/// The grid over `low` to `high`, two finite numbers.
pub(super) fn grid(low: f64, high: f64) -> Grid {
    // A flat line has a grid as high as its own value around it.
    let size = low.abs().max(high.abs());
    // With a smaller span, the numbers of the lines could not be told apart.
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
    // Division by a power of ten is exact where multiplication by its inverse is not.
    let at = |step: f64, decade: i32| match decade {
        0.. => step * ten(decade),
        _ => step / ten(-decade),
    };
    let fits = steps.iter().map(|step| at(*step, decade)).find(|round| *round >= value);
    fits.unwrap_or_else(|| at(1.0, decade + 1))
}

/// Exponent of the greatest power of ten that is not above a positive number.
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
