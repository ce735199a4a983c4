//! The background of an element, sampled at points along its whole length, and how much of the element is
//! lost against it.

use std::f64::consts::TAU;

use kurbo::{Point, Rect, Vec2};

use crate::lint::Subject;
use crate::lint::backdrop::over;
use crate::lint::still::{Shown, Still};
use halfminute_engine::box_index::BoxIndex;
use halfminute_engine::display::Color;
use halfminute_engine::nodes::Ink;
use halfminute_engine::polyline::along_all;
use halfminute_engine::theme::contrast;

/// Thickness in units below which a panel counts as a grid line: what crosses it is seen against what is
/// around it.
const HAIRLINE: f64 = 6.0;
/// Distance in units around an element within which the background is collected.
const NEAR: f64 = 16.0;
/// Distance in units from the edge of a line at which its background is sampled.
const BESIDE: f64 = 2.0;
/// Number of sample points on each side of an outline.
const POINTS_OF_SIDE: usize = 6;
/// Share of a line's points that may be lost: a line that crosses something is still seen on either side.
const LOST: f64 = 1.0 / 3.0;
/// Number of consecutive sample points of a text that one or two letters take up.
const LETTERS: usize = 2;
/// Number of sample points along a line, a ring or an arrow.
pub(super) const POINTS: usize = 24;

/// The elements painted so far that can still be seen. The background of an element is looked up before the
/// element itself is painted.
pub(super) struct Canvas<'a> {
    subject: &'a Subject<'a>,
    shown: &'a [Shown],
    /// Elements that later ones can be seen against, with their index in the painting order.
    seen: BoxIndex<usize>,
}

/// The elements below and near another one, in painting order.
pub(super) struct Ground<'a> {
    subject: &'a Subject<'a>,
    below: Vec<&'a Shown>,
}

/// Steps charged for painting an element, and for finding its background.
const STEPS_OF_PAINTING: u64 = 20;

impl<'a> Canvas<'a> {
    pub(super) fn new(subject: &'a Subject<'a>, still: &'a Still) -> Self {
        Self { subject, shown: &still.shown, seen: BoxIndex::default() }
    }

    /// Paints the element with this index in the painting order, and drops the elements that it hides.
    pub(super) fn paint(&mut self, at: usize) {
        let shown = &self.shown[at];
        if !has_area(shown) || is_hairline(shown) {
            return;
        }
        self.subject.budget.spend(STEPS_OF_PAINTING);
        if is_opaque(shown) {
            let hides = |rect: Rect, _| contains(shown.rect, rect);
            self.seen.remove_touching(shown.rect, hides);
        }
        self.seen.insert(shown.rect, at);
    }

    /// The elements painted so far that can be seen near `rect`.
    pub(super) fn behind(&self, rect: Rect) -> Ground<'a> {
        let near = rect.inset(NEAR);
        let touching = self.seen.touching(near);
        let mut below: Vec<usize> =
            touching.filter(|(rect, _)| rect.overlaps(near)).map(|(_, at)| at).collect();
        below.sort_unstable();
        self.subject.budget.spend(STEPS_OF_PAINTING + below.len() as u64);
        let below: Vec<&Shown> = below.into_iter().map(|at| &self.shown[at]).collect();
        // Everything below an opaque element is hidden.
        let hides = |shown: &&Shown| is_opaque(shown) && contains(shown.rect, near);
        let first = below.iter().rposition(hides).unwrap_or(0);
        Ground { subject: self.subject, below: below[first..].to_vec() }
    }
}

/// True if an element can have a colour of its own at points of its box.
fn has_area(shown: &Shown) -> bool {
    !matches!(shown.element.ink, Ink::Text { .. } | Ink::Number { .. } | Ink::Line { .. } | Ink::Ring { .. })
}

/// True if an element hides everything below its box.
fn is_opaque(shown: &Shown) -> bool {
    let panel = matches!(&shown.element.ink, Ink::Panel(panel) if panel.fill.components[3] >= 1.0);
    panel && shown.opacity >= 1.0
}

fn contains(outer: Rect, inner: Rect) -> bool {
    outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && inner.x1 <= outer.x1 && inner.y1 <= outer.y1
}

