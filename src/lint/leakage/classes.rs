//! The classes of text that is not for viewers, and what each looks like.

use super::shapes::{between, email, key, local_path, phrase, private_ip, random, timecode};

/// What a text gives away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Class {
    /// Phrases with which an assistant answers.
    Assistant,
    /// Orders to an assistant.
    Instruction,
    /// What was to be filled in.
    Placeholder,
    /// Paths and addresses of somebody's machine.
    Local,
    /// Keys.
    Secret,
    /// Notes for who presents.
    Presenter,
    /// Solutions.
    Answer,
    /// Talk about the clip itself.
    SelfReference,
    /// Control tokens of models.
    ModelTokens,
    /// Characters that nobody meant to write.
    Encoding,
}

impl Class {
    /// How messages call it.
    pub(in crate::lint) fn name(self) -> &'static str {
        match self {
            Self::Assistant => "assistant residue",
            Self::Instruction => "instruction residue",
            Self::Placeholder => "a placeholder",
            Self::Local => "a local trace",
            Self::Secret => "a secret",
            Self::Presenter => "a presenter's mark",
            Self::Answer => "an answer",
            Self::SelfReference => "talk about the clip itself",
            Self::ModelTokens => "a model's token",
            Self::Encoding => "a broken or invisible character",
        }
    }
}

/// Phrases in lower case; they match whole words.
const PHRASES: [(Class, &[&str]); 7] = [
    (
        Class::Assistant,
        &[
            "as an ai",
            "language model i",
            "i cannot",
            "certainly",
            "sure, here",
            "hope this helps",
            "let me know",
            "knowledge cutoff",
            "as requested",
        ],
    ),
    (
        Class::Instruction,
        &[
            "slide prompt",
            "create an 8k",
            "ultra-high-resolution",
            "in the style of",
            "do not render",
            "you are a",
            "you are an",
            "ignore previous",
            "respond with",
            "output only",
        ],
    ),
    (Class::Placeholder, &["todo", "tbd", "fixme", "xxx", "lorem ipsum", "???", "xx %", "xx%"]),
    (
        Class::Presenter,
        &[
            "speaker notes",
            "instructor only",
            "vo:",
            "sfx",
            "(click)",
            "[pause]",
            "confidential",
            "internal only",
            "internal use",
            "internal:",
            "draft:",
        ],
    ),
    (Class::Answer, &["answer key", "correct answer", "solution:", "expected answer"]),
    (
        Class::SelfReference,
        &["this slide", "this deck was generated", "storyboard", "the viewer sees", "caption:"],
    ),
    (Class::ModelTokens, &["### instruction:", "### response:", "[new instruction]", "[end]"]),
];

/// Whole texts, in lower case, that are notes to somebody.
const NOTES: [&str; 2] = ["draft", "internal"];
/// Openings of lines that set a role in a conversation with a model.
const ROLES: [&str; 4] = ["prompt:", "system:", "assistant:", "user:"];
/// Beginnings of keys, and how many characters follow at least.
const KEYS: [(&str, usize); 7] =
    [("sk-", 20), ("AKIA", 16), ("ghp_", 20), ("hf_", 20), ("AIza", 30), ("xoxb-", 10), ("xoxp-", 10)];
/// UTF-8 that was read as Latin-1.
const MOJIBAKE: [&str; 5] = ["Ã©", "Ã¤", "Ã¼", "â€", "Â\u{a0}"];

/// What a text gives away, each with the stretch that does. `code` says that it is set as code, in
/// which doubled stars are an operator.
pub(in crate::lint) fn scan(text: &str, code: bool) -> Vec<(Class, String)> {
    let mut found = phrases(text);
    found.extend(shapes(text));
    found.extend(broken(text, code).map(|found| (Class::Encoding, found)));
    found
}

fn phrases(text: &str) -> Vec<(Class, String)> {
    let lower = text.to_lowercase();
    let lists = PHRASES.iter().flat_map(|(class, list)| list.iter().map(|listed| (*class, *listed)));
    let mut found: Vec<(Class, String)> = lists
        .filter(|(_, listed)| phrase(&lower, listed))
        .map(|(class, listed)| (class, listed.to_owned()))
        .collect();
    let opens = |role: &&&str| lower.lines().any(|line| line.trim_start().starts_with(**role));
    found.extend(ROLES.iter().filter(opens).map(|role| (Class::Instruction, (*role).to_owned())));
    let whole = lower.trim();
    found.extend(
        NOTES.iter().filter(|note| **note == whole).map(|note| (Class::Presenter, (*note).to_owned())),
    );
    found.extend(["beat", "scene"].iter().filter_map(|word| {
        let at = lower.match_indices(word).find(|(at, _)| numbered(&lower, *at, word))?.0;
        Some((Class::SelfReference, lower[at..].chars().take(word.len() + 2).collect()))
    }));
    found
}

