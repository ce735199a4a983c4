//! TOML text to a tree of values that know where they were written.
//!
//! Readers of scenes and themes take what they know from a [`Table`] and call [`Table::finish`];
//! whatever is left over becomes an "unknown key". Every mistake goes into the shared
//! [`Diagnostics`], and reading goes on with a default, so that one run reports them all. The
//! parser itself is the `toml` crate; this module never guesses at syntax.

mod syntax;

use std::cell::{Cell, RefCell};

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Span, did_you_mean};
use crate::time::{Time, TimeError};

/// A value and the bytes it was read from.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a TOML value can be. Numbers keep their text: decimals are read exactly from it.
#[derive(Clone, Debug)]
pub enum Value {
    /// A string.
    Text(String),
    /// An integer or a float.
    Number {
        /// As written.
        text: String,
        /// As a float, not necessarily finite.
        value: f64,
        /// Whether it was written without a fraction.
        integer: bool,
    },
    /// `true` or `false`.
    Flag(bool),
    /// A date or time.
    Date,
    /// An array.
    Array(Vec<Node>),
    /// A table of any notation, in the order written.
    Table(Vec<Entry>),
}

/// One key of a table.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key, unquoted.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value.
    pub value: Node,
}

impl Node {
    /// The kind of value, as a message names it.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Number { .. } => "a number",
            Value::Flag(true) => "`true`",
            Value::Flag(false) => "`false`",
            Value::Date => "a date",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Parses a whole file.
///
/// `None` when its syntax is broken: what could be recovered from it would only bring follow-up
/// errors.
pub fn parse(text: &str, found: &mut Diagnostics) -> Option<Vec<Entry>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    syntax::report(text, &errors, found);
    errors.is_empty().then(|| entries(root.into_inner()))
}

fn entries(table: DeTable<'_>) -> Vec<Entry> {
    table
        .into_iter()
        .map(|(key, value)| Entry {
            key_span: key.span(),
            key: key.into_inner().into_owned(),
            value: node(value.span(), value.into_inner()),
        })
        .collect()
}

fn node(span: Span, value: DeValue<'_>) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => {
            let radix = number.radix();
            let text = number.as_str().to_owned();
            let value = i64::from_str_radix(&text.replace('_', ""), radix).map_or(f64::NAN, |n| n as f64);
            let text = if radix == 10 { text } else { format!("{value}") };
            Value::Number { text, value, integer: true }
        }
        DeValue::Float(number) => {
            let text = number.as_str().to_owned();
            let value = text.replace('_', "").parse().unwrap_or(f64::NAN);
            Value::Number { text, value, integer: false }
        }
        DeValue::Boolean(flag) => Value::Flag(flag),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(array) => Value::Array(
            array.into_iter().map(|item| node(item.span(), item.into_inner())).collect(),
        ),
        DeValue::Table(table) => Value::Table(entries(table)),
    };
    Node { span, value }
}

/// Where readers put what they find wrong.
#[derive(Debug, Default)]
pub struct Findings {
    found: RefCell<Diagnostics>,
    errors: Cell<usize>,
}

impl Findings {
    /// Starts from what was found before.
    #[must_use]
    pub fn new(found: Diagnostics) -> Self {
        Self { found: RefCell::new(found), errors: Cell::new(0) }
    }

    /// Adds one finding.
    pub fn push(&self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.errors.set(self.errors.get() + 1);
        }
        self.found.borrow_mut().push(diagnostic);
    }

    /// Adds an error without help.
    pub fn error(&self, code: &'static str, span: &Span, message: impl Into<String>) {
        self.push(Diagnostic::error(code, span.clone(), message));
    }

    /// Adds an error with its way out.
    pub fn error_help(
        &self,
        code: &'static str,
        span: &Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::error(code, span.clone(), message).help(help));
    }

    /// Whether an error was found.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.borrow().has_errors()
    }

    /// How many errors were reported so far: readers compare before and after.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.errors.get()
    }

    /// Everything found.
    #[must_use]
    pub fn into_inner(self) -> Diagnostics {
        self.found.into_inner()
    }
}

/// A table being read: remembers which keys were asked for.
#[derive(Debug)]
pub struct Table<'a> {
    findings: &'a Findings,
    entries: &'a [Entry],
    /// Where the table stands; for a `[header]`, the header.
    pub span: Span,
    what: String,
    known: RefCell<Vec<&'static str>>,
    /// Keys that were reported already, by their places.
    explained: RefCell<Vec<Span>>,
}

