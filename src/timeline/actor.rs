//! A node in one beat: its way, its looks, what of it is visible.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::{Affine, Point, Rect, Vec2};

use crate::easing::Easing;
use crate::nodes::{Element, Ink, Key, Panel, Picture, Uid};
use crate::scene::NodeId;
use crate::time::{Interval, Time};
use crate::timeline::effects::{Focus, Gesture, GestureKind, Mark};
use crate::timeline::emerge::Origin;
use crate::timeline::pose::{Piece, Sprite};
use crate::timeline::pour::Pour;
use crate::timeline::standing::Goal;
use crate::timeline::tween::{Drawn, Passage, blend_rect};
use crate::timeline::typing::type_in_order;

/// A node in one beat.
#[derive(Debug)]
pub(super) struct Actor {
    pub(super) node: NodeId,
    /// Where each part hangs in the node's tree.
    pub(super) parents: Arc<HashMap<Uid, Uid>>,
    pub(super) turns: Turns,
    /// Where it stands when the beat begins.
    pub(super) start: Goal,
    /// Its way from there, in order.
    pub(super) legs: Vec<Leg>,
    /// Where its top left is when the beat is over.
    pub(super) end: Point,
    /// Visibility of the whole and of parts.
    pub(super) sights: HashMap<Uid, Sight>,
    pub(super) gestures: Vec<Gesture>,
    pub(super) marks: Vec<Mark>,
}

/// A stretch of a node's way.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) time: Interval,
    pub(super) to: Goal,
    pub(super) ease: Easing,
}

/// The looks of a node, one after another.
#[derive(Debug)]
pub(super) struct Turns {
    pub(super) first: Arc<Picture>,
    pub(super) turns: Vec<Turn>,
}

/// From one look to the next.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) time: Interval,
    pub(super) to: Arc<Picture>,
    /// Parts with a time of their own.
    pub(super) parts: Vec<(Uid, Interval)>,
    pub(super) folds: Vec<(Uid, Uid)>,
    pub(super) ease: Easing,
}

/// Whether something is visible, and how that changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Sight {
    pub(super) hidden: bool,
    pub(super) changes: Vec<SightChange>,
}

#[derive(Clone, Debug)]
pub(super) struct SightChange {
    pub(super) time: Interval,
    pub(super) ease: Easing,
    pub(super) way: Way,
}

/// How something appears or disappears.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// Fades in while it comes up by so many units.
    Rise(f64),
    /// Comes out of something on stage.
    Emerge(Origin),
    /// Comes out of a box on stage dot by dot.
    Pour { from: Rect, seed: u64 },
    /// Letter by letter.
    Letters,
    /// Fades out.
    Fade,
}

/// An emerging part is fully opaque after this share of its way.
const EMERGE_OPAQUE: f64 = 0.4;

impl Turns {
    /// The looks at `now`, blended where they change.
    pub(super) fn sample(&self, now: Time) -> Vec<Drawn> {
        let settled = self.turns.iter().take_while(|turn| turn.time.end <= now).count();
        let mut picture = settled.checked_sub(1).map_or(&self.first, |last| &self.turns[last].to);
        let mut drawn = Drawn::all(picture);
        for turn in self.turns[settled..].iter().take_while(|turn| turn.time.start < now) {
            let passage = Passage { from: picture, to: &turn.to, folds: &turn.folds };
            drawn = passage.blend(drawn, &|part| turn.progress(part, now));
            picture = &turn.to;
        }
        drawn
    }

    /// The picture towards which the looks change at `now`: its regions are what effects aim at.
    pub(super) fn picture(&self, now: Time) -> &Arc<Picture> {
        let begun = self.turns.iter().take_while(|turn| turn.time.start < now).count();
        begun.checked_sub(1).map_or(&self.first, |last| &self.turns[last].to)
    }

    pub(super) fn last(&self) -> &Arc<Picture> {
        self.turns.last().map_or(&self.first, |turn| &turn.to)
    }

    /// The box of a part at `now`, blended between looks; of the root, that around all it draws.
    pub(super) fn region(&self, part: Uid, now: Time) -> Option<Rect> {
        let mut region = self.first.region(part);
        for turn in self.turns.iter().take_while(|turn| turn.time.start < now) {
            let progress = turn.progress(part, now);
            region = match (region, turn.to.region(part)) {
                (Some(a), Some(b)) => Some(blend_rect(a, b, progress)),
                (before, after) => after.or(before),
            };
        }
        region
    }
}

