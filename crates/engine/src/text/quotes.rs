//! Replaces straight quotation marks by typographic ones: decides which mark opens, which closes, and which is
//! an apostrophe or a prime.

use std::borrow::Cow;

/// The quotation marks of a language, each pair as opening and closing mark: `double` replaces `"`, `single`
/// replaces `'`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) double: [&'static str; 2],
    pub(super) single: [&'static str; 2],
}

const APOSTROPHE: char = '’';

/// Primes with one, two and three strokes: feet and inches, derivatives.
const PRIMES: [char; 3] = ['′', '″', '‴'];

/// English words that begin with an apostrophe, listed without it.
const CUT: [&str; 9] = ["tis", "twas", "twere", "twill", "twould", "til", "em", "cause", "bout"];

/// Replaces the straight marks in `text` by `marks`, apostrophes and primes.
///
/// A mark opens at the start, after a blank or an opening bracket, and after a dash if a word follows;
/// otherwise it closes. A single mark in a word or after it is an apostrophe unless one is open; either mark is
/// a prime after a digit, as in 6′2″, unless it closes. Code keeps its straight marks: between backticks, after
/// a backslash, and in a pair of marks after `=`.
pub(super) fn prose<'t>(text: &'t str, marks: &Marks) -> Cow<'t, str> {
    if !text.contains(['"', '\'']) {
        return Cow::Borrowed(text);
    }
    let characters: Vec<char> = text.chars().collect();
    let mut setter = Setter {
        text: &characters,
        at: 0,
        set: String::with_capacity(text.len() + 8),
        open: Vec::new(),
        before: Before::Gap,
        last: last_closing(&characters),
        marks,
    };
    while let Some(character) = setter.peek(0) {
        setter.step(character);
    }
    Cow::Owned(setter.set)
}

/// Context before the next character.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// The start of the text, a blank, or an opening bracket.
    Gap,
    /// A dash or a slash.
    Dash,
    /// A straight mark of this kind that was set as an opening mark.
    Opening(char),
    /// A letter or digit.
    Word(char),
    /// Any other character, or a closing mark.
    Other,
}

/// Role of a straight mark in the text.
#[derive(Clone, Copy)]
enum Role {
    Opens,
    Closes,
    Apostrophe,
    /// A prime with this number of strokes.
    Prime(usize),
    /// A mark that stays straight.
    Straight,
}

struct Setter<'a> {
    text: &'a [char],
    at: usize,
    set: String,
    /// Straight marks that are open, the innermost last.
    open: Vec<char>,
    before: Before,
    /// Index of the last single mark that can close another: no blank precedes it, and no letter or digit
    /// follows.
    last: Option<usize>,
    marks: &'a Marks,
}

/// Computes [`Setter::last`] for a text.
fn last_closing(text: &[char]) -> Option<usize> {
    let stands = |at: &usize| {
        let follows = at.checked_sub(1).is_some_and(|before| !text[before].is_whitespace());
        text[*at] == '\'' && follows && !text.get(at + 1).is_some_and(|next| next.is_alphanumeric())
    };
    (0..text.len()).rev().find(stands)
}

