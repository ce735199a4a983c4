//! Typographic conventions of languages: direction, quotation marks and number formats.
//!
//! The conventions are those of the Unicode Common Locale Data Repository (delimiters and numbers), except that
//! a space between groups of digits is always the narrow no-break space, so that a number looks like a unit.

use std::borrow::Cow;

use super::Direction;
use super::quotes::{Marks, prose};

/// Typographic conventions of one language.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    /// The primary language subtag of BCP 47, such as `en`.
    pub tag: &'static str,
    /// Base direction of prose in the language.
    pub direction: Direction,
    marks: Marks,
    /// Separator between groups of three digits.
    pub group: char,
    /// Decimal separator, before the fraction.
    pub point: char,
    /// True if a space stands before a per cent sign.
    pub spaced_percent: bool,
}

const NARROW: char = '\u{202f}';
const HIGH: Marks = Marks { double: ["“", "”"], single: ["‘", "’"] };
const LOW_HIGH: Marks = Marks { double: ["„", "“"], single: ["‚", "‘"] };
const LOW_RIGHT: Marks = Marks { double: ["„", "”"], single: ["‚", "’"] };
const RIGHT: Marks = Marks { double: ["”", "”"], single: ["’", "’"] };
const ANGLES: Marks = Marks { double: ["«", "»"], single: ["“", "”"] };
const SPACED_ANGLES: Marks = Marks { double: ["«\u{202f}", "\u{202f}»"], single: ["“", "”"] };
/// Marks for right-to-left text. These characters are not mirrored there.
const RIGHT_LEFT: Marks = Marks { double: ["”", "“"], single: ["’", "‘"] };
const ALL_ANGLES: Marks = Marks { double: ["«", "»"], single: ["‹", "›"] };

const fn language(
    tag: &'static str,
    marks: Marks,
    (group, point): (char, char),
    spaced_percent: bool,
) -> Language {
    Language { tag, direction: Direction::FirstLetter, marks, group, point, spaced_percent }
}

/// A right-to-left language whose numbers are written as in English.
const fn right_to_left(tag: &'static str, marks: Marks) -> Language {
    Language { direction: Direction::RightToLeft, ..language(tag, marks, (',', '.'), false) }
}

/// The languages whose conventions are known; any other language is treated as English.
const LANGUAGES: [Language; 24] = [
    language("en", HIGH, (',', '.'), false),
    language("cs", LOW_HIGH, (NARROW, ','), true),
    language("da", RIGHT, ('.', ','), true),
    language("de", LOW_HIGH, ('.', ','), true),
    language("es", ANGLES, ('.', ','), true),
    language("fi", RIGHT, (NARROW, ','), true),
    language("fr", SPACED_ANGLES, (NARROW, ','), true),
    language("it", ANGLES, ('.', ','), false),
    language("nb", ANGLES, (NARROW, ','), true),
    language("nl", HIGH, ('.', ','), false),
    language("pl", LOW_RIGHT, (NARROW, ','), false),
    language("pt", HIGH, ('.', ','), false),
    language("sv", RIGHT, (NARROW, ','), true),
    right_to_left("ar", RIGHT_LEFT),
    right_to_left("ckb", ALL_ANGLES),
    right_to_left("dv", HIGH),
    right_to_left("fa", ALL_ANGLES),
    right_to_left("he", RIGHT),
    right_to_left("ps", ALL_ANGLES),
    right_to_left("sd", HIGH),
    right_to_left("syr", HIGH),
    right_to_left("ug", ALL_ANGLES),
    right_to_left("ur", RIGHT_LEFT),
    right_to_left("yi", LOW_RIGHT),
];

impl Language {
    /// The conventions for a BCP 47 tag, of which only the first subtag counts.
    #[must_use]
    pub fn of(tag: &str) -> &'static Self {
        let primary = tag.split('-').next().unwrap_or_default();
        LANGUAGES.iter().find(|known| known.tag.eq_ignore_ascii_case(primary)).unwrap_or(&LANGUAGES[0])
    }

    /// Replaces straight marks in `text` by the language's quotation marks, apostrophes and primes.
    #[must_use]
    pub fn prose<'t>(&self, text: &'t str) -> Cow<'t, str> {
        prose(text, &self.marks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_marks() {
        assert_eq!(Language::of("de-AT").prose("\"a 'b'\""), "„a ‚b‘“");
        assert_eq!(Language::of("fr").prose("le \"mot\""), "le «\u{202f}mot\u{202f}»");
        assert_eq!(Language::of("sv").prose("\"a\""), "”a”");
    }

    #[test]
    fn unknown_languages_are_set_like_english() {
        assert_eq!(Language::of("tlh").tag, "en");
        assert_eq!(Language::of("").tag, "en");
        assert_eq!(Language::of("DE").tag, "de");
    }

    #[test]
    fn some_languages_are_written_from_right_to_left() {
        let direction = |tag: &str| Language::of(tag).direction;
        assert_eq!(direction("ar-EG"), Direction::RightToLeft);
        assert_eq!(direction("he"), Direction::RightToLeft);
        assert_eq!(direction("en"), Direction::FirstLetter);
        assert_eq!(direction("tlh"), Direction::FirstLetter);
    }
}
