//! `play` and `set`: the entries as they are written, before they have times.

mod assignments;

pub(super) use assignments::Assignment;
use assignments::{InBeat, assignments};

use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::document::{Entry as Key, Findings, Node as Toml, Table, Value, list, same_meaning, time};
use crate::easing::Easing;
use crate::scene::Side;
use crate::scene::address::Address;
use crate::scene::arrows::{self, Chain};
use crate::scene::cast::Cast;
use crate::scene::limits::Limit;
use crate::theme::Tone;
use halfminute_basics::time::Time;

/// An entry of `play` as it is written.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) span: Span,
    pub(super) verb: RawVerb<'a>,
    /// Time from the beat's start, and place of the value.
    pub(super) at: Option<(Time, Span)>,
    pub(super) over: Option<(Time, Span)>,
    pub(super) each: Option<(Time, Span)>,
    pub(super) ease: Option<(Easing, Span)>,
    /// The time that a mark or focus holds, and place of the value.
    pub(super) hold: Option<(Time, Span)>,
}

impl Entry<'_> {
    /// The length of one motion, if it is written.
    pub(super) fn over(&self) -> Option<Time> {
        self.over.as_ref().map(|(time, _)| *time)
    }

    /// The time from one target's start to the next one's, if it is written.
    pub(super) fn each(&self) -> Option<Time> {
        self.each.as_ref().map(|(time, _)| *time)
    }
}

/// The entries of a beat's `set` and `play`.
#[derive(Debug, Default)]
pub(super) struct Play<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    /// True if an entry could not be read, so that it is not known what is visible afterwards.
    pub(super) lost: bool,
    /// True if anything of an entry could not be read, so that it is not known when the entry ends.
    pub(super) untimed: bool,
}

/// A verb with the data that only this verb has.
#[derive(Debug)]
pub(super) enum RawVerb<'a> {
    Set(Vec<Assignment<'a>>),
    Show { targets: Vec<Address>, from: Vec<Address> },
    Hide(Vec<Address>),
    Type { targets: Vec<Address>, speed: Option<(f64, Span)> },
    Move { target: Address, to: Address, side: Side },
    Mark { targets: Vec<Address>, tone: Tone },
    Focus { targets: Vec<Address>, zoom: f64 },
    Pulse(Vec<Address>),
    Shake(Vec<Address>),
    Flow(Vec<(Chain, Span)>),
}

const VERBS: [&str; 10] = ["set", "show", "hide", "type", "move", "mark", "focus", "pulse", "shake", "flow"];

/// Reads a beat's `set`, as the first entry, and its `play`.
pub(super) fn read<'a>(beat: &Table<'a>, cast: &Cast) -> Play<'a> {
    let findings = beat.findings();
    let mut read = Play::default();
    let errors = findings.errors();
    if let Some(key) = beat.entry("set") {
        let assignments = assignments(&key.value, cast, findings, InBeat::Yes);
        if !assignments.is_empty() {
            let verb = RawVerb::Set(assignments);
            let span = key.key_span.clone();
            read.entries.push(Entry { span, verb, at: None, over: None, each: None, ease: None, hold: None });
        }
    }
    let play = beat.array("play").unwrap_or_default();
    let span = beat.entry("play").map_or(0..0, |entry| entry.key_span.clone());
    let within = Limit::ENTRIES.check(play.len(), &span, findings);
    for node in play.iter().filter(|_| within) {
        match entry(node, cast, findings) {
            Some(entry) => read.entries.push(entry),
            None => read.lost = true,
        }
    }
    read.lost |= !within;
    read.untimed = findings.errors() > errors;
    read
}

fn entry<'a>(node: &'a Toml, cast: &Cast, findings: &'a Findings) -> Option<Entry<'a>> {
    let Value::Table(keys) = &node.value else {
        let message = format!("an entry of `play` is a table, not {}", node.noun());
        findings.error_help("wrong-type", &node.span, message, "write { show = \"id\" }");
        return None;
    };
    let table = Table::new(findings, keys, node.span.clone(), "this entry");
    let verbs: Vec<&'static str> = VERBS.into_iter().filter(|verb| table.get(verb).is_some()).collect();
    match verbs[..] {
        [verb] => {
            let entry = one(&table, verb, cast);
            table.finish_with(|key| Some(stray_key(&key.key, verb)));
            entry
        }
        [] => {
            no_verb(keys, node, findings);
            None
        }
        [..] => {
            two_verbs(keys, findings);
            None
        }
    }
}

