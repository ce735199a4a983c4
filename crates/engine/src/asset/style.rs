//! The styles of an SVG file: style sheets, `style` attributes and presentation attributes, resolved to the
//! values that each element has.
//!
//! The SVG reader supports few selectors, no variables, and only the colours of CSS 3, and it compares every
//! rule with every element. So styles are applied here, in counted steps, and the reader gets plain attributes.

mod cascade;
mod color;
mod elements;
mod property;
mod scan;
mod selector;
mod sheet;
mod transform;
mod value;
mod variables;

use usvg::roxmltree::Node;

use crate::asset::Reject;
use crate::asset::simplification::{Feature, Simplifications};

pub(super) use cascade::{Cascade, Style};
pub(super) use elements::Elements;
pub(super) use sheet::Sheets;
pub(super) use value::target;
pub(super) use variables::Scope;

/// The texts of a drawing's style sheets without comments, and the lines at which they begin.
pub(super) fn texts(elements: &Elements<'_, '_>, lost: &mut Simplifications) -> Vec<(String, u32)> {
    let mut texts = Vec::new();
    for (at, element) in elements.list.iter().enumerate().filter(|(_, element)| element.name() == "style") {
        let (node, place) = (element.node, elements.place(at));
        let is_css = node.attribute("type").is_none_or(|kind| kind.trim().is_empty() || kind == "text/css");
        let is_met = node.attribute("media").map_or(Some(true), sheet::is_met);
        if !is_css || is_met.is_none() {
            lost.note(Feature::Rule, &place, None);
        } else if is_met == Some(true) {
            let text: String = node.children().filter(Node::is_text).filter_map(|text| text.text()).collect();
            texts.push((scan::without_comments(&text).into_owned(), place.line));
        }
    }
    texts
}

/// Parses the rules of style sheets.
pub(super) fn sheets<'a>(
    texts: &'a [(String, u32)],
    lost: &mut Simplifications,
) -> Result<Sheets<'a>, Reject> {
    let mut sheets = Sheets::default();
    texts.iter().for_each(|(text, line)| sheets.add(text, *line, lost));
    if sheets.overflows {
        let reason = format!("has more than {} selectors of styles", sheet::SELECTORS);
        return Err(Reject::new(reason, "remove rules that select nothing, or export it as PNG"));
    }
    Ok(sheets)
}

/// A description of the numbers that determine the cost of styling.
pub(super) fn content(elements: &Elements<'_, '_>, sheets: &Sheets<'_>) -> String {
    let (rules, classes, elements) = (sheets.rules.len(), elements.classes, elements.list.len());
    format!("{elements} elements with {classes} classes and {rules} selectors")
}

#[cfg(test)]
mod tests;
