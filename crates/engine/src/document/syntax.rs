//! Syntax errors of the TOML parser, reworded for authors.
//!
//! The parser recovers and goes on, which finds several mistakes in one run. Errors that only follow from an
//! earlier mistake on the line, or from a bracket that is never closed, are left out.

use toml::de::Error;

use super::unclosed::{Unclosed, open_string, quoted, unclosed};

use crate::diagnostic::{Diagnostic, Diagnostics, Span};

/// Reports the parser's `errors` about `text`, one per line.
pub(super) fn report(text: &str, errors: &[Error], found: &mut Diagnostics) {
    if errors.is_empty() {
        return;
    }
    let open = unclosed(text);
    let end = open.as_ref().map_or(text.len(), Unclosed::start);
    let mut spans: Vec<(Span, &Error)> =
        errors.iter().map(|error| (within(text, error.span().unwrap_or(0..0)), error)).collect();
    spans.sort_by_key(|(span, _)| (span.start, span.end));
    let mut judged_to = 0;
    let mut broken = false;
    let single = single_brackets(text, errors);
    let repeated: Vec<usize> = spans
        .iter()
        .filter(|(_, error)| error.message().contains("duplicate key"))
        .map(|(span, _)| span.start)
        .collect();
    for (span, error) in spans.iter().filter(|(span, _)| span.start <= end) {
        if span.start < judged_to || found.as_slice().len() >= Diagnostics::LIMIT {
            continue;
        }
        let line = line_start(text, span.start);
        let in_open_line = open.is_some() && line == line_start(text, end) && span.start >= end;
        // A broken header makes those after it look like repetitions.
        let repeats = error.message().contains("duplicate key");
        let under_single = single.iter().any(|header| {
            text.get(span.clone()) == Some(header.key)
                || (header.span.end..section_end(text, header.span.end)).contains(&span.start)
        });
        if in_open_line || (broken && repeats) || (repeats && under_single) {
            continue;
        }
        // Nor does the rest of a list whose beginning is broken tell anything new.
        if !(line == judged_to && broken && continues(&text[line..])) {
            found.push(explain(text, span.clone(), error.message()));
        }
        broken |= !repeats;
        judged_to = statement_end(text, line);
        // If a table's header is missing, key after key is a repetition.
        let section = section_end(text, line);
        if repeats && repeated.iter().filter(|at| (span.start..section).contains(*at)).count() >= MANY {
            judged_to = section;
        }
    }
    for header in single {
        let help = format!("write `[[{}]]`, in double brackets", header.key);
        let message = format!("`[{}]` in single brackets", header.key);
        found.push(Diagnostic::error("syntax", header.span, message).help(help));
    }
    if let Some(open) = open {
        found.push(open.explain(text));
    }
}

/// A header that repeats another one and should have double brackets.
struct SingleBrackets<'a> {
    key: &'a str,
    span: Span,
}

/// Headers such as `[beat]` that repeat the key of another header, although the key names an array of tables
/// and needs double brackets.
fn single_brackets<'a>(text: &'a str, errors: &[Error]) -> Vec<SingleBrackets<'a>> {
    let duplicates = errors.iter().filter(|error| error.message().contains("duplicate key"));
    let mut keys: Vec<&str> = duplicates.filter_map(|error| text.get(error.span()?)).collect();
    keys.retain(|key| ARRAYS.contains(key));
    if keys.is_empty() {
        return Vec::new();
    }
    let mut headers = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let written = line.split('#').next().unwrap_or_default().trim();
        let key = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).map(str::trim);
        if let Some(key) = key.filter(|key| keys.contains(key)) {
            let from = start + line.find('[').unwrap_or(0);
            headers.push(SingleBrackets { key, span: from..from + written.len() });
        }
        start += line.len();
    }
    headers
}

/// Names of arrays of tables, whose headers have double brackets.
const ARRAYS: [&str; 1] = ["beat"];

