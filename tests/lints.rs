//! Each lint finds what it is for, and nothing that only comes near it.
//!
//! `tests/cases/lints/<lint>.bad.toml` trips exactly that lint, `<lint>.good.toml` none. A comment
//! `# theme: section key = value` makes `theme.toml` beside the scene: the built-in theme with that
//! one value.
#![expect(clippy::unwrap_used, reason = "a panic in a test is its report")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use halfminute::diagnostic::{Diagnostic, Severity};
use halfminute::film::{Checked, Film, Overrides};
use halfminute::lint::{LINTS, Level, Levels};
use halfminute::theme::Theme;
use tempfile::TempDir;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lints")
}

/// A folder with the scene `clip.toml` and, if the scene asks for one, its theme.
fn workshop(scene: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("clip.toml"), scene).unwrap();
    if let Some(change) = scene.lines().find_map(|line| line.strip_prefix("# theme: ")) {
        fs::write(folder.path().join("theme.toml"), theme(change)).unwrap();
    }
    folder
}

/// The built-in theme with one value changed, given as `section key = value`.
fn theme(change: &str) -> String {
    let (section, assignment) = change.split_once(' ').unwrap();
    let key = assignment.split(' ').next().unwrap();
    let theme = Theme::built_in("pearl").unwrap();
    let mut inside = false;
    let mut changed = 0;
    let mut text = String::new();
    for line in theme.lines() {
        if line.starts_with('[') {
            inside = line == format!("[{section}]");
        }
        let hit = inside && line.split(' ').next() == Some(key);
        changed += usize::from(hit);
        text += &format!("{}\n", if hit { assignment } else { line });
    }
    assert_eq!(changed, 1, "the theme has one `{change}`");
    text
}

fn checked(scene: &str, levels: &Levels) -> Checked {
    Film::open_with(&workshop(scene).path().join("clip.toml"), &Overrides::default(), levels).unwrap()
}

