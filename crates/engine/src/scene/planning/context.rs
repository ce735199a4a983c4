//! State of one beat while its entries are planned.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::Span;
use crate::nodes::Uid;
use crate::scene::model::{Act, Arrival, Arrow, IdleKey, Member, NodeId, Step, Target};
use crate::scene::planning::visibility;
use crate::scene::reading::partial::Partial;
use halfminute_basics::time::{Interval, Time};

/// A `set` of a property, with its time and the place of its key.
#[derive(Debug)]
pub(crate) struct DatedSet {
    pub(crate) time: Interval,
    pub(crate) span: Span,
}

/// State of a beat while its entries are resolved.
#[derive(Default)]
pub(crate) struct BeatContext {
    /// Number of the beat, from 1.
    pub(crate) number: usize,
    pub(crate) start: Time,
    pub(crate) lead_in: Time,
    /// Latest end of a motion, in the clip's time.
    pub(crate) limit: Time,
    pub(crate) members: Vec<Member>,
    pub(crate) arrivals: HashMap<NodeId, Arrival>,
    /// Nodes that were on stage in the beat before and no longer are.
    pub(crate) leaving: Vec<NodeId>,
    /// Nodes that a `show` has brought, each with the interval of its arrival.
    pub(crate) shown: HashMap<NodeId, Interval>,
    pub(crate) arrows: Partial<Vec<Arrow>>,
    /// The sets of each property, which must not overlap.
    pub(crate) changes: HashMap<(Target, &'static str), Vec<DatedSet>>,
    /// Keys of entries that have no effect.
    pub(crate) idle: Vec<IdleKey>,
    /// For each node, the time of its last `set`, and the place of that.
    pub(crate) last_set: HashMap<NodeId, (Time, Span)>,
    /// Nodes that were hidden in this beat, each with the time since when.
    pub(crate) hidden: HashMap<NodeId, Time>,
    /// TargetPlaces that address a node before any `show` of it, reported once the whole play is known.
    pub(crate) early: RefCell<Vec<(NodeId, Span)>>,
    /// True if this stage and the one before are complete. Otherwise, nothing is reported about nodes that are
    /// not on stage.
    pub(crate) is_stage_known: bool,
    /// Nodes that were reported as not on stage, each of which is reported once.
    pub(crate) absent: RefCell<HashSet<NodeId>>,
}

impl BeatContext {
    pub(crate) fn member(&self, node: NodeId) -> Option<Member> {
        self.arrivals.get(&node).map(|arrival| Member { node, arrival: *arrival })
    }

    /// The time from which verbs may address the node; `None` while it is hidden or not on stage.
    pub(crate) fn ready(&self, node: NodeId) -> Option<Time> {
        match self.member(node)?.arrival {
            Arrival::Stays => Some(self.start),
            Arrival::Enters => Some(self.start + self.lead_in),
            Arrival::Waits => self.shown.get(&node).map(|shown| shown.end),
        }
    }

    /// True if any of the node can be seen at `time`.
    pub(crate) fn visible(&self, node: NodeId, time: Time) -> bool {
        match self.member(node).map(|member| member.arrival) {
            Some(Arrival::Stays) => true,
            Some(Arrival::Enters) => time >= self.start + self.lead_in,
            Some(Arrival::Waits) => self.shown.get(&node).is_some_and(|shown| time >= shown.start),
            None => false,
        }
    }

    /// Notes the whole nodes that an act shows or hides.
    pub(crate) fn note(&mut self, act: &Act) {
        let whole = act.steps.iter().filter(|step| step.target.part == Uid::ROOT);
        for Step { target, time } in whole {
            match visibility::shows(act) {
                Some(true) => {
                    let own = act.steps.iter().filter(|other| other.target.node == target.node);
                    let end = own.map(|step| step.time.end).max().unwrap_or(time.end);
                    self.shown.insert(target.node, Interval { start: time.start, end });
                }
                Some(false) => {
                    self.hidden.entry(target.node).or_insert(time.start);
                }
                None => {}
            }
        }
    }

    /// A time measured from the beat's start, as the author counts it.
    pub(crate) fn local(&self, time: Time) -> Time {
        time - self.start
    }
}
