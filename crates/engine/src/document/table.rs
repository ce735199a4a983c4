//! One table of a file: a reader takes its keys one by one, and the keys left over are reported at the end.

use std::cell::RefCell;
use std::collections::HashSet;

use super::synonyms::same_meaning;
use super::{Entry, Findings, Node, Value, choice, list, number, number_within, time, whole_within};
use crate::choice::Choice;
use crate::diagnostic::{Span, did_you_mean};
use halfminute_basics::time::Time;

/// A table being read, which remembers the keys that were asked for.
#[derive(Debug)]
pub struct Table<'a> {
    findings: &'a Findings,
    entries: &'a [Entry],
    /// Byte range of the table; for a `[header]`, of the header.
    pub span: Span,
    what: String,
    known: RefCell<Vec<&'static str>>,
    /// Unknown keys that were reported already, each by its first byte.
    explained: RefCell<HashSet<usize>>,
}

impl<'a> Table<'a> {
    /// Reads `entries` as `what`, a name such as "`[clip]`" for messages.
    #[must_use]
    pub fn new(findings: &'a Findings, entries: &'a [Entry], span: Span, what: impl Into<String>) -> Self {
        let (known, explained) = (RefCell::default(), RefCell::default());
        findings.count_steps(1 + entries.len() as u64);
        Self { findings, entries, span, what: what.into(), known, explained }
    }

    /// The collection that mistakes are reported to.
    #[must_use]
    pub fn findings(&self) -> &'a Findings {
        self.findings
    }

    /// The table's name in messages, such as "`[clip]`".
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The entry of `key`, which becomes a known key.
    pub fn entry(&self, key: &'static str) -> Option<&'a Entry> {
        let mut known = self.known.borrow_mut();
        if !known.contains(&key) {
            known.push(key);
        }
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of `key`, which becomes a known key.
    pub fn get(&self, key: &'static str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Byte range of the value of `key`, or of the table's header if the key is not written.
    pub fn place(&self, key: &'static str) -> Span {
        self.get(key).map_or(self.span.clone(), |node| node.span.clone())
    }

    /// True if `key` is written. It does not become a known key.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// The entries that were neither asked for nor reported so far.
    pub fn strange(&self) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(|entry| {
            let key = entry.key.as_str();
            !self.known.borrow().contains(&key) && !self.explained.borrow().contains(&entry.key_span.start)
        })
    }

    /// True if an unknown key may have been meant to be `key`; to be called after all known keys were asked
    /// for.
    pub fn may_be_misspelt(&self, key: &str) -> bool {
        !self.has(key) && self.strange().next().is_some()
    }

    /// Notes that an unknown key was reported.
    pub fn explain(&self, entry: &Entry) {
        self.explained.borrow_mut().insert(entry.key_span.start);
    }

    /// Reports that `key` is missing, or that another key was probably meant to be it.
    pub fn missing(&self, key: &str, example: &str) {
        let meant = self.strange().find(|entry| {
            did_you_mean(&entry.key, [key]).or_else(|| same_meaning(&entry.key, &[key])).is_some()
        });
        if let Some(entry) = meant {
            let message = format!("{} has no key `{}`", self.what, entry.key);
            let help = format!("did you mean `{key}`?");
            self.findings.error_help("unknown-key", &entry.key_span, message, help);
            self.explain(entry);
            return;
        }
        let message = format!("{} has no `{key}`", self.what);
        self.findings.error_help("missing-key", &self.span, message, format!("add `{example}`"));
    }

    /// The string of `key`, if it is written; another type is reported.
    pub fn text(&self, key: &'static str) -> Option<&'a str> {
        let node = self.get(key)?;
        let text = node.as_text();
        if text.is_none() {
            self.wrong_type(key, node, "a text", "in quotes");
        }
        text
    }

    /// The finite number of `key`, if it is written; anything else is reported.
    pub fn number(&self, key: &'static str) -> Option<f64> {
        self.get(key).and_then(|node| number(self.findings, key, node))
    }

    /// A number from `min` to `max`, if it is written; anything else is reported.
    pub fn number_within(&self, key: &'static str, min: f64, max: f64) -> Option<f64> {
        number_within(self.findings, key, self.get(key)?, (min, max))
    }

    /// A whole number from `min` to `max`, if it is written; anything else is reported.
    pub fn whole_within(&self, key: &'static str, min: f64, max: f64) -> Option<f64> {
        whole_within(self.findings, key, self.get(key)?, (min, max))
    }

    /// The boolean of `key`, if it is written; another type is reported.
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let node = self.get(key)?;
        if let Value::Flag(flag) = node.value {
            return Some(flag);
        }
        self.wrong_type(key, node, "true or false", "without quotes");
        None
    }

    /// One of `choices`, if it is written; anything else is reported.
    pub fn choice(&self, key: &'static str, choices: &[&'static str]) -> Option<&'static str> {
        let node = self.get(key)?;
        choice(self.findings, key, node, choices)
    }

    /// A value of an enum by its name, if it is written; anything else is reported.
    pub fn one_of<T: Choice>(&self, key: &'static str) -> Option<T> {
        self.choice(key, T::NAMES).and_then(T::named)
    }

    /// A time in seconds, if it is written; anything else is reported.
    pub fn time(&self, key: &'static str) -> Option<Time> {
        self.get(key).and_then(|node| time(self.findings, key, node))
    }

    /// The items of an array, if it is written; another type is reported.
    pub fn array(&self, key: &'static str) -> Option<&'a [Node]> {
        let node = self.get(key)?;
        if let Value::Array(items) = &node.value {
            return Some(items);
        }
        self.wrong_type(key, node, "a list", "in square brackets");
        None
    }

    /// The strings of an array, with their places; an item of another type is reported and left out.
    pub fn texts(&self, key: &'static str) -> Vec<(&'a str, Span)> {
        let Some(items) = self.array(key) else { return Vec::new() };
        let text = |node: &'a Node| {
            let text = node.as_text();
            if text.is_none() {
                self.wrong_type(key, node, "texts", "each in quotes");
            }
            Some((text?, node.span.clone()))
        };
        items.iter().filter_map(text).collect()
    }

    /// The table of `key`, which messages call `what`; another type is reported.
    pub fn table(&self, key: &'static str, what: &str) -> Option<Table<'a>> {
        let entry = self.entry(key)?;
        if let Value::Table(entries) = &entry.value.value {
            return Some(Table::new(self.findings, entries, entry.key_span.clone(), what));
        }
        self.wrong_type(key, &entry.value, "a table", "in braces");
        None
    }

    fn wrong_type(&self, key: &str, node: &Node, wanted: &str, how: &str) {
        let message = format!("`{key}` wants {wanted}, not {}", node.noun());
        self.findings.error_help("wrong-type", &node.span, message, format!("write {wanted}, {how}"));
    }

    /// Reports every key that was not asked for. `explain` may give a message and help for an entry.
    pub fn finish_with(&self, explain: impl Fn(&Entry) -> Option<(String, String)>) {
        let known = self.known.borrow();
        for entry in self.strange() {
            if self.findings.drops_error() {
                continue;
            }
            let key = &entry.key;
            let (message, help) = explain(entry).unwrap_or_else(|| {
                let message = format!("{} has no key `{key}`", self.what);
                let near = did_you_mean(key, known.iter().copied());
                let help = match near.or_else(|| same_meaning(key, &known)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its keys are {}", list(&known)),
                };
                (message, help)
            });
            self.findings.error_help("unknown-key", &entry.key_span, message, help);
        }
    }

    /// Reports every key that was not asked for.
    pub fn finish(&self) {
        self.finish_with(|_| None);
    }
}
