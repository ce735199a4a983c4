//! Reads TOML text into a tree of values that know their places in the file.
//!
//! Readers of scenes and themes take the keys they know from a [`Table`] and call [`Table::finish`], which
//! reports the keys that are left over as unknown. Every mistake goes into the shared [`Diagnostics`], and
//! reading goes on with a default, so that one run reports them all. The `toml` crate does the parsing; this
//! module never guesses at syntax.

mod scalar;
mod synonyms;
mod syntax;
mod table;
mod unclosed;

use std::cell::{Cell, RefCell};

use toml::de::{DeTable, DeValue};

pub use scalar::{choice, date, list, number, number_within, time, whole_within};
pub use synonyms::same_meaning;
pub use syntax::without_brackets;
pub use table::Table;

use crate::diagnostic::{Diagnostic, Diagnostics, Label, Severity, Span};

/// A value and the byte range it was read from.
#[derive(Clone, Debug)]
pub struct Node {
    /// Byte range of the value in the file.
    pub span: Span,
    /// The value that was read.
    pub value: Value,
}

/// A TOML value. Numbers keep their text, since decimals are read exactly from it.
#[derive(Clone, Debug)]
pub enum Value {
    /// A string, without a line end just before its closing quotes.
    Text(String),
    /// An integer or a float.
    Number {
        /// The number as written; one that is not decimal is converted.
        text: String,
        /// The number as a float, not necessarily finite.
        value: f64,
        /// True for a TOML integer.
        integer: bool,
    },
    /// A boolean, `true` or `false`.
    Flag(bool),
    /// A date or time, as written.
    Date(String),
    /// An array of any values.
    Array(Vec<Node>),
    /// A table in any notation, with its entries in the order written.
    Table(Vec<Entry>),
}

/// One key of a table, with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key, without quotes.
    pub key: String,
    /// Byte range of the key.
    pub key_span: Span,
    /// The value of the key.
    pub value: Node,
}

impl Node {
    /// A noun for the type of the value, with its article, for messages.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Number { .. } => "a number",
            Value::Flag(true) => "`true`",
            Value::Flag(false) => "`false`",
            Value::Date(_) => "a date",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The string, if the value is one.
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
/// Returns `None` when the syntax is broken: what could be recovered would only cause follow-up errors.
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

/// Returns a string without the line end before its closing quotes, where those stand on a line of their own.
fn ended(text: &str) -> &str {
    text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line))
}

fn node(span: Span, value: DeValue<'_>) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(ended(&text).to_owned()),
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
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(array) => {
            Value::Array(array.into_iter().map(|item| node(item.span(), item.into_inner())).collect())
        }
        DeValue::Table(table) => Value::Table(entries(table)),
    };
    Node { span, value }
}

/// Largest number of further places shown for one mistake.
pub const MOST_PLACES: usize = 3;

/// A shared collection of findings, which readers add to.
#[derive(Debug, Default)]
pub struct Findings {
    found: RefCell<Diagnostics>,
    errors: Cell<usize>,
}

impl Findings {
    /// Starts with the findings of earlier work.
    #[must_use]
    pub fn new(found: Diagnostics) -> Self {
        Self { found: RefCell::new(found), errors: Cell::new(0) }
    }

    /// Adds one finding, and counts it if it is an error.
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

    /// Adds an error with a help text.
    pub fn error_help(
        &self,
        code: &'static str,
        span: &Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::error(code, span.clone(), message).help(help));
    }

    /// Adds an error with a help text; if the same message was reported before, adds only the place to it.
    pub fn error_again(&self, code: &'static str, span: &Span, message: String, help: String) {
        let mut found = self.found.borrow_mut();
        let Some(known) = found.find_mut(code, &message) else {
            drop(found);
            return self.error_help(code, span, message, help);
        };
        self.errors.set(self.errors.get() + 1);
        let told = known.span == *span || known.labels.iter().any(|label| label.span == *span);
        if !told && known.labels.len() < MOST_PLACES {
            known.labels.push(Label { span: span.clone(), text: "and here".to_owned() });
        }
    }

    /// Counts an error that would be dropped and returns true, so that its message need not be written; returns
    /// false while errors are still kept.
    #[must_use]
    pub fn drops_error(&self) -> bool {
        let mut found = self.found.borrow_mut();
        let is_full = found.is_full();
        if is_full {
            self.errors.set(self.errors.get() + 1);
            found.note_unfinished();
        }
        is_full
    }

    /// Counts steps of the work that reading takes.
    pub fn count_steps(&self, steps: u64) {
        self.found.borrow_mut().count_steps(steps);
    }

    /// True if any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.borrow().has_errors()
    }

    /// Number of errors reported so far, which readers compare before and after a step.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.errors.get()
    }

    /// Returns all findings collected so far.
    #[must_use]
    pub fn into_inner(self) -> Diagnostics {
        self.found.into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::ended;

    #[test]
    fn a_closing_line_of_its_own_adds_no_line() {
        assert_eq!(ended("def f():\n    return 1\n"), "def f():\n    return 1");
        assert_eq!(ended("crlf\r\n"), "crlf");
        assert_eq!(ended("a blank line is kept\n\n"), "a blank line is kept\n");
        assert_eq!(ended("one line"), "one line");
    }
}
