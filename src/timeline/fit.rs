//! When what comes and goes fits the boxes that carry it, and the room beside its neighbours.
//!
//! Boxes glide from one look to the next. A text that is in only one of the two looks has the size that it
//! has there, so it is seen only while the boxes around it are large enough, and the parts beside it out of
//! its way.

use std::collections::{HashMap, HashSet};

use kurbo::{Rect, Vec2};

use crate::nodes::{Element, Ink, Key, Picture, Uid};
use crate::timeline::tween::{anchored, blend_ink, blend_rect, fold_shift};

/// From when on, or until when, something fits, as a share of the way from one look to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    /// From 0 to 1.
    pub(super) share: f64,
    /// The part whose way it is: that of the box, or of the neighbour.
    pub(super) part: Uid,
}

/// What fits from one look to the next only for a part of the way. Nothing is listed that always fits.
#[derive(Debug, Default)]
pub(super) struct Fits {
    /// Of the later look, from when on they fit.
    comes: Misfits,
    /// Of the earlier look, until when they fit.
    goes: Misfits,
}

/// Elements of one look that do not always fit: those of parts that are in both looks by themselves, and
/// those of other parts together, because such a part comes or goes as a whole.
#[derive(Debug, Default)]
struct Misfits {
    elements: HashMap<Key, Vec<Fit>>,
    parts: HashMap<Uid, Vec<Fit>>,
}

impl Misfits {
    fn of(&self, key: Key) -> impl Iterator<Item = &Fit> {
        let own = self.elements.get(&key).into_iter().flatten();
        own.chain(self.parts.get(&key.part).into_iter().flatten())
    }

    /// Adds a fit, or tightens the one that is there for the same way.
    fn add(fits: &mut Vec<Fit>, fit: Fit) {
        match fits.iter_mut().find(|known| known.part == fit.part) {
            Some(known) => known.share = known.share.min(fit.share),
            None => fits.push(fit),
        }
    }

    /// The same with other shares.
    fn with(mut self, turned: fn(f64) -> f64) -> Self {
        let all = self.elements.values_mut().chain(self.parts.values_mut()).flatten();
        all.for_each(|fit| fit.share = turned(fit.share));
        self
    }
}

/// So much of its distance to an edge must something keep that comes or goes.
const AIR: f64 = 0.5;
/// Distances below this, in units, are no air: the two touch on purpose.
const TOUCHING: f64 = 1.0;
/// Something comes at the latest, and goes at the earliest, after this share of the way: it takes a moment.
const LATEST: f64 = 0.97;
const EARLIEST: f64 = 1.0 - LATEST;
/// Only so many panels around an element are looked at: the outermost, and those drawn just before it.
const OUTER: usize = 4;
const INNER: usize = 8;
/// Only so many parts before and after one are looked at for its neighbours.
const NEAR: usize = 8;

impl Fits {
    pub(super) fn new(from: &Picture, to: &Picture, folds: &HashMap<Uid, Uid>) -> Self {
        if from == to {
            return Self::default();
        }
        Self {
            comes: Half::new(to, from, folds).misfits().with(|share| (1.0 - share).min(LATEST)),
            goes: Half::new(from, to, folds).misfits().with(|share| share.max(EARLIEST)),
        }
    }

    /// How visible an element is that comes, from 0 to 1: `own` by itself, and as much as the boxes around
    /// it allow. `progress` says how far each part is.
    pub(super) fn coming(&self, key: Key, own: f64, progress: &dyn Fn(Uid) -> f64) -> f64 {
        let allowed = |fit: &Fit| ((progress(fit.part) - fit.share) / (1.0 - fit.share)).clamp(0.0, 1.0);
        self.comes.of(key).map(allowed).fold(own, f64::min)
    }

    /// The same of an element that goes.
    pub(super) fn going(&self, key: Key, own: f64, progress: &dyn Fn(Uid) -> f64) -> f64 {
        let allowed = |fit: &Fit| 1.0 - (progress(fit.part) / fit.share).clamp(0.0, 1.0);
        self.goes.of(key).map(allowed).fold(own, f64::min)
    }
}

/// One look, seen from the other.
struct Half<'a> {
    own: &'a Picture,
    folds: &'a HashMap<Uid, Uid>,
    other: &'a Picture,
    /// The elements of the other look.
    elements: HashMap<Key, &'a Element>,
    /// The parts of this look with their boxes, in the order in which they are drawn, and their places there.
    parts: Vec<(Uid, Rect)>,
    order: HashMap<Uid, usize>,
}