impl Turn {
    pub(super) fn progress(&self, part: Uid, now: Time) -> f64 {
        let own = self.parts.iter().find(|(uid, _)| *uid == part).map(|(_, time)| *time);
        self.ease.at(own.unwrap_or(self.time).progress(now))
    }
}

/// What visibility does to something at one instant.
struct Seen {
    opacity: f64,
    reveal: f64,
    /// The part that is being typed, which this is or belongs to.
    typed: Option<Uid>,
    trace: f64,
    transform: Affine,
    /// How far below its place it still is while it comes up.
    rise: Vec2,
    /// Where its dots come from, while they are on their way.
    pour: Option<Pour>,
}

impl Seen {
    /// What moves everything of it that does not draw itself.
    fn settling(&self) -> Affine {
        Affine::translate(self.rise) * self.transform
    }
}

impl Sight {
    /// `rect` is its box on stage when at rest.
    fn at(&self, now: Time, rect: Rect) -> Seen {
        let mut seen = Seen {
            opacity: if self.hidden { 0.0 } else { 1.0 },
            reveal: 1.0,
            typed: None,
            trace: 1.0,
            transform: Affine::IDENTITY,
            rise: Vec2::ZERO,
            pour: None,
        };
        for change in self.changes.iter().take_while(|change| change.time.start <= now) {
            let progress = change.ease.at(change.time.progress(now));
            match &change.way {
                Way::Rise(height) => {
                    seen.opacity = seen.opacity.max(progress);
                    seen.rise = Vec2::new(0.0, height * (1.0 - progress));
                    // A pen that starts and stops, whatever the rest does.
                    let passed = change.time.progress(now);
                    seen.trace = passed * passed * (3.0 - 2.0 * passed);
                }
                Way::Emerge(from) => {
                    seen.opacity = seen.opacity.max((change.time.progress(now) / EMERGE_OPAQUE).min(1.0));
                    seen.transform = from.emerge(rect, progress);
                }
                Way::Pour { from, seed } => {
                    seen.opacity = 1.0;
                    let passed = change.time.progress(now);
                    let pour = Pour { from: *from, to: rect, passed, ease: change.ease, seed: *seed };
                    seen.pour = (progress < 1.0).then_some(pour);
                }
                Way::Letters => {
                    seen.opacity = 1.0;
                    seen.reveal = change.time.progress(now);
                }
                Way::Fade => seen.opacity *= 1.0 - progress,
            }
        }
        seen
    }
}

impl Actor {
    /// Opacity of the whole node at `now`.
    pub(super) fn opacity(&self, now: Time) -> f64 {
        self.own_opacity(Uid::ROOT, now)
    }

    /// Opacity of one part alone at `now`.
    pub(super) fn own_opacity(&self, part: Uid, now: Time) -> f64 {
        self.sights.get(&part).map_or(1.0, |sight| sight.at(now, Rect::ZERO).opacity)
    }

    /// Opacity of a part at `now`, with that of everything it is in.
    pub(super) fn part_opacity(&self, part: Uid, now: Time) -> f64 {
        self.opacity(now) * self.path(part).iter().map(|part| self.own_opacity(*part, now)).product::<f64>()
    }

    /// The part itself and everything it is in, without the root.
    fn path(&self, part: Uid) -> Vec<Uid> {
        std::iter::successors(Some(part), |part| self.parents.get(part).copied())
            .filter(|part| *part != Uid::ROOT)
            .collect()
    }

