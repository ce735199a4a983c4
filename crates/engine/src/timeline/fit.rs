//! Times at which elements that come or go fit the panels around them and the space beside their neighbours.
//!
//! Boxes glide from one picture to the next. A text that is in only one of the two keeps the size it has there,
//! so it is visible only while the boxes around it are large enough and the parts beside it are out of its way.

use std::collections::{HashMap, HashSet};

use kurbo::{Rect, Vec2};

use crate::nodes::{Element, Ink, Key, Picture, Uid};
use crate::timeline::tween::{anchored, blend_ink, blend_rect, fold_shift};

/// Share of a transition from which on, or up to which, something fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PanelFit {
    /// Share of the transition, from 0 to 1.
    pub(super) share: f64,
    /// The part whose progress counts: that of the panel or of the neighbour.
    pub(super) part: Uid,
}

/// Elements that fit for only a part of a transition. Elements that always fit are not listed.
#[derive(Debug, Default)]
pub(super) struct Fits {
    /// Elements of the later picture, with the share from which on they fit.
    comes: Misfits,
    /// Elements of the earlier picture, with the share up to which they fit.
    goes: Misfits,
}

/// Elements of one picture that do not always fit. A part that is in both pictures has an entry per element;
/// any other part has one entry, because it comes or goes as a whole.
#[derive(Debug, Default)]
struct Misfits {
    elements: HashMap<Key, Vec<PanelFit>>,
    parts: HashMap<Uid, Vec<PanelFit>>,
}

impl Misfits {
    fn of(&self, key: Key) -> impl Iterator<Item = &PanelFit> {
        let own = self.elements.get(&key).into_iter().flatten();
        own.chain(self.parts.get(&key.part).into_iter().flatten())
    }

    /// Adds a fit, or tightens the existing one for the same part.
    fn add(fits: &mut Vec<PanelFit>, fit: PanelFit) {
        match fits.iter_mut().find(|known| known.part == fit.part) {
            Some(known) => known.share = known.share.min(fit.share),
            None => fits.push(fit),
        }
    }

    /// Replaces every share by the result of `turned`.
    fn with(mut self, turned: fn(f64) -> f64) -> Self {
        let all = self.elements.values_mut().chain(self.parts.values_mut()).flatten();
        all.for_each(|fit| fit.share = turned(fit.share));
        self
    }
}

/// Share of its distance to a panel's edge that an element must keep in order to fit.
const AIR: f64 = 0.5;
/// Distance in units below which two edges are meant to touch.
pub(super) const TOUCHING: f64 = 1.0;
/// Latest share at which an element may start to come, and earliest at which it may be gone: fading takes a
/// moment.
const LATEST: f64 = 0.97;
const EARLIEST: f64 = 1.0 - LATEST;
/// Numbers of panels around an element that are checked: the outermost, and those drawn just before it.
const OUTER: usize = 4;
const INNER: usize = 8;
/// Number of parts before and after an element's own that are checked as neighbours.
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

    /// Visibility of an element that comes, from 0 to 1: `own`, or less where the boxes around it do not allow
    /// more. `progress` gives the progress of each part.
    pub(super) fn coming(&self, key: Key, own: f64, progress: &dyn Fn(Uid) -> f64) -> f64 {
        let allowed = |fit: &PanelFit| ((progress(fit.part) - fit.share) / (1.0 - fit.share)).clamp(0.0, 1.0);
        self.comes.of(key).map(allowed).fold(own, f64::min)
    }

    /// Visibility of an element that goes, in the same way.
    pub(super) fn going(&self, key: Key, own: f64, progress: &dyn Fn(Uid) -> f64) -> f64 {
        let allowed = |fit: &PanelFit| 1.0 - (progress(fit.part) / fit.share).clamp(0.0, 1.0);
        self.goes.of(key).map(allowed).fold(own, f64::min)
    }
}

/// One of the two pictures, compared with the other.
struct Half<'a> {
    own: &'a Picture,
    folds: &'a HashMap<Uid, Uid>,
    other: &'a Picture,
    /// Elements of the other picture.
    elements: HashMap<Key, &'a Element>,
    /// Parts of this picture with their boxes, in painting order, and the index of each part there.
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

    /// Elements that do not always fit, with shares of the way from this picture to the other.
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

    /// Share of the way to the other picture for which an element fits a panel that carries it in this one;
    /// `None` if it always fits.
    fn within(&self, element: &Element, other: Option<&Element>, panel: &Element) -> Option<PanelFit> {
        let carries = panel.rect.inflate(TOUCHING, TOUCHING).contains_rect(element.rect);
        let gone = self.elements.get(&panel.key).filter(|_| carries)?;
        // The element's box in the other picture.
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
        (share < 1.0).then_some(PanelFit { share, part: panel.key.part })
    }

    /// Share of the way for which an element stays clear of the parts beside its own.
    fn beside(&self, element: &Element) -> Option<PanelFit> {
        let at = *self.order.get(&element.key.part)?;
        if self.folds.contains_key(&element.key.part) {
            return None;
        }
        let clear = |(part, near): &(Uid, Rect)| {
            let far = self.other.region(*part).filter(|_| !overlaps(*near, element.rect))?;
            Some(PanelFit { share: self.clear(element.rect, (*near, far)), part: *part })
        };
        let before = self.parts[..at].iter().rev().take(NEAR).find_map(clear);
        let after = self.parts[at + 1..].iter().take(NEAR).find_map(clear);
        let nearest = before.into_iter().chain(after).filter(|fit| fit.share < 1.0);
        nearest.min_by(|a, b| a.share.total_cmp(&b.share))
    }

    /// Share of the way for which a box that moves from `near` to `far` stays clear of `rect`.
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

/// Distances from the edges of `outer` inwards to those of `inner`: left, right, top, bottom.
fn distances(outer: Rect, inner: Rect) -> [f64; 4] {
    [inner.x0 - outer.x0, outer.x1 - inner.x1, inner.y0 - outer.y0, outer.y1 - inner.y1]
}

/// True if two boxes share more than an edge.
pub(super) fn overlaps(a: Rect, b: Rect) -> bool {
    let both = a.intersect(b);
    both.width() > TOUCHING && both.height() > TOUCHING
}
