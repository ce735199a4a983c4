//! The programme that the clips belong to: one row per clip, and the number of covered assets.

use maud::{Markup, html};

use super::placed::Placed;
use halfminute_course::{AddonOverview, Coverage, Overview};

/// The columns that only some courses have.
#[derive(Clone, Copy)]
struct Columns {
    hours: bool,
    assets: bool,
}

/// Renders the page's section about the programme.
pub(super) fn section(programme: &Overview, clips: &[Placed<'_>]) -> Markup {
    let columns = Columns {
        hours: programme.addons.iter().any(|addon| addon.hours.is_some()),
        assets: programme.coverage.is_some(),
    };
    html! {
        section.clip #programme aria-labelledby="programme-title" {
            h2 #programme-title { (programme.title) }
            @if let Some(coverage) = &programme.coverage { (sums(coverage)) }
            @if !programme.repository.is_empty() { (pinned(programme)) }
            table.stack {
                thead {
                    tr {
                        th { (programme.words.addon) }
                        @if columns.hours { th { (programme.words.hour) } }
                        th { "clip" } th { "deck" } th { "labs" }
                        @if columns.assets { th { "assets closed" } }
                    }
                }
                tbody {
                    @for addon in &programme.addons { (rows(addon, columns, clips)) }
                }
            }
        }
    }
}

fn sums(coverage: &Coverage) -> Markup {
    let Coverage { relevant, covered_before, open_before, open, .. } = coverage;
    html! {
        p {
            "Of " (relevant) " relevant assets " (covered_before) " were covered; open: " (open_before) " → "
            @if *open == 0 { span.good { (open) } } @else { span.bad { (open) } }
            "."
        }
    }
}

/// The repository that the course works on, with its commit if one is stated.
fn pinned(programme: &Overview) -> Markup {
    html! {
        p.soft {
            code { (programme.repository) }
            @if !programme.commit.is_empty() { " at commit " code { (programme.commit) } }
        }
    }
}

/// The rows of an add-on, one for each of its clips; cells about the whole add-on are in the first row and
/// span the others.
fn rows(addon: &AddonOverview, columns: Columns, clips: &[Placed<'_>]) -> Markup {
    let count = addon.clips.len().max(1);
    html! {
        @for at in 0..count {
            tr {
                @if at == 0 { td rowspan=(count) { (addon.id) ": " (addon.name) } }
                @if columns.hours { td.number { @if let Some(hour) = hour(addon, at) { (hour) } } }
                td { @if let Some(clip) = addon.clips.get(at) { (link(clip, clips)) } }
                @if at == 0 {
                    td rowspan=(count) { code { (addon.deck) } ", " (addon.slides) " slides" }
                    td.labs rowspan=(count) {
                        ul.plain { @for lab in &addon.labs { li { code { (lab) } } } }
                    }
                    @if columns.assets {
                        td.number rowspan=(count) { (addon.closed) " of " (addon.assets) }
                    }
                }
            }
        }
    }
}

/// The hour of the clip at an index, if the add-on has that many.
fn hour(addon: &AddonOverview, at: usize) -> Option<u32> {
    let hours = addon.hours?;
    (hours.first..=hours.last).nth(at)
}

/// A clip's name, as a link if the clip is on the page.
fn link(name: &str, clips: &[Placed<'_>]) -> Markup {
    let shown = clips.iter().find(|placed| placed.clip.manifest.clip == name);
    html! {
        @if let Some(placed) = shown { a href={ "#" (placed.id) } { (name) } } @else { (name) " " span.soft { "(not rendered)" } }
    }
}
