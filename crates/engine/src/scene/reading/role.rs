//! Tells whether a .toml file in a folder of scenes is a scene or the theme of one.

use crate::diagnostic::Diagnostics;
use crate::document::{Entry, Value, parse};
use crate::theme::SECTIONS;

/// The purpose of a file, as far as can be told without checking it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A scene, possibly with mistakes, and the theme that it names.
    Scene {
        /// The value of `theme` as written, if there is one.
        theme: Option<String>,
    },
    /// A theme file, with at least one of a theme's sections.
    Theme,
}

/// The role of a file with this text. A text that is not TOML counts as a scene, so that reading it reports
/// the reason.
#[must_use]
pub fn role(text: &str) -> Role {
    let root = parse(text, &mut Diagnostics::default()).unwrap_or_default();
    let has = |key: &str| root.iter().any(|entry| entry.key == key);
    let is_scene = ["clip", "node", "beat"].into_iter().any(has);
    if !is_scene && SECTIONS.into_iter().any(has) {
        return Role::Theme;
    }
    Role::Scene { theme: theme(&root) }
}

fn theme(root: &[Entry]) -> Option<String> {
    let clip = root.iter().find(|entry| entry.key == "clip")?;
    let Value::Table(keys) = &clip.value.value else { return None };
    let theme = keys.iter().find(|entry| entry.key == "theme")?;
    theme.value.as_text().map(str::to_owned)
}
