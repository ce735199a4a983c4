//! `flashes`: nothing flashes more than three times in a second (WCAG 2.2, 2.3.1).
//!
//! A flash is a pair of opposing changes of relative luminance by 10 % of full white or more, the
//! darker state below 0.80. Flashes count when they fill a quarter of any window of a third of the
//! picture each way, within the same second.
//!
//! Pictures are judged from their filled boxes on a coarse grid, at the clip's own rate, instead
//! of from pixels: that is some hundred times faster, and only a large area can be a finding. Glyphs and
//! lines are left out, because their ink covers less than a quarter of any such window. Seconds
//! with too few starts of motions for four flashes are not looked at at all.

use kurbo::Rect;

use super::{Finding, Subject};
use crate::display::Color;
use crate::nodes::{Element, Ink};
use crate::theme::luminance;
use crate::time::Time;
use crate::timeline::{Pose, Sprite};

/// Cells of the grid.
const COLUMNS: usize = 32;
const ROWS: usize = 18;
/// Cells of a window: a third each way.
const WINDOW: (usize, usize) = (COLUMNS / 3, ROWS / 3);
const QUARTER: usize = WINDOW.0 * WINDOW.1 / 4;
/// Opposing changes in a second that are still three flashes.
const MOST_CHANGES: usize = 7;
const CHANGE: f64 = 0.1;
const DARK: f64 = 0.8;
const SECOND: Time = Time::from_millis(1000);

type Grid = Vec<f64>;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let mut watch = Watch::default();
    for now in frames(subject) {
        let grid = luminances(&subject.timeline.sample(now), subject);
        if watch.look(now, &grid) {
            let beat = subject.beats().find(|(_, beat)| now < beat.time.end);
            let finding = beat.map(|(at, beat)| {
                let seconds = (now - beat.time.start).seconds();
                let message =
                    format!("a large area flashes more than three times in the second before {seconds:.1} s");
                let help = "change it less often: flashes can harm viewers";
                Finding::new(&beat.span, message, help).in_beat(at)
            });
            return finding.into_iter().collect();
        }
    }
    Vec::new()
}

/// The instants of the frames at which there could be a fourth flash.
fn frames(subject: &Subject<'_>) -> Vec<Time> {
    let rate = subject.scene.clip.rate;
    let busy = busy(subject);
    let mut frames: Vec<u32> = Vec::new();
    for (start, end) in busy {
        let first = rate.frame_at(start).max(frames.last().map_or(0, |last| last + 1));
        frames.extend(first..=rate.frame_at(end));
    }
    frames
        .into_iter()
        .map(|frame| rate.instant(frame))
        .take_while(|now| *now < subject.scene.clip.lasts)
        .collect()
}

/// Stretches around seconds in which enough motions begin: the changes of four flashes.
fn busy(subject: &Subject<'_>) -> Vec<(Time, Time)> {
    let mut starts: Vec<Time> = Vec::new();
    for beat in &subject.scene.beats {
        starts.push(beat.time.start);
        // Steps that begin together are one change.
        starts.extend(beat.acts.iter().flat_map(|act| act.steps.iter().map(|step| step.time.start)));
    }
    starts.sort();
    starts.dedup();
    let runs = starts.windows(MOST_CHANGES + 1).filter(|run| run[MOST_CHANGES] - run[0] <= SECOND);
    runs.map(|run| (run[0], run[MOST_CHANGES] + SECOND)).collect()
}

/// The luminance of each cell's middle.
fn luminances(pose: &Pose, subject: &Subject<'_>) -> Grid {
    let canvas = subject.layout.canvas;
    let cell = (canvas.width / COLUMNS as f64, canvas.height / ROWS as f64);
    let mut grid = vec![luminance(subject.theme.color.ground); COLUMNS * ROWS];
    for sprite in &pose.stage {
        let Sprite::Node { opacity, pieces, .. } = sprite else { continue };
        for piece in pieces {
            if let Some((rect, color)) = fill(&piece.element) {
                let rect = (pose.camera * piece.transform).transform_rect_bbox(rect);
                paint(&mut grid, cell, rect, (color, piece.opacity * opacity));
            }
        }
    }
    grid
}

fn fill(element: &Element) -> Option<(Rect, Color)> {
    let rect = element.rect;
    match &element.ink {
        Ink::Panel(panel) => Some((rect, panel.fill)),
        Ink::Area { color, .. } => Some((rect, *color)),
        Ink::Filling { share, color, .. } => {
            Some((Rect { x1: rect.x0 + rect.width() * share, ..rect }, *color))
        }
        Ink::Text { .. }
        | Ink::Number { .. }
        | Ink::Line { .. }
        | Ink::Ring { .. }
        | Ink::Image { .. }
        | Ink::Drawing(_) => None,
    }
}

fn paint(grid: &mut Grid, cell: (f64, f64), rect: Rect, (color, opacity): (Color, f64)) {
    let alpha = f64::from(color.components[3]) * opacity;
    // Cells whose middle lies inside.
    let span = |low: f64, high: f64, pitch: f64, most: usize| {
        let first = (low / pitch - 0.5).ceil().clamp(0.0, most as f64) as usize;
        first..((high / pitch - 0.5).ceil().clamp(0.0, most as f64) as usize).max(first)
    };
    let own = luminance(color);
    for row in span(rect.y0, rect.y1, cell.1, ROWS) {
        for column in span(rect.x0, rect.x1, cell.0, COLUMNS) {
            let below = &mut grid[row * COLUMNS + column];
            *below += (own - *below) * alpha;
        }
    }
}

/// What each cell has done so far.
#[derive(Default)]
struct Watch {
    cells: Vec<Cell>,
}

#[derive(Clone)]
struct Cell {
    /// The brightest and the darkest since the last change.
    high: f64,
    low: f64,
    /// Whether the last change was a rise.
    rose: Option<bool>,
    changes: Vec<Time>,
}

impl Watch {
    /// Takes in a frame; true when some window has flashed too often.
    fn look(&mut self, now: Time, grid: &Grid) -> bool {
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
    /// Notes a change against the direction of the last one; what goes on in its direction is part
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

    /// Whether a whole picture that swings between two luminances `hertz` times a second is found.
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
