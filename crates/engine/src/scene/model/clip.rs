//! Settings of the whole clip.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::scene::model::Lints;
use halfminute_basics::time::{Rate, Time};

/// Settings of a scene that the command line may replace.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Width and height in pixels, instead of the scene's `size`.
    pub size: Option<(u32, u32)>,
    /// Frames per second, instead of the scene's `fps`.
    pub rate: Option<Rate>,
    /// Name of a built-in theme, instead of the scene's `theme`.
    pub theme: Option<&'static str>,
}

/// Settings of the whole clip.
#[derive(Clone, Debug)]
pub struct Clip {
    /// Place of `[clip]` in the file.
    pub span: Span,
    /// Title of the clip, drawn above every beat's.
    pub title: String,
    /// Place of the title in the file.
    pub title_span: Span,
    /// Length of the clip, which the beats add up to.
    pub lasts: Time,
    /// Place of the value of `lasts`.
    pub lasts_span: Span,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Frames per second, as an exact fraction.
    pub rate: Rate,
    /// Name of a built-in theme, or path of a theme file, with its place in the file.
    pub theme: (String, Span),
    /// BCP 47 language tag, such as `en`.
    pub lang: String,
    /// Seed of the order in which scattered dots are drawn.
    pub seed: u64,
    /// Place of the key `seed`, if it is written.
    pub seed_span: Option<Span>,
    /// Metadata for those who use the clip.
    pub metadata: Metadata,
    /// All strings of `[clip]` that people may read, as written.
    pub words: Vec<Words>,
    /// Levels of lints for the whole clip.
    pub lints: Lints,
}

/// Metadata of a clip, such as its place in a course: copied to the manifest as it is written. The engine
/// interprets none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Number of the course's hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour: Option<u32>,
    /// Name of the add-on, possibly empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub addon: String,
    /// Names of the labs that the clip prepares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anchors: Vec<String>,
    /// Paths of the material that the clip is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<String>,
}

impl Metadata {
    /// True if the scene writes none of the keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A string of `[clip]` that people may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The key that it is written under.
    pub key: &'static str,
    /// The string as it is written.
    pub text: String,
    /// Place of the string in the file.
    pub span: Span,
}
