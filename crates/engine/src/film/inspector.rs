//! Further checks of a scene that can be drawn, such as lints, which the engine does not know.

use std::fmt::Debug;

use crate::budget::Budget;
use crate::diagnostic::Diagnostics;
use crate::layout::Layout;
use crate::scene::Scene;
use crate::theme::Theme;
use crate::timeline::Timeline;

/// The finished values of a clip.
#[derive(Clone, Copy, Debug)]
pub struct Clip<'a> {
    /// Name of the scene's file, as messages show it.
    pub file_name: &'a str,
    /// The scene, with all references resolved.
    pub scene: &'a Scene,
    /// Theme that the scene names.
    pub theme: &'a Theme,
    /// Boxes and pictures of all nodes.
    pub layout: &'a Layout,
    /// Motion of the whole clip.
    pub timeline: &'a Timeline,
    /// Steps that remain for this scene.
    pub budget: &'a Budget,
}

/// The parts of a clip that can be checked. Each scope includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Words only: the scene has errors in its beats.
    Words,
    /// Words and motion: something does not fit into the pictures.
    Motion,
    /// All parts, including resting pictures.
    Pictures,
}

/// Checks that a scene is read with, beyond those of the language.
pub trait Inspector: Debug {
    /// Checks settings in the scene that are meant for this inspector.
    fn check_settings(&self, scene: &Scene, found: &mut Diagnostics);

    /// Checks a clip within a scope. Stops once the clip's budget is spent.
    fn check_clip(&self, clip: &Clip<'_>, scope: Scope, found: &mut Diagnostics);
}

/// An inspector that finds nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoInspector;

impl Inspector for NoInspector {
    fn check_settings(&self, _: &Scene, _: &mut Diagnostics) {}

    fn check_clip(&self, _: &Clip<'_>, _: Scope, _: &mut Diagnostics) {}
}
