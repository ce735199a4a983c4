//! `[node]`: the nodes of a scene.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::document::{Entry, Findings, Node as Toml, Table, Value, list, same_meaning};
use crate::nodes::{Field, Item, KINDS, Kind, Misfit, Uid};
use crate::scene::limits::Limit;
use crate::scene::model::{Node, NodeId, WrittenField};
use crate::scene::reading::assets::Assets;
use crate::scene::reading::cast::Cast;
use crate::scene::reading::value::{Reader, is_id};
use crate::scene::reading::{misplaced, stage};

/// Reads every node. Arrangements of groups refer to nodes by index, so they are read last.
pub(crate) fn read(root: &Table<'_>, assets: &Assets) -> Cast {
    let findings = root.findings();
    let mut cast = Cast::default();
    let Some(entry) = root.entry("node") else {
        // Nodes below another header are reported there.
        if stray_ids(root).is_empty() {
            root.missing("node", "[node]");
        }
        return cast;
    };
    let Value::Table(entries) = &entry.value.value else {
        let message = format!("`node` is a table of nodes, not {}", entry.value.noun());
        let help = "write `[node]` in single brackets, and below it one line a node";
        findings.error_help("wrong-type", &entry.key_span, message, help);
        return cast;
    };
    if let Some(entry) = entries.iter().find(|entry| entry.key == "kind" && !is_table(&entry.value)) {
        let help = "write `[node.name]` above it, or `name = { kind = … }` below `[node]`";
        findings.error_help("unknown-key", &entry.key_span, "`kind` stands directly under `[node]`", help);
        return cast;
    }
    if !Limit::NODES.check(entries.len(), &entry.key_span, findings) {
        return cast;
    }
    cast.is_complete = true;
    cast.index = stray_ids(root).into_iter().map(|id| (id, None)).collect();
    let mut groups = Vec::new();
    for entry in entries {
        if read_node(entry, (findings, assets), &mut cast, &mut groups).is_none() {
            cast.index.insert(entry.key.clone(), None);
        }
    }
    for (id, entry) in groups {
        if let Value::Table(entries) = &entry.value.value {
            let what = format!("`[node.{}]`", entry.key);
            let table = Table::new(findings, entries, entry.key_span.clone(), what);
            let arrangement = stage::group(&table, &cast);
            cast.nodes[id].arrangement = arrangement.value;
            cast.is_valid[id] &= arrangement.is_complete;
        }
    }
    cast
}

/// Ids of nodes that are defined elsewhere: below `[nodes]`, `[word]` or `[clip]`.
fn stray_ids(root: &Table<'_>) -> HashSet<String> {
    fn keys(node: &Toml) -> &[Entry] {
        if let Value::Table(keys) = &node.value { keys } else { &[] }
    }
    let mut ids = HashSet::new();
    for entry in root.strange().filter(|entry| entry.key != "beat") {
        ids.extend(keys(&entry.value).iter().map(|key| key.key.clone()));
        ids.insert(entry.key.clone());
    }
    let below_clip = root.get("clip").map(keys).unwrap_or_default();
    let nodes = below_clip.iter().filter(|entry| misplaced::is_definition(&entry.value));
    ids.extend(nodes.map(|entry| entry.key.clone()));
    ids
}

/// Adds a node to the cast, or reports why the definition makes none.
fn read_node<'a>(
    entry: &'a Entry,
    (findings, assets): (&Findings, &Assets),
    cast: &mut Cast,
    groups: &mut Vec<(NodeId, &'a Entry)>,
) -> Option<()> {
    let id = &entry.key;
    let span = &entry.key_span;
    let Value::Table(entries) = &entry.value.value else {
        let message = format!("`{id}` is {}, not a node", entry.value.noun());
        let help = format!("write {id} = {{ kind = \"text\", text = \"…\" }}");
        findings.error_help("wrong-type", &entry.value.span, message, help);
        return None;
    };
    if !is_id(id) {
        let help = "write letters, digits, `_` and `-`, beginning with a letter";
        findings.error_help("bad-id", span, format!("`{id}` cannot name a node"), help);
        return None;
    }
    let table = Table::new(findings, entries, span.clone(), format!("`{id}`"));
    let errors = findings.errors();
    let kind = kind(&table)?;
    let mut reader = Reader { findings, kind, next: 0 };
    let mut item = root_item(kind, &table, &mut reader);
    assets.load(kind, &table, &mut item);
    if kind.name == "group" {
        groups.push((cast.nodes.len(), entry));
        stage::know_keys(&table);
    }
    let header = format!("`[node.{id}]`");
    cast.has_stray_beat |= misplaced::report_headless(&table, &header);
    table.finish_with(|entry| {
        let without = kind.without().any(|name| name == entry.key);
        let says =
            || (format!("`{}` means nothing for the kind `{}`", entry.key, kind.name), "leave it out".into());
        without.then(says).or_else(|| misplaced::explain_misplaced(&entry.key, &header))
    });
    let before = cast.parts;
    cast.parts += item.parts();
    if before <= Limit::ALL_PARTS.most {
        Limit::ALL_PARTS.check(cast.parts, span, findings);
    }
    let is_valid = findings.errors() == errors;
    // The fit of values with one another is judged only if all could be read.
    if let (true, Err(misfit)) = (is_valid, (kind.complete)(&mut item, None)) {
        let span = table.place(misfit.field);
        report_misfit(misfit, &span, findings);
    }
    cast.index.insert(id.clone(), Some(cast.nodes.len()));
    cast.states += 1;
    let (id, span, states) = (id.clone(), span.clone(), vec![item]);
    cast.nodes.push(Node { id, span, kind, written: written(kind, &table), states, arrangement: None });
    cast.next.push(reader.next);
    cast.is_valid.push(findings.errors() == errors);
    Some(())
}

