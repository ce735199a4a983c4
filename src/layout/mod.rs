//! Scene to boxes and pictures: where every node rests in every beat, and what it looks like there
//! in each of its states.
//!
//! Layout knows states and beats but never time. Everything that needs a search is done here once:
//! flexbox, line breaking, the sides and courses of arrows. What does not fit is reported, never
//! shrunk.

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
use crate::scene::{Act, Beat, Member, NodeId, Scene, Side, Target, Verb};
use crate::theme::Theme;

/// All beats, laid out, in units of the canvas.
///
/// Boxes have whole-unit edges and lie on the stage; every state that a node has in a beat has its
/// picture there.
#[derive(Debug)]
pub struct Layout {
    /// The whole picture: 1080 units along its shorter side.
    pub canvas: Size,
    /// Where nodes stand: the canvas without margins, title bar and caption band.
    pub stage: Rect,
    /// One for each beat of the scene.
    pub beats: Vec<BeatLayout>,
}

/// A beat at rest.
#[derive(Debug)]
pub struct BeatLayout {
    /// In the order of the beat's members; shared by beats that change nothing.
    pub places: Arc<Places>,
    /// In the order of the beat's arrows.
    pub courses: Vec<Course>,
    /// Title bar, beat title, caption band, progress.
    pub chrome: Arc<Picture>,
}

/// A node's box in a beat, with its pictures.
#[derive(Clone, Debug)]
pub struct Place {
    /// Which node.
    pub node: NodeId,
    /// Its box where it stands when the lead-in is over: in its place in the stage's arrangement, or with
    /// what an earlier beat has moved it to.
    pub rect: Rect,
    /// The state in which the beat finds the node.
    pub first_state: usize,
    /// From `first_state` on, one for each state of the beat.
    pub pictures: Arc<[Arc<Picture>]>,
}

impl Place {
    /// The picture of `state`, which the node has in this beat.
    #[must_use]
    pub fn picture(&self, state: usize) -> &Arc<Picture> {
        let index = state.saturating_sub(self.first_state).min(self.pictures.len() - 1);
        &self.pictures[index]
    }

    /// The picture in which the beat finds the node.
    #[must_use]
    pub fn first(&self) -> &Arc<Picture> {
        &self.pictures[0]
    }

    /// The picture in which the beat leaves the node.
    #[must_use]
    pub fn last(&self) -> &Arc<Picture> {
        &self.pictures[self.pictures.len() - 1]
    }

    /// The box around all that the beat's pictures draw, on the canvas.
    #[must_use]
    pub fn drawn(&self) -> Rect {
        let boxes = self.pictures.iter().filter_map(|picture| picture.region(Uid::ROOT));
        boxes.reduce(|a, b| a.union(b)).map_or(self.rect, |rect| rect + self.rect.origin().to_vec2())
    }

    /// The box of a part in the picture of `state`, from the node's top left. A part that takes no place
    /// there has the place that it takes next, or else took last; that of the whole node if there is none.
    #[must_use]
    pub fn region_in(&self, state: usize, part: Uid) -> Rect {
        let index = state.saturating_sub(self.first_state).min(self.pictures.len() - 1);
        let (before, after) = self.pictures.split_at(index);
        let pictures = after.iter().chain(before.iter().rev());
        let region = pictures.filter_map(|picture| picture.region(part)).next();
        region.or_else(|| self.pictures[index].region(Uid::ROOT)).unwrap_or(self.rect.size().to_rect())
    }

    /// The box around the bodies of the beat's pictures, and that around their labels, on the canvas.
    #[must_use]
    pub fn body_and_label(&self) -> (Rect, Option<Rect>) {
        let onto_stage = |rect: Rect| rect + self.rect.origin().to_vec2();
        let around = |boxes: Option<Rect>, rect: Rect| Some(boxes.map_or(rect, |all| all.union(rect)));
        let labels = self.pictures.iter().filter_map(|picture| picture.label);
        let body = self.pictures.iter().map(|picture| picture.body).fold(None, around);
        (body.map_or(self.rect, onto_stage), labels.fold(None, around).map(onto_stage))
    }

    /// The box of a part in the beat's last picture, on the canvas; of the root, that around all that
    /// is drawn.
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

    /// The box of a target at rest.
    #[must_use]
    pub fn region(&self, target: Target) -> Option<Rect> {
        self.place(target.node).map(|place| place.region(target.part))
    }
}

/// Between a moved node and what it stands beside.
const BESIDE: f64 = 18.0;

/// Where the top left of something of `size` goes when it is moved to `side` of `target`. At rest, it is
/// rounded to whole units.
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
    /// Lays out every beat; what does not fit goes into `found`. Once the budget is spent, there are
    /// boxes without pictures.
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

/// Whether every node of a beat has the box and the pictures of the beat before.
fn is_unchanged(before: &Beat, beat: &Beat) -> bool {
    let changes = |act: &Act| matches!(act.verb, Verb::Set { .. } | Verb::Move { .. });
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

/// The nodes of a beat in their boxes.
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

/// Puts nodes that earlier beats have moved where they stand.
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
