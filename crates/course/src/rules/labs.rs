//! `course-lab`: a lab sheet has its sections, and names the files that its slides work on.

use std::path::Path;

use super::super::Course;
use super::super::form::{LabForm, SectionForm, SectionNeed};
use super::super::lab::{Lab, Section};
use halfminute_check::SceneFolder;
use halfminute_engine::source::{Files, Unavailable};

pub(super) fn check(course: &Course) {
    for lab in &course.labs {
        check_title(lab);
        check_sections(lab, &course.programme.lab);
        check_assets(course, lab);
        check_links(lab);
        for tag in &lab.html {
            lab.file.findings.error_help(
                "course-lab",
                tag,
                "HTML is not allowed in a lab sheet",
                "write Markdown",
            );
        }
    }
}

fn fail(lab: &Lab, span: &std::ops::Range<usize>, message: impl Into<String>, help: impl Into<String>) {
    lab.file.findings.error_help("course-lab", span, message, help);
}

fn check_title(lab: &Lab) {
    let begins = format!("{}: ", lab.id);
    match lab.titles.as_slice() {
        [] => fail(lab, &(0..0), "the sheet has no title", format!("begin it with `# {begins}…`")),
        [title, ..] if !title.text.starts_with(&begins) => {
            let message = "the title does not begin with the sheet's anchor";
            fail(lab, &title.span, message, format!("write `# {begins}…`"));
        }
        [_, second, ..] => fail(lab, &second.span, "the sheet has two titles", "use `##` for its sections"),
        _ => {}
    }
}

fn check_sections(lab: &Lab, form: &LabForm) {
    let title = lab.titles.first().map_or(0..0, |title| title.span.clone());
    let mut last = None;
    for wanted in &form.sections {
        let name = &wanted.name.text;
        let Some(at) = lab.sections.iter().position(|section| section.name.text.trim() == name) else {
            fail(lab, &title, format!("the sheet has no section `{name}`"), format!("add `## {name}`"));
            continue;
        };
        let section = &lab.sections[at];
        if last.is_some_and(|last| at < last) {
            let order: Vec<&str> = form.sections.iter().map(|section| section.name.text.as_str()).collect();
            let help = format!("the order is {}", order.join(", "));
            fail(lab, &section.name.span, format!("the section `{name}` is out of order"), help);
        }
        last = Some(at);
        check_section(lab, wanted, section);
    }
}

fn check_section(lab: &Lab, wanted: &SectionForm, section: &Section) {
    let missing = match wanted.needs {
        _ if section.is_empty => Some(("is empty", "fill it, in a sentence at least")),
        Some(SectionNeed::Steps) if section.steps == 0 => {
            Some(("has no numbered step", "write `1. …`, with each command"))
        }
        Some(SectionNeed::Boxes) if section.tasks == 0 => {
            Some(("has nothing to tick", "write `- [ ] …`, something that somebody else can verify"))
        }
        Some(SectionNeed::Table) if !section.has_table => {
            Some(("has no table", "write its rows with `|` between the cells"))
        }
        _ => None,
    };
    if let Some((what, help)) = missing {
        fail(lab, &section.name.span, format!("the section `{}` {what}", wanted.name.text), help);
    }
}

/// Checks that links of a sheet lead to files below its folder, such as its scripts.
fn check_links(lab: &Lab) {
    let folder = lab.file.source.path.parent().unwrap_or(Path::new("."));
    for link in lab.links.iter().filter(|link| !link.text.contains("://")) {
        if let Err(Unavailable { reason, .. }) = SceneFolder(folder).find(&link.text) {
            let help = "write its path as seen from the sheet, below the sheet's folder";
            fail(lab, &link.span, format!("`{}` {}", link.text, reason.replace("scene", "sheet")), help);
        }
    }
}

fn check_assets(course: &Course, lab: &Lab) {
    let mut missing: Vec<(&str, usize)> = Vec::new();
    for slide in course.decks.iter().flat_map(|deck| &deck.slides) {
        let line = slide.anchor.as_ref().filter(|line| line.id.text == lab.id);
        for asset in line.iter().flat_map(|line| &line.assets) {
            if !lab.names(&asset.text) && !missing.iter().any(|(path, _)| *path == asset.text) {
                missing.push((&asset.text, slide.number));
            }
        }
    }
    let span = lab.titles.first().map_or(0..0, |title| title.span.clone());
    for (path, number) in missing {
        let message = format!("slide {number} lists `{path}` for this lab, but the sheet does not name it");
        fail(lab, &span, message, "name its path in back-ticks");
    }
}
