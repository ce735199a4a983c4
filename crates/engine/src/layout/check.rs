//! Checks what does not fit: nodes off the stage, titles and captions that are too long, moves onto smaller
//! nodes, characters that no font has.

mod moved;
mod paint;

use std::collections::HashSet;

use kurbo::{Rect, Size};

use super::arrows::OUTSIDE;
use super::members::{Axis, lengths};
use super::{BeatLayout, Place};
use crate::budget::Budget;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::nodes::{Ink, Picture};
use crate::scene::{Beat, Child, Container, Content, Effect, NodeId, Scene, Target};
use crate::text::TextBlock;

/// The checks of a scene, beat by beat.
pub(super) struct Check<'a> {
    pub(super) scene: &'a Scene,
    pub(super) canvas: Size,
    pub(super) stage: Rect,
    pub(super) budget: &'a Budget,
    /// States of nodes whose characters were checked.
    spelt: HashSet<(NodeId, usize)>,
}

/// Steps charged for checking a node in a beat.
const STEPS_OF_NODE: u64 = 4;

impl<'a> Check<'a> {
    pub(super) fn new(scene: &'a Scene, (canvas, stage): (Size, Rect), budget: &'a Budget) -> Self {
        Self { scene, canvas, stage, budget, spelt: HashSet::new() }
    }

    /// Reports what does not fit in one beat. If the beat is unchanged, its nodes were checked in the beat
    /// before.
    pub(super) fn beat(
        &mut self,
        beat: &Beat,
        layout: &BeatLayout,
        is_unchanged: bool,
        found: &mut Diagnostics,
    ) {
        let (scene, stage) = (self.scene, self.stage);
        if !is_unchanged {
            self.budget.spend(STEPS_OF_NODE * layout.places.len() as u64);
            overflow(scene, beat, layout, stage, found);
            moved::moved(scene, beat, layout, (stage, self.budget), found);
            self.glyphs(layout, found);
            paint::paint(beat, layout, self.canvas, found);
            arrows(beat, layout, stage, found);
        }
        marks(scene, beat, layout, found);
        chrome(scene, beat, layout, (self.canvas, stage), found);
    }

    /// Reports characters that no font has, once for each state that brings new ones.
    fn glyphs(&mut self, layout: &BeatLayout, found: &mut Diagnostics) {
        for place in layout.places.iter() {
            // A character that is missing in several states is one mistake, at the first of them.
            let mut known = Vec::new();
            for (state, picture) in (place.first_state..).zip(place.pictures.iter()) {
                if found.is_full() {
                    return;
                }
                let is_new = self.spelt.insert((place.node, state));
                let mut new = missing(picture);
                new.retain(|character| !known.contains(character));
                if let Some(first) = new.first().filter(|_| is_new) {
                    let origin = origin(self.scene, place.node, state);
                    let span = self.scene.strings.with(*first, origin.start).unwrap_or(origin);
                    found.push(no_glyph(span, &new));
                }
                known.extend(new);
            }
        }
    }
}

/// The place of a node's state in the file: the key that sets it, or the node's definition.
fn origin(scene: &Scene, owner: NodeId, state: usize) -> &Span {
    let acts = scene.beats.iter().flat_map(|beat| &beat.acts);
    let set = acts.rev().find_map(|act| match &act.effect {
        Effect::Change { node, to, key, .. } if *node == owner && *to <= state => key.as_ref(),
        _ => None,
    });
    set.unwrap_or(&scene.cast[owner].span)
}

/// The characters that no font has, in the picture's texts and the units of its numbers, each once.
fn missing(picture: &Picture) -> Vec<char> {
    let mut found = Vec::new();
    for element in &picture.elements {
        let characters = match &element.ink {
            Ink::Text { block, .. } => &block.missing,
            Ink::Number { figures, .. } => &figures.missing,
            _ => continue,
        };
        for character in characters {
            if !found.contains(character) {
                found.push(*character);
            }
        }
    }
    found
}

/// The texts of a picture, each with its role.
fn texts(picture: &Picture) -> impl Iterator<Item = (&'static str, &TextBlock)> {
    picture.elements.iter().filter_map(|element| match &element.ink {
        Ink::Text { block, .. } => Some((element.key.role, &**block)),
        _ => None,
    })
}

/// Largest number of characters that a message names; further ones are counted.
const NAMED: usize = 6;

