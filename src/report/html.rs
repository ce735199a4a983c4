//! The page itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::clip::{Clip, Media};
use super::programme as addons;
use crate::course::Overview;
use crate::export::Manifest;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page for `clips`, in their order, and for the programme that they belong to. Equal clips of an equal
/// programme give equal bytes.
#[must_use]
pub fn page(clips: &[Clip], programme: Option<&Overview>) -> String {
    let seconds: f64 = clips.iter().map(|clip| clip.manifest.duration).sum();
    let faults = clips.iter().filter(|clip| lengths(clip).iter().any(|length| !length.holds)).count();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
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
                                @if faults == 0 { span.good { "Every length holds." } }
                                @else { span.bad { (counted(faults, "clip")) " with a length that does not hold." } }
                            }
                        }
                        button.theme type="button" hidden { "Light or dark" }
                    }
                    nav aria-label="Clips" {
                        ul {
                            @for clip in clips {
                                li { a href={ "#" (clip.manifest.clip) } { (clip.manifest.title) } }
                            }
                            @if programme.is_some() { li { a href="#programme" { "Programme" } } }
                            li { a href="#coverage" { "Coverage" } }
                        }
                    }
                }
                main #clips {
                    @for clip in clips { (section(clip)) }
                    @if let Some(programme) = programme { (addons::section(programme, clips)) }
                    (coverage(clips))
                }
                footer {
                    p { "Keys: " kbd { "[" } " and " kbd { "]" } " go to the chapter before and after; "
                        kbd { "Tab" } " reaches every chapter and control." }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
    .into_string()
}

