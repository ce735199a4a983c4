//! Makes room for parts: in kinds whose hidden parts take no place, every `show` and `hide` of a part also
//! becomes a change of state, so that the other parts move together or apart.

use std::collections::{BTreeMap, HashSet};

use crate::document::Findings;
use crate::nodes::{HiddenParts, Item, Uid};
use crate::scene::limits::Limit;
use crate::scene::model::{Act, Beat, Effect, NodeId, Step, Target};
use crate::scene::planning::visibility::part_changes;
use crate::scene::reading::cast::Cast;
use halfminute_basics::time::{Interval, Time};

/// Longest time in which the other parts move out of the way: a part that is typed needs its place before its
/// last letter.
const QUICKEST: Time = Time::from_millis(250);

/// The parts of one node that appear (true) or disappear (false), with their steps, by index of the beat and by
/// the start of the entry that shows or hides them.
type Changes = BTreeMap<(usize, usize), Vec<(Step, bool)>>;

/// Rewrites the states of every node whose kind makes room.
pub(crate) fn run(beats: &mut [Beat], cast: &mut Cast, findings: &Findings) {
    let mut parts = 0;
    for (node, changes) in changes(beats, cast) {
        // There is one state more for each change, with at most as many parts as the largest state.
        let states = cast.node(node).states.len() + changes.values().map(Vec::len).sum::<usize>();
        parts += states * (1 + cast.node(node).states.iter().map(Item::parts).max().unwrap_or(0));
        let span = cast.node(node).span.clone();
        if !Limit::STATES.check(cast.states() + states, &span, findings)
            || !Limit::STATE_PARTS.check(parts, &span, findings)
        {
            return;
        }
        let states = Unfolding::new(node, cast, beats).run(beats, &changes);
        cast.replace_states(node, states);
    }
}

/// The parts that appear and disappear, for each node whose kind makes room.
fn changes(beats: &[Beat], cast: &Cast) -> BTreeMap<NodeId, Changes> {
    let mut nodes: BTreeMap<NodeId, Changes> = BTreeMap::new();
    for (at, beat) in beats.iter().enumerate() {
        for act in &beat.acts {
            for (step, comes) in part_changes(act) {
                let node = step.target.node;
                if cast.node(node).kind.hidden_parts == HiddenParts::MakeRoom {
                    let changes = nodes.entry(node).or_default();
                    changes.entry((at, act.span.start)).or_default().push((step, comes));
                }
            }
        }
    }
    nodes
}

/// The states of one node while they are rewritten, beat by beat.
struct Unfolding {
    node: NodeId,
    /// The states as written in the scene.
    old: Vec<Item>,
    /// The new states, in which hidden parts are marked.
    new: Vec<Item>,
    hidden: HashSet<Uid>,
    /// Index of the current state in `old`.
    now: usize,
}

/// A change to the node's state, in the order of time.
enum Event {
    /// A `set`, by the index of its act.
    Set(usize),
    /// A part that appears (true) or disappears (false).
    Part(Step, bool),
}

impl Unfolding {
    fn new(node: NodeId, cast: &Cast, beats: &[Beat]) -> Self {
        let first = beats.first().into_iter().flat_map(|beat| &beat.hidden);
        let hidden = first.filter(|target| target.node == node).map(|target| target.part).collect();
        let mut unfolding =
            Self { node, old: cast.node(node).states.clone(), new: Vec::new(), hidden, now: 0 };
        unfolding.push();
        unfolding
    }

    fn run(mut self, beats: &mut [Beat], changes: &Changes) -> Vec<Item> {
        for (at, beat) in beats.iter_mut().enumerate() {
            beat.first_states[self.node] = self.new.len() - 1;
            let made = self.beat(beat, |act| changes.get(&(at, act.span.start)));
            if !made.is_empty() {
                beat.acts.extend(made);
                beat.acts.sort_by_key(|act| act.time.start);
            }
            beat.last_states[self.node] = self.new.len() - 1;
        }
        self.new
    }

    /// Renumbers the states of a beat's acts and returns the new acts that make room.
    fn beat<'c>(
        &mut self,
        beat: &mut Beat,
        changes: impl Fn(&Act) -> Option<&'c Vec<(Step, bool)>>,
    ) -> Vec<Act> {
        let mut events: Vec<(Time, Event)> = Vec::new();
        for (at, act) in beat.acts.iter().enumerate() {
            match act.effect {
                Effect::Change { node, .. } if node == self.node => {
                    events.push((act.time.start, Event::Set(at)));
                }
                Effect::Change { .. } => {}
                _ => {
                    let own = changes(act).into_iter().flatten();
                    events.extend(own.map(|(step, comes)| (step.time.start, Event::Part(*step, *comes))));
                }
            }
        }
        events.sort_by_key(|(time, _)| *time);
        let mut made = Vec::new();
        for (_, event) in events {
            let before = self.new.len() - 1;
            match event {
                Event::Set(at) => {
                    if let Effect::Change { from, to, .. } = &mut beat.acts[at].effect {
                        self.now = *to;
                        (*from, *to) = (before, before + 1);
                    }
                }
                Event::Part(step, comes) => {
                    if comes {
                        self.hidden.remove(&step.target.part)
                    } else {
                        self.hidden.insert(step.target.part)
                    };
                    made.push(self.make_room(step, before, beat));
                }
            }
            self.push();
        }
        made
    }

    fn make_room(&self, step: Step, from: usize, beat: &Beat) -> Act {
        let length = (step.time.end - step.time.start).min(QUICKEST);
        let time = Interval::new(step.time.start, length);
        let target = Target { node: self.node, part: Uid::ROOT };
        Act {
            span: beat.span.clone(),
            effect: Effect::Change {
                node: self.node,
                from,
                to: from + 1,
                key: None,
                folds: Vec::new(),
                unchanged: Vec::new(),
            },
            time,
            steps: vec![Step { target, time }],
            ease: None,
        }
    }

    /// Adds a copy of the current old state, with the parts that are hidden now marked.
    fn push(&mut self) {
        let mut state = self.old[self.now].clone();
        mark(&mut state, &self.hidden);
        self.new.push(state);
    }
}

fn mark(item: &mut Item, hidden: &HashSet<Uid>) {
    item.hidden = hidden.contains(&item.uid);
    for part in &mut item.items {
        mark(part, hidden);
    }
}
