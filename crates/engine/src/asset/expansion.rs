//! The cost of an SVG file once everything that it refers to is written out.
//!
//! The SVG reader draws a referenced element again at each place that refers to it, and looks for inherited
//! properties in all ancestors of an element.

use std::collections::{HashMap, HashSet};

use usvg::roxmltree::{Document, Node, NodeId};

use crate::asset::Reject;
use crate::asset::drawing::DEPTH;

/// Maximum number of bytes of attributes, counted once per reference: a few seconds of reading.
const MOST: f64 = (1 << 24) as f64;
/// Maximum number of pairs of an element and one of its ancestors, counted once per reference.
const LEVELS: f64 = (1 << 23) as f64;
/// Maximum number of references that are followed in a file.
const REFERENCES: usize = 1 << 20;
/// The cost of an element in addition to its attributes, in bytes.
const ELEMENT: f64 = 16.0;

/// Refuses a file whose expansion is larger than any drawing needs. Returns the size of the expansion, in
/// bytes.
pub(super) fn check(document: &Document<'_>) -> Result<usize, Reject> {
    let mut ids: HashMap<&str, Node<'_, '_>> = HashMap::new();
    for element in document.descendants().filter(Node::is_element) {
        if let Some(id) = element.attribute("id") {
            ids.entry(id).or_insert(element);
        }
    }
    let mut expansion = Expansion { ids, known: HashMap::new(), open: HashSet::new(), followed: 0 };
    let cost = expansion.cost(document.root_element(), 0);
    // Looking for an inherited property in one ancestor takes as long as reading a byte or two.
    cost.map(|cost| (cost.expanded + cost.levels) as usize).map_err(|endless| {
        let reason = match endless {
            Endless::Circle => "has something that contains itself",
            Endless::Depth => "has references that lead too far",
            Endless::Size => "refers to the same things too often",
            Endless::Levels => "has too many elements inside one another",
        };
        Reject::new(reason, "export it again as plain SVG, or as PNG")
    })
}

/// Reason why a file cannot be written out.
#[derive(Debug)]
enum Endless {
    /// An element contains itself, directly or through references.
    Circle,
    /// Elements and references that are nested more deeply than any drawing needs.
    Depth,
    /// More bytes than any drawing needs.
    Size,
    /// More ancestors to inherit from than any drawing needs.
    Levels,
}

/// The cost of an element and all its descendants.
#[derive(Clone, Copy, Default)]
struct Cost {
    elements: f64,
    /// Bytes of attributes, without references.
    bytes: f64,
    /// `bytes`, plus those of everything that is referred to.
    expanded: f64,
    /// Sum over all elements of the number of their ancestors, up to this element.
    levels: f64,
}

impl Cost {
    /// Adds the cost of a child.
    fn add(&mut self, inner: Self) {
        self.elements += inner.elements;
        self.bytes += inner.bytes;
        self.expanded += inner.expanded;
        self.levels += inner.levels + inner.elements;
    }
}

struct Expansion<'a> {
    ids: HashMap<&'a str, Node<'a, 'a>>,
    known: HashMap<NodeId, Cost>,
    /// Elements whose cost is being computed, to detect cycles.
    open: HashSet<NodeId>,
    /// Number of references followed so far.
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
        let mut cost = Cost { elements: 1.0, bytes: own, expanded: own, levels: 0.0 };
        for child in element.children().filter(Node::is_element) {
            cost.add(self.cost(child, depth + 1)?);
        }
        let mut painted = Vec::new();
        for attribute in element.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            // An `href` target replaces the element, or the element inherits from it.
            if name == "href"
                && let Some(target) = value.strip_prefix('#').and_then(|id| self.ids.get(id).copied())
            {
                cost.add(self.follow(target, depth)?);
            }
            if let Some(id) = value.strip_prefix("url(#").and_then(|rest| rest.split(')').next()) {
                painted.push((name, id));
            }
        }
        for (name, id) in painted {
            // Number of times that the target is drawn.
            let times = match name {
                "clip-path" => 1.0,
                // Paints are inherited by every descendant.
                "fill" | "stroke" => cost.elements,
                // Markers are drawn at every point of a path; a point takes at least one byte.
                _ => cost.bytes,
            };
            if let Some(target) = self.ids.get(id).copied() {
                let target = self.follow(target, depth)?;
                cost.expanded += times * target.expanded;
                cost.levels += times * (target.levels + target.elements);
            }
        }
        if cost.expanded > MOST {
            return Err(Endless::Size);
        }
        if cost.levels > LEVELS {
            return Err(Endless::Levels);
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
}
