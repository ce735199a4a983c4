//! `course-deck`, `course-lab`, `leakage`: every file in the programme's folder belongs to the programme.

use std::path::Path;

use super::super::file::File;
use super::super::{Course, files_below};
use super::leakage::{name, program};
use halfminute_check::ReadError;
use halfminute_engine::film::Report;

/// Checks every file in the folder by name and place, and scripts also by their text.
pub(crate) fn check(course: &Course, folder: &Path) -> Result<Vec<Report>, ReadError> {
    let mut reports = Vec::new();
    for path in files_below(folder)? {
        let place = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let file = if place.starts_with("labs/scripts/") { script(&path)? } else { File::nameless(&path) };
        name(&file);
        if let Some((code, message, help)) = stray(course, &place) {
            file.findings.error_help(code, &(0..0), message, help);
        }
        reports.extend(file.report());
    }
    Ok(reports)
}

fn script(path: &Path) -> Result<File, ReadError> {
    let file = File::read(path)?;
    program(&file);
    Ok(file)
}

/// Code, message and help for a file that looks like a part of the programme but is not listed; `None` for
/// any other.
fn stray(course: &Course, place: &str) -> Option<(&'static str, String, &'static str)> {
    if let Some(script) = place.strip_prefix("labs/").filter(|rest| rest.starts_with("scripts/")) {
        let linked = course.labs.iter().flat_map(|lab| &lab.links).any(|link| link.text == script);
        let message = format!("no lab sheet links to `{script}`");
        return (!linked).then_some(("course-lab", message, "link to it from its sheet, or take it away"));
    }
    let page = place.strip_suffix(".md")?;
    let word = &course.programme.words.addon;
    if let Some(lab) = page.strip_prefix("labs/") {
        let listed = course.labs.iter().any(|known| known.id == lab);
        let help = "list it under `labs` in `programme.toml`, or take the file away";
        let message = format!("no {word} has a lab `{lab}`");
        return (!listed).then_some(("course-lab", message, help));
    }
    if page.starts_with("decks/") {
        let listed = course.programme.addons.iter().any(|addon| addon.deck.text == place);
        let help = "write it as a `deck` in `programme.toml`, or take the file away";
        let message = format!("no {word} has the deck `{place}`");
        return (!listed).then_some(("course-deck", message, help));
    }
    None
}
