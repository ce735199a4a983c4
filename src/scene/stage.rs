//! `stage`: nested containers of nodes.

mod keys;

use std::collections::HashMap;

use keys::{align, idle, justify, misplaced, place};

use crate::diagnostic::{Span, did_you_mean};
use crate::document::{Findings, Node as Toml, Table, Value, list};
use crate::scene::cast::Cast;
use crate::scene::limits::Limit;
use crate::scene::{IdleKey, NodeId};

/// An arrangement of nodes and containers.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// Where it is written.
    pub span: Span,
    /// How the children stand to one another.
    pub how: Arrangement,
    /// Between children, in units.
    pub gap: f64,
    /// Across the direction of the arrangement.
    pub align: Cross,
    /// Along the direction of the arrangement.
    pub justify: Justify,
    /// What is in it, at least one.
    pub children: Vec<Child>,
    /// Its keys that have no effect.
    pub idle: Vec<IdleKey>,
}

/// How children stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// Side by side.
    Row,
    /// Below one another.
    Column,
    /// In rows of so many.
    Grid(usize),
    /// On top of one another.
    Overlay,
}

/// Place across the direction of an arrangement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cross {
    /// At the top or left.
    Start,
    /// In the middle.
    #[default]
    Center,
    /// At the bottom or right.
    End,
    /// As large as the container.
    Stretch,
}

/// Place along the direction of an arrangement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Justify {
    /// At the start.
    Start,
    /// In the middle.
    #[default]
    Center,
    /// At the end.
    End,
    /// Spread to both ends.
    Between,
}

/// A member of a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub content: Content,
    /// Its share of what is left over.
    pub grow: f64,
    /// Fixed width, in units.
    pub width: Option<f64>,
    /// Fixed height, in units.
    pub height: Option<f64>,
    /// Its own place across the arrangement.
    pub align: Option<Cross>,
    /// Where its centre stands, as fractions of an overlay.
    pub place: Option<[f64; 2]>,
}

/// A node or a nested container.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A node; a group brings its members.
    Node(NodeId),
    /// An arrangement of its own.
    Container(Container),
}

const GAP: f64 = 48.0;
const LENGTH: (f64, f64) = (1.0, 4000.0);
const FORMS: [&str; 4] = ["row", "column", "grid", "overlay"];

/// Makes a container's keys known to a group's table, which is read twice.
pub(super) fn know_keys(table: &Table<'_>) {
    for key in FORMS.into_iter().chain(["gap", "align", "justify", "columns"]) {
        table.get(key);
    }
}

fn know_child_keys(table: &Table<'_>) {
    for key in ["grow", "width", "height", "place"] {
        table.get(key);
    }
}

/// Reads a beat's `stage`.
pub(super) fn read(node: &Toml, cast: &Cast, findings: &Findings) -> Option<Container> {
    let stage = match &node.value {
        Value::Text(id) => {
            let child = Child::new(node.span.clone(), Content::Node(cast.find(id, &node.span)?));
            Some(Container { children: vec![child], ..Container::empty(node.span.clone()) })
        }
        Value::Table(entries) => {
            let table = Table::new(findings, entries, node.span.clone(), "`stage`");
            let container = container(&table, cast, 1);
            table.finish();
            container
        }
        _ => {
            let message = format!("`stage` wants an id or a container, not {}", node.noun());
            findings.error_help(
                "wrong-type",
                &node.span,
                message,
                "write \"id\" or { row = [\"a\", \"b\"] }",
            );
            None
        }
    }?;
    check_twice(&stage, cast, findings);
    Some(stage)
}

/// Reads the arrangement of a group's definition.
pub(super) fn group(table: &Table<'_>, cast: &Cast) -> Option<Container> {
    let container = container(table, cast, 1);
    if let Some(container) = &container {
        check_twice(container, cast, table.findings());
    }
    container
}

fn container(table: &Table<'_>, cast: &Cast, depth: usize) -> Option<Container> {
    let findings = table.findings();
    know_keys(table);
    if !Limit::NESTING.check(depth, &table.span, findings) {
        return None;
    }
    let forms: Vec<(&str, &Toml)> = FORMS.iter().filter_map(|form| Some((*form, table.get(form)?))).collect();
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
    let children: Vec<Child> =
        nodes.iter().filter_map(|node| child(node, cast, findings, how, depth)).collect();
    if nodes.is_empty() {
        findings.error_help(
            "empty-container",
            &list.span,
            "a container without anything in it",
            "name a node",
        );
    }
    for key in ["gap", "justify"] {
        misplaced(table, key, how == Arrangement::Overlay, "members of an overlay lie on one another");
    }
    let container = Container {
        span: table.span.clone(),
        how,
        gap: table.number_within("gap", 0.0, LENGTH.1).unwrap_or(GAP),
        align: align(table).unwrap_or_default(),
        justify: justify(table),
        idle: idle(table, how, &children),
        children,
    };
    (!container.children.is_empty()).then_some(container)
}

/// Reports a list under a key that names no arrangement, if there is one.
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
            // The squarest grid unless the author says otherwise.
            let square = (count as f64).sqrt().ceil().max(1.0);
            Arrangement::Grid(columns.unwrap_or(square) as usize)
        }
    }
}

fn child(node: &Toml, cast: &Cast, findings: &Findings, how: Arrangement, depth: usize) -> Option<Child> {
    let entries = match &node.value {
        Value::Text(id) => {
            let found = cast.find(id, &node.span)?;
            return Some(Child::new(node.span.clone(), Content::Node(found)));
        }
        Value::Table(entries) => entries,
        _ => {
            let message = format!("a container holds ids and containers, not {}", node.noun());
            findings.error_help("wrong-type", &node.span, message, "write \"id\" or { column = [\"a\"] }");
            return None;
        }
    };
    let table = Table::new(findings, entries, node.span.clone(), "a container");
    let content = match table.get("node") {
        Some(id) => table.text("node").and_then(|text| cast.find(text, &id.span)).map(Content::Node),
        None => container(&table, cast, depth + 1).map(Content::Container),
    };
    let Some(content) = content else {
        know_child_keys(&table);
        table.finish();
        return None;
    };
    let own_align = if matches!(content, Content::Node(_)) { align(&table) } else { None };
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

impl Container {
    /// What stands for a stage that could not be read; the scene never gets past its reader.
    pub(super) fn empty(span: Span) -> Self {
        let (align, justify) = (Cross::default(), Justify::default());
        Self {
            span,
            how: Arrangement::Column,
            gap: GAP,
            align,
            justify,
            children: Vec::new(),
            idle: Vec::new(),
        }
    }
}

impl Child {
    fn new(span: Span, content: Content) -> Self {
        Self { span, content, grow: 0.0, width: None, height: None, align: None, place: None }
    }
}

/// Reports nodes that stand on one stage twice, alone or through a group.
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

/// Calls `found` for every node of a container, members of groups after the group. Nodes that come
/// through a group have the group's place.
pub(super) fn visit(container: &Container, cast: &Cast, found: &mut dyn FnMut(NodeId, &Span)) {
    // Groups can name one another's members over and over; beyond as many visits as there can be
    // nodes, some stand on stage twice, which has been reported by then.
    let mut budget = 2 * Limit::NODES.most;
    visit_within(container, cast, (0, &mut budget), found);
}

fn visit_within(
    container: &Container,
    cast: &Cast,
    (depth, budget): (usize, &mut usize),
    found: &mut dyn FnMut(NodeId, &Span),
) {
    // Groups inside groups are bounded by the same limit as containers; a cycle was reported.
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
