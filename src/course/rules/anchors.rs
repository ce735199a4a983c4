//! `deck-anchor`, `deck-prerequisite`, `course-asset`: slides refer to labs and files that exist, and each
//! prerequisite comes first.

use super::super::anchor::AnchorLine;
use super::super::deck::{Deck, Kind, Slide};
use super::super::{Assets, Course};
use crate::diagnostic::did_you_mean;

pub(super) fn check(course: &Course) {
    let mut defined: Vec<&str> = Vec::new();
    for (at, addon) in course.programme.addons.iter().enumerate() {
        let Some(deck) = course.decks.iter().find(|deck| deck.addon == at) else {
            // Anchors of an unreadable deck count as defined, so that no other deck is blamed for it.
            defined.extend(addon.anchors.iter().map(|anchor| anchor.id.as_str()));
            continue;
        };
        // After a slide whose anchor is missing, it is unknown whether a prerequisite came first.
        let mut uncertain = false;
        for slide in &deck.slides {
            uncertain |= slide.kind().is_some_and(Kind::is_anchored) && slide.anchor.is_none();
            check_presence(deck, slide);
            if let Some(line) = &slide.anchor {
                check_id(course, deck, line);
                check_assets(&course.assets, deck, line);
                check_prerequisite(course, deck, line, (&defined, uncertain));
                defined.push(&line.id.text);
            }
        }
        for anchor in &addon.anchors {
            let used = deck.slides.iter().filter_map(|slide| slide.anchor.as_ref());
            if !used.into_iter().any(|line| line.id.text == anchor.id) {
                let message = format!("`{}` is on no slide of {}", anchor.id, course.deck_name(deck));
                let help = format!("point to it from a slide in `{}`", deck.file.name());
                course.programme.file.findings.error_help("deck-anchor", &anchor.span, message, help);
            }
        }
    }
}

fn check_presence(deck: &Deck, slide: &Slide) {
    let Some(kind) = slide.kind() else { return };
    let findings = &deck.file.findings;
    let number = slide.number;
    match (kind.is_anchored(), slide.anchors.as_slice()) {
        (true, []) => {
            let help = "add `[Hands-on Anchor: ID | Asset: path | Objective: text | Pre-req: none]` before the notes";
            let message = format!("slide {number} is {} and has no anchor", kind.name());
            findings.error_help("deck-anchor", &slide.span, message, help);
        }
        (false, [first, ..]) => {
            let message = format!("slide {number} is {} and has an anchor", kind.name());
            let help = "only practical, code, appendix and runbook slides have one";
            findings.error_help("deck-anchor", first, message, help);
        }
        (true, [_, second, ..]) => {
            let message = format!("slide {number} has two anchors");
            findings.error_help("deck-anchor", second, message, "keep one; list several assets in it");
        }
        _ => {}
    }
}

fn check_id(course: &Course, deck: &Deck, line: &AnchorLine) {
    let addon = &course.programme.addons[deck.addon];
    let known = addon.anchors.iter().map(|anchor| anchor.id.as_str());
    if known.clone().any(|id| id == line.id.text) {
        return;
    }
    let help = match did_you_mean(&line.id.text, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("list it under `anchors` of add-on {} in `programme.toml`", addon.id),
    };
    let message = format!("add-on {} has no anchor `{}`", addon.id, line.id.text);
    deck.file.findings.error_help("deck-anchor", &line.id.span, message, help);
}

fn check_assets(assets: &Assets, deck: &Deck, line: &AnchorLine) {
    for asset in &line.assets {
        if assets.get(&asset.text).is_none() {
            let message = format!("`{}` is no asset of the course", asset.text);
            let help = assets.suggestion(&asset.text);
            deck.file.findings.error_help("course-asset", &asset.span, message, help);
        }
    }
}

fn check_prerequisite(
    course: &Course,
    deck: &Deck,
    line: &AnchorLine,
    (defined, uncertain): (&[&str], bool),
) {
    let Some(first) = &line.prerequisite else { return };
    let findings = &deck.file.findings;
    let id = &first.text;
    if *id == line.id.text {
        let help = "name what comes before it, or write `Pre-req: none`";
        findings.error_help("deck-prerequisite", &first.span, format!("`{id}` needs itself"), help);
    } else if !defined.contains(&id.as_str()) {
        let known: Vec<_> = course.programme.anchors().map(|(_, anchor)| anchor.id.as_str()).collect();
        let is_known = known.contains(&id.as_str());
        if is_known && uncertain {
            return;
        }
        let (message, help) = if is_known {
            (
                format!("`{id}` comes later than this slide"),
                "name an anchor of an earlier slide, or write `none`".into(),
            )
        } else {
            let help = match did_you_mean(id, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name one anchor of an earlier slide, or write `none`".to_owned(),
            };
            (format!("there is no anchor `{id}`"), help)
        };
        findings.error_help("deck-prerequisite", &first.span, message, help);
    }
}
