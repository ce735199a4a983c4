//! `arrows`: relations between what is on stage.

use crate::document::{Findings, Node as Toml, Table, Value};
use crate::nodes::Item;
use crate::scene::address::Address;
use crate::scene::cast::Cast;
use crate::scene::limits::Limit;
use crate::scene::{Arrow, Route, Target};
use crate::theme::TONES;

/// A written arrow: groups of ends, each joined with the next.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) ends: Vec<Vec<Address>>,
    pub(super) label: String,
}

/// Reads `a -> b`, `a -> b: label`, `a -> b -> c`, `a -> b, c`.
pub(super) fn chain(
    text: &str,
    span: &crate::diagnostic::Span,
    cast: &Cast,
    findings: &Findings,
) -> Option<Chain> {
    let (course, label) = text.split_once(':').map_or((text, ""), |(course, label)| (course, label.trim()));
    let groups: Vec<&str> = course.split("->").collect();
    if groups.len() < 2 || groups.iter().any(|group| group.trim().is_empty()) {
        let message = format!("`{text}` is not an arrow");
        findings.error_help("bad-arrow", span, message, "write \"a -> b\" or \"a -> b: label\"");
        return None;
    }
    let ends: Option<Vec<Vec<Address>>> = groups
        .iter()
        .map(|group| group.split(',').map(|end| Address::read(end, span, cast, findings)).collect())
        .collect();
    let ends = ends?;
    let single = ends.len() == 2 && ends.iter().all(|group| group.len() == 1);
    if !label.is_empty() && !single {
        let message = "a label on a chain or fan of arrows";
        findings.error_help("chain-label", span, message, "label single arrows: \"a -> b: text\"");
        return None;
    }
    Some(Chain { ends, label: label.to_owned() })
}

/// Resolves every end of a chain in the current states: pairs of ends, link by link.
pub(super) fn links(
    chain: &Chain,
    states: &[&Item],
    cast: &Cast,
    findings: &Findings,
) -> Option<Vec<Vec<(Target, Target)>>> {
    let end = |address: &Address| {
        let targets = address.targets(states[address.node], cast, findings)?;
        if let [target] = targets[..] {
            return Some(target);
        }
        let help = "name one node or one part";
        findings.error_help("bad-arrow", &address.span, "an arrow ends at several parts", help);
        None
    };
    let ends: Option<Vec<Vec<Target>>> =
        chain.ends.iter().map(|group| group.iter().map(end).collect()).collect();
    let links = ends?
        .windows(2)
        .map(|pair| pair[0].iter().flat_map(|a| pair[1].iter().map(|b| (*a, *b))).collect())
        .collect();
    Some(links)
}

/// Reads a beat's `arrows` in the states the beat begins with.
pub(super) fn read(nodes: &[Toml], states: &[&Item], cast: &Cast, findings: &Findings) -> Vec<Arrow> {
    let mut arrows: Vec<Arrow> = Vec::new();
    for node in nodes {
        let Some(read) = one(node, states, cast, findings) else { continue };
        for arrow in read {
            if arrow.from == arrow.to {
                findings.error_help(
                    "bad-arrow",
                    &node.span,
                    "an arrow from a node to itself",
                    "name two nodes",
                );
            } else if let Some(first) = arrows.iter().find(|a| (a.from, a.to) == (arrow.from, arrow.to)) {
                let diagnostic = crate::diagnostic::Diagnostic::error(
                    "duplicate-arrow",
                    node.span.clone(),
                    "this arrow is already drawn",
                );
                findings.push(diagnostic.label(first.span.clone(), "here").help("delete one of the two"));
            } else {
                arrows.push(arrow);
            }
        }
    }
    let span = nodes.first().map_or(0..0, |node| node.span.clone());
    if !Limit::ARROWS.check(arrows.len(), &span, findings) {
        arrows.clear();
    }
    arrows
}

fn one(node: &Toml, states: &[&Item], cast: &Cast, findings: &Findings) -> Option<Vec<Arrow>> {
    let (chain, look) = match &node.value {
        Value::Text(text) => (chain(text, &node.span, cast, findings)?, Look::default()),
        Value::Table(entries) => {
            let table = Table::new(findings, entries, node.span.clone(), "an arrow");
            let read = long(&table, cast);
            table.finish();
            read?
        }
        _ => {
            let message = format!("an arrow is a text or a table, not {}", node.noun());
            findings.error_help("wrong-type", &node.span, message, "write \"a -> b\"");
            return None;
        }
    };
    let links = links(&chain, states, cast, findings)?;
    let arrow = |(from, to)| Arrow {
        span: node.span.clone(),
        from,
        to,
        label: chain.label.clone(),
        tone: look.tone,
        route: look.route,
    };
    Some(links.into_iter().flatten().map(arrow).collect())
}

#[derive(Default)]
struct Look {
    tone: usize,
    route: Route,
}

fn long(table: &Table<'_>, cast: &Cast) -> Option<(Chain, Look)> {
    let Some(node) = table.get("arrow") else {
        table.missing("arrow", "arrow = \"a -> b\"");
        return None;
    };
    let text = table.text("arrow")?;
    let mut chain = chain(text, &node.span, cast, table.findings())?;
    if let Some(label) = table.text("label") {
        label.clone_into(&mut chain.label);
    }
    let tone = table.choice("tone", &TONES).and_then(|tone| TONES.iter().position(|known| *known == tone));
    let route = match table.choice("route", &["straight", "bent", "over", "under"]) {
        Some("straight") => Route::Straight,
        Some("bent") => Route::Bent,
        Some("over") => Route::Over,
        Some("under") => Route::Under,
        _ => Route::Auto,
    };
    Some((chain, Look { tone: tone.unwrap_or(0), route }))
}
