//! Converts TOML values to fields and parts, as the tables of a kind describe them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Span, did_you_mean};
use crate::document::{Findings, Node, Table, Value, choice, date, number, number_within, whole_within};
use crate::nodes::{
    Field, FieldValue, Item, Kind, Label, List, MAX_NUMBER, NO_DATE, Need, PART_COMMON, Takes, Uid,
};
use crate::scene::limits::Limit;
use crate::scene::reading::wording::wording;
use crate::text::{icon, icon_names};

/// Reads fields and parts of one node, and gives each part an identity of its own.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) findings: &'a Findings,
    /// The kind of the node that is read.
    pub(crate) kind: &'static Kind,
    /// The identity given last; the next part gets one more.
    pub(crate) next: u32,
}

impl Reader<'_> {
    pub(crate) fn uid(&mut self) -> Uid {
        self.next += 1;
        Uid(self.next)
    }

    /// Reads `fields` from `table`; a missing one gets its default, and is reported if it is required.
    pub(crate) fn fields(
        &self,
        table: &Table<'_>,
        fields: impl Iterator<Item = &'static Field>,
    ) -> Vec<(&'static str, FieldValue)> {
        fields
            .map(|field| {
                let value = match table.get(field.name) {
                    Some(node) => field_value(self.findings, field, node),
                    None if field.need == Need::Required => {
                        table.missing(field.name, &example(field));
                        None
                    }
                    None => None,
                };
                (field.name, value.unwrap_or_else(|| default_value(field)))
            })
            .collect()
    }

    /// Reads the items of `list` from its value; a value of another type is reported.
    pub(crate) fn items(&mut self, list: &'static List, node: &Node) -> Vec<Item> {
        let items = match &node.value {
            Value::Text(text) if list.from_text => {
                text.split('\n').map(|line| self.item_of_text(list, line, &node.span)).collect()
            }
            Value::Array(nodes) => {
                if !Limit::PARTS.check(nodes.len(), &node.span, self.findings) {
                    return Vec::new();
                }
                nodes.iter().map(|node| self.item(list, node)).collect()
            }
            _ => {
                let (wanted, help) = match list.from_text {
                    true => ("a text or a list", "write it in quotes"),
                    false => ("a list", "write a list in square brackets"),
                };
                let message =
                    format!("`{}` wants {wanted} of {}, not {}", list.key, list.plural(), node.noun());
                self.findings.error_help("wrong-type", &node.span, message, help);
                Vec::new()
            }
        };
        self.check_ids(&items, node);
        items
    }

    /// Makes `count` items with default values.
    pub(crate) fn blanks(&mut self, list: &'static List, count: usize) -> Vec<Item> {
        (0..count).map(|_| self.blank(list)).collect()
    }

    /// The parts of a list whose parts are fixed, each with its id.
    pub(crate) fn fixed(&mut self, list: &'static List) -> Vec<Item> {
        let part = |id: &&str| Item { id: Some(Arc::from(*id)), named: true, ..self.blank(list) };
        list.fixed.iter().map(part).collect()
    }

    fn blank(&mut self, list: &'static List) -> Item {
        let fields = list.all_fields().map(|field| (field.name, default_value(field))).collect();
        Item { uid: self.uid(), id: None, named: false, hidden: false, fields, items: Vec::new() }
    }

    fn item_of_text(&mut self, list: &'static List, text: &str, span: &Span) -> Item {
        let mut item = self.blank(list);
        if let Some(main) = list.main() {
            // A line does not include its line end, which in files from Windows has a carriage return.
            let line = if list.from_text { text.strip_suffix('\r').unwrap_or(text) } else { text };
            let text = wording(self.findings, main.name, (line, span), main.takes);
            item.set(main, FieldValue::Text(text.unwrap_or_else(|| line.into())));
        }
        item
    }

    fn item(&mut self, list: &'static List, node: &Node) -> Item {
        match &node.value {
            Value::Text(text) if !list.array.is_empty() => self.item_of_text(list, text, &node.span),
            Value::Array(_) if list.list.is_some() => {
                let mut item = self.blank(list);
                item.items = list.list.map(|cells| self.items(cells, node)).unwrap_or_default();
                item
            }
            Value::Array(values) if !list.array.is_empty() => self.item_of_array(list, values, &node.span),
            Value::Table(entries) => {
                let what = list.a_noun();
                let table = Table::new(self.findings, entries, node.span.clone(), what);
                let fields = self.fields(&table, list.all_fields());
                let id = table
                    .text("id")
                    .filter(|id| check_id(self.findings, id, &table, &self.kind.reserved_ids(list)))
                    .map(Arc::from);
                let items = list.list.and_then(|cells| Some(self.items(cells, table.get(cells.key)?)));
                table.finish();
                let items = items.unwrap_or_default();
                Item { uid: self.uid(), named: id.is_some(), hidden: false, id, fields, items }
            }
            _ => {
                let wanted = if list.array.len() > 1 || list.list.is_some() {
                    "a list or a table"
                } else {
                    "a text or a table"
                };
                let message = format!("{} is {wanted}, not {}", list.a_noun(), node.noun());
                self.findings.error_help("wrong-type", &node.span, message, format!("write {}", list.doc));
                self.blank(list)
            }
        }
    }

    fn item_of_array(&mut self, list: &'static List, values: &[Node], span: &Span) -> Item {
        let mut item = self.blank(list);
        if values.len() > list.array.len() || values.is_empty() {
            let most = list.array.len();
            let wanted = if most == 1 { "one value".into() } else { format!("1 to {most} values") };
            let message = format!("{} has {wanted}, not {}", list.a_noun(), values.len());
            self.findings.error_help("wrong-type", span, message, format!("write {}", list.doc));
        }
        for (name, node) in list.array.iter().zip(values) {
            let Some(field) = list.field(name) else { continue };
            if let Some(value) = field_value(self.findings, field, node) {
                item.set(field, value);
            }
        }
        item
    }

    fn check_ids(&self, items: &[Item], node: &Node) {
        let Value::Array(nodes) = &node.value else { return };
        let id_span = |at: usize| match nodes.get(at).map(|node| &node.value) {
            Some(Value::Table(entries)) => {
                entries.iter().find(|entry| entry.key == "id").map_or(0..0, |entry| entry.value.span.clone())
            }
            _ => nodes.get(at).map_or(0..0, |node| node.span.clone()),
        };
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (at, item) in items.iter().enumerate().filter(|(_, item)| item.named) {
            let id = item.id.as_deref().unwrap_or_default();
            let first = *known.entry(id).or_insert(at);
            if first < at {
                let diagnostic = crate::diagnostic::Diagnostic::error(
                    "duplicate-id",
                    id_span(at),
                    format!("a second part is called `{id}`"),
                );
                self.findings
                    .push(diagnostic.label(id_span(first), "the first one").help("rename one of the two"));
            }
        }
    }
}

