//! The scene's `allow`: which findings an author has looked at and keeps.

use super::{Finding, Lint, UnknownLint, named};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::scene::{Allowed, Scene};

/// The lint about entries without effect; it is looked for when all others are known.
pub(super) const UNUSED: &str = "unused-allow";

/// An entry, and the beat that it stands in, if it does not stand in `[clip]`.
type Entry<'a> = (Option<usize>, &'a Allowed);

fn entries(scene: &Scene) -> impl Iterator<Item = Entry<'_>> {
    let of_beats = scene.beats.iter().enumerate();
    let of_beats =
        of_beats.flat_map(|(at, beat)| beat.lints.allow.iter().map(move |entry| (Some(at), entry)));
    scene.clip.lints.allow.iter().map(|entry| (None, entry)).chain(of_beats)
}

/// Reports entries that name no lint, no node or no reason.
pub(super) fn check(scene: &Scene, found: &mut Diagnostics) {
    for (_, entry) in entries(scene) {
        let (name, span) = &entry.lint;
        if named(name).is_none() {
            found.push(UnknownLint { name: name.clone() }.at(span));
        }
        if let Some((id, span)) = &entry.node
            && !scene.cast.iter().any(|node| node.id == *id)
        {
            let near = did_you_mean(id, scene.cast.iter().map(|node| node.id.as_str()));
            let help = near
                .map_or("leave `in` out for any node".to_owned(), |near| format!("did you mean `{near}`?"));
            let message = format!("no node is called `{id}`");
            found.push(Diagnostic::error("unknown-id", span.clone(), message).help(help));
        }
        if entry.reason.trim().is_empty() {
            let message = format!("nothing says why `{name}` is allowed");
            let help = "write the reason for whoever reads this next";
            found.push(Diagnostic::error("no-reason", entry.span.clone(), message).help(help));
        }
    }
}

fn covers((beat, entry): Entry<'_>, scene: &Scene, lint: &Lint, finding: &Finding) -> bool {
    let node = entry.node.as_ref().map(|(id, _)| id);
    entry.lint.0 == lint.name
        && beat.is_none_or(|beat| finding.beat == Some(beat))
        && node.is_none_or(|id| finding.nodes.iter().any(|node| scene.cast[*node].id == *id))
}

/// The findings that no entry covers, and a finding about each entry that covers none.
pub(super) fn apply(scene: &Scene, findings: Vec<(&'static Lint, Finding)>) -> Vec<(&'static Lint, Finding)> {
    let entries: Vec<Entry<'_>> = entries(scene).collect();
    let mut used = vec![false; entries.len()];
    let mut kept = Vec::new();
    for (lint, finding) in findings {
        let mut covered = false;
        for (entry, used) in entries.iter().zip(&mut used) {
            if covers(*entry, scene, lint, &finding) {
                (covered, *used) = (true, true);
            }
        }
        if !covered {
            kept.push((lint, finding));
        }
    }
    let unused = named(UNUSED).into_iter().flat_map(|lint| {
        let stale = entries.iter().zip(&used).filter(|(_, used)| !**used);
        stale.map(move |((beat, entry), _)| (lint, without_effect(*beat, entry)))
    });
    kept.extend(unused);
    kept
}

fn without_effect(beat: Option<usize>, entry: &Allowed) -> Finding {
    let place = match (&entry.node, beat) {
        (Some((id, _)), _) => format!(" in `{id}`"),
        (None, Some(_)) => " in this beat".to_owned(),
        (None, None) => String::new(),
    };
    let message = format!("`{}` finds nothing{place} to allow", entry.lint.0);
    Finding { beat, ..Finding::new(&entry.span, message, "take the entry out") }
}
