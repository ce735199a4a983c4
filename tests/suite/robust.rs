//! Whatever a file contains, reading it takes few steps and ends without a panic, with a scene or with an error.
//!
//! `PROPTEST_CASES=20000 cargo test --test suite robust::` runs a longer search.

use halfminute_engine::diagnostic::Diagnostic;
use halfminute_engine::film::Overrides;
use halfminute_engine::scene::Scene;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_oneof, proptest};

use crate::limits::most_steps;

const SCENE: &str = include_str!("../../scenes/hour28-tokenizer-extension-impact.toml");

/// Values that are wrong in some places: of the wrong type, too large, too small, missing.
const ODD: [&str; 34] = [
    "nan",
    "inf",
    "-inf",
    "-1",
    "0",
    "1e308",
    "1e-9",
    "0.00001",
    "99999999999999999999",
    "0x7fffffffffffffff",
    "true",
    "\"\"",
    "\" \"",
    "\"all\"",
    "\"last\"",
    "\"sentence.2-9999999999999999999\"",
    "\"pieces.0\"",
    "\"emb.last.last\"",
    "\"word -> word\"",
    "\"->\"",
    "\"a:b:c\"",
    "[]",
    "[[]]",
    "{}",
    "{ kind = \"group\" }",
    "1979-05-27",
    "\"\\u0000\"",
    "\"\u{202e}\"",
    "set",
    "play",
    "=",
    "[",
    "]",
    "\"\"\"",
];

fn cases(most: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(most);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Reads `text` and checks the properties that hold for every text.
fn check(text: &str) -> Result<(), String> {
    let (scene, found) = Scene::read(text, &Overrides::default());
    let steps = found.steps();
    if steps >= most_steps(text) {
        return Err(format!("{steps} steps for {} bytes", text.len()));
    }
    if scene.is_none() != found.has_errors() {
        return Err(format!("a scene: {}, errors: {}", scene.is_some(), found.has_errors()));
    }
    found.finish().iter().try_for_each(|finding| well_formed(finding, text))
}

fn well_formed(finding: &Diagnostic, text: &str) -> Result<(), String> {
    let spans = finding.labels.iter().map(|label| &label.span).chain([&finding.span]);
    for span in spans {
        if text.get(span.clone()).is_none() {
            return Err(format!("no such place: {finding:?}"));
        }
    }
    let texts = [Some(&finding.message), finding.help.as_ref()];
    let written = texts.into_iter().flatten().all(|text| !text.is_empty() && !text.ends_with('.'));
    if written && finding.help.is_some() { Ok(()) } else { Err(format!("badly said: {finding:?}")) }
}

#[derive(Clone, Debug)]
enum Edit {
    Delete(usize),
    Double(usize),
    Swap(usize, usize),
    /// Replaces a word of a line.
    Word(usize, usize, &'static str),
    /// Replaces a word by another word of the scene.
    Other(usize, usize, usize, usize),
    Cut(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<usize>;
    prop_oneof![
        2 => at().prop_map(Edit::Delete),
        1 => at().prop_map(Edit::Double),
        1 => (at(), at()).prop_map(|(a, b)| Edit::Swap(a, b)),
        6 => (at(), at(), proptest::sample::select(&ODD[..])).prop_map(|(line, word, odd)| Edit::Word(line, word, odd)),
        6 => (at(), at(), at(), at()).prop_map(|(a, b, c, d)| Edit::Other(a, b, c, d)),
        1 => at().prop_map(Edit::Cut),
    ]
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for edit in edits {
        let count = lines.len().max(1);
        if lines.is_empty() {
            break;
        }
        match *edit {
            Edit::Delete(at) => drop(lines.remove(at % count)),
            Edit::Double(at) => lines.insert(at % count, lines[at % count].clone()),
            Edit::Swap(a, b) => lines.swap(a % count, b % count),
            Edit::Word(line, word, odd) => replace_word(&mut lines[line % count], word, odd),
            Edit::Other(line, word, from, other) => {
                let with = word_of(&lines[from % count], other);
                replace_word(&mut lines[line % count], word, &with);
            }
            Edit::Cut(at) => {
                let line = &mut lines[at % count];
                let middle = line.char_indices().nth(line.chars().count() / 2).map_or(0, |(at, _)| at);
                line.truncate(middle);
            }
        }
    }
    lines.join("\n")
}

/// Byte ranges of numbers, names and quoted strings.
fn words(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    let mut quoted = false;
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        let inside = quoted || c == '"' || c.is_alphanumeric() || "_.-".contains(c);
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
        quoted ^= c == '"';
    }
    found
}

fn word_of(line: &str, index: usize) -> String {
    let words = words(line);
    words.get(index % words.len().max(1)).map_or_else(String::new, |(from, to)| line[*from..*to].to_owned())
}

fn replace_word(line: &mut String, index: usize, with: &str) {
    let words = words(line);
    if let Some((from, to)) = words.get(index % words.len().max(1)) {
        line.replace_range(*from..*to, with);
    }
}

/// Words of the scene language.
const VOCABULARY: [&str; 37] = [
    "[clip]",
    "[node]",
    "[[beat]]",
    "[beat.set]",
    "[node.a]",
    "\n",
    "title",
    "lasts",
    "stage",
    "play",
    "set",
    "arrows",
    "kind",
    "=",
    "{",
    "}",
    "[",
    "]",
    ",",
    ".",
    "\"a\"",
    "\"text\"",
    "\"tokens\"",
    "\"a -> a.1\"",
    "3.0",
    "row",
    "show",
    "at",
    "a",
    "\"",
    "'",
    "#",
    "\\",
    "é",
    "\r\n",
    "\t",
    "\"\"\"",
];

/// Words of the language in random order.
fn babble() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(&VOCABULARY[..]).prop_map(str::to_owned);
    let word = prop_oneof![8 => known, 1 => ".{0,3}"];
    proptest::collection::vec(word, 0..80).prop_map(|words| words.join(" "))
}

#[test]
fn the_scene_itself_is_valid() {
    let (scene, found) = Scene::read(SCENE, &Overrides::default());
    assert!(scene.is_some(), "{:#?}", found.finish());
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn any_text_is_read(text in prop_oneof![Just(String::new()), "(?s).{0,400}", babble()]) {
        let checked = check(&text);
        prop_assert!(checked.is_ok(), "{checked:?}");
    }

    #[test]
    fn a_damaged_scene_is_read(edits in proptest::collection::vec(edit(), 1..6)) {
        let text = apply(SCENE, &edits);
        let checked = check(&text);
        prop_assert!(checked.is_ok(), "{checked:?}\n{text}");
    }
}
