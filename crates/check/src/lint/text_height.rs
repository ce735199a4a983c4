//! `text-height`: no text is too small to be read.
//!
//! 24 units are 24 pixels at 1080 lines, 2.2 % of the height.

use super::still::{Owner, Shown, Still};
use super::{Collector, Finding, Subject};

const LEAST: f64 = 24.0;

pub(super) fn find(subject: &Subject<'_>, still: &Still, found: &mut Collector<'_>) {
    found.extend(still.shown.iter().filter_map(|shown| {
        let (block, _) = shown.text.as_ref().filter(|_| shown.visible())?;
        let size = Some(block.style.size).filter(|size| *size < LEAST)?;
        Some(finding(subject, shown, size).in_still(still))
    }));
}

fn finding(subject: &Subject<'_>, shown: &Shown, size: f64) -> Finding {
    let help = "choose another `size`, or enlarge it in the theme";
    let role = shown.element.key.role;
    match shown.owner {
        Owner::Node(node) => {
            let id = subject.id(node);
            let message = format!("the {role} of `{id}` is {size} units high, {LEAST} can be read");
            Finding::new(subject.node_span(node), message, help).of_node(node)
        }
        Owner::Arrow | Owner::Chrome => {
            let message = format!("the {role} is {size} units high, {LEAST} can be read");
            Finding::new(&subject.scene.clip.theme.1, message, "enlarge it in the theme")
        }
    }
}
