//! Checks moved nodes at the places where they are drawn: when the beat begins, and at each rest after acts
//! that changed places or sizes.

use std::collections::BTreeSet;

use kurbo::Rect;

use super::TOLERANCE;
use crate::budget::Budget;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::layout::BeatLayout;
use crate::layout::standing::Standing;
use crate::scene::{Attachment, Beat, Effect, Scene, Side};

/// Steps charged for finding the place of a moved node.
const STEPS_OF_PLACE: u64 = 10;

/// Reports moved nodes that leave the stage, or are larger than the target that they are on.
pub(super) fn moved(
    scene: &Scene,
    beat: &Beat,
    layout: &BeatLayout,
    (stage, budget): (Rect, &Budget),
    found: &mut Diagnostics,
) {
    let moves = beat.acts.iter().any(|act| matches!(act.effect, Effect::Travel { .. }));
    if beat.attached.is_empty() && !moves {
        return;
    }
    let mut standing = Standing::new(beat, &layout.places);
    let judge = |changed: BTreeSet<usize>, standing: &Standing<'_>, found: &mut Diagnostics| {
        for at in changed {
            if let Some(attachment) = standing.attachment(at) {
                let own = standing.drawn(at);
                let inherited = beat.attached.contains(attachment);
                let when = if inherited { format!(" in beat {}", beat.number) } else { String::new() };
                let misfit = too_large(scene, attachment, (own, &when), standing)
                    .or_else(|| outside(scene, attachment, (own, &when), stage));
                // A mistake that later beats keep is one mistake.
                let known =
                    |one: &Diagnostic, other: &Diagnostic| one.code == other.code && one.span == other.span;
                if let Some(misfit) = misfit
                    && !found.as_slice().iter().any(|other| known(&misfit, other))
                {
                    found.push(misfit);
                }
            }
        }
    };
    judge((0..layout.places.len()).collect(), &standing, found);
    for run in beat.runs() {
        let changed: BTreeSet<usize> = run.iter().flat_map(|act| standing.apply(act)).collect();
        budget.spend(STEPS_OF_PLACE * changed.len() as u64);
        if budget.is_spent() {
            return;
        }
        judge(changed, &standing, found);
    }
}

/// The error about a node that is larger than the place it was moved onto, if it is.
fn too_large(
    scene: &Scene,
    attachment: &Attachment,
    (own, when): (Rect, &str),
    standing: &Standing<'_>,
) -> Option<Diagnostic> {
    let target = standing.target(attachment)?;
    let fits = own.width() <= target.width() + TOLERANCE && own.height() <= target.height() + TOLERANCE;
    if attachment.side != Side::Over || fits {
        return None;
    }
    let (id, goal) = (&scene.cast[attachment.node].id, &scene.cast[attachment.to.node].id);
    let message = format!(
        "`{id}` is {:.0} by {:.0} units{when}, the place in `{goal}` {:.0} by {:.0}",
        own.width(),
        own.height(),
        target.width(),
        target.height()
    );
    let help = "move it to a `side`, or make the place larger";
    Some(Diagnostic::error("move-too-large", attachment.span.clone(), message).help(help))
}

/// The error about a moved node that leaves the stage, if it does.
fn outside(
    scene: &Scene,
    attachment: &Attachment,
    (own, when): (Rect, &str),
    stage: Rect,
) -> Option<Diagnostic> {
    let sides = [stage.x0 - own.x0, own.x1 - stage.x1, stage.y0 - own.y0, own.y1 - stage.y1];
    let beyond = sides.into_iter().fold(0.0, f64::max);
    if beyond <= TOLERANCE {
        return None;
    }
    let id = &scene.cast[attachment.node].id;
    let message = format!("`{id}` would leave the stage by {:.0} units{when}", beyond.ceil());
    let help = "choose another `side`, or make room around the target";
    Some(Diagnostic::error("overflow", attachment.span.clone(), message).help(help))
}
