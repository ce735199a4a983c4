//! Places where a clip's length is stated, and whether each agrees with the plan.

use maud::{Markup, html};

use super::clip::Clip;
use super::html::{counted, rate};

/// A place where the length is stated.
struct Length {
    place: String,
    says: String,
    holds: Holds,
}

/// Result of comparing a length with the plan.
#[derive(Clone, Copy)]
enum Holds {
    Yes,
    No,
    /// Only some frames were drawn.
    InPart,
}

/// The lengths that all places state. Whether they hold was measured by verifying the files and what the
/// manifest says of them.
fn lengths(clip: &Clip) -> Vec<Length> {
    let manifest = &clip.manifest;
    let wrong = |concerns: &dyn Fn(&str) -> bool| clip.faults.iter().any(|(file, _)| concerns(file));
    let said = if wrong(&|file| file == "clip.json") { Holds::No } else { Holds::Yes };
    let seconds = decimal(manifest.duration);
    let (beats, frames) = (counted(manifest.beats.len(), "beat"), manifest.frame_count);
    let mut lengths = vec![
        Length { place: "scene".to_owned(), says: format!("{seconds} s in {beats}"), holds: said },
        Length {
            place: "plan".to_owned(),
            says: format!("{} at {} a second", counted(frames as usize, "frame"), rate(manifest)),
            holds: said,
        },
    ];
    if manifest.frames.is_some() {
        let faulty = wrong(&|file| file.starts_with("frames") || file == "files.b3");
        lengths.push(Length {
            place: "frames".to_owned(),
            says: format!("{} of {frames} on disk", clip.frames_found),
            holds: match (faulty, clip.is_partial()) {
                (true, _) => Holds::No,
                (false, true) => Holds::InPart,
                (false, false) => Holds::Yes,
            },
        });
    }
    lengths.extend(manifest.videos.iter().map(|video| Length {
        place: video.file.clone(),
        says: format!("{} s, {}", decimal(video.duration), counted(video.frames as usize, "picture")),
        holds: match wrong(&|file| [&video.file, "clip.json", "files.b3"].contains(&file)) {
            true => Holds::No,
            false => Holds::Yes,
        },
    }));
    lengths
}

/// Renders the places as a table.
pub(super) fn durations(clip: &Clip) -> Markup {
    html! {
        table {
            thead { tr { th { "where" } th { "says" } th { "holds" } } }
            tbody {
                @for length in lengths(clip) {
                    tr {
                        td.file { (length.place) }
                        td.number { (length.says) }
                        @match length.holds {
                            Holds::Yes => td.good { "yes" },
                            Holds::No => td.bad { "no" },
                            Holds::InPart => td.bad { "in part" },
                        }
                    }
                }
            }
        }
    }
}

/// Seconds with at most three decimals, without trailing zeros.
fn decimal(seconds: f64) -> String {
    let text = format!("{seconds:.3}");
    let text = text.trim_end_matches('0');
    text.strip_suffix('.').map_or_else(|| text.to_owned(), |whole| format!("{whole}.0"))
}
