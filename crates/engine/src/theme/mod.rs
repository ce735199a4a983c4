//! Themes: the tokens that decide how every clip looks. [`Theme::read`] turns TOML into a complete [`Theme`].
//!
//! Built-in themes are files beside this one; an author's theme is a file of the same form anywhere in the
//! scene's folder. A theme never changes when things happen, only how they look and how fast the motions of the
//! lead-in run within their fixed 0.8 s.

use std::sync::Arc;

use crate::choice::{Choice, choices};
use crate::diagnostic::Diagnostics;
use crate::display::Color;
use crate::document::{Findings, parse};
use crate::easing::Easing;
use halfminute_basics::time::Time;

mod contrast;
mod read;

pub use contrast::{contrast, luminance};

choices! {
    /// The meaning that a node, part, arrow or mark expresses with its colours.
    pub enum Tone {
        /// No particular meaning, the default.
        Plain = "plain",
        /// Something secondary, or something skipped.
        Quiet = "quiet",
        /// Something emphasised, or something new.
        Accent = "accent",
        /// Something right, or something passed.
        Good = "good",
        /// Something that needs care.
        Warn = "warn",
        /// Something wrong, or something failed.
        Bad = "bad",
    }
}

choices! {
    /// The size of a node's text.
    pub enum TextSize {
        /// The size of most texts.
        Body = "body",
        /// Smaller, for what is secondary.
        Small = "small",
        /// Larger, and bold where a text stands alone.
        Large = "large",
        /// The largest, for a word or a number.
        Huge = "huge",
    }
}

const BUILT_IN: [(&str, &str); 2] =
    [("pearl", include_str!("pearl.toml")), ("night", include_str!("night.toml"))];

/// All tokens of a theme.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The TOML text that the theme was read from, for its digest.
    pub text: Arc<str>,
    /// Colours that belong to no tone.
    pub color: Colors,
    /// Colours of each tone, in the order of [`Tone`].
    pub tones: [ToneColors; Tone::ALL.len()],
    /// Colours of highlighted source code.
    pub code: Code,
    /// Colours of terminal windows, dark in every theme.
    pub terminal: Terminal,
    /// Text sizes, in units.
    pub type_scale: Type,
    /// Margins and other distances, in units.
    pub space: Space,
    /// Lines, corners and shadows.
    pub shape: Shape,
    /// Motions and durations that scenes do not set.
    pub motion: Motion,
}

/// Colours that belong to no tone.
#[derive(Clone, Copy, Debug)]
pub struct Colors {
    /// Background of the whole picture.
    pub ground: Color,
    /// Background of the caption band.
    pub band: Color,
    /// Background of cards, tiles and tables.
    pub panel: Color,
    /// Text, and outlines that carry meaning.
    pub ink: Color,
    /// Labels, units, secondary text.
    pub soft: Color,
    /// Hairlines and other decorative lines.
    pub line: Color,
    /// Unfilled meters, blank cells.
    pub track: Color,
    /// Progress, marks and flow along arrows.
    pub accent: Color,
    /// Shadows cast by panels.
    pub shadow: Color,
}

/// Colours of a node with a certain tone.
#[derive(Clone, Copy, Debug)]
pub struct ToneColors {
    /// Colour of its text.
    pub ink: Color,
    /// Colour of its background.
    pub fill: Color,
    /// Colour of its border.
    pub line: Color,
}

/// Colours of source code on the background of a plain tone; other text has the tone's ink.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Keywords of the language.
    pub keyword: Color,
    /// String literals and similar text.
    pub string: Color,
    /// Numbers, and constants such as `True`.
    pub number: Color,
    /// Comments in the code.
    pub comment: Color,
    /// Names of functions and types.
    pub name: Color,
}

/// Colours of terminals, whose background is dark in every theme.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Background of the window.
    pub fill: Color,
    /// Border, and the rule below the title.
    pub line: Color,
    /// Title and output text.
    pub output: Color,
    /// Commands that were typed.
    pub command: Color,
    /// The prompt before a command.
    pub prompt: Color,
}

impl Tone {
    /// This tone, or `inherited` if this one is plain.
    #[must_use]
    pub fn within(self, inherited: Self) -> Self {
        if self == Self::Plain { inherited } else { self }
    }
}

impl TextSize {
    /// The value for this size among those for body, small, large and huge texts.
    #[must_use]
    pub fn pick<T: Copy>(self, values: [T; Self::ALL.len()]) -> T {
        values[self as usize]
    }

    /// The size one step above this one; the largest stays.
    #[must_use]
    pub fn larger(self) -> Self {
        self.pick([Self::Large, Self::Body, Self::Huge, Self::Huge])
    }
}