/// Checks that a written id can name a part: addresses reserve some words, such as names of fields.
fn check_id(findings: &Findings, id: &str, table: &Table<'_>, reserved: &[&str]) -> bool {
    let span = table.place("id");
    if reserved.contains(&id) {
        let message = format!("a part cannot be called `{id}`: addresses use that word");
        findings.error_help("reserved-id", &span, message, "rename the part");
        return false;
    }
    if !is_id(id) {
        let help = "write letters, digits, `_` and `-`, beginning with a letter";
        findings.error_help("bad-id", &span, format!("`{id}` cannot name a part"), help);
        return false;
    }
    true
}

/// True if `text` has the form of an id of a node or part.
pub(crate) fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// The value of `field` as written in `node`; anything else is reported.
pub(crate) fn field_value(findings: &Findings, field: &Field, node: &Node) -> Option<FieldValue> {
    match field.takes {
        Takes::Text | Takes::Line | Takes::Token | Takes::Output => {
            let text = text(findings, field, node)?;
            wording(findings, field.name, (text, &node.span), field.takes).map(FieldValue::Text)
        }
        Takes::Icon => {
            let name = text(findings, field, node)?;
            check_icon(findings, name, &node.span);
            Some(FieldValue::Text(name.into()))
        }
        Takes::Number(min, max) => {
            number_within(findings, field.name, node, (min, max)).map(FieldValue::Number)
        }
        Takes::Whole(min, max) => {
            whole_within(findings, field.name, node, (min, max)).map(FieldValue::Number)
        }
        Takes::Flag(_) => match node.value {
            Value::Flag(flag) => Some(FieldValue::Flag(flag)),
            _ => {
                let message = format!("`{}` wants true or false, not {}", field.name, node.noun());
                findings.error_help("wrong-type", &node.span, message, "write true or false, without quotes");
                None
            }
        },
        Takes::Choice(choices) => {
            let found = choice(findings, field.name, node, choices)?;
            choices.iter().position(|choice| *choice == found).map(FieldValue::Choice)
        }
        Takes::Labels => labels(findings, field, node),
        Takes::Pair(_) => pair(findings, field, node),
        Takes::Numbers(least, most) => numbers(findings, field, node, (least, most)),
        Takes::Date => date(findings, field.name, node).map(FieldValue::Number),
        // This is only the path: `Assets` reads the file once the whole node is known.
        Takes::Bitmap | Takes::Drawing => {
            text(findings, field, node).map(|text| FieldValue::Text(text.into()))
        }
    }
}

