//! `deck-anchor`, `deck-prerequisite`, `course-asset`: slides refer to labs and files that exist, and each
//! prerequisite comes first.

use super::super::Course;
use super::super::anchor::AnchorLine;
use super::super::deck::{Deck, Slide};
use super::super::form::Need;
use super::super::keys::suggestion;
use super::super::programme::Addon;

/// The anchors of earlier slides and decks.
#[derive(Default)]
struct Earlier<'a> {
    ids: Vec<&'a str>,
    /// True after a slide of the same deck whose anchor is missing: it may be the one that is looked for.
    is_incomplete: bool,
}

pub(super) fn check(course: &Course) {
    let mut earlier = Earlier::default();
    for addon in &course.programme.addons {
        let Some(deck) = course.deck_of(addon) else {
            // Anchors of an unreadable deck count as defined, so that no other deck is blamed for it.
            earlier.ids.extend(addon.anchors.iter().map(|anchor| anchor.id.text.as_str()));
            continue;
        };
        earlier.is_incomplete = false;
        for slide in &deck.slides {
            let needs_anchor =
                slide.known_class(&course.programme.deck).is_some_and(|class| class.needs(Need::Anchor));
            earlier.is_incomplete |= needs_anchor && slide.anchor.is_none();
            check_presence(course, deck, slide);
            if let Some(line) = &slide.anchor {
                check_id(course, deck, line);
                check_assets(course, deck, line);
                check_prerequisite(course, deck, line, &earlier);
                earlier.ids.push(&line.id.text);
            }
        }
        check_use(course, addon, deck);
    }
}

/// Checks that each anchor of an add-on is on a slide of its deck.
fn check_use(course: &Course, addon: &Addon, deck: &Deck) {
    for anchor in &addon.anchors {
        let mut used = deck.slides.iter().filter_map(|slide| slide.anchor.as_ref());
        if !used.any(|line| line.id.text == anchor.id.text) {
            let message = format!("`{}` is on no slide of {}", anchor.id.text, course.deck_name(deck));
            let help = format!("point to it from a slide in `{}`", deck.file.name());
            course.file.findings.error_help("deck-anchor", &anchor.id.span, message, help);
        }
    }
}

fn check_presence(course: &Course, deck: &Deck, slide: &Slide) {
    let form = &course.programme.deck;
    let findings = &deck.file.findings;
    let number = slide.number;
    if let [_, second, ..] = slide.anchors.as_slice() {
        let message = format!("slide {number} has two anchors");
        findings.error_help("deck-anchor", second, message, "keep one");
    }
    let Some(class) = slide.known_class(form) else { return };
    match (class.needs(Need::Anchor), slide.anchors.first()) {
        (true, None) => {
            let help = format!("add `{}` before the notes", form.anchor.example);
            let message = format!("slide {number} is {} and has no anchor", class.name.text);
            findings.error_help("deck-anchor", &slide.span, message, help);
        }
        (false, Some(first)) => {
            let message = format!("slide {number} is {} and has an anchor", class.name.text);
            let help = format!("only slides of these classes have one: {}", form.anchored());
            findings.error_help("deck-anchor", first, message, help);
        }
        _ => {}
    }
}

fn check_id(course: &Course, deck: &Deck, line: &AnchorLine) {
    let addon = course.addon_of(deck);
    let known = addon.anchors.iter().map(|anchor| anchor.id.text.as_str());
    if known.clone().any(|id| id == line.id.text) {
        return;
    }
    let name = course.programme.name_of(addon);
    let help = suggestion(
        &line.id.text,
        known,
        &format!("list it under `labs` or `anchors` of {name} in `programme.toml`"),
    );
    let message = format!("{name} has no anchor `{}`", line.id.text);
    deck.file.findings.error_help("deck-anchor", &line.id.span, message, help);
}

fn check_assets(course: &Course, deck: &Deck, line: &AnchorLine) {
    let Some(assets) = &course.assets else { return };
    for asset in line.assets.iter().filter(|asset| assets.get(&asset.text).is_none()) {
        let message = format!("`{}` is not an asset of the course", asset.text);
        let help = assets.suggestion(&asset.text);
        deck.file.findings.error_help("course-asset", &asset.span, message, help);
    }
}

fn check_prerequisite(course: &Course, deck: &Deck, line: &AnchorLine, earlier: &Earlier<'_>) {
    let Some(needed) = &line.prerequisite else { return };
    let id = &needed.text;
    let mut known = course.programme.anchors().map(|(_, anchor)| anchor.id.text.as_str());
    let otherwise = "name an anchor of an earlier slide, or none";
    let (message, help) = if *id == line.id.text {
        (format!("`{id}` needs itself"), otherwise.to_owned())
    } else if earlier.ids.contains(&id.as_str()) {
        return;
    } else if known.any(|known| known == id) {
        if earlier.is_incomplete {
            return;
        }
        (format!("`{id}` comes later than this slide"), otherwise.to_owned())
    } else {
        let known = course.programme.anchors().map(|(_, anchor)| anchor.id.text.as_str());
        (format!("there is no anchor `{id}`"), suggestion(id, known, otherwise))
    };
    deck.file.findings.error_help("deck-prerequisite", &needed.span, message, help);
}
