//! What the lints look at: the finished values of one clip, and its resting pictures.

use super::backdrop::Backdrop;
use super::motion::{Motion, Rest};
use super::still::{self, Still};
use crate::diagnostic::Span;
use crate::layout::Layout;
use crate::scene::{Beat, NodeId, Scene};
use crate::theme::Theme;
use crate::timeline::Timeline;

/// A clip that can be drawn, as the lints see it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Name of the scene's file.
    pub(super) file_name: &'a str,
    pub(super) scene: &'a Scene,
    pub(super) theme: &'a Theme,
    pub(super) layout: &'a Layout,
    pub(super) timeline: &'a Timeline,
    /// What stays for a while, in the order of time; the last of each beat is its last frame.
    pub(super) stills: Vec<Still>,
    /// Stretches in which nothing changes, in the order of time.
    pub(super) rests: Vec<Rest>,
    /// The colours of what is painted.
    pub(super) backdrop: Backdrop,
}

impl<'a> Subject<'a> {
    /// Looks at the clip once for all lints.
    #[must_use]
    pub fn new(
        file_name: &'a str,
        scene: &'a Scene,
        theme: &'a Theme,
        (layout, timeline): (&'a Layout, &'a Timeline),
    ) -> Self {
        let stills = still::of_clip(scene, timeline);
        let rests = Motion::new(scene, timeline).rests();
        Self { file_name, scene, theme, layout, timeline, stills, rests, backdrop: Backdrop::default() }
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
