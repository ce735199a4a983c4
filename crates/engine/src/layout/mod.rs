//! Lays a scene out: the box of every node in every beat, and its picture in each of its states.
//!
//! Layout knows states and beats but never time. Everything that needs a search is computed here once: flexbox,
//! line breaks, the sides and courses of arrows. What does not fit is reported, never shrunk.

mod arrows;
mod boxes;
mod check;
mod chrome;
mod demands;
mod gaps;
mod members;
mod pictures;
mod places;
mod seams;
mod standing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

pub use arrows::{Course, arrow_head, begins_under_head};
pub use chrome::PROGRESS;
pub use gaps::Gap;
pub use places::Places;

use crate::budget::{Budget, Task};
use crate::diagnostic::Diagnostics;
use crate::nodes::{Picture, Uid};
use crate::scene::{Act, Beat, Effect, Member, NodeId, Scene, Side, Target};
use crate::theme::Theme;

/// All beats, laid out in units of the canvas.
///
/// Boxes are on the stage and have edges at whole units. Every state that a node has in a beat has its picture
/// there.
#[derive(Debug)]
pub struct Layout {
    /// Size of the whole picture, 1080 units along its shorter side.
    pub canvas: Size,
    /// Area of the nodes: the canvas without margins, title bar and caption band.
    pub stage: Rect,
    /// Layouts of the beats, in the order of the scene.
    pub beats: Vec<BeatLayout>,
}

/// The layout of a beat at rest.
#[derive(Debug)]
pub struct BeatLayout {
    /// Nodes in their boxes, in the order of the beat's members; shared by beats that change none.
    pub places: Arc<Places>,
    /// Courses in the order of the beat's arrows.
    pub courses: Vec<Course>,
    /// Picture of the title bar, the beat's title, the caption band and the progress.
    pub chrome: Arc<Picture>,
}

/// A node's box in a beat, with its pictures.
#[derive(Clone, Debug)]
pub struct Place {
    /// Index of the node in the scene's cast.
    pub node: NodeId,
    /// Box of the node when the lead-in is over: at its place in the stage's arrangement, or with the target
    /// that an earlier beat has moved it to.
    pub rect: Rect,
    /// Index of the node's state when the beat begins.
    pub first_state: usize,
    /// Pictures of the beat's states, from `first_state` on.
    pub pictures: Arc<[Arc<Picture>]>,
}

impl Place {
    /// The picture of `state`, which the node must have in this beat.
    #[must_use]
    pub fn picture(&self, state: usize) -> &Arc<Picture> {
        let index = state.saturating_sub(self.first_state).min(self.pictures.len() - 1);
        &self.pictures[index]
    }

    /// The picture of the node when the beat begins.
    #[must_use]
    pub fn first(&self) -> &Arc<Picture> {
        &self.pictures[0]
    }

    /// The picture of the node when the beat ends.
    #[must_use]
    pub fn last(&self) -> &Arc<Picture> {
        &self.pictures[self.pictures.len() - 1]
    }

    /// The box around everything that the beat's pictures draw, on the canvas.
    #[must_use]
    pub fn drawn(&self) -> Rect {
        let boxes = self.pictures.iter().filter_map(|picture| picture.region(Uid::ROOT));
        boxes.reduce(|a, b| a.union(b)).map_or(self.rect, |rect| rect + self.rect.origin().to_vec2())
    }

    /// The box of a part in the picture of `state`, relative to the node's top left. For a part that takes no
    /// place there, it is the box that the part has next, or else had last, or else that of the whole node.
    #[must_use]
    pub fn region_in(&self, state: usize, part: Uid) -> Rect {
        let index = state.saturating_sub(self.first_state).min(self.pictures.len() - 1);
        let (before, after) = self.pictures.split_at(index);
        let pictures = after.iter().chain(before.iter().rev());
        let region = pictures.filter_map(|picture| picture.region(part)).next();
        region.or_else(|| self.pictures[index].region(Uid::ROOT)).unwrap_or(self.rect.size().to_rect())
    }

    /// The box around the bodies of the beat's pictures, and the one around their labels, on the canvas.
    #[must_use]
    pub fn body_and_label(&self) -> (Rect, Option<Rect>) {
        let onto_stage = |rect: Rect| rect + self.rect.origin().to_vec2();
        let around = |boxes: Option<Rect>, rect: Rect| Some(boxes.map_or(rect, |all| all.union(rect)));
        let labels = self.pictures.iter().filter_map(|picture| picture.label);
        let body = self.pictures.iter().map(|picture| picture.body).fold(None, around);
        (body.map_or(self.rect, onto_stage), labels.fold(None, around).map(onto_stage))
    }

    /// The box of a part in the beat's last picture that has it, on the canvas; that of the root is the box
    /// around everything drawn.
    #[must_use]
    pub fn region(&self, part: Uid) -> Rect {
        let pictures = self.pictures.iter().rev();
        let region = pictures.filter_map(|picture| picture.region(part)).next();
        region.map_or(self.rect, |rect| rect + self.rect.origin().to_vec2())
    }
}

