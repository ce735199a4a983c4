//! `bar-scale`: bars show the same values as their numbers.
//!
//! The rule judges bars as they are drawn: all must begin on one line, their lengths must be proportional to
//! their values, and a value above zero must be visible.

use std::collections::HashMap;

use super::still::{Shown, Still};
use super::{Collector, Finding, Subject};
use halfminute_engine::nodes::{Bars, Ink, Key};
use halfminute_engine::scene::NodeId;

/// Greatest error of an edge, in units; the edges of bars are rounded to whole units.
const TOLERANCE: f64 = 1.5;
/// Length in units below which a bar cannot be seen.
const SHORTEST: f64 = 2.0;

pub(super) fn find(subject: &Subject<'_>, still: &Still, found: &mut Collector<'_>) {
    for member in &subject.scene.beats[still.beat].members {
        if subject.scene.cast[member.node].kind.name == "bars" {
            node(subject, still, member.node, found);
        }
    }
}

/// A bar, in the units of its node.
struct Bar<'a> {
    label: &'a str,
    value: f64,
    /// Coordinate of its base line, along the direction in which it grows.
    base: f64,
    length: f64,
    /// Length of a bar with the greatest value, in units.
    full: f64,
}

fn node(subject: &Subject<'_>, still: &Still, node: NodeId, found: &mut Collector<'_>) {
    let chart = Bars::first(&subject.scene.cast[node].states[0]);
    let max = chart.max();
    let visible = || still.of_node(node).iter().filter(|shown| shown.visible());
    let own: HashMap<Key, &Shown> = visible().map(|shown| (shown.element.key, shown)).collect();
    let tracks = visible().filter(|shown| shown.element.key.role == "track");
    let bars: Vec<Bar<'_>> = tracks.filter_map(|track| bar(track, &own, chart.is_upright())).collect();
    for bar in &bars {
        let Bar { label, value, base, length, full } = bar;
        let fitting = value / max * full;
        let (message, help) = if (base - bars[0].base).abs() > TOLERANCE {
            (format!("the bar `{label}` does not begin on the line of the others"), "give the node more room")
        } else if (length - fitting).abs() > TOLERANCE {
            let message =
                format!("the bar `{label}` is {length:.0} units long, {fitting:.0} are in proportion");
            (message, "give the node more room")
        } else if *value > 0.0 && *length < SHORTEST {
            let message = format!("the bar `{label}` is {value} and too short to be seen");
            (message, "put values of one size into a chart, and show the others as a `counter`")
        } else {
            continue;
        };
        let finding = Finding::new(subject.node_span(node), message, help);
        found.push(finding.of_node(node).in_still(still));
    }
}

/// The bar that belongs to a track, with its value. A bar of length zero has an element too, but is
/// invisible.
fn bar<'a>(track: &Shown, own: &HashMap<Key, &'a Shown>, upright: bool) -> Option<Bar<'a>> {
    let of_part = |role| own.get(&track.key_as(role));
    let Ink::Number { value, .. } = of_part("value")?.element.ink else { return None };
    let label = of_part("label").and_then(|shown| shown.text.as_ref()).map_or("", |(block, _)| &block.text);
    let (bar, track) = (of_part("bar")?.within, track.within);
    let (base, length, full) = match upright {
        true => (bar.y1, bar.height(), track.height()),
        false => (bar.x0, bar.width(), track.width()),
    };
    Some(Bar { label, value, base, length, full })
}
