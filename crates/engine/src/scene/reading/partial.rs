//! Values that may lack something because it could not be read.

/// A value as far as it could be read. Those who use one that is not complete report nothing that may come from what
/// it lacks: the mistake was reported where it was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Partial<T> {
    pub(crate) value: T,
    pub(crate) is_complete: bool,
}

impl<T> Partial<T> {
    /// A value that lacks nothing.
    pub(crate) fn complete(value: T) -> Self {
        Self { value, is_complete: true }
    }

    /// A stand-in for a value that could not be read.
    pub(crate) fn unknown(value: T) -> Self {
        Self { value, is_complete: false }
    }
}
