//! Finds keys of entries that have no effect where they stand.

use std::collections::HashSet;

use crate::diagnostic::Span;
use crate::scene::play::{Entry, RawVerb};
use crate::scene::{Act, IdleKey, Target};
use halfminute_basics::time::Time;

/// The keys of an entry without effect, given the acts made from it.
pub(super) fn keys(entry: &Entry<'_>, acts: &[Act]) -> Vec<IdleKey> {
    if acts.is_empty() {
        // The mistake in the entry was reported already.
        return Vec::new();
    }
    let unseen =
        matches!(entry.verb, RawVerb::Set(_)) && acts.iter().all(|act| act.time.start == act.time.end);
    if unseen {
        let timing = [("over", span(&entry.over)), ("each", span(&entry.each)), ("ease", span(&entry.ease))];
        return timing.into_iter().filter_map(|(key, span)| Some(at_once(key, span?))).collect();
    }
    let each = entry.each.as_ref().filter(|(each, _)| !follow(*each, acts));
    let each = each.map(|(_, span)| alone(span, &entry.verb));
    each.into_iter().chain(speed(entry)).collect()
}

fn span<T>(key: &Option<(T, Span)>) -> Option<&Span> {
    key.as_ref().map(|(_, span)| span)
}

/// True if there is more than one motion that `each` can set apart.
fn follow(each: Time, acts: &[Act]) -> bool {
    let steps = || acts.iter().flat_map(|act| &act.steps);
    if each == Time::ZERO {
        return steps().map(|step| step.target).collect::<HashSet<Target>>().len() > 1;
    }
    let mut starts = steps().map(|step| step.time.start);
    starts.next().is_some_and(|first| starts.any(|start| start != first))
}

fn at_once(key: &str, span: &Span) -> IdleKey {
    let message = format!("`{key}` has no effect: what changes is not seen yet, so it changes at once");
    IdleKey::new(span, message, "leave it out, or set this in an entry below the one that shows it")
}

fn alone(span: &Span, verb: &RawVerb<'_>) -> IdleKey {
    let (message, help) = match verb {
        RawVerb::Set(_) => (
            "`each` has no effect: one thing changes",
            "set several parts, such as `node.all.tone`, or leave `each` out",
        ),
        RawVerb::Show { .. } => {
            ("`each` has no effect: one thing without parts is shown", "show several, or leave `each` out")
        }
        _ => (
            "`each` has no effect: there is one target",
            "name several, such as \"node.all\", or leave `each` out",
        ),
    };
    IdleKey::new(span, message, help)
}

fn speed(entry: &Entry<'_>) -> Option<IdleKey> {
    let RawVerb::Type { speed: Some((_, span)), .. } = &entry.verb else { return None };
    entry.over.as_ref()?;
    Some(IdleKey::new(span, "`speed` has no effect beside `over`", "keep one of the two"))
}
