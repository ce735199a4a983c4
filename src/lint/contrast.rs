//! `contrast`: text and the graphics that carry meaning stand out from what is behind them.
//!
//! WCAG 2.2, 1.4.3 and 1.4.11: 4.5:1 for text; 3:1 for large text, icons, drawn lines, rings, marks and
//! arrows. Each is compared, at points all along it, with what is painted below it. Borders and tints of panels are not judged, because what they say is also said by the
//! text inside; nor are bars and cells, whose values are written beside them.

use std::f64::consts::TAU;

use kurbo::{Point, Rect, Vec2};

use super::backdrop::over;
use super::still::{Owner, Shown, Still};
use super::{Finding, Subject};
use crate::display::Color;
use crate::nodes::Ink;
use crate::polyline::along;
use crate::scene::{Act, Arrow, Verb};
use crate::text::{Face, TextBlock};
use crate::theme::{Theme, contrast};

const TEXT: f64 = 4.5;
const LARGE: f64 = 3.0;
/// Text is large from this size on: 18 pt of print, at the distance from which a clip is watched.
const LARGE_SIZE: f64 = 48.0;
const LARGE_BOLD_SIZE: f64 = 36.0;
/// A panel thinner than this is a line of a grid: what crosses it is seen against what is around it.
const HAIRLINE: f64 = 6.0;
/// What is looked at beside a line is no farther away.
const NEAR: f64 = 16.0;
/// What is so many units beside a line is what it stands out from.
const BESIDE: f64 = 2.0;
/// Points at which a line, a ring or an arrow is looked at.
const POINTS: usize = 24;
/// Points on each side of an outline.
const POINTS_OF_SIDE: usize = 6;
/// Share of a line's points that may be lost: it crosses something, and is seen on either side.
const LOST: f64 = 1.0 / 3.0;
/// Points of a text in a row that are lost when a letter or two are.
const LETTERS: usize = 2;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for still in &subject.stills {
        // What a focus dims is dimmed on purpose.
        for (at, shown) in still.shown.iter().enumerate().filter(|(_, s)| s.visible() && s.in_full()) {
            let Some((color, least)) = judged(shown, subject.theme) else { continue };
            let ground = Ground::new(subject, &still.shown[..at], shown.rect);
            if let Some(ratio) = ground.lost(shown, (color, least)) {
                findings.push(finding(subject, still, shown, (ratio, least)));
            }
        }
        findings.extend(arrows(subject, still));
    }
    findings
}

/// The colour of what is to stand out, and how much it must.
fn judged(shown: &Shown, theme: &Theme) -> Option<(Color, f64)> {
    match (&shown.text, &shown.element.ink) {
        (Some((block, color)), _) => Some((*color, least(block))),
        (None, Ink::Line { color, .. } | Ink::Ring { color, .. }) => {
            // A line in the ground's colour is a gap; one in the colour of a hairline, a track or a
            // plain border says nothing by itself, nor does one that shines through.
            let colors = &theme.color;
            let borders = [theme.tone(0).line, theme.tone(1).line];
            let quiet = [colors.ground, colors.panel, colors.line, colors.track];
            let statement =
                color.components[3] >= 1.0 && !quiet.iter().chain(&borders).any(|own| own == color);
            statement.then_some((*color, LARGE))
        }
        // A mark has no text inside that would say the same.
        (None, Ink::Panel(panel)) if is_mark(shown) => Some((panel.line, LARGE)),
        (
            None,
            Ink::Panel(_)
            | Ink::Area { .. }
            | Ink::Text { .. }
            | Ink::Number { .. }
            | Ink::Image { .. }
            | Ink::Drawing(_),
        ) => None,
    }
}

fn is_mark(shown: &Shown) -> bool {
    shown.owner == Owner::Arrow && shown.element.key.role == "mark"
}

fn least(block: &TextBlock) -> f64 {
    let size = block.style.size;
    let bold = matches!(block.style.face, Face::SansBold | Face::MonoBold);
    let large = size >= LARGE_SIZE || (bold && size >= LARGE_BOLD_SIZE);
    if large || block.style.face == Face::Icon { LARGE } else { TEXT }
}

/// What is painted below something, near it.
struct Ground<'a> {
    subject: &'a Subject<'a>,
    below: Vec<&'a Shown>,
}

impl<'a> Ground<'a> {
    fn new(subject: &'a Subject<'a>, below: &'a [Shown], near: Rect) -> Self {
        let touches = |shown: &&Shown| shown.rect.overlaps(near.inset(NEAR)) && !is_hairline(shown);
        Self { subject, below: below.iter().filter(touches).collect() }
    }

