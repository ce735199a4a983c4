//! Measures and draws nodes: the only part of layout that knows kinds.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::{Rect, Size, Vec2};

use super::Place;
use crate::budget::Budget;
use crate::nodes::{Anchor, Fit, Pen, Picture, Room, Uid};
use crate::scene::{Beat, NodeId, Scene, Side, Verb};
use crate::text::{Language, Typesetter};
use crate::theme::Theme;

/// Draws the nodes of one scene, remembering what it measured.
pub(super) struct Studio<'a> {
    pub(super) scene: &'a Scene,
    pub(super) theme: &'a Theme,
    language: &'static Language,
    pub(super) budget: &'a Budget,
    pub(super) typesetter: Typesetter,
    measured: HashMap<Measured, Size>,
}

/// Steps of drawing a picture and each of its elements.
const STEPS_OF_PICTURE: u64 = 20;
const STEPS_OF_ELEMENT: u64 = 20;

/// Beat, node, state, the bits of the room's width and height, and whether it is filled: what a
/// size depends on.
type Measured = (usize, NodeId, usize, [u64; 2], bool);

/// The room that parts of a node need for what is moved onto them.
type Demands = Vec<(Uid, Size)>;

impl<'a> Studio<'a> {
    pub(super) fn new(scene: &'a Scene, theme: &'a Theme, budget: &'a Budget) -> Self {
        let language = Language::of(&scene.clip.lang);
        Self { scene, theme, language, budget, typesetter: Typesetter::new(), measured: HashMap::new() }
    }

    pub(super) fn pen(&mut self) -> Pen<'_> {
        Pen::new(&mut self.typesetter, self.theme, self.language)
    }

    fn draw(&mut self, node: NodeId, state: usize, room: Room, demands: &Demands) -> Picture {
        if self.budget.is_spent() {
            return Picture::default();
        }
        let node = &self.scene.cast[node];
        let pen = Pen::new(&mut self.typesetter, self.theme, self.language).expecting(demands);
        let picture = node.kind.picture(&node.states[state], room, pen);
        self.budget.spend(self.typesetter.take_steps());
        self.budget.spend(STEPS_OF_PICTURE + STEPS_OF_ELEMENT * picture.elements.len() as u64);
        picture
    }

    fn natural(&mut self, beat: &Beat, node: NodeId, state: usize, room: Room) -> Size {
        let bits = [room.width.to_bits(), room.height.to_bits()];
        let key = (beat.number, node, state, bits, room.fit == Fit::Fill);
        if let Some(size) = self.measured.get(&key) {
            return *size;
        }
        let demands = self.demands(beat, node);
        let size = self.draw(node, state, room, &demands).size;
        self.measured.insert(key, size);
        size
    }

    /// What is moved onto parts of `node` in the beat, or was since its stage was set, at its own
    /// natural size.
    fn demands(&mut self, beat: &Beat, node: NodeId) -> Demands {
        let scene = self.scene;
        let mut demands = Demands::new();
        let on_stage =
            scene.beats[..beat.number].iter().filter(|other| Arc::ptr_eq(&other.stage, &beat.stage));
        for (beat, act) in on_stage.flat_map(|beat| beat.acts.iter().map(move |act| (beat, act))) {
            let Verb::Move { to, side: Side::Over } = act.verb else { continue };
            if to.node != node || to.part == Uid::ROOT {
                continue;
            }
            for step in &act.steps {
                let states = beat.first_states[step.target.node]..=beat.last_states[step.target.node];
                for state in states {
                    let moved = self.draw(step.target.node, state, Room::FREE, &Demands::new());
                    demands.push((to.part, moved.size));
                }
            }
        }
        demands
    }

    /// The size that holds every state the node has in the beat, in `room`.
    pub(super) fn measure(&mut self, beat: &Beat, node: NodeId, room: Room) -> Size {
        let states = beat.first_states[node]..=beat.last_states[node];
        states.fold(Size::ZERO, |most, state| {
            let size = self.natural(beat, node, state, room);
            Size::new(most.width.max(size.width), most.height.max(size.height))
        })
    }

    /// Draws every state of the beat into the node's box.
    pub(super) fn place(&mut self, beat: &Beat, node: NodeId, rect: Rect) -> Place {
        let first_state = beat.first_states[node];
        let room = Room { width: rect.width(), height: rect.height(), fit: Fit::Fill };
        let demands = self.demands(beat, node);
        let states = first_state..=beat.last_states[node];
        let mut pictures: Vec<Picture> = states.map(|state| self.draw(node, state, room, &demands)).collect();
        let most = pictures.iter().fold(Size::ZERO, |most, picture| {
            Size::new(most.width.max(picture.size.width), most.height.max(picture.size.height))
        });
        let anchor = self.scene.cast[node].kind.anchor;
        for picture in &mut pictures {
            let content = match anchor {
                Anchor::Center => picture.size,
                Anchor::TopLeft => most,
            };
            let spare = rect.size() - content;
            picture.shift(Vec2::new((spare.width / 2.0).round(), (spare.height / 2.0).round()));
            picture.size = rect.size();
            picture.snap();
        }
        Place { node, rect, first_state, pictures: pictures.into_iter().map(Arc::new).collect() }
    }
}
