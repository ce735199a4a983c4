//! Checks that refuse SVG files on which the XML reader would spend hours, or all memory.
//!
//! The XML reader expands entities wherever they are named, compares attributes with each other, and searches
//! namespaces one by one. The cost of that is estimated here before the file is parsed.

use usvg::roxmltree::Document;

use crate::asset::Reject;
use crate::asset::drawing::DEPTH;

/// Maximum number of bytes of an SVG file. It has room for all path elements that a drawing may have.
const BYTES: usize = 4 << 20;
/// Maximum number of attributes of an element: the reader compares them with each other.
const ATTRIBUTES: usize = 512;
/// Maximum number of entities that a file may declare.
const ENTITIES: usize = 256;
/// Maximum number of comparisons between namespaces and elements.
const COMPARISONS: usize = 1 << 26;

const RESAVE: &str = "export it again as plain SVG, or as PNG";

fn refuse<T>(reason: impl Into<String>) -> Result<T, Reject> {
    Err(Reject::new(reason, RESAVE))
}

/// Checks the text before it is parsed.
pub(super) fn check_text(text: &str) -> Result<(), Reject> {
    if text.len() > BYTES {
        return refuse(format!("is an SVG file of more than {BYTES} bytes"));
    }
    check_entities(text)?;
    // Within a tag, `<` is forbidden even in quotes: each piece begins with at most one tag.
    if text.split('<').any(|piece| quoted_values(piece) > ATTRIBUTES) {
        return refuse(format!("has an element of more than {ATTRIBUTES} attributes"));
    }
    let namespaces = text.matches("xmlns").count();
    if namespaces * (namespaces + text.matches('<').count()) > COMPARISONS {
        return refuse("declares too many namespaces");
    }
    Ok(())
}

/// Refuses entities that refer to other entities, or that expand to too many bytes.
fn check_entities(text: &str) -> Result<(), Reject> {
    let entities: Vec<usize> = text.match_indices("<!ENTITY").map(|(at, _)| at).take(ENTITIES + 1).collect();
    if entities.len() > ENTITIES {
        return refuse(format!("has more than {ENTITIES} entities"));
    }
    let values: Vec<&str> = entities.iter().filter_map(|at| first_quoted(&text[*at..])).collect();
    if values.iter().any(|value| value.contains('&')) {
        return refuse("has entities made of entities");
    }
    let longest = values.iter().map(|value| value.len()).max().unwrap_or(0);
    if longest.saturating_mul(text.matches('&').count()) > BYTES {
        return refuse(format!("has entities that stand for more than {BYTES} bytes"));
    }
    Ok(())
}

/// The text within the first pair of quotes, or up to the end if the quote is not closed.
fn first_quoted(text: &str) -> Option<&str> {
    let start = text.find(['"', '\''])?;
    let (quote, value) = text[start..].split_at(1);
    Some(value.split(quote).next().unwrap_or(value))
}

/// The number of quoted values before the end of the tag.
fn quoted_values(tag: &str) -> usize {
    let mut within = None;
    let mut count = 0;
    for byte in tag.bytes() {
        match (within, byte) {
            (None, b'>') => break,
            (None, b'"' | b'\'') => {
                within = Some(byte);
                count += 1;
            }
            (Some(quote), _) if byte == quote => within = None,
            _ => {}
        }
    }
    count
}

/// Refuses elements that are nested too deeply.
pub(super) fn check_depth(document: &Document<'_>) -> Result<(), Reject> {
    let mut depth = 0_usize;
    let mut at = document.root();
    loop {
        if let Some(child) = at.first_child() {
            depth += 1;
            at = child;
        } else {
            // Go to the next sibling of this element or of its nearest ancestor that has one.
            let mut next = at.next_sibling();
            while next.is_none() {
                let Some(parent) = at.parent() else { return Ok(()) };
                depth -= 1;
                at = parent;
                next = at.next_sibling();
            }
            let Some(sibling) = next else { return Ok(()) };
            at = sibling;
        }
        if depth > DEPTH {
            let reason = format!("has more than {DEPTH} elements inside one another");
            return refuse(reason);
        }
    }
}
