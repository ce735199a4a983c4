//! `cut-text`: no text reaches beyond the panel or box it stands in, or out of the picture.

use kurbo::Rect;

use super::still::{Owner, Shown, Still};
use super::{Collector, Finding, Subject};
use crate::box_index::BoxIndex;
use crate::nodes::Ink;
use crate::text::Face;

/// Rounding of boxes, and italics that lean over.
const TOLERANCE: f64 = 4.0;

pub(super) fn find(subject: &Subject<'_>, still: &Still, found: &mut Collector<'_>) {
    let panels = panels(still);
    for (at, shown) in still.shown.iter().enumerate() {
        // An icon is drawn as large as its node wants it.
        let is_text = shown.text.as_ref().is_some_and(|(block, _)| block.style.face != Face::Icon);
        if !is_text || !shown.visible() {
            continue;
        }
        let bounds = [panel(subject, still, &panels, at), own_box(subject, still, shown)];
        let within = bounds.into_iter().flatten().map(|(rect, what)| (beyond(shown.rect, rect), what));
        let reaches = within.chain(picture(subject, still, shown));
        let cut = reaches.filter(|(units, _)| *units > TOLERANCE).max_by(|a, b| a.0.total_cmp(&b.0));
        found.extend(cut.map(|cut| finding(subject, still.beat, shown, cut).in_still(still)));
    }
}

/// The panels of nodes, with their places in the painting order. The track of a chart is a scale: the value
/// of a nearly full bar stands across its end.
fn panels(still: &Still) -> BoxIndex<usize> {
    let panels = still.shown.iter().enumerate().filter(|(_, shown)| {
        let is_box = matches!(shown.element.ink, Ink::Panel(_)) && shown.element.key.role != "track";
        shown.node().is_some() && is_box && shown.visible()
    });
    BoxIndex::new(panels.map(|(at, shown)| (shown.rect, at)))
}

/// The topmost panel of its node behind the text numbered `at`. A panel lower than the text is a
/// line or a bar that it crosses, not what it stands in.
fn panel(
    subject: &Subject<'_>,
    still: &Still,
    panels: &BoxIndex<usize>,
    at: usize,
) -> Option<(Rect, &'static str)> {
    let text = &still.shown[at];
    let (node, center) = (text.node()?, text.rect.center());
    let mut topmost = None;
    for (rect, panel) in panels.touching(Rect::from_points(center, center)) {
        subject.budget.spend(1);
        let holds = panel < at
            && still.shown[panel].node() == Some(node)
            && rect.height() >= text.rect.height() * 0.6
            && rect.contains(center);
        if holds {
            topmost = topmost.max(Some(panel));
        }
    }
    topmost.map(|panel| (still.shown[panel].rect, "its panel"))
}

/// The text's node's box, where the node is now: it may have been moved from where layout put it.
fn own_box(subject: &Subject<'_>, still: &Still, text: &Shown) -> Option<(Rect, &'static str)> {
    let place = subject.layout.beats[still.beat].place(text.node()?)?;
    let shift = text.rect.origin() - text.within.origin();
    Some((place.rect.size().to_rect() + shift, "its box"))
}

fn picture(subject: &Subject<'_>, still: &Still, text: &Shown) -> Option<(f64, &'static str)> {
    let canvas = subject.layout.canvas.to_rect();
    Some((beyond(still.in_picture(text)?, canvas), "the picture"))
}

/// How far `rect` reaches out of `bound`, at its worst side.
fn beyond(rect: Rect, bound: Rect) -> f64 {
    (bound.x0 - rect.x0).max(rect.x1 - bound.x1).max(bound.y0 - rect.y0).max(rect.y1 - bound.y1)
}

fn finding(subject: &Subject<'_>, beat: usize, shown: &Shown, (units, what): (f64, &str)) -> Finding {
    let (role, units) = (shown.element.key.role, units.ceil());
    match shown.owner {
        Owner::Node(node) => {
            let message = format!("the {role} of `{}` reaches {units} units out of {what}", subject.id(node));
            let help = "shorten the text, choose a smaller `size`, or give the node more room";
            Finding::new(subject.node_span(node), message, help).of_node(node)
        }
        Owner::Arrow | Owner::Chrome => {
            let message = format!("the {role} reaches {units} units out of {what}");
            Finding::new(&subject.scene.beats[beat].span, message, "shorten it")
        }
    }
}
