//! What a language wants of typography: its quotation marks, and how it writes large numbers.
//!
//! The conventions are those of the Unicode Common Locale Data Repository (delimiters and numbers), with a narrow
//! space wherever a space groups digits, so that a number keeps together and does not fall apart.

use std::borrow::Cow;

/// Conventions of one language.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    /// The language's subtag in BCP 47: `en`.
    pub tag: &'static str,
    double: [&'static str; 2],
    single: [&'static str; 2],
    /// Between groups of three digits.
    pub group: char,
    /// Before the fraction.
    pub point: char,
    /// Whether a space stands before a per cent sign.
    pub spaced_percent: bool,
}

const NARROW: char = '\u{202f}';
const HIGH: ([&str; 2], [&str; 2]) = (["“", "”"], ["‘", "’"]);
const LOW_HIGH: ([&str; 2], [&str; 2]) = (["„", "“"], ["‚", "‘"]);
const LOW_RIGHT: ([&str; 2], [&str; 2]) = (["„", "”"], ["‚", "’"]);
const RIGHT: ([&str; 2], [&str; 2]) = (["”", "”"], ["’", "’"]);
const ANGLES: ([&str; 2], [&str; 2]) = (["«", "»"], ["“", "”"]);
const SPACED_ANGLES: ([&str; 2], [&str; 2]) = (["«\u{202f}", "\u{202f}»"], ["“", "”"]);

const fn language(
    tag: &'static str,
    quotes: ([&'static str; 2], [&'static str; 2]),
    (group, point): (char, char),
    spaced_percent: bool,
) -> Language {
    Language { tag, double: quotes.0, single: quotes.1, group, point, spaced_percent }
}

/// The languages whose conventions are known; English stands for all others.
const LANGUAGES: [Language; 13] = [
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
];

impl Language {
    /// The conventions for a BCP 47 tag: its first subtag decides.
    #[must_use]
    pub fn of(tag: &str) -> &'static Self {
        let primary = tag.split('-').next().unwrap_or_default();
        LANGUAGES.iter().find(|known| known.tag.eq_ignore_ascii_case(primary)).unwrap_or(&LANGUAGES[0])
    }

    /// `text` with typographic quotation marks and apostrophes in place of straight ones.
    ///
    /// A mark opens at the start and after a space, a bracket, a dash or another opening mark; else it closes,
    /// and a single one within or after a word is an apostrophe unless a single one is open.
    #[must_use]
    pub fn prose<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains(['"', '\'']) {
            return Cow::Borrowed(text);
        }
        let mut set = String::with_capacity(text.len() + 8);
        let mut characters = text.chars().peekable();
        let (mut before, mut single_is_open) = (' ', false);
        while let Some(character) = characters.next() {
            let opens = before.is_whitespace() || "([{–—-/\"'“‘„‚«".contains(before);
            let within = characters.peek().is_some_and(|next| next.is_alphanumeric());
            match character {
                '"' => set.push_str(self.double[usize::from(!opens)]),
                '\'' if opens && within => {
                    set.push_str(self.single[0]);
                    single_is_open = true;
                }
                '\'' if single_is_open && !within => {
                    set.push_str(self.single[1]);
                    single_is_open = false;
                }
                '\'' => set.push('’'),
                other => set.push(other),
            }
            before = character;
        }
        Cow::Owned(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn straight_marks_become_those_of_the_language() {
        let said = "\"Don't,\" it says ('it isn't'), \"5 o'clock\".";
        assert_eq!(Language::of("en").prose(said), "“Don’t,” it says (‘it isn’t’), “5 o’clock”.");
        assert_eq!(Language::of("de-AT").prose(said), "„Don’t,“ it says (‚it isn’t‘), „5 o’clock“.");
        assert_eq!(Language::of("fr").prose("le \"mot\""), "le «\u{202f}mot\u{202f}»");
    }

    #[test]
    fn marks_that_are_typographic_stay() {
        let said = "“quoted”, the models’ own – 35%";
        assert!(matches!(Language::of("en").prose(said), Cow::Borrowed(same) if same == said));
    }

    #[test]
    fn unknown_languages_are_set_like_english() {
        assert_eq!(Language::of("tlh").tag, "en");
        assert_eq!(Language::of("").tag, "en");
        assert_eq!(Language::of("DE").tag, "de");
    }
}
