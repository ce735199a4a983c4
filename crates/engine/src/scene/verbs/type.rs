//! `type`: targets appear letter by letter.

use super::{
    Act, Address, Definition, EACH, Effect, Entrance, EntryPlanner, IdleKey, Interval, KeyShape, KeySpec,
    Lasts, Stays, Step, Time, Timing, Verb, VerbPlan, VerbValue, Written, WrittenEntry, idle,
};
use crate::nodes::Item;
use crate::text::letters;

/// Letters per second if the entry gives no `speed`.
const SPEED: f64 = 30.0;
/// Smallest and largest number of letters per second.
const SPEEDS: (f64, f64) = (1.0, 1000.0);

pub(super) const DEFINITION: Definition = Definition {
    verb: Verb {
        name: "type",
        doc: "brings what was not there before, letter by letter",
        takes: VerbValue::Addresses,
        stays: Stays::Lasting,
        lasts: &[(Lasts::Letters, "")],
        keys: &[
            KeySpec::new("speed", KeyShape::Number(SPEEDS.0, SPEEDS.1), "letters a second").default("30"),
            KeySpec { doc: "seconds from one target's start to the next's", ..EACH }
                .default("as the one before ends"),
        ],
        example: "{ type = \"word\", speed = 20 }",
    },
    read,
};

struct TypePlan {
    targets: Vec<Address>,
    speed: Option<Written<f64>>,
}

fn read(entry: &WrittenEntry<'_>) -> Option<Box<dyn VerbPlan>> {
    let speed = entry.keyed("speed", entry.table.number_within("speed", SPEEDS.0, SPEEDS.1));
    Some(Box::new(TypePlan { targets: entry.targets()?, speed }))
}

impl VerbPlan for TypePlan {
    fn acts(&self, planner: &mut EntryPlanner<'_, '_>) -> Option<Vec<Act>> {
        let targets = planner.targets(&self.targets)?;
        let speed = self.speed.as_ref().map_or(SPEED, |speed| speed.value);
        let mut steps = Vec::new();
        let mut start = planner.start;
        for reached in &targets {
            planner.check_showable(*reached);
            let target = reached.target;
            let item = planner.resolver.state(target.node).find(target.part);
            let text = item.map(Item::says).unwrap_or_default();
            let millis = (letters(&text).count().max(1) as f64 / speed * 1000.0).ceil();
            let over = planner.timing.over().unwrap_or(Time::from_millis(millis as i64));
            steps.push(Step { target, time: Interval::new(start, over) });
            start = start + planner.timing.each().unwrap_or(over);
        }
        planner.note_places(&targets);
        Some(vec![planner.act(Effect::Appear(Entrance::Letters), steps)?])
    }

    fn shows(&self) -> &[Address] {
        &self.targets
    }

    fn idle_keys(&self, timing: &Timing, acts: &[Act]) -> Vec<IdleKey> {
        let speed = self.speed.as_ref().filter(|_| timing.over.is_some()).map(|speed| {
            IdleKey::new(&speed.span, "`speed` has no effect beside `over`", "keep one of the two")
        });
        idle::lone_target(timing, acts).into_iter().chain(speed).collect()
    }
}
