//! Keys of containers and of their children, and findings about keys without a meaning or an effect.

use crate::document::Table;
use crate::scene::model::{Arrangement, Child, IdleKey};

/// Reports `key` if it is written where it means nothing.
pub(crate) fn misplaced(table: &Table<'_>, key: &'static str, is_misplaced: bool, why: &str) {
    if let Some(entry) = table.entry(key).filter(|_| is_misplaced) {
        let message = format!("`{key}` means nothing here: {why}");
        table.findings().error_help("misplaced", &entry.key_span, message, "leave it out");
    }
}

/// The keys of a container that have no effect with these children.
pub(crate) fn idle(table: &Table<'_>, how: Arrangement, children: &[Child]) -> Vec<IdleKey> {
    let one_line = matches!(how, Arrangement::Row | Arrangement::Column);
    let gap = table.entry("gap").filter(|_| children.len() == 1 && how != Arrangement::Overlay);
    let gap = gap.map(|key| {
        let message = "`gap` has no effect: there is one member";
        IdleKey::new(&key.key_span, message, "leave it out")
    });
    let grows = one_line && children.iter().any(|child| child.grow > 0.0);
    let justify = table.entry("justify").filter(|_| grows).map(|key| {
        let message = "`justify` has no effect: a member with `grow` takes what is left over";
        IdleKey::new(&key.key_span, message, "keep one of the two")
    });
    gap.into_iter().chain(justify).collect()
}

pub(crate) fn place(table: &Table<'_>, how: Arrangement) -> Option<[f64; 2]> {
    let nodes = table.array("place")?;
    let span = &table.get("place")?.span;
    let numbers: Vec<f64> =
        nodes.iter().filter_map(|node| crate::document::number(table.findings(), "place", node)).collect();
    match numbers[..] {
        _ if how != Arrangement::Overlay => {
            let message = "`place` works in an overlay only";
            let span = &table.get("place")?.span;
            table.findings().error_help("misplaced", span, message, "put the node into { overlay = […] }");
            None
        }
        [x, y] if (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y) => Some([x, y]),
        _ => {
            let message = "`place` is not two fractions from 0 to 1";
            table.findings().error_help("out-of-range", span, message, "write place = [0.5, 0.5]");
            None
        }
    }
}
