//! Finds keys of entries that have no effect where they stand.

use std::collections::HashSet;

use crate::scene::model::{Act, IdleKey, Target};
use crate::scene::reading::play::Timing;
use halfminute_basics::time::Time;

/// The finding about `each` beside a single target, if there is one.
pub(crate) fn lone_target(timing: &Timing, acts: &[Act]) -> Option<IdleKey> {
    let message = "`each` has no effect: there is one target";
    lone_each(timing, acts, message, "name several, such as \"node.all\", or leave `each` out")
}

/// The finding about `each`, if all motions of an entry's acts begin at once.
pub(crate) fn lone_each(timing: &Timing, acts: &[Act], message: &str, help: &str) -> Option<IdleKey> {
    let each = timing.each.as_ref().filter(|each| !is_apart(each.value, acts))?;
    Some(IdleKey::new(&each.span, message, help))
}

/// True if there is more than one motion that `each` can set apart.
fn is_apart(each: Time, acts: &[Act]) -> bool {
    let steps = || acts.iter().flat_map(|act| &act.steps);
    if each == Time::ZERO {
        return steps().map(|step| step.target).collect::<HashSet<Target>>().len() > 1;
    }
    let mut starts = steps().map(|step| step.time.start);
    starts.next().is_some_and(|first| starts.any(|start| start != first))
}
