//! `flow`: something travels along arrows, one link after another.

use super::{
    Act, Definition, Effect, EntryPlanner, Interval, Lasts, Stays, Step, Time, Verb, VerbPlan, VerbValue,
    Written, WrittenEntry,
};
use crate::diagnostic::Span;
use crate::document::{Node as Toml, Value};
use crate::scene::limits::Limit;
use crate::scene::reading::arrows::{self, ArrowChain, Link};

/// Length of the motion along one link.
const OVER: Time = Time::from_millis(800);

pub(super) const DEFINITION: Definition = Definition {
    verb: Verb {
        name: "flow",
        doc: "sends something along arrows that the beat lists",
        takes: VerbValue::Arrows,
        stays: Stays::Gone,
        lasts: &[(Lasts::Fixed(OVER), "for each link of a chain")],
        keys: &[],
        example: "{ flow = \"word -> pieces\" }",
    },
    read,
};

struct FlowPlan {
    chains: Vec<Written<ArrowChain>>,
}

fn read(entry: &WrittenEntry<'_>) -> Option<Box<dyn VerbPlan>> {
    let (findings, value) = (entry.findings(), entry.value());
    let nodes = match &value.value {
        Value::Array(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(value),
    };
    if !Limit::TARGETS.check(nodes.len(), &value.span, findings) {
        return None;
    }
    let chain = |node: &Toml| {
        let Some(text) = node.as_text() else {
            let message = format!("`flow` wants an arrow, not {}", node.noun());
            findings.error_help("wrong-type", &node.span, message, "write flow = \"a -> b\"");
            return None;
        };
        let value = arrows::chain(text, &node.span, entry.cast, findings)?;
        Some(Written { value, span: node.span.clone() })
    };
    let chains: Vec<Option<Written<ArrowChain>>> = nodes.iter().map(chain).collect();
    Some(Box::new(FlowPlan { chains: chains.into_iter().collect::<Option<_>>()? }))
}

impl VerbPlan for FlowPlan {
    fn acts(&self, planner: &mut EntryPlanner<'_, '_>) -> Option<Vec<Act>> {
        let mut links: Vec<(usize, Interval)> = Vec::new();
        let mut steps = Vec::new();
        for Written { value: chain, span } in &self.chains {
            let resolver = &*planner.resolver;
            let layers = arrows::links(chain, &resolver.states(), resolver.cast, resolver.findings)?;
            let count = layers.len().max(1) as i64;
            let over = planner.timing.over().map_or(OVER, |over| Time::from_flicks(over.flicks() / count));
            for (at, layer) in layers.iter().enumerate() {
                let time = Interval::new(planner.start + over * at as i64, over);
                for Link { from, to, .. } in layer {
                    let is_link = |ends| ends == (*from, *to);
                    let mut listed = planner.context.arrows.value.iter().map(|arrow| (arrow.from, arrow.to));
                    let Some(arrow) = listed.position(is_link) else {
                        report_no_arrow(span, planner);
                        return None;
                    };
                    for end in [*from, *to] {
                        planner.check_ready(end, span);
                        steps.push(Step { target: end, time });
                        planner.note_place(end, span, planner.id(end.node).to_owned());
                    }
                    links.push((arrow, time));
                }
            }
        }
        Some(vec![planner.act(Effect::Flow { links }, steps)?])
    }
}

fn report_no_arrow(span: &Span, planner: &EntryPlanner<'_, '_>) {
    if planner.context.arrows.is_complete {
        let message = "this arrow is not drawn in this beat";
        planner.error("flow-off-arrow", span, message, "add it to `arrows`");
    }
}
