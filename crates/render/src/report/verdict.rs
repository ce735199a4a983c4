//! The state of the clips: one sentence for all of them, and the faults of each.

use maud::{Markup, html};

use super::clip::{Clip, Failed};
use super::html::counted;

/// One sentence about all clips.
pub(super) fn verdict(clips: &[Clip], failed: &[Failed]) -> Markup {
    let faulty = clips.iter().filter(|clip| !clip.faults.is_empty()).count();
    let partial = clips.iter().filter(|clip| clip.is_partial() && clip.faults.is_empty()).count();
    let counts = [
        (failed.len(), "that failed"),
        (faulty, "with files that are not what the manifest says"),
        (partial, "rendered in part"),
    ];
    let says = |(count, what): &(usize, &str)| format!("{} {what}", counted(*count, "clip"));
    let bad: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(says).collect();
    html! {
        @if bad.is_empty() { span.good { "Every file is what its manifest says, and every length holds." } }
        @else { span.bad { (bad.join(", ")) "." } }
    }
}

/// Maximum number of findings of one clip that are shown.
const SHOWN: usize = 20;

/// The faults of a clip, shown above everything else of it.
pub(super) fn faults(clip: &Clip) -> Markup {
    html! {
        @if let Some(frames) = &clip.manifest.rendered {
            p.bad { "Rendered in part: frames " (frames) " of " (clip.manifest.frame_count) "." }
        }
        @if !clip.faults.is_empty() {
            p.bad { "This clip is not what its manifest says: render it again." }
            ul.bad {
                @for (_, fault) in clip.faults.iter().take(SHOWN) { li { (fault) } }
                @if clip.faults.len() > SHOWN { li { "and " (clip.faults.len() - SHOWN) " more" } }
            }
        }
    }
}

/// A table of the clips that could not be read.
pub(super) fn unmade(failed: &[Failed]) -> Markup {
    html! {
        @if !failed.is_empty() {
            section.clip #failed aria-labelledby="failed-title" {
                h2 #failed-title { "Failed" }
                table.stack {
                    tbody {
                        @for Failed { clip, message } in failed { tr { th { (clip) } td.bad { (message) } } }
                    }
                }
            }
        }
    }
}
