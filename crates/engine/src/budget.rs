//! A bound on the work that checking one scene may cost.
//!
//! Work is counted in steps, not seconds, so that a scene gets the same verdict on every machine. A step stands
//! for about 50 ns of work, or for about ten bytes that are kept.

use std::cell::{Cell, RefCell};
use std::fmt;

use crate::diagnostic::{Diagnostic, Span};

/// Steps taken to check a scene, and the limit on them.
///
/// Each stage announces its task with [`Budget::begin`] and calls [`Budget::spend`] in every loop whose length
/// depends on the scene. Once the budget is used up, loops stop early; their incomplete results are never used,
/// because [`Budget::finding`] then returns an error.
#[derive(Debug)]
pub struct Budget {
    most: u64,
    spent: Cell<u64>,
    now: RefCell<(Task, Span)>,
    /// Task and span at the moment the limit was exceeded.
    exceeded: RefCell<Option<(Task, Span)>>,
}

/// Stage of the check that steps are charged to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Reading the scene's text.
    Reading,
    /// Boxes, pictures and shaped text of the beat with this number.
    Layout(usize),
    /// Courses of the arrows of the beat with this number.
    Arrows(usize),
    /// Tracks of the beat with this number.
    Motion(usize),
    /// Search for findings of the lint with this name, in the beat with this number or in the whole clip.
    Lint(&'static str, Option<usize>),
    /// Search for intervals without any change, up to the beat with this number.
    Rests(usize),
    /// Search for the pictures that can be seen in the beat with this number.
    Descriptions(usize),
}

impl fmt::Display for Task {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reading => out.write_str("the text"),
            Self::Layout(beat) => write!(out, "the layout of beat {beat}"),
            Self::Arrows(beat) => write!(out, "the arrows of beat {beat}"),
            Self::Motion(beat) => write!(out, "the motions of beat {beat}"),
            Self::Lint(name, Some(beat)) => write!(out, "the lint `{name}` in beat {beat}"),
            Self::Lint(name, None) => write!(out, "the lint `{name}`"),
            Self::Descriptions(beat) => write!(out, "the descriptions of pictures in beat {beat}"),
            Self::Rests(beat) => write!(out, "the stretches without a change of beat {beat}"),
        }
    }
}

impl Budget {
    /// Limit for one scene: about two seconds of work, where a typical clip takes a few tenths of a second.
    pub const STEPS: u64 = 50_000_000;

    /// Makes a budget of `most` steps.
    #[must_use]
    pub fn new(most: u64) -> Self {
        let (now, exceeded) = (RefCell::new((Task::Reading, 0..0)), RefCell::new(None));
        Self { most, spent: Cell::new(0), now, exceeded }
    }

    /// Starts charging steps to `task`, caused by `span` of the scene.
    pub fn begin(&self, task: Task, span: &Span) {
        if !self.is_spent() {
            self.now.replace((task, span.clone()));
        }
    }

    /// Charges `steps` to the current task.
    pub fn spend(&self, steps: u64) {
        let was_spent = self.is_spent();
        self.spent.set(self.spent.get().saturating_add(steps));
        if !was_spent && self.is_spent() {
            self.exceeded.replace(Some(self.now.borrow().clone()));
        }
    }

    /// Charges one step per iteration of a loop.
    pub fn spend_for(&self, count: usize) {
        self.spend(count as u64);
    }

    /// True once the budget is exceeded: loops that depend on the scene should end.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.spent.get() > self.most
    }

    /// Number of steps spent so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.spent.get()
    }

    /// The error of a scene that takes more steps than the budget has; `None` within the budget.
    #[must_use]
    pub fn finding(&self) -> Option<Diagnostic> {
        let (task, span) = self.exceeded.borrow().clone()?;
        let message =
            format!("checking this scene takes more than {} steps, the limit, at {task}", self.most);
        let help = "use fewer nodes, parts, texts, arrows or changes there, or in the beats before";
        Some(Diagnostic::error("too-much-work", span, message).help(help))
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(Self::STEPS)
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Task};

    #[test]
    fn the_task_that_spends_the_last_step_is_named() {
        let budget = Budget::new(10);
        budget.begin(Task::Layout(1), &(3..5));
        budget.spend(10);
        assert!(!budget.is_spent());
        assert_eq!(budget.finding(), None);
        budget.begin(Task::Arrows(2), &(7..9));
        budget.spend(1);
        assert!(budget.is_spent());
        budget.begin(Task::Motion(3), &(11..13));
        budget.spend(u64::MAX);
        let found = budget.finding().expect("the budget is spent");
        assert_eq!(
            found.message,
            "checking this scene takes more than 10 steps, the limit, at the arrows of beat 2"
        );
        assert_eq!(found.span, 7..9);
    }
}
