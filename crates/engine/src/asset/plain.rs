//! Rewriting of an SVG file with plain attributes, for a reader that supports little more.
//!
//! Only elements and attributes that are listed here are written, with their styles applied. Everything else
//! that would be visible is noted with its place. Every element that is written has an `id`, by which its place
//! is found.

use std::collections::HashMap;
use std::rc::Rc;

use usvg::roxmltree::{Document, Node};

use crate::asset::Reject;
use crate::asset::simplification::{Feature, Loss, Place, Simplifications};
use crate::asset::style::{self, Cascade, Elements, Style, target};
use crate::asset::work::{Spent, Work};

mod uses;

/// Maximum size, in bytes, of a drawing once its styles are applied.
const BYTES: usize = 16 << 20;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// Attributes that are copied from every element.
const COMMON: [&str; 3] = ["systemLanguage", "requiredExtensions", "requiredFeatures"];
const GRADIENT: [&str; 3] = ["gradientUnits", "gradientTransform", "spreadMethod"];

/// An SVG file that contains only plain attributes.
pub(super) struct Plain {
    pub(super) text: String,
    /// The place of each element, by its id.
    pub(super) places: HashMap<String, Place>,
    /// A colour behind the drawing, in hexadecimal.
    pub(super) background: Option<String>,
    pub(super) lost: Simplifications,
}

/// The treatment of an element by its name.
enum Role {
    /// The element is written, with these attributes in addition to the common ones.
    Written(&'static [&'static str]),
    /// The element is left out, and a feature is lost.
    Lost(Feature),
    /// The element is left out: it is not visible, or its loss is noted at the element that refers to it.
    Silent,
}

impl Role {
    fn of(node: Node<'_, '_>) -> Self {
        if !matches!(node.tag_name().namespace(), None | Some(SVG)) {
            let is_html = node.tag_name().namespace() == Some("http://www.w3.org/1999/xhtml");
            return if is_html { Self::Lost(Feature::Html) } else { Self::Silent };
        }
        match node.tag_name().name() {
            "svg" | "symbol" => Self::Written(&["viewBox", "preserveAspectRatio"]),
            "g" | "a" | "defs" | "switch" | "use" | "path" | "rect" | "circle" | "ellipse" => {
                Self::Written(&[])
            }
            "line" => Self::Written(&["x1", "y1", "x2", "y2"]),
            "polyline" | "polygon" => Self::Written(&["points"]),
            "clipPath" => Self::Written(&["clipPathUnits"]),
            "marker" => Self::Written(&[
                "viewBox",
                "preserveAspectRatio",
                "refX",
                "refY",
                "markerWidth",
                "markerHeight",
                "markerUnits",
                "orient",
            ]),
            "linearGradient" => Self::Written(&["x1", "y1", "x2", "y2"]),
            "radialGradient" => Self::Written(&["cx", "cy", "r", "fx", "fy", "fr"]),
            "stop" => Self::Written(&["offset"]),
            "text" => Self::Lost(Feature::Text),
            "image" => Self::Lost(Feature::Image),
            "foreignObject" | "video" | "audio" | "iframe" | "canvas" => Self::Lost(Feature::Html),
            "animate" | "animateColor" | "animateMotion" | "animateTransform" | "set" | "discard" => {
                Self::Lost(Feature::Animation)
            }
            "script" => Self::Lost(Feature::Script),
            "title" | "desc" | "metadata" | "style" | "view" | "cursor" | "mask" | "filter" | "pattern"
            | "color-profile" | "font" | "font-face" => Self::Silent,
            _ => Self::Lost(Feature::Element),
        }
    }
}

/// Rewrites a document with plain attributes.
///
/// # Errors
/// The root is not an `svg` element, or the result takes too many bytes or steps.
pub(super) fn rewrite(document: &Document<'_>, work: &mut Work) -> Result<Plain, Reject> {
    let root = document.root_element();
    if root.tag_name().name() != "svg" || !matches!(root.tag_name().namespace(), None | Some(SVG)) {
        let reason = format!("is not an SVG file: it begins with <{}>", root.tag_name().name());
        return Err(Reject::new(reason, "export it again as plain SVG"));
    }
    let mut lost = Simplifications::default();
    let elements = Elements::of(document);
    for instruction in document.root().children().filter_map(|node| node.pi()) {
        if instruction.target == "xml-stylesheet" {
            let place = Place { element: "?xml-stylesheet".to_owned(), line: 1 };
            lost.note(Feature::Reference, &place, instruction.value);
        }
    }
    let texts = style::texts(&elements, &mut lost);
    let sheets = style::sheets(&texts, &mut lost)?;
    let mut ids = HashMap::new();
    for (at, element) in elements.list.iter().enumerate() {
        // An id contains no white space.
        if let Some(id) =
            element.node.attribute("id").filter(|id| !id.is_empty() && !id.contains(char::is_whitespace))
        {
            ids.entry(id).or_insert(at);
        }
    }
    let mut writer = Writer {
        cascade: Cascade::new(&elements, &sheets, work),
        ids,
        plain: Plain { text: String::new(), places: HashMap::new(), background: None, lost },
        scopes: HashMap::new(),
        asked: Vec::new(),
    };
    let written = writer.element(root, &Style::outermost(), false).and_then(|()| writer.check_uses());
    let Writer { plain, cascade, .. } = writer;
    written.map_err(|stop| match stop {
        Stop::Spent => cascade.work.too_much(&style::content(&elements, &sheets)),
        Stop::Bytes => {
            let reason = format!("stands for more than {BYTES} bytes once its styles are applied");
            Reject::new(reason, "give it shorter style rules, or export it as PNG")
        }
    })?;
    Ok(plain)
}