fn case(lint: &str, kind: &str) -> String {
    let path = cases().join(format!("{lint}.{kind}.toml"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn found(scene: &str) -> Vec<Diagnostic> {
    checked(scene, &Levels::default()).diagnostics().cloned().collect()
}

#[test]
fn each_lint_finds_its_own_and_nothing_else() {
    let mut wrong = Vec::new();
    for lint in &LINTS {
        let bad = found(&case(lint.name, "bad"));
        let codes: BTreeSet<&str> = bad.iter().map(|found| found.code.0).collect();
        if codes != BTreeSet::from([lint.name]) {
            wrong.push(format!("{}.bad finds {bad:#?}", lint.name));
        }
        let good = found(&case(lint.name, "good"));
        if !good.is_empty() {
            wrong.push(format!("{}.good finds {good:#?}", lint.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_case_belongs_to_a_lint() {
    for entry in fs::read_dir(cases()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let lint = name.split('.').next().unwrap();
        assert!(LINTS.iter().any(|known| known.name == lint), "no lint is called `{lint}`");
    }
}

#[test]
fn levels_decide_what_findings_weigh() {
    for lint in &LINTS {
        for (level, severity) in [
            (Level::Allow, None),
            (Level::Warn, Some(Severity::Warning)),
            (Level::Deny, Some(Severity::Error)),
        ] {
            let mut levels = Levels::default();
            levels.set(lint.name, level).unwrap();
            let checked = checked(&case(lint.name, "bad"), &levels);
            let worst = checked.diagnostics().map(|found| found.severity).max();
            assert_eq!(worst, severity, "{} at {level}", lint.name);
            assert_eq!(checked.film.is_some(), level != Level::Deny, "{} at {level}", lint.name);
        }
    }
}

/// Exit code and stdout of a command on the bad case of a lint.
fn run(lint: &str, arguments: &[&str]) -> (i32, String) {
    let folder = workshop(&case(lint, "bad"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_halfminute"));
    let output = command.args(arguments).current_dir(folder.path()).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_command_line_sets_levels() {
    let check = |more: &[&str]| run("no-source", &[&["check", "clip.toml"], more].concat());
    let (exit, stdout) = check(&[]);
    assert_eq!(exit, 0);
    assert!(stdout.starts_with("warning[no-source]: beat 1 does not say"), "{stdout}");
    for denied in [&["--deny", "no-source"][..], &["--deny", "all"], &["--deny=flashes,no-source"]] {
        assert_eq!(check(denied).0, 1, "{denied:?}");
    }
    let (exit, stdout) = check(&["--deny", "all", "--allow", "no-source"]);
    assert_eq!((exit, stdout.as_str()), (0, "clip.toml: ok; 90 frames, 3.0 s\n"));
    assert_eq!(check(&["--deny", "all", "--warn", "no-source"]).0, 0);
    assert_eq!(check(&["--deny", "no-sauce"]).0, 2);
}

#[test]
fn a_leak_is_found_at_its_key_and_in_names_of_pictures() {
    let scene = case("leakage", "good");
    let keys = "addon = \"TODO\"\nassets = [\"a.py\", \"TBD\"]\nwindow";
    let scene = scene.replacen("window", keys, 1).replacen(
        "[node]\n",
        "[node]\nb = { kind = \"svg\", file = \"lorem ipsum.svg\", alt = \"x\" }\n",
        1,
    );
    let folder = workshop(&scene);
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>";
    fs::write(folder.path().join("lorem ipsum.svg"), svg).unwrap();
    let path = folder.path().join("clip.toml");
    let checked = Film::open_with(&path, &Overrides::default(), &Levels::default()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let found: Vec<(&str, &str)> = checked
        .diagnostics()
        .filter(|found| found.code.0 == "leakage")
        .map(|found| (found.message.as_str(), &text[found.span.clone()]))
        .collect();
    assert_eq!(
        found,
        [
            ("a placeholder in `addon`: `todo`", "\"TODO\""),
            ("a placeholder in `assets`: `tbd`", "\"TBD\""),
            ("a placeholder in a picture's file name: `lorem ipsum`", "\"lorem ipsum.svg\""),
        ]
    );
}

#[test]
fn nothing_is_drawn_of_what_is_denied() {
    let render = ["render", "clip.toml", "--size", "32x18", "--frames", "0"];
    assert_eq!(run("leakage", &render).0, 1, "denied unless allowed");
    assert_eq!(run("leakage", &[&render[..], &["--warn", "leakage"]].concat()).0, 0);
}

#[test]
fn an_allow_names_a_lint_a_node_and_a_reason() {
    let scene = case("model-token", "good");
    let written = "{ lint = \"model-token\", in = \"a\", reason = \"the clip is about this token\" }";
    let cases = [
        (
            "{ lint = \"model-tokens\", in = \"a\", reason = \"r\" }",
            "unknown-lint",
            "did you mean `model-token`?",
        ),
        ("{ lint = \"model-token\", in = \"b\", reason = \"r\" }", "unknown-id", "leave `in` out"),
        ("{ lint = \"model-token\", reason = \" \" }", "no-reason", "write the reason"),
        ("{ lint = \"model-token\" }", "missing-key", "reason"),
    ];
    for (entry, code, help) in cases {
        assert!(scene.contains(written));
        let found = found(&scene.replace(written, entry));
        let hit = found.iter().find(|found| found.code.0 == code);
        let hit = hit.unwrap_or_else(|| panic!("{entry} finds {found:#?}"));
        assert!(hit.help.as_deref().is_some_and(|text| text.contains(help)), "{hit:?}");
    }
}

#[test]
fn the_course_has_no_findings() {
    let mut levels = Levels::default();
    levels.set("all", Level::Deny).unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes")).unwrap() {
        let path = entry.unwrap().path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.extension().is_some_and(|extension| extension == "toml") {
            let checked = Film::open_with(&path, &Overrides::default(), &levels).unwrap();
            let found: Vec<_> = checked.diagnostics().collect();
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
        }
    }
}
