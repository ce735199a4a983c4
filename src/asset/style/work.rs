//! Counted work, so that no style sheet takes longer than it may.

/// The most steps for all styles of a drawing: tests of elements by selectors, declarations that apply, bytes of values with
/// variables. A step takes up to 300 ns.
pub(in crate::asset) const STEPS: usize = 1 << 23;

/// There is no work left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::asset) struct Spent;

/// The work that may still be done.
#[derive(Debug)]
pub(in crate::asset) struct Work {
    left: usize,
}

impl Work {
    pub(in crate::asset) fn new(steps: usize) -> Self {
        Self { left: steps }
    }

    pub(in crate::asset) fn spend(&mut self, steps: usize) -> Result<(), Spent> {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Spent),
        }
    }
}
