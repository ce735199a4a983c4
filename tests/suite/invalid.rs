//! Every file of `tests/cases/invalid` is a scene with errors that contains its own expected findings.
//! [`Film::open_with`] must report exactly these, apart from lints.
//!
//! Lines that begin with `#! ` are the expectation. They are at the end of the file, in the order of the
//! reports:
//!
//! ```text
//! #! error[code] 12:9-12:15: message
//! #! label 10:1-10:5: what stands there
//! #! help: what to write instead
//! ```
//!
//! A place consists of the first line and column, and of the line and column after the last character.
//! Findings in another file, a theme, follow a line `#! in path/of/the/file.toml`. A scene without findings
//! has the line `#! nothing`.
//!
//! `HALFMINUTE_BLESS=1` writes the actual findings into the files. Read the difference: authors read these
//! messages when they are stuck.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use halfminute_check::lint::{Level, Levels};
use halfminute_check::{CheckedFilm, ReadError};
use halfminute_engine::diagnostic::{Diagnostic, Severity, Source, Span};
use halfminute_engine::film::{Checked, Overrides, Report};

use crate::workshop::repository;

const MARK: &[u8] = b"#! ";

/// Opens a scene without lints, which `tests/suite/lints.rs` covers.
fn open(path: &Path) -> Result<Checked<CheckedFilm>, ReadError> {
    let mut levels = Levels::default();
    levels.set("all", Level::Allow).expect("`all` is every lint");
    halfminute_check::open_with(path, &Overrides::default(), &levels)
}

#[test]
fn every_mistake_has_its_message() {
    let folder = repository("tests/cases/invalid");
    let bless = std::env::var_os("HALFMINUTE_BLESS").is_some();
    let mut wrong = String::new();
    for path in scenes(&folder) {
        let bytes = fs::read(&path).expect("a case can be read");
        let scene = &bytes[..expectation_start(&bytes)];
        let expected = String::from_utf8_lossy(&bytes[scene.len()..]).into_owned();
        let found = findings(&path, &folder);
        if found == expected {
            continue;
        }
        if bless {
            fs::write(&path, [scene, found.as_bytes()].concat()).expect("a case can be written");
        } else {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let _ = writeln!(wrong, "{name}\n--- expected\n{expected}--- found\n{found}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}HALFMINUTE_BLESS=1 accepts what was found");
}

#[test]
fn messages_are_written_as_the_style_asks() {
    let folder = repository("tests/cases/invalid");
    for path in scenes(&folder) {
        let checked = open(&path).expect("a case can be read");
        assert!(checked.film.is_none() || checked.diagnostics().all(|d| d.severity == Severity::Warning));
        for finding in checked.diagnostics() {
            let Diagnostic { message, help, .. } = finding;
            let help = help.as_deref().unwrap_or_default();
            assert!(!help.is_empty(), "{}: no way out of `{message}`", path.display());
            for text in [message.as_str(), help] {
                assert!(!text.starts_with(char::is_uppercase), "{}: upper case: {text}", path.display());
                assert!(!text.ends_with('.'), "{}: full stop: {text}", path.display());
                assert!(!text.contains('\n'), "{}: several lines: {text}", path.display());
            }
        }
    }
}

fn scenes(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder of cases");
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(paths.len() >= 75, "only {} cases", paths.len());
    paths
}

/// Offset of the first expectation. Works on bytes, because a case may not be valid text.
fn expectation_start(bytes: &[u8]) -> usize {
    let starts = |at: &usize| bytes[*at..].starts_with(MARK) && (*at == 0 || bytes[*at - 1] == b'\n');
    (0..bytes.len()).find(starts).unwrap_or(bytes.len())
}

fn findings(path: &Path, folder: &Path) -> String {
    let checked = open(path).expect("a case can be read");
    let mut lines = Vec::new();
    for Report { source, diagnostics, .. } in &checked.reports {
        if source.path != path {
            let name = source.path.strip_prefix(folder).unwrap_or(&source.path);
            lines.push(format!("in {}", name.display()));
        }
        diagnostics.iter().for_each(|finding| describe(finding, source, &mut lines));
    }
    if lines.is_empty() {
        lines.push("nothing".into());
    }
    lines.iter().map(|line| format!("#! {line}\n")).collect()
}

fn describe(finding: &Diagnostic, source: &Source, lines: &mut Vec<String>) {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let Diagnostic { code, span, message, .. } = finding;
    lines.push(format!("{severity}[{code}] {}: {message}", place(span, source)));
    for label in &finding.labels {
        lines.push(format!("label {}: {}", place(&label.span, source), label.text));
    }
    if let Some(help) = &finding.help {
        lines.push(format!("help: {help}"));
    }
}

fn place(span: &Span, source: &Source) -> String {
    let (line, column) = source.position(span.start);
    let (end_line, end_column) = source.position(span.end);
    format!("{line}:{column}-{end_line}:{end_column}")
}
