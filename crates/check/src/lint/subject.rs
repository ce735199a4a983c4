//! Input of the lints: the finished values of one clip, and results that several lints share.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::backdrop::Backdrop;
use super::collision::Plan;
use super::leakage::{Leak, Setting};
use super::motion::{Motion, Rest};
use halfminute_engine::budget::Budget;
use halfminute_engine::diagnostic::Span;
use halfminute_engine::film::Clip;
use halfminute_engine::layout::Layout;
use halfminute_engine::scene::{Beat, NodeId, Scene};
use halfminute_engine::theme::Theme;
use halfminute_engine::timeline::Timeline;

/// Leaks of texts, by text and setting.
pub(super) type Leaks = HashMap<(String, Setting), Rc<[Leak]>>;

/// A clip that can be drawn, with everything that the lints need.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Name of the scene's file.
    pub(super) file_name: &'a str,
    pub(super) scene: &'a Scene,
    pub(super) theme: &'a Theme,
    pub(super) layout: &'a Layout,
    pub(super) timeline: &'a Timeline,
    pub(super) budget: &'a Budget,
    /// Stretches in which nothing changes, computed when a lint first asks for them.
    rests: OnceCell<Vec<Rest>>,
    /// Lookup of the colours of painted elements.
    pub(super) backdrop: Backdrop,
    /// Leaks by text and setting, cached because two lints ask for them and beats repeat texts.
    pub(super) leaks: RefCell<Leaks>,
    /// Positions of nodes in the arrangement of the beat that was judged last.
    pub(super) plan: RefCell<Option<Rc<Plan>>>,
}

impl<'a> Subject<'a> {
    /// Collects the values that the lints look at; computes nothing yet.
    #[must_use]
    pub fn new(clip: &Clip<'a>) -> Self {
        let Clip { file_name, scene, theme, layout, timeline, budget } = *clip;
        let backdrop = Backdrop::default();
        let (leaks, plan) = (RefCell::default(), RefCell::default());
        Self {
            file_name,
            scene,
            theme,
            layout,
            timeline,
            budget,
            rests: OnceCell::new(),
            backdrop,
            leaks,
            plan,
        }
    }

    /// Stretches in which nothing changes, in the order of time.
    pub(super) fn rests(&self) -> &[Rest] {
        self.rests.get_or_init(|| Motion::new(self.scene, self.timeline, self.budget).rests())
    }

    pub(super) fn id(&self, node: NodeId) -> &'a str {
        &self.scene.cast[node].id
    }

    pub(super) fn node_span(&self, node: NodeId) -> &'a Span {
        &self.scene.cast[node].span
    }

    /// The beats with their indices.
    pub(super) fn beats(&self) -> impl Iterator<Item = (usize, &'a Beat)> + use<'a> {
        self.scene.beats.iter().enumerate()
    }
}
