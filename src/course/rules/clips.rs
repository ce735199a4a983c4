//! `course-clip`: every clip has an animation slide, and a scene that passes `check` and belongs to its
//! add-on.

use std::path::Path;

use super::super::Course;
use super::super::deck::{Deck, Kind, Slide};
use super::super::file::Placed;
use super::super::programme::Addon;
use crate::diagnostic::Span;
use crate::film::{Film, Overrides, ReadError, Report};
use crate::lint::Levels;

/// Checks the slides and the scenes in the folder `scenes`; returns reports about the scenes.
pub(in crate::course) fn check(course: &Course, scenes: &Path) -> Result<Vec<Report>, ReadError> {
    let mut reports = Vec::new();
    for (at, addon) in course.programme.addons.iter().enumerate() {
        if let Some(deck) = course.decks.iter().find(|deck| deck.addon == at) {
            check_slides(course, addon, deck);
        }
        for clip in &addon.clips {
            reports.extend(check_scene(course, addon, clip, scenes)?);
        }
    }
    Ok(reports)
}

fn fail(course: &Course, span: &Span, message: String, help: &str) {
    course.programme.file.findings.error_help("course-clip", span, message, help);
}

fn check_scene(
    course: &Course,
    addon: &Addon,
    clip: &Placed,
    scenes: &Path,
) -> Result<Vec<Report>, ReadError> {
    let path = scenes.join(format!("{}.toml", clip.text));
    if !path.is_file() {
        let message = format!("there is no scene `{}` in `{}`", clip.text, scenes.display());
        fail(course, &clip.span, message, "write the scene, or mend the clip's name");
        return Ok(Vec::new());
    }
    let checked = Film::open_with(&path, &Overrides::default(), &Levels::default())?;
    match &checked.film {
        None => {
            let message = format!("the clip `{}` does not pass `check`", clip.text);
            fail(course, &clip.span, message, "mend its scene: its findings follow");
        }
        Some(film) => check_belongs(course, addon, clip, film),
    }
    Ok(checked.reports.into_iter().filter(|report| !report.diagnostics.is_empty()).collect())
}

fn check_belongs(course: &Course, addon: &Addon, clip: &Placed, film: &Film) {
    let says = film.course();
    let fail =
        |message: String| fail(course, &clip.span, message, "mend `[clip]` in the scene, or the programme");
    let (first, last) = addon.hours;
    if !says.hour.is_some_and(|hour| (first..=last).contains(&hour)) {
        fail(format!("the clip `{}` is of no hour from {first} to {last}", clip.text));
    }
    if says.addon != addon.id {
        fail(format!("the clip `{}` says that it belongs to add-on `{}`", clip.text, says.addon));
    }
    for id in &says.anchors {
        if !addon.anchors.iter().any(|anchor| anchor.id == *id) {
            fail(format!(
                "the clip `{}` names the anchor `{id}`, which add-on {} has not",
                clip.text, addon.id
            ));
        }
    }
    for path in says.assets.iter().filter(|path| course.assets.get(path).is_none()) {
        fail(format!("the clip `{}` names `{path}`, which is no asset of the course", clip.text));
    }
}

fn check_slides(course: &Course, addon: &Addon, deck: &Deck) {
    let findings = &deck.file.findings;
    let mut played: Vec<&str> = Vec::new();
    for slide in deck.slides.iter().filter(|slide| slide.kind() == Some(Kind::Animation)) {
        match plays(addon, slide) {
            Some((name, _)) if !played.contains(&name) => played.push(name),
            Some((name, span)) => {
                let message = format!("`{name}` is played on an earlier slide already");
                findings.error_help("course-clip", span, message, "each clip has one slide");
            }
            None => {
                let help =
                    "link to `../../output/NAME/NAME.mp4`, with a name under `clips` in `programme.toml`";
                let (span, message) = match slide.links.iter().find(|link| !link.picture) {
                    Some(link) => {
                        (&link.span, format!("`{}` is no clip of add-on {}", link.destination, addon.id))
                    }
                    None => {
                        let number = slide.number;
                        (&slide.span, format!("slide {number} plays no clip of add-on {}", addon.id))
                    }
                };
                findings.error_help("course-clip", span, message, help);
            }
        }
    }
    for clip in addon.clips.iter().filter(|clip| !played.contains(&clip.text.as_str())) {
        let message = format!("no slide of {} plays `{}`", course.deck_name(deck), clip.text);
        fail(course, &clip.span, message, "link to it from an animation slide");
    }
}

/// The clip that a slide links to, and the place of the link.
fn plays<'a>(addon: &'a Addon, slide: &'a Slide) -> Option<(&'a str, &'a Span)> {
    slide.links.iter().filter(|link| !link.picture).find_map(|link| {
        let name = |clip: &&Placed| link.destination == format!("../../output/{0}/{0}.mp4", clip.text);
        Some((addon.clips.iter().find(name)?.text.as_str(), &link.span))
    })
}
