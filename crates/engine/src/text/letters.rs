//! Letters as a reader counts them, and texts for a single line.

use unicode_segmentation::UnicodeSegmentation;

use super::marks::{DOTTED_CIRCLE, is_mark};

/// The letters of a text, each with its combining marks: extended grapheme clusters of Unicode.
pub fn letters(text: &str) -> impl Iterator<Item = &str> {
    text.graphemes(true)
}

/// `text` on a single line of fixed-width letters: a tab advances to the next multiple of `tab` columns, any
/// other control character becomes a blank, and a combining mark without a letter gets a dotted circle.
#[must_use]
pub fn one_line(text: &str, tab: usize) -> String {
    let mut line = String::with_capacity(text.len());
    let mut column = 0;
    for letter in letters(text) {
        let blanks = match letter {
            "\t" => tab - column % tab,
            _ if letter.starts_with(char::is_control) => 1,
            _ => 0,
        };
        line.extend(std::iter::repeat_n(' ', blanks));
        if blanks == 0 {
            if letter.starts_with(is_mark) {
                line.push(DOTTED_CIRCLE);
            }
            line.push_str(letter);
        }
        column += blanks.max(1);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_goes_to_the_next_stop() {
        assert_eq!(one_line("\ta", 4), "    a");
        assert_eq!(one_line("ab\tc", 4), "ab  c");
        assert_eq!(one_line("abcd\te", 4), "abcd    e");
        assert_eq!(one_line("a\tb", 8), "a       b");
        assert_eq!(one_line("a\nb\r", 4), "a b ");
    }

    #[test]
    fn a_mark_takes_no_column() {
        assert_eq!(one_line("e\u{301}e\u{323}\u{302}\tx", 4), "e\u{301}e\u{323}\u{302}  x");
        assert_eq!(one_line("\u{301}\tx", 4), "\u{25cc}\u{301}   x");
        assert_eq!(letters("e\u{301}e\u{323}\u{302}").count(), 2);
    }
}
