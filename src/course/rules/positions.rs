//! `deck-slides`, `deck-position`: thirty slides, each of a kind that is allowed at its position.

use super::super::Course;
use super::super::deck::{Deck, KINDS, Kind};
use crate::diagnostic::did_you_mean;

/// Number of slides in a deck.
const SLIDES: usize = 30;

pub(super) fn check(course: &Course) {
    for deck in &course.decks {
        let count = deck.slides.len();
        if count == SLIDES {
            check_kinds(deck);
        } else if let Some(last) = deck.slides.last() {
            let message = format!("the deck has {count} slides, not {SLIDES}");
            let help = "a deck is 30 slides, parted by `---` between empty lines";
            deck.file.findings.error_help("deck-slides", &last.span, message, help);
        }
    }
}

/// Kinds of slides that are allowed at a position, by the course's layout of a deck without multiple choice.
fn allowed(number: usize) -> &'static [Kind] {
    match number {
        1 => &[Kind::Title],
        2 => &[Kind::Agenda],
        7 | 8 => &[Kind::Concept, Kind::Practical, Kind::Animation],
        3..=12 | 16..=18 | 20..=24 => &[Kind::Concept, Kind::Practical],
        13 => &[Kind::Practical],
        14 | 29 => &[Kind::Appendix],
        15 | 27 => &[Kind::Code],
        19 => &[Kind::Animation],
        25 | 26 => &[Kind::Practical, Kind::Runbook],
        28 => &[Kind::Runbook, Kind::Appendix],
        _ => &[Kind::Recap],
    }
}

fn check_kinds(deck: &Deck) {
    let findings = &deck.file.findings;
    for slide in &deck.slides {
        let names: Vec<_> = allowed(slide.number).iter().map(|kind| kind.name()).collect();
        let wanted = names.join(" or ");
        let number = slide.number;
        match (&slide.class, slide.kind()) {
            (None, _) => {
                let help = format!("begin it with `<!-- _class: {} -->`", names[0]);
                let message = format!("slide {number} has no class");
                findings.error_help("deck-position", &slide.span, message, help);
            }
            (Some(class), None) => {
                let help = match did_you_mean(&class.text, KINDS.iter().map(|(name, _)| *name)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("slide {number} is {wanted}"),
                };
                let message = format!("`{}` is no class of a slide", class.text);
                findings.error_help("deck-position", &class.span, message, help);
            }
            (Some(class), Some(kind)) if !allowed(number).contains(&kind) => {
                let message = format!("slide {number} is {}, not {wanted}", kind.name());
                let help = "move the slide, or give it the class of its place";
                findings.error_help("deck-position", &class.span, message, help);
            }
            _ => {}
        }
    }
    let animated = |at: usize| deck.slides[at - 1].kind() == Some(Kind::Animation);
    if animated(7) == animated(8) {
        let message =
            if animated(7) { "both slide 7 and slide 8 are" } else { "neither slide 7 nor slide 8 is" };
        let help = "the first clip plays on exactly one of them";
        findings.error_help("deck-position", &deck.slides[7].span, format!("{message} an animation"), help);
    }
}