/// A limit at which writing stops.
enum Stop {
    Spent,
    Bytes,
}

impl From<Spent> for Stop {
    fn from(_: Spent) -> Self {
        Self::Spent
    }
}

struct Writer<'a, 'input> {
    cascade: Cascade<'a, 'input>,
    /// The first element with each id.
    ids: HashMap<&'a str, usize>,
    plain: Plain,
    /// The variables of each element, and those of its parent.
    scopes: HashMap<usize, uses::Scopes>,
    /// Elements and the variables that their styles refer to.
    asked: Vec<(usize, Vec<String>)>,
}

impl<'a, 'input> Writer<'a, 'input> {
    /// Writes an element and all its descendants. Losses within hidden elements are not noted.
    fn element(&mut self, node: Node<'a, 'input>, outer: &Style, is_hidden: bool) -> Result<(), Stop> {
        let Some(at) = self.cascade.elements.index(node) else { return Ok(()) };
        let name = node.tag_name().name();
        let attributes = match Role::of(node) {
            Role::Silent => return Ok(()),
            Role::Lost(feature) => {
                if !is_hidden {
                    let detail = (feature == Feature::Element).then_some(name);
                    self.plain.lost.note(feature, &self.cascade.elements.place(at), detail);
                }
                // An element that is left out may still be the one that a `switch` chooses, except for HTML,
                // which usually comes with a fallback.
                if node.parent_element().is_some_and(|parent| parent.tag_name().name() == "switch")
                    && feature != Feature::Html
                {
                    self.open(node, "g", at);
                    self.plain.text.push_str("/>");
                }
                return Ok(());
            }
            Role::Written(attributes) => attributes,
        };
        let mut style = self.cascade.style(at, outer)?;
        let is_hidden = is_hidden || style.properties(name).any(|pair| pair == ("display", "none"));
        self.open(node, if name == "a" { "g" } else { name }, at);
        for attribute in attributes.iter().chain(if name.ends_with("Gradient") { &GRADIENT[..] } else { &[] })
        {
            if let Some(value) = node.attribute(*attribute) {
                push_attribute(&mut self.plain.text, attribute, value);
            }
        }
        let mut lost = std::mem::take(&mut style.lost);
        self.link(node, &mut lost);
        self.properties(name, &style, &mut lost);
        if node.attribute("pathLength").is_some() {
            lost.push(Loss::new(Feature::Stroke, "pathLength"));
        }
        if node.parent_element().is_none() {
            self.plain.background = style.background.as_deref().map(str::to_owned);
        }
        if !is_hidden {
            let place = self.cascade.elements.place(at);
            lost.iter().for_each(|loss| self.plain.lost.note(loss.feature, &place, Some(&loss.detail)));
        }
        if !style.asked.is_empty() {
            self.asked.push((at, std::mem::take(&mut style.asked)));
        }
        self.scopes.insert(at, uses::Scopes { own: Rc::clone(&style.scope), outer: Rc::clone(&outer.scope) });
        self.plain.text.push('>');
        if self.plain.text.len() > BYTES {
            return Err(Stop::Bytes);
        }
        for child in node.children().filter(Node::is_element) {
            self.element(child, &style, is_hidden)?;
        }
        self.plain.text.push_str("</");
        self.plain.text.push_str(if name == "a" { "g" } else { name });
        self.plain.text.push('>');
        Ok(())
    }

    /// Writes the beginning of a tag, up to the attributes that all elements have.
    fn open(&mut self, node: Node<'a, 'input>, name: &str, at: usize) {
        let text = &mut self.plain.text;
        text.push('<');
        text.push_str(name);
        if node.parent_element().is_none() {
            push_attribute(text, "xmlns", SVG);
        }
        for attribute in COMMON {
            if let Some(value) = node.attribute(attribute) {
                push_attribute(text, attribute, value);
            }
        }
        let own = node.attribute("id").filter(|id| self.ids.get(id) == Some(&at));
        // An id of the file contains no blank, so this one is unique.
        let id = own.map_or_else(|| format!("{name} {at}"), str::to_owned);
        push_attribute(text, "id", &id);
        self.plain.places.insert(id, self.cascade.elements.place(at));
    }

