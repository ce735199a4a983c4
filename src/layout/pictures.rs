//! Measures and draws nodes: the only part of layout that knows kinds.

use std::collections::HashMap;
use std::sync::Arc;

use kurbo::{Rect, Size, Vec2};

use super::Place;
use crate::nodes::{Anchor, Fit, Pen, Picture, Room};
use crate::scene::{Beat, NodeId, Scene};
use crate::text::Typesetter;
use crate::theme::Theme;

/// Draws the nodes of one scene, remembering what it measured.
pub(super) struct Studio<'a> {
    pub(super) scene: &'a Scene,
    pub(super) theme: &'a Theme,
    pub(super) typesetter: Typesetter,
    measured: HashMap<(NodeId, usize, u64), Size>,
}

impl<'a> Studio<'a> {
    pub(super) fn new(scene: &'a Scene, theme: &'a Theme, typesetter: Typesetter) -> Self {
        Self { scene, theme, typesetter, measured: HashMap::new() }
    }

    pub(super) fn pen(&mut self) -> Pen<'_> {
        Pen::new(&mut self.typesetter, self.theme)
    }

    fn draw(&mut self, node: NodeId, state: usize, room: Room) -> Picture {
        let node = &self.scene.cast[node];
        node.kind.picture(&node.states[state], room, Pen::new(&mut self.typesetter, self.theme))
    }

    fn natural(&mut self, node: NodeId, state: usize, width: f64) -> Size {
        if let Some(size) = self.measured.get(&(node, state, width.to_bits())) {
            return *size;
        }
        let size = self.draw(node, state, Room { width, ..Room::FREE }).size;
        self.measured.insert((node, state, width.to_bits()), size);
        size
    }

    /// The size that holds every state the node has in the beat, when it is at most `width` wide.
    pub(super) fn measure(&mut self, beat: &Beat, node: NodeId, width: f64) -> Size {
        let states = beat.first_states[node]..=beat.last_states[node];
        states.fold(Size::ZERO, |most, state| {
            let size = self.natural(node, state, width);
            Size::new(most.width.max(size.width), most.height.max(size.height))
        })
    }

    /// Draws every state of the beat into the node's box.
    pub(super) fn place(&mut self, beat: &Beat, node: NodeId, rect: Rect) -> Place {
        let first_state = beat.first_states[node];
        let room = Room { width: rect.width(), height: rect.height(), fit: Fit::Fill };
        let mut pictures: Vec<Picture> =
            (first_state..=beat.last_states[node]).map(|state| self.draw(node, state, room)).collect();
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