fn no_glyph(span: &Span, characters: &[char]) -> Diagnostic {
    let name = |character: &char| format!("`{character}` (U+{:04X})", u32::from(*character));
    let names: Vec<String> = characters.iter().take(NAMED).map(name).collect();
    let names = match (characters.len(), &names[..]) {
        (count, _) if count > NAMED => format!("{} and {} more", names.join(", "), count - NAMED),
        (_, [first @ .., last]) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    };
    let message = format!("no font has a glyph for {names}");
    let help = if characters.len() == 1 { "write another character" } else { "write other characters" };
    Diagnostic::error("missing-glyph", span.clone(), message).help(help)
}

/// Overflow in units that rounding of boxes can explain.
const TOLERANCE: f64 = 1.5;

fn overflow(scene: &Scene, beat: &Beat, layout: &BeatLayout, stage: Rect, found: &mut Diagnostics) {
    // A stage that later beats keep is one mistake.
    let known = |d: &Diagnostic| d.code.0 == "overflow" && d.span == beat.stage.span;
    if found.is_full() || found.as_slice().iter().any(known) {
        return;
    }
    // The extent includes what is drawn, since a text can be wider than its box.
    let extent = |place: &Place| {
        place.pictures.iter().flat_map(|picture| &picture.elements).fold(place.rect, |rect, element| {
            if matches!(element.ink, Ink::Text { .. } | Ink::Panel(_)) {
                rect.union(element.rect + place.rect.origin().to_vec2())
            } else {
                rect
            }
        })
    };
    let beyond = |rect: Rect| {
        let wide = (stage.x0 - rect.x0).max(0.0) + (rect.x1 - stage.x1).max(0.0);
        let high = (stage.y0 - rect.y0).max(0.0) + (rect.y1 - stage.y1).max(0.0);
        (wide, high)
    };
    // Moved nodes are elsewhere, and are checked there.
    let moved: HashSet<NodeId> = beat.attached.iter().map(|attachment| attachment.node).collect();
    let home = layout.places.iter().enumerate().filter(|(_, place)| !moved.contains(&place.node));
    let extents: Vec<(usize, Rect)> = home.map(|(at, place)| (at, extent(place))).collect();
    let whole = extents.iter().map(|(_, rect)| *rect).reduce(|a, b| a.union(b)).unwrap_or(stage);
    let total = |rect: Rect| {
        let (wide, high) = beyond(rect);
        wide + high
    };
    let worst = extents.iter().max_by(|(_, a), (_, b)| total(*a).total_cmp(&total(*b)));
    let worst = worst.map(|(at, _)| *at);
    let (wide, high) = beyond(whole);
    let placed = || worst.and_then(|at| child(scene, &beat.stage, layout.places[at].node)?.place).is_some();
    let wraps = || worst.is_some_and(|at| scene.cast[layout.places[at].node].kind.wraps);
    let (amount, word, way) = if wide > TOLERANCE {
        let way = match (placed(), wraps()) {
            (true, _) => "move its `place` further in, or make it narrower",
            (false, true) => "let it wrap with `width`, narrow a `gap`, or drop a node",
            (false, false) => "narrow a `gap`, put nodes below one another, or let it say less",
        };
        (wide, "wider", way)
    } else if high > TOLERANCE {
        let way = match placed() {
            true => "move its `place` further in, or make it lower",
            false => "narrow a `gap`, put nodes side by side, or drop a node",
        };
        (high, "higher", way)
    } else {
        return;
    };
    if let Some(narrow) =
        worst.filter(|_| wide > TOLERANCE).and_then(|at| narrow(scene, beat, &layout.places[at]))
    {
        found.push(narrow);
        return;
    }
    let id = worst.map_or("", |at| &scene.cast[layout.places[at].node].id);
    let message =
        format!("beat {} is {:.0} units {word} than the stage, at `{id}`", beat.number, amount.ceil());
    let (axis, room) = match wide > TOLERANCE {
        true => (Axis::Horizontal, stage.width()),
        false => (Axis::Vertical, stage.height()),
    };
    let lengths = lengths(scene, beat, layout, (axis, room)).map_or(String::new(), |text| text + "; ");
    let help = format!("{lengths}{way}; `still --draft` shows it");
    found.push(Diagnostic::error("overflow", beat.stage.span.clone(), message).help(help));
}

/// The error about a node that draws more than the `width` it was given, if it does.
fn narrow(scene: &Scene, beat: &Beat, place: &Place) -> Option<Diagnostic> {
    let child = child(scene, &beat.stage, place.node)?;
    let needs = place.drawn().width().ceil();
    let width = child.width.filter(|width| needs > width + TOLERANCE)?;
    let id = &scene.cast[place.node].id;
    let message = format!("`{id}` needs {needs:.0} units, its `width` is {width}, and it leaves the stage");
    let help = format!("write `width = {needs:.0}` or more and make room for it, or let it say less");
    Some(Diagnostic::error("overflow", child.span.clone(), message).help(help))
}

