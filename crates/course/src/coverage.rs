//! Assets, with the slides and lab sheets that work on each.

use super::Course;
use super::assets::Asset;

/// A slide that refers to a lab.
#[derive(Debug)]
pub(super) struct SlidePlace<'a> {
    /// Id of the add-on.
    pub(super) addon: &'a str,
    pub(super) number: usize,
    pub(super) anchor: &'a str,
}

/// An asset that an add-on is about, and the places that work on it.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) asset: &'a Asset,
    pub(super) slides: Vec<SlidePlace<'a>>,
    /// Ids of the lab sheets that name it.
    pub(super) labs: Vec<&'a str>,
}

impl Row<'_> {
    /// True if the asset is on an anchored slide and in a lab.
    pub(super) fn is_covered(&self) -> bool {
        !self.slides.is_empty() && !self.labs.is_empty()
    }
}

/// Every asset that an add-on works on, in the order of the data file.
pub(super) fn rows(course: &Course) -> Vec<Row<'_>> {
    let assets = course.assets.iter().flat_map(|assets| &assets.list);
    assets.filter(|asset| !asset.addon.is_empty()).map(|asset| row(course, asset)).collect()
}

fn row<'a>(course: &'a Course, asset: &'a Asset) -> Row<'a> {
    let labs = course.labs.iter().filter(|lab| lab.names(&asset.path.text));
    let labs = labs.map(|lab| lab.id.as_str()).collect();
    Row { asset, slides: slides(course, &asset.path.text), labs }
}

fn slides<'a>(course: &'a Course, path: &str) -> Vec<SlidePlace<'a>> {
    let mut found = Vec::new();
    for deck in &course.decks {
        let addon = &course.addon_of(deck).id.text;
        for slide in &deck.slides {
            let line =
                slide.anchor.as_ref().filter(|line| line.assets.iter().any(|asset| asset.text == path));
            found.extend(line.map(|line| SlidePlace { addon, number: slide.number, anchor: &line.id.text }));
        }
    }
    found
}