    /// Writes the reference of a `use` or a gradient.
    fn link(&mut self, node: Node<'a, 'input>, lost: &mut Vec<Loss>) {
        let name = node.tag_name().name();
        if name != "use" && !name.ends_with("Gradient") {
            return;
        }
        let Some(address) = node.attribute("href").or_else(|| node.attribute((XLINK, "href"))) else {
            return;
        };
        match address.trim().strip_prefix('#').filter(|id| self.ids.contains_key(id)) {
            Some(id) => push_attribute(&mut self.plain.text, "href", &format!("#{id}")),
            None => lost.push(Loss::new(Feature::Reference, address)),
        }
    }

    /// Writes the properties of an element's style.
    fn properties(&mut self, element: &str, style: &Style, lost: &mut Vec<Loss>) {
        for (name, value) in style.properties(element) {
            let written = match (name, value) {
                (_, "")
                | ("mask", "none")
                | ("filter", "none")
                | ("mix-blend-mode", "normal")
                | ("vector-effect", "none") => None,
                ("transform-box", _) => None,
                ("mask", _) => lose(lost, Feature::Mask, name, value),
                ("filter", _) => lose(lost, Feature::Filter, name, value),
                ("mix-blend-mode", _) => lose(lost, Feature::Blend, name, value),
                ("vector-effect", _) => lose(lost, Feature::Stroke, name, value),
                ("stroke-linejoin", "miter-clip" | "arcs") => {
                    lose(lost, Feature::Stroke, name, value);
                    Some("miter".to_owned())
                }
                ("display", "none") => Some(value.to_owned()),
                ("display", "contents") => lose(lost, Feature::Value, name, value),
                ("display", _) => None,
                ("fill" | "stroke", _) => Some(self.paint(name, value, lost)),
                ("clip-path", _) => self.reference(&["clipPath"], name, value, lost),
                ("marker-start" | "marker-mid" | "marker-end", _) => {
                    self.reference(&["marker"], name, value, lost)
                }
                ("transform", _) => {
                    let boxes = style.properties(element).find(|(name, _)| *name == "transform-box");
                    if boxes.is_some_and(|(_, value)| !value.eq_ignore_ascii_case("view-box")) {
                        lost.push(Loss::new(Feature::Transform, "transform-box"));
                    }
                    Some(value.to_owned())
                }
                _ => Some(value.to_owned()),
            };
            if let Some(value) = written {
                push_attribute(&mut self.plain.text, name, &value);
            }
        }
    }

    /// The name of the first element with this id.
    fn element_of(&self, id: &str) -> Option<&'a str> {
        self.ids.get(id).map(|at| self.cascade.elements.list[*at].name())
    }

    /// A reference to an element with one of the `wanted` names, if there is one.
    fn reference(&self, wanted: &[&str], name: &str, value: &str, lost: &mut Vec<Loss>) -> Option<String> {
        let Some((id, _)) = target(value) else { return Some(value.to_owned()) };
        match self.element_of(id) {
            Some(element) if wanted.contains(&element) => Some(value.to_owned()),
            _ => lose(lost, Feature::Reference, name, value),
        }
    }

    /// A paint that is a colour, a gradient or `none`.
    fn paint(&self, name: &str, value: &str, lost: &mut Vec<Loss>) -> String {
        let Some((id, fallback)) = target(value) else { return value.to_owned() };
        match self.element_of(id) {
            Some("linearGradient" | "radialGradient") => value.to_owned(),
            Some("pattern") => {
                lose(lost, Feature::Pattern, name, value);
                "none".to_owned()
            }
            _ if fallback.trim().is_empty() => {
                lose(lost, Feature::Reference, name, value);
                "none".to_owned()
            }
            _ => fallback.trim().to_owned(),
        }
    }
}

/// Notes a property that is not written, and returns `None`.
fn lose(lost: &mut Vec<Loss>, feature: Feature, name: &str, value: &str) -> Option<String> {
    lost.push(Loss::of_value(feature, name, value));
    None
}

/// Writes an attribute, with its value escaped.
fn push_attribute(text: &mut String, name: &str, value: &str) {
    text.push(' ');
    text.push_str(name);
    text.push_str("=\"");
    for c in value.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '"' => text.push_str("&quot;"),
            '\n' | '\r' | '\t' => text.push(' '),
            c => text.push(c),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests;
