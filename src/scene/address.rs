//! Addresses: `node.part.part`, and in `set` a property after them.

use std::ops::RangeInclusive;

use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::document::{Findings, list};
use crate::nodes::{Field, Item, Kind, List, Uid};
use crate::scene::cast::{Cast, part_name};
use crate::scene::{NodeId, Target};

/// An address as written: a node and the segments after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) node: NodeId,
    pub(super) segments: Vec<String>,
    pub(super) span: Span,
}

/// What the last segment of a `set` key names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Property {
    /// A field of the items reached.
    Field(&'static Field),
    /// The main list of the item reached.
    List(&'static List),
}

impl Address {
    /// Splits `text` and finds its node.
    pub(super) fn read(text: &str, span: &Span, cast: &Cast, findings: &Findings) -> Option<Self> {
        let text = text.trim();
        if let Some(fixed) = without_brackets(text) {
            let message = format!("`{text}` has brackets");
            findings.error_help("bad-address", span, message, format!("write `{fixed}`"));
            return None;
        }
        let mut segments = text.split('.').map(|segment| segment.trim().to_owned());
        let id = segments.next().unwrap_or_default();
        let segments: Vec<String> = segments.collect();
        if id.is_empty() || segments.iter().any(String::is_empty) {
            let message = format!("`{text}` is not an address");
            findings.error_help("bad-address", span, message, "write \"node\" or \"node.part\"");
            return None;
        }
        Some(Self { node: cast.find(&id, span, findings)?, segments, span: span.clone() })
    }

    /// The parts it reaches in `state`, in order; the root alone when it names the whole node.
    pub(super) fn targets(&self, state: &Item, cast: &Cast, findings: &Findings) -> Option<Vec<Target>> {
        let kind = cast.node(self.node).kind;
        let walk = Walk { address: self, kind, findings };
        let mut items = vec![(state, kind.list)];
        for (at, segment) in self.segments.iter().enumerate() {
            items = walk.descend(&items, segment, at)?;
        }
        Some(items.into_iter().map(|(item, _)| Target { node: self.node, part: item.uid }).collect())
    }

    /// The parts and the property that a `set` key reaches in `state`.
    pub(super) fn property(
        &self,
        state: &Item,
        cast: &Cast,
        findings: &Findings,
    ) -> Option<(Vec<Uid>, Property)> {
        let kind = cast.node(self.node).kind;
        let walk = Walk { address: self, kind, findings };
        let mut items: Vec<(&Item, Option<&'static List>)> = vec![(state, kind.list)];
        let mut inside: Option<&'static List> = None;
        for (at, segment) in self.segments.iter().enumerate() {
            let last = at + 1 == self.segments.len();
            if last && let Some(property) = property_named(kind, inside, segment) {
                return Some((items.iter().map(|(item, _)| item.uid).collect(), property));
            }
            inside = items.first().and_then(|(_, list)| *list);
            items = walk.descend(&items, segment, at)?;
        }
        walk.no_property(inside);
        None
    }
}

/// `pieces[2]` as `pieces.2`.
fn without_brackets(text: &str) -> Option<String> {
    text.contains('[').then(|| text.replace('[', ".").replace([']', '"', '\''], "").replace("..", "."))
}

/// The property `name` of the root (`inside` is none) or of an item of the list `inside`.
fn property_named(kind: &'static Kind, inside: Option<&'static List>, name: &str) -> Option<Property> {
    let (field, list) = match inside {
        None => (kind.all_fields().find(|field| field.name == name), kind.list),
        Some(list) => (list.all_fields().find(|field| field.name == name), list.list),
    };
    let list = list.filter(|list| list.key == name && !list.key.is_empty());
    // A text node's list of lines and its parts' field share a name: at the root, the list.
    list.map(Property::List).or(field.map(Property::Field))
}

/// Follows one address through a state.
struct Walk<'a> {
    address: &'a Address,
    kind: &'static Kind,
    findings: &'a Findings,
}

type Reached<'s> = Vec<(&'s Item, Option<&'static List>)>;

impl Walk<'_> {
    fn descend<'s>(
        &self,
        items: &[(&'s Item, Option<&'static List>)],
        segment: &str,
        at: usize,
    ) -> Option<Reached<'s>> {
        let mut reached = Vec::new();
        for (item, list) in items {
            let Some(list) = list else {
                self.no_parts(segment, at);
                return None;
            };
            for part in self.select(item, list, segment, at)? {
                reached.push((part, list.list));
            }
        }
        Some(reached)
    }

    fn select<'s>(
        &self,
        item: &'s Item,
        list: &'static List,
        segment: &str,
        at: usize,
    ) -> Option<Vec<&'s Item>> {
        if segment == "all" {
            return Some(item.items.iter().collect());
        }
        let by_id = item.items.iter().find(|part| part.id.as_deref() == Some(segment));
        // Only a part of a fixed list, such as a matrix's last row, can be called `last`.
        if segment == "last" && by_id.is_none() {
            return item
                .items
                .last()
                .map(|part| vec![part])
                .or_else(|| self.no_such(item, list, segment, at));
        }
        if let Some(range) = numbers(segment) {
            let slice = range.start().checked_sub(1).and_then(|first| item.items.get(first..*range.end()));
            return slice
                .map(|parts| parts.iter().collect())
                .or_else(|| self.outside(item, list, &range, at));
        }
        let found = by_id.or_else(|| {
            let mut by_text = item.items.iter().filter(|part| part.text(list.answers_to) == segment);
            by_text.next().filter(|_| by_text.next().is_none())
        });
        found.map(|part| vec![part]).or_else(|| self.no_such(item, list, segment, at))
    }

    /// The address up to segment `at`, without it.
    fn prefix(&self, at: usize, node: &str) -> String {
        std::iter::once(node)
            .chain(self.address.segments[..at].iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(".")
    }

    fn written(&self) -> String {
        self.address.segments.join(".")
    }

    fn outside<T>(&self, item: &Item, list: &List, range: &RangeInclusive<usize>, _: usize) -> Option<T> {
        let count = item.items.len();
        let (message, help) = if *range.start() == 0 {
            ("parts count from 1".to_owned(), "write 1 for the first".to_owned())
        } else if range.start() > range.end() {
            let (a, b) = (range.start(), range.end());
            (format!("the range {a}-{b} runs backwards"), format!("write {b}-{a}"))
        } else {
            let noun = if count == 1 { list.noun.to_owned() } else { format!("{}s", list.noun) };
            (
                format!("`{}` asks for part {}, there are {count} {noun}", self.written(), range.end()),
                format!("write a number from 1 to {}", count.max(1)),
            )
        };
        self.findings.error_help("no-such-part", &self.address.span, message, help);
        None
    }

    fn no_such<T>(&self, item: &Item, list: &List, segment: &str, at: usize) -> Option<T> {
        let names: Vec<String> =
            item.items.iter().enumerate().map(|(at, part)| part_name(part.id.as_ref(), at)).collect();
        let texts = item.items.iter().map(|part| part.text(list.answers_to)).filter(|text| !text.is_empty());
        let candidates: Vec<&str> = names.iter().map(String::as_str).chain(texts).collect();
        let help = match did_you_mean(segment, candidates.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => format!("it has no {}s", list.noun),
            None => format!("its {}s are {}", list.noun, list_some(&names)),
        };
        let message = format!("`{}` has no {} `{segment}`", self.prefix(at, "…"), list.noun);
        self.findings.error_help("no-such-part", &self.address.span, message.replace("`…`", "it"), help);
        None
    }

    fn no_parts(&self, segment: &str, _: usize) {
        let fields: Vec<&str> = self.kind.all_fields().map(|field| field.name).collect();
        let help = match did_you_mean(segment, fields.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("name the whole node; its fields are {}", list(&fields)),
        };
        let message = format!("`{segment}`: there are no parts here");
        self.findings.error_help("no-such-part", &self.address.span, message, help);
    }

    fn no_property(&self, inside: Option<&'static List>) {
        let (what, names): (&str, Vec<&str>) = match inside {
            None => ("a node", self.kind.all_fields().map(|field| field.name).collect()),
            Some(list) => (list.noun, list.all_fields().map(|field| field.name).collect()),
        };
        let main = names.iter().find(|name| **name == "text").or(names.first()).copied().unwrap_or("tone");
        let message = format!("this names a {}, not a property of it", what.trim_start_matches("a "));
        self.findings.push(
            Diagnostic::error("no-property", self.address.span.clone(), message)
                .help(format!("set its `.{main}`; it has {}", list(&names))),
        );
    }
}

/// `3` or `2-4`, counted from 1.
fn numbers(segment: &str) -> Option<RangeInclusive<usize>> {
    let number = |text: &str| text.parse::<usize>().ok();
    match segment.split_once('-') {
        Some((first, last)) => Some(number(first)?..=number(last)?),
        None => number(segment).map(|number| number..=number),
    }
}

fn list_some(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(8).map(String::as_str).collect();
    if names.len() > 8 { format!("{} …", list(&shown)) } else { list(&shown) }
}
