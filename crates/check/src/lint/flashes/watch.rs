//! Luminances from frame to frame: counts opposing changes in each cell.

use super::{COLUMNS, MOST_CHANGES, ROWS, SECOND};
use halfminute_basics::time::Time;

/// Columns and rows of a window, which is a third of the grid each way.
const WINDOW: (usize, usize) = (COLUMNS / 3, ROWS / 3);
const QUARTER: usize = WINDOW.0 * WINDOW.1 / 4;
const CHANGE: f64 = 0.1;
const DARK: f64 = 0.8;

/// Luminance and recent changes of each cell.
#[derive(Default)]
pub(super) struct Watch {
    cells: Vec<Cell>,
}

#[derive(Clone)]
struct Cell {
    /// Highest and lowest luminance since the last change.
    high: f64,
    low: f64,
    /// True if the last change was a rise; `None` before the first change.
    rose: Option<bool>,
    changes: Vec<Time>,
}

impl Watch {
    /// Takes in a frame; returns true if some window has flashed too often.
    pub(super) fn look(&mut self, now: Time, grid: &[f64]) -> bool {
        if self.cells.is_empty() {
            let cell =
                |luminance: &f64| Cell { high: *luminance, low: *luminance, rose: None, changes: Vec::new() };
            self.cells = grid.iter().map(cell).collect();
            return false;
        }
        let mut changed = false;
        for (cell, luminance) in self.cells.iter_mut().zip(grid) {
            changed |= cell.look(now, *luminance);
        }
        changed && self.too_often()
    }

    fn too_often(&self) -> bool {
        let flashes =
            |row: usize, column: usize| self.cells[row * COLUMNS + column].changes.len() > MOST_CHANGES;
        let window = |top: usize, left: usize| {
            let rows = top..top + WINDOW.1;
            rows.flat_map(|row| (left..left + WINDOW.0).map(move |column| (row, column)))
                .filter(|(row, column)| flashes(*row, *column))
                .count()
        };
        (0..=ROWS - WINDOW.1).any(|top| (0..=COLUMNS - WINDOW.0).any(|left| window(top, left) >= QUARTER))
    }
}

impl Cell {
    /// Records a change against the direction of the last one; a further change in the same direction is part
    /// of it.
    fn look(&mut self, now: Time, luminance: f64) -> bool {
        self.changes.retain(|change| now - *change < SECOND);
        self.high = self.high.max(luminance);
        self.low = self.low.min(luminance);
        let rises = luminance - self.low >= CHANGE && self.low < DARK;
        let falls = self.high - luminance >= CHANGE && luminance < DARK;
        let turn = match self.rose {
            Some(true) => falls.then_some(false),
            Some(false) => rises.then_some(true),
            None => rises.then_some(true).or(falls.then_some(false)),
        };
        if turn.is_none() {
            return false;
        }
        (self.rose, self.high, self.low) = (turn, luminance, luminance);
        self.changes.push(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// True if flashes are found in a picture that alternates between two luminances `hertz` times a second.
    fn swings(hertz: i64, (dark, bright): (f64, f64)) -> bool {
        let mut watch = Watch::default();
        (0..60).any(|frame| {
            let now = Time::from_millis(frame * 1000 / 30);
            let high = frame * 2 * hertz / 30 % 2 == 1;
            watch.look(now, &vec![if high { bright } else { dark }; COLUMNS * ROWS])
        })
    }

    #[test]
    fn four_in_a_second_are_too_many() {
        assert!(swings(5, (0.2, 0.9)));
        assert!(!swings(3, (0.2, 0.9)));
    }

    #[test]
    fn small_and_bright_changes_are_no_flashes() {
        assert!(!swings(5, (0.5, 0.59)), "less than a tenth");
        assert!(!swings(5, (0.82, 1.0)), "the darker state is bright");
    }

    #[test]
    fn a_small_area_may_flash() {
        let mut watch = Watch::default();
        let mut grid = vec![0.2; COLUMNS * ROWS];
        let found = (0..60).any(|frame| {
            grid[..5].fill(if frame % 4 < 2 { 0.2 } else { 0.9 });
            watch.look(Time::from_millis(frame * 33), &grid)
        });
        assert!(!found);
    }
}
