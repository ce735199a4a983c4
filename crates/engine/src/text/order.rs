//! The order of words in code: each word is laid out by itself, and words and punctuation follow one
//! another from left to right, whichever way a word is written.
//!
//! Characters of Unicode that nobody sees tell the shaper so; none of them is left in what it returns.

use std::borrow::Cow;
use std::ops::Range;

use super::marks::is_mark;
use super::shape::{Shaped, is_right_to_left};
use super::{Direction, TextStyle};

/// A letter from left to right that draws nothing.
const LEFT_TO_RIGHT: char = '\u{200e}';
/// Begins and ends a text that is written from left to right as a whole, for those around it.
const ISOLATE: char = '\u{2066}';
const END_ISOLATE: char = '\u{2069}';

/// A text with the characters that keep its words in order.
pub(super) struct Ordered<'a> {
    source: &'a str,
    text: Cow<'a, str>,
    /// Byte ranges of these characters in `text`, in rising order.
    added: Vec<Range<usize>>,
}

impl<'a> Ordered<'a> {
    /// `text` for `style`, which changes code alone. Each of `sentences`, ranges of bytes in rising order,
    /// has the order of a sentence: strings and comments.
    pub(super) fn new(text: &'a str, style: TextStyle, sentences: &[Range<usize>]) -> Self {
        let mut ordered = Self { source: text, text: Cow::Borrowed(text), added: Vec::new() };
        if style.direction != Direction::LeftToRight || !text.chars().any(is_right_to_left) {
            return ordered;
        }
        ordered.text = Cow::Owned(String::with_capacity(2 * text.len()));
        let mut done = 0;
        for sentence in sentences {
            ordered.push_words(text.get(done..sentence.start).unwrap_or_default());
            ordered.push(text.get(sentence.clone()).unwrap_or_default(), [ISOLATE, END_ISOLATE]);
            done = sentence.end;
        }
        ordered.push_words(text.get(done..).unwrap_or_default());
        ordered
    }

    /// The text to shape.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The shaped text without what was added: byte offsets count in the source.
    pub(super) fn restore(&self, mut shaped: Shaped) -> Shaped {
        if self.added.is_empty() {
            return shaped;
        }
        for line in &mut shaped.lines {
            for cluster in &mut line.clusters {
                cluster.bytes = self.in_source(cluster.bytes.start)..self.in_source(cluster.bytes.end);
            }
            line.clusters.retain(|cluster| !cluster.bytes.is_empty());
        }
        shaped.missing.retain(|c| self.source.contains(*c));
        shaped
    }

    /// The byte of the source that is at `byte` of the text.
    fn in_source(&self, byte: usize) -> usize {
        let before = self.added.partition_point(|added| added.end <= byte);
        byte - self.added[..before].iter().map(Range::len).sum::<usize>()
    }

    fn push_words(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let (word, after) = rest.split_at(first_word(rest));
            self.push(word, [LEFT_TO_RIGHT; 2]);
            rest = after;
        }
    }

    /// Adds a part of the source, between two characters where something in it is written from right to left.
    fn push(&mut self, part: &str, [before, after]: [char; 2]) {
        let turns = part.chars().any(is_right_to_left);
        if turns {
            self.add(before);
        }
        self.text.to_mut().push_str(part);
        if turns {
            self.add(after);
        }
    }

    fn add(&mut self, c: char) {
        let start = self.text.len();
        self.text.to_mut().push(c);
        self.added.push(start..self.text.len());
    }
}

/// Length in bytes of the word at the beginning of `text`, or of its first character where there is no word.
/// Combining marks belong to the character before them.
fn first_word(text: &str) -> usize {
    let mut chars = text.char_indices();
    let begins_word = chars.next().is_some_and(|(_, c)| is_of_word(c));
    let next = chars.find(|(_, c)| !(is_mark(*c) || begins_word && is_of_word(*c)));
    next.map_or(text.len(), |(at, _)| at)
}

/// True if `c` may be part of a name: letters, digits, underscores, Hebrew abbreviation marks, and zero-width
/// joiners and non-joiners.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '\u{5f3}' | '\u{5f4}' | '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::super::{Align, Cut, Face, Typesetter};
    use super::*;

    const CODE: TextStyle =
        TextStyle { direction: Direction::LeftToRight, ..TextStyle::new(Face::Mono, 40.0) };

    /// The letters of a line of code in the order in which they stand.
    fn drawn(text: &str) -> String {
        let block = Typesetter::new().set(text, CODE, None, Align::Start);
        assert_eq!(block.text, text);
        assert_eq!((block.carets.len(), block.glyph_count()), (text.chars().count(), block.carets.len()));
        let mut letters: Vec<_> = text.chars().zip(&block.carets).collect();
        letters.sort_by(|(_, a), (_, b)| a.x0.total_cmp(&b.x0));
        letters.into_iter().map(|(letter, _)| letter).collect()
    }

    #[test]
    fn words_of_code_do_not_change_places() {
        // What is expected is written as it is drawn: the letters of each Hebrew word turned round.
        assert_eq!(drawn("f(אב, גד, 3)"), "f(בא, דג, 3)");
        assert_eq!(drawn("a/אב/ג/c.py"), "a/בא/ג/c.py");
        assert_eq!(drawn("$ ls אב גד"), "$ ls בא דג");
        assert_eq!(drawn("-rw 1 אב 12 ג"), "-rw 1 בא 12 ג");
        assert_eq!(drawn("אב-גד.txt  12:30"), "בא-דג.txt  12:30");
        assert_eq!(drawn("x = [\"אב\", \"גד\"]"), "x = [\"בא\", \"דג\"]");
        assert_eq!(drawn("(سر، ١٢-٣، 4)؟ 5"), "(رس، ١٢-٣، 4)؟ 5");
    }

    #[test]
    fn a_name_is_one_word() {
        assert_eq!(drawn("אב_גד + ab_גד1"), "דג_בא + ab_1דג");
    }

    #[test]
    fn words_of_a_string_have_the_order_of_a_sentence() {
        let text = "f(\"אב גד\", הו, 3)";
        let words = [0..2, 2..13, 13..15, 15..19, 19..21, 21..22];
        let cuts: Vec<_> =
            words.into_iter().map(|bytes| Cut { is_sentence: bytes.start == 2, bytes }).collect();
        let stretches = Typesetter::new().stretches(text, CODE, &cuts);
        let stretches: Vec<_> = stretches.iter().map(|stretch| stretch.as_ref().unwrap()).collect();
        assert!(stretches.is_sorted_by(|a, b| a.x < b.x));
        assert_eq!(stretches[3].block.text, "הו");
        let sentence = &stretches[1].block;
        assert!(sentence.find("גד").unwrap().x1 < sentence.find("אב").unwrap().x0);
    }
}