fn section(clip: &Clip) -> Markup {
    let manifest = &clip.manifest;
    html! {
        section.clip id=(manifest.clip) aria-labelledby={ (manifest.clip) "-title" } {
            h2 id={ (manifest.clip) "-title" } { (manifest.title) }
            p.soft { (belongs(manifest)) }
            div.watch style={ "--shape: " (manifest.size.width) " / " (manifest.size.height) } {
                (player(clip))
                ol.chapters {
                    @for beat in &manifest.beats {
                        li {
                            button type="button" data-start=(beat.start) {
                                time { (clock(beat.start)) }
                                span { (beat.title) }
                                small { (beat.caption) }
                            }
                        }
                    }
                }
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

/// Add-on, hour, size and rate.
fn belongs(manifest: &Manifest) -> String {
    let course = &manifest.course;
    let addon = (!course.addon.is_empty()).then(|| format!("add-on {}", course.addon));
    let hour = course.hour.map(|hour| format!("hour {hour}"));
    let size = format!("{} × {} pixels", manifest.size.width, manifest.size.height);
    let parts = [addon, hour, Some(size), Some(format!("{} frames a second", rate(manifest)))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn rate(manifest: &Manifest) -> String {
    match (manifest.rate.numerator, manifest.rate.denominator) {
        (rate, 1) => rate.to_string(),
        (above, below) => format!("{above}/{below}"),
    }
}

fn player(clip: &Clip) -> Markup {
    let poster = clip.poster.as_ref().map(source);
    html! {
        @if let Some(video) = &clip.video {
            video controls preload="metadata" poster=[poster] aria-label=(clip.manifest.title) {
                source src=(source(video)) type=(video.kind);
                @if let Some(captions) = &clip.captions {
                    track kind="captions" srclang="en" label="Captions" src=(source(captions));
                }
            }
        } @else if let Some(poster) = poster {
            img.poster src=(poster) alt={ "Poster of " (clip.manifest.title) };
        } @else {
            p.soft { "No video and no poster were made." }
        }
    }
}

/// One of the places where a clip's length is written, and whether it is what was planned.
struct Length {
    place: String,
    says: String,
    holds: bool,
}

fn lengths(clip: &Clip) -> Vec<Length> {
    let manifest = &clip.manifest;
    let (above, below) = (f64::from(manifest.rate.numerator), f64::from(manifest.rate.denominator));
    let planned = f64::from(manifest.frame_count) * below / above;
    let close = |seconds: f64| (seconds - planned).abs() < 0.001;
    let last = manifest.beats.last().map_or(0.0, |beat| beat.end);
    let tiles = manifest.beats.windows(2).all(|pair| pair[0].end_frame == pair[1].first_frame);
    let mut lengths = vec![
        Length {
            place: "scene".to_owned(),
            says: format!("{} s in {} beats", decimal(manifest.duration), manifest.beats.len()),
            holds: close(manifest.duration) && close(last) && tiles,
        },
        Length {
            place: "plan".to_owned(),
            says: format!("{} frames at {} a second", manifest.frame_count, rate(manifest)),
            holds: manifest.beats.last().is_some_and(|beat| beat.end_frame == manifest.frame_count),
        },
    ];
    if manifest.frames.is_some() {
        lengths.push(Length {
            place: "frames".to_owned(),
            says: format!("{} on disk", clip.frames_found),
            holds: manifest.rendered.is_some() || clip.frames_found == manifest.frame_count as usize,
        });
    }
    lengths.extend(manifest.videos.iter().map(|video| Length {
        place: video.file.clone(),
        says: format!("{} s, {}", decimal(video.duration), counted(video.frames as usize, "frame")),
        holds: (video.duration - planned).abs() < 0.011,
    }));
    lengths
}

fn durations(clip: &Clip) -> Markup {
    html! {
        table {
            thead { tr { th { "where" } th { "says" } th { "holds" } } }
            tbody {
                @for length in lengths(clip) {
                    tr {
                        td { (length.place) }
                        td.number { (length.says) }
                        @if length.holds { td.good { "yes" } } @else { td.bad { "no" } }
                    }
                }
            }
        }
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
        table {
            tbody {
                @for (name, digest) in rows { tr { th { (name) } td { code { (digest) } } } }
                @for asset in &manifest.assets { tr { th { (asset.file) } td { code { (asset.digest) } } } }
                @for video in &manifest.videos { tr { th { (video.file) } td { code { (video.digest) } } } }
            }
        }
        p.soft { "BLAKE3, made by halfminute " (manifest.version) "." }
    }
}

/// Which clip prepares which anchor, and is about which asset.
fn coverage(clips: &[Clip]) -> Markup {
    let with_course: Vec<&Manifest> = clips
        .iter()
        .map(|clip| &clip.manifest)
        .filter(|manifest| !manifest.course.anchors.is_empty() || !manifest.course.assets.is_empty())
        .collect();
    html! {
        section.clip #coverage aria-labelledby="coverage-title" {
            h2 #coverage-title { "Coverage" }
            @if with_course.is_empty() {
                p.soft { "No clip names an anchor or an asset." }
            } @else {
                table {
                    thead { tr { th { "clip" } th { "anchors" } th { "assets" } } }
                    tbody {
                        @for manifest in with_course {
                            tr {
                                td { a href={ "#" (manifest.clip) } { (manifest.clip) } }
                                td { (list(&manifest.course.anchors)) }
                                td { (list(&manifest.course.assets)) }
                            }
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

/// A file as an address: its bytes as data, or its path.
fn source(media: &Media) -> String {
    media.bytes.as_ref().map_or_else(
        || media.path.clone(),
        |bytes| format!("data:{};base64,{}", media.kind, STANDARD.encode(bytes)),
    )
}

fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// Seconds with as many digits as they need, at most three.
fn decimal(seconds: f64) -> String {
    let text = format!("{seconds:.3}");
    let text = text.trim_end_matches('0');
    text.strip_suffix('.').map_or_else(|| text.to_owned(), |whole| format!("{whole}.0"))
}

/// `0:04.5`.
fn clock(seconds: f64) -> String {
    let tenths = (seconds * 10.0).round() as u64;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}
