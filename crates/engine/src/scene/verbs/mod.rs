//! The verbs of `play`, one file each: its keys, its lengths, how an entry is read, its times and its effect.

mod flow;
mod focus;
mod hide;
mod mark;
mod r#move;
mod pulse;
mod set;
mod shake;
mod show;
#[cfg(test)]
mod tests;
mod r#type;

use crate::scene::keys::{KeyShape, KeySpec, Notation};
use crate::scene::model::{Act, Effect, Entrance, Gesture, IdleKey, Side, Step, Target};
use crate::scene::planning::idle;
use crate::scene::planning::planner::{EntryPlanner, ReachedTarget, VerbPlan};
use crate::scene::reading::address::Address;
use crate::scene::reading::play::Timing;
use crate::scene::reading::verb::{
    EACH, FOR, Lasts, Stays, Verb, VerbDefinition, VerbValue, Written, WrittenEntry,
};
use halfminute_basics::time::{Interval, Time};

/// A verb whose entries are read as what can be planned.
type Definition = VerbDefinition<Box<dyn VerbPlan>>;

/// Every verb, in the order of the reference page.
pub(super) const VERBS: [Definition; 10] = [
    set::DEFINITION,
    show::DEFINITION,
    hide::DEFINITION,
    r#type::DEFINITION,
    r#move::DEFINITION,
    mark::DEFINITION,
    focus::DEFINITION,
    pulse::DEFINITION,
    shake::DEFINITION,
    flow::DEFINITION,
];

/// The descriptions of all verbs, in the order of the reference page.
pub fn verbs() -> impl Iterator<Item = &'static Verb> {
    VERBS.iter().map(|definition| &definition.verb)
}

/// A verb with one effect on all targets, which start `each` apart.
struct Together {
    targets: Vec<Address>,
    /// Length of one motion if the entry gives none.
    over: Time,
    /// The effect, given the time until which it is held.
    effect: Box<dyn Fn(Time) -> Effect>,
}

impl Together {
    fn read(
        entry: &WrittenEntry<'_>,
        over: Time,
        effect: impl Fn(Time) -> Effect + 'static,
    ) -> Option<Box<dyn VerbPlan>> {
        Some(Box::new(Self { targets: entry.targets()?, over, effect: Box::new(effect) }))
    }
}

impl VerbPlan for Together {
    fn acts(&self, planner: &mut EntryPlanner<'_, '_>) -> Option<Vec<Act>> {
        let until = planner.until(self.over);
        Some(vec![planner.together(&self.targets, (self.effect)(until), self.over)?])
    }

    fn hides(&self) -> &[Address] {
        let is_hidden = matches!((self.effect)(Time::MAX), Effect::Disappear);
        if is_hidden { &self.targets } else { &[] }
    }
}
