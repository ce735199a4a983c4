//! `deck-front-matter`, `deck-notes`, `deck-content`, `deck-box`, `deck-html`, `deck-picture`: parts that
//! slides must have, and parts that none may have.

use std::path::{Component, Path};

use super::super::Course;
use super::super::deck::{Deck, Notes, Slide};
use super::super::form::{Block, Class, Need, NotesForm};

pub(super) fn check(course: &Course) {
    let form = &course.programme.deck;
    for deck in &course.decks {
        check_front_matter(deck);
        for slide in &deck.slides {
            if let Some(class) = slide.known_class(form) {
                if class.needs(Need::Notes) {
                    check_notes(deck, slide, &form.notes);
                }
                check_content(deck, slide, class, &form.blocks);
            }
            check_pictures(deck, slide);
            for tag in &slide.html {
                let help = "write Markdown; angle brackets that are meant belong into a code span";
                deck.file.findings.error_help("deck-html", tag, "HTML is not allowed on a slide", help);
            }
        }
    }
}

fn check_content(deck: &Deck, slide: &Slide, class: &Class, blocks: &[Block]) {
    let findings = &deck.file.findings;
    let number = slide.number;
    if class.needs(Need::Content) && !slide.content {
        let message = format!("slide {number} shows nothing but sentences");
        let help = "add a list, a table, a block of code or a picture";
        findings.error_help("deck-content", &slide.span, message, help);
    }
    for (at, block) in blocks.iter().enumerate() {
        if class.needs(Need::Block(at)) && !slide.shown.iter().any(|text| block.is(text)) {
            let message = format!("slide {number} has no {}", block.name.text);
            findings.error_help("deck-box", &slide.span, message, block.help());
        }
    }
}

fn check_pictures(deck: &Deck, slide: &Slide) {
    for picture in slide.links.iter().filter(|link| link.picture) {
        if !is_file_beside(deck, &picture.destination) {
            let message = format!("there is no picture `{}`", picture.destination);
            let help = "write its path as seen from the deck, below the programme's folder";
            deck.file.findings.error_help("deck-picture", &picture.span, message, help);
        }
    }
}

fn check_notes(deck: &Deck, slide: &Slide, form: &NotesForm) {
    let number = slide.number;
    let (span, message) = match &slide.notes {
        Notes { span: None, .. } => (&slide.span, format!("slide {number} has no notes")),
        Notes { span: Some(span), begun: false, .. } => {
            (span, format!("the notes of slide {number} do not begin with `{}`", form.begins))
        }
        Notes { span: Some(span), numbered: false, .. } if form.numbered => {
            (span, format!("the notes of slide {number} have no numbered point"))
        }
        _ => return,
    };
    let begins =
        if form.begins.is_empty() { String::new() } else { format!(" that begins with `{}`", form.begins) };
    let points = if form.numbered { " and has numbered points" } else { "" };
    let help = format!("end the slide with a comment{begins}{points}");
    deck.file.findings.error_help("deck-notes", span, message, help);
}

fn check_front_matter(deck: &Deck) {
    let text = deck.front_matter.clone().map(|span| &deck.file.text()[span]);
    if !text.is_some_and(|text| text.lines().any(|line| line.trim() == "marp: true")) {
        let help = "begin the file with `---`, `marp: true`, the theme and the title, and `---`";
        deck.file.findings.error_help(
            "deck-front-matter",
            &(0..0),
            "the deck is not marked as Marp Markdown",
            help,
        );
    }
}

/// True if a deck's relative path leads to a file in the deck's folder or the folder above, or below one of
/// these.
fn is_file_beside(deck: &Deck, destination: &str) -> bool {
    let relative = Path::new(destination);
    let below = relative.strip_prefix("..").unwrap_or(relative);
    let plain = below.components().all(|part| matches!(part, Component::Normal(_)));
    plain && deck.file.source.path.parent().is_some_and(|folder| folder.join(relative).is_file())
}
