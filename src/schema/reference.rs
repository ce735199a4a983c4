//! The tables of the reference page, as Markdown.
//!
//! `docs/scene-format.md` holds each block between a pair of markers, and a test compares them.

use std::fmt::Write;

use halfminute_check::lint::{LINTS, Lint};
use halfminute_engine::budget::Budget;
use halfminute_engine::diagnostic::Diagnostics;
use halfminute_engine::easing::Easing;
use halfminute_engine::nodes::{
    COMMON, Field, KINDS, Kind, List, MAX_NUMBER, Need, PART_COMMON, Settable, Takes,
};
use halfminute_engine::scene::keys::{self, Absent, KeyShape, KeySpec};
use halfminute_engine::scene::{Lasts, Limit, Stays, TIMING, Verb, VerbValue, verbs};
use halfminute_engine::theme::Theme;

/// Every generated block: the name in its markers, and its text, which ends in a line break.
#[must_use]
pub fn blocks() -> Vec<(&'static str, String)> {
    vec![
        ("clip", keys_table(keys::CLIP)),
        ("allow", keys_table(keys::ALLOW)),
        ("beat", keys_table(keys::BEAT)),
        ("container", keys_table(&[keys::ARRANGEMENTS, keys::CONTAINER].concat())),
        ("placed", keys_table(keys::PLACED)),
        ("arrow", keys_table(keys::ARROW)),
        ("node", fields_table(COMMON.iter())),
        ("part", fields_table(PART_COMMON.iter())),
        ("kinds", KINDS.iter().map(|kind| self::kind(kind)).collect::<Vec<_>>().join("\n")),
        ("timing", keys_table(TIMING)),
        ("verbs", verbs_table()),
        ("easings", easings()),
        ("limits", limits()),
        ("lints", lints()),
        ("theme", format!("```toml fragment\n{}```\n", Theme::built_in("pearl").unwrap_or_default())),
    ]
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = format!("|{}\n", "---|".repeat(head.len()));
    rows.fold(line(&head) + &rule, |table, row| table + &line(&row))
}

fn keys_table(keys: &[KeySpec]) -> String {
    let row =
        |key: &KeySpec| vec![format!("`{}`", key.name), shape(key.shape), absent(key), key.doc.to_owned()];
    table(&["key", "takes", "default", "meaning"], keys.iter().map(row))
}

fn shape(shape: KeyShape) -> String {
    match shape {
        KeyShape::Text => "text".to_owned(),
        KeyShape::Texts => "list of texts".to_owned(),
        KeyShape::Seconds => "seconds".to_owned(),
        KeyShape::Length => "seconds, above 0".to_owned(),
        KeyShape::Number(min, max) => format!("number, {min} to {max}"),
        KeyShape::Whole(_, max) if max > 1e9 => "whole number".to_owned(),
        KeyShape::Whole(min, max) => format!("whole number, {min} to {max}"),
        KeyShape::Choice(choices) => choice(choices),
        KeyShape::Notation(_, called) => called.to_owned(),
    }
}

fn choice(choices: &[&str]) -> String {
    choices.iter().map(|choice| format!("`\"{choice}\"`")).collect::<Vec<_>>().join(", ")
}

fn absent(key: &KeySpec) -> String {
    match key.absent {
        Absent::Error(_) => "required".to_owned(),
        Absent::Nothing => "none".to_owned(),
        Absent::Default(value) if value.starts_with(|c: char| "\"[".contains(c) || c.is_ascii_digit()) => {
            format!("`{value}`")
        }
        Absent::Default(value) => value.to_owned(),
    }
}

fn fields_table(fields: impl Iterator<Item = &'static Field>) -> String {
    let row = |field: &Field| {
        let settable = if field.settable == Settable::Yes { "yes" } else { "no" };
        vec![
            format!("`{}`", field.name),
            takes(field.takes),
            default(field),
            settable.to_owned(),
            field.doc.to_owned(),
        ]
    };
    table(&["field", "takes", "default", "`set`", "meaning"], fields.map(row))
}

