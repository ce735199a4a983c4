//! Escapes untrusted text for terminals, logs, programs and browsers.
//!
//! A scene's texts, the names of its files and the messages of other programs may hold characters that move the
//! cursor, ring the bell, reverse the direction of the text after them or end a line, and CI runners read lines
//! of a log as commands. Everything that the program prints, and every page, summary and caption that it
//! writes, passes through one of the functions here:
//!
//! | to | with |
//! |---|---|
//! | a terminal or a log | [`line()`], and [`visible`] for a part of one |
//! | a quoted source | [`Quoted`] |
//! | JSON | [`json`] |
//! | a review page | [`html`] |
//! | a cell of a Markdown table | [`markdown`] |
//! | captions and chapters | [`plain`] |

use std::borrow::Cow;

mod quoted;

pub use quoted::Quoted;

/// True if a character is invisible and affects the text around it: control characters, line and paragraph
/// separators, and directional embeddings, overrides and isolates.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control() || is_separator(c) || is_override(c) || is_isolate(c)
}

fn is_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Bidirectional embeddings and overrides, and the character that ends them.
fn is_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}')
}

/// Bidirectional isolates, and the character that ends them.
fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2069}')
}

/// Marks of direction and the byte order mark. In a text that is read they stand where a writer of Arabic or
/// Hebrew needs them and turn nothing but signs beside them, so captions and pages keep them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
}

/// True if a terminal, a log or JSON shows a character by its number.
fn is_numbered(c: char) -> bool {
    is_hidden(c) || is_mark(c)
}

/// The text that follows `before` as it is shown, unless it is shown as it is: hidden characters and marks as Rust writes
/// them, and the bracket of `##[`, with which a command to a runner of GitHub or Azure begins anywhere in
/// a line.
fn shown(before: &str, c: char) -> Option<String> {
    let commands = c == '[' && before.ends_with("##");
    match c {
        _ if commands => Some(c.escape_unicode().to_string()),
        _ if is_numbered(c) => Some(c.escape_default().to_string()),
        _ => None,
    }
}

/// True if [`shown`] escapes nothing in a text.
fn is_harmless(text: &str) -> bool {
    !text.contains(is_numbered) && !text.contains("##[")
}

/// A text with every hidden character and mark of direction shown: a new line as `\n`, an escape as `\u{1b}`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match shown(&text[..at], c) {
            Some(shown) => written.push_str(&shown),
            None => written.push(c),
        }
    }
    Cow::Owned(written)
}

/// A line for a terminal or a log: escaped as [`visible`] does, with a leading `::` escaped as well, which
/// would begin a command to a GitHub runner.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    let begin = text.len() - text.trim_start().len();
    match text[begin..].strip_prefix("::") {
        Some(rest) => Cow::Owned(format!("{}\\u{{3a}}:{rest}", &text[..begin])),
        None => text,
    }
}

/// JSON, which may be indented, with `\u` in place of every hidden character and mark of its strings, and of the
/// bracket of `##[`. It reads as before.
#[must_use]
pub fn json(text: String) -> String {
    let breaks_only = !text.contains(|c| c != '\n' && is_numbered(c));
    if breaks_only && !text.contains("##[") {
        return text;
    }
    let mut written = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        // A line feed is indentation here: those in strings are escaped already.
        match shown(&text[..at], c).filter(|_| c != '\n') {
            Some(_) => written.push_str(&format!("\\u{:04x}", u32::from(c))),
            None => written.push(c),
        }
    }
    written
}

/// An HTML page with every hidden character in its texts and attributes escaped. Balanced bidirectional
/// isolates are kept.
#[must_use]
pub fn html(page: String) -> String {
    if !page.contains(|c| c != '\n' && is_hidden(c)) {
        return page;
    }
    let mut written = String::with_capacity(page.len() + 64);
    for piece in page.split_inclusive(['<', '>']) {
        let balanced = is_balanced(piece);
        for c in piece.chars() {
            match c {
                '\n' => written.push(c),
                _ if is_isolate(c) && balanced => written.push(c),
                _ if is_hidden(c) => written.extend(c.escape_default()),
                _ => written.push(c),
            }
        }
    }
    written
}

/// A cell of a Markdown table that shows the text literally: all markup is escaped.
#[must_use]
pub fn markdown(text: &str) -> String {
    const MARKS: &str = "\\`*_{}[]<>()#!|~&$@";
    visible(text).chars().fold(String::with_capacity(text.len()), |mut cell, c| {
        if MARKS.contains(c) {
            cell.push('\\');
        }
        cell.push(c);
        cell
    })
}

