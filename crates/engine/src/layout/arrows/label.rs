//! Places an arrow's label beside its line, where it covers nothing else.

use std::sync::Arc;

use kurbo::{Point, Rect};

use super::floor::Floor;
use super::route::Way;
use crate::layout::pictures::Studio;
use crate::polyline::length;
use crate::scene::Arrow;
use crate::text::TextBlock;

/// Gaps between an arrow and its label: to the right or left, and above or below.
const GAP: (f64, f64) = (20.0, 10.0);
/// Positions of a label along a stretch, as shares of its length, the best first.
const SHARES: [f64; 7] = [0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9];
/// Positions along a line that other lines cross in its middle.
const SHARES_OF_CROSSED: [f64; 7] = [0.3, 0.7, 0.2, 0.8, 0.4, 0.6, 0.5];
/// Largest number of stretches along which a place is looked for.
const MOST_STRETCHES: usize = 6;

/// The shaped label of an arrow, if it has one.
pub(super) fn set(arrow: &Arrow, studio: &mut Studio<'_>) -> Option<Arc<TextBlock>> {
    let mut pen = studio.pen();
    let style = pen.label_style();
    (!arrow.label.is_empty()).then(|| pen.line(&arrow.label, style))
}

/// Distance that a label takes up beside a level line.
pub(super) fn depth(block: &TextBlock) -> f64 {
    block.height + GAP.1
}

/// The top left of a label: of all places, the first one with the fewest faults.
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

/// Places for a label, the best first: at the middle of the arrow's own branch, or else of its main stretch,
/// then along that, then along the other stretches.
fn places(way: &Way, block: &TextBlock) -> Vec<Point> {
    let corners = &way.corners;
    let stretches: Vec<[Point; 2]> = corners.windows(2).map(|pair| [pair[0], pair[1]]).collect();
    let main = match corners.len() {
        // The longest stretch, and of several such the first.
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

/// The places on both sides of a stretch, the better one first: above a level one, to the right of an upright
/// one, and outside of a course that goes around.
fn beside([a, b]: [Point; 2], share: f64, corners: &[Point], block: &TextBlock) -> [Point; 2] {
    let middle = a.lerp(b, share);
    let way = b - a;
    let (width, height) = (block.width, block.height);
    let (first, last) = (corners[0], corners[corners.len() - 1]);
    // Beside a slanted line, the label's nearest corner keeps the gap.
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
