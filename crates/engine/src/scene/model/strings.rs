//! The strings of a scene with characters beyond ASCII, with their places, so that a message about a character
//! can point at the string that contains it.

use crate::diagnostic::Span;
use crate::document::{Entry, Node, Value};

/// Strings with characters beyond ASCII, in the order of the file.
#[derive(Debug, Default)]
pub struct Strings(Vec<WrittenString>);

/// A string of the file, with its place.
#[derive(Debug)]
struct WrittenString {
    span: Span,
    text: String,
}

impl Strings {
    /// The strings of a document that are not plain ASCII.
    pub(crate) fn of(root: &[Entry]) -> Self {
        let mut found = Vec::new();
        root.iter().for_each(|entry| collect(&entry.value, &mut found));
        found.sort_by_key(|written: &WrittenString| written.span.start);
        Self(found)
    }

    /// The place of the first string at or after byte `from` that contains `character`.
    #[must_use]
    pub fn with(&self, character: char, from: usize) -> Option<&Span> {
        let first = self.0.partition_point(|written| written.span.start < from);
        let has = |written: &&WrittenString| written.text.contains(character);
        self.0[first..].iter().find(has).map(|written| &written.span)
    }
}

fn collect(node: &Node, found: &mut Vec<WrittenString>) {
    match &node.value {
        Value::Text(text) if !text.is_ascii() => {
            found.push(WrittenString { span: node.span.clone(), text: text.clone() });
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Table(entries) => entries.iter().for_each(|entry| collect(&entry.value, found)),
        _ => {}
    }
}
