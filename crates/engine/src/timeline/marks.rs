//! Outlines around marked parts.

use std::collections::HashMap;

use kurbo::{Affine, Point, Rect};

use crate::nodes::{Element, Ink, Key, Panel, Picture, Uid};
use crate::text::Face;
use crate::timeline::actor::Actor;
use crate::timeline::effects::Mark;
use crate::timeline::pose::{Piece, Sprite};
use halfminute_basics::time::Time;

const WIDTH: f64 = 5.0;
const RADIUS: f64 = 14.0;
/// Gap between a part's box and the outline around it.
const INSET: f64 = 7.0;
/// Additional gap from which the outline closes in.
const CLOSING: f64 = 14.0;
/// Padding at both sides of letters: a part's box may end where its letters do.
const AIR: f64 = 12.0;

impl Actor {
    /// Finds the box of each mark in every picture of the node.
    pub(super) fn outline(&mut self) {
        if self.marks.is_empty() {
            return;
        }
        let looks: Vec<(&Picture, HashMap<Uid, Rect>)> =
            self.appearances.pictures().map(|picture| (&**picture, letters(picture))).collect();
        for mark in &mut self.marks {
            let outlined = |(picture, letters): &(&Picture, HashMap<Uid, Rect>)| {
                let region = picture.region(mark.part)?;
                Some(letters.get(&mark.part).map_or(region, |letters| region.union(*letters)))
            };
            mark.boxes = looks.iter().map(outlined).collect();
        }
    }

    /// Outlines of the marked parts at `now`, for a node with its top left at `place`.
    pub(super) fn marks(&self, now: Time, place: Point) -> Vec<Sprite> {
        let seen = self.marks.iter().filter_map(|mark| {
            let strength = mark.hold.strength(now);
            let strength = if strength > 0.0 { strength * self.part_opacity(mark.part, now) } else { 0.0 };
            (strength > 0.0).then_some((mark, strength))
        });
        let seen: Vec<(&Mark, f64)> = seen.collect();
        if seen.is_empty() {
            return Vec::new();
        }
        let radii = self.appearances.picture(now).radii();
        let outline = |(mark, strength): (&Mark, f64)| {
            let boxes = |look: usize, _: &Picture| mark.boxes.get(look).copied().flatten();
            let region = self.appearances.blended(mark.part, now, boxes)? + place.to_vec2();
            let radius = radii.get(&mark.part).map_or(RADIUS, |radius| radius + INSET);
            Some(Sprite::Piece(mark.outline(region, radius, strength)))
        };
        seen.into_iter().filter_map(outline).collect()
    }
}

impl Mark {
    /// The outline around a part's box, fainter and further away while `strength` is below 1.
    fn outline(&self, region: Rect, radius: f64, strength: f64) -> Piece {
        // The outline closes in on the part.
        let rect = region.inset(INSET + CLOSING * (1.0 - strength));
        let (fill, line) = (self.tone.fill.with_alpha(0.0), self.tone.line);
        let ink = Ink::Panel(Panel { fill, line, width: WIDTH, radius, shadow: 0.0 });
        let key = Key { part: self.part, role: "mark", index: 0 };
        Piece {
            element: Element { key, rect, ink },
            transform: Affine::IDENTITY,
            opacity: strength.min(1.0),
            reveal: 1.0,
            trace: 1.0,
        }
    }
}

/// Padded boxes around the letters of each part, and around all letters for the root.
fn letters(picture: &Picture) -> HashMap<Uid, Rect> {
    let mut found: HashMap<Uid, Rect> = HashMap::new();
    for element in &picture.elements {
        let Some(rect) = widened(element) else { continue };
        for part in [element.key.part, Uid::ROOT] {
            found.entry(part).and_modify(|all| *all = all.union(rect)).or_insert(rect);
        }
    }
    found
}

/// The box around an element's letters with padding at both sides; `None` without letters.
fn widened(element: &Element) -> Option<Rect> {
    let rect = element.rect;
    let (x0, x1) = match &element.ink {
        Ink::Text { block, .. } if block.style.face != Face::Icon && block.glyph_count() > 0 => {
            let start = block.lines.iter().map(|line| line.x0).fold(f64::INFINITY, f64::min);
            let end = block.lines.iter().map(|line| line.x1).fold(f64::NEG_INFINITY, f64::max);
            (rect.x0 + start, rect.x0 + end)
        }
        Ink::Number { .. } => (rect.x0, rect.x1),
        _ => return None,
    };
    Some(Rect { x0: x0 - AIR, x1: x1 + AIR, ..rect })
}
