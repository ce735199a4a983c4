//! `flashes`: nothing flashes more than three times in a second (WCAG 2.2, 2.3.1).
//!
//! A flash is a pair of opposing changes of relative luminance by 10 % of full white or more, with the darker
//! state below 0.80. Flashes count if, within the same second, they fill a quarter of any window that is a
//! third of the picture wide and high.
//!
//! The rule samples filled areas on a coarse grid at the clip's own rate instead of all pixels: that is some
//! hundred times faster, and only a large area can be a finding. Glyphs and lines are left out, because they
//! cover less than a quarter of any such window. Seconds with too few motions for four flashes are skipped.

mod watch;

use kurbo::{Point, Rect, Size};

use super::backdrop::over;
use super::{Collector, Finding, Subject};
use halfminute_basics::time::{Interval, Time};
use halfminute_engine::display::Color;
use halfminute_engine::scene::{Effect, LEAD_IN};
use halfminute_engine::theme::luminance;
use halfminute_engine::timeline::{Piece, Pose, Sprite};
use watch::Watch;

/// Columns and rows of the grid.
const COLUMNS: usize = 32;
const ROWS: usize = 18;
/// Number of opposing changes in a second that are still only three flashes.
const MOST_CHANGES: usize = 7;
const SECOND: Time = Time::from_millis(1000);

type Grid = Vec<f64>;

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    let mut watch = Watch::default();
    for now in frames(subject) {
        if subject.budget.is_spent() {
            return;
        }
        subject.budget.spend(subject.timeline.steps(now));
        let grid = luminances(&subject.timeline.sample(now), subject);
        if watch.look(now, &grid) {
            let beat = subject.beats().find(|(_, beat)| now < beat.time.end);
            found.extend(beat.map(|(at, beat)| {
                let seconds = (now - beat.time.start).seconds();
                let message =
                    format!("a large area flashes more than three times in the second before {seconds:.1} s");
                let help = "change it less often: flashes can harm viewers";
                Finding::new(&beat.span, message, help).in_beat(at).at(now)
            }));
            return;
        }
    }
}

/// Instants of the frames at which a fourth flash is possible.
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

/// Number of changes that one motion can cause at a point: something passes over it, or moves there and back.
const CHANGES: i64 = 2;
/// Number of changes that the start of a beat can cause: nodes leave, glide and enter.
const CHANGES_OF_LEAD_IN: i64 = 4;

/// Stretches that consist of seconds with enough motions for four flashes.
fn busy(subject: &Subject<'_>) -> Vec<(Time, Time)> {
    // The instants from which on a one-second window contains part of a motion, or no longer does.
    let mut turns: Vec<(Time, i64)> = Vec::new();
    let mut motion = |time: Interval, changes: i64| {
        turns.extend([(time.start - SECOND, changes), (time.end, -changes)]);
    };
    for beat in &subject.scene.beats {
        motion(Interval::new(beat.time.start, LEAD_IN), CHANGES_OF_LEAD_IN);
        for act in &beat.acts {
            act.steps.iter().for_each(|step| motion(step.time, CHANGES));
            // A mark or a focus that ends before its beat fades out as fast as it came.
            if let Effect::Outline { until, .. } | Effect::Focus { until, .. } = act.effect
                && until < beat.time.end
            {
                motion(Interval::new(until, act.time.end - act.time.start), CHANGES);
            }
        }
    }
    turns.sort();
    let mut stretches: Vec<(Time, Time)> = Vec::new();
    let (mut changes, mut since) = (0, None);
    for (now, more) in turns {
        changes += more;
        match since {
            None if changes > MOST_CHANGES as i64 => since = Some(now.max(Time::ZERO)),
            Some(start) if changes <= MOST_CHANGES as i64 => {
                stretches.push((start, now + SECOND));
                since = None;
            }
            _ => {}
        }
    }
    stretches
}

/// The luminance at the middle of each cell.
fn luminances(pose: &Pose, subject: &Subject<'_>) -> Grid {
    let canvas = subject.layout.canvas;
    let cell = Size::new(canvas.width / COLUMNS as f64, canvas.height / ROWS as f64);
    let mut grid = vec![subject.theme.color.ground; COLUMNS * ROWS];
    for sprite in &pose.stage {
        let Sprite::Node { opacity, pieces, .. } = sprite else { continue };
        for piece in pieces {
            paint(&mut grid, cell, (pose, piece), piece.opacity * opacity, subject);
        }
    }
    // Neighbouring cells mostly have the same colour.
    let mut known = (Color::TRANSPARENT, 0.0);
    let mut of = |color: Color| {
        if color != known.0 {
            known = (color, luminance(color));
        }
        known.1
    };
    grid.into_iter().map(&mut of).collect()
}

fn paint(
    grid: &mut [Color],
    cell: Size,
    (pose, piece): (&Pose, &Piece),
    opacity: f64,
    subject: &Subject<'_>,
) {
    let transform = pose.camera * piece.transform;
    if transform.determinant() == 0.0 {
        return;
    }
    let (rect, back) = (transform.transform_rect_bbox(piece.element.rect), transform.inverse());
    let (rows, columns) = cells(rect, cell);
    subject.budget.spend_for(2 + rows.len() * columns.len() / 4);
    for row in rows {
        for column in columns.clone() {
            let middle = Point::new((column as f64 + 0.5) * cell.width, (row as f64 + 0.5) * cell.height);
            if let Some(color) = subject.backdrop.color(&piece.element, back * middle) {
                let below = &mut grid[row * COLUMNS + column];
                *below = over(color.multiply_alpha(opacity as f32), *below);
            }
        }
    }
}

/// The rows and columns of the cells whose middle lies inside `rect`.
fn cells(rect: Rect, cell: Size) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
    let span = |low: f64, high: f64, pitch: f64, most: usize| {
        let first = (low / pitch - 0.5).ceil().clamp(0.0, most as f64) as usize;
        first..((high / pitch - 0.5).ceil().clamp(0.0, most as f64) as usize).max(first)
    };
    (span(rect.y0, rect.y1, cell.height, ROWS), span(rect.x0, rect.x1, cell.width, COLUMNS))
}