/// The keys that an entry with this verb may have besides the verb.
fn keys_of(verb: &str) -> &'static [&'static str] {
    match verb {
        "show" => &["at", "over", "each", "ease", "from"],
        "type" => &["at", "over", "each", "ease", "speed"],
        "move" => &["at", "over", "ease", "to", "side"],
        "mark" => &["at", "over", "each", "ease", "for", "tone"],
        "focus" => &["at", "over", "ease", "for", "zoom"],
        "flow" => &["at", "over", "ease"],
        _ => &["at", "over", "each", "ease"],
    }
}

fn stray_key(key: &str, verb: &str) -> (String, String) {
    let known = keys_of(verb);
    let others: Vec<&str> = VERBS.into_iter().filter(|other| keys_of(other).contains(&key)).collect();
    let help = match did_you_mean(key, known.iter().copied()).or_else(|| same_meaning(key, known)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if (1..=2).contains(&others.len()) => format!("it goes with {}", list(&others)),
        None => format!("`{verb}` takes {}", list(known)),
    };
    (format!("`{verb}` takes no `{key}`"), help)
}

fn no_verb(keys: &[Key], node: &Toml, findings: &Findings) {
    let help = format!("write one of {}", list(&VERBS));
    let Some(key) =
        keys.iter().find(|key| !VERBS.iter().any(|verb| keys_of(verb).contains(&key.key.as_str())))
    else {
        return findings.error_help("no-verb", &node.span, "this entry has no verb", help);
    };
    let near = did_you_mean(&key.key, VERBS).or_else(|| same_meaning(&key.key, &VERBS));
    let help = near.map_or(help, |near| format!("did you mean `{near}`?"));
    findings.error_help("no-verb", &key.key_span, format!("no verb is called `{}`", key.key), help);
}

fn two_verbs(keys: &[Key], findings: &Findings) {
    let mut verbs = keys.iter().filter(|key| VERBS.contains(&key.key.as_str()));
    let (Some(first), Some(second)) = (verbs.next(), verbs.next()) else { return };
    let message = format!("`{}` and `{}` in one entry", first.key, second.key);
    let diagnostic = Diagnostic::error("two-verbs", second.key_span.clone(), message);
    let label = first.key_span.clone();
    findings.push(diagnostic.label(label, "the first one").help("split it: one verb an entry"));
}

/// Reads an entry with the verb `verb`.
fn one<'a>(table: &Table<'a>, verb: &'static str, cast: &Cast) -> Option<Entry<'a>> {
    let key = table.entry(verb)?;
    let findings = table.findings();
    let knows = |key| keys_of(verb).contains(&key);
    let at = table.get("at").and_then(|node| Some((time(findings, "at", node)?, node.span.clone())));
    let at = at.filter(|(time, span)| not_before_beat(*time, span, findings));
    let span = |key| table.entry(key).map(|entry| entry.key_span.clone());
    let over = positive(table, "over").zip(span("over"));
    let each = if knows("each") { not_negative(table, "each").zip(span("each")) } else { None };
    let ease = table.get("ease").and_then(|node| Easing::read(findings, "ease", node)).zip(span("ease"));
    let hold = if knows("for") { positive(table, "for").zip(table.get("for")) } else { None };
    let hold = hold.map(|(time, node)| (time, node.span.clone()));
    // An unreadable verb leaves its other keys unread, but they must not be reported as unknown.
    for key in keys_of(verb) {
        table.get(key);
    }
    let span = match key.value.value {
        Value::Table(_) => key.key_span.clone(),
        _ => key.key_span.start..key.value.span.end,
    };
    let verb = raw_verb(table, verb, &key.value, cast)?;
    Some(Entry { span, verb, at, over, each, ease, hold })
}

fn not_before_beat(at: Time, span: &Span, findings: &Findings) -> bool {
    if at < Time::ZERO {
        let message = format!("`at` is {at}: before the beat begins");
        findings.error_help("bad-time", span, message, "count from the beat's start: write 1.0");
    }
    at >= Time::ZERO
}

