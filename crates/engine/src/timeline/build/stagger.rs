//! Times of parts that change one after another.

use std::collections::{HashMap, HashSet};

use kurbo::{Rect, Size};

use crate::box_index::BoxIndex;
use crate::budget::Budget;
use crate::nodes::{Ink, Item, Key, Picture, Uid};
use crate::scene::{Act, Step};
use crate::timeline::fit::{TOUCHING, overlaps};
use halfminute_basics::time::{Interval, Time};

/// Times of parts that have one of their own, and of everything in them. A part that goes has the time of the
/// part that it becomes, or else that of the first one.
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

/// The time of the part that changes first.
pub(super) fn first(act: &Act) -> Interval {
    act.steps.iter().map(|step| step.time).min_by_key(|time| time.start).unwrap_or(act.time)
}

/// True if parts can change one after another at their `times`: no part moves to a place where a part with
/// another time still is. Otherwise they would cover one another in between.
pub(super) fn keeps_apart(
    act: &Act,
    times: &HashMap<Uid, Interval>,
    (from, to): (&Picture, &Picture),
    budget: &Budget,
) -> bool {
    let others = first(act);
    let parts: HashSet<Uid> = from.regions.iter().chain(to.regions.iter()).map(|(part, _)| part).collect();
    let swept = parts.iter().filter(|part| **part != Uid::ROOT).filter_map(|part| {
        let boxes = [from.region(*part), to.region(*part)];
        let area = boxes.into_iter().flatten().reduce(|a, b| a.union(b))?;
        Some((area, Swept { boxes, start: times.get(part).unwrap_or(&others).start }))
    });
    let swept: Vec<(Rect, Swept)> = swept.collect();
    let index = BoxIndex::new(swept.iter().copied());
    swept.iter().filter(|(_, one)| one.moves()).all(|(area, one)| {
        budget.spend(STEPS_OF_QUERY);
        let near = index.touching(*area).inspect(|_| budget.spend(1)).take_while(|_| !budget.is_spent());
        let mut covers = near.filter(|(other_area, other)| {
            one.start != other.start && overlaps(*area, *other_area) && !one.shares_area(other)
        });
        covers.next().is_none()
    })
}

/// Steps of a query of the index, apart from what it finds.
const STEPS_OF_QUERY: u64 = 4;

/// A part and the boxes between which it moves.
#[derive(Clone, Copy, Debug)]
struct Swept {
    /// Its boxes before and after, if it is there.
    boxes: [Option<Rect>; 2],
    start: Time,
}

impl Swept {
    fn moves(&self) -> bool {
        let [Some(a), Some(b)] = self.boxes else { return true };
        let shift = [a.x0 - b.x0, a.y0 - b.y0, a.x1 - b.x1, a.y1 - b.y1];
        shift.iter().any(|shift| shift.abs() > TOUCHING)
    }

    /// True if the parts share an area before or after, as a part does with those inside it.
    fn shares_area(&self, other: &Self) -> bool {
        let pairs = self.boxes.iter().zip(other.boxes);
        pairs.filter_map(|(own, other)| Some(((*own)?, other?))).any(|(own, other)| overlaps(own, other))
    }
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

/// Time of everything without one of its own, in an act whose parts follow one another: boxes grow with the
/// first part, so that they have room for the others, and shrink with the last one.
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
