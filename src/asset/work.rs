//! Counted work, so that no drawing and no number of drawings takes longer than it may.

use crate::asset::Reject;

/// The most steps for all drawings of a scene. A step takes up to 300 ns.
const STEPS: usize = 1 << 23;

/// There is no work left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spent;

/// The work that drawings may still take.
///
/// Steps are tests of elements by selectors, declarations that apply, bytes of values with variables, and parts of the
/// bytes that are read.
#[derive(Debug)]
pub struct Work {
    most: usize,
    /// The steps that were left when the current drawing began.
    before: usize,
    left: usize,
}

impl Work {
    /// The work of all drawings of one scene.
    #[must_use]
    pub fn of_scene() -> Self {
        Self::new(STEPS)
    }

    /// Work of so many steps.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, before: most, left: most }
    }

    /// Begins a drawing.
    pub(super) fn begin(&mut self) {
        self.before = self.left;
    }

    /// Counts `steps`. Where there are not as many left, none is left for anything that follows.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Spent> {
        let left = self.left.checked_sub(steps);
        self.left = left.unwrap_or(0);
        left.map(drop).ok_or(Spent)
    }

    /// The error of a drawing with this `content`, which takes more than the steps that were left before it.
    pub(super) fn too_much(&self, content: &str) -> Reject {
        let Self { most, before, .. } = self;
        let reason = if before == most {
            format!("takes more than {most} steps, the limit for all drawings of a scene: {content}")
        } else {
            format!(
                "takes more than the {before} steps that other drawings left of {most} for a scene: {content}"
            )
        };
        Reject::new(reason, "give it fewer elements and style rules, or export it as PNG")
    }
}