fn within(text: &str, span: Span) -> Span {
    let (start, end) = (span.start.min(text.len()), span.end.min(text.len()));
    let boundary = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    boundary(start)..boundary(end.max(start))
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1)
}

/// Rewords one error of the parser for authors: its own messages name what the grammar expects, these name what
/// to write.
fn explain(text: &str, span: Span, message: &str) -> Diagnostic {
    let written = text.get(span.clone()).unwrap_or_default();
    let rest = text.get(span.start..).unwrap_or_default();
    let (code, message, help) = if let Some((written, fixed)) = bracketed(text, span.start) {
        ("syntax", format!("`{written}` has brackets"), format!("write `{fixed}`"))
    } else if message.contains("duplicate key") {
        ("duplicate-key", format!("a second `{written}`"), duplicate(written))
    } else if message.contains("must be quoted") {
        let (message, help) = unquoted(written);
        ("syntax", message, help)
    } else if message.contains("unexpected key or value") {
        let message = "this does not belong on the line".to_owned();
        let decimal =
            rest.strip_prefix(',').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let help = match decimal {
            true => format!("decimals have a point: write {}", decimal_around(text, span.start)),
            false => "one `key = value` a line, without anything after it".to_owned(),
        };
        ("syntax", message, help)
    } else {
        let (message, help) = known(rest, message);
        ("syntax", message, help)
    };
    Diagnostic::error(code, visible(text, span), message).help(help)
}

/// The key around a place if it has brackets as a list index has, and the same key with dots.
fn bracketed(text: &str, at: usize) -> Option<(&str, String)> {
    let part = |c: char| c.is_alphanumeric() || "_-.[]".contains(c);
    let start = text[..at]
        .rfind(|c| !part(c))
        .map_or(0, |before| before + text[before..].chars().next().map_or(0, char::len_utf8));
    let length = text[start..].find(|c| !part(c)).unwrap_or(text.len() - start);
    let key = &text[start..start + length];
    let assigned = text[start + length..].trim_start_matches(' ').starts_with('=');
    let named = key.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    if assigned && named { Some((key, without_brackets(key)?)) } else { None }
}

/// Rewrites an address with brackets, `pieces[2]`, with dots, `pieces.2`; none if it has no brackets.
#[must_use]
pub fn without_brackets(text: &str) -> Option<String> {
    text.contains('[').then(|| text.replace('[', ".").replace([']', '"', '\''], "").replace("..", "."))
}

/// The number around a decimal comma, written with a decimal point.
fn decimal_around(text: &str, comma: usize) -> String {
    let (before, after) = (&text[..comma], &text[comma + 1..]);
    let whole = &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    let fraction = &after[..after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len()];
    format!("{whole}.{fraction}")
}

/// Widens an empty span so that it can be underlined: to the character there, or at a line's end to the last
/// character before it.
fn visible(text: &str, span: Span) -> Span {
    if !span.is_empty() {
        return span;
    }
    let (before, after) = text.split_at(span.start);
    if let Some(next) = after.chars().next().filter(|c| !['\n', '\r'].contains(c)) {
        return span.start..span.start + next.len_utf8();
    }
    let line = before.rsplit('\n').next().unwrap_or_default().trim_end();
    let last = line.chars().next_back().map_or(0, char::len_utf8);
    let end = before.len() - before.rsplit('\n').next().unwrap_or_default().len() + line.len();
    end - last..end
}

/// The help for a duplicate key, such as a second `[node]` header.
fn duplicate(key: &str) -> String {
    match key {
        "node" => "`[node]` stands once: one-line nodes go under it, before the first `[node.x]`".into(),
        "lasts" => "`lasts` is already there above: keep one, or begin a beat with `[[beat]]`".into(),
        _ => format!("`{key}` is already there above: keep one of the two"),
    }
}

