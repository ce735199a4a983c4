//! New states of nodes, with the times at which their parts change.

use std::collections::{HashMap, HashSet};

use super::Assignment;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::Value;
use crate::nodes::{Field, FieldValue, Item, List, Settable, Uid};
use crate::scene::limits::Limit;
use crate::scene::model::{Act, Effect, NodeId, Step, Target};
use crate::scene::planning::context::DatedSet;
use crate::scene::planning::matching::match_items;
use crate::scene::planning::planner::EntryPlanner;
use crate::scene::reading::address::SetProperty;
use crate::scene::reading::nodes::report_misfit;
use crate::scene::reading::value::field_value;
use halfminute_basics::time::{Interval, Time};

/// The changes that an entry makes to one node.
pub(super) struct NodeChange {
    node: NodeId,
    state: Item,
    /// Changes in the order written.
    changes: Vec<PropertyChange>,
    /// Keys whose values were set already.
    unchanged: Vec<Span>,
    folds: Vec<(Uid, Uid)>,
    /// True if only numbers changed so far.
    pub(super) is_of_numbers: bool,
    value_span: Span,
}

/// A property of a part that a key changes.
struct PropertyChange {
    part: Uid,
    property: &'static str,
    /// Index of the key within the entry.
    key: usize,
    /// Index of the part among those that the key reaches.
    at: usize,
    span: Span,
    /// The parts of a list that was set.
    items: Vec<Uid>,
}

/// The order in which parts change with `each`.
pub(super) enum EachOrder {
    /// Each key goes through the parts that it reaches, all keys in step.
    Parts,
    /// Every key reaches one part; the parts follow one another in the order in which they are first named.
    Keys(HashMap<Target, usize>),
}

impl EachOrder {
    pub(super) fn of(changes: &[NodeChange]) -> Self {
        let all = changes.iter().flat_map(|node| node.changes.iter().map(move |change| (node.node, change)));
        let mut all: Vec<(NodeId, &PropertyChange)> = all.collect();
        if all.iter().any(|(_, change)| change.at > 0 || change.items.len() > 1) {
            return Self::Parts;
        }
        all.sort_by_key(|(_, change)| change.key);
        let mut turns: HashMap<Target, usize> = HashMap::new();
        for (node, change) in all {
            let next = turns.len();
            turns.entry(Target { node, part: change.part }).or_insert(next);
        }
        Self::Keys(turns)
    }

    /// Number of parts that change before this one, which is number `at` of its key.
    fn turn(&self, target: Target, at: usize) -> usize {
        match self {
            Self::Parts => at,
            Self::Keys(turns) => turns.get(&target).copied().unwrap_or(0),
        }
    }
}

impl NodeChange {
    /// The changes of an entry, node by node.
    pub(super) fn all(assignments: &[Assignment], planner: &mut EntryPlanner<'_, '_>) -> Vec<Self> {
        let mut nodes: Vec<Self> = Vec::new();
        let mut known: HashMap<NodeId, usize> = HashMap::new();
        for (key, assignment) in assignments.iter().enumerate() {
            let node = assignment.address.node;
            let at = *known.entry(node).or_insert_with(|| {
                nodes.push(Self {
                    node,
                    state: planner.resolver.state(node).clone(),
                    changes: Vec::new(),
                    unchanged: Vec::new(),
                    folds: Vec::new(),
                    is_of_numbers: true,
                    value_span: assignment.value.span.clone(),
                });
                nodes.len() - 1
            });
            nodes[at].assign(key, assignment, planner);
        }
        nodes
    }

    /// Applies the assignment with index `key` to the state.
    fn assign(&mut self, key: usize, assignment: &Assignment, planner: &mut EntryPlanner<'_, '_>) {
        let resolver = &mut *planner.resolver;
        if resolver.motions > Limit::MOTIONS.most {
            return;
        }
        let address = &assignment.address;
        let Some((uids, property)) = address.property(&self.state, resolver.cast, resolver.findings) else {
            return;
        };
        self.value_span = assignment.value.span.clone();
        if !resolver.count_motions(uids.len(), &address.span) {
            return;
        }
        match property {
            SetProperty::List(list) => self.assign_list(key, assignment, list, &uids, planner),
            SetProperty::Field(field) if field.settable == Settable::No => {
                let message = format!("`{}` is fixed for the whole clip", field.name);
                let help = "define a second node, and `show` it `from` this one";
                planner.error("not-settable", &address.span, message, help);
            }
            SetProperty::Field(field) => {
                if let Some(value) = field_value(resolver.findings, field, &assignment.value) {
                    self.assign_field(key, &address.span, field, &value, &uids);
                }
            }
        }
    }

    fn assign_field(
        &mut self,
        key: usize,
        span: &Span,
        field: &'static Field,
        value: &FieldValue,
        uids: &[Uid],
    ) {
        self.is_of_numbers &= matches!(value, FieldValue::Number(_));
        if !self.state.set_all(uids, field, value) {
            self.unchanged.push(span.clone());
        }
        self.changes.extend(uids.iter().enumerate().map(|(at, part)| PropertyChange {
            part: *part,
            property: field.name,
            key,
            at,
            span: span.clone(),
            items: Vec::new(),
        }));
    }