fn takes(takes: Takes) -> String {
    match takes {
        Takes::Text | Takes::Token | Takes::Output => "text".to_owned(),
        Takes::Line => "text of one line".to_owned(),
        Takes::Icon => "icon name".to_owned(),
        Takes::Number(min, max) if min <= -MAX_NUMBER && max >= MAX_NUMBER => "number".to_owned(),
        Takes::Number(min, max) => format!("number, {min} to {max}"),
        Takes::Whole(min, max) => format!("whole number, {min} to {}", grouped(max as usize)),
        Takes::Flag(_) => "`true` or `false`".to_owned(),
        Takes::Choice(choices) => choice(choices),
        Takes::Labels => "list of texts or { id, text }".to_owned(),
        Takes::Pair(_) => "two whole numbers, 1 to 40".to_owned(),
        Takes::Numbers(least, most) => format!("list of {least} to {most} numbers"),
        Takes::Date => "date, without quotes".to_owned(),
        Takes::Bitmap => "path of a PNG, JPEG, WebP or GIF file".to_owned(),
        Takes::Drawing => "path of an SVG file".to_owned(),
    }
}

fn default(field: &Field) -> String {
    match (field.need, field.takes) {
        (Need::Required, _) => "required".to_owned(),
        (Need::Default(number), _) => format!("`{number}`"),
        (
            Need::Optional,
            Takes::Text
            | Takes::Line
            | Takes::Token
            | Takes::Output
            | Takes::Icon
            | Takes::Labels
            | Takes::Numbers(..)
            | Takes::Date
            | Takes::Bitmap
            | Takes::Drawing,
        ) => "none".to_owned(),
        (Need::Optional, Takes::Number(min, _) | Takes::Whole(min, _)) => format!("`{}`", min.max(0.0)),
        (Need::Optional, Takes::Flag(flag)) => format!("`{flag}`"),
        (Need::Optional, Takes::Choice(choices)) => format!("`\"{}\"`", choices[0]),
        (Need::Optional, Takes::Pair([a, b])) => format!("`[{a}, {b}]`"),
    }
}

fn kind(kind: &'static Kind) -> String {
    let mut text = format!("### `{}`\n\n{}\n\n", kind.name, kind.summary);
    let _ = write!(text, "```toml fragment\n{} = {}\n```\n\n", kind.name, kind.example);
    if !kind.fields.is_empty() {
        text += &fields_table(kind.fields.iter());
    }
    let without: Vec<String> = kind.without().map(|name| format!("no `{name}`")).collect();
    if !without.is_empty() {
        text += &format!("\nIt has {}.\n", without.join(", "));
    }
    let mut list = kind.list;
    while let Some(inner) = list {
        text += "\n";
        text += &parts(inner);
        if let Some(also) = kind.list_also.filter(|_| std::ptr::eq(inner, kind.list.unwrap_or(inner))) {
            text += &format!("\n`{also}` may stand for `{}`.\n", inner.key);
        }
        list = inner.list;
    }
    if kind.wraps {
        text += "\nIts lines break when it is made narrow.\n";
    }
    if kind.name == "group" {
        text += "\nA group takes the keys of a container as well, and needs one of the four arrangements.\n";
    }
    text
}

/// Notations and fields of the parts in a list.
fn parts(list: &'static List) -> String {
    let (key, noun, nouns) = (list.key, list.noun, list.plural());
    if !list.fixed.is_empty() {
        return format!("Parts, which are always there: {}.\n", list.doc);
    }
    let mut text = format!("Parts: {nouns}, listed under `{key}`.");
    if list.from_text {
        text += &format!(" A text may stand for the list: each of its lines is {}.", list.a_noun());
    }
    text += &format!(" {} is {}.", capital(&list.a_noun()), notations(list));
    if list.countable {
        text += &format!(" `count = n` stands for n blank {nouns}.");
    }
    if !list.answers_to.is_empty() {
        let field = list.answers_to;
        text += &format!(" It answers to its `{field}` where that is one word and that of no other {noun}.");
    }
    text += "\n";
    if !list.fields.is_empty() {
        text += "\n";
        text += &fields_table(list.fields.iter());
    }
    text
}

