//! `play` and `set`: the entries as they are written, before they have times.

use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::document::{Entry as Key, Findings, Node as Toml, Table, Value, list, same_meaning, time};
use crate::easing::Easing;
use crate::scene::keys;
use crate::scene::limits::Limit;
use crate::scene::reading::cast::Cast;
use crate::scene::reading::partial::Partial;
use crate::scene::reading::verb::{EACH, FOR, Verb, VerbDefinition, Written, WrittenEntry};
use halfminute_basics::time::Time;

/// An entry of `play` as it is written; `W` is its verb, as read.
pub(crate) struct PlayEntry<W> {
    pub(crate) timing: Timing,
    pub(crate) verb: W,
}

/// The times that an entry writes.
#[derive(Debug)]
pub(crate) struct Timing {
    /// Place of the entry.
    pub(crate) span: Span,
    /// Time from the beat's start, with the place of the value.
    pub(crate) at: Option<Written<Time>>,
    /// Length of one motion, with the place of the key.
    pub(crate) over: Option<Written<Time>>,
    /// Time from one target's start to the next one's, with the place of the key.
    pub(crate) each: Option<Written<Time>>,
    /// The easing, with the place of the key.
    pub(crate) ease: Option<Written<Easing>>,
    /// Time for which the effect is held, with the place of the value.
    pub(crate) hold: Option<Written<Time>>,
}

impl Timing {
    /// The length of one motion, if it is written.
    pub(crate) fn over(&self) -> Option<Time> {
        self.over.as_ref().map(|over| over.value)
    }

    /// The time from one target's start to the next one's, if it is written.
    pub(crate) fn each(&self) -> Option<Time> {
        self.each.as_ref().map(|each| each.value)
    }
}

/// The entries of a beat's `set` and `play`.
pub(crate) struct Play<W> {
    pub(crate) entries: Partial<Vec<PlayEntry<W>>>,
    /// False if anything of an entry could not be read, so that it is not known when the entry ends.
    pub(crate) is_timed: bool,
}

/// Reads a beat's `set`, as the first entry, and its `play`.
pub(crate) fn read<W>(beat: &Table<'_>, cast: &Cast, verbs: &[VerbDefinition<W>]) -> Play<W> {
    let findings = beat.findings();
    let reader = PlayReader { findings, cast, verbs };
    let errors = findings.errors();
    let set = beat.entry("set").and_then(|key| reader.set_of_beat(beat, key));
    let play = beat.array("play").unwrap_or_default();
    let span = beat.entry("play").map_or(0..0, |entry| entry.key_span.clone());
    let is_within = Limit::ENTRIES.check(play.len(), &span, findings);
    let read: Vec<_> = play.iter().filter(|_| is_within).map(|node| reader.entry(node)).collect();
    let is_complete = is_within && read.iter().all(Option::is_some);
    let value = set.into_iter().chain(read.into_iter().flatten()).collect();
    Play { entries: Partial { value, is_complete }, is_timed: findings.errors() == errors }
}

/// Reads the entries of a beat with the verbs of the language.
struct PlayReader<'a, W> {
    findings: &'a Findings,
    cast: &'a Cast,
    verbs: &'a [VerbDefinition<W>],
}

