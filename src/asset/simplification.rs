//! Features of an SVG file that its drawing lacks, with their places.

use std::fmt;

/// The most characters of the file that are shown in one place.
const SHOWN: usize = 40;
/// The most characters of the file that are looked at for that, with blanks of which one is shown.
const READ: usize = 4 * SHOWN;

/// Something of an SVG file that a drawing does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// Gradients have become their mean colour.
    Gradient,
    /// Areas filled with patterns are left out.
    Pattern,
    /// Clipping by more than paths is not applied.
    Clip,
    /// Nothing is masked.
    Mask,
    /// Filters are not applied.
    Filter,
    /// Blend modes are not applied.
    Blend,
    /// Texts are left out.
    Text,
    /// Pictures within the drawing are left out.
    Image,
    /// HTML is left out.
    Html,
    /// Lines whose dashes are too fine or too many to draw, or not understood, are whole.
    Dashes,
    /// Lines are scaled with their shapes, and joined and measured as usual.
    Stroke,
    /// Transforms in three dimensions, or of the shape's own box, are not applied.
    Transform,
    /// Backgrounds that are no colours are left out.
    Background,
    /// Animations show what they would show before they begin.
    Animation,
    /// Scripts do not run.
    Script,
    /// Elements that are not known are left out.
    Element,
    /// What leads nowhere, or to another file, is left out.
    Reference,
    /// Rules of a style sheet are not applied.
    Rule,
    /// A value is not applied.
    Value,
    /// Variables that a `use` sets do not reach what it shows.
    Variable,
}

impl Feature {
    /// A few words that say what becomes of it.
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
    /// The name of the element.
    pub element: String,
    /// Counted from 1.
    pub line: u32,
}

/// A feature that a drawing lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simplification {
    /// The feature itself.
    pub feature: Feature,
    /// Its first place.
    pub place: Place,
    /// The text of the file there, cut to a few words.
    pub detail: Option<String>,
    /// The number of places.
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
    /// The text of the file, or its beginning.
    pub(super) detail: String,
}

impl Loss {
    pub(super) fn new(feature: Feature, text: &str) -> Self {
        Self { feature, detail: beginning(text).to_owned() }
    }

    /// A loss of a property that has this value.
    pub(super) fn of_value(feature: Feature, property: &str, value: &str) -> Self {
        Self { feature, detail: format!("{property}: {}", beginning(value)) }
    }
}

/// The beginning of a text, which may be as long as a file.
fn beginning(text: &str) -> &str {
    text.char_indices().nth(READ).map_or(text, |(end, _)| &text[..end])
}

/// The features that a drawing lacks, each once.
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

    /// In the order of [`Feature`].
    pub(super) fn finish(mut self) -> Vec<Simplification> {
        self.0.sort_by_key(|found| found.feature);
        self.0
    }
}
