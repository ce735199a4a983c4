//! The boxes of a node's parts, indexed by part.

use kurbo::Rect;

use super::item::Uid;

/// The box of each part, and of the root.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Regions {
    /// Boxes sorted by uid, at most one per part.
    boxes: Vec<(Uid, Rect)>,
}

impl Regions {
    /// Declares the box of a part; the first declaration counts.
    pub fn declare(&mut self, part: Uid, rect: Rect) {
        if let Err(at) = self.place(part) {
            self.boxes.insert(at, (part, rect));
        }
    }

    /// The box of a part, if it was declared.
    #[must_use]
    pub fn get(&self, part: Uid) -> Option<Rect> {
        self.place(part).ok().map(|at| self.boxes[at].1)
    }

    /// Every part with its box, sorted by uid.
    pub fn iter(&self) -> impl Iterator<Item = (Uid, Rect)> {
        self.boxes.iter().copied()
    }

    /// Every part with a mutable reference to its box, sorted by uid.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Uid, &mut Rect)> {
        self.boxes.iter_mut().map(|(part, rect)| (*part, rect))
    }

    fn place(&self, part: Uid) -> Result<usize, usize> {
        self.boxes.binary_search_by_key(&part, |(uid, _)| *uid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_box_of_a_part_counts() {
        let mut regions = Regions::default();
        let boxes = [5, 2, 9, 2].map(|uid| (Uid(uid), Rect::new(0.0, 0.0, f64::from(uid), 1.0)));
        boxes.iter().for_each(|(part, rect)| regions.declare(*part, *rect));
        regions.declare(Uid(5), Rect::ZERO);
        assert_eq!(regions.iter().map(|(part, _)| part.0).collect::<Vec<_>>(), [2, 5, 9]);
        assert_eq!(regions.get(Uid(5)), Some(boxes[0].1));
        assert_eq!(regions.get(Uid(3)), None);
    }
}
