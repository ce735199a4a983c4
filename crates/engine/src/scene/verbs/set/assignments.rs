//! The keys of a `set`: dotted addresses with their values.

use crate::document::{Entry as Key, Findings, Node as Toml, Value, without_brackets};
use crate::scene::keys;
use crate::scene::limits::Limit;
use crate::scene::reading::address::Address;
use crate::scene::reading::cast::Cast;
use crate::scene::reading::verb::WrittenEntry;

/// One `address = value` of a `set`.
#[derive(Debug)]
pub(super) struct Assignment {
    pub(super) address: Address,
    pub(super) value: Toml,
}

/// Reads the keys and values of a `set`, in the order in which they are written.
pub(super) fn assignments(entry: &WrittenEntry<'_>) -> Vec<Assignment> {
    let (findings, cast, node) = (entry.findings(), entry.cast, entry.value());
    let mut found = Vec::new();
    let Value::Table(written) = &node.value else {
        let message = format!("`set` wants addresses and values, not {}", node.noun());
        findings.error_help("wrong-type", &node.span, message, "write { node.field = value }");
        return found;
    };
    if !Limit::TARGETS.check(written.len(), &node.span, findings) {
        return found;
    }
    if written.is_empty() {
        let help = "write { node.field = value }, or take the entry out";
        findings.error_help("empty-set", &node.span, "a `set` that changes nothing", help);
    }
    for key in written {
        // Below a `[beat.set]` header, a beat's own keys have become keys of the `set`.
        if entry.is_key_of_beat && keys::has(keys::BEAT, &key.key) && !cast.has(&key.key) {
            let message = format!("`{}` stands under `[beat.set]`", key.key);
            let help = "move it up, above `[beat.set]`, or write `set = { … }` on one line";
            findings.error_help("unknown-key", &key.key_span, message, help);
            continue;
        }
        flatten(key, &mut Vec::new(), cast, findings, &mut found);
    }
    // In the tree, keys of one node are together; this restores the order of the file.
    found.sort_by_key(|assignment| assignment.address.span.start);
    found
}

/// Collects assignments from nested tables, which dotted keys are parsed into; every leaf is one.
fn flatten<'a>(
    key: &'a Key,
    path: &mut Vec<&'a Key>,
    cast: &Cast,
    findings: &Findings,
    found: &mut Vec<Assignment>,
) {
    if path.len() > Limit::NESTING.most {
        let _ = Limit::NESTING.check(path.len(), &key.key_span, findings);
        return;
    }
    if let Some(fixed) = without_brackets(&key.key) {
        let message = format!("`\"{}\"` has brackets and is one quoted key", key.key);
        let help = format!("write {fixed}, without quotes");
        findings.error_help("quoted-address", &key.key_span, message, help);
        return;
    }
    if key.key.contains('.') {
        let message = format!("`\"{}\"` is one quoted key", key.key);
        let address = key.key.split('.').all(|word| !word.is_empty() && !word.contains(char::is_whitespace));
        let help = match address {
            true => format!("drop the quotes: {}", key.key),
            false => "write node.field, without quotes".into(),
        };
        findings.error_help("quoted-address", &key.key_span, message, help);
        return;
    }
    path.push(key);
    if let Value::Table(keys) = &key.value.value {
        for key in keys {
            flatten(key, path, cast, findings, found);
        }
    } else {
        let text = path.iter().map(|key| key.key.as_str()).collect::<Vec<_>>().join(".");
        let start = path.first().map_or(0, |key| key.key_span.start);
        let end = path.last().map_or(0, |key| key.key_span.end);
        // Keys that are spread over several tables have no common place in the text.
        let span =
            if start <= end && end - start <= text.len() + 16 { start..end } else { key.key_span.clone() };
        if let Some(address) = Address::read(&text, &span, cast, findings) {
            found.push(Assignment { address, value: key.value.clone() });
        }
    }
    path.pop();
}
