//! What an SVG file amounts to once everything it refers to is written out.

use std::collections::{HashMap, HashSet};

use usvg::roxmltree::{Document, Node, NodeId};

use crate::asset::drawing::DEPTH;

/// The most bytes of attributes, counted as often as they are referred to: a few seconds of reading.
const MOST: f64 = (1 << 24) as f64;
/// The most references.
const REFERENCES: usize = 1 << 20;
/// What an element weighs beside its attributes, in bytes.
const ELEMENT: f64 = 16.0;

/// Why a file cannot be written out.
#[derive(Debug)]
pub(super) enum Endless {
    /// Something contains itself.
    Circle,
    /// Elements and references inside one another beyond any drawing's need.
    Depth,
    /// More than any drawing needs.
    Size,
}

/// Adds up what `document` amounts to. An upper bound: a style rule counts wherever it might apply.
pub(super) fn check<'a>(document: &'a Document<'a>, sheets: &'a [String]) -> Result<(), Endless> {
    let mut ids: HashMap<&str, Vec<Node<'_, '_>>> = HashMap::new();
    for element in document.descendants().filter(Node::is_element) {
        if let Some(id) = element.attribute("id") {
            ids.entry(id).or_default().push(element);
        }
    }
    let rules = Rules::of(sheets);
    let mut expansion = Expansion { ids, rules, known: HashMap::new(), open: HashSet::new(), followed: 0 };
    expansion.cost(document.root_element(), 0).map(drop)
}

/// An element with all below it.
#[derive(Clone, Copy, Default)]
struct Cost {
    elements: f64,
    /// Of attributes.
    bytes: f64,
    /// `bytes`, and those of everything referred to.
    expanded: f64,
}

struct Expansion<'a> {
    ids: HashMap<&'a str, Vec<Node<'a, 'a>>>,
    rules: Rules<'a>,
    known: HashMap<NodeId, Cost>,
    /// Elements whose cost is being computed.
    open: HashSet<NodeId>,
    /// References followed so far.
    followed: usize,
}

impl<'a> Expansion<'a> {
    fn cost(&mut self, element: Node<'a, 'a>, depth: usize) -> Result<Cost, Endless> {
        if let Some(cost) = self.known.get(&element.id()) {
            return Ok(*cost);
        }
        if depth > 2 * DEPTH {
            return Err(Endless::Depth);
        }
        if !self.open.insert(element.id()) {
            return Err(Endless::Circle);
        }
        let own: usize = element.attributes().map(|attribute| attribute.value().len()).sum();
        let own = ELEMENT + own as f64;
        let mut cost = Cost { elements: 1.0, bytes: own, expanded: own };
        for child in element.children().filter(Node::is_element) {
            let child = self.cost(child, depth + 1)?;
            cost.elements += child.elements;
            cost.bytes += child.bytes;
            cost.expanded += child.expanded;
        }
        for target in self.copied(element) {
            let target = self.follow(target, depth)?;
            cost.elements += target.elements;
            cost.bytes += target.bytes;
            cost.expanded += target.expanded;
        }
        for (times, id) in self.painted(element) {
            let times = match times {
                Times::Once => 1.0,
                Times::Elements => cost.elements,
                Times::Points => cost.bytes,
            };
            for target in self.ids.get(id).cloned().unwrap_or_default() {
                cost.expanded += times * self.follow(target, depth)?.expanded;
            }
        }
        if cost.expanded > MOST {
            return Err(Endless::Size);
        }
        self.open.remove(&element.id());
        self.known.insert(element.id(), cost);
        Ok(cost)
    }

    fn follow(&mut self, target: Node<'a, 'a>, depth: usize) -> Result<Cost, Endless> {
        self.followed += 1;
        if self.followed > REFERENCES {
            return Err(Endless::Size);
        }
        self.cost(target, depth + 1)
    }

