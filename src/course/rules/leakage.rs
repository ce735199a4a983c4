//! `leakage`, `model-token`: nothing in the programme that is not for students. The classes are those
//! of the scenes' lint.

use std::path::Path;

use super::super::file::File;
use super::super::markdown::Stretch;
use super::super::{Course, files_in};
use crate::diagnostic::Span;
use crate::film::{ReadError, Report};
use crate::lint::leakage::{Class, Leak, scan};

pub(super) fn check(course: &Course) {
    for deck in &course.decks {
        if let Some(span) = &deck.front_matter {
            lines(&deck.file, span.clone());
        }
        for slide in &deck.slides {
            slide.stretches.iter().for_each(|stretch| check_stretch(&deck.file, stretch));
        }
    }
    for lab in &course.labs {
        lab.stretches.iter().for_each(|stretch| check_stretch(&lab.file, stretch));
    }
    for file in [&course.programme.file, &course.assets.file] {
        lines(file, 0..file.text().len());
    }
}

/// Scans the names of the programme's own files.
pub(in crate::course) fn names(course: &Course, folder: &Path) -> Result<Vec<Report>, ReadError> {
    let mut reports = Vec::new();
    for part in ["", "decks", "labs", "images"] {
        for path in files_in(&folder.join(part))? {
            let file = File::nameless(&path);
            name(&file);
            let stem = file.source.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if part == "labs" && !course.labs.iter().any(|lab| lab.id == stem) {
                let message = format!("no add-on has a lab `{stem}`");
                let help = "list it under `labs` in `programme.toml`, or take the file away";
                file.findings.error_help("course-lab", &(0..0), message, help);
            }
            reports.extend(file.report());
        }
    }
    Ok(reports)
}

/// Scans a file's name.
pub(super) fn name(file: &File) {
    for leak in scan(&file.name(), true) {
        report(file, &leak, "the file's name", 0..0);
    }
}

/// Scans a text of a file that stands at no line of it.
pub(super) fn metadata(file: &File, text: &str) {
    for leak in scan(text, true) {
        report(file, &leak, "the video's metadata", 0..0);
    }
}

/// Scans text that is no Markdown, line by line.
pub(super) fn lines(file: &File, range: Span) {
    let mut at = range.start;
    for line in file.text()[range].split_inclusive('\n') {
        for leak in scan(line, true) {
            report(file, &leak, "the file", at + leak.span.start..at + leak.span.end);
        }
        at += line.len();
    }
}

fn check_stretch(file: &File, stretch: &Stretch) {
    // Code may quote what models are fed with.
    let wanted = |leak: &&Leak| !(stretch.is_code() && leak.class == Class::ModelTokens);
    for leak in scan(&stretch.text, stretch.is_code()).iter().filter(wanted) {
        report(file, leak, "the text", stretch.place_of(leak.span.clone()));
    }
}

fn report(file: &File, leak: &Leak, place: &str, span: Span) {
    if leak.class == Class::Secret {
        file.conceal(span.clone());
    }
    let code = if leak.class == Class::ModelTokens { "model-token" } else { "leakage" };
    let help = match leak.class {
        Class::ModelTokens => "set it as code, or take it out",
        _ => "take it out; it is not for students",
    };
    let message = format!("{} in {place}: `{}`", leak.class.name(), leak.shown);
    file.findings.error_help(code, &span, message, help);
}