    /// The node at `now`, its top left at `place`, if any of it can be seen.
    pub(super) fn sample(&self, now: Time, place: Point, focuses: &[Focus]) -> Option<Sprite> {
        let at = place.to_vec2();
        let rect = self.turns.region(Uid::ROOT, now).unwrap_or_default() + at;
        let whole = self.sights.get(&Uid::ROOT).map(|sight| sight.at(now, rect));
        let (opacity, base) =
            whole.as_ref().map_or((1.0, Affine::IDENTITY), |seen| (seen.opacity, seen.settling()));
        if opacity <= 0.0 {
            return None;
        }
        let reveal = whole.as_ref().map_or(1.0, |seen| seen.reveal);
        let base = base * self.gesture(Uid::ROOT, now, rect);
        let mut parts: HashMap<Uid, Seen> = HashMap::new();
        let mut pieces = Vec::new();
        let mut typed = Vec::new();
        for drawn in self.turns.sample(now) {
            let part = drawn.element.key.part;
            let seen = parts.entry(part).or_insert_with(|| self.part_seen(part, now, at, focuses));
            let (shift, poured) = seen.pour.map_or((Vec2::ZERO, 1.0), |pour| pour.of(&drawn.element, at));
            let opacity = drawn.opacity * seen.opacity * poured;
            if opacity > 0.0 {
                // What draws itself does so in its place.
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

    fn part_seen(&self, part: Uid, now: Time, at: Vec2, focuses: &[Focus]) -> Seen {
        let path = self.path(part);
        let dimmed: f64 = focuses.iter().map(|focus| focus.opacity(now, self.node, &path)).product();
        let mut seen = Seen {
            opacity: dimmed,
            reveal: 1.0,
            typed: None,
            trace: 1.0,
            transform: Affine::IDENTITY,
            rise: Vec2::ZERO,
            pour: None,
        };
        // From the outermost part inward: what happens to a row happens to its cells.
        for part in path.iter().rev() {
            let rect = self.turns.region(*part, now).unwrap_or_default() + at;
            if let Some(own) = self.sights.get(part).map(|sight| sight.at(now, rect)) {
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
        let of_part = self.gestures.iter().filter(|gesture| gesture.part == part);
        of_part.fold(Affine::IDENTITY, |all, gesture| all * gesture.transform(now, rect.center(), extent))
    }

    /// A part that swells in a pulse lies over its siblings meanwhile, unless it is half under one of
    /// them at rest, as a sheet of paper is.
    fn raise(&self, pieces: &mut [Piece], now: Time) {
        let swells = |gesture: &&Gesture| {
            let inside = gesture.time.start < now && now < gesture.time.end;
            gesture.kind == GestureKind::Pulse && gesture.part != Uid::ROOT && inside
        };
        let picture = self.turns.picture(now);
        let lies_free = |part: Uid| {
            let siblings = |other: &Uid| *other != part && self.parents.get(other) == self.parents.get(&part);
            let own = picture.region(part).unwrap_or_default();
            let mut others = picture.regions.iter().filter(|(other, _)| siblings(other));
            !others.any(|(_, rect)| rect.intersect(own).width() > 1.0 && rect.intersect(own).height() > 1.0)
        };
        let gestures = self.gestures.iter().filter(swells);
        let raised: Vec<Uid> = gestures.map(|gesture| gesture.part).filter(|part| lies_free(*part)).collect();
        if !raised.is_empty() {
            let above =
                |piece: &Piece| self.path(piece.element.key.part).iter().any(|part| raised.contains(part));
            pieces.sort_by_cached_key(above);
        }
    }

    /// The outlines around its marked parts at `now`, its top left at `place`.
    pub(super) fn marks(&self, now: Time, place: Point) -> impl Iterator<Item = Sprite> {
        self.marks.iter().filter_map(move |mark| {
            let strength = mark.hold.strength(now) * self.part_opacity(mark.part, now);
            if strength <= 0.0 {
                return None;
            }
            let at = place.to_vec2();
            let picture = self.turns.picture(now);
            let region = self.turns.region(mark.part, now)?;
            // The outline closes in on what it marks.
            let rect = (region + at).inset(MARK_INSET + MARK_CLOSING * (1.0 - strength));
            let fill = mark.tone.fill.with_alpha(0.0);
            let ink = Ink::Panel(Panel {
                fill,
                line: mark.tone.line,
                width: MARK_WIDTH,
                radius: picture.radius(mark.part).map_or(MARK_RADIUS, |radius| radius + MARK_INSET),
                shadow: 0.0,
            });
            let key = Key { part: mark.part, role: "mark", index: 0 };
            Some(Sprite::Piece(Piece {
                element: Element { key, rect, ink },
                transform: Affine::IDENTITY,
                opacity: strength.min(1.0),
                reveal: 1.0,
                trace: 1.0,
            }))
        })
    }
}

const MARK_WIDTH: f64 = 5.0;
const MARK_RADIUS: f64 = 14.0;
const MARK_INSET: f64 = 7.0;
const MARK_CLOSING: f64 = 14.0;
