//! The programme that the clips belong to: one row per hour, and the number of covered assets.

use maud::{Markup, html};

use super::placed::Placed;
use crate::course::{AddonOverview, Overview};

/// Renders the page's section about the programme.
pub(super) fn section(programme: &Overview, clips: &[Placed<'_>]) -> Markup {
    let Overview { relevant, mapped, uncovered, open, .. } = programme;
    html! {
        section.clip #programme aria-labelledby="programme-title" {
            h2 #programme-title { (programme.title) }
            p {
                "Of " (relevant) " relevant assets " (mapped) " were mapped; uncovered: " (uncovered) " → "
                @if *open == 0 { span.good { (open) } } @else { span.bad { (open) } }
                "."
            }
            p.soft { code { (programme.repository) } " at commit " code { (programme.commit) } }
            table.stack {
                thead {
                    tr {
                        th { "add-on" } th { "hour" } th { "clip" } th { "deck" } th { "labs" }
                        th { "assets closed" }
                    }
                }
                tbody { @for addon in &programme.addons { (rows(addon, clips)) } }
            }
        }
    }
}

/// The rows of an add-on; cells for all of its hours are in the first row and span the others.
fn rows(addon: &AddonOverview, clips: &[Placed<'_>]) -> Markup {
    let count = addon.clips.len().max(1);
    html! {
        @for (at, hour) in (0..count).zip(addon.hours.0..) {
            tr {
                @if at == 0 { td rowspan=(count) { (addon.id) ": " (addon.name) } }
                td.number { (hour) }
                td { @if let Some(clip) = addon.clips.get(at) { (link(clip, clips)) } }
                @if at == 0 {
                    td rowspan=(count) { code { (addon.deck) } ", " (addon.slides) " slides" }
                    td.labs rowspan=(count) {
                        ul.plain { @for lab in &addon.labs { li { code { (lab) } } } }
                    }
                    td.number rowspan=(count) { (addon.closed) " of " (addon.assets) }
                }
            }
        }
    }
}

/// A clip's name, as a link if the clip is on the page.
fn link(name: &str, clips: &[Placed<'_>]) -> Markup {
    let shown = clips.iter().find(|placed| placed.clip.manifest.clip == name);
    html! {
        @if let Some(placed) = shown { a href={ "#" (placed.id) } { (name) } } @else { (name) " " span.soft { "(not rendered)" } }
    }
}