/// The value of a field that is not written.
pub(crate) fn default_value(field: &Field) -> FieldValue {
    match field.takes {
        Takes::Text | Takes::Line | Takes::Token | Takes::Output => FieldValue::Text("".into()),
        Takes::Icon | Takes::Bitmap | Takes::Drawing => FieldValue::Text("".into()),
        Takes::Number(min, _) | Takes::Whole(min, _) => FieldValue::Number(match field.need {
            Need::Default(value) => value,
            _ => min.max(0.0),
        }),
        Takes::Flag(flag) => FieldValue::Flag(flag),
        Takes::Choice(_) => FieldValue::Choice(0),
        Takes::Labels => FieldValue::Labels(Arc::from([])),
        Takes::Pair(pair) => FieldValue::Pair(pair),
        Takes::Numbers(..) => FieldValue::Numbers(Arc::from([])),
        Takes::Date => FieldValue::Number(NO_DATE),
    }
}

/// An example of the field with a value, for help texts.
fn example(field: &Field) -> String {
    let value = match field.takes {
        Takes::Text | Takes::Line | Takes::Token | Takes::Output => "\"…\"".into(),
        Takes::Icon => "\"flag\"".into(),
        Takes::Bitmap => "\"photo.jpg\"".into(),
        Takes::Drawing => "\"logo.svg\"".into(),
        Takes::Number(..) | Takes::Whole(..) => "10".into(),
        Takes::Flag(flag) => flag.to_string(),
        Takes::Choice(choices) => format!("\"{}\"", choices[0]),
        Takes::Labels => "[\"…\"]".into(),
        Takes::Pair([a, b]) => format!("[{a}, {b}]"),
        Takes::Numbers(..) => "[1.0, 2.5]".into(),
        Takes::Date => "2026-01-03".into(),
    };
    format!("{} = {value}", field.name)
}

fn text<'a>(findings: &Findings, field: &Field, node: &'a Node) -> Option<&'a str> {
    let Some(text) = node.as_text() else {
        let message = format!("`{}` wants a text, not {}", field.name, node.noun());
        findings.error_help("wrong-type", &node.span, message, "write it in quotes");
        return None;
    };
    Some(text)
}