    /// What is seen at a point.
    fn color(&self, at: Point) -> Color {
        self.below.iter().fold(self.subject.theme.color.ground, |behind, shown| {
            let within = shown.transform.inverse() * at;
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

    /// The least contrast of something, if so much of it is below `least` that it is lost.
    fn lost(&self, shown: &Shown, (color, least): (Color, f64)) -> Option<f64> {
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

    /// Contrasts of a line with what is beside it: with the better side, because a line along the edge
    /// of something is seen against the other side.
    fn ratios_beside(&self, color: Color, points: &[Point], width: f64) -> Vec<f64> {
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

/// The least contrast of a line of text of which a letter or two in a row, or everything, is lost.
fn lost_letters(ratios: &[f64], least: f64) -> Option<f64> {
    let runs = ratios.chunk_by(|a, b| (*a < least) == (*b < least));
    let lost = runs.filter(|run| run[0] < least && (run.len() >= LETTERS || run.len() == ratios.len()));
    lost.flatten().copied().reduce(f64::min)
}

/// The least contrast of a line that is lost along much of its way.
fn lost_share(ratios: &[f64], least: f64) -> Option<f64> {
    let lost = ratios.iter().filter(|ratio| **ratio < least);
    let much = lost.clone().count() as f64 > ratios.len() as f64 * LOST;
    if much { lost.copied().reduce(f64::min) } else { None }
}

/// Points along a line, a ring or the outline of a panel, on the stage.
fn outline(shown: &Shown) -> Vec<Point> {
    let rect = shown.element.rect;
    let share = |at: usize| (at as f64 + 0.5) / POINTS as f64;
    let points: Vec<Point> = match &shown.element.ink {
        Ink::Line { points, .. } => {
            (0..POINTS).map(|at| along(points, share(at)) + rect.origin().to_vec2()).collect()
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

/// The box around points.
fn around(points: &[Point]) -> Rect {
    let boxes = points.iter().map(|point| Rect::from_points(*point, *point));
    boxes.reduce(|a, b| a.union(b)).unwrap_or_default()
}

fn arrows(subject: &Subject<'_>, still: &Still) -> Vec<Finding> {
    let seen = subject.scene.beats[still.beat].arrows.iter().zip(&still.courses);
    let judge = |(arrow, course): (&Arrow, &Option<crate::layout::Course>)| {
        let theme = subject.theme;
        let color = if arrow.tone == 0 { theme.color.soft } else { theme.tone(arrow.tone).line };
        let course = &course.as_ref()?.points;
        let share = |at: usize| (at as f64 + 0.5) / POINTS as f64;
        let points: Vec<Point> = (0..POINTS).map(|at| along(course, share(at))).collect();
        let ground = Ground::new(subject, &still.shown, around(&points));
        let ratios = ground.ratios_beside(color, &points, theme.shape.arrow);
        lost_share(&ratios, LARGE).map(|ratio| {
            let message = format!("the arrow has a contrast of {}:1, {LARGE}:1 is the least", floor(ratio));
            let finding = Finding::new(&arrow.span, message, HELP);
            finding.of_node(arrow.from.node).of_node(arrow.to.node).in_beat(still.beat)
        })
    };
    seen.filter_map(judge).collect()
}

const HELP: &str = "give it another tone, or change the theme's colours";

/// Rounded down, so that what is too little never reads as enough.
fn floor(ratio: f64) -> f64 {
    (ratio * 10.0).floor() / 10.0
}

fn finding(subject: &Subject<'_>, still: &Still, shown: &Shown, (ratio, least): (f64, f64)) -> Finding {
    let (role, beat) = (shown.element.key.role, &subject.scene.beats[still.beat]);
    let said = format!("has a contrast of {}:1 on what is behind it, {least}:1 is the least", floor(ratio));
    let finding = match shown.owner {
        Owner::Node(node) => {
            let message = format!("the {role} of `{}` {said}", subject.id(node));
            Finding::new(subject.node_span(node), message, HELP).of_node(node)
        }
        Owner::Arrow if is_mark(shown) => {
            let span = beat.acts.iter().find(|act| marks(act, shown)).map_or(&beat.span, |act| &act.span);
            Finding::new(span, format!("the mark {said}"), "give it another `tone`")
        }
        Owner::Arrow => {
            let label = shown.text.as_ref().map_or("", |(block, _)| &block.text);
            let arrow = beat.arrows.iter().find(|arrow| arrow.label == label);
            let span = arrow.map_or(&beat.span, |arrow| &arrow.span);
            Finding::new(span, format!("the arrow's {role} {said}"), HELP)
        }
        Owner::Chrome => {
            let span = &subject.scene.clip.theme.1;
            Finding::new(span, format!("the {role} {said}"), "change the theme's colours")
        }
    };
    finding.in_beat(still.beat)
}

/// Whether an act is the one that draws the mark.
fn marks(act: &Act, shown: &Shown) -> bool {
    matches!(act.verb, Verb::Mark { .. })
        && act.steps.iter().any(|step| step.target.part == shown.element.key.part)
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
