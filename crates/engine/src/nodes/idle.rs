//! Fields that have no effect in any state of their node.

/// A field without effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    /// Name of the field.
    pub field: &'static str,
    /// Reason why it has no effect.
    pub why: &'static str,
    /// Change that the author can make.
    pub help: &'static str,
}

impl Idle {
    /// `field` where the condition `is_idle` holds in all `states`.
    pub(super) fn where_all<S>(
        states: &[S],
        is_idle: impl Fn(&S) -> bool,
        [field, why, help]: [&'static str; 3],
    ) -> Option<Self> {
        states.iter().all(is_idle).then_some(Self { field, why, help })
    }
}
