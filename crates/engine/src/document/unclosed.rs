//! Brackets and strings of a TOML text that are never closed. The parser reports them wherever it gives up; an
//! author needs the place at which they begin.

use crate::diagnostic::Diagnostic;

use super::syntax::line_start;

/// A bracket or string that is still open where the parser loses track of the structure.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unclosed {
    /// A bracket, by its byte offset.
    Bracket(usize),
    /// A string inside brackets that is not closed, by the byte offset of its quote.
    String(usize),
}

impl Unclosed {
    /// Byte offset at which it begins.
    pub(super) fn start(&self) -> usize {
        match *self {
            Self::Bracket(at) | Self::String(at) => at,
        }
    }

    /// The error that names its place and how to close it.
    pub(super) fn explain(self, text: &str) -> Diagnostic {
        let at = self.start();
        let sign = &text[at..at + 1];
        match self {
            Self::Bracket(_) => {
                let close = if sign == "[" { "]" } else { "}" };
                let message = format!("this `{sign}` is never closed");
                Diagnostic::error("syntax", at..at + 1, message).help(format!("write the missing `{close}`"))
            }
            Self::String(_) if text[at + 1..].starts_with(&sign.repeat(2)) => {
                let message = format!("this `{}` is never closed", sign.repeat(3));
                Diagnostic::error("syntax", at..at + 3, message)
                    .help("write the same three quotes at its end")
            }
            Self::String(_) => {
                let line = text[at..].lines().next().unwrap_or_default().trim_end();
                let (message, help) = open_string(sign);
                Diagnostic::error("syntax", at..at + line.len(), message).help(help)
            }
        }
    }
}

/// Message and help for a string that does not end on its line.
pub(super) fn open_string(quote: &str) -> (&'static str, &'static str) {
    let help = match quote {
        "'" => "write `'` at its end; a line break inside needs `\"` quotes and is written `\\n`",
        _ => "write `\"` at its end; a line break inside is written `\\n`",
    };
    ("this string has no closing quote on its line", help)
}

/// The first bracket or string of a text that is not closed. A bracket counts as not closed where a new header,
/// or inside an array a new key, begins before its end; or else the last one that is open at the end of the
/// file is returned. A string inside brackets that is not closed is returned at once, since brackets after it
/// cannot be counted.
pub(super) fn unclosed(text: &str) -> Option<Unclosed> {
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut line_begins = true;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let byte = rest.as_bytes()[0];
        if line_begins
            && !byte.is_ascii_whitespace()
            && !open.is_empty()
            && starts_anew(rest, &text[open[open.len() - 1]..])
        {
            return open.pop().map(Unclosed::Bracket);
        }
        line_begins = byte == b'\n' || (line_begins && byte.is_ascii_whitespace());
        match byte {
            b'#' => at += rest.find('\n').unwrap_or(rest.len()),
            b'"' | b'\'' => {
                let string = quoted(rest);
                if !open.is_empty() && !string.is_closed {
                    return Some(Unclosed::String(at));
                }
                at += string.length;
            }
            b'[' | b'{' => {
                open.push(at);
                at += 1;
            }
            b']' | b'}' => {
                let closes =
                    open.last().is_some_and(|open| (text.as_bytes()[*open] == b'[') == (byte == b']'));
                if !closes {
                    return open.pop().map(Unclosed::Bracket);
                }
                open.pop();
                at += 1;
            }
            _ => at += rest.chars().next().map_or(1, char::len_utf8),
        }
        // A header that was not closed is an error of its line alone.
        if byte == b'\n' && open.len() == 1 && line_start(text, open[0]) == open[0] {
            open.clear();
        }
    }
    open.pop().map(Unclosed::Bracket)
}

/// True if a line can only be meant to stand outside the innermost open bracket, with which `inside` begins.
fn starts_anew(line: &str, inside: &str) -> bool {
    let line = line.lines().next().unwrap_or_default().trim_end();
    let word = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-. ".contains(c))
    };
    let header = line.trim_start_matches('[').trim_end_matches(']');
    let is_header = line.starts_with('[') && line.ends_with(']') && word(header) && !is_number(header);
    let key = line.split_once('=').is_some_and(|(key, _)| word(key));
    is_header || (inside.starts_with('[') && key)
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok() || ["true", "false"].contains(&text)
}

/// Extent of a string at the beginning of a text.
pub(super) struct Quoted {
    /// Bytes up to its end, quotes included; one that does not end on its line ends with the line.
    pub(super) length: usize,
    /// True if the closing quote is there.
    pub(super) is_closed: bool,
}

/// Measures the string that `rest` begins with.
pub(super) fn quoted(rest: &str) -> Quoted {
    let quote = &rest[..1];
    let triple = quote.repeat(3);
    if let Some(inside) = rest.strip_prefix(&triple) {
        let end = inside.find(&triple);
        return Quoted { length: end.map_or(rest.len(), |end| end + 6), is_closed: end.is_some() };
    }
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return Quoted { length: at, is_closed: false },
            '\\' if quote == "\"" && !escaped => escaped = true,
            _ if !escaped && rest[at..].starts_with(quote) => {
                return Quoted { length: at + 1, is_closed: true };
            }
            _ => escaped = false,
        }
    }
    Quoted { length: rest.len(), is_closed: false }
}

#[cfg(test)]
mod tests {
    use super::unclosed;

    /// Place and message of the unclosed bracket or string in a text.
    fn open(text: &str) -> Option<(usize, String)> {
        let open = unclosed(text)?;
        Some((open.start(), open.explain(text).message))
    }

    #[test]
    fn strings_that_are_open_come_before_their_brackets() {
        let found = open("a = { text = \"\"\"b }\n[[beat]]\n");
        assert_eq!(found, Some((13, "this `\"\"\"` is never closed".to_owned())));
        let found = open("a = { text = \"b }\nc\" }\n");
        assert_eq!(found, Some((13, "this string has no closing quote on its line".to_owned())));
        assert_eq!(open("a = { text = \"\"\"b\nc\"\"\" }\n"), None);
        assert_eq!(open("a = [\n[[beat]]\n"), Some((4, "this `[` is never closed".to_owned())));
    }
}
