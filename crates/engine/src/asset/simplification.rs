//! Features of an SVG file that its drawing lacks, with their places.

use std::fmt;

/// Maximum number of characters of the file that a message quotes.
const SHOWN: usize = 40;
/// Maximum number of characters of the file that are examined for a quotation, before runs of blanks are
/// joined.
const READ: usize = 4 * SHOWN;

/// A feature of an SVG file that a drawing does not support.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// Gradients are replaced by their mean colour.
    Gradient,
    /// Areas filled with patterns are left out.
    Pattern,
    /// Clipping by anything but plain paths is not applied.
    Clip,
    /// Masks are not applied.
    Mask,
    /// Filters are not applied.
    Filter,
    /// Blend modes are not applied.
    Blend,
    /// Texts are left out.
    Text,
    /// Embedded pictures are left out.
    Image,
    /// Embedded HTML is left out.
    Html,
    /// Lines with too many dashes, or with dashes that are not understood, are drawn solid.
    Dashes,
    /// Effects on strokes are not applied: constant widths, `pathLength`, and rare joins.
    Stroke,
    /// Transforms in three dimensions, or relative to the shape's own box, are not applied.
    Transform,
    /// Backgrounds other than colours are left out.
    Background,
    /// Animations are frozen in the state before they begin.
    Animation,
    /// Scripts are not run.
    Script,
    /// Unknown elements are left out.
    Element,
    /// References to nothing, or out of the file, are left out.
    Reference,
    /// Rules of style sheets that are not understood are not applied.
    Rule,
    /// Values that are not understood are not applied.
    Value,
    /// Variables that a `use` sets are not inherited by its target.
    Variable,
}

impl Feature {
    /// A short description of the effect on the drawing.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Gradient => "gradients become one colour",
            Self::Pattern => "patterns are left out",
            Self::Clip => "clipping by clipped paths or shapes of CSS is ignored",
            Self::Mask => "masks are ignored",
            Self::Filter => "filters are ignored",
            Self::Blend => "blend modes are ignored",
            Self::Text => "texts are left out",
            Self::Image => "embedded pictures are left out",
            Self::Html => "HTML is left out",
            Self::Dashes => "dashes that are too many, or not understood, become lines",
            Self::Stroke => "effects on strokes are ignored",
            Self::Transform => "transforms that are not plain and flat are ignored",
            Self::Background => "backgrounds other than colours are ignored",
            Self::Animation => "animations stand still",
            Self::Script => "scripts do not run",
            Self::Element => "unknown elements are left out",
            Self::Reference => "references that lead nowhere, or out of the file, are ignored",
            Self::Rule => "style rules that are not understood are ignored",
            Self::Value => "values that are not understood are ignored",
            Self::Variable => "variables do not reach into what a `use` shows",
        }
    }
}

/// A place in an SVG file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the element, without brackets.
    pub element: String,
    /// Line in the file, counted from 1.
    pub line: u32,
}

/// A feature that a drawing lacks, with its first place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simplification {
    /// Feature that the drawing lacks.
    pub feature: Feature,
    /// First place where the feature occurs.
    pub place: Place,
    /// Text of the file at that place, shortened to a few words.
    pub detail: Option<String>,
    /// Number of places where the feature occurs.
    pub count: usize,
}

impl fmt::Display for Simplification {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { element, line } = &self.place;
        write!(out, "{} (line {line}, <{element}>", self.feature.says())?;
        if let Some(detail) = &self.detail {
            write!(out, ": `{detail}`")?;
        }
        match self.count {
            0 | 1 => out.write_str(")"),
            more => write!(out, ", and {} more)", more - 1),
        }
    }
}

/// A feature that one element lacks.
#[derive(Clone, Debug)]
pub(super) struct Loss {
    pub(super) feature: Feature,
    /// Text of the file, or its beginning.
    pub(super) detail: String,
}

impl Loss {
    pub(super) fn new(feature: Feature, text: &str) -> Self {
        Self { feature, detail: beginning(text).to_owned() }
    }

    /// A loss of a property with this value.
    pub(super) fn of_value(feature: Feature, property: &str, value: &str) -> Self {
        Self { feature, detail: format!("{property}: {}", beginning(value)) }
    }
}

/// The beginning of a text, which may be as long as a file.
fn beginning(text: &str) -> &str {
    text.char_indices().nth(READ).map_or(text, |(end, _)| &text[..end])
}

/// The features that a drawing lacks, one entry per feature.
#[derive(Debug, Default)]
pub(super) struct Simplifications(Vec<Simplification>);

impl Simplifications {
    pub(super) fn note(&mut self, feature: Feature, place: &Place, detail: Option<&str>) {
        if let Some(known) = self.0.iter_mut().find(|known| known.feature == feature) {
            known.count += 1;
            return;
        }
        let detail = detail.map(|detail| {
            let words = beginning(detail).split_whitespace().collect::<Vec<_>>().join(" ");
            let shown: String = words.chars().take(SHOWN).collect();
            if shown.len() < words.len() { shown + "…" } else { shown }
        });
        self.0.push(Simplification { feature, place: place.clone(), detail, count: 1 });
    }

    /// The entries, in the order of [`Feature`].
    pub(super) fn finish(mut self) -> Vec<Simplification> {
        self.0.sort_by_key(|found| found.feature);
        self.0
    }
}