/// Capitalises the first letter of a text.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn notations(list: &'static List) -> String {
    let mut notations = Vec::new();
    if list.takes_text() {
        notations.push("a text".to_owned());
    }
    if let Some(inner) = list.list {
        notations.push(format!("a list of {}", inner.plural()));
    } else if list.array.len() > 1 {
        notations.push(format!("a list `[{}]`", list.array.join(", ")));
    }
    let inner = list.list.map(|inner| inner.key);
    let keys: Vec<&str> =
        ["id"].into_iter().chain(list.fields.iter().map(|field| field.name)).chain(inner).collect();
    let table = format!("a table {{ {}, … }}", keys.join(", "));
    if notations.is_empty() { table } else { format!("{} or {table}", notations.join(", ")) }
}

fn verbs_table() -> String {
    let row = |verb: &Verb| {
        let stays = match verb.stays {
            Stays::Lasting => "until changed again",
            Stays::Held => "to the beat's end, or `for` seconds",
            Stays::Gone => "gone when over",
        };
        let takes = match verb.takes {
            VerbValue::Assignments => "addresses and values",
            VerbValue::Addresses => "addresses",
            VerbValue::Node => "a node",
            VerbValue::Arrows => "arrows",
        };
        let lasts: Vec<String> = verb.lasts.iter().map(|(lasts, case)| length(*lasts, case)).collect();
        vec![
            format!("`{}`", verb.name),
            verb.doc.to_owned(),
            takes.to_owned(),
            stays.to_owned(),
            lasts.join("; "),
        ]
    };
    let mut text = table(&["verb", "what it does", "takes", "stays", "one motion lasts"], verbs().map(row));
    for verb in verbs() {
        let _ = write!(text, "\n### `{}`\n\n```toml fragment\nplay = [{}]\n```\n", verb.name, verb.example);
        if !verb.keys.is_empty() {
            text += "\n";
            text += &keys_table(verb.keys);
        }
    }
    text
}

fn length(lasts: Lasts, case: &str) -> String {
    let length = match lasts {
        Lasts::Fixed(time) => format!("{time} s"),
        Lasts::Letters => "number of letters / `speed`".to_owned(),
    };
    if case.is_empty() { length } else { format!("{length} {case}") }
}

fn easings() -> String {
    let row = |name: &str| {
        let numbers = match Easing::named(name)? {
            Easing::Bezier([x1, y1, x2, y2]) => format!("`[{x1:?}, {y1:?}, {x2:?}, {y2:?}]`"),
            Easing::Curve(curve) => curve.doc.to_owned(),
        };
        Some(vec![format!("`\"{name}\"`"), numbers])
    };
    table(&["name", "the same in numbers"], Easing::names().filter_map(row))
}

fn limits() -> String {
    let row = |(what, most): (&str, usize)| vec![what.to_owned(), grouped(most)];
    let limits = Limit::ALL.iter().map(|limit| (limit.what, limit.most));
    let others =
        [("steps of a check", Budget::STEPS as usize), ("messages about one file", Diagnostics::LIMIT)];
    table(&["what", "at most"], limits.chain(others).map(row))
}

fn lints() -> String {
    let row = |lint: &Lint| vec![format!("`{}`", lint.name), lint.level.to_string(), lint.doc.to_owned()];
    table(&["lint", "level", "finds"], LINTS.iter().map(row))
}

/// Formats a number with commas between groups of three digits: `120,000`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
