//! `[node]`: the cast.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::document::{Entry, Findings, Node as Toml, Table, Value, list};
use crate::nodes::{Item, KINDS, Kind, Misfit, Uid};
use crate::scene::limits::Limit;
use crate::scene::value::{Reader, is_id};
use crate::scene::{Container, Content, Node, NodeId, stage};

/// The cast while it is being read: nodes by id.
#[derive(Debug)]
pub(super) struct Cast {
    nodes: Vec<Node>,
    /// For each node, the next identity its parts can get.
    next: Vec<u32>,
}

impl Cast {
    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    pub(super) fn push_state(&mut self, id: NodeId, state: Item) -> usize {
        self.nodes[id].states.push(state);
        self.nodes[id].states.len() - 1
    }

    pub(super) fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }

    /// A reader for new parts of node `id`; hand it back to [`Cast::keep`].
    pub(super) fn reader<'a>(&self, id: NodeId, findings: &'a Findings) -> Reader<'a> {
        Reader { findings, next: self.next[id] }
    }

    pub(super) fn keep(&mut self, id: NodeId, reader: &Reader<'_>) {
        self.next[id] = reader.next;
    }

    /// The node called `id`, or a report at `span`.
    pub(super) fn find(&self, id: &str, span: &Span, findings: &Findings) -> Option<NodeId> {
        let found = self.nodes.iter().position(|node| node.id == id);
        if found.is_none() {
            let help = match did_you_mean(id, self.nodes.iter().map(|node| node.id.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("define it under `[node]`: {id} = {{ kind = \"text\", text = \"…\" }}"),
            };
            findings.error_help("unknown-id", span, format!("no node is called `{id}`"), help);
        }
        found
    }

    /// Reports groups that contain themselves and empties them, so that nothing later can loop.
    pub(super) fn resolve_groups(&mut self, findings: &Findings) {
        for id in 0..self.nodes.len() {
            let mut path = vec![id];
            if let Some(cycle) = self.cycle(id, &mut path) {
                let names: Vec<&str> = cycle.iter().map(|node| self.nodes[*node].id.as_str()).collect();
                let message =
                    format!("the group `{}` contains itself: {}", self.nodes[id].id, names.join(" > "));
                let help = "take one of them out of the other";
                findings.error_help("group-cycle", &self.nodes[id].span, message, help);
                if let Some(container) = &mut self.nodes[id].arrangement {
                    container.children.clear();
                }
            }
        }
    }

    fn cycle(&self, start: NodeId, path: &mut Vec<NodeId>) -> Option<Vec<NodeId>> {
        let at = *path.last()?;
        if path.len() > Limit::NESTING.most {
            return None;
        }
        let container = self.nodes[at].arrangement.as_ref()?;
        for member in container.nodes() {
            path.push(member);
            if member == start {
                return Some(path.clone());
            }
            if let Some(cycle) = self.cycle(start, path) {
                return Some(cycle);
            }
            path.pop();
        }
        None
    }
}

/// Reads every node; groups refer to nodes by index, so their arrangements are read last.
pub(super) fn read(root: &Table<'_>) -> Cast {
    let findings = root.findings();
    let mut cast = Cast { nodes: Vec::new(), next: Vec::new() };
    let Some(entry) = root.entry("node") else {
        root.missing("node", "[node]");
        return cast;
    };
    let Value::Table(entries) = &entry.value.value else {
        let message = format!("`node` is a table of nodes, not {}", entry.value.noun());
        findings.error_help(
            "wrong-type",
            &entry.value.span,
            message,
            "write [node], without double brackets",
        );
        return cast;
    };
    if !Limit::NODES.check(entries.len(), &entry.key_span, findings) {
        return cast;
    }
    let mut groups = Vec::new();
    for entry in entries {
        read_node(entry, findings, &mut cast, &mut groups);
    }
    for (id, entry) in groups {
        if let Value::Table(entries) = &entry.value.value {
            let what = format!("`[node.{}]`", entry.key);
            let table = Table::new(findings, entries, entry.key_span.clone(), what);
            cast.nodes[id].arrangement = stage::group(&table, &cast);
        }
    }
    cast
}

