//! A theme: the tokens that decide how every clip looks. TOML in, a finished [`Theme`] out.
//!
//! Built-in themes are files beside this one; an author's theme is the same file anywhere in the
//! scene's folder. A theme never changes when things happen, only how they look and how swiftly
//! the lead-in's motions run inside their fixed 0.8 s.

use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::display::Color;
use crate::document::{Findings, parse};
use crate::easing::Easing;
use crate::time::Time;

mod contrast;
mod read;

pub use contrast::{contrast, luminance};

/// The tones a node or part can have, in the order of [`Theme::tones`].
pub const TONES: [&str; 6] = ["plain", "quiet", "accent", "good", "warn", "bad"];

/// The text sizes a node can have, in the order of [`Type::sizes`].
pub const SIZES: [&str; 4] = ["body", "small", "large", "huge"];

const BUILT_IN: [(&str, &str); 2] =
    [("pearl", include_str!("pearl.toml")), ("night", include_str!("night.toml"))];

/// Everything a look consists of.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The text it was read from, for its digest.
    pub text: Arc<str>,
    /// Colours that belong to no tone.
    pub color: Colors,
    /// Colours of a tone, in the order of [`TONES`].
    pub tones: [Tone; TONES.len()],
    /// Colours of code.
    pub code: Code,
    /// Colours of terminals.
    pub terminal: Terminal,
    /// Text sizes.
    pub type_scale: Type,
    /// Distances.
    pub space: Space,
    /// Lines, corners and shadows.
    pub shape: Shape,
    /// Lengths of the motions that no author writes.
    pub motion: Motion,
}

/// Colours that belong to no tone.
#[derive(Clone, Copy, Debug)]
pub struct Colors {
    /// Behind everything.
    pub ground: Color,
    /// Behind the caption.
    pub band: Color,
    /// Cards, tiles, tables.
    pub panel: Color,
    /// Text, and outlines that carry meaning.
    pub ink: Color,
    /// Labels, units, secondary text.
    pub soft: Color,
    /// Hairlines.
    pub line: Color,
    /// Unfilled meters, blank cells.
    pub track: Color,
    /// Progress, marks, flow.
    pub accent: Color,
    /// Under panels.
    pub shadow: Color,
}

/// What a tone does to a node.
#[derive(Clone, Copy, Debug)]
pub struct Tone {
    /// Text.
    pub ink: Color,
    /// Background.
    pub fill: Color,
    /// Border.
    pub line: Color,
}

/// Colours of code, on the background of a plain tone; what is nothing of these has the tone's ink.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Words of the language itself.
    pub keyword: Color,
    /// Texts in quotes.
    pub string: Color,
    /// Numbers, and constants such as `True`.
    pub number: Color,
    /// Remarks that the machine skips.
    pub comment: Color,
    /// Names of functions and types.
    pub name: Color,
}

/// Colours of terminals, whose background is dark in every theme.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Background.
    pub fill: Color,
    /// Border, and the rule below the title.
    pub line: Color,
    /// Title and output.
    pub output: Color,
    /// Commands.
    pub command: Color,
    /// The sign that a command begins with.
    pub prompt: Color,
}

impl Tone {
    /// The colour of icons on the tone's own background: the border's, which carries the hue, where
    /// it stands out from the background by 3:1, else the text's.
    #[must_use]
    pub fn line_on_fill(&self) -> Color {
        if contrast(self.line, self.fill) >= 3.0 { self.line } else { self.ink }
    }
}

/// Text sizes: heights of the em square, in units.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// In the order of [`SIZES`].
    pub sizes: [f64; SIZES.len()],
    /// Labels of nodes and arrows.
    pub label: f64,
    /// The beat's title.
    pub title: f64,
    /// The clip's title.
    pub clip: f64,
    /// The caption.
    pub caption: f64,
}

/// Distances, in units.
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
    /// Between the stage and what bounds it.
    pub stage: f64,
    /// Inside a panel.
    pub pad: f64,
    /// Least distance between neighbours that an arrow joins.
    pub arrow: f64,
}

/// Lines, corners and shadows, in units.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Corner radius of panels.
    pub radius: f64,
    /// Width of borders.
    pub line: f64,
    /// Width of arrows.
    pub arrow: f64,
    /// Width of marks.
    pub mark: f64,
    /// Standard deviation of the shadows' blur.
    pub shadow_blur: f64,
    /// How far shadows fall.
    pub shadow_y: f64,
}

/// The lead-in's motions and other lengths that no author writes.
#[derive(Clone, Copy, Debug)]
pub struct Motion {
    /// End of leaving.
    pub leave_end: Time,
    /// Start of gliding.
    pub glide_start: Time,
    /// End of gliding.
    pub glide_end: Time,
    /// Start of entering.
    pub enter_start: Time,
    /// End of entering.
    pub enter_end: Time,
    /// How far an entering node comes up, in units.
    pub rise: f64,
    /// Opacity of what is out of focus.
    pub dim: f64,
    /// Easing of gliding.
    pub glide: Easing,
    /// Easing of entering.
    pub enter: Easing,
    /// Easing of leaving.
    pub leave: Easing,
    /// Easing of changes that name none.
    pub change: Easing,
}

/// The tables of a theme.
pub const SECTIONS: [&str; 9] =
    ["color", "tone", "code", "terminal", "type", "space", "shape", "motion", "ease"];

impl Theme {
    /// Names of the built-in themes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The text of a built-in theme.
    #[must_use]
    pub fn built_in(name: &str) -> Option<&'static str> {
        BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// The built-in theme that is dark where the one of this name is light, and the other way
    /// round. A theme of an author's own has none.
    #[must_use]
    pub fn other_flavour(name: &str) -> Option<&'static str> {
        match name {
            "pearl" => Some("night"),
            "night" => Some("pearl"),
            _ => None,
        }
    }

    /// Reads a theme.
    ///
    /// # Errors
    /// Everything wrong with it, as diagnostics about `text`.
    pub fn read(text: &str) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::default();
        let Some(root) = parse(text, &mut found) else { return Err(found) };
        let findings = Findings::new(found);
        let theme = read::theme(&findings, &root, text);
        if findings.has_errors() { Err(findings.into_inner()) } else { Ok(theme) }
    }

    /// The colours of tone number `tone`, an index into [`TONES`].
    #[must_use]
    pub fn tone(&self, tone: usize) -> Tone {
        self.tones[tone.min(TONES.len() - 1)]
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