impl<'a> Half<'a> {
    fn new(own: &'a Picture, other: &'a Picture, folds: &'a HashMap<Uid, Uid>) -> Self {
        let elements = other.elements.iter().map(|element| (element.key, element)).collect();
        let mut parts: Vec<(Uid, Rect)> = Vec::new();
        let mut order = HashMap::new();
        for part in own.elements.iter().map(|element| element.key.part).filter(|part| *part != Uid::ROOT) {
            if let (None, Some(rect)) = (order.get(&part), own.region(part)) {
                order.insert(part, parts.len());
                parts.push((part, rect));
            }
        }
        Self { own, folds, other, elements, parts, order }
    }

    /// What does not always fit, with shares of the way from this look to the other.
    fn misfits(&self) -> Misfits {
        let parts: HashSet<Uid> = self.elements.keys().map(|key| key.part).collect();
        let mut found = Misfits::default();
        let mut panels: Vec<&Element> = Vec::new();
        for element in &self.own.elements {
            let (key, other) = (element.key, self.elements.get(&element.key).copied());
            if other.and_then(|other| blend_ink(&element.ink, &other.ink, 0.0)).is_none() {
                let outer = panels.iter().take(OUTER);
                let inner = panels.iter().skip(OUTER.max(panels.len().saturating_sub(INNER)));
                let boxes = outer.chain(inner).filter_map(|panel| self.within(element, other, panel));
                for fit in boxes.chain(self.beside(element)) {
                    let fits = match parts.contains(&key.part) {
                        true => found.elements.entry(key).or_default(),
                        false => found.parts.entry(key.part).or_default(),
                    };
                    Misfits::add(fits, fit);
                }
            }
            if matches!(element.ink, Ink::Panel(_)) {
                panels.push(element);
            }
        }
        found
    }

    /// How long an element fits a panel that carries it in this look, on the way to the other.
    fn within(&self, element: &Element, other: Option<&Element>, panel: &Element) -> Option<Fit> {
        let carries = panel.rect.inflate(TOUCHING, TOUCHING).contains_rect(element.rect);
        let gone = self.elements.get(&panel.key).filter(|_| carries)?;
        // Where the element is by then.
        let far = match other {
            Some(other) => anchored(element.rect, (element.rect, other.rect), 1.0),
            None => element.rect + self.fold_shift(element.key.part),
        };
        let near = distances(panel.rect, element.rect);
        let sides = near.into_iter().zip(distances(gone.rect, far));
        let fits = sides.filter(|(near, _)| *near > TOUCHING).map(|(near, far)| {
            let least = AIR * near;
            if far >= least { 1.0 } else { (near - least) / (near - far) }
        });
        let share = fits.fold(1.0, f64::min);
        (share < 1.0).then_some(Fit { share, part: panel.key.part })
    }

    /// How long an element keeps clear of the parts beside its own.
    fn beside(&self, element: &Element) -> Option<Fit> {
        let at = *self.order.get(&element.key.part)?;
        if self.folds.contains_key(&element.key.part) {
            return None;
        }
        let clear = |(part, near): &(Uid, Rect)| {
            let far = self.other.region(*part).filter(|_| !overlaps(*near, element.rect))?;
            Some(Fit { share: self.clear(element.rect, (*near, far)), part: *part })
        };
        let before = self.parts[..at].iter().rev().take(NEAR).find_map(clear);
        let after = self.parts[at + 1..].iter().take(NEAR).find_map(clear);
        let nearest = before.into_iter().chain(after).filter(|fit| fit.share < 1.0);
        nearest.min_by(|a, b| a.share.total_cmp(&b.share))
    }

    /// How long a box that goes from one place to another keeps clear of `rect`.
    fn clear(&self, rect: Rect, (near, far): (Rect, Rect)) -> f64 {
        const STEPS: usize = 32;
        let share = |step: usize| step as f64 / STEPS as f64;
        let meets = (1..=STEPS).find(|step| overlaps(blend_rect(near, far, share(*step)), rect));
        meets.map_or(1.0, |step| share(step - 1))
    }

    fn fold_shift(&self, part: Uid) -> Vec2 {
        fold_shift(self.folds, part, (self.own, self.other))
    }
}

/// How far the edges of `inner` are within those of `outer`: left, right, top, bottom.
fn distances(outer: Rect, inner: Rect) -> [f64; 4] {
    [inner.x0 - outer.x0, outer.x1 - inner.x1, inner.y0 - outer.y0, outer.y1 - inner.y1]
}

/// Whether two boxes share more than an edge.
fn overlaps(a: Rect, b: Rect) -> bool {
    let both = a.intersect(b);
    both.width() > TOUCHING && both.height() > TOUCHING
}
