//! A node in one beat: its path, its pictures and its visibility.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kurbo::{Affine, Point, Rect, Vec2};

use crate::box_index::BoxIndex;
use crate::easing::Easing;
use crate::nodes::{Ink, Uid};
use crate::scene::NodeId;
use crate::timeline::appearances::Appearances;
use crate::timeline::effects::{Dimming, Mark, TimedGesture};
use crate::timeline::pose::{Piece, Sprite};
use crate::timeline::standing::Goal;
use crate::timeline::typing::type_in_order;
use crate::timeline::visibility::{SampledVisibility, Visibility};
use halfminute_basics::time::{Interval, Time};

/// Motion of a node in one beat.
#[derive(Debug)]
pub(super) struct Actor {
    pub(super) node: NodeId,
    /// The parent of each part in the node's tree.
    pub(super) parents: Arc<HashMap<Uid, Uid>>,
    pub(super) appearances: Appearances,
    /// Position of the node when the beat begins.
    pub(super) start: Goal,
    /// Sections of its path from there, in order.
    pub(super) path: Vec<PathSegment>,
    /// Position of its top left at the beat's end.
    pub(super) end: Point,
    /// Visibility of the whole node and of its parts.
    pub(super) visibility: HashMap<Uid, Visibility>,
    /// Short motions of the whole node and of its parts.
    pub(super) gestures: HashMap<Uid, Vec<TimedGesture>>,
    pub(super) marks: Vec<Mark>,
}

/// A section of a node's path.
#[derive(Clone, Debug)]
pub(super) struct PathSegment {
    pub(super) time: Interval,
    pub(super) to: Goal,
    pub(super) ease: Easing,
}

impl Actor {
    /// Opacity of the whole node at `now`.
    pub(super) fn opacity(&self, now: Time) -> f64 {
        self.own_opacity(Uid::ROOT, now)
    }

    /// Opacity of one part at `now`, regardless of its ancestors.
    pub(super) fn own_opacity(&self, part: Uid, now: Time) -> f64 {
        self.visibility.get(&part).map_or(1.0, |visibility| visibility.at(now, Rect::ZERO).opacity)
    }

    /// Opacity of a part at `now`, multiplied by that of everything that contains it.
    pub(super) fn part_opacity(&self, part: Uid, now: Time) -> f64 {
        self.opacity(now)
            * self.lineage(part).iter().map(|part| self.own_opacity(*part, now)).product::<f64>()
    }

    /// The part and all its ancestors, without the root.
    fn lineage(&self, part: Uid) -> Vec<Uid> {
        std::iter::successors(Some(part), |part| self.parents.get(part).copied())
            .filter(|part| *part != Uid::ROOT)
            .collect()
    }

    /// The sprite of the node at `now`, with its top left at `place`; `None` if nothing of it is visible.
    pub(super) fn sample(&self, now: Time, place: Point, focuses: &Dimming<'_>) -> Option<Sprite> {
        let at = place.to_vec2();
        let rect = self.appearances.region(Uid::ROOT, now).unwrap_or_default() + at;
        let whole = self.visibility.get(&Uid::ROOT).map(|visibility| visibility.at(now, rect));
        let (opacity, base) =
            whole.as_ref().map_or((1.0, Affine::IDENTITY), |seen| (seen.opacity, seen.settling()));
        if opacity <= 0.0 {
            return None;
        }
        let reveal = whole.as_ref().map_or(1.0, |seen| seen.reveal);
        let base = base * self.gesture(Uid::ROOT, now, rect);
        let mut parts: HashMap<Uid, SampledVisibility> = HashMap::new();
        let mut pieces = Vec::new();
        let mut typed = Vec::new();
        for drawn in self.appearances.sample(now) {
            let part = drawn.element.key.part;
            let seen = parts.entry(part).or_insert_with(|| self.part_seen(part, now, at, focuses));
            let (shift, poured) = seen.pour.map_or((Vec2::ZERO, 1.0), |pour| pour.of(&drawn.element, at));
            let opacity = drawn.opacity * seen.opacity * poured;
            if opacity > 0.0 {
                // Lines and areas are traced in place; they do not rise.
                let drawn_in_place = matches!(drawn.element.ink, Ink::Line { .. } | Ink::Area { .. });
                let own = if drawn_in_place { seen.transform } else { seen.settling() };
                pieces.push(Piece {
                    element: drawn.element,
                    transform: base * own * Affine::translate(at + shift),
                    opacity,
                    reveal: reveal.min(seen.reveal),
                    trace: seen.trace,
                });
                typed.push(if reveal < 1.0 { Some(Uid::ROOT) } else { seen.typed });
            }
        }
        type_in_order(&mut pieces, &typed);
        self.raise(&mut pieces, now);
        (!pieces.is_empty()).then_some(Sprite::Node { node: self.node, opacity, pieces })
    }

    fn part_seen(&self, part: Uid, now: Time, at: Vec2, focuses: &Dimming<'_>) -> SampledVisibility {
        let lineage = self.lineage(part);
        let mut seen = SampledVisibility::always(focuses.opacity(self.node, &lineage));
        // From the outermost part inward: effects on a row apply to its cells.
        for part in lineage.iter().rev() {
            let rect = self.appearances.region(*part, now).unwrap_or_default() + at;
            if let Some(own) = self.visibility.get(part).map(|visibility| visibility.at(now, rect)) {
                if own.reveal < 1.0 {
                    seen.typed = seen.typed.or(Some(*part));
                }
                seen.opacity *= own.opacity;
                seen.reveal = seen.reveal.min(own.reveal);
                seen.trace = seen.trace.min(own.trace);
                seen.pour = seen.pour.or(own.pour);
                seen.transform *= own.transform;
                seen.rise += own.rise;
            }
            seen.transform *= self.gesture(*part, now, rect);
        }
        seen
    }

    fn gesture(&self, part: Uid, now: Time, rect: Rect) -> Affine {
        let extent = rect.width().max(rect.height());
        let of_part = self.gestures.get(&part).into_iter().flatten();
        of_part.fold(Affine::IDENTITY, |all, gesture| all * gesture.transform(now, rect.center(), extent))
    }

    /// Moves parts that a gesture raises above their siblings, except parts that a sibling overlaps at rest, as
    /// sheets of paper do.
    fn raise(&self, pieces: &mut [Piece], now: Time) {
        let rises = |gesture: &TimedGesture| {
            gesture.motion.is_raised && gesture.time.start < now && now < gesture.time.end
        };
        let of_parts = self.gestures.iter().filter(|(part, _)| **part != Uid::ROOT);
        let rising = of_parts.filter(|(_, gestures)| gestures.iter().any(rises)).map(|(part, _)| *part);
        let rising: Vec<Uid> = rising.collect();
        if rising.is_empty() {
            return;
        }
        let picture = self.appearances.picture(now);
        let boxes = BoxIndex::new(picture.regions.iter().map(|(part, rect)| (rect, part)));
        let lies_free = |part: &Uid| {
            let own = picture.region(*part).unwrap_or_default();
            let parent = self.parents.get(part);
            !boxes.touching(own).any(|(rect, other)| {
                let both = rect.intersect(own);
                let overlaps = both.width() > 1.0 && both.height() > 1.0;
                overlaps && other != *part && self.parents.get(&other) == parent
            })
        };
        let raised: HashSet<Uid> = rising.into_iter().filter(lies_free).collect();
        if !raised.is_empty() {
            let above =
                |piece: &Piece| self.lineage(piece.element.key.part).iter().any(|part| raised.contains(part));
            pieces.sort_by_cached_key(above);
        }
    }
}
