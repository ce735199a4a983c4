//! Code to words of a few kinds: the only file that names the highlighter.
//!
//! It says what a stretch of code is and never which colour that has. The grammars are compiled
//! in. A line that the highlighter gives up on is plain text.

use std::ops::Range;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};

/// Languages by the names that scenes use; the first is no language at all.
pub const LANGUAGES: [&str; 18] = [
    "text",
    "python",
    "bash",
    "c",
    "cpp",
    "css",
    "diff",
    "go",
    "html",
    "java",
    "javascript",
    "json",
    "markdown",
    "r",
    "ruby",
    "rust",
    "sql",
    "yaml",
];

/// What a stretch of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Anything else.
    Plain,
    /// A word of the language itself.
    Keyword,
    /// A text in quotes.
    String,
    /// A number, or a constant such as `True`.
    Number,
    /// A remark that the machine skips.
    Comment,
    /// The name of a function or type.
    Name,
}

/// A stretch of one line, without blanks at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its bytes within the line.
    pub bytes: Range<usize>,
    /// What it is.
    pub word: Word,
}

/// Longer lines are not looked into: a grammar may take quadratic time.
const LONGEST: usize = 200;

/// Steps of a byte, and of a byte for each byte of its line: at worst a grammar looks ahead to the line's end
/// from everywhere.
const STEPS_OF_BYTE: u64 = 100;
const STEPS_OF_LOOK_AHEAD: u64 = 6;

/// The most steps of one code: some 400 lines of 60 bytes. A line that takes more, with those before, is plain text.
const MOST_STEPS: u64 = 10_000_000;

static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// What scopes mean, most special first: a scope is what its first match says.
static MEANINGS: LazyLock<Vec<(Scope, Word)>> = LazyLock::new(|| {
    let meanings = [
        ("comment", Word::Comment),
        ("string", Word::String),
        ("constant.character", Word::String),
        ("constant", Word::Number),
        ("keyword", Word::Keyword),
        ("storage", Word::Keyword),
        ("entity.name", Word::Name),
        ("entity.other.inherited-class", Word::Name),
        ("variable.function", Word::Name),
        ("support", Word::Name),
        ("markup.inserted", Word::String),
        ("markup.deleted", Word::Keyword),
        ("markup.heading", Word::Name),
    ];
    meanings.iter().filter_map(|(name, word)| Some((Scope::new(name).ok()?, *word))).collect()
});

/// The stretches of some lines.
pub(super) struct Highlighted {
    /// Those of each line.
    pub(super) lines: Vec<Vec<Span>>,
    /// Steps that finding them took, each some 50 ns.
    pub(super) steps: u64,
}

/// The words of each of `lines`, in the language with this index in [`LANGUAGES`].
pub(super) fn highlight(language: usize, lines: &[String]) -> Highlighted {
    let plain = |line: &str| spans(line, [(line.len(), Word::Plain)]);
    let Some(grammar) = LANGUAGES.get(language).and_then(|name| grammar(name)) else {
        return Highlighted { lines: lines.iter().map(|line| plain(line)).collect(), steps: 0 };
    };
    let mut state = ParseState::new(grammar);
    let mut stack = ScopeStack::new();
    let mut steps = 0;
    let found = lines.iter().map(|line| {
        let length = line.len() as u64;
        let more = length * (STEPS_OF_BYTE + STEPS_OF_LOOK_AHEAD * length);
        if line.len() > LONGEST || steps + more > MOST_STEPS {
            return plain(line);
        }
        steps += more;
        spans(line, words(line, &mut state, &mut stack))
    });
    Highlighted { lines: found.collect(), steps }
}

fn grammar(name: &str) -> Option<&'static SyntaxReference> {
    // Without a language, no grammar is unpacked.
    if name == LANGUAGES[0] { None } else { GRAMMARS.find_syntax_by_token(name) }
}

