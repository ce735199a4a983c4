//! Entries in `allow`: findings that the author has seen and accepts.

use std::collections::{HashMap, HashSet};

use super::{Finding, Lint, UnknownLint, named};
use halfminute_engine::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use halfminute_engine::scene::{Allowed, NodeId, Scene};

/// Name of the lint about entries without effect, which runs after all others.
pub(super) const UNUSED: &str = "unused-allow";

/// An `allow` entry and its place in the scene.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// Index of the beat that contains it; `None` for an entry in `[clip]`.
    beat: Option<usize>,
    allowed: &'a Allowed,
}

fn entries(scene: &Scene) -> impl Iterator<Item = Entry<'_>> {
    let of_clip = scene.clip.lints.allow.iter().map(|allowed| Entry { beat: None, allowed });
    let of_beats =
        scene.beats.iter().enumerate().flat_map(|(at, beat)| {
            beat.lints.allow.iter().map(move |allowed| Entry { beat: Some(at), allowed })
        });
    of_clip.chain(of_beats)
}

/// Reports entries with an unknown lint, an unknown node or an empty reason.
pub(super) fn check(scene: &Scene, found: &mut Diagnostics) {
    let ids = scene.ids();
    for Entry { allowed, .. } in entries(scene) {
        if found.is_full() {
            return;
        }
        let (name, span) = &allowed.lint;
        if named(name).is_none() {
            found.push(UnknownLint { name: name.clone() }.at(span));
        }
        if let Some((id, span)) = allowed.node.as_ref().filter(|(id, _)| !ids.contains_key(id.as_str())) {
            let near = did_you_mean(id, scene.cast.iter().map(|node| node.id.as_str()));
            let help = near
                .map_or("leave `in` out for any node".to_owned(), |near| format!("did you mean `{near}`?"));
            let message = format!("no node is called `{id}`");
            found.push(Diagnostic::error("unknown-id", span.clone(), message).help(help));
        }
        if allowed.reason.trim().is_empty() {
            let message = format!("nothing says why `{name}` is allowed");
            let help = "write the reason for whoever reads this next";
            found.push(Diagnostic::error("no-reason", allowed.span.clone(), message).help(help));
        }
    }
}

/// The set of findings that an entry covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Scope<'a> {
    lint: &'a str,
    /// Only findings about this node; about any node if `None`.
    node: Option<NodeId>,
    /// Only findings in this beat; in any beat if `None`.
    beat: Option<usize>,
}

/// The scene's entries by scope, and whether each scope has covered a finding.
#[derive(Debug)]
pub(super) struct Allowances<'a> {
    /// Entries in the order of the scene, without those that name an unknown node.
    entries: Vec<(Scope<'a>, Entry<'a>)>,
    /// For each scope, whether it has covered a finding.
    scopes: HashMap<Scope<'a>, bool>,
    /// For each lint, the number of scopes that have covered nothing so far.
    idle: HashMap<&'a str, usize>,
}

impl<'a> Allowances<'a> {
    pub(super) fn new(scene: &'a Scene) -> Self {
        let ids = scene.ids();
        let scope = |entry: Entry<'a>| -> Option<Scope<'a>> {
            let node = match &entry.allowed.node {
                Some((id, _)) => Some(*ids.get(id.as_str())?),
                None => None,
            };
            Some(Scope { lint: &entry.allowed.lint.0, node, beat: entry.beat })
        };
        let entries: Vec<_> = entries(scene).filter_map(|entry| Some((scope(entry)?, entry))).collect();
        let scopes: HashMap<Scope<'a>, bool> = entries.iter().map(|(scope, _)| (*scope, false)).collect();
        let mut idle = HashMap::new();
        scopes.keys().for_each(|scope| *idle.entry(scope.lint).or_default() += 1);
        Self { entries, scopes, idle }
    }

    /// Returns true if an entry covers the finding, and marks all entries that do as used.
    pub(super) fn cover(&mut self, lint: &'static Lint, finding: &Finding) -> bool {
        let nodes = || std::iter::once(None).chain(finding.nodes.iter().copied().map(Some));
        let beats = std::iter::once(None).chain(finding.beat.map(Some));
        let mut covered = false;
        for (beat, node) in beats.flat_map(|beat| nodes().map(move |node| (beat, node))) {
            if let Some(used) = self.scopes.get_mut(&Scope { lint: lint.name, node, beat }) {
                covered = true;
                if !std::mem::replace(used, true)
                    && let Some(idle) = self.idle.get_mut(lint.name)
                {
                    *idle -= 1;
                }
            }
        }
        covered
    }

    /// True if an entry covers everything that a lint can find, and all entries of that lint have been used.
    pub(super) fn cover_all(&self, lint: &'static Lint) -> bool {
        let everything = Scope { lint: lint.name, node: None, beat: None };
        self.scopes.contains_key(&everything) && self.idle.get(lint.name) == Some(&0)
    }

    /// Entries that have covered nothing. Entries of the lints in `cut` are left out, because those lints did
    /// not finish.
    pub(super) fn unused(&self, cut: &HashSet<&str>) -> impl Iterator<Item = Entry<'a>> {
        let idle = self.entries.iter().filter(|(scope, _)| self.scopes.get(scope) == Some(&false));
        idle.filter(|(scope, _)| !cut.contains(scope.lint)).map(|(_, entry)| *entry)
    }
}

/// The finding about an entry that covers nothing.
pub(super) fn without_effect(Entry { beat, allowed }: Entry<'_>) -> Finding {
    let place = match (&allowed.node, beat) {
        (Some((id, _)), _) => format!(" in `{id}`"),
        (None, Some(_)) => " in this beat".to_owned(),
        (None, None) => String::new(),
    };
    let message = format!("`{}` finds nothing{place} to allow", allowed.lint.0);
    Finding { beat, ..Finding::new(&allowed.span, message, "take the entry out") }
}
