//! Parts that change one after another: who has which time.

use std::collections::{HashMap, HashSet};

use kurbo::Size;

use crate::nodes::{Ink, Item, Key, Picture, Uid};
use crate::scene::{Act, Step};
use crate::time::Interval;

/// The times of parts that have one of their own, with what is in them. A part that goes has the time of the
/// one that it becomes, or else goes with the first.
pub(super) fn times(
    act: &Act,
    became: &HashMap<Uid, Uid>,
    (from, to): (&Item, &Item),
) -> HashMap<Uid, Interval> {
    let own = |step: &&Step| step.target.part != Uid::ROOT && step.time != act.time;
    let own: HashMap<Uid, Interval> =
        act.steps.iter().filter(own).map(|step| (step.target.part, step.time)).collect();
    let Some(first) = own.values().min_by_key(|time| time.start).copied() else { return own };
    let mut times = HashMap::new();
    spread(to, None, &own, &mut times);
    let mut kept = HashSet::new();
    to.walk(&mut |item| {
        kept.insert(item.uid);
    });
    from.walk(&mut |item| {
        if !kept.contains(&item.uid) {
            let time = became.get(&item.uid).and_then(|part| times.get(part)).copied();
            times.insert(item.uid, time.unwrap_or(first));
        }
    });
    times
}

/// Gives an item and what is in it the time of the item, or else of what it is in.
fn spread(
    item: &Item,
    time: Option<Interval>,
    own: &HashMap<Uid, Interval>,
    times: &mut HashMap<Uid, Interval>,
) {
    let time = own.get(&item.uid).copied().or(time);
    times.extend(time.map(|time| (item.uid, time)));
    for inner in &item.items {
        spread(inner, time, own, times);
    }
}

/// The time of what has none of its own in an act whose parts follow one another: boxes grow with the first
/// part, so that they carry the others, and shrink with the last one.
pub(super) fn others(act: &Act, (from, to): (&Picture, &Picture), own: &HashMap<Uid, Interval>) -> Interval {
    let panels = |picture: &Picture| {
        let panels = picture.elements.iter().filter(|element| matches!(element.ink, Ink::Panel(_)));
        let others = panels.filter(|element| !own.contains_key(&element.key.part));
        others.map(|element| (element.key, element.rect.size())).collect::<HashMap<Key, Size>>()
    };
    let (before, after) = (panels(from), panels(to));
    let larger = |a: &HashMap<Key, Size>, b: &HashMap<Key, Size>| {
        a.iter()
            .any(|(key, a)| b.get(key).is_some_and(|b| a.width > b.width + 1.0 || a.height > b.height + 1.0))
    };
    let steps = act.steps.iter().filter(|step| own.contains_key(&step.target.part)).map(|step| step.time);
    let first = steps.clone().min_by_key(|time| time.start);
    let last = steps.max_by_key(|time| time.end);
    let time = if larger(&after, &before) { first } else { last.filter(|_| larger(&before, &after)) };
    time.unwrap_or(act.time)
}
