//! `set`: new states of nodes, with the times at which their parts change.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Span};
use crate::document::Value;
use crate::nodes::{FieldValue, Item, List, Settable, Uid};
use crate::scene::address::Property;
use crate::scene::cast::report_misfit;
use crate::scene::limits::Limit;
use crate::scene::matching::match_items;
use crate::scene::play::{Assignment, Entry};
use crate::scene::script::{Scenery, Script};
use crate::scene::value::field_value;
use crate::scene::{Act, NodeId, Step, Target, Verb};
use halfminute_basics::time::{Interval, Time};

const SET: Time = Time::from_millis(500);
const SET_NUMBER: Time = Time::from_millis(800);

/// The changes of a beat by property, two of which must not overlap.
pub(super) type Changes = HashMap<(Target, &'static str), Vec<(Interval, Span)>>;

/// The changes that an entry makes to one node.
struct Draft {
    node: NodeId,
    state: Item,
    /// Changes in the order written.
    changes: Vec<Change>,
    /// Keys whose values were set already.
    unchanged: Vec<Span>,
    folds: Vec<(Uid, Uid)>,
    /// True if only numbers changed so far.
    numbers: bool,
    value_span: Span,
}

/// A property of a part that a key changes.
struct Change {
    part: Uid,
    property: &'static str,
    /// Index of the key within the entry.
    key: usize,
    at: usize,
    span: Span,
    /// The parts of a list that was set.
    items: Vec<Uid>,
}

/// The order in which parts change with `each`.
enum Order {
    /// Each key goes through the parts that it reaches, all keys in step.
    Parts,
    /// Every key reaches one part; the parts follow one another in the order in which they are first named.
    Keys(HashMap<Target, usize>),
}

impl Order {
    fn of(drafts: &[Draft]) -> Self {
        let all =
            drafts.iter().flat_map(|draft| draft.changes.iter().map(move |change| (draft.node, change)));
        let mut all: Vec<(NodeId, &Change)> = all.collect();
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

impl Script<'_> {
    pub(super) fn set(
        &mut self,
        entry: &Entry<'_>,
        assignments: &[Assignment<'_>],
        start: Time,
        scenery: &mut Scenery,
    ) -> Vec<Act> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut known: HashMap<NodeId, usize> = HashMap::new();
        for (key, assignment) in assignments.iter().enumerate() {
            let node = assignment.address.node;
            let at = *known.entry(node).or_insert_with(|| {
                drafts.push(Draft {
                    node,
                    state: self.state(node).clone(),
                    changes: Vec::new(),
                    unchanged: Vec::new(),
                    folds: Vec::new(),
                    numbers: true,
                    value_span: assignment.value.span.clone(),
                });
                drafts.len() - 1
            });
            self.assign((key, assignment), &mut drafts[at]);
        }
        let order = Order::of(&drafts);
        let numbers = drafts.iter().all(|draft| draft.numbers);
        let over = entry.over().unwrap_or(if numbers { SET_NUMBER } else { SET });
        let finish = |draft| self.finish(entry, draft, (start, over, &order), scenery);
        drafts.into_iter().filter_map(finish).collect()
    }

    fn assign(&mut self, (key, assignment): (usize, &Assignment<'_>), draft: &mut Draft) {
        if self.motions > Limit::MOTIONS.most {
            return;
        }
        let address = &assignment.address;
        let Some((uids, property)) = address.property(&draft.state, self.cast, self.findings) else { return };
        draft.value_span = assignment.value.span.clone();
        if !self.count_motions(uids.len(), &address.span) {
            return;
        }
        match property {
            Property::List(list) => self.assign_list((key, assignment), list, &uids, draft),
            Property::Field(field) if field.settable == Settable::No => {
                let message = format!("`{}` is fixed for the whole clip", field.name);
                let help = "define a second node, and `show` it `from` this one";
                self.findings.error_help("not-settable", &address.span, message, help);
            }
            Property::Field(field) => {
                let Some(value) = field_value(self.findings, field, assignment.value) else { return };
                draft.numbers &= matches!(value, FieldValue::Number(_));
                let changes = draft.state.set_all(&uids, field, &value);
                for (at, uid) in uids.iter().enumerate() {
                    let (property, span) = (field.name, address.span.clone());
                    draft.changes.push(Change { part: *uid, property, key, at, span, items: Vec::new() });
                }
                draft.unchanged.extend((!changes).then(|| address.span.clone()));
            }
        }
    }

    fn assign_list(
        &mut self,
        (key, assignment): (usize, &Assignment<'_>),
        list: &'static List,
        uids: &[Uid],
        draft: &mut Draft,
    ) {
        let node = draft.node;
        draft.numbers = false;
        let errors = self.findings.errors();
        if let Value::Array(values) = &assignment.value.value
            && !Limit::PARTS.check(values.len() * uids.len(), &assignment.value.span, self.findings)
        {
            self.cast.mark_broken(node);
            return;
        }
        let mut changes = false;
        for (at, uid) in uids.iter().enumerate() {
            let mut reader = self.cast.reader(node, self.findings);
            let items = reader.items(list, assignment.value);
            self.cast.keep(node, &reader);
            let Some(item) = draft.state.find_mut(*uid) else { continue };
            let matched = match_items(list, &item.items, items);
            self.cast.count_steps(matched.steps);
            changes |= item.items != matched.items;
            item.items = matched.items;
            draft.folds.extend(matched.folds);
            let items = item.items.iter().map(|item| item.uid).collect();
            let (property, span) = (list.key, assignment.address.span.clone());
            draft.changes.push(Change { part: *uid, property, key, at, span, items });
        }
        draft.unchanged.extend((!changes).then(|| assignment.address.span.clone()));
        if self.findings.errors() > errors {
            self.cast.mark_broken(node);
        }
    }

    fn finish(
        &mut self,
        entry: &Entry<'_>,
        mut draft: Draft,
        (start, over, order): (Time, Time, &Order),
        scenery: &mut Scenery,
    ) -> Option<Act> {
        let node = draft.node;
        let parts = draft.state.parts();
        let key = Some(draft.changes.first()?.span.clone());
        let written = self.cast.node(node);
        if let Err(misfit) = (written.kind.complete)(&mut draft.state, written.states.first()) {
            if !self.cast.is_broken(node) {
                report_misfit(misfit, &draft.value_span, self.findings);
            }
            return None;
        }
        self.check_order(node, start, &draft.changes[0].span, scenery);
        let from = self.now[node];
        self.state_parts += parts;
        if !Limit::PARTS.check(parts, &entry.span, self.findings)
            || !Limit::STATES.check(self.cast.states(), &entry.span, self.findings)
            || !Limit::STATE_PARTS.check(self.state_parts, &entry.span, self.findings)
        {
            return None;
        }
        let to = self.cast.push_state(node, draft.state);
        self.now[node] = to;
        // A node that is not visible yet changes at once.
        let visible = scenery.visible(node, start);
        let each = entry.each().filter(|_| visible).unwrap_or(Time::ZERO);
        let over = if visible { over } else { Time::ZERO };
        let mut steps: Vec<Step> = Vec::new();
        let mut known: HashSet<Target> = HashSet::new();
        for Change { part, property, at, span, items, .. } in draft.changes {
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
            self.check_overlap((target, property), time, span, scenery);
            steps.extend(own.into_iter().filter(|step| known.insert(step.target)));
        }
        let (folds, unchanged) = (draft.folds, draft.unchanged);
        super::schedule::act(entry, Verb::Set { node, from, to, key, folds, unchanged }, steps)
    }

    /// Reports a `set` that begins before one of the same node that is written above it: each `set` starts from
    /// the state that the one above it left.
    fn check_order(&self, node: NodeId, start: Time, span: &Span, scenery: &mut Scenery) {
        let before = scenery.last_set.insert(node, (start, span.clone()));
        if let Some((other, place)) = before.filter(|(other, _)| *other > start) {
            let id = &self.cast.node(node).id;
            let message = format!("changes `{id}` at {}, and an entry above it later", scenery.local(start));
            self.findings.push(
                Diagnostic::error("out-of-order", span.clone(), message)
                    .label(place, format!("at {}", scenery.local(other)))
                    .help("write the changes of one node in the order of time: move this entry up"),
            );
        }
    }

    fn check_overlap(
        &self,
        property: (Target, &'static str),
        time: Interval,
        span: Span,
        scenery: &mut Scenery,
    ) {
        let start = scenery.start;
        let changes = scenery.changes.entry(property).or_default();
        if let Some((other, place)) = changes.iter().find(|(other, _)| other.overlaps(time)) {
            let local = |time: Interval| format!("{} to {}", time.start - start, time.end - start);
            let message = format!("`{}` changes here from {}", property.1, local(time));
            self.findings.push(
                Diagnostic::error("overlap", span.clone(), message)
                    .label(place.clone(), format!("and here from {}", local(*other)))
                    .help("begin after the other has ended: leave `at` out"),
            );
        }
        changes.push((time, span));
    }
}
