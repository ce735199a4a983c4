//! Checks of strings that are drawn: their length and their characters.

use std::sync::Arc;

use crate::diagnostic::Span;
use crate::document::Findings;
use crate::nodes::Takes;
use crate::scene::limits::Limit;
use crate::text::unshowable;

/// The string of the field or key `name`, if it fits `takes`; otherwise it is reported.
pub(crate) fn wording(
    findings: &Findings,
    name: &str,
    (text, span): (&str, &Span),
    takes: Takes,
) -> Option<Arc<str>> {
    if !Limit::TEXT.check(text.chars().count(), span, findings) {
        return None;
    }
    let text = if text.contains("\r\n") { text.replace("\r\n", "\n").into() } else { Arc::from(text) };
    let problem = match takes {
        Takes::Token => None,
        Takes::Output => output(&text),
        Takes::Line => line_ends(name, &text).or_else(|| controls(&text)),
        _ => controls(&text),
    };
    let Some(Problem { code, what, help }) = problem else { return Some(text) };
    findings.error_help(code, span, format!("`{name}` has {what}"), help);
    None
}

/// A fault of a string; the message is `… has {what}`.
struct Problem {
    code: &'static str,
    what: String,
    help: &'static str,
}

fn line_ends(name: &str, text: &str) -> Option<Problem> {
    // Fields of this name belong to the items of a list.
    let help = match name {
        "text" => "write each line as a text of its own",
        _ => "write it on one line",
    };
    let what = "a line end and stands on one line".to_owned();
    text.contains('\n').then_some(Problem { code: "line-end", what, help })
}

fn output(text: &str) -> Option<Problem> {
    let what = unshowable(text)?;
    let help = "write each line as a text of its own, as it looks in the end";
    Some(Problem { code: "line-end", what: format!("{what} and stands on one line"), help })
}

/// Finds control characters other than line feed and tab, and line ends other than line feed.
fn controls(text: &str) -> Option<Problem> {
    let control = |c: &char| c.is_control() && !matches!(c, '\n' | '\t');
    let mut found: Vec<char> = text.chars().filter(|c| control(c) || is_line_end(*c)).collect();
    found.sort_unstable();
    found.dedup();
    let named: Vec<String> = found.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    let (what, help) = match found.iter().all(|c| is_line_end(*c)) {
        true => ("another line end than \\n", "write \\n"),
        false => ("a character without a shape", "leave it out"),
    };
    let what = format!("{what}: {}", named.join(", "));
    (!found.is_empty()).then_some(Problem { code: "control-character", what, help })
}

/// True if a text breaks at `c` although it is not a line feed.
fn is_line_end(c: char) -> bool {
    matches!(c, '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