/// Where each word of a line ends, and what it is. Goes on from the lines before.
fn words(line: &str, state: &mut ParseState, stack: &mut ScopeStack) -> Vec<(usize, Word)> {
    let whole = |word| vec![(line.len(), word)];
    let Ok(changes) = state.parse_line(&format!("{line}\n"), &GRAMMARS) else {
        return whole(Word::Plain);
    };
    let mut words = Vec::new();
    let mut start = 0;
    let end = (line.len(), ScopeStackOp::Noop);
    for (at, change) in changes.into_iter().chain([end]) {
        let at = at.min(line.len());
        if at > start {
            words.push((at, meaning(stack, &line[start..at])));
            start = at;
        }
        if stack.apply(&change).is_err() {
            break;
        }
    }
    words
}

/// What a stretch of text within these scopes is: the innermost scope that means anything decides.
fn meaning(stack: &ScopeStack, text: &str) -> Word {
    let of = |scope: &Scope| MEANINGS.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
    let word = stack.scopes.iter().rev().find_map(of).map_or(Word::Plain, |(_, word)| *word);
    // `=` and `+` are keywords to a grammar; to a reader, `and` is one.
    let sign = word == Word::Keyword && !text.contains(char::is_alphanumeric);
    if sign { Word::Plain } else { word }
}

/// Joins neighbours of the same kind, blanks between them included, and trims what is left.
fn spans(line: &str, words: impl IntoIterator<Item = (usize, Word)>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut start = 0;
    for (end, word) in words {
        let text = &line[start..end];
        let from = start + text.len() - text.trim_start().len();
        let to = start + text.trim_end().len();
        start = end;
        match spans.last_mut() {
            _ if from >= to => {}
            Some(last) if last.word == word => last.bytes.end = to,
            _ => spans.push(Span { bytes: from..to, word }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(language: &str, lines: &[&str]) -> Vec<Vec<(String, Word)>> {
        let language = LANGUAGES.iter().position(|known| *known == language).unwrap();
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let spans = highlight(language, &lines).lines;
        lines
            .iter()
            .zip(spans)
            .map(|(line, spans)| {
                spans.into_iter().map(|span| (line[span.bytes].to_owned(), span.word)).collect()
            })
            .collect()
    }

    #[test]
    fn python_has_its_words() {
        let found = words("python", &["    x = load('a b', 10)  # why", "return None"]);
        let line: Vec<_> = found[0].iter().map(|(text, word)| (text.as_str(), *word)).collect();
        let expected = [
            ("x =", Word::Plain),
            ("load", Word::Name),
            ("(", Word::Plain),
            ("'a b'", Word::String),
            (",", Word::Plain),
            ("10", Word::Number),
            (")", Word::Plain),
            ("# why", Word::Comment),
        ];
        assert_eq!(line, expected);
        assert_eq!(found[1][0], ("return".to_owned(), Word::Keyword));
        assert_eq!(found[1][1], ("None".to_owned(), Word::Number));
    }

    #[test]
    fn a_text_goes_on_over_lines() {
        let found = words("python", &["x = \"\"\"one", "two", "\"\"\""]);
        assert_eq!(found[1], [("two".to_owned(), Word::String)]);
    }

    #[test]
    fn every_language_has_a_grammar_and_survives_anything() {
        let lines = [
            "",
            "\t\\\"'`<!-- {{{ (((",
            "def é(x): 🦀 = <a b='c'>",
            "<<<EOF #{",
            "%{ $( ${ /* */ --",
            "- [x] *a*",
        ];
        for name in LANGUAGES {
            assert!(name == "text" || grammar(name).is_some(), "{name}");
            let found = words(name, &lines);
            assert_eq!(found.len(), lines.len());
        }
        let long = "(".repeat(LONGEST + 1);
        assert_eq!(words("python", &[&long])[0], [(long.clone(), Word::Plain)]);
    }

    #[test]
    fn code_takes_no_more_steps_than_its_most() {
        let line = "f".repeat(LONGEST);
        let found = highlight(10, &vec![line; 1_000]);
        assert!(found.steps <= MOST_STEPS && found.steps > MOST_STEPS / 2, "{}", found.steps);
        assert_eq!(found.lines.len(), 1_000);
        let short = highlight(10, &["return 1;".to_owned()]);
        assert_eq!(short.lines[0][0], Span { bytes: 0..6, word: Word::Keyword });
    }
}
