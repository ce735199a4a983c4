//! `arrows`: the arrows of a beat, between nodes and parts on its stage.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Span};
use crate::document::{Findings, Node as Toml, Table, Value};
use crate::nodes::{Item, Takes};
use crate::scene::keys::{self, report_missing};
use crate::scene::limits::Limit;
use crate::scene::model::{Arrow, Route, Target};
use crate::scene::reading::address::{Address, span_within};
use crate::scene::reading::cast::Cast;
use crate::scene::reading::partial::Partial;
use crate::scene::reading::wording::wording;
use crate::theme::Tone;

/// A written arrow: groups of ends, each group joined with the next one.
#[derive(Clone, Debug)]
pub(crate) struct ArrowChain {
    pub(crate) ends: Vec<Vec<Address>>,
    pub(crate) label: String,
}

/// Reads an arrow as written: `a -> b`, `a -> b: label`, `a -> b -> c`, `a -> b, c`.
pub(crate) fn chain(text: &str, span: &Span, cast: &Cast, findings: &Findings) -> Option<ArrowChain> {
    let (course, label) = text.split_once(':').map_or((text, ""), |(course, label)| (course, label.trim()));
    if let Some(help) = explain_heads(course, label) {
        findings.error_help("bad-arrow", span, format!("`{}` is not an arrow", course.trim()), help);
        return None;
    }
    let groups: Vec<&str> = course.split("->").collect();
    let mut ends = groups.iter().flat_map(|group| group.split(','));
    if groups.len() < 2 || ends.any(|end| end.trim().is_empty()) {
        let message = format!("`{}` is not an arrow", text.trim());
        findings.error_help("bad-arrow", span, message, "write \"a -> b\" or \"a -> b: label\"");
        return None;
    }
    let sizes: Vec<usize> = groups.iter().map(|group| group.split(',').count()).collect();
    let count: usize = sizes.windows(2).map(|pair| pair[0] * pair[1]).sum();
    if !Limit::ARROWS.check(count, span, findings) {
        return None;
    }
    // All ends are read before the first failure returns, so that every mistake is reported.
    let end = |end: &str| Address::read(end, &span_within(span, text, end.trim()), cast, findings);
    let ends: Vec<Option<Vec<Address>>> = groups
        .iter()
        .map(|group| group.split(',').map(end).collect::<Vec<_>>().into_iter().collect())
        .collect();
    let chain = ArrowChain { ends: ends.into_iter().collect::<Option<_>>()?, label: label.to_owned() };
    chain.check_label(&span_within(span, text, label), findings).then_some(chain)
}

/// The help for an arrow with other heads than `->`: the arrow as it should be written.
fn explain_heads(course: &str, label: &str) -> Option<String> {
    const BOTH: [&str; 6] = ["<-->", "<==>", "<=>", "<–>", "↔", "⟷"];
    const STRANGE: [&str; 5] = ["-->", "==>", "=>", "→", "–>"];
    let plain = |text: &str, heads: &[&str], head: &str| {
        heads.iter().fold(text.trim().to_owned(), |text, strange| text.replace(strange, head))
    };
    let course = plain(course, &BOTH, "<->");
    let fixed = plain(&course, &STRANGE, "->").replace("-->", "->");
    let label = if label.is_empty() { String::new() } else { format!(": {label}") };
    if fixed.contains("<->") {
        let forth = fixed.replace("<->", "->");
        let ends: Vec<&str> = fixed.split("<->").collect();
        let back = ends.windows(2).map(|pair| {
            let (last, first) = (pair[0].split("->").last(), pair[1].split("->").next());
            format!("\"{} -> {}\"", first.unwrap_or_default().trim(), last.unwrap_or_default().trim())
        });
        let back: Vec<String> = back.collect();
        return Some(format!("write an arrow for each way: [\"{forth}{label}\", {}]", back.join(", ")));
    }
    if fixed.contains("<-") && !fixed.contains("->") {
        let mut ends: Vec<&str> = fixed.split("<-").map(str::trim).collect();
        ends.reverse();
        return Some(format!("arrows point to the right: \"{}{label}\"", ends.join(" -> ")));
    }
    (fixed != course).then(|| format!("arrows are written `->`: \"{fixed}{label}\""))
}

impl ArrowChain {
    /// Checks that a label belongs to a single arrow, and its characters.
    fn check_label(&self, span: &Span, findings: &Findings) -> bool {
        let single = self.ends.len() == 2 && self.ends.iter().all(|group| group.len() == 1);
        let fits = single || self.label.is_empty();
        if !fits {
            let message = "a label on a chain or fan of arrows";
            findings.error_help("chain-label", span, message, "label single arrows: \"a -> b: text\"");
        }
        fits && wording(findings, "label", (&self.label, span), Takes::Text).is_some()
    }
}

/// One arrow of a chain.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) from: Target,
    pub(crate) to: Target,
    /// The two ends as they are written: `a -> b`.
    pub(crate) name: String,
}

