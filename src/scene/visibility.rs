//! Which parts are hidden when. A part that is ever shown was hidden since the scene began, so this
//! is worked out once all beats are known.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Diagnostic;
use crate::document::Findings;
use crate::nodes::Uid;
use crate::scene::cast::Cast;
use crate::scene::{Act, Beat, NodeId, Target, Verb};
use crate::time::Time;

/// What an act does to the visibility of a whole node: shows it (true), hides it, or nothing.
pub(super) fn of_node(act: &Act, node: NodeId) -> Option<bool> {
    let whole = Target { node, part: Uid::ROOT };
    change(act, whole)
}

fn change(act: &Act, target: Target) -> Option<bool> {
    let touched = act.steps.iter().any(|step| step.target == target);
    match act.verb {
        Verb::Show { .. } | Verb::Type if touched => Some(true),
        Verb::Hide if touched => Some(false),
        _ => None,
    }
}

/// Whether a step shows a part together with its whole node, so that the part was never hidden by
/// itself.
fn with_node(act: &Act, target: Target) -> bool {
    target.part != Uid::ROOT
        && act.steps.iter().any(|step| step.target == Target { node: target.node, part: Uid::ROOT })
}

/// Fills in [`Beat::hidden`] and reports what addresses hidden parts or shows visible ones.
pub(super) fn resolve(beats: &mut [Beat], cast: &Cast, findings: &Findings) {
    let mut hidden = first_hidden(beats);
    let mut shown_in: HashMap<Target, usize> = HashMap::new();
    for (number, beat) in beats.iter_mut().enumerate() {
        let mut at_start: Vec<Target> = hidden.iter().copied().collect();
        at_start.sort_by_key(|target| (target.node, target.part));
        beat.hidden = at_start;
        for (index, act) in beat.acts.iter().enumerate() {
            check_act(act, &beat.acts[index..], beat.time.start, &hidden, &shown_in, cast, findings);
            for step in
                act.steps.iter().filter(|step| step.target.part != Uid::ROOT && !with_node(act, step.target))
            {
                match change(act, step.target) {
                    Some(true) => {
                        hidden.remove(&step.target);
                        shown_in.insert(step.target, number + 1);
                    }
                    Some(false) => {
                        hidden.insert(step.target);
                    }
                    None => {}
                }
            }
        }
    }
}

/// Parts whose first change of visibility is to be shown.
fn first_hidden(beats: &[Beat]) -> HashSet<Target> {
    let mut first: HashMap<Target, bool> = HashMap::new();
    for act in beats.iter().flat_map(|beat| &beat.acts) {
        for step in
            act.steps.iter().filter(|step| step.target.part != Uid::ROOT && !with_node(act, step.target))
        {
            if let Some(shows) = change(act, step.target) {
                first.entry(step.target).or_insert(shows);
            }
        }
    }
    first.into_iter().filter(|(_, shows)| *shows).map(|(target, _)| target).collect()
}

#[expect(clippy::too_many_arguments, reason = "the walk's whole state, named once, in one caller")]
fn check_act(
    act: &Act,
    later: &[Act],
    start: Time,
    hidden: &HashSet<Target>,
    shown_in: &HashMap<Target, usize>,
    cast: &Cast,
    findings: &Findings,
) {
    let shows = matches!(act.verb, Verb::Show { .. } | Verb::Type);
    for step in act.steps.iter().filter(|step| step.target.part != Uid::ROOT && !with_node(act, step.target))
    {
        let target = step.target;
        if matches!(act.verb, Verb::Set { .. }) {
            continue;
        }
        let id = &cast.node(target.node).id;
        if shows && !hidden.contains(&target) {
            let since = shown_in.get(&target).copied().unwrap_or(1);
            let message = format!("this part of `{id}` has been there since beat {since}");
            findings.error_help("already-visible", &act.span, message, "did you mean `pulse`?");
            return;
        }
        if !shows && let Some(blocked) = hidden_ancestor(target, hidden, cast) {
            let when = later.iter().find(|other| change(other, blocked) == Some(true));
            let message = match when {
                Some(other) => format!("this part of `{id}` appears at {}", other.time.end - start),
                None => format!("this part of `{id}` is hidden"),
            };
            let diagnostic = Diagnostic::error("hidden-target", act.span.clone(), message);
            findings.push(diagnostic.help("`show` it in an entry before this one"));
            return;
        }
    }
}

/// The part itself or one it is in, when hidden.
fn hidden_ancestor(target: Target, hidden: &HashSet<Target>, cast: &Cast) -> Option<Target> {
    let node = cast.node(target.node);
    let path = node.states.iter().rev().find_map(|state| state.path_to(target.part))?;
    path.into_iter().map(|part| Target { node: target.node, part }).find(|part| hidden.contains(part))
}