impl ToneColors {
    /// The colour of icons on the tone's own background: that of the border, which carries the hue, if its
    /// contrast with the background is at least 3:1, else that of the text.
    #[must_use]
    pub fn line_on_fill(&self) -> Color {
        if contrast(self.line, self.fill) >= 3.0 { self.line } else { self.ink }
    }
}

/// Text sizes: heights of the em square, in units.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Sizes of node text, in the order of [`TextSize`].
    pub sizes: [f64; TextSize::ALL.len()],
    /// Labels of nodes and arrows.
    pub label: f64,
    /// Title of a beat.
    pub title: f64,
    /// Title of the clip.
    pub clip: f64,
    /// Text of the caption.
    pub caption: f64,
}

/// Margins and other distances, in units.
#[derive(Clone, Copy, Debug)]
pub struct Space {
    /// Left and right safe margin.
    pub margin_x: f64,
    /// Top and bottom safe margin.
    pub margin_y: f64,
    /// From the top of the picture to the stage.
    pub header: f64,
    /// Height of the caption band.
    pub band: f64,
    /// Between the stage and its surroundings.
    pub stage: f64,
    /// Padding inside a panel.
    pub pad: f64,
    /// Least distance between neighbours that an arrow connects.
    pub arrow: f64,
}

/// Lines, corners and shadows, in units.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Corner radius of panels.
    pub radius: f64,
    /// Line width of borders.
    pub line: f64,
    /// Line width of arrows.
    pub arrow: f64,
    /// Line width of marks.
    pub mark: f64,
    /// Standard deviation of the shadows' blur.
    pub shadow_blur: f64,
    /// Downward offset of shadows.
    pub shadow_y: f64,
}

/// Motions of the lead-in, and other motion tokens that scenes do not set. Times count from the beat's start.
#[derive(Clone, Copy, Debug)]
pub struct Motion {
    /// Time at which nodes have left.
    pub leave_end: Time,
    /// Time at which nodes begin to glide.
    pub glide_start: Time,
    /// Time at which nodes have glided.
    pub glide_end: Time,
    /// Time at which nodes begin to enter.
    pub enter_start: Time,
    /// Time at which nodes have entered.
    pub enter_end: Time,
    /// Distance that an entering node rises, in units.
    pub rise: f64,
    /// Opacity of nodes that are out of focus.
    pub dim: f64,
    /// Easing of gliding nodes.
    pub glide: Easing,
    /// Easing of entering nodes.
    pub enter: Easing,
    /// Easing of leaving nodes.
    pub leave: Easing,
    /// Easing of changes that name none.
    pub change: Easing,
}

/// Names of the tables in a theme file.
pub const SECTIONS: [&str; 9] =
    ["color", "tone", "code", "terminal", "type", "space", "shape", "motion", "ease"];

impl Theme {
    /// Names of the built-in themes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The TOML text of a built-in theme.
    #[must_use]
    pub fn built_in(name: &str) -> Option<&'static str> {
        BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// The built-in theme of the opposite flavour: dark for a light one, light for a dark one. `None` for an
    /// author's own theme.
    #[must_use]
    pub fn other_flavour(name: &str) -> Option<&'static str> {
        match name {
            "pearl" => Some("night"),
            "night" => Some("pearl"),
            _ => None,
        }
    }

    /// Reads a theme from TOML.
    ///
    /// # Errors
    /// All mistakes in it, as diagnostics with spans of `text`.
    pub fn read(text: &str) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::default();
        let Some(root) = parse(text, &mut found) else { return Err(found) };
        let findings = Findings::new(found);
        let theme = read::theme(&findings, &root, text);
        if findings.has_errors() { Err(findings.into_inner()) } else { Ok(theme) }
    }

    /// The colours of a tone.
    #[must_use]
    pub fn tone(&self, tone: Tone) -> ToneColors {
        self.tones[tone as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_themes_are_valid() {
        for name in Theme::names() {
            let theme = Theme::read(Theme::built_in(name).unwrap());
            assert!(theme.is_ok(), "{name}: {:?}", theme.err());
        }
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        let text = Theme::built_in("pearl").unwrap();
        let text = text
            .replace("\"#f4f2ee\"", "\"pearl\"")
            .replace("leave_end   = 0.22", "leave_end = 0.5")
            .replace("radius      = 14", "radious = 14");
        let found = Theme::read(&text).unwrap_err().finish();
        let codes: Vec<_> = found.iter().map(|d| d.code.0).collect();
        assert_eq!(codes, ["bad-color", "unknown-key", "out-of-range"]);
        assert_eq!(found[1].help.as_deref(), Some("did you mean `radius`?"));
    }
}