    fn assign_list(
        &mut self,
        key: usize,
        assignment: &Assignment,
        list: &'static List,
        uids: &[Uid],
        planner: &mut EntryPlanner<'_, '_>,
    ) {
        let (cast, findings) = (&mut *planner.resolver.cast, planner.resolver.findings);
        let (node, span) = (self.node, &assignment.address.span);
        self.is_of_numbers = false;
        let errors = findings.errors();
        if let Value::Array(values) = &assignment.value.value
            && !Limit::PARTS.check(values.len() * uids.len(), &assignment.value.span, findings)
        {
            cast.mark_invalid(node);
            return;
        }
        let mut changes = false;
        for (at, uid) in uids.iter().enumerate() {
            let mut reader = cast.reader(node, findings);
            let items = reader.items(list, &assignment.value);
            cast.keep(node, &reader);
            let Some(item) = self.state.find_mut(*uid) else { continue };
            let matched = match_items(list, &item.items, items);
            cast.count_steps(matched.steps);
            changes |= item.items != matched.items;
            item.items = matched.items;
            self.folds.extend(matched.folds);
            let items = item.items.iter().map(|item| item.uid).collect();
            let (property, span) = (list.key, span.clone());
            self.changes.push(PropertyChange { part: *uid, property, key, at, span, items });
        }
        self.unchanged.extend((!changes).then(|| span.clone()));
        if findings.errors() > errors {
            cast.mark_invalid(node);
        }
    }

    /// The act of the change, if the new state fits the kind and the limits.
    pub(super) fn finish(
        mut self,
        over: Time,
        order: &EachOrder,
        planner: &mut EntryPlanner<'_, '_>,
    ) -> Option<Act> {
        let (node, start) = (self.node, planner.start);
        let parts = self.state.parts();
        let key = self.changes.first()?.span.clone();
        let resolver = &mut *planner.resolver;
        let written = resolver.cast.node(node);
        if let Err(misfit) = (written.kind.complete)(&mut self.state, written.states.first()) {
            if resolver.cast.is_valid(node) {
                report_misfit(misfit, &self.value_span, resolver.findings);
            }
            return None;
        }
        check_order(node, &key, planner);
        let resolver = &mut *planner.resolver;
        let (span, findings) = (&planner.timing.span, resolver.findings);
        resolver.state_parts += parts;
        if !Limit::PARTS.check(parts, span, findings)
            || !Limit::STATES.check(resolver.cast.states(), span, findings)
            || !Limit::STATE_PARTS.check(resolver.state_parts, span, findings)
        {
            return None;
        }
        let from = resolver.now[node];
        let to = resolver.cast.push_state(node, self.state);
        resolver.now[node] = to;
        // A node that is not visible yet changes at once.
        let is_visible = planner.context.visible(node, start);
        let each = planner.timing.each().filter(|_| is_visible).unwrap_or(Time::ZERO);
        let over = if is_visible { over } else { Time::ZERO };
        let mut steps: Vec<Step> = Vec::new();
        let mut known: HashSet<Target> = HashSet::new();
        for PropertyChange { part, property, at, span, items, .. } in self.changes {
            let target = Target { node, part };
            let turn = |at: usize| Interval::new(start + each * order.turn(target, at) as i64, over);
            // Without `each`, a list changes as one.
            let own: Vec<Step> = if each > Time::ZERO && items.len() > 1 {
                let step = |(at, part)| Step { target: Target { node, part }, time: turn(at) };
                items.into_iter().enumerate().map(step).collect()
            } else {
                vec![Step { target, time: turn(at) }]
            };
            let time = Interval { start: own[0].time.start, end: own[own.len() - 1].time.end };
            check_overlap(target, property, DatedSet { time, span }, planner);
            steps.extend(own.into_iter().filter(|step| known.insert(step.target)));
        }
        let (folds, unchanged) = (self.folds, self.unchanged);
        planner.act(Effect::Change { node, from, to, key: Some(key), folds, unchanged }, steps)
    }
}

/// Reports a `set` that begins before one of the same node that is written above it: each `set` starts from the
/// state that the one above it left.
fn check_order(node: NodeId, span: &Span, planner: &mut EntryPlanner<'_, '_>) {
    let (start, context) = (planner.start, &mut *planner.context);
    let before = context.last_set.insert(node, (start, span.clone()));
    if let Some((other, place)) = before.filter(|(other, _)| *other > start) {
        let id = &planner.resolver.cast.node(node).id;
        let message = format!("changes `{id}` at {}, and an entry above it later", context.local(start));
        planner.resolver.findings.push(
            Diagnostic::error("out-of-order", span.clone(), message)
                .label(place, format!("at {}", context.local(other)))
                .help("write the changes of one node in the order of time: move this entry up"),
        );
    }
}

/// Reports a change of a property while another one is under way.
fn check_overlap(target: Target, property: &'static str, set: DatedSet, planner: &mut EntryPlanner<'_, '_>) {
    let start = planner.context.start;
    let others = planner.context.changes.entry((target, property)).or_default();
    if let Some(other) = others.iter().find(|other| other.time.overlaps(set.time)) {
        let local = |time: Interval| format!("{} to {}", time.start - start, time.end - start);
        let message = format!("`{property}` changes here from {}", local(set.time));
        planner.resolver.findings.push(
            Diagnostic::error("overlap", set.span.clone(), message)
                .label(other.span.clone(), format!("and here from {}", local(other.time)))
                .help("begin after the other has ended: leave `at` out"),
        );
    }
    others.push(set);
}