impl Setter<'_> {
    /// The character `ahead` positions after the next one.
    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    fn word_at(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(char::is_alphanumeric)
    }

    fn step(&mut self, character: char) {
        let code = match (character, self.peek(1)) {
            ('`', _) => self.length_to('`', 1),
            ('\\', Some('"' | '\'')) => Some(2),
            ('=', Some(mark @ ('"' | '\''))) => self.length_to(mark, 2),
            _ => None,
        };
        match (code, character) {
            (Some(length), _) => self.copy(length),
            (None, '"') => self.mark('"', self.double()),
            (None, '\'') if self.is_cut_and() => self.cut_and(),
            (None, '\'') => self.mark('\'', self.single()),
            _ => self.copy(1),
        }
    }

    /// Number of characters up to and including the next `end`, searched after the first `from`.
    fn length_to(&self, end: char, from: usize) -> Option<usize> {
        let rest = self.text.get(self.at + from..)?;
        rest.iter().position(|character| *character == end).map(|length| from + length + 1)
    }

    fn copy(&mut self, length: usize) {
        for character in self.text.iter().skip(self.at).take(length) {
            self.set.push(*character);
            self.before = self.then(*character);
        }
        self.at += length;
    }

    /// Context that `character` leaves for the one after it.
    fn then(&self, character: char) -> Before {
        let begins = matches!(self.before, Before::Gap | Before::Dash | Before::Opening(_));
        match character {
            c if c.is_whitespace() || "([{¿¡".contains(c) => Before::Gap,
            // In some languages these marks open, in others they close.
            c if "“”„‘’‚«»‹›".contains(c) && begins => Before::Gap,
            '-' | '–' | '—' | '/' => Before::Dash,
            c if c.is_alphanumeric() => Before::Word(c),
            _ => Before::Other,
        }
    }

    fn mark(&mut self, mark: char, role: Role) {
        let own = if mark == '"' { &self.marks.double } else { &self.marks.single };
        self.before = Before::Other;
        match role {
            Role::Opens => {
                self.set.push_str(own[0]);
                self.open.push(mark);
                self.before = Before::Opening(mark);
            }
            Role::Closes => {
                self.set.push_str(own[1]);
                let opened = self.open.iter().rposition(|open| *open == mark);
                self.open.truncate(opened.unwrap_or(self.open.len()));
            }
            Role::Apostrophe => self.set.push(APOSTROPHE),
            Role::Prime(strokes) => {
                self.set.push(PRIMES[strokes.clamp(1, PRIMES.len()) - 1]);
                if mark == '\'' {
                    self.at += strokes - 1;
                }
            }
            Role::Straight => self.set.push(mark),
        }
        self.at += 1;
    }

    fn is_open(&self, mark: char) -> bool {
        self.open.contains(&mark)
    }

    fn double(&self) -> Role {
        let open = self.is_open('"');
        let ends = |next: Option<char>| next.is_none_or(char::is_whitespace);
        match self.before {
            Before::Word(c) if c.is_ascii_digit() && (!open || self.follows_feet()) => Role::Prime(2),
            Before::Opening('"') => Role::Closes,
            Before::Gap | Before::Opening(_) if ends(self.peek(1)) && !open => Role::Straight,
            Before::Gap | Before::Opening(_) => {
                // `"a word ".`, with a stray blank before the closing mark.
                let last = self.peek(1).is_some_and(|next| ".,;:!?)]}…".contains(next));
                let closes = open && (ends(self.peek(1)) || last && !self.word_at(2));
                if closes { Role::Closes } else { Role::Opens }
            }
            Before::Dash if self.word_at(1) || self.peek(1) == Some('\'') => Role::Opens,
            Before::Other if !open && self.word_at(1) => Role::Opens,
            // If none is open, it closes a quotation that began in another text.
            Before::Dash | Before::Word(_) | Before::Other => Role::Closes,
        }
    }

    /// True after digits that follow a number of feet, as in 6′2″.
    fn follows_feet(&self) -> bool {
        let mut before = self.text[..self.at].iter().rev().skip_while(|c| c.is_ascii_digit());
        before.next() == Some(&'\'') && before.next().is_some_and(char::is_ascii_digit)
    }

    fn single(&self) -> Role {
        let strokes = self.text[self.at..].iter().take(PRIMES.len() + 1).take_while(|c| **c == '\'').count();
        let word = self.word_at(1);
        match self.before {
            Before::Word(c) if c.is_alphabetic() && self.peek(strokes) == Some('(') => {
                Role::Prime(strokes.min(PRIMES.len()))
            }
            Before::Word(c) if c.is_ascii_digit() && self.peek(1).is_some_and(|c| c.is_ascii_digit()) => {
                Role::Prime(1)
            }
            Before::Word(_) if word => Role::Apostrophe,
            Before::Word(_) if self.is_open('\'') => Role::Closes,
            Before::Word(c) if c.is_ascii_digit() => Role::Prime(1),
            Before::Word(_) => Role::Apostrophe,
            Before::Opening('\'') => Role::Closes,
            Before::Gap | Before::Dash | Before::Opening(_) if word => {
                match !self.is_cut() && self.closes() {
                    true => Role::Opens,
                    false => Role::Apostrophe,
                }
            }
            Before::Gap | Before::Dash | Before::Opening(_)
                if self.peek(1).is_some_and(|c| !c.is_whitespace()) && self.closes() =>
            {
                Role::Opens
            }
            _ if self.is_open('\'') => Role::Closes,
            Before::Other if word && self.closes() => Role::Opens,
            Before::Other if word => Role::Apostrophe,
            _ => Role::Straight,
        }
    }

    /// True if a later single mark can close this one.
    fn closes(&self) -> bool {
        let empty = self.peek(1) == Some('\'') && !self.word_at(2);
        empty || self.last.is_some_and(|last| last > self.at + 1)
    }

    /// True if an apostrophe here begins a year such as ’90s or a word such as ’twas.
    fn is_cut(&self) -> bool {
        let rest = &self.text[self.at + 1..];
        let word: String = rest.iter().take_while(|c| c.is_alphanumeric()).collect();
        let quoted = rest.get(word.chars().count()) == Some(&'\'');
        let year = word.strip_suffix('s').unwrap_or(&word);
        let year = year.len() == 2 && year.bytes().all(|digit| digit.is_ascii_digit());
        !quoted && (year || CUT.iter().any(|cut| word.eq_ignore_ascii_case(cut)))
    }

    /// True at the apostrophe of a shortened “and”, as in rock ’n’ roll.
    fn is_cut_and(&self) -> bool {
        let begins = !matches!(self.before, Before::Word(_));
        begins && matches!(self.peek(1), Some('n' | 'N')) && self.peek(2) == Some('\'') && !self.word_at(3)
    }

    fn cut_and(&mut self) {
        let and = self.peek(1);
        self.set.push(APOSTROPHE);
        self.set.extend(and);
        self.set.push(APOSTROPHE);
        self.before = Before::Other;
        self.at += 3;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: Marks = Marks { double: ["“", "”"], single: ["‘", "’"] };
    const GERMAN: Marks = Marks { double: ["„", "“"], single: ["‚", "‘"] };

    fn check(pairs: &[(&str, &str)], marks: &Marks) {
        for (straight, set) in pairs {
            assert_eq!(prose(straight, marks), *set, "{straight}");
        }
    }

    #[test]
    fn pairs_nest_and_follow_brackets_dashes_and_signs() {
        let pairs = [
            ("\"a\"", "“a”"),
            (
                "\"'Nested' at the start,\" and \"at the 'end'\"",
                "“‘Nested’ at the start,” and “at the ‘end’”",
            ),
            ("'\"Both\" at once'", "‘“Both” at once’"),
            ("(\"in brackets\") [\"so\"] {'a'}", "(“in brackets”) [“so”] {‘a’}"),
            ("—\"after a dash\"—'and' -\"hy\"-", "—“after a dash”—‘and’ -“hy”-"),
            ("\"well-\", \"and/or\", yes/\"no\"", "“well-”, “and/or”, yes/“no”"),
            ("\"a\"b \"c\".\"d\"", "“a”b “c”.“d”"),
            ("\"\" ''", "“” ‘’"),
            ("\".env\" and \"…so\"", "“.env” and “…so”"),
            ("\"open, and", "“open, and"),
            ("so it ends\".", "so it ends”."),
            ("\"a word \".", "“a word ”."),
        ];
        check(&pairs, &ENGLISH);
    }

    #[test]
    fn apostrophes_are_no_closing_marks() {
        let pairs = [
            (
                "\"Don't,\" it says ('it isn't'), \"5 o'clock\".",
                "„Don’t,“ it says (‚it isn’t‘), „5 o’clock“.",
            ),
            ("the '90s, rock 'n' roll, 'twas, dogs' tails", "the ’90s, rock ’n’ roll, ’twas, dogs’ tails"),
            ("the 1990's and '24", "the 1990’s and ’24"),
            ("l'\"homme\"", "l’„homme“"),
            ("'24' and '5'", "‚24‘ and ‚5‘"),
            ("'Round here", "’Round here"),
        ];
        check(&pairs, &GERMAN);
    }

    #[test]
    fn digits_and_functions_have_primes() {
        let pairs = [
            ("5'10\" tall, a 3.5\" disk, 12\" x 14'", "5′10″ tall, a 3.5″ disk, 12″ x 14′"),
            ("f'(x) and f''(x)", "f′(x) and f″(x)"),
            ("\"in 1990\" and '6'", "“in 1990” and ‘6’"),
            ("\"6'2\"\"", "“6′2″”"),
            ("Say \"it's 'done'\" in the '90s: 6'2\".", "Say “it’s ‘done’” in the ’90s: 6′2″."),
        ];
        check(&pairs, &ENGLISH);
    }

    #[test]
    fn code_stays_straight() {
        let same = ["x=\"y\"", "<a href='b c'>", "`print(\"it's\")`", "\\\" and \\'", "a \" b", " ' "];
        for text in same {
            assert_eq!(prose(text, &ENGLISH), text);
        }
        assert_eq!(prose("\"x='y'\" isn't `a='", &ENGLISH), "“x='y'” isn’t `a='");
    }

    #[test]
    fn marks_that_are_typographic_stay() {
        let said = "“quoted”, the models’ own – 35%";
        assert!(matches!(prose(said, &ENGLISH), Cow::Borrowed(same) if same == said));
        assert_eq!(prose("„a“ \"b\" “c” 'd'", &ENGLISH), "„a“ “b” “c” ‘d’");
        assert_eq!(prose("“'a' b”", &ENGLISH), "“‘a’ b”");
    }

    #[test]
    fn any_text_is_set() {
        let marks = ['"', '\'', '`', '\\', '=', '(', ' ', 'a', '1', '-', '"'];
        for seed in 0..20_000_usize {
            let text: String = (0..7).map(|at| marks[seed * 31 / 7_usize.pow(at) % marks.len()]).collect();
            assert!(prose(&text, &ENGLISH).chars().count() <= text.chars().count());
        }
    }
}