/// The child that names `node`, in the container or in a group within it.
fn child<'a>(scene: &'a Scene, container: &'a Container, node: NodeId) -> Option<&'a Child> {
    container.children.iter().find_map(|at| match &at.content {
        Content::Node(other) if *other == node => Some(at),
        Content::Node(other) => child(scene, scene.cast[*other].arrangement.as_ref()?, node),
        Content::Container(inner) => child(scene, inner, node),
    })
}

/// Reports titles and captions that take too many lines or too much width, and characters of theirs that no
/// font has.
fn chrome(
    scene: &Scene,
    beat: &Beat,
    layout: &BeatLayout,
    (canvas, stage): (Size, Rect),
    found: &mut Diagnostics,
) {
    let first = beat.number == 1;
    for (role, block) in texts(&layout.chrome) {
        let beyond = |room: f64| Some((block.width - room).ceil()).filter(|over| *over > 0.0);
        let (span, excess) = match role {
            // The clip's title is in every beat, but one mistake.
            "clip" if !first => continue,
            "clip" => {
                let excess = beyond(canvas.width * 0.5);
                let says = |over| (format!("the clip's title is {over:.0} units too wide"), "shorten it");
                (&scene.clip.title_span, excess.map(says))
            }
            "title" => {
                let excess = beyond(super::chrome::title_room(stage.x0, canvas));
                let says = |over| {
                    (format!("the beat's title is {over:.0} units too wide"), "shorten it to one line")
                };
                (&beat.title_span, excess.map(says))
            }
            "caption" => {
                let lines = block.lines.len();
                let says =
                    || (format!("the caption takes {lines} lines, two fit"), "shorten it, or split the beat");
                (&beat.caption_span, (lines > 2).then(says))
            }
            _ => continue,
        };
        if let Some((message, help)) = excess {
            found.push(Diagnostic::error("overflow", span.clone(), message).help(help));
        }
        if !block.missing.is_empty() {
            found.push(no_glyph(span, &block.missing));
        }
    }
}

/// Reports arrows and labels that leave the stage, and characters of labels that no font has.
fn arrows(beat: &Beat, layout: &BeatLayout, stage: Rect, found: &mut Diagnostics) {
    let reach = stage.inflate(OUTSIDE + TOLERANCE, OUTSIDE + TOLERANCE);
    let beyond = |rect: Rect| {
        let sides = [reach.x0 - rect.x0, rect.x1 - reach.x1, reach.y0 - rect.y0, rect.y1 - reach.y1];
        sides.into_iter().fold(0.0, f64::max)
    };
    for (arrow, course) in beat.arrows.iter().zip(&layout.courses) {
        let first = course.points[0];
        let line = course.points.iter().fold(Rect::from_points(first, first), |a, b| a.union_pt(*b));
        let label =
            course.label.as_ref().map(|(block, at)| Rect::from_origin_size(*at, (block.width, block.height)));
        let (line, label) = (beyond(line), label.map_or(0.0, beyond));
        if line.max(label) > 0.0 {
            let what = if line >= label { "the arrow" } else { "the arrow's label" };
            let units = (line.max(label) + OUTSIDE).ceil();
            let message = format!("{what} reaches {units} units beyond the stage");
            let help = "choose another `route`, or make room beside the nodes";
            found.push(Diagnostic::error("overflow", arrow.span.clone(), message).help(help));
        }
        if let Some((block, _)) = course.label.as_ref().filter(|(block, _)| !block.missing.is_empty()) {
            found.push(no_glyph(&arrow.span, &block.missing));
        }
    }
}

/// Reports marks around empty parts, such as the new rows of a matrix that has none.
fn marks(scene: &Scene, beat: &Beat, layout: &BeatLayout, found: &mut Diagnostics) {
    for act in beat.acts.iter().filter(|act| matches!(act.effect, Effect::Outline { .. })) {
        let targets = act.steps.iter().map(|step| step.target);
        let empty = |target: &Target| {
            layout.region(*target).is_some_and(|rect| rect.width().min(rect.height()) < 1.0)
        };
        if let Some(target) = targets.into_iter().find(empty) {
            let message =
                format!("a part of `{}` is empty: there is nothing to mark", scene.cast[target.node].id);
            let help = "mark it in a beat in which it has something to show, or mark the node";
            found.push(Diagnostic::error("empty-mark", act.span.clone(), message).help(help));
        }
    }
}
