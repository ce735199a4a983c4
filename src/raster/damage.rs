//! The bands in which two display lists differ.
//!
//! A band shows the items that touch it, in their order, and nothing else. Items of one list are
//! matched with equal ones of the other without changing their order; a band that no unmatched item
//! touches then has the same items in both lists, and the same pixels. A match that is missed costs
//! time and no pixel.

use crate::display::Item;

use super::place::Place;

/// How far ahead an equal item is looked for.
const WINDOW: usize = 16;

/// Bands of one picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    bands: Vec<bool>,
}

/// Items and their places.
pub(super) type Placed<'a> = (&'a [Item], &'a [Place]);

impl Damage {
    /// Every band of a picture of `count` bands, or none of them.
    pub(super) fn reset(&mut self, count: usize, everything: bool) {
        self.bands.clear();
        self.bands.resize(count, everything);
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.bands.contains(&true)
    }

    /// Whether `band` is damaged.
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
        // Items in a row that were replaced: the next one is expected as far ahead.
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

/// Where in `old`, from `matched` on, `item` is: where it is expected, or not far ahead.
fn find(old: &[Item], matched: usize, expected: usize, item: &Item) -> Option<usize> {
    if old.get(expected) == Some(item) {
        return Some(expected);
    }
    let near = old[matched..].iter().take(WINDOW).position(|old| old == item);
    near.map(|ahead| matched + ahead)
}
