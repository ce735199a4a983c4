//! Detection of the bands in which two display lists differ.
//!
//! The pixels of a band depend only on the items that touch it and on their order. Equal items of the two lists
//! are matched without changing their order. If no unmatched item touches a band, the band has the same items
//! in both lists, and so the same pixels. A missed match costs time, but never changes a pixel.

use crate::display::Item;

use super::place::Place;

/// The number of items, from the first unmatched one, that are searched for an equal item.
const WINDOW: usize = 16;

/// The bands of one picture that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    bands: Vec<bool>,
}

/// A slice of items and their places, of equal length.
pub(super) type Placed<'a> = (&'a [Item], &'a [Place]);

impl Damage {
    /// Resets to a picture of `count` bands; `everything` is true if all are damaged, false if none are.
    pub(super) fn reset(&mut self, count: usize, everything: bool) {
        self.bands.clear();
        self.bands.resize(count, everything);
    }

    /// True if no band is damaged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.bands.contains(&true)
    }

    /// True if `band` is damaged.
    #[must_use]
    pub fn has(&self, band: usize) -> bool {
        self.bands.get(band) == Some(&true)
    }

    pub(super) fn set(&mut self, band: usize, damaged: bool) {
        self.bands[band] = damaged;
    }

    /// The damaged bands, from the top.
    pub fn bands(&self) -> impl Iterator<Item = usize> + '_ {
        self.bands.iter().enumerate().filter(|&(_, &damaged)| damaged).map(|(band, _)| band)
    }

    fn add(&mut self, places: &[Place]) {
        for place in places {
            self.bands[place.bands.clone()].fill(true);
        }
    }

    /// Adds every band in which `old` and `new` differ.
    pub(super) fn compare(&mut self, (old, old_places): Placed<'_>, (new, new_places): Placed<'_>) {
        let equal_ends = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        let (old, new) = (&old[..old.len() - equal_ends], &new[..new.len() - equal_ends]);
        let mut matched = 0;
        // Number of consecutive replaced items; the next match is expected that far ahead.
        let mut replaced = 0;
        for (item, place) in new.iter().zip(new_places) {
            let expected = matched + replaced;
            if let Some(at) = find(old, matched, expected, item) {
                self.add(&old_places[matched..at]);
                (matched, replaced) = (at + 1, 0);
                continue;
            }
            if let (Some(Item::Group { opacity, items }), Item::Group { opacity: same, items: now }) =
                (old.get(expected), item)
                && opacity == same
            {
                self.add(&old_places[matched..expected]);
                self.compare((items, &old_places[expected].inside), (now, &place.inside));
                (matched, replaced) = (expected + 1, 0);
                continue;
            }
            self.add(std::slice::from_ref(place));
            replaced += 1;
        }
        self.add(&old_places[matched..old.len()]);
    }
}

/// The index of `item` in `old`, from `matched` on: the expected index, or one within [`WINDOW`].
fn find(old: &[Item], matched: usize, expected: usize, item: &Item) -> Option<usize> {
    if old.get(expected) == Some(item) {
        return Some(expected);
    }
    let near = old[matched..].iter().take(WINDOW).position(|old| old == item);
    near.map(|ahead| matched + ahead)
}