fn raw_verb<'a>(table: &Table<'a>, verb: &str, node: &'a Toml, cast: &Cast) -> Option<RawVerb<'a>> {
    let findings = table.findings();
    let targets = |node: &Toml| addresses(verb, node, cast, findings);
    let span = |key| table.entry(key).map(|entry| entry.key_span.clone());
    Some(match verb {
        "set" => RawVerb::Set(assignments(node, cast, findings, InBeat::No)),
        "show" => {
            let from = table.get("from").map(|from| addresses("from", from, cast, findings));
            RawVerb::Show { targets: targets(node)?, from: from.unwrap_or(Some(Vec::new()))? }
        }
        "hide" => RawVerb::Hide(targets(node)?),
        "type" => {
            let speed = table.number_within("speed", 1.0, 1000.0).zip(span("speed"));
            RawVerb::Type { targets: targets(node)?, speed }
        }
        "move" => {
            let to = table.get("to");
            if to.is_none() {
                table.missing("to", "to = \"node\"");
            }
            let side = side(table);
            let target = one_address("move", targets(node)?, node, findings)?;
            let to_node = to?;
            let to = addresses("to", to_node, cast, findings)?;
            RawVerb::Move { target, to: one_address("to", to, to_node, findings)?, side }
        }
        "mark" => {
            let tone = table.one_of("tone").unwrap_or(Tone::Accent);
            RawVerb::Mark { targets: targets(node)?, tone }
        }
        "focus" => {
            let zoom = table.number_within("zoom", 1.0, 2.0).unwrap_or(1.0);
            RawVerb::Focus { targets: targets(node)?, zoom }
        }
        "pulse" => RawVerb::Pulse(targets(node)?),
        "shake" => RawVerb::Shake(targets(node)?),
        _ => RawVerb::Flow(chains(node, cast, findings)?),
    })
}

fn side(table: &Table<'_>) -> Side {
    match table.choice("side", &["over", "above", "below", "left", "right"]) {
        Some("above") => Side::Above,
        Some("below") => Side::Below,
        Some("left") => Side::Left,
        Some("right") => Side::Right,
        _ => Side::Over,
    }
}

fn one_address(verb: &str, mut found: Vec<Address>, node: &Toml, findings: &Findings) -> Option<Address> {
    if found.len() > 1 {
        let message = format!("`{verb}` takes one address");
        findings.error_help("wrong-type", &node.span, message, "write one entry for each");
        return None;
    }
    found.pop()
}

fn positive(table: &Table<'_>, key: &'static str) -> Option<Time> {
    let time = table.time(key)?;
    if time <= Time::ZERO {
        let span = &table.get(key)?.span;
        let message = format!("`{key}` is {time}: a motion takes longer than nothing");
        table.findings().error_help("bad-time", span, message, "write 0.5");
        return None;
    }
    Some(time)
}

fn not_negative(table: &Table<'_>, key: &'static str) -> Option<Time> {
    let time = table.time(key)?;
    if time < Time::ZERO {
        let span = &table.get(key)?.span;
        let message = format!("`{key}` is {time}: parts cannot begin before one another");
        table.findings().error_help("bad-time", span, message, "write 0.0 or more, such as 0.12");
        return None;
    }
    Some(time)
}

fn addresses(verb: &str, node: &Toml, cast: &Cast, findings: &Findings) -> Option<Vec<Address>> {
    let nodes = match &node.value {
        Value::Text(_) => std::slice::from_ref(node),
        Value::Array(nodes) if !nodes.is_empty() => nodes,
        _ => {
            let empty = matches!(&node.value, Value::Array(_));
            let noun = if empty { "an empty list" } else { node.noun() };
            let message = format!("`{verb}` wants an address or a list of them, not {noun}");
            findings.error_help("wrong-type", &node.span, message, format!("write {verb} = \"node.part\""));
            return None;
        }
    };
    if !Limit::TARGETS.check(nodes.len(), &node.span, findings) {
        return None;
    }
    let address = |node: &Toml| {
        let Some(text) = node.as_text() else {
            let message = format!("an address is a text, not {}", node.noun());
            findings.error_help("wrong-type", &node.span, message, "write \"node.part\"");
            return None;
        };
        Address::read(text, &node.span, cast, findings)
    };
    // All addresses are read before the first failure returns, so that every mistake is reported.
    let read: Vec<Option<Address>> = nodes.iter().map(address).collect();
    read.into_iter().collect()
}

fn chains(node: &Toml, cast: &Cast, findings: &Findings) -> Option<Vec<(Chain, Span)>> {
    let nodes = match &node.value {
        Value::Array(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    if !Limit::TARGETS.check(nodes.len(), &node.span, findings) {
        return None;
    }
    let chain = |node: &Toml| match node.as_text() {
        Some(text) => Some((arrows::chain(text, &node.span, cast, findings)?, node.span.clone())),
        None => {
            let message = format!("`flow` wants an arrow, not {}", node.noun());
            findings.error_help("wrong-type", &node.span, message, "write flow = \"a -> b\"");
            None
        }
    };
    nodes.iter().map(chain).collect::<Vec<_>>().into_iter().collect()
}