fn unquoted(written: &str) -> (String, String) {
    let plain = written.trim_matches(['“', '”', '„', '’', '‘', '«', '»', '"', '\'']);
    if plain.is_empty() {
        return ("a value is missing".into(), "write it after the `=`; a text stands in quotes".into());
    }
    let curly = plain.len() < written.len();
    let help = if curly { "write straight quotes" } else { "put a text in quotes" };
    (format!("`{written}` is not a value"), format!("{help}: \"{plain}\""))
}

fn known(rest: &str, message: &str) -> (String, String) {
    let start: String = rest.chars().take(1).collect();
    let (what, help) = match message {
        _ if message.contains("missing comma") => ("a comma is missing here", "separate two values with `,`"),
        _ if message.contains("basic string") && message.contains("expected `\"`") => open_string("\""),
        _ if message.contains("literal string") && message.contains("expected `'`") => open_string("'"),
        _ if message.contains("string") && message.contains("visible") => {
            ("a control character in a text", "delete it, or write it as an escape such as `\\t`")
        }
        _ if message.contains("comment") && message.contains("printable") => {
            ("a control character in a comment", "delete it")
        }
        _ if message.contains("escape") => {
            ("a `\\` that escapes nothing", "write `\\\\` for a backslash, or put the text in single quotes")
        }
        _ if message.contains("unquoted key") && start == ":" => {
            ("a `:` where `=` belongs", "write `key = value`")
        }
        _ if message.contains("unquoted key") => {
            ("this is not a key", "write letters, digits, `_` and `-`, or put the key in quotes")
        }
        _ if message.contains("key with no value") => ("a key without a value", "write `key = value`"),
        _ if message.contains("recurse") || message.contains("recursion limit") => {
            ("brackets are nested more than 80 deep", "put fewer lists and tables inside one another")
        }
        _ if is_like_a_date(rest) => ("there is no such day", "write a date such as 2026-01-03"),
        _ if ["float", "integer", "boolean", "datetime", "date", "time"]
            .iter()
            .any(|kind| message.contains(kind)) =>
        {
            ("this is not a value", "write a number such as 4.5, true or false, or a text in quotes")
        }
        _ if message.contains("unclosed") => ("a bracket is not closed here", "write the missing bracket"),
        _ => return (plain(message), "see https://toml.io for how TOML is written".into()),
    };
    (what.to_owned(), help.to_owned())
}

/// True if a value begins with the shape of a date, like `2026-02-30`.
fn is_like_a_date(rest: &str) -> bool {
    let shape = |(byte, place): (u8, u8)| if place == b'-' { byte == b'-' } else { byte.is_ascii_digit() };
    rest.len() >= 10 && rest.bytes().zip(*b"yyyy-mm-dd").all(shape)
}

fn plain(message: &str) -> String {
    message.replace('\n', ", ").trim_end_matches('.').to_owned()
}

/// Number of repeated keys in one section that points to a missing header rather than to slips.
const MANY: usize = 3;

/// The byte at which the next header begins, or one past the text's end.
fn section_end(text: &str, at: usize) -> usize {
    text[at..].find("\n[").map_or(text.len() + 1, |newline| at + newline + 1)
}

/// True if a line continues a value: it is no header and does not begin with a key.
fn continues(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().trim();
    let header = line.starts_with('[') && line.ends_with(']') && !line.contains(',');
    line.starts_with(['[', ']', '{', '}', '"', ',']) && !header || line == "]"
}

/// The byte after the statement that begins with the line at `at`. Brackets of a value may span many lines,
/// those of a header do not.
fn statement_end(text: &str, mut at: usize) -> usize {
    let mut depth = 0_usize;
    let line = text[at..].split_inclusive('\n').next().unwrap_or_default();
    if line.starts_with('[') && !line.contains('=') {
        return if line.ends_with('\n') { at + line.len() } else { text.len() + 1 };
    }
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        match rest.as_bytes()[0] {
            b'\n' if depth == 0 => return at + 1,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'#' => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            b'"' | b'\'' => {
                at += quoted(rest).length;
                continue;
            }
            _ => {}
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    text.len() + 1
}