    /// What stands in the element's place, or is inherited by it, through `href`.
    fn copied(&self, element: Node<'a, 'a>) -> Vec<Node<'a, 'a>> {
        // Links for those who click and moving pictures: readers do not follow them.
        if ["a", "animate", "animateMotion", "animateTransform", "mpath", "script", "set"]
            .contains(&element.tag_name().name())
        {
            return Vec::new();
        }
        let links = element.attributes().filter(|attribute| attribute.name() == "href");
        let ids = links.filter_map(|link| link.value().trim().strip_prefix('#'));
        ids.flat_map(|id| self.ids.get(id).into_iter().flatten().copied()).collect()
    }

    /// What is used as a paint, a marker, a clip and so on, through `url`.
    fn painted(&self, element: Node<'a, 'a>) -> Vec<(Times, &'a str)> {
        let mut found = Vec::new();
        for attribute in element.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            if name == "style" { declared(value, &mut found) } else { referred(name, value, &mut found) }
        }
        let classes = element.attribute("class").unwrap_or_default().split_whitespace();
        let names = classes.chain(element.attribute("id")).chain([element.tag_name().name()]);
        for name in names {
            found.extend(self.rules.named.get(name).into_iter().flatten().copied());
        }
        found.extend(&self.rules.any);
        found
    }
}

/// How often something is drawn for one reference.
#[derive(Clone, Copy)]
enum Times {
    Once,
    /// For every element below: paints are inherited.
    Elements,
    /// For every point of a path, at most.
    Points,
}

/// The ids in `url(#id)` within a property's value.
fn referred<'a>(property: &str, value: &'a str, found: &mut Vec<(Times, &'a str)>) {
    let times = match property {
        "clip-path" | "mask" | "filter" => Times::Once,
        "fill" | "stroke" | "marker-start" | "marker-end" => Times::Elements,
        _ => Times::Points,
    };
    for link in value.split("url(").skip(1) {
        let link = link.split(')').next().unwrap_or(link);
        let id = link.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'').strip_prefix('#');
        found.extend(id.map(|id| (times, id)));
    }
}

fn declared<'a>(declarations: &'a str, found: &mut Vec<(Times, &'a str)>) {
    for declaration in declarations.split(';') {
        let (property, value) = declaration.split_once(':').unwrap_or_default();
        referred(property.trim(), value, found);
    }
}

/// Rules of style sheets that refer to something.
#[derive(Default)]
struct Rules<'a> {
    /// By each name of a class, an id or an element in their selectors.
    named: HashMap<&'a str, Vec<(Times, &'a str)>>,
    /// Those that may apply to any element.
    any: Vec<(Times, &'a str)>,
}

impl<'a> Rules<'a> {
    /// Of sheets without comments.
    fn of(sheets: &'a [String]) -> Self {
        let mut rules = Self::default();
        for block in sheets.iter().flat_map(|sheet| sheet.split('}')) {
            let Some((before, declarations)) = block.rsplit_once('{') else { continue };
            let mut found = Vec::new();
            declared(declarations, &mut found);
            if found.is_empty() {
                continue;
            }
            let selector = before.rsplit('{').next().unwrap_or(before);
            let is_name = |c: char| c.is_alphanumeric() || "-_".contains(c) || !c.is_ascii();
            let plain = |c: char| is_name(c) || c.is_whitespace() || ".#:,>+~".contains(c);
            // Every part of a selector has to begin with a name; a state may follow, such as `:hover`.
            let parts = selector.split(|c: char| c.is_whitespace() || ",>+~".contains(c));
            let mut parts = parts.filter(|part| !part.is_empty()).peekable();
            let any = parts.peek().is_none() || parts.any(|part| part.starts_with(':'));
            let names = selector.split(|c| !is_name(c)).filter(|name| !name.is_empty());
            if !any && selector.chars().all(plain) {
                for name in names {
                    rules.named.entry(name).or_default().extend(&found);
                }
            } else {
                rules.any.extend(&found);
            }
        }
        rules
    }
}
