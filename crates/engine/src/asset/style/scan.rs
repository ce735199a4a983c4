//! Tokens of CSS text: strings, brackets, lists and names.

use std::borrow::Cow;

/// Text without its comments. A comment is replaced by a blank and its line breaks, so that line numbers do not
/// change.
pub(super) fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains("/*") {
        return Cow::Borrowed(text);
    }
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['/', '"', '\'']) {
        plain.push_str(&rest[..at]);
        let piece = &rest[at..];
        let length = if let Some(comment) = piece.strip_prefix("/*") {
            let length = comment.find("*/").map_or(piece.len(), |end| end + 4);
            plain.push(' ');
            plain.extend(piece[..length].chars().filter(|c| *c == '\n'));
            length
        } else {
            let length = end_of_token(piece, 0);
            plain.push_str(&piece[..length]);
            length
        };
        rest = &piece[length..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The index after the token at `at`: a string, an escape or a single character.
fn end_of_token(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let end = match bytes[at] {
        quote @ (b'"' | b'\'') => {
            let mut end = at + 1;
            while end < bytes.len() && bytes[end] != quote && bytes[end] != b'\n' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            end + 1
        }
        b'\\' => at + 2,
        _ => at + 1,
    };
    (end.min(bytes.len())..).find(|end| text.is_char_boundary(*end)).unwrap_or(bytes.len())
}

/// The index of the first byte of `wanted` outside strings and brackets.
pub(super) fn find(text: &str, wanted: &[u8]) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            byte if depth == 0 && wanted.contains(&byte) => return Some(at),
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at = end_of_token(text, at);
    }
    None
}

/// Splits a text that begins with an opening bracket: the text up to the closing bracket, and the text after
/// it.
pub(super) fn bracketed(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth <= 1 => return (&text[1.min(at)..at], &text[at + 1..]),
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        at = end_of_token(text, at);
    }
    (text.get(1..).unwrap_or_default(), "")
}

/// The parts of a list, trimmed; a `separator` within strings or brackets does not count.
pub(super) fn list(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (part, after) = match find(text, &[separator]) {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        rest = after;
        Some(part.trim())
    })
}

/// The name at the start of `text`, with its escapes resolved, and the text after it.
pub(super) fn name(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_\\".contains(c) || !c.is_ascii();
    let plain = text.find(|c| !is_part(c)).unwrap_or(text.len());
    if !text[..plain].contains('\\') {
        return (plain > 0).then(|| (Cow::Borrowed(&text[..plain]), &text[plain..]));
    }
    let (mut name, mut rest) = (String::new(), text);
    while let Some(c) = rest.chars().next().filter(|c| is_part(*c)) {
        rest = &rest[c.len_utf8()..];
        if c != '\\' {
            name.push(c);
            continue;
        }
        let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        let code = u32::from_str_radix(&rest[..digits], 16).ok().and_then(char::from_u32);
        if digits > 0 {
            name.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = rest[digits..].strip_prefix([' ', '\n', '\t']).unwrap_or(&rest[digits..]);
        } else {
            let escaped = rest.chars().next()?;
            name.push(escaped);
            rest = &rest[escaped.len_utf8()..];
        }
    }
    Some((Cow::Owned(name), rest))
}

/// The arguments of `function`, if `text` is a call of it and nothing else.
pub(super) fn arguments<'a>(text: &'a str, function: &str) -> Option<&'a str> {
    let rest = strip_name(text.trim(), function)?;
    let (inside, after) = bracketed(rest.strip_prefix('(').map(|_| rest)?);
    after.trim().is_empty().then_some(inside)
}

/// The text after a name, which is compared without regard to case.
fn strip_name<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let start = text.get(..name.len())?;
    start.eq_ignore_ascii_case(name).then(|| &text[name.len()..])
}

/// The first call of a function outside strings: the text before it, its arguments, and the text after it.
pub(super) fn call<'a>(text: &'a str, function: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let mut at = 0;
    while at < text.len() {
        let is_start = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || "-_".contains(c));
        if let Some(rest) = strip_name(&text[at..], function).filter(|rest| is_start && rest.starts_with('('))
        {
            let (inside, after) = bracketed(rest);
            return Some((&text[..at], inside, after));
        }
        at = end_of_token(text, at);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_leave_their_line_ends() {
        assert_eq!(without_comments("a/* b\nc */d '/*' e"), "a \nd '/*' e");
        assert_eq!(without_comments("a /* never closed"), "a  ");
    }

    #[test]
    fn strings_and_brackets_hide_what_is_in_them() {
        assert_eq!(find("a(;)';';b", b";"), Some(7));
        assert_eq!(bracketed("{a{'}'}b}c"), ("a{'}'}b", "c"));
        assert_eq!(bracketed("{a"), ("a", ""));
        assert_eq!(list("a, f(b, c) , ','", b',').collect::<Vec<_>>(), ["a", "f(b, c)", "','"]);
    }

    #[test]
    fn names_may_be_escaped() {
        assert_eq!(name("a-b_1.c"), Some(("a-b_1".into(), ".c")));
        assert_eq!(name("a\\:b c"), Some(("a:b".into(), " c")));
        assert_eq!(name("\\31 23"), Some(("123".into(), "")));
        assert_eq!(name(".a"), None);
        assert_eq!(name("a\\"), None);
    }

    #[test]
    fn calls_are_found() {
        assert_eq!(call("1px VAR(--a, f(x)) b", "var"), Some(("1px ", "--a, f(x)", " b")));
        assert_eq!(call("a-var(--b) 'var(c)'", "var"), None);
        assert_eq!(arguments(" light-dark(a, b) ", "light-dark"), Some("a, b"));
        assert_eq!(arguments("light-dark(a, b) c", "light-dark"), None);
    }

    #[test]
    fn no_text_ends_in_a_panic() {
        for text in ["\\", "'\\", "ä\\ä", "(", ")", "'", "'ä\\", "/*", "\\ä(", "a\\\u{1f600}b('"] {
            for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
                let text = &text[..end];
                without_comments(text);
                find(text, b";");
                bracketed(text);
                list(text, b',').count();
                name(text);
                call(text, "var");
            }
        }
    }
}
