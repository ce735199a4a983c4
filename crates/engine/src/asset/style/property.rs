//! The CSS properties that affect a drawing.

/// The kind of value that a property takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Takes {
    Paint,
    Color,
    Opacity,
    Number,
    /// A length, which needs a unit in CSS.
    Length,
    /// A length that needs no unit, not even in CSS.
    StrokeLength,
    Dashes,
    Keyword(&'static [&'static str]),
    /// A reference to an element: `url(#id)` or `none`.
    Reference,
    Transform,
    Origin,
    Path,
    /// Text that is passed on unchanged, unless it is too long.
    Text,
}

/// A property, named as in CSS.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    pub(super) is_inherited: bool,
    /// The initial value; empty if it is not written.
    pub(super) initial: &'static str,
    /// The elements that have the property; empty for all.
    pub(super) elements: &'static [&'static str],
}

const fn inherited(name: &'static str, takes: Takes, initial: &'static str) -> Property {
    Property { name, takes, is_inherited: true, initial, elements: &[] }
}

const fn own(name: &'static str, takes: Takes, initial: &'static str) -> Property {
    Property { name, takes, is_inherited: false, initial, elements: &[] }
}

const fn shape(name: &'static str, takes: Takes, elements: &'static [&'static str]) -> Property {
    Property { name, takes, is_inherited: false, initial: "", elements }
}

const BOXES: &[&str] = &["svg", "use", "rect"];

/// Every property that is passed to the SVG reader, in arbitrary order.
pub(super) const PROPERTIES: [Property; 42] = [
    inherited("fill", Takes::Paint, "#000000"),
    inherited("stroke", Takes::Paint, "none"),
    inherited("color", Takes::Color, "#000000"),
    own("stop-color", Takes::Color, "#000000"),
    inherited("fill-opacity", Takes::Opacity, "1"),
    inherited("stroke-opacity", Takes::Opacity, "1"),
    own("stop-opacity", Takes::Opacity, "1"),
    own("opacity", Takes::Opacity, "1"),
    inherited("fill-rule", Takes::Keyword(&["nonzero", "evenodd"]), "nonzero"),
    inherited("clip-rule", Takes::Keyword(&["nonzero", "evenodd"]), "nonzero"),
    inherited("stroke-width", Takes::StrokeLength, "1"),
    inherited("stroke-dasharray", Takes::Dashes, "none"),
    inherited("stroke-dashoffset", Takes::StrokeLength, "0"),
    inherited("stroke-linecap", Takes::Keyword(&["butt", "round", "square"]), "butt"),
    inherited("stroke-linejoin", Takes::Keyword(&["miter", "round", "bevel", "miter-clip", "arcs"]), "miter"),
    inherited("stroke-miterlimit", Takes::Number, "4"),
    inherited("paint-order", Takes::Text, "normal"),
    inherited("marker-start", Takes::Reference, "none"),
    inherited("marker-mid", Takes::Reference, "none"),
    inherited("marker-end", Takes::Reference, "none"),
    inherited("visibility", Takes::Keyword(&["visible", "hidden", "collapse"]), "visible"),
    inherited("font-size", Takes::Text, "medium"),
    own("display", Takes::Text, "inline"),
    own("overflow", Takes::Keyword(&["visible", "hidden", "scroll", "auto", "clip"]), ""),
    own("clip-path", Takes::Reference, "none"),
    own("mask", Takes::Reference, "none"),
    own("filter", Takes::Text, "none"),
    own("mix-blend-mode", Takes::Text, "normal"),
    own("vector-effect", Takes::Text, "none"),
    own("transform", Takes::Transform, ""),
    own("transform-origin", Takes::Origin, ""),
    own("transform-box", Takes::Text, "view-box"),
    shape("x", Takes::Length, BOXES),
    shape("y", Takes::Length, BOXES),
    shape("width", Takes::Length, BOXES),
    shape("height", Takes::Length, BOXES),
    shape("cx", Takes::Length, &["circle", "ellipse"]),
    shape("cy", Takes::Length, &["circle", "ellipse"]),
    shape("r", Takes::Length, &["circle"]),
    shape("rx", Takes::Length, &["rect", "ellipse"]),
    shape("ry", Takes::Length, &["rect", "ellipse"]),
    shape("d", Takes::Path, &["path"]),
];

impl Property {
    /// True if an element of this name has the property.
    pub(super) fn is_of(&self, element: &str) -> bool {
        self.elements.is_empty() || self.elements.contains(&element)
    }
}
