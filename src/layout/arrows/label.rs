//! Where an arrow's label stands: beside its line, where nothing else is.

use std::sync::Arc;

use kurbo::{Point, Rect};

use super::floor::Floor;
use crate::layout::pictures::Studio;
use crate::polyline::length;
use crate::scene::Arrow;
use crate::text::TextBlock;

/// Between an arrow and its label: to the right or left, and above or below.
const GAP: (f64, f64) = (20.0, 10.0);
/// Where along a stretch a label may stand, the best first.
const SHARES: [f64; 5] = [0.5, 0.35, 0.65, 0.2, 0.8];

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
pub(super) fn place(corners: &[Point], block: &TextBlock, floor: &Floor) -> Point {
    let size = (block.width, block.height);
    let places = places(corners, block);
    let best = places.into_iter().min_by_key(|at| floor.faults(Rect::from_origin_size(*at, size)));
    best.unwrap_or_default()
}

/// Where a label can stand, the best place first: at the middle of the longest stretch, then along it, then
/// along the other stretches.
fn places(corners: &[Point], block: &TextBlock) -> Vec<Point> {
    let stretches: Vec<(Point, Point)> = corners.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let main = match corners.len() {
        // The first of several that are equally long.
        5.. => {
            let by_length = |x: &usize, y: &usize| {
                let long = |at: usize| length(stretches[at].0, stretches[at].1);
                long(*x).total_cmp(&long(*y))
            };
            (0..stretches.len()).rev().max_by(by_length).unwrap_or(0)
        }
        count => (count - 1) / 2,
    };
    let others = (0..stretches.len()).filter(|at| *at != main);
    let order = std::iter::once(main).chain(others);
    let along = |at: usize| SHARES.into_iter().flat_map(move |share| [(at, share, 0), (at, share, 1)]);
    let spots = order.flat_map(along);
    spots.map(|(at, share, side)| beside(stretches[at], share, corners, block)[side].round()).collect()
}

/// The places on both sides of a stretch, the better one first: above one that is level, to the right of one
/// that is upright, and outside of a course that goes around.
fn beside((a, b): (Point, Point), share: f64, corners: &[Point], block: &TextBlock) -> [Point; 2] {
    let middle = a.lerp(b, share);
    let (width, height) = (block.width, block.height);
    let (first, last) = (corners[0], corners[corners.len() - 1]);
    let (places, other_first) = if (b.x - a.x).abs() >= (b.y - a.y).abs() {
        let x = middle.x - width / 2.0;
        let places = [Point::new(x, middle.y - height - GAP.1), Point::new(x, middle.y + GAP.1)];
        (places, middle.y > first.y.max(last.y))
    } else {
        let y = middle.y - height / 2.0;
        let places = [Point::new(middle.x + GAP.0, y), Point::new(middle.x - width - GAP.0, y)];
        (places, middle.x < first.x.min(last.x))
    };
    if other_first { [places[1], places[0]] } else { places }
}
