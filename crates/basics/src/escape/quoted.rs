//! A source text as quoted beneath a message: hidden characters are escaped, and byte positions are mapped.

use std::borrow::Cow;
use std::ops::Range;

use super::shown;

/// A text of several lines with its hidden characters escaped, except tabs and line ends.
#[derive(Debug)]
pub struct Quoted<'a> {
    text: Cow<'a, str>,
    /// Pairs of a byte position in the source and the number of bytes that the text is longer from there on, in
    /// order.
    longer: Vec<(usize, usize)>,
}

impl<'a> Quoted<'a> {
    /// Escapes the hidden characters of a source.
    #[must_use]
    pub fn new(source: &'a str) -> Self {
        if super::is_harmless(source) {
            return Self { text: Cow::Borrowed(source), longer: Vec::new() };
        }
        let mut text = String::with_capacity(source.len() + 16);
        let mut longer = Vec::new();
        for (at, c) in source.char_indices() {
            let stays = matches!(c, '\t' | '\n') || source[at..].starts_with("\r\n");
            match shown(&source[..at], c).filter(|_| !stays) {
                Some(shown) => {
                    text.push_str(&shown);
                    let end = at + c.len_utf8();
                    longer.push((end, text.len() - end));
                }
                None => text.push(c),
            }
        }
        Self { text: Cow::Owned(text), longer }
    }

    /// The source with its hidden characters escaped.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte range in the text that corresponds to `span` in the source.
    #[must_use]
    pub fn place(&self, span: &Range<usize>) -> Range<usize> {
        self.byte(span.start)..self.byte(span.end)
    }

    fn byte(&self, at: usize) -> usize {
        let before = self.longer.partition_point(|(end, _)| *end <= at);
        at + before.checked_sub(1).map_or(0, |last| self.longer[last].1)
    }
}

#[cfg(test)]
mod tests {
    use super::Quoted;

    #[test]
    fn places_move_with_what_is_shown() {
        let source = "a\u{9b}b\r\n\tc\u{202e}d\re ##[x]\n";
        let quoted = Quoted::new(source);
        assert_eq!(quoted.text(), "a\\u{9b}b\r\n\tc\\u{202e}d\\re ##\\u{5b}x]\n");
        let shown = |text: &str| {
            let at = source.find(text).unwrap();
            &quoted.text()[quoted.place(&(at..at + text.len()))]
        };
        assert_eq!(shown("a"), "a");
        assert_eq!(shown("\u{9b}"), "\\u{9b}");
        assert_eq!(shown("b\r\n\tc\u{202e}"), "b\r\n\tc\\u{202e}");
        assert_eq!(shown("d\re"), "d\\re");
        assert_eq!(shown("[x]"), "\\u{5b}x]");
    }
}
