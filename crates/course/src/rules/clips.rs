//! `course-clip`: every clip is played on a slide, and has a scene that passes `check` and belongs to
//! its add-on.

use std::path::Path;

use super::super::Course;
use super::super::deck::{Deck, Slide};
use super::super::file::Placed;
use super::super::form::DeckForm;
use super::super::programme::{Addon, Hours};
use halfminute_check::lint::Levels;
use halfminute_check::{CheckedFilm, ReadError};
use halfminute_engine::diagnostic::Span;
use halfminute_engine::film::{Overrides, Report};

/// Checks the slides and the scenes in the folder `scenes`; returns reports about the scenes.
pub(crate) fn check(course: &Course, scenes: &Path) -> Result<Vec<Report>, ReadError> {
    let mut reports = Vec::new();
    for addon in &course.programme.addons {
        if let Some(deck) = course.deck_of(addon) {
            check_slides(course, addon, deck);
        }
        for clip in &addon.clips {
            reports.extend(check_scene(course, addon, clip, scenes)?);
        }
    }
    Ok(reports)
}

fn fail(course: &Course, span: &Span, message: String, help: &str) {
    course.file.findings.error_help("course-clip", span, message, help);
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
        fail(course, &clip.span, message, "write the scene, or correct the clip's name");
        return Ok(Vec::new());
    }
    let checked = halfminute_check::open_with(&path, &Overrides::default(), &Levels::default())?;
    match &checked.film {
        None => {
            let message = format!("the clip `{}` does not pass `check`", clip.text);
            fail(course, &clip.span, message, "correct its scene: its findings follow");
        }
        Some(film) => check_belongs(course, addon, clip, film),
    }
    Ok(checked.reports.into_iter().filter(|report| !report.diagnostics.is_empty()).collect())
}

fn check_belongs(course: &Course, addon: &Addon, clip: &Placed, film: &CheckedFilm) {
    let says = film.metadata();
    let fail = |message: String| {
        fail(course, &clip.span, message, "correct `[clip]` in the scene, or the programme");
    };
    let (words, name) = (&course.programme.words, &clip.text);
    if let Some(Hours { first, last }) = addon.hours
        && !says.hour.is_some_and(|hour| (first..=last).contains(&hour))
    {
        fail(format!("the clip `{name}` states no {} from {first} to {last}", words.hour));
    }
    if says.addon != addon.id.text {
        fail(format!("the clip `{name}` says that it belongs to {} `{}`", words.addon, says.addon));
    }
    for id in &says.anchors {
        if !addon.anchors.iter().any(|anchor| anchor.id.text == *id) {
            let addon = course.programme.name_of(addon);
            fail(format!("the clip `{name}` names the anchor `{id}`, which {addon} does not have"));
        }
    }
    let unlisted = |path: &&String| course.assets.as_ref().is_some_and(|assets| assets.get(path).is_none());
    for path in says.assets.iter().filter(unlisted) {
        fail(format!("the clip `{name}` names `{path}`, which is not an asset of the course"));
    }
}

fn check_slides(course: &Course, addon: &Addon, deck: &Deck) {
    let form = &course.programme.deck;
    let findings = &deck.file.findings;
    let mut played: Vec<&str> = Vec::new();
    for slide in &deck.slides {
        let must_play = slide.must_play(form);
        match plays(form, addon, slide) {
            _ if must_play == Some(false) => {}
            Some(link) if !played.contains(&link.clip) => played.push(link.clip),
            Some(PlayLink { clip, span }) => {
                let message = format!("`{clip}` is played on an earlier slide already");
                findings.error_help("course-clip", span, message, "each clip has one slide");
            }
            None if must_play == Some(true) => report_no_clip(course, addon, deck, slide),
            None => {}
        }
    }
    for clip in addon.clips.iter().filter(|clip| !played.contains(&clip.text.as_str())) {
        let message = format!("no slide of {} plays `{}`", course.deck_name(deck), clip.text);
        fail(course, &clip.span, message, &format!("link to `{}` from one", form.link_to(&clip.text)));
    }
}

fn report_no_clip(course: &Course, addon: &Addon, deck: &Deck, slide: &Slide) {
    let name = course.programme.name_of(addon);
    let (span, message) = match slide.links.iter().find(|link| !link.picture) {
        Some(link) => (&link.span, format!("`{}` is not a clip of {name}", link.destination)),
        None => (&slide.span, format!("slide {} plays no clip of {name}", slide.number)),
    };
    let link = course.programme.deck.link_to("NAME");
    let help = format!("link to `{link}`, with a name under `clips` in `programme.toml`");
    deck.file.findings.error_help("course-clip", span, message, help);
}

/// A link to a clip.
struct PlayLink<'a> {
    clip: &'a str,
    span: &'a Span,
}

/// The first link of a slide to a clip of its add-on.
fn plays<'a>(form: &DeckForm, addon: &'a Addon, slide: &'a Slide) -> Option<PlayLink<'a>> {
    slide.links.iter().filter(|link| !link.picture).find_map(|link| {
        let is_meant = |clip: &&Placed| link.destination == form.link_to(&clip.text);
        let clip = addon.clips.iter().find(is_meant)?;
        Some(PlayLink { clip: &clip.text, span: &link.span })
    })
}