/// The fields of a node of this kind that its table writes.
fn written(kind: &'static Kind, table: &Table<'_>) -> Vec<WrittenField> {
    let field = |name| table.entry(name).map(|key| WrittenField { name, span: key.key_span.clone() });
    kind.all_fields().filter_map(|known| field(known.name)).collect()
}

fn kind(table: &Table<'_>) -> Option<&'static Kind> {
    let Some(node) = table.get("kind") else {
        table.missing("kind", "kind = \"text\"");
        return None;
    };
    let name = table.text("kind")?;
    let kind = Kind::named(name);
    if kind.is_none() {
        let names = KINDS.map(|kind| kind.name);
        let help = match did_you_mean(name, names).or_else(|| same_meaning(name, &names)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the kinds are {}", list(&names)),
        };
        table.findings().error_help("unknown-kind", &node.span, format!("no kind is called `{name}`"), help);
    }
    kind
}

fn root_item(kind: &'static Kind, table: &Table<'_>, reader: &mut Reader<'_>) -> Item {
    let fields = reader.fields(table, kind.all_fields());
    let items = kind.list.map(|list| main_list(kind, list, table, reader)).unwrap_or_default();
    let item = Item { uid: Uid::ROOT, id: None, named: false, hidden: false, fields, items };
    Limit::PARTS.check(item.parts(), &table.span, table.findings());
    item
}

pub(crate) fn report_misfit(misfit: Misfit, span: &Span, findings: &Findings) {
    findings.push(Diagnostic::error("misfit", span.clone(), misfit.message).help(misfit.help));
}

fn main_list(
    kind: &'static Kind,
    list: &'static crate::nodes::List,
    table: &Table<'_>,
    reader: &mut Reader<'_>,
) -> Vec<Item> {
    if !list.fixed.is_empty() {
        return reader.fixed(list);
    }
    let count = if list.countable { table.get("count").map(|node| ("count", node)) } else { None };
    let also = kind.list_also.and_then(|key| Some((key, table.get(key)?)));
    match (table.get(list.key).or(also.map(|(_, node)| node)), count) {
        (Some(node), None) => {
            if let (Some(_), Some(second)) = (table.get(list.key), also) {
                report_two_ways(list.key, second, table);
            }
            reader.items(list, node)
        }
        (Some(_), Some(count)) => {
            report_two_ways(list.key, count, table);
            Vec::new()
        }
        (None, Some(_)) => {
            let most = Limit::PARTS.most as f64;
            let count = table.number_within("count", 1.0, most).unwrap_or(0.0) as usize;
            reader.blanks(list, count)
        }
        (None, None) => {
            if !kind.fields.iter().any(says_something) {
                let value = if list.from_text { "\"…\"" } else { "[…]" };
                table.missing(list.key, &format!("{} = {value}", list.key));
            }
            Vec::new()
        }
    }
}

fn report_two_ways(key: &str, (second, node): (&str, &Toml), table: &Table<'_>) {
    let message = format!("`{second}` and `{key}` say the same thing twice");
    table.findings().error_help("two-ways", &node.span, message, "keep one of the two");
}

/// True if a node with this field can show something without its main list.
fn says_something(field: &Field) -> bool {
    field.takes.is_text() && field.name != "label"
}

/// True if a TOML value is a table, for readers that accept several notations.
pub(crate) fn is_table(node: &Toml) -> bool {
    matches!(node.value, Value::Table(_))
}
