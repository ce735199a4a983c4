//! HTML of the review page and its sections.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::clip::{Clip, Failed, Media};
use super::lengths::durations;
use super::placed::Placed;
use super::player::{chapters, player};
use super::programme as addons;
use super::verdict::{faults, unmade, verdict};
use crate::{GENERATOR, Manifest};
use halfminute_basics::escape;
use halfminute_course::{Overview, Words};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Renders the page for `clips`, in their order, for the clips that failed, and for the programme that they
/// belong to. Equal clips of an equal programme give equal bytes.
#[must_use]
pub fn page(clips: &[Clip], failed: &[Failed], programme: Option<&Overview>) -> String {
    escape::html(written(clips, failed, programme).into_string())
}

fn written(clips: &[Clip], failed: &[Failed], programme: Option<&Overview>) -> Markup {
    let seconds: f64 = clips.iter().map(|clip| clip.manifest.duration).sum();
    let placed = Placed::all(clips);
    let words = programme.map(|programme| programme.words.clone()).unwrap_or_default();
    let is_covered = placed.iter().any(Placed::covers);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                (PreEscaped(GENERATOR))
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Review of " (counted(clips.len(), "clip")) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#clips" { "Skip to the clips" }
                header {
                    div.top {
                        div {
                            h1 { "Review" }
                            p.soft {
                                (counted(clips.len(), "clip")) ", " (format!("{seconds:.1}")) " s. "
                                (verdict(clips, failed))
                            }
                        }
                        button.theme type="button" hidden { "Light or dark" }
                    }
                    nav aria-label="Clips" {
                        ul {
                            @for Placed { clip, id } in &placed {
                                li { a href={ "#" (id) } lang=(clip.manifest.lang) { (clip.manifest.title) } }
                            }
                            @if programme.is_some() { li { a href="#programme" { "Programme" } } }
                            @if is_covered { li { a href="#coverage" { "Coverage" } } }
                        }
                    }
                }
                main #clips {
                    (unmade(failed))
                    @for placed in &placed { (section(placed, &words)) }
                    @if let Some(programme) = programme { (addons::section(programme, &placed)) }
                    @if is_covered { (coverage(&placed)) }
                }
                footer {
                    p { "Keys: " kbd { "[" } " and " kbd { "]" } " go to the chapter before and after; "
                        kbd { "Tab" } " reaches every chapter and control." }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn section(Placed { clip, id }: &Placed<'_>, words: &Words) -> Markup {
    let manifest = &clip.manifest;
    html! {
        section.clip id=(id) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } lang=(manifest.lang) { (manifest.title) }
            p.soft { (belongs(clip, words)) }
            (faults(clip))
            div.watch style={ "--shape: " (manifest.size.width) " / " (manifest.size.height) } {
                (player(clip))
                (chapters(clip))
            }
            div.columns {
                div { h3 { "Lengths" } (durations(clip)) }
                div { h3 { "Findings" } (findings(manifest)) }
            }
            @if let Some(sheet) = &clip.contact_sheet {
                details open {
                    summary { "Contact sheet" }
                    img.sheet src=(source(sheet)) alt={ "The last frame of each of the " (manifest.beats.len()) " beats" };
                }
            }
            details {
                summary { "Digests" }
                (digests(manifest))
            }
        }
    }
}

/// Add-on, hour, size and rate of a clip, and its folder if that has another name than the clip.
fn belongs(clip: &Clip, words: &Words) -> String {
    let manifest = &clip.manifest;
    let course = &manifest.course;
    let folder = (clip.folder != manifest.clip).then(|| format!("folder {}", clip.folder));
    let addon = (!course.addon.is_empty()).then(|| format!("{} {}", words.addon, course.addon));
    let hour = course.hour.map(|hour| format!("{} {hour}", words.hour));
    let size = format!("{} × {} pixels", manifest.size.width, manifest.size.height);
    let parts = [addon, hour, Some(size), Some(format!("{} frames a second", rate(manifest))), folder];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

pub(super) fn rate(manifest: &Manifest) -> String {
    match (manifest.rate.numerator, manifest.rate.denominator) {
        (rate, 1) => rate.to_string(),
        (above, below) => format!("{above}/{below}"),
    }
}

fn findings(manifest: &Manifest) -> Markup {
    html! {
        @if manifest.findings.is_empty() {
            p.good { "None." }
        } @else {
            table {
                thead { tr { th { "line" } th { "lint" } th { "says" } } }
                tbody {
                    @for finding in &manifest.findings {
                        tr { td.number { (finding.line) } td { code { (finding.lint) } } td { (finding.message) } }
                    }
                }
            }
        }
    }
}

fn digests(manifest: &Manifest) -> Markup {
    let rows = [
        ("scene", &manifest.scene_digest),
        ("theme", &manifest.theme_digest),
        ("frames", &manifest.frames_digest),
    ];
    html! {
        table.stack {
            tbody {
                @for (name, digest) in rows { tr { th { (name) } td { code { (digest) } } } }
                @for asset in &manifest.assets { tr { th { (asset.file) } td { code { (asset.digest) } } } }
                @for video in &manifest.videos { tr { th { (video.file) } td { code { (video.digest) } } } }
            }
        }
        p.soft { "BLAKE3, made by halfminute " (manifest.version) "." }
    }
}

/// A table of the anchors and assets that each clip covers, with a column only for what any clip names.
fn coverage(clips: &[Placed<'_>]) -> Markup {
    let has_anchors = clips.iter().any(|placed| !placed.clip.manifest.course.anchors.is_empty());
    let has_assets = clips.iter().any(|placed| !placed.clip.manifest.course.assets.is_empty());
    html! {
        section.clip #coverage aria-labelledby="coverage-title" {
            h2 #coverage-title { "Coverage" }
            table.stack {
                thead {
                    tr {
                        th { "clip" }
                        @if has_anchors { th { "anchors" } }
                        @if has_assets { th { "assets" } }
                    }
                }
                tbody {
                    @for Placed { clip, id } in clips.iter().filter(|placed| placed.covers()) {
                        tr {
                            td { a href={ "#" (id) } { (clip.manifest.clip) } }
                            @if has_anchors { td { (list(&clip.manifest.course.anchors)) } }
                            @if has_assets { td { (list(&clip.manifest.course.assets)) } }
                        }
                    }
                }
            }
        }
    }
}

fn list(items: &[String]) -> Markup {
    html! { ul.plain { @for item in items { li { code { (item) } } } } }
}

/// The source of a file: a data URL, or its path if it is not embedded.
pub(super) fn source(media: &Media) -> String {
    media.bytes.as_ref().map_or_else(
        || media.address.clone(),
        |bytes| format!("data:{};base64,{}", media.kind, STANDARD.encode(bytes)),
    )
}

pub(super) fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// Formats a time in minutes, seconds and tenths: `0:04.5`.
pub(super) fn clock(seconds: f64) -> String {
    let tenths = (seconds * 10.0).round() as u64;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}
