//! Counting of work, to bound the time that all drawings of a scene take together.

use crate::asset::Reject;

/// Maximum number of steps for all drawings of a scene. A step takes up to 300 ns.
const STEPS: usize = 1 << 23;

/// Error: no work is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spent;

/// The work that is left for drawings.
///
/// Steps are counted for tests of elements by selectors, for declarations that apply, for bytes of values with
/// variables, and for bytes that are read.
#[derive(Debug)]
pub struct Work {
    most: usize,
    /// Number of steps that were left when the current drawing began.
    before: usize,
    left: usize,
}

impl Work {
    /// A budget for all drawings of one scene.
    #[must_use]
    pub fn of_scene() -> Self {
        Self::new(STEPS)
    }

    /// A budget of `most` steps.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, before: most, left: most }
    }

    /// Begins a drawing, for the wording of [`Work::too_much`].
    pub(super) fn begin(&mut self) {
        self.before = self.left;
    }

    /// Spends `steps`. If fewer are left, none remain for later calls.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Spent> {
        let left = self.left.checked_sub(steps);
        self.left = left.unwrap_or(0);
        left.map(drop).ok_or(Spent)
    }

    /// The error for a drawing with this `content` that takes more steps than were left when it began.
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
