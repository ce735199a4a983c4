//! What an SVG file amounts to once everything it refers to is written out.
//!
//! The reader draws what is referred to anew at each place that refers to it, and asks all that an element is in for what it inherits.

use std::collections::{HashMap, HashSet};

use usvg::roxmltree::{Document, Node, NodeId};

use crate::asset::Reject;
use crate::asset::drawing::DEPTH;

/// The most bytes of attributes, counted as often as they are referred to: a few seconds of reading.
const MOST: f64 = (1 << 24) as f64;
/// The most elements, each counted as often as it is referred to and once for each that it is in.
const LEVELS: f64 = (1 << 23) as f64;
/// The most references.
const REFERENCES: usize = 1 << 20;
/// What an element weighs beside its attributes, in bytes.
const ELEMENT: f64 = 16.0;

/// Refuses a file that amounts to more than any drawing needs. The bytes that it amounts to come back.
pub(super) fn check(document: &Document<'_>) -> Result<usize, Reject> {
    let mut ids: HashMap<&str, Node<'_, '_>> = HashMap::new();
    for element in document.descendants().filter(Node::is_element) {
        if let Some(id) = element.attribute("id") {
            ids.entry(id).or_insert(element);
        }
    }
    let mut expansion = Expansion { ids, known: HashMap::new(), open: HashSet::new(), followed: 0 };
    let cost = expansion.cost(document.root_element(), 0);
    // To ask an element for what is inherited takes as long as to read a byte or two.
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

/// Why a file cannot be written out.
#[derive(Debug)]
enum Endless {
    /// Something contains itself.
    Circle,
    /// Elements and references inside one another beyond any drawing's need.
    Depth,
    /// More than any drawing needs.
    Size,
    /// More to inherit from than any drawing needs.
    Levels,
}

/// An element with all below it.
#[derive(Clone, Copy, Default)]
struct Cost {
    elements: f64,
    /// Of attributes.
    bytes: f64,
    /// `bytes`, and those of everything referred to.
    expanded: f64,
    /// For each element, how many it is in, up to this one.
    levels: f64,
}

impl Cost {
    /// Adds what is one level below.
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
        let mut cost = Cost { elements: 1.0, bytes: own, expanded: own, levels: 0.0 };
        for child in element.children().filter(Node::is_element) {
            cost.add(self.cost(child, depth + 1)?);
        }
        let mut painted = Vec::new();
        for attribute in element.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            // What stands in the element's place, or is inherited by it.
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
            // How often it is drawn.
            let times = match name {
                "clip-path" => 1.0,
                // Paints are inherited by every element below.
                "fill" | "stroke" => cost.elements,
                // Markers stand at every point of a path; a point takes a byte at least.
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
