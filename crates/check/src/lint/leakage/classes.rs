//! The classes of text that is not for viewers, and the patterns of each.

use std::ops::Range;

use super::places::{email, home_of_a_person, is_reserved, local_path, private_ip};
use super::shapes::{between, joins_pictures, key, password, phrase, random, timecode};

/// A class of text that is not for viewers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Phrases from answers of an AI assistant.
    Assistant,
    /// Instructions to an AI assistant.
    Instruction,
    /// Placeholders that were to be filled in.
    Placeholder,
    /// Paths and addresses of a particular machine or person.
    Local,
    /// Keys and passwords of any kind.
    Secret,
    /// Notes for the presenter, and timecodes.
    Presenter,
    /// Solutions to exercises or questions.
    Answer,
    /// References to the clip, the slide or the beat itself.
    SelfReference,
    /// Control tokens of language models.
    ModelTokens,
    /// Invisible characters and signs of a wrong encoding.
    Encoding,
    /// Markup that was not converted.
    Markup,
}

impl Class {
    /// Name of the class in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
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
            Self::Markup => "markup that is shown as it is",
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

/// Texts, in lower case, that are notes when nothing else is written.
const NOTES: [&str; 2] = ["draft", "internal"];
/// Starts of lines that set a role in a conversation with a model.
const ROLES: [&str; 4] = ["prompt:", "system:", "assistant:", "user:"];
/// Prefixes of keys, and the least number of characters that follow.
const KEYS: [(&str, usize); 13] = [
    ("sk-", 20),
    ("AKIA", 16),
    ("ghp_", 20),
    ("hf_", 20),
    ("AIza", 30),
    ("xoxa-", 10),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xoxr-", 10),
    ("xoxs-", 10),
    // Starts of the three common kinds of SSH keys in Base64.
    ("AAAAB3NzaC1", 8),
    ("AAAAC3NzaC1", 8),
    ("AAAAE2VjZHNh", 8),
];
/// Sequences that result from reading UTF-8 as Latin-1.
const MOJIBAKE: [&str; 5] = ["Ã©", "Ã¤", "Ã¼", "â€", "Â\u{a0}"];

/// A part of a text that is not for viewers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// The class that it belongs to.
    pub class: Class,
    /// Byte range within the text.
    pub span: Range<usize>,
    /// The part as messages may show it: a key is shortened, an invisible character is named.
    pub shown: String,
}

/// The kind of text that is scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// Sentences, titles and short labels.
    Prose,
    /// Monospaced text and names of files, in which `**` is an operator.
    Monospaced,
    /// Source code and terminals, where `${HOME}`, `{{ item }}`, `# TODO` and `/tmp/x` are legitimate.
    /// Secrets, personal traces, control tokens and broken characters are still reported.
    Code,
}

/// Finds the leaks in a text: the first match of each pattern.
#[must_use]
pub fn scan(text: &str, setting: Setting) -> Vec<Leak> {
    let mut found = phrases(text);
    found.extend(shapes(text, setting));
    found.extend(broken(text, setting));
    if setting == Setting::Code {
        found.retain(|leak| {
            matches!(leak.class, Class::Secret | Class::Local | Class::ModelTokens | Class::Encoding)
        });
    }
    found
}

fn leak(class: Class, text: &str, span: Range<usize>) -> Leak {
    // A message must not publish the key that it warns about.
    let shown = match class {
        Class::Secret => format!("{}…", text[span.clone()].chars().take(6).collect::<String>()),
        _ => text[span.clone()].to_owned(),
    };
    Leak { class, span, shown }
}

fn phrases(text: &str) -> Vec<Leak> {
    // Lower-casing ASCII keeps byte offsets; line breaks become spaces so that phrases match across wrapped
    // lines.
    let lower = text.to_ascii_lowercase();
    let flat = lower.replace('\n', " ");
    let lists = PHRASES.iter().flat_map(|(class, list)| list.iter().map(|listed| (*class, *listed)));
    let mut found: Vec<Leak> =
        lists.filter_map(|(class, listed)| Some(leak(class, &lower, phrase(&flat, listed)?))).collect();
    let lines = lower.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start + line.len() - line.trim_start().len(), line.trim_start()))
    });
    found.extend(lines.filter_map(|(at, line)| {
        let role = ROLES.iter().find(|role| line.starts_with(**role))?;
        Some(leak(Class::Instruction, &lower, at..at + role.len()))
    }));
    let whole = lower.trim();
    if NOTES.contains(&whole) {
        let at = lower.len() - lower.trim_start().len();
        found.push(leak(Class::Presenter, &lower, at..at + whole.len()));
    }
    found.extend(["beat", "scene"].iter().filter_map(|word| {
        let (at, _) = flat.match_indices(word).find(|(at, _)| numbered(&flat, *at, word))?;
        Some(leak(Class::SelfReference, &lower, at..at + word.len() + 2))
    }));
    found
}

/// True if the word at `at` is followed by a number, as in "beat 3".
fn numbered(text: &str, at: usize, word: &str) -> bool {
    let starts = !text[..at].ends_with(char::is_alphanumeric);
    let rest = text[at + word.len()..].strip_prefix(' ');
    starts && rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn shapes(text: &str, setting: Setting) -> Vec<Leak> {
    let placeholder = between(text, "{{", "}}")
        .or_else(|| between(text, "{%", "%}"))
        .or_else(|| between(text, "${", "}"))
        .or_else(|| between(text, "[insert ", "]"))
        .or_else(|| between(text, "<your ", ">"));
    let secret = KEYS.iter().find_map(|(prefix, least)| key(text, prefix, *least));
    let secret = secret.or_else(|| between(text, "-----BEGIN ", " KEY"));
    let secret = secret.or_else(|| password(text)).or_else(|| random(text));
    let local = match setting {
        Setting::Code => home_of_a_person(text).or_else(|| email(text).filter(|found| !is_reserved(found))),
        _ => local_path(text).or_else(|| email(text)).or_else(|| private_ip(text)),
    };
    let all = [
        (Class::Placeholder, placeholder),
        (Class::Secret, secret),
        (Class::Local, local),
        (Class::Presenter, timecode(text)),
        (Class::ModelTokens, between(text, "<|", "|>")),
    ];
    let found = all.into_iter().filter_map(|(class, found)| Some((class, found?)));
    found
        .map(|(class, found)| {
            let at = text.find(found).unwrap_or(0);
            leak(class, text, at..at + found.len())
        })
        .collect()
}

fn broken(text: &str, setting: Setting) -> Option<Leak> {
    let bad = text.char_indices().find(|(at, c)| {
        let invisible = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
            || matches!(c, '\u{feff}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}');
        invisible && !joins_pictures(text, *at)
    });
    let named = bad.map(|(at, c)| Leak {
        class: Class::Encoding,
        span: at..at + c.len_utf8(),
        shown: format!("U+{:04X}", u32::from(c)),
    });
    let first = |class, pieces: &[&str]| {
        let (at, piece) = pieces.iter().find_map(|piece| Some((text.find(piece)?, piece)))?;
        Some(leak(class, text, at..at + piece.len()))
    };
    let markup: &[&str] = if setting == Setting::Prose { &["**", "<!--"] } else { &[] };
    named.or_else(|| first(Class::Encoding, &MOJIBAKE)).or_else(|| first(Class::Markup, markup))
}

#[cfg(test)]
mod tests;
