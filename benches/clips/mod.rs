//! The clips of the repository, and the one clip on which every stage is measured.
#![allow(dead_code, reason = "every bench is a program of its own and uses some of this")]

use std::path::{Path, PathBuf};

use halfminute_check::CheckedFilm;
use halfminute_engine::film::Overrides;
use halfminute_engine::scene::Scene;
use halfminute_engine::theme::Theme;

const HOUR_28: &str = "hour28-tokenizer-extension-impact";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes")
}

pub(crate) fn text() -> String {
    std::fs::read_to_string(folder().join(HOUR_28).with_extension("toml"))
        .expect("the scene is in the repository")
}

pub(crate) fn scene() -> Scene {
    Scene::read(&text(), &Overrides::default()).0.expect("the scene has no mistakes")
}

pub(crate) fn theme() -> Theme {
    let text = Theme::built_in("pearl").expect("the theme is built in");
    Theme::read(text).expect("built-in themes are tested")
}

fn film(path: &Path, size: (u32, u32)) -> CheckedFilm {
    let overrides = Overrides { size: Some(size), ..Overrides::default() };
    let checked = halfminute_check::open(path, &overrides).expect("the scene is in the repository");
    checked.film.expect("the scene has no mistakes")
}

pub(crate) fn hour28(size: (u32, u32)) -> CheckedFilm {
    film(&folder().join(HOUR_28).with_extension("toml"), size)
}

/// All clips, in the order of their hours.
pub(crate) fn all(size: (u32, u32)) -> Vec<CheckedFilm> {
    let entries = std::fs::read_dir(folder()).expect("the scenes are in the repository");
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().map(|path| film(path, size)).collect()
}

/// A frame in the third beat of hour 28, in which seventeen tokens turn into eleven; it has the most items of
/// the clip.
pub(crate) const BUSY: u32 = 330;
