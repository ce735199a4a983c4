//! `contrast`: text and the graphics that carry meaning stand out from what is behind them.
//!
//! WCAG 2.2, 1.4.3 and 1.4.11: 4.5:1 for text; 3:1 for large text, icons, drawn lines, rings and
//! arrows. Borders and tints of panels are not judged, because what they say is also said by the
//! text inside; nor are bars and cells, whose values are written beside them.

use kurbo::{Point, Rect};

use super::still::{Owner, Shown, Still};
use super::{Finding, Subject};
use crate::display::Color;
use crate::nodes::Ink;
use crate::polyline::along;
use crate::scene::Arrow;
use crate::text::{Face, TextBlock};
use crate::theme::{Theme, contrast};

const TEXT: f64 = 4.5;
const LARGE: f64 = 3.0;
/// Text is large from this size on: 18 pt of print, at the distance from which a clip is watched.
const LARGE_SIZE: f64 = 48.0;
const LARGE_BOLD_SIZE: f64 = 36.0;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for still in &subject.stills {
        // What a focus dims is dimmed on purpose.
        for (at, shown) in still.shown.iter().enumerate().filter(|(_, s)| s.visible() && s.in_full()) {
            let Some((color, least)) = judged(shown, subject.theme) else { continue };
            let behind = behind(&still.shown[..at], shown.rect.center(), subject.theme);
            let ratio = contrast(over(color, behind), behind);
            if ratio < least {
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
        (
            None,
            Ink::Panel(_)
            | Ink::Area { .. }
            | Ink::Filling { .. }
            | Ink::Text { .. }
            | Ink::Number { .. }
            | Ink::Image { .. }
            | Ink::Drawing(_),
        ) => None,
    }
}

fn least(block: &TextBlock) -> f64 {
    let size = block.style.size;
    let bold = matches!(block.style.face, Face::SansBold | Face::MonoBold);
    let large = size >= LARGE_SIZE || (bold && size >= LARGE_BOLD_SIZE);
    if large || block.style.face == Face::Icon { LARGE } else { TEXT }
}

/// What is seen at a point below everything that is painted later: filled panels and areas, laid
/// over the ground.
fn behind(below: &[Shown], at: Point, theme: &Theme) -> Color {
    let fills = below.iter().filter_map(|shown| Some((fill(shown, at)?, shown.opacity)));
    fills.fold(theme.color.ground, |behind, (fill, opacity)| {
        over(fill.with_alpha(fill.components[3] * opacity as f32), behind)
    })
}

fn fill(shown: &Shown, at: Point) -> Option<Color> {
    match &shown.element.ink {
        Ink::Panel(panel) if shown.rect.contains(at) => Some(panel.fill),
        Ink::Filling { share, color, .. } => {
            let rect = shown.rect;
            let filled = Rect { x1: rect.x0 + rect.width() * share, ..rect };
            filled.contains(at).then_some(*color)
        }
        Ink::Area { points, color } => {
            let corner = shown.rect.origin().to_vec2();
            let points: Vec<Point> = points.iter().map(|point| *point + corner).collect();
            inside(&points, at).then_some(*color)
        }
        _ => None,
    }
}

/// Whether a polygon holds a point, by the number of edges at its right.
fn inside(polygon: &[Point], at: Point) -> bool {
    let edges = polygon.iter().zip(polygon.iter().cycle().skip(1));
    let crossed = edges.filter(|(a, b)| {
        (a.y > at.y) != (b.y > at.y) && at.x < (b.x - a.x) * (at.y - a.y) / (b.y - a.y) + a.x
    });
    crossed.count() % 2 == 1
}

/// A colour laid over an opaque one.
fn over(top: Color, bottom: Color) -> Color {
    let alpha = top.components[3];
    let mut mixed = bottom.components;
    for (mixed, top) in mixed.iter_mut().zip(top.components).take(3) {
        *mixed += (top - *mixed) * alpha;
    }
    Color::new(mixed)
}

/// Arrows are judged in their middle.
fn arrows(subject: &Subject<'_>, still: &Still) -> Vec<Finding> {
    let seen = subject.scene.beats[still.beat].arrows.iter().zip(&still.courses);
    let judge = |(arrow, course): (&Arrow, &Option<crate::layout::Course>)| {
        let theme = subject.theme;
        let color = if arrow.tone == 0 { theme.color.soft } else { theme.tone(arrow.tone).line };
        let middle = along(&course.as_ref()?.points, 0.5);
        let behind = behind(&still.shown, middle, theme);
        let ratio = contrast(color, behind);
        (ratio < LARGE).then(|| {
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

#[cfg(test)]
mod tests {
    use kurbo::Rect;

    use super::*;

    #[test]
    fn polygons_hold_their_middle() {
        let corners = Rect::new(0.0, 0.0, 10.0, 10.0);
        let square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)].map(|(x, y)| Point::new(x, y));
        assert!(inside(&square, corners.center()));
        assert!(!inside(&square, Point::new(11.0, 5.0)));
    }
}
