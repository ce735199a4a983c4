//! `course-coverage`: every asset that was uncovered is on an anchored slide and in a lab.

use super::super::Course;
use super::super::coverage::rows;

pub(super) fn check(course: &Course) {
    let findings = &course.assets.file.findings;
    for row in rows(course).iter().filter(|row| row.asset.status.is_uncovered()) {
        let (path, bundle) = (&row.asset.path, &row.asset.bundle);
        let read = course.decks.iter().any(|deck| course.programme.addons[deck.addon].id == *bundle);
        if read && !row.slides.iter().any(|place| place.addon == *bundle) {
            let message = format!("no anchor in deck {bundle} names `{path}`");
            let help = "add it to `Asset:` of the slide that works on it";
            findings.error_help("course-coverage", &row.asset.span, message, help);
        }
        if row.labs.is_empty() {
            let message = format!("no lab sheet names `{path}`");
            let help = "name its path, in back-ticks, in the sheet that works on it";
            findings.error_help("course-coverage", &row.asset.span, message, help);
        }
    }
}
