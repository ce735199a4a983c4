//! Counted work: a bound on what checking one scene may cost.
//!
//! Work is counted in steps instead of seconds, so that a scene is accepted or refused alike on every
//! machine. A step stands for some 50 ns of work, or for some ten bytes that are kept.

use std::cell::{Cell, RefCell};
use std::fmt;

use crate::diagnostic::{Diagnostic, Span};

/// The steps that checking a scene has taken, and the most that it may take.
///
/// A stage says with [`Budget::begin`] what it goes on to and calls [`Budget::spend`] in every loop whose
/// length depends on the scene. When the budget is used up, loops end with what they have: nobody sees
/// that, because [`Budget::finding`] is an error then.
#[derive(Debug)]
pub struct Budget {
    most: u64,
    spent: Cell<u64>,
    now: RefCell<(Task, Span)>,
    /// What was being done when the last step was spent.
    exceeded: RefCell<Option<(Task, Span)>>,
}

/// What work is done for.
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
    /// Looking for what the lint with this name finds, in the beat with this number or in the whole clip.
    Lint(&'static str, Option<usize>),
    /// Looking for stretches without a change, up to the beat with this number.
    Rests(usize),
    /// Finding out which pictures can be seen in the beat with this number.
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
    /// The steps that a scene may take: some two seconds, where a clip takes some tenths of one.
    pub const STEPS: u64 = 50_000_000;

    /// A budget of `most` steps.
    #[must_use]
    pub fn new(most: u64) -> Self {
        let (now, exceeded) = (RefCell::new((Task::Reading, 0..0)), RefCell::new(None));
        Self { most, spent: Cell::new(0), now, exceeded }
    }

    /// Notes that the steps from here on are spent for `task`, which `span` of the scene asks for.
    pub fn begin(&self, task: Task, span: &Span) {
        if !self.is_spent() {
            self.now.replace((task, span.clone()));
        }
    }

    /// Counts `steps`.
    pub fn spend(&self, steps: u64) {
        let was_spent = self.is_spent();
        self.spent.set(self.spent.get().saturating_add(steps));
        if !was_spent && self.is_spent() {
            self.exceeded.replace(Some(self.now.borrow().clone()));
        }
    }

    /// Counts a loop's length.
    pub fn spend_for(&self, count: usize) {
        self.spend(count as u64);
    }

    /// True once more than the budget was spent: a loop that depends on the scene should end.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.spent.get() > self.most
    }

    /// The steps spent so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.spent.get()
    }

    /// The error of a scene that takes more steps than the budget has.
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
