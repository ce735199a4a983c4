//! `deck-question`: no multiple choice, if the course forbids it: neither its phrases nor lines that open with
//! the letters of answers.

use super::super::Course;
use super::super::file::{File, Placed};
use super::super::markdown::TextRun;
use halfminute_check::lint::leakage::phrase;
use halfminute_engine::diagnostic::Span;

pub(super) fn check(course: &Course) {
    let Some(phrases) = &course.programme.multiple_choice else { return };
    for deck in &course.decks {
        deck.slides.iter().for_each(|slide| check_page(&deck.file, slide.texts(), phrases));
    }
    for lab in &course.labs {
        check_page(&lab.file, lab.runs.iter(), phrases);
    }
}

/// Looks for phrases and answer letters. Answers are often items of a list, so the last letter is remembered
/// from one run to the next.
fn check_page<'a>(file: &File, texts: impl Iterator<Item = &'a TextRun>, phrases: &[Placed]) {
    let mut last = None;
    for run in texts.filter(|run| !run.is_code()) {
        let text = in_lower_case(&run.text).replace('\n', " ");
        let said = phrases.iter().find_map(|listed| phrase(&text, &in_lower_case(&listed.text)));
        if let Some(found) = said.or_else(|| option(&run.text, &mut last)) {
            let message = format!("`{}` belongs to multiple choice", &run.text[found.clone()]);
            let help = "ask an open question, or for something to show";
            file.findings.error_help("deck-question", &run.place_of(found), message, help);
        }
    }
}

/// A text in lower case, with every letter at its place: one whose lower case takes other space stays as it is.
fn in_lower_case(text: &str) -> String {
    let lower = |c: char| match (c.to_lowercase().next(), c.to_lowercase().nth(1)) {
        (Some(lower), None) if lower.len_utf8() == c.len_utf8() => lower,
        _ => c,
    };
    text.chars().map(lower).collect()
}

/// The way an answer's letter is marked, such as `)` in `(B)`, and the letter.
type Mark = (char, u8);

/// The mark of an answer, if a line of the text begins with one. `B)` is enough on its own; other marks count
/// only after the mark of the letter before, which is in `last` or in the same line.
fn option(text: &str, last: &mut Option<Mark>) -> Option<Span> {
    let mut start = 0;
    let mut depth = 0;
    for line in text.split_inclusive('\n') {
        let mut at = start;
        let mut opens = true;
        let before = *last;
        *last = None;
        for word in line.split_inclusive(' ') {
            let span = at..at + word.trim_end().len();
            // A closing bracket of a longer parenthesis, as in "(see add-on B)", is not a mark.
            let mark = mark(&text[at..]).filter(|_| depth == 0);
            if let Some(mark) = mark {
                let follows = |known: Option<Mark>| known == Some((mark.0, mark.1.wrapping_sub(1)));
                let alone = matches!(mark.0, ')' | 'O');
                let in_line = matches!(mark.0, ')' | ']') && follows(*last);
                if (opens && (alone || follows(before))) || in_line {
                    return Some(span);
                }
                if opens {
                    *last = Some(mark);
                }
            }
            depth = (depth + word.matches('(').count()).saturating_sub(word.matches(')').count());
            opens = word.trim_end().ends_with(['?', ':']) && mark.is_none();
            at += word.len();
        }
        start += line.len();
    }
    None
}

/// The mark at the beginning of a text, if there is one.
fn mark(text: &str) -> Option<Mark> {
    let text = text.trim_start();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if ["Option", "Answer", "Choice"].contains(&word) {
        let letter = rest.split(|c: char| c.is_whitespace() || ":.)".contains(c)).next()?;
        let set_off = rest[letter.len()..].starts_with([':', '.', ')']);
        return single(letter).filter(|_| set_off).map(|letter| ('O', letter));
    }
    let (set_off, inside) = match word.as_bytes() {
        [b'(', .., b')'] => (')', &word[1..word.len() - 1]),
        [b'[', .., b']'] => (']', &word[1..word.len() - 1]),
        [.., last @ (b')' | b']' | b'.' | b':')] => (char::from(*last), &word[..word.len() - 1]),
        _ => return None,
    };
    single(inside).map(|letter| (set_off, letter))
}

/// An answer's letter, A to E, as a capital.
fn single(letter: &str) -> Option<u8> {
    match letter.as_bytes() {
        [letter @ (b'A'..=b'E' | b'a'..=b'e')] => Some(letter.to_ascii_uppercase()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::option;

    fn found(texts: &[&str]) -> bool {
        let mut last = None;
        texts.iter().any(|text| option(text, &mut last).is_some())
    }

    #[test]
    fn options_are_told_from_brackets() {
        let questions: [&[&str]; 12] = [
            &["A) one"],
            &["(b) two"],
            &["Which? A) one B) two"],
            &["first\nC) three"],
            &["A. one\nB. two"],
            &["A. one", "B. two"],
            &["A: one", "B: two"],
            &["Option A: one"],
            &["[A] one [B] two"],
            &["[A] one\n[B] two"],
            &["Which? [A] one [B] two"],
            &["Which one: a) this b) that"],
        ];
        for texts in questions {
            assert!(found(texts), "{texts:?}");
        }
        let others: [&[&str]; 10] = [
            &["the weights (a) and more"],
            &["f(a) is 3"],
            &["Appendix A"],
            &["plan B (see below)", "a list: a, b"],
            &["the data (add-on B) with the release (add-on C) now"],
            &["the data (add-on\nB) with the release (add-on\nC) now"],
            &["See to (a) first, (b) second"],
            &["A: productization", "Bring: a laptop"],
            &["A. B. Author wrote it", "C. D. did not"],
            &["option A is the first", "the answer a reader gives"],
        ];
        for texts in others {
            assert!(!found(texts), "{texts:?}");
        }
    }
}
