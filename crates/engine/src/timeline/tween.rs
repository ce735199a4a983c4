//! Transitions between two pictures: elements with equal keys blend, others come and go.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::{Point, Rect, Vec2};

use crate::display::Color;
use crate::nodes::{Element, Ink, Key, Panel, Picture, Uid};
use crate::timeline::fit::Fits;

/// An element as one instant shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The element, positioned within its node.
    pub element: Element,
    /// Opacity from 0 to 1.
    pub opacity: f64,
}

impl Drawn {
    /// Every element of a picture at rest.
    #[must_use]
    pub fn all(picture: &Picture) -> Vec<Self> {
        picture.elements.iter().map(|element| Self { element: element.clone(), opacity: 1.0 }).collect()
    }
}

/// A transition from one picture to the next.
#[derive(Debug)]
pub(super) struct Crossfade<'a> {
    pub(super) from: &'a Picture,
    pub(super) to: &'a Picture,
    /// Parts that go, with the part they become; parts that come, with the part they were.
    pub(super) folds: &'a HashMap<Uid, Uid>,
    /// Elements that fit their panels for only a part of the transition.
    pub(super) fits: &'a Fits,
}

/// Shares of a transition: elements that come are visible from the first on, those that go up to the second.
/// They hardly overlap, so that neither blurs the other.
const COMES: f64 = 0.45;
const GOES: f64 = 0.5;

fn coming(progress: f64) -> f64 {
    ((progress - COMES) / (1.0 - COMES)).clamp(0.0, 1.0)
}

fn going(progress: f64) -> f64 {
    1.0 - (progress / GOES).clamp(0.0, 1.0)
}

impl Crossfade<'_> {
    /// Blends `now`, which shows `from` or a state on the way to it, towards `to`. `progress` gives the
    /// progress of each part, from 0 to 1.
    pub(super) fn blend(&self, now: Vec<Drawn>, progress: &dyn Fn(Uid) -> f64) -> Vec<Drawn> {
        let next: HashMap<Key, &Element> =
            self.to.elements.iter().map(|element| (element.key, element)).collect();
        let mut before: HashMap<Key, Drawn> = HashMap::new();
        // Elements that go keep their position in the painting order: after the element they were painted
        // after.
        let mut gone: HashMap<Option<Key>, Vec<Drawn>> = HashMap::new();
        let mut last = None;
        for drawn in now {
            let key = drawn.element.key;
            if next.contains_key(&key) && !before.contains_key(&key) {
                last = Some(key);
                before.insert(key, drawn);
            } else {
                gone.entry(last).or_default().push(drawn);
            }
        }
        let mut blended = Vec::new();
        self.leave(gone.remove(&None), progress, &mut blended);
        for element in &self.to.elements {
            let progress_here = progress(element.key.part);
            match before.remove(&element.key) {
                Some(drawn) => self.change(drawn, element, (progress_here, progress), &mut blended),
                None => self.enter(element, (progress_here, progress), &mut blended),
            }
            self.leave(gone.remove(&Some(element.key)), progress, &mut blended);
        }
        blended
    }

    /// Fades elements that are not in `to`, while they move to the part that theirs becomes.
    fn leave(&self, gone: Option<Vec<Drawn>>, progress: &dyn Fn(Uid) -> f64, blended: &mut Vec<Drawn>) {
        for mut drawn in gone.unwrap_or_default() {
            let key = drawn.element.key;
            let own = progress(key.part);
            let shift = fold_shift(self.folds, key.part, (self.from, self.to));
            drawn.element.rect = drawn.element.rect + shift * own;
            drawn.opacity *= self.fits.going(key, going(own), progress);
            if drawn.opacity > 0.0 {
                blended.push(drawn);
            }
        }
    }

    /// Adds new elements, which move from the part that theirs was.
    fn enter(&self, element: &Element, (own, progress): Progress<'_>, blended: &mut Vec<Drawn>) {
        let shift = fold_shift(self.folds, element.key.part, (self.to, self.from));
        let mut element = element.clone();
        element.rect = element.rect + shift * (1.0 - own);
        let opacity = self.fits.coming(element.key, coming(own), progress);
        if opacity > 0.0 {
            blended.push(Drawn { element, opacity });
        }
    }

    /// Blends one element into its next form. Where the two cannot be blended, they cross-fade in place.
    fn change(&self, from: Drawn, to: &Element, (own, progress): Progress<'_>, blended: &mut Vec<Drawn>) {
        if own <= 0.0 {
            let opacity = from.opacity * self.fits.going(to.key, 1.0, progress);
            blended.push(Drawn { opacity, ..from });
            return;
        }
        let opacity = from.opacity + (1.0 - from.opacity) * own;
        if own >= 1.0 || from.element == *to {
            let opacity = self.fits.coming(to.key, opacity, progress);
            blended.push(Drawn { element: to.clone(), opacity });
            return;
        }
        if let Some(ink) = blend_ink(&from.element.ink, &to.ink, own) {
            let rect = blend_rect(from.element.rect, to.rect, own);
            blended.push(Drawn { element: Element { key: to.key, rect, ink }, opacity });
            return;
        }
        let ends = (from.element.rect, to.rect);
        let old = Element { rect: anchored(from.element.rect, ends, own), ..from.element };
        let new = Element { rect: anchored(to.rect, ends, own), ..to.clone() };
        let opacity = from.opacity * self.fits.going(old.key, going(own), progress);
        blended.push(Drawn { element: old, opacity });
        let opacity = self.fits.coming(new.key, coming(own), progress);
        blended.push(Drawn { element: new, opacity });
    }
}

