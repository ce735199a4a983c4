//! `show`: targets appear, by themselves or out of the pictures of others.

use super::{
    Act, Address, Definition, EACH, Effect, Entrance, EntryPlanner, IdleKey, Interval, KeyShape, KeySpec,
    Lasts, Notation, ReachedTarget, Stays, Step, Target, Time, Timing, Verb, VerbPlan, VerbValue,
    WrittenEntry, idle,
};
use crate::diagnostic::Span;
use crate::nodes::{Item, Uid};
use crate::scene::model::NodeId;

const OVER: Time = Time::from_millis(400);
/// Length of one motion out of something else.
const OVER_FROM: Time = Time::from_millis(600);
const APART: Time = Time::from_millis(120);

pub(super) const DEFINITION: Definition = Definition {
    verb: Verb {
        name: "show",
        doc: "brings what was not there before, alone or out of the picture of something else",
        takes: VerbValue::Addresses,
        stays: Stays::Lasting,
        lasts: &[(Lasts::Fixed(OVER), ""), (Lasts::Fixed(OVER_FROM), "with `from`")],
        keys: &[
            KeySpec { doc: "seconds from one target's start to the next's", ..EACH }.default("0.12"),
            KeySpec::new(
                "from",
                KeyShape::Notation(Notation::Addresses, "one address or a list"),
                "what it comes out of",
            ),
        ],
        example: "{ show = \"pieces\", from = \"word\", each = 0.15 }",
    },
    read,
};

struct ShowPlan {
    targets: Vec<Address>,
    /// Addresses of what the targets come out of, possibly none.
    from: Vec<Address>,
}

fn read(entry: &WrittenEntry<'_>) -> Option<Box<dyn VerbPlan>> {
    let from = entry.table.get("from").map(|from| entry.addresses("from", from));
    Some(Box::new(ShowPlan { targets: entry.targets()?, from: from.unwrap_or(Some(Vec::new()))? }))
}

impl VerbPlan for ShowPlan {
    fn acts(&self, planner: &mut EntryPlanner<'_, '_>) -> Option<Vec<Act>> {
        let (targets, sources) = (planner.targets(&self.targets), planner.targets(&self.from));
        let (targets, sources) = (targets?, sources?);
        let is_target =
            |source: &&ReachedTarget<'_>| targets.iter().any(|reached| reached.target == source.target);
        if let Some(ReachedTarget { address, .. }) = sources.iter().find(is_target) {
            let help = "name another source, or leave `from` out";
            planner.error("bad-source", &address.span, "a thing cannot come out of itself", help);
            planner.resolver.is_visibility_known = false;
            return None;
        }
        planner.start = start(&sources, planner);
        targets.iter().for_each(|reached| planner.check_showable(*reached));
        planner.note_places(&targets);
        let over = planner.timing.over().unwrap_or(if sources.is_empty() { OVER } else { OVER_FROM });
        let each = planner.timing.each().unwrap_or(APART);
        let walks = targets.len() == 1 && (planner.timing.each.is_some() || !sources.is_empty());
        let steps = match targets[..] {
            [ReachedTarget { target: Target { node, part: Uid::ROOT }, .. }] if walks => {
                walk_parts(planner, node, over, each)
            }
            _ => planner.steps(&targets, over, each),
        };
        let sources: Vec<Target> = sources.into_iter().map(|source| source.target).collect();
        let entrance = if sources.is_empty() { Entrance::Rise } else { Entrance::Emerge(sources) };
        Some(vec![planner.act(Effect::Appear(entrance), steps)?])
    }

    fn shows(&self) -> &[Address] {
        &self.targets
    }

    fn idle_keys(&self, timing: &Timing, acts: &[Act]) -> Vec<IdleKey> {
        let message = "`each` has no effect: one thing without parts is shown";
        idle::lone_each(timing, acts, message, "show several, or leave `each` out").into_iter().collect()
    }
}

/// The steps of a node that is shown with `each` or `from`: its parts follow one another.
fn walk_parts(planner: &EntryPlanner<'_, '_>, node: NodeId, over: Time, each: Time) -> Vec<Step> {
    let start = planner.start;
    let whole = Step { target: Target { node, part: Uid::ROOT }, time: Interval::new(start, over) };
    let part = |(at, item): (usize, &Item)| Step {
        target: Target { node, part: item.uid },
        time: Interval::new(start + each * at as i64, over),
    };
    std::iter::once(whole).chain(planner.resolver.state(node).items.iter().enumerate().map(part)).collect()
}

/// The start of a `show` with sources. If a source has left the stage, the `show` begins with the beat.
fn start(sources: &[ReachedTarget<'_>], planner: &EntryPlanner<'_, '_>) -> Time {
    let context = &*planner.context;
    let mut start = planner.start;
    for ReachedTarget { target: source, address } in sources {
        let id = planner.id(source.node);
        if context.leaving.contains(&source.node) {
            let late =
                planner.timing.at.as_ref().filter(|at| context.is_stage_known && at.value > Time::ZERO);
            if let Some(at) = late {
                let message = format!("`{id}` leaves when the beat begins, not at {}", at.value);
                planner.error("source-left", &at.span, message, "leave `at` out");
            }
            start = context.start;
        } else if context.member(source.node).is_some() {
            planner.check_ready(*source, &address.span);
        } else {
            // The source was probably meant to leave, in which case this entry and those after it begin early.
            start = context.start;
            report_no_source(id, &address.span, planner);
        }
    }
    start
}

fn report_no_source(id: &str, span: &Span, planner: &EntryPlanner<'_, '_>) {
    if planner.context.is_stage_known {
        let is_first = planner.context.number == 1;
        let when = if is_first { "in this beat" } else { "in this beat or the one before" };
        let message = format!("`{id}` is not on stage {when}: nothing can come out of it");
        planner.error("source-off-stage", span, message, "leave `from` out");
    }
}