/// Resolves every end of a chain in the current states. Returns its arrows, layer by layer.
pub(crate) fn links(
    chain: &ArrowChain,
    states: &[&Item],
    cast: &Cast,
    findings: &Findings,
) -> Option<Vec<Vec<Link>>> {
    let end = |address: &Address| {
        let targets = address.targets(states[address.node], cast, findings)?;
        if let [target] = targets[..] {
            return Some((target, address.written(cast)));
        }
        let (message, help) = ("an arrow begins and ends at one thing", "name one node or one part");
        findings.error_help("bad-arrow", &address.span, message, help);
        None
    };
    let ends: Vec<Option<Vec<(Target, String)>>> =
        chain.ends.iter().map(|group| group.iter().map(end).collect()).collect();
    let ends = ends.into_iter().collect::<Option<Vec<_>>>()?;
    let link = |(from, a): &(Target, String), (to, b): &(Target, String)| Link {
        from: *from,
        to: *to,
        name: format!("{a} -> {b}"),
    };
    let layer = |pair: &[Vec<(Target, String)>]| {
        pair[0].iter().flat_map(|from| pair[1].iter().map(|to| link(from, to))).collect()
    };
    Some(ends.windows(2).map(layer).collect())
}

/// Reads a beat's `arrows` in the states that the beat begins with.
pub(crate) fn read(
    nodes: &[Toml],
    states: &[&Item],
    cast: &Cast,
    findings: &Findings,
) -> Partial<Vec<Arrow>> {
    let mut arrows: Vec<Arrow> = Vec::new();
    let mut known: HashMap<(Target, Target), usize> = HashMap::new();
    let mut is_complete = true;
    for node in nodes {
        if arrows.len() > Limit::ARROWS.most {
            break;
        }
        let Some(read) = one(node, states, cast, findings) else {
            is_complete = false;
            continue;
        };
        for arrow in read {
            if arrow.from == arrow.to {
                let message = "an arrow from a thing to itself";
                let help = "name two ends";
                findings.error_help("bad-arrow", &node.span, message, help);
            } else if let Some(message) = within(&arrow, states, cast) {
                let help = "name two things side by side";
                findings.error_help("bad-arrow", &node.span, message, help);
            } else if let Some(first) = known.get(&(arrow.from, arrow.to)) {
                let diagnostic =
                    Diagnostic::error("duplicate-arrow", node.span.clone(), "this arrow is already drawn");
                let first = arrows[*first].span.clone();
                findings.push(diagnostic.label(first, "here").help("delete one of the two"));
            } else {
                known.insert((arrow.from, arrow.to), arrows.len());
                arrows.push(arrow);
            }
        }
    }
    let span = nodes.first().map_or(0..0, |node| node.span.clone());
    if !Limit::ARROWS.check(arrows.len(), &span, findings) {
        arrows.clear();
        is_complete = false;
    }
    Partial { value: arrows, is_complete }
}

/// Describes a pair of ends that no arrow can join: a part and an item that contains it, or a group and its
/// member. None for other pairs.
fn within(arrow: &Arrow, states: &[&Item], cast: &Cast) -> Option<String> {
    let name = |target: Target| format!("`{}`", cast.node(target.node).id);
    let (from, to) = (arrow.from, arrow.to);
    if from.node == to.node {
        let holds =
            |a: Target, b: Target| states[a.node].find(a.part).is_some_and(|item| item.contains(b.part));
        let nested = holds(from, to) || holds(to, from);
        return nested.then(|| format!("an arrow between a part of {} and what it is a part of", name(from)));
    }
    let holds = |group: Target, member: Target| {
        cast.node(group.node).arrangement.is_some() && cast.members_of(group.node).contains(&member.node)
    };
    let pair = [(from, to), (to, from)].into_iter().find(|(group, member)| holds(*group, *member));
    pair.map(|(group, member)| {
        format!("an arrow between {}, a group, and its member {}", name(group), name(member))
    })
}

fn one(node: &Toml, states: &[&Item], cast: &Cast, findings: &Findings) -> Option<Vec<Arrow>> {
    let (chain, look) = match &node.value {
        Value::Text(text) => (chain(text, &node.span, cast, findings)?, WrittenStyle::default()),
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
    let arrow = |Link { from, to, name }| Arrow {
        span: node.span.clone(),
        from,
        to,
        name,
        label: chain.label.clone(),
        tone: look.tone,
        route: look.route,
    };
    Some(links.into_iter().flatten().map(arrow).collect())
}

#[derive(Default)]
struct WrittenStyle {
    tone: Tone,
    route: Route,
}

fn long(table: &Table<'_>, cast: &Cast) -> Option<(ArrowChain, WrittenStyle)> {
    // All keys are asked for first, so that an arrow that cannot be read does not make its other keys unknown.
    for key in keys::names(keys::ARROW) {
        table.get(key);
    }
    report_missing(table, keys::ARROW, |_| false);
    let node = table.get("arrow")?;
    let text = table.text("arrow")?;
    let mut chain = chain(text, &node.span, cast, table.findings())?;
    if let (Some(label), Some(written)) = (table.text("label"), table.get("label")) {
        if !chain.label.is_empty() {
            let message = "a second label for this arrow";
            table.findings().error_help("two-ways", &written.span, message, "keep one of the two");
            return None;
        }
        label.clone_into(&mut chain.label);
        if !chain.check_label(&written.span, table.findings()) {
            return None;
        }
    }
    let tone = table.one_of("tone").unwrap_or_default();
    let route = match table.choice("route", &["straight", "bent", "over", "under"]) {
        Some("straight") => Route::Straight,
        Some("bent") => Route::Bent,
        Some("over") => Route::Over,
        Some("under") => Route::Under,
        _ => Route::Auto,
    };
    Some((chain, WrittenStyle { tone, route }))
}