impl<'a> Table<'a> {
    /// Reads `entries` as `what`, a name such as "`[clip]`" for messages.
    #[must_use]
    pub fn new(findings: &'a Findings, entries: &'a [Entry], span: Span, what: impl Into<String>) -> Self {
        let (known, explained) = (RefCell::default(), RefCell::default());
        Self { findings, entries, span, what: what.into(), known, explained }
    }

    /// Where to report.
    #[must_use]
    pub fn findings(&self) -> &'a Findings {
        self.findings
    }

    /// How messages name the table.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The entry of `key`, which becomes a known key.
    pub fn entry(&self, key: &'static str) -> Option<&'a Entry> {
        self.known.borrow_mut().push(key);
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of `key`.
    pub fn get(&self, key: &'static str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Whether `key` is written, without making it a known key.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// Reports that `key` is missing, or that a key was meant to be it.
    pub fn missing(&self, key: &str, example: &str) {
        let strange = |entry: &&Entry| !self.known.borrow().contains(&entry.key.as_str());
        let mut strange = self.entries.iter().filter(strange);
        if let Some(entry) = strange.find(|entry| did_you_mean(&entry.key, [key]).is_some()) {
            let message = format!("{} has no key `{}`", self.what, entry.key);
            let help = format!("did you mean `{key}`?");
            self.findings.error_help("unknown-key", &entry.key_span, message, help);
            self.explained.borrow_mut().push(entry.key_span.clone());
            return;
        }
        let message = format!("{} has no `{key}`", self.what);
        self.findings.error_help("missing-key", &self.span, message, format!("add `{example}`"));
    }

    /// A text, if there and one.
    pub fn text(&self, key: &'static str) -> Option<&'a str> {
        let node = self.get(key)?;
        let text = node.as_text();
        if text.is_none() {
            self.wrong_type(key, node, "a text", "in quotes");
        }
        text
    }

    /// A finite number, if there and one.
    pub fn number(&self, key: &'static str) -> Option<f64> {
        self.get(key).and_then(|node| number(self.findings, key, node))
    }

    /// A finite number from `min` to `max`.
    pub fn number_within(&self, key: &'static str, min: f64, max: f64) -> Option<f64> {
        number_within(self.findings, key, self.get(key)?, (min, max))
    }

    /// A whole number from `min` to `max`.
    pub fn whole_within(&self, key: &'static str, min: f64, max: f64) -> Option<f64> {
        whole_within(self.findings, key, self.get(key)?, (min, max))
    }

    /// True or false, if there and one.
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let node = self.get(key)?;
        if let Value::Flag(flag) = node.value {
            return Some(flag);
        }
        self.wrong_type(key, node, "true or false", "without quotes");
        None
    }

    /// One of `choices`, if there and one of them.
    pub fn choice(&self, key: &'static str, choices: &[&'static str]) -> Option<&'static str> {
        let node = self.get(key)?;
        choice(self.findings, key, node, choices)
    }

    /// Seconds, if there and a number of them.
    pub fn time(&self, key: &'static str) -> Option<Time> {
        self.get(key).and_then(|node| time(self.findings, key, node))
    }

    /// A list, if there and one.
    pub fn array(&self, key: &'static str) -> Option<&'a [Node]> {
        let node = self.get(key)?;
        if let Value::Array(items) = &node.value {
            return Some(items);
        }
        self.wrong_type(key, node, "a list", "in square brackets");
        None
    }

    /// A list of texts; what is not a text in it is reported and left out.
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

    /// The table of `key`, named `what` in messages.
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

    /// Reports every key that nobody asked for. `explain` may know better than "unknown key".
    pub fn finish_with(&self, explain: impl Fn(&Entry) -> Option<(String, String)>) {
        let (known, explained) = (self.known.borrow(), self.explained.borrow());
        let strange = |entry: &&Entry| {
            !known.contains(&entry.key.as_str()) && !explained.contains(&entry.key_span)
        };
        for entry in self.entries.iter().filter(strange) {
            let key = &entry.key;
            let (message, help) = explain(entry).unwrap_or_else(|| {
                let message = format!("{} has no key `{key}`", self.what);
                let help = match did_you_mean(key, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its keys are {}", list(&known)),
                };
                (message, help)
            });
            self.findings.error_help("unknown-key", &entry.key_span, message, help);
        }
    }

    /// Reports every key that nobody asked for.
    pub fn finish(&self) {
        self.finish_with(|_| None);
    }
}

/// A finite number, or a report.
pub fn number(findings: &Findings, key: &str, node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number { value, .. } if value.is_finite() => Some(*value),
        Value::Number { integer: true, .. } => {
            let message = format!("`{key}` is too large a number");
            findings.error_help("out-of-range", &node.span, message, "write a smaller one");
            None
        }
        Value::Number { text, .. } => {
            let message = format!("`{key}` is {text}, which is not a finite number");
            findings.error_help("not-finite", &node.span, message, "write a plain number such as 48");
            None
        }
        Value::Text(text) => {
            let plain: String = text.chars().filter(|c| c.is_ascii_digit() || ".-".contains(*c)).collect();
            let help = match plain.parse::<f64>() {
                Ok(_) if text.contains(',') => format!("write {plain}; digits are grouped for you"),
                Ok(_) => format!("write {plain}"),
                Err(_) => "write a number, without quotes".into(),
            };
            findings.error_help("wrong-type", &node.span, format!("`{key}` wants a number, not a text"), help);
            None
        }
        _ => {
            let message = format!("`{key}` wants a number, not {}", node.noun());
            findings.error_help("wrong-type", &node.span, message, "write a plain number such as 48");
            None
        }
    }
}

