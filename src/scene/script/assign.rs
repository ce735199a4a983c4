//! `set`: new states of nodes, and which of their parts change when.

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
use crate::time::{Interval, Time};

const SET: Time = Time::from_millis(500);
const SET_NUMBER: Time = Time::from_millis(800);

/// The changes of a beat by property: two of one must not overlap.
pub(super) type Changes = HashMap<(Target, &'static str), Vec<(Interval, Span)>>;

/// One node's share of an entry.
struct Draft {
    node: NodeId,
    state: Item,
    /// Parts in the order walked; each key walks its own parts in step.
    walked: Vec<(usize, Uid, &'static str, Span)>,
    folds: Vec<(Uid, Uid)>,
    /// Whether only numbers changed so far.
    numbers: bool,
    value_span: Span,
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
        for assignment in assignments {
            let node = assignment.address.node;
            let at = *known.entry(node).or_insert_with(|| {
                drafts.push(Draft {
                    node,
                    state: self.state(node).clone(),
                    walked: Vec::new(),
                    folds: Vec::new(),
                    numbers: true,
                    value_span: assignment.value.span.clone(),
                });
                drafts.len() - 1
            });
            self.assign(assignment, &mut drafts[at]);
        }
        let numbers = drafts.iter().all(|draft| draft.numbers);
        let over = entry.over.unwrap_or(if numbers { SET_NUMBER } else { SET });
        drafts.into_iter().filter_map(|draft| self.finish(entry, draft, (start, over), scenery)).collect()
    }

    fn assign(&mut self, assignment: &Assignment<'_>, draft: &mut Draft) {
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
            Property::List(list) => self.assign_list(assignment, list, &uids, draft),
            Property::Field(field) if field.settable == Settable::No => {
                let message = format!("`{}` is fixed for the whole clip", field.name);
                let help = "define a second node, and `show` it `from` this one";
                self.findings.error_help("not-settable", &address.span, message, help);
            }
            Property::Field(field) => {
                let Some(value) = field_value(self.findings, field, assignment.value) else { return };
                draft.numbers &= matches!(value, FieldValue::Number(_));
                draft.state.set_fields(&uids, field.name, &value);
                for (at, uid) in uids.iter().enumerate() {
                    draft.walked.push((at, *uid, field.name, address.span.clone()));
                }
            }
        }
    }

    fn assign_list(
        &mut self,
        assignment: &Assignment<'_>,
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
        for uid in uids {
            let mut reader = self.cast.reader(node, self.findings);
            let items = reader.items(list, assignment.value);
            self.cast.keep(node, &reader);
            let Some(item) = draft.state.find_mut(*uid) else { continue };
            let matched = match_items(&item.items, items);
            item.items = matched.items;
            draft.folds.extend(matched.folds);
            draft.walked.push((0, *uid, list.key, assignment.address.span.clone()));
        }
        if self.findings.errors() > errors {
            self.cast.mark_broken(node);
        }
    }

    fn finish(
        &mut self,
        entry: &Entry<'_>,
        mut draft: Draft,
        (start, over): (Time, Time),
        scenery: &mut Scenery,
    ) -> Option<Act> {
        let node = draft.node;
        let parts = draft.state.parts();
        let key = Some(draft.walked.first()?.3.clone());
        if let Err(misfit) = (self.cast.node(node).kind.complete)(&mut draft.state) {
            if !self.cast.is_broken(node) {
                report_misfit(misfit, &draft.value_span, self.findings);
            }
            return None;
        }
        self.check_order(node, start, &draft.walked[0].3, scenery);
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
        // What nobody sees yet changes at once.
        let visible = scenery.visible(node, start);
        let (over, each) =
            if visible { (over, entry.each.unwrap_or(Time::ZERO)) } else { (Time::ZERO, Time::ZERO) };
        let mut steps: Vec<Step> = Vec::new();
        let mut known: HashSet<Target> = HashSet::new();
        for (at, part, property, span) in draft.walked {
            let target = Target { node, part };
            let time = Interval::new(start + each * at as i64, over);
            self.check_overlap((target, property), time, span, scenery);
            if known.insert(target) {
                steps.push(Step { target, time });
            }
        }
        super::schedule::act(entry, Verb::Set { node, from, to, key, folds: draft.folds }, steps)
    }

    /// Each `set` of a node begins with what the one above it left, so it cannot begin before that one.
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