/// Whether the word at `at` is followed by a number, as in "beat 3".
fn numbered(text: &str, at: usize, word: &str) -> bool {
    let starts = !text[..at].ends_with(char::is_alphanumeric);
    let rest = text[at + word.len()..].strip_prefix(' ');
    starts && rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn shapes(text: &str) -> Vec<(Class, String)> {
    let placeholder = between(text, "{{", "}}")
        .or_else(|| between(text, "{%", "%}"))
        .or_else(|| between(text, "${", "}"))
        .or_else(|| between(text, "[insert ", "]"))
        .or_else(|| between(text, "<your ", ">"));
    let secret = KEYS.iter().find_map(|(prefix, least)| key(text, prefix, *least));
    let secret = secret.or_else(|| between(text, "-----BEGIN ", " KEY")).or_else(|| random(text));
    let local = local_path(text).or_else(|| email(text)).or_else(|| private_ip(text));
    let all = [
        (Class::Placeholder, placeholder),
        (Class::Secret, secret),
        (Class::Local, local),
        (Class::Presenter, timecode(text)),
        (Class::ModelTokens, between(text, "<|", "|>")),
    ];
    let found = all.into_iter().filter_map(|(class, found)| Some((class, found?.to_owned())));
    // A message must not publish the key that it warns of.
    let hidden = |(class, found): (Class, String)| match class {
        Class::Secret => (class, format!("{}…", found.chars().take(6).collect::<String>())),
        _ => (class, found),
    };
    found.map(hidden).collect()
}

fn broken(text: &str, code: bool) -> Option<String> {
    let bad = text.chars().find(|c| {
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
            || matches!(c, '\u{feff}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}')
    });
    let named = bad.map(|c| format!("U+{:04X}", u32::from(c)));
    let garbled = || MOJIBAKE.iter().find(|piece| text.contains(**piece)).map(|piece| (*piece).to_owned());
    let markup =
        || ["**", "<!--"].iter().find(|mark| !code && text.contains(**mark)).map(|mark| (*mark).to_owned());
    named.or_else(garbled).or_else(markup)
}

#[cfg(test)]
mod tests {
    use super::{Class, scan};

    #[test]
    fn each_class_is_found() {
        let path = ["", "tmp", "run-1", "frame.png"].join("/");
        let cases = [
            (Class::Assistant, "Certainly! Three tokens remain."),
            (Class::Instruction, "You are a helpful teacher"),
            (Class::Instruction, "System: be short"),
            (Class::Placeholder, "accuracy: TBD"),
            (Class::Placeholder, "hello {{ name }}"),
            (Class::Local, &path),
            (Class::Local, "C:\\data\\run"),
            (Class::Local, "write to me@example.org."),
            (Class::Local, "serve at 192.168.1.7"),
            (Class::Secret, "hf_abcdefghijklmnopqrstuvwx"),
            (Class::Secret, "Zk3vQ9xLw2Rt7BnY5mPd8HsJ4cGf6TaU"),
            (Class::Presenter, "[pause] and go on"),
            (Class::Presenter, "DRAFT"),
            (Class::Presenter, "shown 0:05-0:12"),
            (Class::Answer, "Solution: 42"),
            (Class::SelfReference, "as in beat 3"),
            (Class::ModelTokens, "ends with <|endoftext|>"),
            (Class::ModelTokens, "### Response:"),
            (Class::Encoding, "zero\u{200b}width"),
            (Class::Encoding, "**bold**"),
        ];
        for (class, text) in cases {
            assert!(scan(text, false).iter().any(|(found, _)| *found == class), "{class:?}: {text}");
        }
    }

    #[test]
    fn ordinary_words_pass() {
        let cases = [
            "GPT-4o-mini as critic",
            "appendix-A",
            "port 8000",
            "a temperature of 0",
            "a prompt and its answer",
            "28c65cd0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6",
            "ch05/09_extending-tokenizers/extend-tiktoken.ipynb",
            "draft a report, keep the internal state",
            "12:34 remain",
            "upbeat 3",
            "https://example.org/home/page",
            "exercise-solutions.ipynb",
        ];
        for text in cases {
            assert_eq!(scan(text, false), [], "{text}");
        }
        assert_eq!(scan("2 ** 8", true), [], "an operator");
    }
}
