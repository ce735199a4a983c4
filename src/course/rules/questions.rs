//! `deck-question`: no multiple choice. Slides ask openly, labs end in something to show.

use super::super::Course;
use super::super::file::File;
use super::super::markdown::Stretch;
use crate::diagnostic::Span;
use crate::lint::leakage::phrase;

const PHRASES: [&str; 9] = [
    "which of the following",
    "select all",
    "choose all",
    "true or false",
    "quiz",
    "multiple choice",
    "multiple-choice",
    "score yourself",
    "answer key",
];

pub(super) fn check(course: &Course) {
    for deck in &course.decks {
        let stretches = deck.slides.iter().flat_map(|slide| &slide.stretches);
        stretches.for_each(|stretch| check_stretch(&deck.file, stretch));
    }
    for lab in &course.labs {
        lab.stretches.iter().for_each(|stretch| check_stretch(&lab.file, stretch));
    }
}

fn check_stretch(file: &File, stretch: &Stretch) {
    if stretch.is_code() {
        return;
    }
    let text = stretch.text.to_ascii_lowercase().replace('\n', " ");
    let said = PHRASES.iter().find_map(|listed| phrase(&text, listed));
    if let Some(found) = said.or_else(|| option(&stretch.text)) {
        let message = format!("`{}` belongs to multiple choice", &stretch.text[found.clone()]);
        let help = "ask an open question, or for something to show";
        file.findings.error_help("deck-question", &stretch.place_of(found), message, help);
    }
}

/// The mark of an answer to choose, such as `B)`: at the start of a line, or with another one.
fn option(text: &str) -> Option<Span> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let marks: Vec<Span> = marks(line).map(|mark| mark.start + start..mark.end + start).collect();
        let opens = marks.first().filter(|mark| text[start..mark.start].trim().is_empty());
        if let Some(mark) = opens.or(marks.get(1)) {
            return Some(mark.clone());
        }
        start += line.len();
    }
    None
}

/// Words that are one of the first letters with a bracket: `A)`, `(b)`.
fn marks(line: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    line.split(' ').filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        let letter = word.trim_start_matches('(').strip_suffix(')').or_else(|| word.strip_suffix(")\n"))?;
        let is_mark = matches!(letter.as_bytes(), [b'A'..=b'E' | b'a'..=b'e']);
        is_mark.then(|| start..start + word.trim_end().len())
    })
}

#[cfg(test)]
mod tests {
    use super::option;

    #[test]
    fn options_are_told_from_brackets() {
        for text in ["A) one", "(b) two", "Which? A) one B) two", "first\nC) three"] {
            assert!(option(text).is_some(), "{text}");
        }
        for text in
            ["the weights (a) and more", "f(a) is 3", "Appendix A", "plan B (see below)", "a list: a, b"]
        {
            assert_eq!(option(text), None, "{text}");
        }
    }
}
