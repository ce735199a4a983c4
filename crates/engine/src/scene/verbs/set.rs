//! `set`: nodes change from one state to another.

mod assignments;
mod change;

use assignments::{Assignment, assignments};
use change::{EachOrder, NodeChange};

use super::{
    Act, Definition, EACH, EntryPlanner, IdleKey, Lasts, Stays, Time, Timing, Verb, VerbPlan, VerbValue,
    WrittenEntry, idle,
};

const OVER: Time = Time::from_millis(500);
/// Length of a change of nothing but numbers, which count.
const OVER_OF_NUMBERS: Time = Time::from_millis(800);

pub(super) const DEFINITION: Definition = Definition {
    verb: Verb {
        name: "set",
        doc: "gives fields new values: numbers count, colours blend, texts cross-fade, lists rearrange",
        takes: VerbValue::Assignments,
        stays: Stays::Lasting,
        lasts: &[(Lasts::Fixed(OVER), ""), (Lasts::Fixed(OVER_OF_NUMBERS), "when only numbers change")],
        keys: &[EACH],
        example: "{ set = { vocab.value = 50259 } }",
    },
    read,
};

struct SetPlan {
    assignments: Vec<Assignment>,
}

fn read(entry: &WrittenEntry<'_>) -> Option<Box<dyn VerbPlan>> {
    let assignments = assignments(entry);
    // A beat's `set` without a usable key is as if it were not there.
    (!entry.is_key_of_beat || !assignments.is_empty()).then(|| Box::new(SetPlan { assignments }) as _)
}

impl VerbPlan for SetPlan {
    fn acts(&self, planner: &mut EntryPlanner<'_, '_>) -> Option<Vec<Act>> {
        let changes = NodeChange::all(&self.assignments, planner);
        let order = EachOrder::of(&changes);
        let numbers = changes.iter().all(|change| change.is_of_numbers);
        let over = planner.timing.over().unwrap_or(if numbers { OVER_OF_NUMBERS } else { OVER });
        Some(changes.into_iter().filter_map(|change| change.finish(over, &order, planner)).collect())
    }

    fn idle_keys(&self, timing: &Timing, acts: &[Act]) -> Vec<IdleKey> {
        if acts.iter().any(|act| act.time.start != act.time.end) {
            let message = "`each` has no effect: one thing changes";
            let help = "set several parts, such as `node.all.tone`, or leave `each` out";
            return idle::lone_each(timing, acts, message, help).into_iter().collect();
        }
        let over = timing.over.as_ref().map(|over| ("over", &over.span));
        let each = timing.each.as_ref().map(|each| ("each", &each.span));
        let ease = timing.ease.as_ref().map(|ease| ("ease", &ease.span));
        let idle = |(key, span)| {
            let message =
                format!("`{key}` has no effect: what changes is not seen yet, so it changes at once");
            IdleKey::new(span, message, "leave it out, or set this in an entry below the one that shows it")
        };
        [over, each, ease].into_iter().flatten().map(idle).collect()
    }
}
