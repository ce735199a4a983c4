//! `deck-front-matter`, `deck-notes`, `deck-content`, `deck-box`, `deck-html`, `deck-picture`: parts that
//! every slide must have, and parts that none may have.

use std::path::{Component, Path};

use super::super::Course;
use super::super::deck::{Deck, Kind, Notes, Slide};

pub(super) fn check(course: &Course) {
    for deck in &course.decks {
        check_front_matter(deck);
        for slide in &deck.slides {
            let findings = &deck.file.findings;
            let number = slide.number;
            check_notes(deck, slide);
            if !slide.content && slide.kind().is_some_and(|kind| kind != Kind::Title) {
                let message = format!("slide {number} shows nothing but sentences");
                let help = "add a list, a table, a block of code or a picture";
                findings.error_help("deck-content", &slide.span, message, help);
            }
            let plain = [Kind::Title, Kind::Agenda, Kind::Animation, Kind::Recap];
            if slide.kind().is_some_and(|kind| !plain.contains(&kind)) {
                if !slide.beginner_box {
                    let help = "add a quote that begins with `**New to this?**`";
                    let message = format!("slide {number} has no box for beginners");
                    findings.error_help("deck-box", &slide.span, message, help);
                }
                if !slide.wisdom_line {
                    let help = "add a paragraph that is all emphasis: `*One sentence.*`";
                    let message = format!("slide {number} has no line of wisdom");
                    findings.error_help("deck-box", &slide.span, message, help);
                }
            }
            for picture in slide.links.iter().filter(|link| link.picture) {
                if !is_file_beside(deck, &picture.destination) {
                    let message = format!("there is no picture `{}`", picture.destination);
                    let help = "write its path as seen from the deck, below the programme's folder";
                    findings.error_help("deck-picture", &picture.span, message, help);
                }
            }
            for tag in &slide.html {
                let help = "write Markdown; angle brackets that are meant belong into a code span";
                findings.error_help("deck-html", tag, "a slide holds no HTML", help);
            }
        }
    }
}

fn check_notes(deck: &Deck, slide: &Slide) {
    let number = slide.number;
    let (span, message) = match &slide.notes {
        Notes { span: None, .. } => (&slide.span, format!("slide {number} has no notes")),
        Notes { span: Some(span), described: false, .. } => {
            (span, format!("the notes of slide {number} do not begin with `Visual:`"))
        }
        Notes { span: Some(span), numbered: false, .. } => {
            (span, format!("the notes of slide {number} have no numbered point"))
        }
        _ => return,
    };
    let help = "end it with a comment that begins with `Visual:` and goes on with numbered notes";
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
