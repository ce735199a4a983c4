//! `allow`, `warn` and `deny`, in `[clip]` and in a beat: findings of lints that are accepted there, and levels
//! of lints.

use crate::document::{Node, Table, Value};
use crate::scene::keys::{self, report_missing};
use crate::scene::limits::Limit;
use crate::scene::model::{Allowed, Lints};

/// Reads the three keys from the table of a clip or of a beat.
pub(crate) fn read(table: &Table<'_>) -> Lints {
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