fn check_icon(findings: &Findings, name: &str, span: &Span) {
    if !name.is_empty() && icon(name).is_none() {
        let help = match did_you_mean(name, icon_names()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "take a name from the Lucide icon set, such as \"flag\"".into(),
        };
        findings.error_help("unknown-value", span, format!("no icon is called `{name}`"), help);
    }
}

fn labels(findings: &Findings, field: &Field, node: &Node) -> Option<FieldValue> {
    let Value::Array(nodes) = &node.value else {
        let message = format!("`{}` wants a list of texts, not {}", field.name, node.noun());
        findings.error_help("wrong-type", &node.span, message, "write a list in square brackets");
        return None;
    };
    if !Limit::PARTS.check(nodes.len(), &node.span, findings) {
        return None;
    }
    let mut labels: Vec<Label> = Vec::new();
    let mut ids: HashSet<String> = HashSet::new();
    // Ids of columns also name the cells of rows.
    let common = PART_COMMON.iter().map(|field| field.name);
    let reserved: Vec<&str> = common.chain(["all", "last", "cells"]).collect();
    for node in nodes {
        let label = match &node.value {
            Value::Text(text) => Label { text: text.clone(), id: is_id(text).then(|| text.clone()) },
            Value::Table(entries) => {
                let table = Table::new(findings, entries, node.span.clone(), "a column");
                let id = table.text("id").filter(|id| check_id(findings, id, &table, &reserved));
                let id = id.map(str::to_owned);
                let text = table.text("text").unwrap_or_default().to_owned();
                table.finish();
                Label { text, id }
            }
            _ => {
                let message = format!("a column is a text or {{ id, text }}, not {}", node.noun());
                findings.error_help("wrong-type", &node.span, message, "write it in quotes");
                continue;
            }
        };
        wording(findings, field.name, (&label.text, &node.span), Takes::Text);
        if let Some(id) = label.id.as_ref().filter(|id| !ids.insert((*id).clone())) {
            let message = format!("a second column is called `{id}`");
            findings.error_help("duplicate-id", &node.span, message, "write { id = \"…\", text = \"…\" }");
        }
        labels.push(label);
    }
    Some(FieldValue::Labels(labels.into()))
}

fn pair(findings: &Findings, field: &Field, node: &Node) -> Option<FieldValue> {
    let numbers: Vec<f64> = match &node.value {
        Value::Array(nodes) => nodes.iter().filter_map(|node| number(findings, field.name, node)).collect(),
        _ => Vec::new(),
    };
    match numbers[..] {
        [a, b] if [a, b].iter().all(|n| (1.0..=40.0).contains(n) && n.fract() == 0.0) => {
            Some(FieldValue::Pair([a, b]))
        }
        _ => {
            let message = format!("`{}` wants two whole numbers from 1 to 40", field.name);
            findings.error_help("wrong-type", &node.span, message, format!("write {}", example(field)));
            None
        }
    }
}

fn numbers(
    findings: &Findings,
    field: &Field,
    node: &Node,
    (least, most): (usize, usize),
) -> Option<FieldValue> {
    let name = field.name;
    let Value::Array(nodes) = &node.value else {
        let message = format!("`{name}` wants a list of numbers, not {}", node.noun());
        findings.error_help("wrong-type", &node.span, message, format!("write {}", example(field)));
        return None;
    };
    if !(least..=most).contains(&nodes.len()) {
        let plural = if nodes.len() == 1 { "" } else { "s" };
        let message = format!("`{name}` has {} number{plural}, not {least} to {most}", nodes.len());
        let help = if nodes.len() < least { "write more of them" } else { "leave some out, evenly" };
        findings.error_help("out-of-range", &node.span, message, help);
        return None;
    }
    let errors = findings.errors();
    let numbers: Vec<f64> = nodes
        .iter()
        .filter_map(|node| number_within(findings, name, node, (-MAX_NUMBER, MAX_NUMBER)))
        .collect();
    (findings.errors() == errors).then(|| FieldValue::Numbers(numbers.into()))
}
