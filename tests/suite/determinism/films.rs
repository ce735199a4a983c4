//! The scenes that every property is tested on, and helpers for their display lists.

use std::fs;
use std::path::{Path, PathBuf};

use halfminute_basics::time::Rate;
use halfminute_check::CheckedFilm;
use halfminute_engine::display::{DisplayList, Item};
use halfminute_engine::film::Overrides;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::workshop::repository;

/// All scenes in a folder of the repository, sorted.
pub(crate) fn scenes(folder: &str) -> Vec<PathBuf> {
    let folder = repository(folder);
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut scenes: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    scenes.sort();
    assert!(!scenes.is_empty());
    scenes
}

/// The clips that are shipped and the small scenes of the frame tests.
pub(crate) fn all_scenes() -> Vec<PathBuf> {
    [scenes("scenes"), scenes("tests/cases/frames")].concat()
}

/// Tests a property on every scene.
pub(crate) fn for_every_scene(property: impl Fn(&Path) + Sync) {
    all_scenes().par_iter().for_each(|scene| property(scene));
}

pub(crate) fn open(scene: &Path) -> CheckedFilm {
    open_with(scene, &Overrides::default())
}

pub(crate) fn open_with(scene: &Path, overrides: &Overrides) -> CheckedFilm {
    let checked = halfminute_check::open(scene, overrides).unwrap();
    let messages: Vec<_> = checked.diagnostics().map(|found| found.message.clone()).collect();
    checked.film.unwrap_or_else(|| panic!("{}: {}", scene.display(), messages.join("; ")))
}

pub(crate) fn at_rate(scene: &Path, rate: u32) -> CheckedFilm {
    open_with(scene, &Overrides { rate: Some(Rate::new(rate, 1).unwrap()), ..Overrides::default() })
}

pub(crate) fn at_size(scene: &Path, size: (u32, u32)) -> CheckedFilm {
    open_with(scene, &Overrides { size: Some(size), ..Overrides::default() })
}

/// Asserts that nothing moves in the last 0.3 s of a beat: fails with the first frame that differs from the
/// last.
pub(crate) fn assert_rests(film: &CheckedFilm, scene: &str) {
    let still = (u64::from(film.rate().numerator()) * 3 / (u64::from(film.rate().denominator()) * 10)) as u32;
    for beat in film.beats() {
        let last = film.display_list(beat.end - 1);
        for frame in (beat.end - still).max(beat.first)..beat.end {
            let same = film.display_list(frame) == last;
            assert!(same, "{scene}: frame {frame} is not the last of `{}`, {}", beat.title, beat.end - 1);
        }
    }
}

/// Asserts that every length, colour and coordinate of the list is finite.
pub(crate) fn assert_finite(list: &DisplayList, place: &str) {
    assert!(list.background.components.iter().all(|component| component.is_finite()), "{place}");
    for item in &list.items {
        assert!(is_finite(item), "{place}: {item:?}");
    }
}

fn is_finite(item: &Item) -> bool {
    let color = |color: &halfminute_engine::display::Color| color.components.iter().all(|c| c.is_finite());
    match item {
        Item::Panel { rect, radius, color: c, transform } => {
            rect.is_finite() && radius.is_finite() && color(c) && transform.is_finite()
        }
        Item::Frame { rect, radius, width, color: c, transform } => {
            rect.is_finite() && radius.is_finite() && width.is_finite() && color(c) && transform.is_finite()
        }
        Item::Shadow { rect, radius, blur, color: c, transform } => {
            rect.is_finite() && radius.is_finite() && blur.is_finite() && color(c) && transform.is_finite()
        }
        Item::Fill { path, color: c, transform } => path.is_finite() && color(c) && transform.is_finite(),
        Item::Stroke { path, width, color: c, transform } => {
            path.is_finite() && width.is_finite() && color(c) && transform.is_finite()
        }
        Item::Text { block, color: c, transform, .. } => {
            let glyphs = block.runs.iter().flat_map(|run| &run.glyphs);
            glyphs.clone().all(|glyph| glyph.x.is_finite() && glyph.y.is_finite())
                && color(c)
                && transform.is_finite()
        }
        Item::Image { rect, radius, opacity, transform, .. } => {
            rect.is_finite() && radius.is_finite() && opacity.is_finite() && transform.is_finite()
        }
        Item::Drawing { opacity, transform, .. } => opacity.is_finite() && transform.is_finite(),
        Item::Group { opacity, items } => opacity.is_finite() && items.iter().all(is_finite),
    }
}
