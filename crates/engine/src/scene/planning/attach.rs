//! Moved nodes and their targets. A moved node stays with its target, also when the target moves, until another
//! `move` or a `stage` places it elsewhere.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Span};
use crate::document::Findings;
use crate::nodes::Uid;
use crate::scene::limits::Limit;
use crate::scene::model::{Act, Attachment, Effect, IdleKey, NodeId, Side, Target};
use crate::scene::planning::visibility;
use crate::scene::reading::cast::Cast;
use halfminute_basics::time::{Interval, Time};

/// The moved nodes on the current stage.
#[derive(Debug, Default)]
pub(crate) struct Attached {
    nodes: BTreeMap<NodeId, Held>,
}

/// A moved node, with its target and motion.
#[derive(Debug)]
struct Held {
    attachment: Attachment,
    /// The motion that took it to its target.
    motion: Interval,
    /// The target's node before this move: the moved node still depends on it during the motion.
    left: Option<NodeId>,
    is_hidden: bool,
}

/// The result of following a chain of targets.
#[derive(Debug, PartialEq, Eq)]
enum ChainEnd {
    /// The chain ends at a node that was not moved.
    Ends,
    /// The chain leads to the node that was looked for.
    Leads,
    /// The chain is longer than [`Limit::CHAIN`].
    TooLong,
}