impl<W> PlayReader<'_, W> {
    fn names(&self) -> Vec<&'static str> {
        self.verbs.iter().map(|known| known.verb.name).collect()
    }

    /// The `set` of a beat, without times.
    fn set_of_beat(&self, beat: &Table<'_>, key: &Key) -> Option<PlayEntry<W>> {
        let set = self.verbs.iter().find(|known| known.verb.name == key.key)?;
        let written = WrittenEntry { table: beat, verb: key, cast: self.cast, is_key_of_beat: true };
        let span = key.key_span.clone();
        let timing = Timing { span, at: None, over: None, each: None, ease: None, hold: None };
        Some(PlayEntry { timing, verb: (set.read)(&written)? })
    }

    fn entry(&self, node: &Toml) -> Option<PlayEntry<W>> {
        let Value::Table(keys) = &node.value else {
            let message = format!("an entry of `play` is a table, not {}", node.noun());
            self.findings.error_help("wrong-type", &node.span, message, "write { show = \"id\" }");
            return None;
        };
        let table = Table::new(self.findings, keys, node.span.clone(), "this entry");
        let is_written = |known: &&VerbDefinition<W>| table.get(known.verb.name).is_some();
        let verbs: Vec<&VerbDefinition<W>> = self.verbs.iter().filter(is_written).collect();
        match verbs[..] {
            [written] => {
                let entry = self.entry_with(&table, written);
                table.finish_with(|key| Some(self.stray_key(&key.key, &written.verb)));
                entry
            }
            [] => {
                self.no_verb(keys, node);
                None
            }
            [..] => {
                self.two_verbs(keys);
                None
            }
        }
    }

    /// Reads an entry with one verb.
    fn entry_with(
        &self,
        table: &Table<'_>,
        VerbDefinition { verb, read }: &VerbDefinition<W>,
    ) -> Option<PlayEntry<W>> {
        let key = table.entry(verb.name)?;
        let entry = WrittenEntry { table, verb: key, cast: self.cast, is_key_of_beat: false };
        let span = match key.value.value {
            Value::Table(_) => key.key_span.clone(),
            _ => key.key_span.start..key.value.span.end,
        };
        let each = if keys::has(verb.keys, EACH.name) { not_negative(table, EACH.name) } else { None };
        let hold = if keys::has(verb.keys, FOR.name) { entry.length(FOR.name) } else { None };
        let ease = table.get("ease").and_then(|node| Easing::read(self.findings, "ease", node));
        let timing = Timing {
            span,
            at: at(table),
            over: entry.keyed("over", entry.length("over").map(|over| over.value)),
            each: entry.keyed(EACH.name, each),
            ease: entry.keyed("ease", ease),
            hold,
        };
        // An unreadable verb leaves its other keys unread, but they must not be reported as unknown.
        for key in verb.key_names() {
            table.get(key);
        }
        Some(PlayEntry { timing, verb: read(&entry)? })
    }

    fn stray_key(&self, key: &str, verb: &Verb) -> (String, String) {
        let known = verb.key_names();
        let others = self.verbs.iter().map(|other| &other.verb);
        let others = others.filter(|other| other.key_names().contains(&key));
        let others: Vec<&str> = others.map(|verb| verb.name).collect();
        let name = verb.name;
        let help = match did_you_mean(key, known.iter().copied()).or_else(|| same_meaning(key, &known)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if (1..=2).contains(&others.len()) => format!("it goes with {}", list(&others)),
            None => format!("`{name}` takes {}", list(&known)),
        };
        (format!("`{name}` takes no `{key}`"), help)
    }

    fn no_verb(&self, keys: &[Key], node: &Toml) {
        let names = self.names();
        let help = format!("write one of {}", list(&names));
        let takes = |known: &VerbDefinition<W>, key: &Key| known.verb.key_names().contains(&key.key.as_str());
        let is_known = |key: &Key| self.verbs.iter().any(|verb| takes(verb, key));
        let Some(key) = keys.iter().find(|key| !is_known(key)) else {
            return self.findings.error_help("no-verb", &node.span, "this entry has no verb", help);
        };
        let near = did_you_mean(&key.key, names.iter().copied()).or_else(|| same_meaning(&key.key, &names));
        let help = near.map_or(help, |near| format!("did you mean `{near}`?"));
        let message = format!("no verb is called `{}`", key.key);
        self.findings.error_help("no-verb", &key.key_span, message, help);
    }

    fn two_verbs(&self, keys: &[Key]) {
        let names = self.names();
        let mut verbs = keys.iter().filter(|key| names.contains(&key.key.as_str()));
        let (Some(first), Some(second)) = (verbs.next(), verbs.next()) else { return };
        let message = format!("`{}` and `{}` in one entry", first.key, second.key);
        let diagnostic = Diagnostic::error("two-verbs", second.key_span.clone(), message);
        let label = first.key_span.clone();
        self.findings.push(diagnostic.label(label, "the first one").help("split it: one verb an entry"));
    }
}

/// The start that an entry asks for, counted from the beat's.
fn at(table: &Table<'_>) -> Option<Written<Time>> {
    let node = table.get("at")?;
    let value = time(table.findings(), "at", node)?;
    if value < Time::ZERO {
        let message = format!("`at` is {value}: before the beat begins");
        let help = "count from the beat's start: write 1.0";
        table.findings().error_help("bad-time", &node.span, message, help);
        return None;
    }
    Some(Written { value, span: node.span.clone() })
}

fn not_negative(table: &Table<'_>, key: &'static str) -> Option<Time> {
    let time = table.time(key)?;
    if time < Time::ZERO {
        let span = table.place(key);
        let message = format!("`{key}` is {time}: parts cannot begin before one another");
        table.findings().error_help("bad-time", &span, message, "write 0.0 or more, such as 0.12");
        return None;
    }
    Some(time)
}
