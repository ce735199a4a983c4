//! Addresses: `node.part.part`, in `set` followed by a property.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use crate::diagnostic::{Span, did_you_mean};
use crate::document::{Findings, list, same_meaning, without_brackets};
use crate::nodes::{Field, Item, Kind, List, Settable, Uid};
use crate::scene::model::{NodeId, Target};
use crate::scene::reading::cast::{Cast, part_name};
use crate::scene::reading::value::is_id;

/// An address as written: a node and the segments after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) node: NodeId,
    pub(crate) segments: Vec<String>,
    pub(crate) span: Span,
}

/// The place of `part`, a slice of `text`, given the place of the string. It is exact if the string is written
/// without escapes; otherwise it is the place of the whole string.
pub(crate) fn span_within(span: &Span, text: &str, part: &str) -> Span {
    let offset = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    if span.len() != text.len() + 2 || offset.saturating_add(part.len()) > text.len() {
        return span.clone();
    }
    let start = span.start + 1 + offset;
    start..start + part.len()
}

/// The property that the last segment of a `set` key names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SetProperty {
    /// A field of the items that the address reaches.
    Field(&'static Field),
    /// The main list of the item that the address reaches.
    List(&'static List),
}

impl Address {
    /// Splits `text` and finds its node.
    pub(crate) fn read(text: &str, span: &Span, cast: &Cast, findings: &Findings) -> Option<Self> {
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
        Some(Self { node: cast.find(&id, span)?, segments, span: span.clone() })
    }

    /// True if the address names a whole node.
    pub(crate) fn is_node(&self) -> bool {
        self.segments.is_empty()
    }

    /// The address as an author would write it.
    pub(crate) fn written(&self, cast: &Cast) -> String {
        let segments = self.segments.iter().map(String::as_str);
        std::iter::once(cast.node(self.node).id.as_str()).chain(segments).collect::<Vec<_>>().join(".")
    }

    /// The parts that it reaches in `state`, in order; the root alone if the address names the whole node.
    pub(crate) fn targets(&self, state: &Item, cast: &Cast, findings: &Findings) -> Option<Vec<Target>> {
        let walk = AddressWalk { address: self, cast, findings, fields: false };
        let mut items = vec![(state, cast.node(self.node).kind.list)];
        for at in 0..self.segments.len() {
            items = walk.descend(&items, None, at)?;
        }
        Some(items.into_iter().map(|(item, _)| Target { node: self.node, part: item.uid }).collect())
    }

    /// The parts and the property that a `set` key reaches in `state`.
    pub(crate) fn property(
        &self,
        state: &Item,
        cast: &Cast,
        findings: &Findings,
    ) -> Option<(Vec<Uid>, SetProperty)> {
        let kind = cast.node(self.node).kind;
        let walk = AddressWalk { address: self, cast, findings, fields: true };
        if self.segments.last().is_some_and(|segment| segment == "kind") && self.segments.len() == 1 {
            let help = "define a second node, and `show` it `from` this one";
            findings.error_help("not-settable", &self.span, "`kind` is fixed for the whole clip", help);
            return None;
        }
        let mut items: Vec<(&Item, Option<&'static List>)> = vec![(state, kind.list)];
        let mut inside: Option<&'static List> = None;
        for (at, segment) in self.segments.iter().enumerate() {
            let last = at + 1 == self.segments.len();
            if last && let Some(property) = property_named(kind, inside, segment) {
                return Some((items.iter().map(|(item, _)| item.uid).collect(), property));
            }
            let next = items.first().and_then(|(_, list)| *list);
            items = walk.descend(&items, inside, at)?;
            inside = next;
        }
        walk.no_property(inside);
        None
    }
}

/// The property called `name` of the root, if `inside` is none, or of an item of the list `inside`.
fn property_named(kind: &'static Kind, inside: Option<&'static List>, name: &str) -> Option<SetProperty> {
    let (field, list) = match inside {
        None => (kind.field(name), kind.list.filter(|_| kind.list_keys().any(|key| key == name))),
        Some(list) => (list.field(name), list.list.filter(|list| list.key == name && !list.key.is_empty())),
    };
    // A text node's list of lines and a field may share a name; the list comes first.
    list.map(SetProperty::List).or(field.map(SetProperty::Field))
}

/// The resolution of one address in a state.
struct AddressWalk<'a> {
    address: &'a Address,
    cast: &'a Cast,
    findings: &'a Findings,
    /// True if the last segment may also name a field, as in `set`.
    fields: bool,
}

type ReachedItems<'s> = Vec<(&'s Item, Option<&'static List>)>;

impl AddressWalk<'_> {
    fn descend<'s>(
        &self,
        items: &[(&'s Item, Option<&'static List>)],
        inside: Option<&'static List>,
        at: usize,
    ) -> Option<ReachedItems<'s>> {
        let mut reached = Vec::new();
        for (item, list) in items {
            let Some(list) = list else {
                self.no_parts(inside, at);
                return None;
            };
            for part in self.select(item, list, inside, at)? {
                reached.push((part, list.list));
            }
        }
        Some(reached)
    }

    fn select<'s>(
        &self,
        item: &'s Item,
        list: &'static List,
        inside: Option<&'static List>,
        at: usize,
    ) -> Option<Vec<&'s Item>> {
        let segment = self.address.segments[at].as_str();
        self.cast.count_steps(1 + item.items.len() / 8);
        if segment == "all" {
            return Some(item.items.iter().collect());
        }
        let by_id = item.items.iter().find(|part| part.id.as_deref() == Some(segment));
        // Only a part of a fixed list, such as a matrix's last row, can be called `last`.
        if segment == "last" && by_id.is_none() {
            let last = item.items.last().map(|part| vec![part]);
            return last.or_else(|| self.outside(0, list, &(1..=1), at));
        }
        if let Some(range) = numbers(segment) {
            let slice = range.start().checked_sub(1).and_then(|first| item.items.get(first..*range.end()));
            let parts = slice.filter(|parts| !parts.is_empty()).map(|parts| parts.iter().collect());
            return parts.or_else(|| self.outside(item.items.len(), list, &range, at));
        }
        let found = by_id.or_else(|| {
            let mut by_text = item.items.iter().filter(|part| part.text(list.answers_to) == segment);
            by_text.next().filter(|_| by_text.next().is_none())
        });
        found.map(|part| vec![part]).or_else(|| self.no_such(item, list, inside, at))
    }

    /// The address as written, up to segment `at`, exclusive.
    fn before(&self, at: usize) -> String {
        let node = &self.cast.node(self.address.node).id;
        let segments = self.address.segments[..at].iter().map(String::as_str);
        std::iter::once(node.as_str()).chain(segments).collect::<Vec<_>>().join(".")
    }

    fn report(&self, code: &'static str, message: String, help: String) {
        if self.cast.is_valid(self.address.node) {
            self.findings.error_again(code, &self.address.span, message, help);
        }
    }

    fn outside<T>(&self, count: usize, list: &List, range: &RangeInclusive<usize>, at: usize) -> Option<T> {
        let before = self.before(at);
        let (first, end) = (*range.start(), *range.end());
        let (message, help) = if count == 0 {
            (format!("`{before}` has no {} here", list.plural()), format!("name it as a whole: `{before}`"))
        } else if first == 0 {
            ("parts count from 1".to_owned(), format!("write `{before}.1` for the first"))
        } else if first > end {
            (format!("the range {first}-{end} runs backwards"), format!("write `{before}.{end}-{first}`"))
        } else {
            let parts = if count == 1 { list.noun.to_owned() } else { list.plural() };
            let message = format!("`{before}` has {count} {parts}, no number {end}");
            let help = match count {
                1 => format!("write `{before}.1`"),
                _ => format!("write a number from 1 to {count}"),
            };
            (message, help)
        };
        self.report("no-such-part", message, help);
        None
    }

    fn no_such<T>(&self, item: &Item, list: &List, inside: Option<&'static List>, at: usize) -> Option<T> {
        if self.findings.drops_error() {
            return None;
        }
        let segment = self.address.segments[at].as_str();
        let names: Vec<String> =
            item.items.iter().enumerate().map(|(at, part)| part_name(part.id.as_ref(), at)).collect();
        let texts = item.items.iter().map(|part| part.text(list.answers_to)).filter(|text| !text.is_empty());
        let fields = if self.fields && at + 1 == self.address.segments.len() {
            self.field_names(inside)
        } else {
            Vec::new()
        };
        let parts =
            names.iter().map(String::as_str).filter(|name| !name.starts_with(|c: char| c.is_ascii_digit()));
        let near = did_you_mean(segment, fields.iter().copied().chain(parts).chain(texts))
            .or_else(|| same_meaning(segment, &fields));
        let what = if fields.is_empty() { list.noun.to_owned() } else { format!("field or {}", list.noun) };
        let message = format!("`{}` has no {what} `{segment}`", self.before(at));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if !fields.is_empty() => format!("`set` can change {}", crate::document::list(&fields)),
            None if names.is_empty() => format!("it has no {}", list.plural()),
            None => format!("its {} are {}", list.plural(), list_some(&speaking(item, list))),
        };
        self.report("no-such-part", message, help);
        None
    }

    /// Reports a segment after an item without parts: in `set` as an unknown field, elsewhere as one segment
    /// too many.
    fn no_parts(&self, inside: Option<&'static List>, at: usize) {
        let segment = self.address.segments[at].as_str();
        let before = self.before(at);
        if !self.fields {
            return self.report(
                "no-such-part",
                format!("`{before}` has no parts"),
                format!("write `{before}`"),
            );
        }
        let fields = self.field_names(inside);
        let near = did_you_mean(segment, fields.iter().copied()).or_else(|| same_meaning(segment, &fields));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("`set` can change {}", list(&fields)),
        };
        self.report("unknown-field", format!("`{before}` has no field `{segment}`"), help);
    }

    /// Names of the fields that `set` can change: those of an item of the list `inside`, or, if there is none,
    /// those of the node after the keys of its list.
    fn field_names(&self, inside: Option<&'static List>) -> Vec<&'static str> {
        let kind = self.cast.node(self.address.node).kind;
        let can_change = |field: &&'static Field| field.settable == Settable::Yes;
        let names = |field: &'static Field| field.name;
        match inside {
            None => kind.list_keys().chain(kind.all_fields().filter(can_change).map(names)).collect(),
            Some(list) => list.all_fields().filter(can_change).map(names).collect(),
        }
    }

    fn no_property(&self, inside: Option<&'static List>) {
        let names = self.field_names(inside);
        let main = names.iter().find(|name| ["text", "value"].contains(name)).or(names.first());
        let main = main.copied().unwrap_or("tone");
        let written = self.address.written(self.cast);
        let what = inside.map_or("a node".to_owned(), List::a_noun);
        let help = format!("write `{written}.{main}`; `set` can change {}", list(&names));
        self.report("no-property", format!("`{written}` is {what}, not a field"), help);
    }
}

/// Names by which an author would address the parts of `item`: id, unique text that has the form of an id, or
/// number.
fn speaking(item: &Item, list: &List) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    item.items.iter().for_each(|part| *counts.entry(part.text(list.answers_to)).or_default() += 1);
    let name = |(at, part): (usize, &Item)| {
        let text = part.text(list.answers_to);
        match &part.id {
            None if is_id(text) && counts.get(text) == Some(&1) => text.to_owned(),
            id => part_name(id.as_ref(), at),
        }
    };
    item.items.iter().enumerate().map(name).collect()
}

/// Reads `3` or `2-4`, counted from 1, as a range.
fn numbers(segment: &str) -> Option<RangeInclusive<usize>> {
    let number = |text: &str| text.parse::<usize>().ok();
    match segment.split_once('-') {
        Some((first, last)) => Some(number(first)?..=number(last)?),
        None => number(segment).map(|number| number..=number),
    }
}

fn list_some(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(8).map(String::as_str).collect();
    if names.len() > 8 { format!("{} and so on", list(&shown).replace(" and ", ", ")) } else { list(&shown) }
}