impl Attached {
    /// Forgets all moves, since a stage gives every node a place of its own.
    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
    }

    /// Every moved node, in the order of indices.
    pub(crate) fn all(&self) -> Vec<Attachment> {
        self.nodes.values().map(|held| held.attachment.clone()).collect()
    }

    /// Applies the acts of a beat that starts at `start`, in the order of time. Returns the moves that have no
    /// effect.
    pub(crate) fn follow(
        &mut self,
        acts: &[Act],
        start: Time,
        cast: &Cast,
        findings: &Findings,
    ) -> Vec<IdleKey> {
        let mut idle = Vec::new();
        for act in acts {
            match &act.effect {
                Effect::Travel { to, side } => {
                    idle.extend(self.stays(act, (*to, *side), cast));
                    self.moved(act, (*to, *side), start, cast, findings);
                }
                Effect::Change { node, to, key: Some(key), folds, .. } => {
                    self.changed((*node, *to), folds, key, cast, findings);
                }
                _ => self.shown_or_hidden(act),
            }
        }
        self.check_length(findings);
        idle
    }

    /// The finding about a node that is moved to where it stands already, if it is.
    fn stays(&self, act: &Act, (to, side): (Target, Side), cast: &Cast) -> Option<IdleKey> {
        let held = self.nodes.get(&act.steps.first()?.target.node)?;
        let same = held.attachment.to == to && held.attachment.side == side;
        let (id, target) = (&cast.node(held.attachment.node).id, &cast.node(to.node).id);
        let message = format!("`{id}` already stands there, with `{target}`");
        let idle = || IdleKey::new(&act.span, message, "take the entry out, or move it elsewhere");
        same.then(idle)
    }

    fn moved(
        &mut self,
        act: &Act,
        (to, side): (Target, Side),
        start: Time,
        cast: &Cast,
        findings: &Findings,
    ) {
        let Some(node) = act.steps.first().map(|step| step.target.node) else { return };
        let id = &cast.node(node).id;
        let before = self.nodes.get(&node);
        if let Some(held) = before.filter(|held| held.motion.overlaps(act.time)) {
            let message = format!("`{id}` is on its way until {}", held.motion.end - start);
            findings.push(
                Diagnostic::error("overlap", act.span.clone(), message)
                    .label(held.attachment.span.clone(), "from here on")
                    .help("begin after the other has ended: leave `at` out"),
            );
        }
        match self.chain(to.node, node, act.time.start) {
            ChainEnd::Ends => {}
            ChainEnd::Leads => {
                let target = &cast.node(to.node).id;
                let message = format!("`{target}` stands with `{id}`, so `{id}` cannot move to it");
                let help = "move one of the two to another node, or give both a place in a new `stage`";
                let stands = self.nodes.get(&to.node).map(|held| held.attachment.span.clone());
                let diagnostic = Diagnostic::error("bad-move", act.span.clone(), message).help(help);
                findings.push(match stands {
                    Some(span) => diagnostic.label(span, format!("`{target}` moves here")),
                    None => diagnostic,
                });
                return;
            }
            ChainEnd::TooLong => return report_too_long(&act.span, findings),
        }
        let left = before.map(|held| held.attachment.to.node);
        let is_hidden = before.is_some_and(|held| held.is_hidden);
        let attachment = Attachment { node, to, side, span: act.span.clone() };
        self.nodes.insert(node, Held { attachment, motion: act.time, left, is_hidden });
    }

    /// Follows the targets of `from` and reports whether they lead to `node`. A node whose motion ends after
    /// `now` still depends on its old target as well.
    fn chain(&self, from: NodeId, node: NodeId, now: Time) -> ChainEnd {
        let mut open = vec![from];
        let mut known: HashSet<NodeId> = HashSet::new();
        while let Some(at) = open.pop() {
            if at == node {
                return ChainEnd::Leads;
            }
            let Some(held) = self.nodes.get(&at).filter(|_| known.insert(at)) else { continue };
            if known.len() > Limit::CHAIN.most {
                return ChainEnd::TooLong;
            }
            open.push(held.attachment.to.node);
            open.extend(held.left.filter(|_| held.motion.end > now));
        }
        ChainEnd::Ends
    }

    /// Updates targets when a list changes: a node whose target part is gone now stands with the part that the
    /// target became.
    fn changed(
        &mut self,
        (node, state): (NodeId, usize),
        folds: &[(Uid, Uid)],
        key: &Span,
        cast: &Cast,
        findings: &Findings,
    ) {
        let mut parts: HashSet<Uid> = HashSet::new();
        for held in self.nodes.values_mut() {
            let to = &mut held.attachment.to;
            if to.node != node || to.part == Uid::ROOT {
                continue;
            }
            if parts.is_empty() {
                cast.node(node).states[state].walk(&mut |item| {
                    parts.insert(item.uid);
                });
            }
            if parts.contains(&to.part) {
                continue;
            }
            let became = folds.iter().find(|(gone, _)| *gone == to.part).map(|(_, part)| *part);
            if became.is_none() && !held.is_hidden {
                let (id, target) = (&cast.node(held.attachment.node).id, &cast.node(node).id);
                let message = format!("takes away the part of `{target}` that `{id}` was moved to");
                findings.push(
                    Diagnostic::error("bad-move", key.clone(), message)
                        .label(held.attachment.span.clone(), format!("`{id}` moves here"))
                        .help(format!("keep the part, or move or hide `{id}` before")),
                );
            }
            to.part = became.unwrap_or(Uid::ROOT);
        }
    }

    fn shown_or_hidden(&mut self, act: &Act) {
        if self.nodes.is_empty() {
            return;
        }
        for (node, shows) in visibility::of_nodes(act) {
            if let Some(held) = self.nodes.get_mut(&node) {
                held.is_hidden = !shows;
            }
        }
    }

    /// Reports the first chain of moved nodes that is too long, after all acts of a beat are applied.
    fn check_length(&self, findings: &Findings) {
        let mut lengths: HashMap<NodeId, usize> = HashMap::new();
        for attachment in self.all() {
            let mut path = vec![attachment.node];
            while let Some(held) = path.last().and_then(|node| self.nodes.get(node))
                && !lengths.contains_key(&held.attachment.node)
            {
                path.push(held.attachment.to.node);
            }
            let mut length = 0;
            for node in path.into_iter().rev() {
                length = lengths.get(&node).copied().unwrap_or(length);
                lengths.insert(node, length);
                length += 1;
            }
            if lengths.get(&attachment.node).is_some_and(|length| *length > Limit::CHAIN.most) {
                return report_too_long(&attachment.span, findings);
            }
        }
    }
}

fn report_too_long(span: &Span, findings: &Findings) {
    Limit::CHAIN.check(Limit::CHAIN.most + 1, span, findings);
}
