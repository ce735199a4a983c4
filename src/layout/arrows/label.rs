//! Where an arrow's label stands: beside its line, where nothing else is.

use std::sync::Arc;

use kurbo::{Point, Rect};

use super::floor::Floor;
use super::route::Way;
use crate::layout::pictures::Studio;
use crate::polyline::length;
use crate::scene::Arrow;
use crate::text::TextBlock;

/// Between an arrow and its label: to the right or left, and above or below.
const GAP: (f64, f64) = (20.0, 10.0);
/// Where along a stretch a label may stand, the best first.
const SHARES: [f64; 7] = [0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9];
/// The same for a line that others cross in its middle.
const SHARES_OF_CROSSED: [f64; 7] = [0.3, 0.7, 0.2, 0.8, 0.4, 0.6, 0.5];
/// Stretches along which a place is looked for.
const MOST_STRETCHES: usize = 6;

/// The shaped label of an arrow, if it has one.
pub(super) fn set(arrow: &Arrow, studio: &mut Studio<'_>) -> Option<Arc<TextBlock>> {
    let mut pen = studio.pen();
    let style = pen.label_style();
    (!arrow.label.is_empty()).then(|| pen.line(&arrow.label, style))
}

/// How far a label reaches away from a level line.
pub(super) fn depth(block: &TextBlock) -> f64 {
    block.height + GAP.1
}

/// The top left of a label: of all places, the first of those with the fewest faults.
pub(super) fn place(way: &Way, block: &TextBlock, floor: &Floor<'_>) -> Point {
    let size = (block.width, block.height);
    let mut best: Option<(usize, Point)> = None;
    for at in places(way, block) {
        let faults = floor.faults(Rect::from_origin_size(at, size));
        if best.is_none_or(|(fewest, _)| faults < fewest) {
            best = Some((faults, at));
        }
        if faults == 0 || floor.budget.is_spent() {
            break;
        }
    }
    best.map(|(_, at)| at).unwrap_or_default()
}

/// Where a label can stand, the best place first: at the middle of the stretch that is the arrow's own, or else
/// the longest, then along it, then along the other stretches.
fn places(way: &Way, block: &TextBlock) -> Vec<Point> {
    let corners = &way.corners;
    let stretches: Vec<[Point; 2]> = corners.windows(2).map(|pair| [pair[0], pair[1]]).collect();
    let main = match corners.len() {
        // The first of several that are equally long.
        5.. => {
            let by_length = |x: &usize, y: &usize| {
                let long = |at: usize| length(stretches[at][0], stretches[at][1]);
                long(*x).total_cmp(&long(*y))
            };
            (0..stretches.len()).rev().max_by(by_length).unwrap_or(0)
        }
        count => (count - 1) / 2,
    };
    let others = (0..stretches.len()).filter(|at| *at != main);
    let order = std::iter::once(main).chain(others).map(|at| stretches[at]);
    let order = way.branch.into_iter().chain(order).take(MOST_STRETCHES);
    let shares = if way.is_crossed { SHARES_OF_CROSSED } else { SHARES };
    let along =
        |line: [Point; 2]| shares.into_iter().flat_map(move |share| [(line, share, 0), (line, share, 1)]);
    let spots = order.flat_map(along);
    spots.map(|(line, share, side)| beside(line, share, corners, block)[side].round()).collect()
}

/// The places on both sides of a stretch, the better one first: above one that is level, to the right of one
/// that is upright, and outside of a course that goes around.
fn beside([a, b]: [Point; 2], share: f64, corners: &[Point], block: &TextBlock) -> [Point; 2] {
    let middle = a.lerp(b, share);
    let way = b - a;
    let (width, height) = (block.width, block.height);
    let (first, last) = (corners[0], corners[corners.len() - 1]);
    // Beside a slanted line the corner that is nearest to it keeps the gap.
    let (places, other_first) = if way.x.abs() >= way.y.abs() {
        let x = middle.x - width / 2.0;
        let gap = GAP.1 + if way.x == 0.0 { 0.0 } else { (way.y / way.x).abs() * width / 2.0 };
        let places = [Point::new(x, middle.y - height - gap), Point::new(x, middle.y + gap)];
        (places, middle.y > first.y.max(last.y))
    } else {
        let y = middle.y - height / 2.0;
        let gap = GAP.0 + (way.x / way.y).abs() * height / 2.0;
        let places = [Point::new(middle.x + gap, y), Point::new(middle.x - width - gap, y)];
        (places, middle.x < first.x.min(last.x))
    };
    if other_first { [places[1], places[0]] } else { places }
}
