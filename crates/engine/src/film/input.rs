//! Input of a film: decodes the bytes of files, and reads the theme that a scene names.

use std::borrow::Cow;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics, Source, did_you_mean};
use crate::document::list;
use crate::scene::{Limit, Overrides, Scene};
use crate::source::{Files, NoFiles, Unavailable};
use crate::theme::Theme;

use super::Report;

/// The text of a scene, and what it is read with.
#[derive(Clone, Copy)]
pub struct SceneText<'a> {
    /// Path of the scene's file, which reports show and which names the clip. The file is not opened.
    pub path: &'a Path,
    /// The scene itself, in TOML.
    pub text: &'a str,
    /// Settings that replace those of the scene.
    pub overrides: &'a Overrides,
    /// The files that the scene may name.
    pub files: &'a dyn Files,
}

impl<'a> SceneText<'a> {
    /// A scene that is read as it is written and names no files.
    #[must_use]
    pub fn new(path: &'a Path, text: &'a str) -> Self {
        const AS_WRITTEN: &Overrides = &Overrides { size: None, rate: None, theme: None };
        Self { path, text, overrides: AS_WRITTEN, files: &NoFiles }
    }
}

/// Decodes UTF-8. A byte order mark is skipped, as some editors write one.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> (String, Diagnostics) {
    let mut found = Diagnostics::default();
    match String::from_utf8(bytes) {
        Ok(text) => (text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text), found),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            // A file beyond the limit was cut, perhaps within a character; the limit is reported elsewhere.
            if error.as_bytes().len() > Limit::FILE.most {
                return (text, found);
            }
            let message = "these bytes are not UTF-8 text";
            let replaced = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
            found.push(Diagnostic::error("not-utf8", replaced, message).help("save the file as UTF-8"));
            (text, found)
        }
    }
}

/// The scene's theme: a built-in one by name, or a file in the scene's folder. Mistakes are reported.
pub(super) fn theme(
    scene: &Scene,
    files: &dyn Files,
    found: &mut Diagnostics,
    reports: &mut Vec<Report>,
) -> Option<Theme> {
    let (name, span) = &scene.clip.theme;
    let mut fail = |code, message: String, help: String| {
        found.push(Diagnostic::error(code, span.clone(), message).help(help));
        None
    };
    if let Some(text) = Theme::built_in(name) {
        return Some(Theme::read(text).expect("built-in themes are tested"));
    }
    if !name.ends_with(".toml") {
        let names: Vec<_> = Theme::names().collect();
        let help = match did_you_mean(name, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("the themes are {}; a theme of your own is a path ending in .toml", list(&names)),
        };
        return fail("unknown-theme", format!("no theme is called `{name}`"), help);
    }
    let file = match files.find(name) {
        Ok(file) => file,
        Err(Unavailable { code, reason, help }) => {
            return fail(code, format!("`{name}` {reason}"), help.into());
        }
    };
    let text = match files.read(&file, Limit::FILE.most).map(decode) {
        Ok((text, found)) if !found.has_errors() && text.len() <= Limit::FILE.most => text,
        Ok(_) => {
            return fail("bad-theme", format!("`{name}` is not a theme"), "save it as UTF-8 text".into());
        }
        Err(error) => {
            return fail("unreadable", format!("cannot read `{name}`: {error}"), "check the path".into());
        }
    };
    match Theme::read(&text) {
        Ok(theme) => Some(theme),
        Err(theme_found) => {
            let source = Source { path: file, text: text.into() };
            let report = Report::new(source, theme_found);
            let count = report.diagnostics.len();
            reports.push(report);
            let mistakes = if count == 1 { "a mistake".into() } else { format!("{count} mistakes") };
            fail(
                "bad-theme",
                format!("`{name}` has {mistakes}"),
                "mend the theme: its findings follow".into(),
            )
        }
    }
}

/// A scene's file name, as messages show it.
pub(super) fn file_name(path: &Path) -> Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}
