//! `move`: a node goes to another one and stays with it.

use super::{
    Act, Address, Definition, Effect, EntryPlanner, KeyShape, KeySpec, Lasts, Notation, ReachedTarget, Side,
    Stays, Target, Time, Verb, VerbPlan, VerbValue, WrittenEntry,
};
use crate::choice::Choice;
use crate::document::Node as Toml;
use crate::scene::keys::report_missing;

const OVER: Time = Time::from_millis(600);

pub(super) const DEFINITION: Definition = Definition {
    verb: Verb {
        name: "move",
        doc: "takes a node to another one, with which it stays until another `move` or a `stage`",
        takes: VerbValue::Node,
        stays: Stays::Lasting,
        lasts: &[(Lasts::Fixed(OVER), "")],
        keys: &[
            KeySpec::new("to", KeyShape::Notation(Notation::Address, "an address"), "what it goes to")
                .required("to = \"node\""),
            KeySpec::new("side", KeyShape::Choice(Side::NAMES), "where it stands there").default("\"over\""),
        ],
        example: "{ move = \"word\", to = \"pieces.2\", side = \"above\" }",
    },
    read,
};

struct MovePlan {
    moved: Address,
    to: Address,
    side: Side,
}

fn read(entry: &WrittenEntry<'_>) -> Option<Box<dyn VerbPlan>> {
    report_missing(entry.table, DEFINITION.verb.keys, |_| false);
    let side = entry.table.one_of("side").unwrap_or_default();
    let moved = one_address(entry, DEFINITION.verb.name, entry.value())?;
    let to = one_address(entry, "to", entry.table.get("to")?)?;
    Some(Box::new(MovePlan { moved, to, side }))
}

/// The single address in `value`, which is written under `key`.
fn one_address(entry: &WrittenEntry<'_>, key: &str, value: &Toml) -> Option<Address> {
    let mut found = entry.addresses(key, value)?;
    if found.len() > 1 {
        let message = format!("`{key}` takes one address");
        entry.findings().error_help("wrong-type", &value.span, message, "write one entry for each");
        return None;
    }
    found.pop()
}

impl VerbPlan for MovePlan {
    fn acts(&self, planner: &mut EntryPlanner<'_, '_>) -> Option<Vec<Act>> {
        let effect = Effect::Travel { to: self.target(planner)?, side: self.side };
        Some(vec![planner.together(std::slice::from_ref(&self.moved), effect, OVER)?])
    }
}

impl MovePlan {
    /// The node or part to move to, if the node can be moved there.
    fn target(&self, planner: &mut EntryPlanner<'_, '_>) -> Option<Target> {
        let Self { moved, to, .. } = self;
        if !moved.is_node() {
            let help = format!("write `{}`", planner.id(moved.node));
            planner.error("bad-move", &moved.span, "`move` takes a whole node, not a part of one", help);
            return None;
        }
        if planner.resolver.cast.node(moved.node).arrangement.is_some() {
            let message = "a group is an arrangement, not a thing to move";
            planner.error("bad-move", &moved.span, message, "move its members, one entry each");
            return None;
        }
        let reached = planner.targets(std::slice::from_ref(to))?;
        let [ReachedTarget { target, .. }] = reached[..] else {
            planner.error("bad-move", &to.span, "`to` names several parts", "name one node or one part");
            return None;
        };
        if to.node == moved.node {
            planner.error("bad-move", &to.span, "a node moved to itself", "name another node");
            return None;
        }
        // The target is a place on stage, whether it is visible yet or not.
        if planner.context.member(to.node).is_none() {
            let message = format!("`{}` is not on stage in this beat", planner.id(to.node));
            planner.error("not-on-stage", &to.span, message, "add it to `stage`");
            return None;
        }
        Some(target)
    }
}
