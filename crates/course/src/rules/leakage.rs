//! `leakage`, `model-token`: the programme contains no text that is not for students. The classes are those
//! of the lints for scenes.

use super::super::Course;
use super::super::file::File;
use super::super::markdown::{BlockKind, TextRun};
use super::super::template;
use halfminute_check::lint::leakage::{Class, Leak, Setting, scan};
use halfminute_engine::diagnostic::Span;

pub(super) fn check(course: &Course) {
    for deck in &course.decks {
        if let Some(span) = &deck.front_matter {
            lines(&deck.file, span.clone());
        }
        for slide in &deck.slides {
            slide.texts().for_each(|run| check_run(&deck.file, run));
        }
    }
    for lab in &course.labs {
        lab.runs.iter().for_each(|run| check_run(&lab.file, run));
    }
    if let Some(assets) = &course.assets {
        lines(&assets.file, 0..assets.file.text().len());
    }
    // The phrases that the course forbids are listed, not said.
    let phrases = course.programme.multiple_choice.iter().flatten().map(|phrase| phrase.span.clone());
    without(&course.file, phrases);
    for template in &course.templates {
        without(&template.file, template::tags(template.file.text()));
    }
}

/// Scans the name of a file.
pub(super) fn name(file: &File) {
    for leak in scan(&file.name(), Setting::Monospaced) {
        report(file, &leak, "the file's name", 0..0);
    }
}

/// Scans a text from a file's metadata, which has no line in the file.
pub(super) fn metadata(file: &File, text: &str) {
    for leak in scan(text, Setting::Monospaced) {
        report(file, &leak, "the file's metadata", 0..0);
    }
}

/// Scans text that is not Markdown, line by line.
pub(super) fn lines(file: &File, range: Span) {
    those_of(file, &file.text()[range.clone()], range.start, |_| true);
}

/// Scans a file that is not Markdown, but not what lies at `spans`.
fn without(file: &File, spans: impl Iterator<Item = Span>) {
    let mut text = file.text().to_owned();
    for span in spans {
        text.replace_range(span.clone(), &" ".repeat(span.len()));
    }
    those_of(file, &text, 0, |_| true);
}

/// Scans a program. Control tokens are allowed, because code may quote the input of models.
pub(super) fn program(file: &File) {
    those_of(file, file.text(), 0, |class| class != Class::ModelTokens);
}

/// Scans `text`, which starts at byte `at` of the file, for leaks of the wanted classes.
fn those_of(file: &File, text: &str, mut at: usize, wanted: fn(Class) -> bool) {
    for line in text.split_inclusive('\n') {
        for leak in scan(line, Setting::Monospaced).into_iter().filter(|leak| wanted(leak.class)) {
            report(file, &leak, "the file", at + leak.span.start..at + leak.span.end);
        }
        at += line.len();
    }
}

fn check_run(file: &File, run: &TextRun) {
    if let BlockKind::Heading(depth) = run.kind {
        // The `#` of a heading can be part of a model's token, such as `### Response:`.
        let mark = "#".repeat(depth.into()) + " ";
        let tokens = scan(&(mark.clone() + &run.text), Setting::Prose);
        for mut leak in tokens.into_iter().filter(|leak| leak.class == Class::ModelTokens) {
            let inside = |at: usize| at.saturating_sub(mark.len());
            leak.span = inside(leak.span.start)..inside(leak.span.end);
            report(file, &leak, "the text", run.place_of(leak.span.clone()));
        }
        let others = scan(&run.text, Setting::Prose);
        for leak in others.iter().filter(|leak| leak.class != Class::ModelTokens) {
            report(file, leak, "the text", run.place_of(leak.span.clone()));
        }
        return;
    }
    // Code may quote the input of models.
    let wanted = |leak: &&Leak| !(run.is_code() && leak.class == Class::ModelTokens);
    let setting = if run.is_code() { Setting::Monospaced } else { Setting::Prose };
    for leak in scan(&run.text, setting).iter().filter(wanted) {
        report(file, leak, "the text", run.place_of(leak.span.clone()));
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