/// A text for captions and chapters: one line, without hidden characters. Balanced bidirectional isolates are
/// kept; overrides are removed, because a reader cannot tell that letters were reversed.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let balanced = is_balanced(text);
    let keep = |c: char| match c {
        _ if is_override(c) || is_isolate(c) && !balanced => None,
        _ if c.is_control() || is_separator(c) => Some(' '),
        _ => Some(c),
    };
    Cow::Owned(text.chars().filter_map(keep).collect())
}

/// True if every isolate that a text begins ends in it, and none ends that it did not begin.
fn is_balanced(text: &str) -> bool {
    let mut open = 0_usize;
    for c in text.chars().filter(|c| is_isolate(*c)) {
        match (c, open) {
            ('\u{2069}', 0) => return false,
            ('\u{2069}', _) => open -= 1,
            _ => open += 1,
        }
    }
    open == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{html, is_numbered, json, line, markdown, plain, visible};

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(visible("Überblick 1, العربية, 👩🏽‍🔬"), "Überblick 1, العربية, 👩🏽‍🔬");
        assert_eq!(
            visible("a\u{1b}[2J\nb\u{202e}\u{9b}0m\u{2028}"),
            "a\\u{1b}[2J\\nb\\u{202e}\\u{9b}0m\\u{2028}"
        );
    }

    #[test]
    fn no_line_is_a_command() {
        assert_eq!(line("::error::x"), "\\u{3a}:error::x");
        assert_eq!(line("  ::error::x"), "  \\u{3a}:error::x");
        assert_eq!(line("a ::error::x"), "a ::error::x");
        assert_eq!(line("a ##[error]x"), "a ##\\u{5b}error]x");
        assert_eq!(line("a\n::error::x"), "a\\n::error::x");
        assert_eq!(json("{\"a\":\"##[error]\"}".into()), "{\"a\":\"##\\u005berror]\"}");
    }

    #[test]
    fn isolates_stay_where_they_end() {
        assert_eq!(plain("a \u{2067}ب\u{2069} c"), "a \u{2067}ب\u{2069} c");
        assert_eq!(plain("a \u{2067}ب c\u{202e}\u{7}\u{2029}d"), "a ب c  d");
        assert_eq!(html("<p>\u{2067}ب\u{2069}</p>\n".into()), "<p>\u{2067}ب\u{2069}</p>\n");
        assert_eq!(html("<p>\u{2067}ب</p>\u{2069}\u{9b}".into()), "<p>\\u{2067}ب</p>\\u{2069}\\u{9b}");
    }

    #[test]
    fn marks_of_direction_are_for_readers() {
        let title = "\u{feff}שלום\u{200f}! \u{200e}C++\u{61c} العربية";
        assert_eq!(line(title), "\\u{feff}שלום\\u{200f}! \\u{200e}C++\\u{61c} العربية");
        assert_eq!(json(format!("\"{title}\"")), "\"\\ufeffשלום\\u200f! \\u200eC++\\u061c العربية\"");
        assert_eq!(plain(title), title);
        assert_eq!(html(format!("<p>{title}</p>\u{7}")), format!("<p>{title}</p>\\u{{7}}"));
    }

    #[test]
    fn markdown_shows_what_is_written() {
        assert_eq!(markdown("`a|b` <img> *x*\n"), "\\`a\\|b\\` \\<img\\> \\*x\\*\\\\n");
    }

    proptest! {
        #[test]
        fn nothing_hides_in_anything(text in any::<String>(), more in "[#\\[:\u{200f}\u{202e}\u{2066}\u{9b}\u{1b}\\n a]{0,12}") {
            let text = text + &more;
            assert!(!line(&text).contains(is_numbered) && !line(&text).contains("##["));
            assert!(!line(&text).trim_start().starts_with("::"));
            assert!(!markdown(&text).contains(is_numbered));
            assert!(!plain(&text).contains(|c: char| c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c)));
            let object = json(serde_json::to_string_pretty(&[&text]).unwrap());
            assert!(!object.contains(|c| c != '\n' && is_numbered(c)) && !object.contains("##["));
            assert_eq!(serde_json::from_str::<[String; 1]>(&object).unwrap(), [text]);
        }
    }
}
