//! A spatial index of boxes: a query visits only the boxes near it.

use kurbo::Rect;
use rstar::{AABB, Envelope, RTree, RTreeObject, SelectionFunction};

/// Boxes with an attached value each, indexed by position.
#[derive(Debug)]
pub struct BoxIndex<T> {
    tree: RTree<Entry<T>>,
}

#[derive(Debug)]
struct Entry<T> {
    rect: Rect,
    what: T,
}

impl<T> RTreeObject for Entry<T> {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        envelope(self.rect)
    }
}

fn envelope(rect: Rect) -> AABB<[f64; 2]> {
    AABB::from_corners([rect.x0, rect.y0], [rect.x1, rect.y1])
}

impl<T: Copy> BoxIndex<T> {
    /// An index of boxes whose sides are not negative.
    #[must_use]
    pub fn new(boxes: impl IntoIterator<Item = (Rect, T)>) -> Self {
        let entries = boxes.into_iter().map(|(rect, what)| Entry { rect, what });
        Self { tree: RTree::bulk_load(entries.collect()) }
    }

    /// Adds a box whose sides are not negative.
    pub fn insert(&mut self, rect: Rect, what: T) {
        self.tree.insert(Entry { rect, what });
    }

    /// Removes the boxes that share a point with `rect`, edges included, and for which `picks` returns true.
    pub fn remove_touching(&mut self, rect: Rect, picks: impl Fn(Rect, T) -> bool) {
        let picked = Picked { area: envelope(rect), picks };
        self.tree.drain_with_selection_function(picked).for_each(drop);
    }

    /// The boxes that share a point with `rect`, edges included. `rect` may be infinite. The order of the
    /// results depends only on how the index was filled.
    pub fn touching(&self, rect: Rect) -> impl Iterator<Item = (Rect, T)> {
        self.tree.locate_in_envelope_intersecting(envelope(rect)).map(|entry| (entry.rect, entry.what))
    }
}

/// Selects boxes that touch an area and satisfy a predicate, for removal.
struct Picked<P> {
    area: AABB<[f64; 2]>,
    picks: P,
}

impl<T: Copy, P: Fn(Rect, T) -> bool> SelectionFunction<Entry<T>> for Picked<P> {
    fn should_unpack_parent(&self, envelope: &AABB<[f64; 2]>) -> bool {
        envelope.intersects(&self.area)
    }

    fn should_unpack_leaf(&self, leaf: &Entry<T>) -> bool {
        leaf.envelope().intersects(&self.area) && (self.picks)(leaf.rect, leaf.what)
    }
}

impl<T: Copy> Default for BoxIndex<T> {
    fn default() -> Self {
        Self::new([])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn boxes() -> impl Strategy<Value = Vec<Rect>> {
        let one = (0.0..100.0_f64, 0.0..100.0_f64, 0.0..30.0_f64, 0.0..30.0_f64);
        let one =
            one.prop_map(|(x, y, w, h)| Rect::new(x.round(), y.round(), (x + w).round(), (y + h).round()));
        prop::collection::vec(one, 1..40)
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_touches(boxes in boxes(), first in 0_usize..40) {
            let (query, numbered) = (boxes[0], boxes.iter().copied().zip(0..));
            let mut index = BoxIndex::new(numbered.clone().take(first));
            numbered.clone().skip(first).for_each(|(rect, at)| index.insert(rect, at));
            let mut found: Vec<usize> = index.touching(query).map(|(_, at)| at).collect();
            found.sort_unstable();
            let touches = |rect: &Rect| rect.x0 <= query.x1 && query.x0 <= rect.x1 && rect.y0 <= query.y1 && query.y0 <= rect.y1;
            let expected: Vec<usize> = numbered.filter(|(rect, _)| touches(rect)).map(|(_, at)| at).collect();
            prop_assert_eq!(&found, &expected);
            index.remove_touching(query, |_, at| at % 2 == 0);
            let left = index.touching(Rect::new(f64::NEG_INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::INFINITY));
            let mut left: Vec<usize> = left.map(|(_, at)| at).collect();
            left.sort_unstable();
            let stays = |at: &usize| at % 2 == 1 || !expected.contains(at);
            prop_assert_eq!(left, (0..boxes.len()).filter(stays).collect::<Vec<_>>());
        }
    }
}
