//! Differences between a video and what was planned.

use std::fmt;

/// A difference between a video and its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoFault {
    /// Name of the property, such as "duration".
    pub what: String,
    /// Value that the file states.
    pub found: String,
    /// Value that was planned.
    pub planned: String,
}

impl fmt::Display for VideoFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, found, planned } = self;
        write!(out, "its {what} is {found}, not {planned}")
    }
}
