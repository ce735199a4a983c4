//! Classifies source code for highlighting. No other file names the highlighting library.
//!
//! The result says what each span of code is, never which colour it has. The grammars are compiled in. A line
//! that the highlighter fails on becomes plain text.

use std::ops::Range;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};

use crate::choice::{Choice, choices};

choices! {
    /// A language of source code; the first stands for no language.
    #[allow(missing_docs, reason = "the names of the languages say all")]
    pub enum CodeLanguage {
        Text = "text",
        Python = "python",
        Bash = "bash",
        C = "c",
        Cpp = "cpp",
        Css = "css",
        Diff = "diff",
        Go = "go",
        Html = "html",
        Java = "java",
        JavaScript = "javascript",
        Json = "json",
        Markdown = "markdown",
        R = "r",
        Ruby = "ruby",
        Rust = "rust",
        Sql = "sql",
        Yaml = "yaml",
    }
}

/// Class of a span of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Text that belongs to no other class.
    Plain,
    /// A keyword of the language.
    Keyword,
    /// A string literal or the like.
    String,
    /// A number, or a constant such as `True`.
    Number,
    /// A comment in the code.
    Comment,
    /// The name of a function or type.
    Name,
}

/// A span of one line, without white space at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Byte range of the span within the line.
    pub bytes: Range<usize>,
    /// Class of the span's text.
    pub word: Word,
}

/// Longest line that is highlighted, in bytes: a grammar may take quadratic time.
const LONGEST: usize = 200;

/// Steps charged for each byte, and for each pair of bytes in a line: in the worst case, a grammar looks ahead
/// to the end of the line from every byte.
const STEPS_OF_BYTE: u64 = 100;
const STEPS_OF_LOOK_AHEAD: u64 = 6;

/// The most steps for one piece of code: about 400 lines of 60 bytes. A line that would exceed it becomes plain
/// text.
const MOST_STEPS: u64 = 10_000_000;

static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Classes of scopes, most specific first: the first entry that is a prefix of a scope decides.
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

/// Result of highlighting some lines.
pub(super) struct Highlighted {
    /// Spans of each line, in order.
    pub(super) lines: Vec<Vec<Span>>,
    /// Steps of work that highlighting took, about 50 ns each.
    pub(super) steps: u64,
}

/// Highlights `lines` of source code.
pub(super) fn highlight(language: CodeLanguage, lines: &[String]) -> Highlighted {
    let plain = |line: &str| spans(line, [(line.len(), Word::Plain)]);
    let Some(grammar) = grammar(language) else {
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

fn grammar(language: CodeLanguage) -> Option<&'static SyntaxReference> {
    // Without a language, no grammar is loaded.
    match language {
        CodeLanguage::Text => None,
        _ => GRAMMARS.find_syntax_by_token(language.name()),
    }
}

/// End and class of each word in a line. The state is carried over from the lines before.
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

/// Class of a text within nested scopes: the innermost scope that has a meaning decides.
fn meaning(stack: &ScopeStack, text: &str) -> Word {
    let of = |scope: &Scope| MEANINGS.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
    let word = stack.scopes.iter().rev().find_map(of).map_or(Word::Plain, |(_, word)| *word);
    // Grammars class operators such as `=` as keywords; for a reader, only words such as `and` are.
    let sign = word == Word::Keyword && !text.contains(char::is_alphanumeric);
    if sign { Word::Plain } else { word }
}

/// Joins neighbours of the same class, including white space between them, and trims the result.
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

    fn words(language: CodeLanguage, lines: &[&str]) -> Vec<Vec<(String, Word)>> {
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
        let found = words(CodeLanguage::Python, &["    x = load('a b', 10)  # why", "return None"]);
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
        let found = words(CodeLanguage::Python, &["x = \"\"\"one", "two", "\"\"\""]);
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
        for language in CodeLanguage::ALL {
            let is_known = *language == CodeLanguage::Text || grammar(*language).is_some();
            assert!(is_known, "{language:?}");
            let found = words(*language, &lines);
            assert_eq!(found.len(), lines.len());
        }
        let long = "(".repeat(LONGEST + 1);
        assert_eq!(words(CodeLanguage::Python, &[&long])[0], [(long.clone(), Word::Plain)]);
    }

    #[test]
    fn code_takes_no_more_steps_than_its_most() {
        let line = "f".repeat(LONGEST);
        let found = highlight(CodeLanguage::JavaScript, &vec![line; 1_000]);
        assert!(found.steps <= MOST_STEPS && found.steps > MOST_STEPS / 2, "{}", found.steps);
        assert_eq!(found.lines.len(), 1_000);
        let short = highlight(CodeLanguage::JavaScript, &["return 1;".to_owned()]);
        assert_eq!(short.lines[0][0], Span { bytes: 0..6, word: Word::Keyword });
    }
}