impl BeatLayout {
    /// The place of `node`, if it is on stage.
    #[must_use]
    pub fn place(&self, node: NodeId) -> Option<&Place> {
        self.places.of(node)
    }

    /// The box of a target when the beat has come to rest, on the canvas.
    #[must_use]
    pub fn region(&self, target: Target) -> Option<Rect> {
        self.place(target.node).map(|place| place.region(target.part))
    }
}

/// Distance between a moved node and the target that it is beside.
const BESIDE: f64 = 18.0;

/// Top left of a box of `size` that is moved to `side` of `target`. It is not rounded; callers round it to
/// whole units for a box at rest.
#[must_use]
pub fn destination(target: Rect, size: Size, side: Side) -> Point {
    let center = target.center();
    let (x, y) = (center.x - size.width / 2.0, center.y - size.height / 2.0);
    match side {
        Side::Over => Point::new(x, y),
        Side::Above => Point::new(x, target.y0 - BESIDE - size.height),
        Side::Below => Point::new(x, target.y1 + BESIDE),
        Side::Left => Point::new(target.x0 - BESIDE - size.width, y),
        Side::Right => Point::new(target.x1 + BESIDE, y),
    }
}

impl Layout {
    /// Lays out every beat, and reports what does not fit to `found`. Once the budget is spent, nodes have
    /// boxes but no pictures.
    #[must_use]
    pub fn new(scene: &Scene, theme: &Theme, budget: &Budget, found: &mut Diagnostics) -> Self {
        let (width, height) = scene.clip.size;
        let unit = f64::from(width.min(height)) / 1080.0;
        let canvas = Size::new(f64::from(width) / unit, f64::from(height) / unit);
        let space = &theme.space;
        let stage = Rect::new(
            space.margin_x,
            space.header,
            canvas.width - space.margin_x,
            canvas.height - space.band - space.stage,
        );
        let mut studio = pictures::Studio::new(scene, theme, budget);
        let mut check = check::Check::new(scene, (canvas, stage), budget);
        let mut courses = arrows::Courses::default();
        let mut beats: Vec<BeatLayout> = Vec::new();
        for beat in &scene.beats {
            budget.begin(Task::Layout(beat.number), &beat.span);
            let before = beats.last().zip(scene.beats.get(beats.len().wrapping_sub(1)));
            let before = before.filter(|(_, before)| is_unchanged(before, beat));
            let places = before.map(|(layout, _)| Arc::clone(&layout.places));
            let is_unchanged = places.is_some();
            let layout = beat_layout(beat, places, &mut studio, &mut courses, (canvas, stage), found);
            check.beat(beat, &layout, is_unchanged, found);
            beats.push(layout);
        }
        Self { canvas, stage, beats }
    }
}

/// True if every node of a beat has the box and the pictures of the beat before.
fn is_unchanged(before: &Beat, beat: &Beat) -> bool {
    let changes = |act: &Act| matches!(act.effect, Effect::Change { .. } | Effect::Travel { .. });
    Arc::ptr_eq(&before.stage, &beat.stage)
        && before.attached == beat.attached
        && before.arrows == beat.arrows
        && !before.acts.iter().chain(&beat.acts).any(changes)
}

fn beat_layout(
    beat: &Beat,
    places: Option<Arc<Places>>,
    studio: &mut pictures::Studio<'_>,
    courses: &mut arrows::Courses,
    (canvas, stage): (Size, Rect),
    found: &mut Diagnostics,
) -> BeatLayout {
    studio.begin(beat);
    let seams = seams::Seams::of(beat, studio.scene);
    studio.budget.spend_for(beat.members.len());
    let places = places.unwrap_or_else(|| Arc::new(self::places(beat, &seams, studio, stage)));
    let chrome = Arc::new(chrome::draw(beat, studio, canvas));
    studio.budget.begin(Task::Arrows(beat.number), &beat.span);
    let mut layout = BeatLayout { places, courses: Vec::new(), chrome };
    layout.courses = courses.of(beat, (&layout, &seams), studio, stage, found);
    layout
}

/// The nodes of a beat, in their boxes and with their pictures.
fn places(beat: &Beat, seams: &seams::Seams, studio: &mut pictures::Studio<'_>, stage: Rect) -> Places {
    let mut arranged = gaps::arrange(beat, seams, studio, stage);
    let place = |member: &Member| {
        let rect = arranged.boxes.get(&member.node).copied().unwrap_or(stage);
        arranged.place(beat, member.node, rect, studio)
    };
    let mut places: Vec<Place> = beat.members.iter().map(place).collect();
    stand(beat, &mut places);
    Places::new(places, arranged.gaps.into_values().collect())
}

/// Moves the boxes of nodes that earlier beats have moved to their targets.
fn stand(beat: &Beat, places: &mut [Place]) {
    if beat.attached.is_empty() {
        return;
    }
    let standing = standing::Standing::new(beat, places);
    let origins: Vec<Point> = (0..places.len()).map(|at| standing.origin(at)).collect();
    for (place, origin) in places.iter_mut().zip(origins) {
        place.rect = place.rect.with_origin(origin);
    }
}
