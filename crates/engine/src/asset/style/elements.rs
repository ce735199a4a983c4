//! The elements of a drawing, in the form that selectors need.

use std::collections::HashMap;

use usvg::roxmltree::{Document, Node, NodeId};

use crate::asset::simplification::Place;
use crate::asset::work::{Spent, Work};

/// An element with the indices of its relatives.
#[derive(Debug)]
pub(in crate::asset) struct Element<'a, 'input> {
    pub(in crate::asset) node: Node<'a, 'input>,
    pub(super) parent: Option<usize>,
    pub(super) previous: Option<usize>,
    next: Option<usize>,
    /// Position among its siblings, from 1.
    position: i64,
    pub(super) id: Option<&'a str>,
    /// Class names, sorted and without duplicates.
    pub(super) classes: Vec<&'a str>,
    line: u32,
}

impl<'a> Element<'a, '_> {
    pub(in crate::asset) fn name(&self) -> &'a str {
        self.node.tag_name().name()
    }
}

/// Every element of a drawing, in document order.
#[derive(Debug)]
pub(in crate::asset) struct Elements<'a, 'input> {
    pub(in crate::asset) list: Vec<Element<'a, 'input>>,
    /// Number of child elements, by the index of the parent.
    children: HashMap<usize, i64>,
    indices: HashMap<NodeId, usize>,
    /// Number of descendants of each element.
    below: Vec<usize>,
    /// Number of classes of all elements together.
    pub(super) classes: usize,
}

impl<'a, 'input> Elements<'a, 'input> {
    pub(in crate::asset) fn of(document: &'a Document<'input>) -> Self {
        let mut list: Vec<Element<'a, 'input>> = Vec::new();
        let mut indices = HashMap::new();
        let mut last_child: HashMap<usize, usize> = HashMap::new();
        let mut children: HashMap<usize, i64> = HashMap::new();
        let line_ends: Vec<usize> = document.input_text().match_indices('\n').map(|(at, _)| at).collect();
        for node in document.descendants().filter(Node::is_element) {
            let at = list.len();
            indices.insert(node.id(), at);
            let parent = node.parent_element().and_then(|parent| indices.get(&parent.id()).copied());
            let previous = parent.and_then(|parent| last_child.insert(parent, at));
            if let Some(previous) = previous {
                list[previous].next = Some(at);
            }
            let position = parent.map_or(1, |parent| {
                let count = children.entry(parent).or_default();
                *count += 1;
                *count
            });
            let mut classes: Vec<&str> =
                node.attribute("class").unwrap_or_default().split_whitespace().collect();
            classes.sort_unstable();
            classes.dedup();
            let line = 1 + line_ends.partition_point(|end| *end < node.range().start);
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            let id = node.attribute("id");
            list.push(Element { node, parent, previous, next: None, position, id, classes, line });
        }
        // An element precedes all its descendants.
        let mut below = vec![0; list.len()];
        for (at, element) in list.iter().enumerate().rev() {
            if let Some(parent) = element.parent {
                below[parent] += below[at] + 1;
            }
        }
        let classes = list.iter().map(|element| element.classes.len()).sum();
        Self { list, children, indices, below, classes }
    }

    /// The number of descendants of an element.
    pub(in crate::asset) fn below(&self, at: usize) -> usize {
        self.below[at]
    }

    /// The place of an element in the file.
    pub(in crate::asset) fn place(&self, at: usize) -> Place {
        let element = &self.list[at];
        Place { element: element.name().to_owned(), line: element.line }
    }

    pub(in crate::asset) fn index(&self, node: Node<'_, '_>) -> Option<usize> {
        self.indices.get(&node.id()).copied()
    }

    /// The position of an element among its siblings, from 1.
    pub(super) fn position(
        &self,
        at: usize,
        from_end: bool,
        of_type: bool,
        work: &mut Work,
    ) -> Result<i64, Spent> {
        let element = &self.list[at];
        if !of_type {
            let count = element.parent.and_then(|parent| self.children.get(&parent)).copied().unwrap_or(1);
            return Ok(if from_end { count + 1 - element.position } else { element.position });
        }
        let next = |at: usize| if from_end { self.list[at].next } else { self.list[at].previous };
        let (mut position, mut sibling) = (1, next(at));
        while let Some(other) = sibling {
            work.spend(1)?;
            position += i64::from(self.list[other].name() == element.name());
            sibling = next(other);
        }
        Ok(position)
    }
}
