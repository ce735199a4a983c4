//! `contrast`: text and meaningful graphics stand out from their background.
//!
//! The limits follow WCAG 2.2, 1.4.3 and 1.4.11: 4.5:1 for text; 3:1 for large text, icons, drawn lines,
//! rings, marks and arrows. Each is compared, at points along its whole length, with what is painted below
//! it. Borders and tints of panels are not judged, because the text inside says the same; nor are bars and
//! cells, whose values are written beside them.

mod ground;

use kurbo::Point;

use super::still::{Owner, Shown, Still};
use super::{Collector, Finding, Subject};
use ground::{Canvas, POINTS, lost_share};
use halfminute_engine::display::Color;
use halfminute_engine::nodes::Ink;
use halfminute_engine::polyline::{along_all, bounds};
use halfminute_engine::scene::{Act, Arrow, Effect};
use halfminute_engine::text::{Face, TextBlock};
use halfminute_engine::theme::{Theme, Tone};

const TEXT: f64 = 4.5;
const LARGE: f64 = 3.0;
/// Font size in units from which text counts as large: 18 pt in print, scaled to the distance from which a
/// clip is watched.
const LARGE_SIZE: f64 = 48.0;
const LARGE_BOLD_SIZE: f64 = 36.0;

pub(super) fn find(subject: &Subject<'_>, still: &Still, found: &mut Collector<'_>) {
    let mut canvas = Canvas::new(subject, still);
    for (at, shown) in still.shown.iter().enumerate() {
        if found.is_full() {
            return;
        }
        // Elements that a focus dims are dimmed on purpose.
        if let Some((color, least)) =
            judged(shown, subject.theme).filter(|_| shown.visible() && shown.in_full())
        {
            let lost = canvas.behind(shown.rect).lost(shown, (color, least));
            found.extend(lost.map(|ratio| finding(subject, still, shown, (ratio, least))));
        }
        canvas.paint(at);
    }
    arrows(subject, still, &canvas, found);
}

/// The colour to be judged and the contrast it needs; `None` if the element is not judged.
fn judged(shown: &Shown, theme: &Theme) -> Option<(Color, f64)> {
    match (&shown.text, &shown.element.ink) {
        (Some((block, color)), _) => Some((*color, least(block))),
        (None, Ink::Line { color, .. } | Ink::Ring { color, .. }) => {
            // A line in the colour of the ground is a gap. A line in the colour of a hairline, a track or a
            // plain border carries no meaning of its own, and neither does a translucent one.
            let colors = &theme.color;
            let borders = [Tone::Plain, Tone::Quiet].map(|tone| theme.tone(tone).line);
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
            | Ink::Filling { .. }
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

fn arrows(subject: &Subject<'_>, still: &Still, canvas: &Canvas<'_>, found: &mut Collector<'_>) {
    let seen = subject.scene.beats[still.beat].arrows.iter().zip(&still.courses);
    let judge = |(arrow, course): (&Arrow, &Option<halfminute_engine::layout::Course>)| {
        let theme = subject.theme;
        let color = if arrow.tone == Tone::Plain { theme.color.soft } else { theme.tone(arrow.tone).line };
        let course = &course.as_ref()?.points;
        let share = |at: usize| (at as f64 + 0.5) / POINTS as f64;
        let points: Vec<Point> = along_all(course, (0..POINTS).map(share));
        let ratios = canvas.behind(bounds(&points)).ratios_beside(color, &points, theme.shape.arrow);
        lost_share(&ratios, LARGE).map(|ratio| {
            let message = format!("the arrow has a contrast of {}:1, {LARGE}:1 is the least", floor(ratio));
            let finding = Finding::new(&arrow.span, message, HELP);
            finding.of_node(arrow.from.node).of_node(arrow.to.node).in_still(still)
        })
    };
    found.extend(seen.filter_map(judge));
}

const HELP: &str = "give it another tone, or change the theme's colours";

/// Rounds down to one decimal, so that a contrast that is too low never reads as sufficient.
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
    finding.in_still(still)
}

/// True if the act is the one that draws the mark.
fn marks(act: &Act, shown: &Shown) -> bool {
    matches!(act.effect, Effect::Outline { .. })
        && act.steps.iter().any(|step| step.target.part == shown.element.key.part)
}
