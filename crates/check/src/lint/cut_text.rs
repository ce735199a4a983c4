//! `cut-text`: no text extends beyond the panel or box that contains it, or out of the picture.

use kurbo::Rect;

use super::still::{Owner, Shown, Still, beyond};
use super::{Collector, Finding, Subject};
use halfminute_engine::box_index::BoxIndex;
use halfminute_engine::nodes::Ink;
use halfminute_engine::text::Face;

/// Greatest overhang in units that is not a finding; allows for rounding and for the slant of italics.
const TOLERANCE: f64 = 4.0;

/// Steps charged for each text.
const STEPS_OF_TEXT: u64 = 10;

pub(super) fn find(subject: &Subject<'_>, still: &Still, found: &mut Collector<'_>) {
    // The elements of a node are contiguous.
    for own in still.shown.chunk_by(|a, b| a.owner == b.owner) {
        let panels = panels(own);
        for (at, text) in own.iter().enumerate() {
            // Icons are skipped, because they always have the size that their node gives them.
            let is_text = text.text.as_ref().is_some_and(|(block, _)| block.style.face != Face::Icon);
            if !is_text || !text.visible() {
                continue;
            }
            subject.budget.spend(STEPS_OF_TEXT);
            let bounds = [panel(&panels, text, at), own_box(subject, still, text)];
            let within = bounds.into_iter().flatten().map(|(rect, what)| (beyond(text.rect, rect), what));
            let reaches = within.chain(picture(subject, still, text));
            let cut = reaches.filter(|(units, _)| *units > TOLERANCE).max_by(|a, b| a.0.total_cmp(&b.0));
            found.extend(cut.map(|cut| finding(subject, still.beat, text, cut).in_still(still)));
        }
        if found.is_full() {
            return;
        }
    }
}

/// The panels of a node, with their index in the painting order. The track of a chart is left out, because
/// the value of a nearly full bar is written across its end.
fn panels(own: &[Shown]) -> BoxIndex<usize> {
    let panels = own.iter().enumerate().filter(|(_, shown)| {
        let is_box = matches!(shown.element.ink, Ink::Panel(_)) && shown.element.key.role != "track";
        shown.node().is_some() && is_box && shown.visible()
    });
    BoxIndex::new(panels.map(|(at, shown)| (shown.rect, at)))
}

/// The topmost panel of the node behind a text with this index in the painting order. A panel that is lower
/// than the text is a line or a bar that the text crosses, and does not contain it.
fn panel(panels: &BoxIndex<usize>, text: &Shown, at: usize) -> Option<(Rect, &'static str)> {
    let center = text.rect.center();
    let touching = panels.touching(Rect::from_points(center, center));
    let holds = touching.filter(|(rect, panel)| {
        *panel < at && rect.height() >= text.rect.height() * 0.6 && rect.contains(center)
    });
    holds.max_by_key(|(_, panel)| *panel).map(|(rect, _)| (rect, "its panel"))
}

/// The box of the text's node at its present position, which may differ from the layout if the node was
/// moved.
fn own_box(subject: &Subject<'_>, still: &Still, text: &Shown) -> Option<(Rect, &'static str)> {
    let place = subject.layout.beats[still.beat].place(text.node()?)?;
    let shift = text.rect.origin() - text.within.origin();
    Some((place.rect.size().to_rect() + shift, "its box"))
}

fn picture(subject: &Subject<'_>, still: &Still, text: &Shown) -> Option<(f64, &'static str)> {
    let canvas = subject.layout.canvas.to_rect();
    Some((beyond(still.in_picture(text)?, canvas), "the picture"))
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
