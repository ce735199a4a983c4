//! `stage`: the arrangement of a beat, made of nested containers of nodes.

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
    /// Place of the container in the file.
    pub span: Span,
    /// The arrangement of the children.
    pub how: Arrangement,
    /// Distance between neighbours, in units.
    pub gap: f64,
    /// Alignment of the children across the direction of the arrangement.
    pub align: Cross,
    /// Alignment of the children along the direction of the arrangement.
    pub justify: Justify,
    /// Members of the container, at least one.
    pub children: Vec<Child>,
    /// Keys of the container that have no effect.
    pub idle: Vec<IdleKey>,
}

/// The arrangement of a container's children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// Side by side, from left to right.
    Row,
    /// Below one another, from top to bottom.
    Column,
    /// In rows of this many columns.
    Grid(usize),
    /// On top of one another, later ones in front.
    Overlay,
}

/// Alignment across the direction of an arrangement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cross {
    /// At the top or the left.
    Start,
    /// In the middle of the container.
    #[default]
    Center,
    /// At the bottom or the right.
    End,
    /// As large as the container, across the direction.
    Stretch,
}

/// Alignment along the direction of an arrangement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Justify {
    /// At the start of the direction.
    Start,
    /// In the middle of the container.
    #[default]
    Center,
    /// At the end of the direction.
    End,
    /// Spread to both ends, with equal gaps.
    Between,
}

/// A member of a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    /// Place of the child in the file.
    pub span: Span,
    /// The node or container that it is.
    pub content: Content,
    /// Share of the room that is left over, along the arrangement.
    pub grow: f64,
    /// Fixed width, in units.
    pub width: Option<f64>,
    /// Fixed height, in units.
    pub height: Option<f64>,
    /// Alignment of its own, across the arrangement.
    pub align: Option<Cross>,
    /// Place of its centre in an overlay, as fractions of width and height.
    pub place: Option<[f64; 2]>,
}

/// A node or a nested container.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A node; a group includes its members.
    Node(NodeId),
    /// A container nested in this one.
    Container(Container),
}

const GAP: f64 = 48.0;
const LENGTH: (f64, f64) = (1.0, 4000.0);
const FORMS: [&str; 4] = ["row", "column", "grid", "overlay"];

/// Marks the keys of a container as known in a group's table, which is read twice.
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

/// Reads a beat's `stage`; none if it cannot be read.
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

/// Reads the arrangement of a group's definition; none if it cannot be read.
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
    /// A placeholder for a stage that could not be read; a scene with one is never returned.
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
pub(super) fn visit(container: &Container, cast: &Cast, found: &mut dyn FnMut(NodeId, &Span)) {
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
