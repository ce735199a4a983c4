//! Sides and lanes of the items on a timeline.

use std::sync::Arc;

use super::{Axis, Entry, LANE_GAP, POLE_GAP, SPAN_PADDING, Timeline};
use crate::text::TextBlock;

/// An item on one side of the ribbon.
pub(super) struct Flag<'a> {
    pub(super) item: &'a Entry,
    pub(super) text: Arc<TextBlock>,
    /// Horizontal extent: from the pole, or the bar's start, to the end of bar and text.
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// End of the bar, for a span.
    pub(super) bar: Option<f64>,
    pub(super) lane: usize,
}

/// Start and end of an item with its text, and the end of its bar if it is a span.
pub(super) fn place(one: &Entry, text: &TextBlock, axis: &Axis) -> (f64, f64, Option<f64>) {
    match (one.date, one.from, one.to) {
        (None, Some(from), Some(to)) => {
            let (x0, end) = (axis.start(from), axis.start(to + 1.0));
            let inside = text.width + 2.0 * SPAN_PADDING <= end - x0;
            (x0, if inside { end } else { end + POLE_GAP + text.width }, Some(end))
        }
        (date, ..) => {
            let x = axis.middle(date.unwrap_or(axis.from));
            (x, x + POLE_GAP + text.width, None)
        }
    }
}

/// Distributes the items to the sides above and below the ribbon.
pub(super) fn sides<'a>(
    node: &'a Timeline,
    texts: Vec<Arc<TextBlock>>,
    axis: &Axis,
) -> (Vec<Flag<'a>>, Vec<Flag<'a>>) {
    let mut flags: Vec<Flag<'a>> = (node.items.iter().zip(texts))
        .map(|(one, text)| {
            let (x0, x1, bar) = place(one, &text, axis);
            Flag { item: one, text, x0, x1, bar, lane: 0 }
        })
        .collect();
    flags.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let spans = flags.iter().any(|flag| flag.bar.is_some());
    let mut sides = (Vec::new(), Vec::new());
    for (at, flag) in flags.into_iter().enumerate() {
        let is_below = if spans { flag.bar.is_some() } else { at % 2 == 1 };
        if is_below { sides.1.push(flag) } else { sides.0.push(flag) }
    }
    sides
}

/// Gives each flag, from right to left, the lowest lane in which its text is free. Poles are at the left of
/// texts, so a pole can only meet texts that begin further left, and those have higher lanes.
pub(super) fn raise(flags: &mut [Flag<'_>]) {
    let ends: Vec<(f64, f64)> = flags.iter().map(|flag| (flag.x0, flag.x1)).collect();
    for (flag, lane) in flags.iter_mut().zip(lanes(&ends)) {
        flag.lane = lane;
    }
}

/// Gives each span, from left to right, the free lane nearest to the ribbon.
pub(super) fn stack(spans: &mut [Flag<'_>]) {
    let mut ends: Vec<f64> = Vec::new();
    for span in spans {
        let free = ends.iter().position(|end| end + LANE_GAP <= span.x0);
        span.lane = free.unwrap_or(ends.len());
        if free.is_none() {
            ends.push(0.0);
        }
        ends[span.lane] = span.x1;
    }
}

/// Lanes of stretches that are sorted by their start.
fn lanes(stretches: &[(f64, f64)]) -> Vec<usize> {
    let mut lanes = vec![0; stretches.len()];
    for at in (0..stretches.len()).rev() {
        let right = at + 1..stretches.len();
        let meets = |other: &usize| stretches[at].1 + LANE_GAP > stretches[*other].0;
        // The lane is above those of all flags at the right that the text reaches: it would cross their poles.
        lanes[at] = right.filter(meets).map(|other| lanes[other] + 1).max().unwrap_or(0);
    }
    lanes
}

pub(super) fn lane_heights(flags: &[Flag<'_>]) -> Vec<f64> {
    let count = flags.iter().map(|flag| flag.lane + 1).max().unwrap_or(0);
    let height = |lane: usize| {
        let own = flags.iter().filter(|flag| flag.lane == lane);
        own.map(|flag| flag.text.height + if flag.bar.is_some() { 14.0 } else { 0.0 }).fold(0.0, f64::max)
    };
    (0..count).map(|lane| height(lane) + LANE_GAP).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_rise_over_those_they_reach() {
        assert_eq!(lanes(&[(0.0, 100.0), (200.0, 300.0)]), [0, 0]);
        assert_eq!(lanes(&[(0.0, 250.0), (200.0, 300.0)]), [1, 0]);
        assert_eq!(lanes(&[(0.0, 250.0), (200.0, 450.0), (400.0, 500.0)]), [2, 1, 0]);
        assert_eq!(lanes(&[(0.0, 10.0), (0.0, 10.0)]), [1, 0], "the same day twice");
        assert_eq!(lanes(&[]), Vec::<usize>::new());
    }
}