/// Progress of an element's own part, and of each part, from 0 to 1.
type Progress<'a> = (f64, &'a dyn Fn(Uid) -> f64);

/// Offset from a part's centre in `own` to the centre in `other` of the part that it is folded with.
pub(super) fn fold_shift(folds: &HashMap<Uid, Uid>, part: Uid, (own, other): (&Picture, &Picture)) -> Vec2 {
    let into = folds.get(&part);
    let ends = into.and_then(|into| Some((own.region(part)?, other.region(*into)?)));
    ends.map_or(Vec2::ZERO, |(a, b)| b.center() - a.center())
}

/// `rect`, which is one of the ends, moved with the edge that both ends share, or else with their centre. Text
/// at the left stays at the left, whatever its length.
pub(super) fn anchored(rect: Rect, (a, b): (Rect, Rect), progress: f64) -> Rect {
    let start = |(a0, a1): (f64, f64), (b0, b1): (f64, f64), length: f64| {
        if (a0 - b0).abs() < 0.5 {
            a0
        } else if (a1 - b1).abs() < 0.5 {
            a1 - length
        } else {
            blend(a0 + a1, b0 + b1, progress) / 2.0 - length / 2.0
        }
    };
    let x = start((a.x0, a.x1), (b.x0, b.x1), rect.width());
    let y = start((a.y0, a.y1), (b.y0, b.y1), rect.height());
    Rect::from_origin_size((x, y), rect.size())
}

pub(super) fn blend_ink(from: &Ink, to: &Ink, progress: f64) -> Option<Ink> {
    Some(match (from, to) {
        (Ink::Panel(a), Ink::Panel(b)) => Ink::Panel(Panel {
            fill: blend_color(a.fill, b.fill, progress),
            line: blend_color(a.line, b.line, progress),
            width: blend(a.width, b.width, progress),
            radius: blend(a.radius, b.radius, progress),
            shadow: blend(a.shadow, b.shadow, progress),
        }),
        (Ink::Text { block: a, color: c }, Ink::Text { block: b, color: d }) if a == b => {
            Ink::Text { block: b.clone(), color: blend_color(*c, *d, progress) }
        }
        (
            Ink::Number { value: a, color: c, .. },
            Ink::Number { value: b, color: d, format, figures, align },
        ) => Ink::Number {
            value: blend_number(*a, *b, progress),
            color: blend_color(*c, *d, progress),
            format: format.clone(),
            figures: figures.clone(),
            align: *align,
        },
        (Ink::Line { points: a, width: v, color: c }, Ink::Line { points: b, width: w, color: d })
            if a.len() == b.len() =>
        {
            let (width, color) = (blend(*v, *w, progress), blend_color(*c, *d, progress));
            Ink::Line { points: blend_points(a, b, progress), width, color }
        }
        (Ink::Filling { share: a, radius: r, color: c }, Ink::Filling { share: b, radius: s, color: d }) => {
            Ink::Filling {
                share: blend(*a, *b, progress),
                radius: blend(*r, *s, progress),
                color: blend_color(*c, *d, progress),
            }
        }
        (Ink::Area { points: a, color: c }, Ink::Area { points: b, color: d }) if a.len() == b.len() => {
            Ink::Area { points: blend_points(a, b, progress), color: blend_color(*c, *d, progress) }
        }
        (
            Ink::Ring { radius: r, width: v, angles: a, color: c },
            Ink::Ring { radius: s, width: w, angles: b, color: d },
        ) => Ink::Ring {
            radius: blend(*r, *s, progress),
            width: blend(*v, *w, progress),
            angles: (blend(a.0, b.0, progress), blend(a.1, b.1, progress)),
            color: blend_color(*c, *d, progress),
        },
        (Ink::Image { bitmap: a, radius: r }, Ink::Image { bitmap: b, radius: s }) if a == b => {
            Ink::Image { bitmap: b.clone(), radius: blend(*r, *s, progress) }
        }
        (Ink::Drawing(a), Ink::Drawing(b)) if a == b => Ink::Drawing(b.clone()),
        _ => return None,
    })
}

pub(super) fn blend(a: f64, b: f64, progress: f64) -> f64 {
    a + (b - a) * progress
}

/// Blends two numbers. Without overshoot, the result is clamped to the ends, because rounding may exceed them.
fn blend_number(a: f64, b: f64, progress: f64) -> f64 {
    let between = blend(a, b, progress);
    if (0.0..=1.0).contains(&progress) { between.clamp(a.min(b), a.max(b)) } else { between }
}

pub(super) fn blend_point(a: Point, b: Point, progress: f64) -> Point {
    a + (b - a) * progress
}

fn blend_points(a: &[Point], b: &[Point], progress: f64) -> Arc<[Point]> {
    a.iter().zip(b).map(|(a, b)| blend_point(*a, *b, progress)).collect()
}

pub(super) fn blend_rect(a: Rect, b: Rect, progress: f64) -> Rect {
    Rect::new(
        blend(a.x0, b.x0, progress),
        blend(a.y0, b.y0, progress),
        blend(a.x1, b.x1, progress),
        blend(a.y1, b.y1, progress),
    )
}

/// Blends colours in encoded sRGB: additions and multiplications give the same result on every machine, and
/// within a third of a second no difference to a linear blend is visible.
fn blend_color(a: Color, b: Color, progress: f64) -> Color {
    let progress = progress as f32;
    let mut components = a.components;
    for (component, other) in components.iter_mut().zip(b.components) {
        *component += (other - *component) * progress;
    }
    Color::new(components)
}
