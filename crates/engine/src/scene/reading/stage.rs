//! `stage`: the arrangement of a beat, made of nested containers of nodes.

use std::cell::Cell;
use std::collections::HashMap;

use crate::diagnostic::{Span, did_you_mean};
use crate::document::{Findings, Node as Toml, Table, Value, list};
use crate::scene::limits::Limit;
use crate::scene::model::{Arrangement, Child, Container, Content, GAP, NodeId};
use crate::scene::reading::cast::Cast;
use crate::scene::reading::partial::Partial;
use crate::scene::reading::stage_keys::{idle, misplaced, place};

const LENGTH: (f64, f64) = (1.0, 4000.0);
const FORMS: [&str; 4] = ["row", "column", "grid", "overlay"];

/// Marks the keys of a container as known in a group's table, which is read twice.
pub(crate) fn know_keys(table: &Table<'_>) {
    for key in FORMS.into_iter().chain(["gap", "align", "justify", "columns"]) {
        table.get(key);
    }
}

fn know_child_keys(table: &Table<'_>) {
    for key in ["grow", "width", "height", "place"] {
        table.get(key);
    }
}

/// Reads a beat's `stage`; none if it cannot be read.
pub(crate) fn read(node: &Toml, cast: &Cast, findings: &Findings) -> Partial<Option<Container>> {
    let reader = StageReader { cast, findings, is_complete: Cell::new(true) };
    let mut stage = reader.read(|| reader.stage(node));
    let is_group = |node: NodeId| cast.node(node).kind.name == "group";
    let nodes = stage.value.iter().flat_map(Container::nodes);
    stage.is_complete &= nodes.into_iter().all(|node| cast.is_valid(node) || !is_group(node));
    stage
}

/// Reads the arrangement of a group's definition; none if it cannot be read.
pub(crate) fn group(table: &Table<'_>, cast: &Cast) -> Partial<Option<Container>> {
    let reader = StageReader { cast, findings: table.findings(), is_complete: Cell::new(true) };
    reader.read(|| reader.container(table, 1))
}

/// Reads arrangements of the nodes of a cast.
struct StageReader<'a> {
    cast: &'a Cast,
    findings: &'a Findings,
    /// False if an id without a node was named, which the cast reports later.
    is_complete: Cell<bool>,
}

impl StageReader<'_> {
    fn read(&self, container: impl Fn() -> Option<Container>) -> Partial<Option<Container>> {
        let errors = self.findings.errors();
        let value = container();
        if let Some(container) = &value {
            check_twice(container, self.cast, self.findings);
        }
        Partial { value, is_complete: self.findings.errors() == errors && self.is_complete.get() }
    }

    fn find(&self, id: &str, span: &Span) -> Option<Content> {
        let found = self.cast.find(id, span);
        self.is_complete.set(self.is_complete.get() && found.is_some());
        found.map(Content::Node)
    }

    fn stage(&self, node: &Toml) -> Option<Container> {
        match &node.value {
            Value::Text(id) => {
                let child = Child::new(node.span.clone(), self.find(id, &node.span)?);
                Some(Container { children: vec![child], ..Container::empty(node.span.clone()) })
            }
            Value::Table(entries) => {
                let table = Table::new(self.findings, entries, node.span.clone(), "`stage`");
                let container = self.container(&table, 1);
                table.finish();
                container
            }
            _ => {
                let message = format!("`stage` wants an id or a container, not {}", node.noun());
                let help = "write \"id\" or { row = [\"a\", \"b\"] }";
                self.findings.error_help("wrong-type", &node.span, message, help);
                None
            }
        }
    }

    fn container(&self, table: &Table<'_>, depth: usize) -> Option<Container> {
        let findings = self.findings;
        know_keys(table);
        if !Limit::NESTING.check(depth, &table.span, findings) {
            return None;
        }
        let forms: Vec<(&str, &Toml)> =
            FORMS.iter().filter_map(|form| Some((*form, table.get(form)?))).collect();
        let columns = table.whole_within("columns", 1.0, 40.0);
        let (how, list) = match forms[..] {
            [] if misnamed(table) => return None,
            [] => {
                let message = format!("{} has none of `row`, `column`, `grid` and `overlay`", table.what());
                findings.error_help("no-arrangement", &table.span, message, "write { row = [\"a\", \"b\"] }");
                return None;
            }
            [(form, list)] => (arrangement(form, columns, list), list),
            [(first, _), (second, list), ..] => {
                let message = format!("`{first}` and `{second}` in one container");
                let help = format!("nest one: {{ {first} = [\"a\", {{ {second} = [\"b\", \"c\"] }}] }}");
                findings.error_help("two-arrangements", &list.span, message, help);
                return None;
            }
        };
        if let (Some(node), false) = (table.get("columns"), matches!(how, Arrangement::Grid(_))) {
            let help = "write `grid` for rows of so many, or leave `columns` out";
            findings.error_help("misplaced", &node.span, "`columns` works in a grid only", help);
        }
        let Value::Array(nodes) = &list.value else {
            let message = format!("a container holds a list, not {}", list.noun());
            findings.error_help("wrong-type", &list.span, message, "write [\"a\", \"b\"]");
            return None;
        };
        let children: Vec<Child> = nodes.iter().filter_map(|node| self.child(node, how, depth)).collect();
        if nodes.is_empty() {
            let message = "a container without anything in it";
            let help = "name a node";
            findings.error_help("empty-container", &list.span, message, help);
        }
        for key in ["gap", "justify"] {
            misplaced(table, key, how == Arrangement::Overlay, "members of an overlay lie on one another");
        }
        let container = Container {
            span: table.span.clone(),
            how,
            gap: table.number_within("gap", 0.0, LENGTH.1).unwrap_or(GAP),
            align: table.one_of("align").unwrap_or_default(),
            justify: table.one_of("justify").unwrap_or_default(),
            idle: idle(table, how, &children),
            children,
        };
        (!container.children.is_empty()).then_some(container)
    }

    fn child(&self, node: &Toml, how: Arrangement, depth: usize) -> Option<Child> {
        let entries = match &node.value {
            Value::Text(id) => {
                return Some(Child::new(node.span.clone(), self.find(id, &node.span)?));
            }
            Value::Table(entries) => entries,
            _ => {
                let message = format!("a container holds ids and containers, not {}", node.noun());
                self.findings.error_help(
                    "wrong-type",
                    &node.span,
                    message,
                    "write \"id\" or { column = [\"a\"] }",
                );
                return None;
            }
        };
        let table = Table::new(self.findings, entries, node.span.clone(), "a container");
        let content = match table.get("node") {
            Some(id) => table.text("node").and_then(|text| self.find(text, &id.span)),
            None => self.container(&table, depth + 1).map(Content::Container),
        };
        let Some(content) = content else {
            know_child_keys(&table);
            table.finish();
            return None;
        };
        let own_align = if matches!(content, Content::Node(_)) { table.one_of("align") } else { None };
        let is_line = matches!(how, Arrangement::Row | Arrangement::Column);
        misplaced(&table, "grow", !is_line, "only a row or a column has something left over");
        if matches!(content, Content::Node(_)) {
            let is_placed = how == Arrangement::Overlay && table.get("place").is_some();
            misplaced(&table, "align", is_placed, "`place` says where the node stands");
        }
        let child = Child {
            grow: table.number_within("grow", 0.0, 1000.0).unwrap_or(0.0),
            width: table.number_within("width", LENGTH.0, LENGTH.1),
            height: table.number_within("height", LENGTH.0, LENGTH.1),
            align: own_align,
            place: place(&table, how),
            ..Child::new(node.span.clone(), content)
        };
        table.finish();
        Some(child)
    }
}