impl Ground<'_> {
    /// The visible colour at a point.
    fn color(&self, at: Point) -> Color {
        self.subject.budget.spend(1 + self.below.len() as u64);
        self.below.iter().fold(self.subject.theme.color.ground, |behind, shown| {
            let within = shown.inverse * at;
            match self.subject.backdrop.color(&shown.element, within) {
                Some(color) => over(color.multiply_alpha(shown.opacity as f32), behind),
                None => behind,
            }
        })
    }

    fn ratio(&self, color: Color, at: Point) -> f64 {
        let behind = self.color(at);
        contrast(over(color, behind), behind)
    }

    /// The lowest contrast of an element, if it is lost: if too many of its points are below `least`.
    pub(super) fn lost(&self, shown: &Shown, (color, least): (Color, f64)) -> Option<f64> {
        if shown.text.is_some() {
            let lines = shown.reading();
            let ratios = lines.iter().map(|line| self.ratios(color, line));
            return ratios.filter_map(|line| lost_letters(&line, least)).reduce(f64::min);
        }
        let width = match &shown.element.ink {
            Ink::Line { width, .. } | Ink::Ring { width, .. } => *width,
            Ink::Panel(panel) => panel.width,
            _ => 0.0,
        };
        lost_share(&self.ratios_beside(color, &outline(shown), width), least)
    }

    fn ratios(&self, color: Color, points: &[Point]) -> Vec<f64> {
        points.iter().map(|point| self.ratio(color, *point)).collect()
    }

    /// Contrasts of a line with its surroundings. At each point the side with the higher contrast counts,
    /// because a line along the edge of something is seen against the other side.
    pub(super) fn ratios_beside(&self, color: Color, points: &[Point], width: f64) -> Vec<f64> {
        let reach = width / 2.0 + BESIDE;
        let around = [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)].map(|way| Vec2::from(way) * reach);
        let best =
            |point: &Point| around.map(|way| self.ratio(color, *point + way)).into_iter().fold(0.0, f64::max);
        points.iter().map(best).collect()
    }
}

fn is_hairline(shown: &Shown) -> bool {
    let panel = matches!(shown.element.ink, Ink::Panel(_));
    panel && shown.within.width().min(shown.within.height()) < HAIRLINE
}

/// The lowest contrast of a line of text, if a run of at least [`LETTERS`] points or the whole line is below
/// `least`.
fn lost_letters(ratios: &[f64], least: f64) -> Option<f64> {
    let runs = ratios.chunk_by(|a, b| (*a < least) == (*b < least));
    let lost = runs.filter(|run| run[0] < least && (run.len() >= LETTERS || run.len() == ratios.len()));
    lost.flatten().copied().reduce(f64::min)
}

/// The lowest contrast of a line, if more than [`LOST`] of its points are below `least`.
pub(super) fn lost_share(ratios: &[f64], least: f64) -> Option<f64> {
    let lost = ratios.iter().filter(|ratio| **ratio < least);
    let much = lost.clone().count() as f64 > ratios.len() as f64 * LOST;
    if much { lost.copied().reduce(f64::min) } else { None }
}

/// Points on the stage along a line, a ring or the outline of a panel.
fn outline(shown: &Shown) -> Vec<Point> {
    let rect = shown.element.rect;
    let share = |at: usize| (at as f64 + 0.5) / POINTS as f64;
    let points: Vec<Point> = match &shown.element.ink {
        Ink::Line { points, .. } => {
            let along = along_all(points, (0..POINTS).map(share)).into_iter();
            along.map(|point| point + rect.origin().to_vec2()).collect()
        }
        Ink::Ring { radius, angles: (from, to), .. } => {
            let turn = (to - from).clamp(-TAU, TAU);
            let angle = |at| from + turn * share(at);
            let point = |at| rect.center() + Vec2::new(libm::cos(angle(at)), libm::sin(angle(at))) * *radius;
            (0..POINTS).map(point).collect()
        }
        _ => {
            let corner = |x: f64, y: f64| Point::new(rect.x0 + rect.width() * x, rect.y0 + rect.height() * y);
            let share = |at: usize| (at as f64 + 0.5) / POINTS_OF_SIDE as f64;
            let around = |at| [corner(share(at), 0.0), corner(share(at), 1.0)];
            let beside = |at| [corner(0.0, share(at)), corner(1.0, share(at))];
            (0..POINTS_OF_SIDE).flat_map(|at| around(at).into_iter().chain(beside(at))).collect()
        }
    };
    points.into_iter().map(|point| shown.transform * point).collect()
}

#[cfg(test)]
mod tests {
    use super::{lost_letters, lost_share};

    #[test]
    fn a_letter_is_lost_not_a_crossing() {
        assert_eq!(lost_letters(&[7.0, 2.0, 7.0, 7.0], 4.5), None);
        assert_eq!(lost_letters(&[7.0, 3.0, 2.0, 7.0], 4.5), Some(2.0));
        assert_eq!(lost_letters(&[2.0], 4.5), Some(2.0), "a short text as a whole");
    }

    #[test]
    fn a_line_may_cross_something() {
        assert_eq!(lost_share(&[5.0, 5.0, 5.0, 2.0], 3.0), None);
        assert_eq!(lost_share(&[5.0, 5.0, 2.0, 2.5], 3.0), Some(2.0));
    }
}
