//! `course-coverage`: every open asset is on an anchored slide of its add-on and in a lab.

use super::super::Course;
use super::super::assets_form::Role;
use super::super::coverage::rows;

pub(super) fn check(course: &Course) {
    let Some(findings) = course.assets.as_ref().map(|assets| &assets.file.findings) else { return };
    for row in rows(course).iter().filter(|row| row.asset.role == Role::Open) {
        let (path, addon) = (&row.asset.path, &row.asset.addon);
        let is_read = course.decks.iter().any(|deck| course.addon_of(deck).id.text == *addon);
        if is_read && !row.slides.iter().any(|place| place.addon == *addon) {
            let message = format!("no anchor in deck {addon} lists `{}`", path.text);
            let help = "add it to the anchor of the slide that works on it";
            findings.error_help("course-coverage", &path.span, message, help);
        }
        if row.labs.is_empty() {
            let message = format!("no lab sheet names `{}`", path.text);
            let help = "name its path, in back-ticks, in the sheet that works on it";
            findings.error_help("course-coverage", &path.span, message, help);
        }
    }
}
