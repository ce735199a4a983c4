//! Shared helpers for reading the keys of `programme.toml` and `assets.toml`.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use halfminute_basics::date::Date;
use halfminute_engine::diagnostic::did_you_mean;
use halfminute_engine::document::{Findings, Node, Table, Value, date};

use super::file::Placed;

/// The tables in the array `key`, which messages call `what`; anything else in it is reported.
pub(super) fn tables<'a>(table: &Table<'a>, key: &'static str, what: &str) -> Vec<Table<'a>> {
    let nodes = table.array(key).unwrap_or_default();
    let read = |node: &'a Node| match &node.value {
        Value::Table(entries) => Some(Table::new(table.findings(), entries, node.span.clone(), what)),
        _ => {
            let message = format!("`{key}` wants tables, not {}", node.noun());
            table.findings().error_help("wrong-type", &node.span, message, "write each in braces");
            None
        }
    };
    nodes.iter().filter_map(read).collect()
}

/// A required string; if it is missing or blank, that is reported.
pub(super) fn required(table: &Table<'_>, key: &'static str, example: &str) -> Placed {
    if !table.has(key) {
        table.missing(key, example);
    }
    let found = optional(table, key, "");
    report_blank(table, key, &format!("write `{example}`"));
    found
}

fn report_blank(table: &Table<'_>, key: &'static str, help: &str) {
    let text = table.get(key).and_then(Node::as_text);
    if text.is_some_and(|text| text.trim().is_empty()) {
        table.findings().error_help("course-form", &table.place(key), format!("`{key}` is empty"), help);
    }
}

/// A required path without `.`, `..` or a root, so that a file has only one path; any other is reported.
pub(super) fn path(table: &Table<'_>, key: &'static str, example: &str, code: &'static str) -> Placed {
    let path = required(table, key, &format!("{key} = \"{example}\""));
    let is_plain =
        path.text.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.text.contains('\\');
    if !is_plain && !path.text.trim().is_empty() {
        let message = format!("`{}` is not a plain path", path.text);
        let help = format!("write folders and name with `/` between them, such as `{example}`");
        table.findings().error_help(code, &path.span, message, help);
    }
    path
}

/// A string, which is `default` if it is not written; a blank one is reported if there is a default.
pub(super) fn optional(table: &Table<'_>, key: &'static str, default: &str) -> Placed {
    if !default.is_empty() {
        report_blank(table, key, "write a text, or leave the key out");
    }
    Placed { text: table.text(key).unwrap_or(default).to_owned(), span: table.place(key) }
}

/// The strings in the array `key`.
pub(super) fn strings(table: &Table<'_>, key: &'static str) -> Vec<Placed> {
    let texts = table.texts(key);
    texts.into_iter().map(|(text, span)| Placed { text: text.to_owned(), span }).collect()
}

/// The choice of a string among `choices`, if it is written; an unknown string is reported.
pub(super) fn one_of<T: Copy>(
    table: &Table<'_>,
    key: &'static str,
    choices: &[(&'static str, T)],
) -> Option<T> {
    let names: Vec<&'static str> = choices.iter().map(|(name, _)| *name).collect();
    let chosen = table.choice(key, &names)?;
    choices.iter().find(|(name, _)| *name == chosen).map(|(_, choice)| *choice)
}

/// A whole number in `range`, if it is written.
pub(super) fn whole(table: &Table<'_>, key: &'static str, range: RangeInclusive<usize>) -> Option<usize> {
    table.whole_within(key, *range.start() as f64, *range.end() as f64).map(|count| count as usize)
}

/// A date in the form 2026-01-03; empty if it is not written.
pub(super) fn day(table: &Table<'_>, key: &'static str) -> String {
    let days = table.get(key).and_then(|node| date(table.findings(), key, node));
    days.map(|days| Date::from_days(days as i64))
        .map_or_else(String::new, |date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day))
}

/// The index of the name at `placed` among `names`; reports an unknown name, which should be `what`.
pub(super) fn index<'n>(
    placed: &Placed,
    names: impl Iterator<Item = &'n str> + Clone,
    what: &str,
    findings: &Findings,
) -> Option<usize> {
    let found = names.clone().position(|name| name == placed.text);
    if found.is_none() {
        let help = suggestion(&placed.text, names, &format!("write the name of {what}"));
        let message = format!("`{}` is not the name of {what}", placed.text);
        findings.error_help("unknown-value", &placed.span, message, help);
    }
    found
}

/// A help text: the name that is most like `text`, or `otherwise` if none is.
pub(super) fn suggestion<'n>(
    text: &str,
    names: impl IntoIterator<Item = &'n str>,
    otherwise: &str,
) -> String {
    did_you_mean(text, names).map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
}

/// Reports each name that occurs twice; empty names are passed over.
pub(super) fn report_duplicates<'p>(names: impl Iterator<Item = &'p Placed>, findings: &Findings) {
    let mut seen = HashSet::new();
    for Placed { text, span } in names.filter(|name| !name.text.is_empty()) {
        if !seen.insert(text) {
            findings.error_help("duplicate", span, format!("`{text}` is named twice"), "name it once");
        }
    }
}
