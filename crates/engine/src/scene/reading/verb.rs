//! The description of a verb, which the reader, the schema and the reference page share, and an entry with a
//! verb while it is read.

use crate::diagnostic::Span;
use crate::document::{Entry as Key, Findings, Node as Toml, Table, Value};
use crate::scene::keys::{self, KeyShape, Notation};
use crate::scene::limits::Limit;
use crate::scene::reading::address::Address;
use crate::scene::reading::cast::Cast;
use halfminute_basics::time::Time;

/// A verb of `play`, as other tools and the reference page describe it.
#[derive(Clone, Copy, Debug)]
pub struct Verb {
    /// The verb's name, as a scene writes it.
    pub name: &'static str,
    /// Description of the verb in one phrase.
    pub doc: &'static str,
    /// Type of the verb's value.
    pub takes: VerbValue,
    /// Time for which the verb's effect lasts.
    pub stays: Stays,
    /// Default lengths, each with the case it applies to; the first is the usual one.
    pub lasts: &'static [(Lasts, &'static str)],
    /// Keys besides those of [`TIMING`].
    pub keys: &'static [keys::KeySpec],
    /// An example entry for a `play` list.
    pub example: &'static str,
}

/// A verb, and the function that reads an entry with it as a `W`.
#[derive(Debug)]
pub(crate) struct VerbDefinition<W> {
    pub(crate) verb: Verb,
    /// Reads the verb's value and its own keys; none if they have errors.
    pub(crate) read: fn(&WrittenEntry<'_>) -> Option<W>,
}

/// Type of a verb's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerbValue {
    /// A table of addresses and values.
    Assignments,
    /// One address or a list of them.
    Addresses,
    /// The id of a single node.
    Node,
    /// One arrow or a list of them.
    Arrows,
}

/// Time for which a verb's effect lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// Lasts until it is changed again.
    Lasting,
    /// Lasts to the end of the beat, or for `for` seconds.
    Held,
    /// Ends together with the motion.
    Gone,
}

/// Default length of one motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// The same length for every target.
    Fixed(Time),
    /// A length given by the number of letters and `speed`.
    Letters,
}

/// Keys that every entry may have.
pub const TIMING: &[keys::KeySpec] = &[
    keys::KeySpec::new("at", KeyShape::Seconds, "start, counted from the beat's")
        .default("after the entry before"),
    keys::KeySpec::new("over", KeyShape::Length, "length of one motion").default("the verb's own"),
    keys::KeySpec::new(
        "ease",
        KeyShape::Notation(Notation::Ease, "a name or four numbers"),
        "how the motion gains and loses speed",
    )
    .default("the theme's"),
];

/// The key for entries whose targets can follow one another.
pub(crate) const EACH: keys::KeySpec =
    keys::KeySpec::new("each", KeyShape::Seconds, "seconds from one part's start to the next's").default("0");
/// The key of verbs whose effect is held.
pub(crate) const FOR: keys::KeySpec =
    keys::KeySpec::new("for", KeyShape::Length, "seconds until it is let go")
        .default("to the end of the beat");

impl Verb {
    /// Names of the keys besides the verb, in the order of messages.
    pub(crate) fn key_names(&self) -> Vec<&'static str> {
        let (each, own): (Vec<_>, Vec<_>) = keys::names(self.keys).partition(|name| *name == EACH.name);
        let timing = keys::names(TIMING).collect::<Vec<_>>();
        let (start_and_length, ease) = timing.split_at(2);
        [start_and_length, &each, ease, &own].concat()
    }
}

/// A value with its place in the file: that of its key or of the value itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// An entry of `play` while it is read.
pub(crate) struct WrittenEntry<'a> {
    pub(crate) table: &'a Table<'a>,
    /// The verb and its value.
    pub(crate) verb: &'a Key,
    pub(crate) cast: &'a Cast,
    /// True if the verb is written as a key of the beat instead of in `play`.
    pub(crate) is_key_of_beat: bool,
}

impl<'a> WrittenEntry<'a> {
    pub(crate) fn findings(&self) -> &'a Findings {
        self.table.findings()
    }

    /// The value of the verb.
    pub(crate) fn value(&self) -> &'a Toml {
        &self.verb.value
    }

    /// The addresses that are the verb's value, at least one.
    pub(crate) fn targets(&self) -> Option<Vec<Address>> {
        self.addresses(&self.verb.key, self.value())
    }

    /// The addresses in `value`, which is written under `key`: one, or a list of at least one.
    pub(crate) fn addresses(&self, key: &str, value: &Toml) -> Option<Vec<Address>> {
        let findings = self.findings();
        let nodes = match &value.value {
            Value::Text(_) => std::slice::from_ref(value),
            Value::Array(nodes) if !nodes.is_empty() => nodes,
            _ => {
                let empty = matches!(&value.value, Value::Array(_));
                let noun = if empty { "an empty list" } else { value.noun() };
                let message = format!("`{key}` wants an address or a list of them, not {noun}");
                let help = format!("write {key} = \"node.part\"");
                findings.error_help("wrong-type", &value.span, message, help);
                return None;
            }
        };
        if !Limit::TARGETS.check(nodes.len(), &value.span, findings) {
            return None;
        }
        let address = |node: &Toml| {
            let Some(text) = node.as_text() else {
                let message = format!("an address is a text, not {}", node.noun());
                findings.error_help("wrong-type", &node.span, message, "write \"node.part\"");
                return None;
            };
            Address::read(text, &node.span, self.cast, findings)
        };
        // All addresses are read before the first failure returns, so that every mistake is reported.
        let read: Vec<Option<Address>> = nodes.iter().map(address).collect();
        read.into_iter().collect()
    }

    /// The seconds under `key`, greater than 0, with the place of the value.
    pub(crate) fn length(&self, key: &'static str) -> Option<Written<Time>> {
        let value = self.table.time(key)?;
        let span = self.table.place(key);
        if value <= Time::ZERO {
            let message = format!("`{key}` is {value}: a motion takes longer than nothing");
            self.findings().error_help("bad-time", &span, message, "write 0.5");
            return None;
        }
        Some(Written { value, span })
    }

    /// A value with the place of the key under which it is written.
    pub(crate) fn keyed<T>(&self, key: &'static str, value: Option<T>) -> Option<Written<T>> {
        Some(Written { value: value?, span: self.table.entry(key)?.key_span.clone() })
    }
}
