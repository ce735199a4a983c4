//! `deck-slides`, `deck-position`: the number of slides, and classes that are allowed at their positions.

use super::super::Course;
use super::super::deck::Deck;
use super::super::form::{DeckForm, Group};
use super::super::keys::suggestion;

pub(super) fn check(course: &Course) {
    let form = &course.programme.deck;
    for deck in &course.decks {
        let count = deck.slides.len();
        match (form.slides(), deck.slides.last()) {
            (Some(wanted), Some(last)) if wanted != count => {
                let message = format!("the deck has {count} slides, not {wanted}");
                let help = format!("a deck is {wanted} slides, separated by `---` between empty lines");
                deck.file.findings.error_help("deck-slides", &last.span, message, help);
            }
            _ => check_classes(deck, form),
        }
    }
}

fn check_classes(deck: &Deck, form: &DeckForm) {
    if form.classes.is_empty() {
        return;
    }
    let findings = &deck.file.findings;
    for slide in &deck.slides {
        let number = slide.number;
        let group = form.groups.iter().find(|group| group.slides.contains(&number));
        let allowed = allowed(form, group);
        let wanted = allowed.join(" or ");
        let Some(class) = &slide.class else {
            let help = format!("begin it with `<!-- _class: {} -->`", allowed[0]);
            findings.error_help("deck-position", &slide.span, format!("slide {number} has no class"), help);
            continue;
        };
        if slide.known_class(form).is_none() {
            let known = form.classes.iter().map(|class| class.name.text.as_str());
            let help = suggestion(&class.text, known, &format!("slide {number} is {wanted}"));
            let message = format!("`{}` is not a class of slides", class.text);
            findings.error_help("deck-position", &class.span, message, help);
        } else if !allowed.contains(&class.text.as_str()) {
            let message = format!("slide {number} is {}, not {wanted}", class.text);
            let help = "move the slide, or give it the class of its place";
            findings.error_help("deck-position", &class.span, message, help);
        }
    }
    form.groups.iter().for_each(|group| check_once(deck, form, group));
}

/// Names of the classes that are allowed in a group, or anywhere.
fn allowed<'a>(form: &'a DeckForm, group: Option<&Group>) -> Vec<&'a str> {
    let name = |at: usize| form.classes[at].name.text.as_str();
    match group {
        Some(group) if !group.classes.is_empty() => group.classes.iter().map(|at| name(*at)).collect(),
        _ => (0..form.classes.len()).map(name).collect(),
    }
}

/// Checks that exactly one slide of a group has the class that is allowed once in it.
fn check_once(deck: &Deck, form: &DeckForm, group: &Group) {
    let Some(class) = group.once.map(|at| &form.classes[at].name.text) else { return };
    let slides = deck.slides.get(group.slides.start() - 1..*group.slides.end()).unwrap_or_default();
    let count =
        slides.iter().filter(|slide| slide.class.as_ref().is_some_and(|at| at.text == *class)).count();
    if let Some(last) = slides.last().filter(|_| count != 1) {
        let (from, to) = (group.slides.start(), group.slides.end());
        let message = format!("{count} of the slides {from} to {to} have the class {class}, not 1");
        let help = "give the class to exactly one of them";
        deck.file.findings.error_help("deck-position", &last.span, message, help);
    }
}