/// A number within bounds, or a report.
pub fn number_within(findings: &Findings, key: &str, node: &Node, (min, max): (f64, f64)) -> Option<f64> {
    let value = number(findings, key, node)?;
    if (min..=max).contains(&value) {
        return Some(value);
    }
    let (min, max) = (short(min), short(max));
    let written = if let Value::Number { text, .. } = &node.value { text } else { "?" };
    let message = format!("`{key}` is {written}, outside {min} to {max}");
    findings.error_help("out-of-range", &node.span, message, format!("write a number from {min} to {max}"));
    None
}

/// A whole number within bounds, or a report.
pub fn whole_within(findings: &Findings, key: &str, node: &Node, bounds: (f64, f64)) -> Option<f64> {
    let value = number_within(findings, key, node, bounds)?;
    if value.fract() == 0.0 {
        return Some(value);
    }
    let message = format!("`{key}` is {value}, not a whole number");
    findings.error_help("out-of-range", &node.span, message, format!("write {}", value.round()));
    None
}

/// A bound as an author would write it: `1e15` rather than sixteen digits.
fn short(number: f64) -> String {
    if number.abs() >= 1e7 { format!("{number:e}") } else { number.to_string() }
}

/// One of `choices`, or a report.
pub fn choice(
    findings: &Findings,
    key: &str,
    node: &Node,
    choices: &[&'static str],
) -> Option<&'static str> {
    let known = list(choices);
    let Some(text) = node.as_text() else {
        let message = format!("`{key}` wants one of {known}, not {}", node.noun());
        findings.error_help("wrong-type", &node.span, message, format!("write \"{}\"", choices[0]));
        return None;
    };
    let found = choices.iter().find(|choice| **choice == text).copied();
    if found.is_none() {
        let help = match did_you_mean(text, choices.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of {known}"),
        };
        findings.error_help("unknown-value", &node.span, format!("`{key}` has no value `{text}`"), help);
    }
    found
}

/// Seconds from a number's own text, or a report.
pub fn time(findings: &Findings, key: &str, node: &Node) -> Option<Time> {
    let text = match &node.value {
        Value::Number { text, .. } => text,
        Value::Text(text) => {
            let plain = text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
            let help = match plain.parse::<f64>() {
                Ok(_) => format!("seconds are a number: write {plain}"),
                Err(_) => "seconds are a number: write 4.5".into(),
            };
            findings.error_help("wrong-type", &node.span, format!("`{key}` wants seconds, not a text"), help);
            return None;
        }
        _ => {
            let message = format!("`{key}` wants seconds, not {}", node.noun());
            findings.error_help("wrong-type", &node.span, message, "seconds are a number: write 4.5");
            return None;
        }
    };
    match Time::parse_seconds(text) {
        Ok(time) => Some(time),
        Err(error) => {
            let (message, help) = match error {
                TimeError::NotANumber => ("not a finite number of seconds", "write a number such as 4.5"),
                TimeError::TooFine => ("finer than 0.00001 s", "write at most five decimal places"),
                TimeError::OutOfRange => ("longer than an hour", "write seconds, at most 3600"),
            };
            findings.error_help("bad-time", &node.span, format!("`{key}` is {text}: {message}"), help);
            None
        }
    }
}

/// `a`, `b` and `c`: names in back-ticks for a message.
pub fn list(names: &[&str]) -> String {
    let mut names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.dedup();
    match names.pop() {
        None => "nothing".into(),
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
    }
}
