//! TOML text to a tree of values that know where they were written.
//!
//! Readers of scenes and themes take what they know from a [`Table`] and call [`Table::finish`];
//! whatever is left over becomes an "unknown key". Every mistake goes into the shared
//! [`Diagnostics`], and reading goes on with a default, so that one run reports them all. The
//! parser itself is the `toml` crate; this module never guesses at syntax.

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
    /// A date or time, as written.
    Date(String),
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
            Value::Date(_) => "a date",
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

/// A text without the line end before its closing quotes, where those stand on a line of their own.
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

/// More places of one mistake than the first and these are not shown.
pub const MOST_PLACES: usize = 3;

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

    /// Adds an error with its way out; where the same was reported before, only the place.
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

    /// Counts an error that would be dropped, so that its message need not be written; false while it would
    /// be kept.
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

    /// Counts steps of work.
    pub fn count_steps(&self, steps: u64) {
        self.found.borrow_mut().count_steps(steps);
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
