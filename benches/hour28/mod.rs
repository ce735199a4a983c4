//! The clip that every stage is measured on.
#![allow(dead_code, reason = "every bench is a program of its own and uses some of this")]

use std::path::{Path, PathBuf};

use halfminute::film::{Film, Overrides};
use halfminute::scene::Scene;
use halfminute::theme::Theme;

pub(crate) fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes/hour28-tokenizer-extension-impact.toml")
}

pub(crate) fn text() -> String {
    std::fs::read_to_string(path()).expect("the scene is in the repository")
}

pub(crate) fn scene() -> Scene {
    Scene::read(&text(), &Overrides::default()).0.expect("the scene has no mistakes")
}

pub(crate) fn theme() -> Theme {
    let text = Theme::built_in("pearl").expect("the theme is built in");
    Theme::read(text).expect("built-in themes are tested")
}

pub(crate) fn film(size: (u32, u32)) -> Film {
    let overrides = Overrides { size: Some(size), ..Overrides::default() };
    let checked = Film::open(&path(), &overrides).expect("the scene is in the repository");
    checked.film.expect("the scene has no mistakes")
}

/// A frame of the third beat while seventeen tokens turn into eleven: the most items of the clip.
pub(crate) const BUSY: u32 = 330;
