//! `deck-title`: one title per slide, and no title twice in the programme if the course says so.

use std::collections::HashMap;

use super::super::Course;

pub(super) fn check(course: &Course) {
    let mut seen: HashMap<String, String> = HashMap::new();
    for deck in &course.decks {
        let findings = &deck.file.findings;
        for slide in &deck.slides {
            let Some(title) = slide.titles.first().filter(|title| !title.text.trim().is_empty()) else {
                let message = format!("slide {} has no title", slide.number);
                findings.error_help("deck-title", &slide.span, message, "add a line `# Title`");
                continue;
            };
            if let Some(second) = slide.titles.get(1) {
                let message = format!("slide {} has two titles", slide.number);
                findings.error_help(
                    "deck-title",
                    &second.span,
                    message,
                    "use `##` below the title, or part the slide",
                );
            }
            if !course.programme.deck.unique_titles {
                continue;
            }
            let place = format!("slide {} of {}", slide.number, course.deck_name(deck));
            if let Some(first) = seen.get(&title.text.trim().to_lowercase()) {
                let message = format!("`{}` is the title of {first} already", title.text.trim());
                findings.error_help("deck-title", &title.span, message, "say what is new on this one");
            } else {
                seen.insert(title.text.trim().to_lowercase(), place);
            }
        }
    }
}
