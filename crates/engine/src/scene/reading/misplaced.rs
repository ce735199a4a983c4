//! Keys and tables that stand under a wrong header.

use crate::document::{Entry, Node as Toml, Table, Value};
use crate::scene::keys;

/// Message and help for a beat's key below another header; none for other keys.
pub(crate) fn explain_misplaced(key: &str, header: &str) -> Option<(String, String)> {
    keys::has(keys::BEAT, key).then(|| {
        let message = format!("`{key}` stands under {header}");
        let help = match header {
            "`[clip]`" => "move it below a `[[beat]]` line".to_owned(),
            _ => format!("move it up, below its `[[beat]]` line and above {header}"),
        };
        (message, help)
    })
}

/// Reports a beat whose `[[beat]]` line is missing, so that its keys stand in the table of a node. There is one
/// report, at the first of the keys. Returns true if there was such a beat.
pub(crate) fn report_headless(table: &Table<'_>, header: &str) -> bool {
    let keys: Vec<&Entry> = table.strange().filter(|entry| keys::has(keys::BEAT, &entry.key)).collect();
    let is_beat = ["lasts", "stage"].iter().all(|key| keys.iter().any(|entry| entry.key == *key));
    let Some(first) = keys.iter().min_by_key(|entry| entry.key_span.start).filter(|_| is_beat) else {
        return false;
    };
    let message = format!("`{}` stands under {header}", first.key);
    let help = "begin the beat with a line `[[beat]]`";
    table.findings().error_help("unknown-key", &first.key_span, message, help);
    keys.into_iter().for_each(|entry| table.explain(entry));
    true
}

/// True if a value looks like the definition of a node: a table with `kind`.
pub(crate) fn is_definition(node: &Toml) -> bool {
    matches!(&node.value, Value::Table(keys) if keys.iter().any(|entry| entry.key == "kind"))
}

/// Message and help for a key at the top of the file that belongs elsewhere; none if that is not known.
pub(crate) fn explain_stray(entry: &Entry) -> Option<(String, String)> {
    let key = entry.key.as_str();
    if keys::has(keys::BEAT, key) {
        let message = format!("`{key}` stands outside of a beat");
        return Some((message, "move it below a `[[beat]]` line".into()));
    }
    let is_node = is_definition(&entry.value);
    is_node.then(|| (format!("the node `{key}` stands outside of `[node]`"), format!("write `[node.{key}]`")))
}
