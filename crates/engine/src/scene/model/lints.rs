//! Levels of lints, and findings that are accepted.

use crate::diagnostic::Span;

/// Settings of a clip or a beat about lints. Whether a lint of that name exists is checked later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lints {
    /// Entries that accept findings, each with its reason.
    pub allow: Vec<Allowed>,
    /// Lints whose findings are warnings, each with the place of its name.
    pub warn: Vec<(String, Span)>,
    /// Lints whose findings are errors, each with the place of its name.
    pub deny: Vec<(String, Span)>,
}

/// An entry of `allow`: findings of one lint that are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// Place of the entry in the file.
    pub span: Span,
    /// The lint's name as written, with its place.
    pub lint: (String, Span),
    /// The node whose findings are accepted, with its place; any node if there is none.
    pub node: Option<(String, Span)>,
    /// The reason why the findings are right.
    pub reason: String,
}
