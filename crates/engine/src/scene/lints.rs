//! `allow`, `warn` and `deny`, in `[clip]` and in a beat: findings of lints that are accepted there, and levels
//! of lints.

use crate::diagnostic::Span;
use crate::document::{Node, Table, Value};
use crate::scene::keys::{self, report_missing};
use crate::scene::limits::Limit;

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

/// Reads the three keys from the table of a clip or of a beat.
pub(super) fn read(table: &Table<'_>) -> Lints {
    for key in ["allow", "warn", "deny"] {
        if let Some(Node { value: Value::Array(entries), span }) = table.get(key)
            && !Limit::NAMES.check(entries.len(), span, table.findings())
        {
            return Lints::default();
        }
    }
    let named = |key| {
        let names = table.texts(key).into_iter();
        names.map(|(name, span)| (name.to_owned(), span)).collect()
    };
    Lints { allow: allow(table), warn: named("warn"), deny: named("deny") }
}

fn allow(table: &Table<'_>) -> Vec<Allowed> {
    let findings = table.findings();
    let one = |node: &Node| {
        let Value::Table(entries) = &node.value else {
            let message = format!("`allow` wants tables, not {}", node.noun());
            let help = "write { lint = \"…\", in = \"…\", reason = \"…\" }";
            findings.error_help("wrong-type", &node.span, message, help);
            return None;
        };
        let entry = Table::new(findings, entries, node.span.clone(), "an `allow` entry");
        let text = |key| {
            let span = entry.get(key).map_or(node.span.clone(), |value| value.span.clone());
            (entry.text(key).unwrap_or_default().to_owned(), span)
        };
        let allowed = Allowed {
            span: node.span.clone(),
            lint: text("lint"),
            node: entry.get("in").map(|_| text("in")),
            reason: text("reason").0,
        };
        report_missing(&entry, keys::ALLOW, |_| false);
        entry.finish();
        Some(allowed)
    };
    table.array("allow").unwrap_or_default().iter().filter_map(one).collect()
}