fn read_node<'a>(
    entry: &'a Entry,
    findings: &Findings,
    cast: &mut Cast,
    groups: &mut Vec<(NodeId, &'a Entry)>,
) {
    let id = &entry.key;
    let span = &entry.key_span;
    let Value::Table(entries) = &entry.value.value else {
        if id == "kind" {
            let help = "write [node.name] above it, or name = { kind = … } under [node]";
            findings.error_help("unknown-key", span, "`kind` stands directly under `[node]`", help);
            return;
        }
        let message = format!("`{id}` is {}, not a node", entry.value.noun());
        let help = format!("write {id} = {{ kind = \"text\", text = \"…\" }}");
        findings.error_help("wrong-type", &entry.value.span, message, help);
        return;
    };
    if !is_id(id) {
        let help = "write letters, digits, `_` and `-`, beginning with a letter";
        findings.error_help("bad-id", span, format!("`{id}` cannot name a node"), help);
        return;
    }
    let table = Table::new(findings, entries, span.clone(), format!("`{id}`"));
    let Some(kind) = kind(&table) else { return };
    let mut reader = Reader { findings, next: 0 };
    let item = root_item(kind, &table, &mut reader);
    if kind.name == "group" {
        groups.push((cast.nodes.len(), entry));
        stage::know_keys(&table);
    }
    table.finish_with(|entry| super::beat::explain_misplaced(&entry.key, &format!("[node.{id}]")));
    cast.nodes.push(Node { id: id.clone(), span: span.clone(), kind, states: vec![item], arrangement: None });
    cast.next.push(reader.next);
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
        let help = match did_you_mean(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the kinds are {}", list(&names)),
        };
        table.findings().error_help("unknown-kind", &node.span, format!("no kind is called `{name}`"), help);
    }
    kind
}

fn root_item(kind: &'static Kind, table: &Table<'_>, reader: &mut Reader<'_>) -> Item {
    let fields = reader.fields(table, kind.all_fields());
    let items = kind.list.map(|list| main_list(list, table, reader)).unwrap_or_default();
    let mut item = Item { uid: Uid::ROOT, id: None, named: false, fields, items };
    let mut parts = 0;
    item.walk(&mut |_| parts += 1);
    Limit::PARTS.check(parts, &table.span, table.findings());
    if let Err(misfit) = (kind.complete)(&mut item) {
        let span = table.get(misfit.field).map_or(table.span.clone(), |node| node.span.clone());
        report_misfit(misfit, &span, table.findings());
    }
    item
}

pub(super) fn report_misfit(misfit: Misfit, span: &Span, findings: &Findings) {
    findings.push(Diagnostic::error("misfit", span.clone(), misfit.message).help(misfit.help));
}

fn main_list(list: &'static crate::nodes::List, table: &Table<'_>, reader: &mut Reader<'_>) -> Vec<Item> {
    if !list.fixed.is_empty() {
        return reader.fixed(list);
    }
    let count = if list.countable { table.get("count") } else { None };
    match (table.get(list.key), count) {
        (Some(node), None) => reader.items(list, node),
        (Some(_), Some(count)) => {
            let message = format!("`count` and `{}` say the same thing twice", list.key);
            table.findings().error_help("two-ways", &count.span, message, "keep one of the two");
            Vec::new()
        }
        (None, Some(_)) => {
            let most = Limit::PARTS.most as f64;
            let count = table.number_within("count", 1.0, most).unwrap_or(0.0) as usize;
            reader.blanks(list, count)
        }
        (None, None) => Vec::new(),
    }
}

impl Container {
    /// Every node named in the container, at any depth, in order; groups are not opened.
    pub(super) fn nodes(&self) -> Vec<NodeId> {
        let of = |child: &super::Child| match &child.content {
            Content::Node(node) => vec![*node],
            Content::Container(container) => container.nodes(),
        };
        self.children.iter().flat_map(of).collect()
    }
}

/// For messages about a part: its id, or its number.
pub(super) fn part_name(id: Option<&Arc<str>>, index: usize) -> String {
    id.map_or_else(|| (index + 1).to_string(), ToString::to_string)
}

/// Whether a TOML value is a table, for readers that accept several notations.
pub(super) fn is_table(node: &Toml) -> bool {
    matches!(node.value, Value::Table(_))
}
