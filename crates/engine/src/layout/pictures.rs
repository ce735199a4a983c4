//! Measures and draws nodes; no other part of layout knows kinds.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::{Rect, Size, Vec2};

use super::Place;
use super::demands::{Demanded, DemandsId};
use crate::budget::Budget;
use crate::nodes::{Anchor, Demands, Drawable, Fit, Pen, Picture, Room, Uid};
use crate::scene::{Beat, Effect, NodeId, Scene, Side};
use crate::text::{Language, Typesetter};
use crate::theme::Theme;

/// Draws the nodes of one scene, and caches sizes and pictures.
pub(super) struct Studio<'a> {
    pub(super) scene: &'a Scene,
    pub(super) theme: &'a Theme,
    language: &'static Language,
    pub(super) budget: &'a Budget,
    pub(super) typesetter: Typesetter,
    /// All states of each node that was drawn.
    states: HashMap<NodeId, Vec<Box<dyn Drawable>>>,
    measured: HashMap<Measured, Size>,
    drawn: HashMap<Drawn, Arc<[Arc<Picture>]>>,
    demanded: Demanded,
}

/// Steps charged for a picture, for each of its elements, and for a look-up.
const STEPS_OF_PICTURE: u64 = 20;
const STEPS_OF_ELEMENT: u64 = 30;
const STEPS_OF_LOOK_UP: u64 = 4;

/// Key of a cached size: everything that the size of a state depends on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Measured {
    node: NodeId,
    state: usize,
    demands: DemandsId,
    /// Bits of the width and the height.
    room: [u64; 2],
    is_filled: bool,
}

/// Key of cached pictures: everything that the pictures of a node in a beat depend on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Drawn {
    node: NodeId,
    /// Indices of the first and the last state.
    states: [usize; 2],
    demands: DemandsId,
    /// Bits of the width and the height.
    size: [u64; 2],
}

fn bits(width: f64, height: f64) -> [u64; 2] {
    [width.to_bits(), height.to_bits()]
}

impl<'a> Studio<'a> {
    pub(super) fn new(scene: &'a Scene, theme: &'a Theme, budget: &'a Budget) -> Self {
        Self {
            scene,
            theme,
            language: Language::of(&scene.clip.lang),
            budget,
            typesetter: Typesetter::new(),
            states: HashMap::new(),
            measured: HashMap::new(),
            drawn: HashMap::new(),
            demanded: Demanded::default(),
        }
    }

    pub(super) fn pen(&mut self) -> Pen<'_> {
        Pen::new(&mut self.typesetter, self.theme, self.language)
    }

    /// Notes the nodes that the beat moves onto parts of other nodes: the parts need room for them, at their
    /// natural sizes, as long as the stage is kept.
    pub(super) fn begin(&mut self, beat: &Beat) {
        self.demanded.begin(&beat.stage);
        for act in &beat.acts {
            let Effect::Travel { to, side: Side::Over } = act.effect else { continue };
            if to.part == Uid::ROOT {
                continue;
            }
            for node in act.steps.iter().map(|step| step.target.node) {
                for state in beat.first_states[node]..=beat.last_states[node] {
                    let size = self.size_of(node, state, Room::FREE, DemandsId::NONE);
                    self.demanded.add(to, size);
                }
            }
        }
    }

    fn draw(&mut self, node: NodeId, state: usize, room: Room, demands: &Demands) -> Picture {
        if self.budget.is_spent() {
            return Picture::default();
        }
        let cast = &self.scene.cast[node];
        let states = self.states.entry(node).or_insert_with(|| (cast.kind.states)(&cast.states));
        let pen = Pen::new(&mut self.typesetter, self.theme, self.language).expecting(demands);
        let picture = states[state].picture(room, pen);
        self.budget.spend(self.typesetter.take_steps());
        self.budget.spend(STEPS_OF_PICTURE + STEPS_OF_ELEMENT * picture.elements.len() as u64);
        picture
    }

    fn size_of(&mut self, node: NodeId, state: usize, room: Room, id: DemandsId) -> Size {
        let (bits, is_filled) = (bits(room.width, room.height), room.fit == Fit::Fill);
        let key = Measured { node, state, demands: id, room: bits, is_filled };
        self.budget.spend(STEPS_OF_LOOK_UP);
        if let Some(size) = self.measured.get(&key) {
            return *size;
        }
        let demands = if id == DemandsId::NONE { Arc::default() } else { self.demanded.of(node).1 };
        let size = self.draw(node, state, room, &demands).size;
        self.measured.insert(key, size);
        size
    }

    /// The smallest size that holds every state of the node in the beat, in `room`.
    pub(super) fn measure(&mut self, beat: &Beat, node: NodeId, room: Room) -> Size {
        let (id, _) = self.demanded.of(node);
        (beat.first_states[node]..=beat.last_states[node]).fold(Size::ZERO, |most, state| {
            let size = self.size_of(node, state, room, id);
            Size::new(most.width.max(size.width), most.height.max(size.height))
        })
    }

    /// Draws every state of the beat in the node's box. Beats in which a node has the same states in a box of
    /// the same size share its pictures.
    pub(super) fn place(&mut self, beat: &Beat, node: NodeId, rect: Rect) -> Place {
        let states = [beat.first_states[node], beat.last_states[node]];
        let (id, demands) = self.demanded.of(node);
        let key = Drawn { node, states, demands: id, size: bits(rect.width(), rect.height()) };
        self.budget.spend(STEPS_OF_LOOK_UP);
        let known = self.drawn.get(&key).cloned();
        let pictures = known.unwrap_or_else(|| {
            let pictures = self.pictures(node, states, rect.size(), &demands);
            self.drawn.insert(key, Arc::clone(&pictures));
            pictures
        });
        Place { node, rect, first_state: states[0], pictures }
    }

    fn pictures(
        &mut self,
        node: NodeId,
        [first, last]: [usize; 2],
        size: Size,
        demands: &Demands,
    ) -> Arc<[Arc<Picture>]> {
        let room = Room { width: size.width, height: size.height, fit: Fit::Fill };
        let mut pictures: Vec<Picture> =
            (first..=last).map(|state| self.draw(node, state, room, demands)).collect();
        let most = pictures.iter().fold(Size::ZERO, |most, picture| {
            Size::new(most.width.max(picture.size.width), most.height.max(picture.size.height))
        });
        let anchor = self.scene.cast[node].kind.anchor;
        for picture in &mut pictures {
            let content = match anchor {
                Anchor::Center => picture.size,
                Anchor::TopLeft => most,
            };
            let spare = size - content;
            picture.shift(Vec2::new((spare.width / 2.0).round(), (spare.height / 2.0).round()));
            picture.size = size;
            picture.snap();
        }
        pictures.into_iter().map(Arc::new).collect()
    }
}
