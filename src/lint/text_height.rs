//! `text-height`: no text is too small to be read.
//!
//! 24 units are 24 pixels at 1080 lines, 2.2 % of the height.

use super::still::{Owner, Shown};
use super::{Finding, Subject};

const LEAST: f64 = 24.0;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for still in &subject.stills {
        for shown in &still.shown {
            let Some((block, _)) = shown.text.as_ref().filter(|_| shown.visible()) else { continue };
            if block.style.size < LEAST {
                findings.push(finding(subject, shown, block.style.size).in_still(still));
            }
        }
    }
    findings
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