/// Reports an array under a key that names no arrangement, and returns true if there is one.
fn misnamed(table: &Table<'_>) -> bool {
    know_child_keys(table);
    let Some(entry) = table.strange().find(|entry| matches!(entry.value.value, Value::Array(_))) else {
        return false;
    };
    let help = match did_you_mean(&entry.key, FORMS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of {}", list(&FORMS)),
    };
    let message = format!("no arrangement is called `{}`", entry.key);
    table.findings().error_help("no-arrangement", &entry.key_span, message, help);
    table.explain(entry);
    true
}

fn arrangement(form: &str, columns: Option<f64>, list: &Toml) -> Arrangement {
    match form {
        "row" => Arrangement::Row,
        "column" => Arrangement::Column,
        "overlay" => Arrangement::Overlay,
        _ => {
            let count = if let Value::Array(nodes) = &list.value { nodes.len() } else { 1 };
            // Without `columns`, the grid is as close to a square as possible.
            let square = (count as f64).sqrt().ceil().max(1.0);
            Arrangement::Grid(columns.unwrap_or(square) as usize)
        }
    }
}

/// Reports nodes that stand twice on one stage, by themselves or through a group.
fn check_twice(container: &Container, cast: &Cast, findings: &Findings) {
    let mut seen: HashMap<NodeId, Span> = HashMap::new();
    visit(container, cast, &mut |node, span| match seen.get(&node) {
        Some(first) => {
            let id = &cast.node(node).id;
            let message = format!("`{id}` stands here a second time");
            findings.push(
                crate::diagnostic::Diagnostic::error("twice-on-stage", span.clone(), message)
                    .label(first.clone(), "here already")
                    .help("define a second node that looks the same"),
            );
        }
        None => {
            seen.insert(node, span.clone());
        }
    });
}

/// Calls `found` for every node of a container, with members of a group after the group. Nodes that come
/// through a group have the place of the group.
pub(crate) fn visit(container: &Container, cast: &Cast, found: &mut dyn FnMut(NodeId, &Span)) {
    // Groups can name the same members many times over. If there are more visits than there can be nodes, some
    // node is on stage twice, which is reported before the visits run out.
    let mut budget = 2 * Limit::NODES.most;
    visit_within(container, cast, (0, &mut budget), found);
}

fn visit_within(
    container: &Container,
    cast: &Cast,
    (depth, budget): (usize, &mut usize),
    found: &mut dyn FnMut(NodeId, &Span),
) {
    // Nesting of groups has the same limit as that of containers; a cycle was reported before.
    if depth > Limit::NESTING.most {
        return;
    }
    for child in &container.children {
        match &child.content {
            Content::Container(inner) => visit_within(inner, cast, (depth + 1, budget), found),
            Content::Node(node) => {
                if *budget == 0 {
                    return;
                }
                *budget -= 1;
                cast.count_steps(1);
                found(*node, &child.span);
                if let Some(inner) = &cast.node(*node).arrangement {
                    visit_within(inner, cast, (depth + 1, budget), &mut |member, _| {
                        found(member, &child.span);
                    });
                }
            }
        }
    }
}
