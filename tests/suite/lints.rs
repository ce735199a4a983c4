//! Each lint finds what it is for, and nothing that is only similar.
//!
//! `tests/cases/lints/<lint>.bad.toml` violates exactly that lint, `<lint>.good.toml` none; further cases of
//! a lint have an additional word, as in `<lint>.bad-word.toml`. A comment `# theme: section key = value`
//! says that the theme of the scene is the built-in one with that value changed; `HALFMINUTE_BLESS=1` writes
//! it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use halfminute_check::CheckedFilm;
use halfminute_check::lint::{LINTS, Level, Levels};
use halfminute_engine::diagnostic::{Diagnostic, Severity};
use halfminute_engine::film::{Checked, Overrides};
use halfminute_engine::theme::Theme;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, prop_assert, prop_oneof, proptest};

use crate::workshop::{Workshop, repository};

fn cases() -> PathBuf {
    repository("tests/cases/lints")
}

/// All cases: the name of the lint, whether it must find something, and the path.
fn all_cases() -> Vec<(String, bool, PathBuf)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(cases()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(name) = name.strip_suffix(".toml") else { continue };
        let (lint, kind) = name.split_once('.').unwrap();
        let bad = kind.split('-').next().unwrap() == "bad";
        assert!(bad || kind.split('-').next().unwrap() == "good", "{name}");
        found.push((lint.to_owned(), bad, path));
    }
    found.sort();
    found
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

fn checked(path: &Path, levels: &Levels) -> Checked<CheckedFilm> {
    halfminute_check::open_with(path, &Overrides::default(), levels).unwrap()
}

fn case(lint: &str, kind: &str) -> PathBuf {
    cases().join(format!("{lint}.{kind}.toml"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn found(path: &Path) -> Vec<Diagnostic> {
    checked(path, &Levels::default()).diagnostics().cloned().collect()
}

fn found_in(scene: &str) -> Vec<Diagnostic> {
    found(&Workshop::with_scene(scene).path("clip.toml"))
}

#[test]
fn each_lint_finds_its_own_and_nothing_else() {
    let mut wrong = Vec::new();
    for (lint, bad, path) in all_cases() {
        let found = found(&path);
        let codes: BTreeSet<&str> = found.iter().map(|found| found.code.0).collect();
        let expected = if bad { BTreeSet::from([lint.as_str()]) } else { BTreeSet::new() };
        if codes != expected {
            wrong.push(format!("{} finds {found:#?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_lint_has_its_cases_and_each_case_its_lint() {
    for lint in &LINTS {
        assert!(case(lint.name, "bad").exists() && case(lint.name, "good").exists(), "{}", lint.name);
    }
    for (lint, _, _) in all_cases() {
        assert!(LINTS.iter().any(|known| known.name == lint), "no lint is called `{lint}`");
    }
}

#[test]
fn themes_of_cases_are_the_built_in_one_but_for_a_value() {
    for (_, _, path) in all_cases() {
        let scene = read(&path);
        let Some(change) = scene.lines().find_map(|line| line.strip_prefix("# theme: ")) else { continue };
        let name = scene.lines().find_map(|line| line.strip_prefix("theme  = \"")).unwrap();
        let file = cases().join(name.trim_end_matches('"'));
        if std::env::var_os("HALFMINUTE_BLESS").is_some() {
            fs::write(&file, theme(change)).unwrap();
        }
        assert_eq!(read(&file), theme(change), "HALFMINUTE_BLESS=1 writes {}", file.display());
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
    let outcome = Workshop::with_scene(&read(&case(lint, "bad"))).run(arguments);
    (outcome.exit.unwrap(), outcome.stdout)
}

#[test]
fn the_command_line_sets_levels() {
    let check = |more: &[&str]| run("no-source", &[&["check", "clip.toml"], more].concat());
    let (exit, stdout) = check(&[]);
    assert_eq!(exit, 0);
    assert!(
        stdout.starts_with("warning[no-source]: the beat does not say where its facts come from (beat 1)"),
        "{stdout}"
    );
    for denied in [&["--deny", "no-source"][..], &["--deny", "all"], &["--deny=flashes,no-source"]] {
        assert_eq!(check(denied).0, 1, "{denied:?}");
    }
    let (exit, stdout) = check(&["--deny", "all", "--allow", "no-source"]);
    assert_eq!((exit, stdout.as_str()), (0, "clip.toml: ok; 90 frames, 3.0 s\n"));
    assert_eq!(check(&["--deny", "all", "--warn", "no-source"]).0, 0);
    assert_eq!(check(&["--deny", "no-sauce"]).0, 2);
}

#[test]
fn a_change_of_nothing_is_shown_at_its_key() {
    let path = case("no-change", "bad");
    let scene = read(&path);
    for found in found(&path) {
        assert!(scene[..found.span.start].ends_with("{ "), "{}", &scene[found.span.clone()]);
        assert!(scene[found.span].contains('.'));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn bars_are_drawn_in_proportion(
        values in vec(0.0..1000.0_f64, 1..14),
        label in prop_oneof![Just("b"), Just("a long label of a bar")],
        room in prop_oneof![Just(""), Just(", width = 900"), Just(", height = 300"), Just(", width = 200")],
    ) {
        let bars: Vec<String> =
            values.iter().enumerate().map(|(at, value)| format!("[\"{label} {at}\", {value:.2}]")).collect();
        let node = format!("a = {{ kind = \"bars\", bars = [{}] }}", bars.join(", "));
        let scene = read(&case("bar-scale", "bad"));
        let written = scene.lines().find(|line| line.starts_with("a = ")).unwrap();
        let scene = scene.replace(written, &node);
        let scene = scene.replace("stage   = \"a\"", &format!("stage = {{ row = [{{ node = \"a\"{room} }}] }}"));
        for found in found_in(&scene).iter().filter(|found| found.code.0 == "bar-scale") {
            prop_assert!(found.message.ends_with("too short to be seen"), "{}\n{scene}", found.message);
        }
    }
}

/// Severity of the only finding of a scene without a source, with `clip` in `[clip]`, `beat` in its beat, and
/// `arguments` on the command line.
fn severity(clip: &str, beat: &str, arguments: &[&str]) -> String {
    let scene = read(&case("no-source", "bad"));
    let scene = scene.replace("\n\n[node]", &format!("\n{clip}\n\n[node]")) + beat + "\n";
    let outcome = Workshop::with_scene(&scene).run(&[&["check", "clip.toml"], arguments].concat());
    outcome.stdout.split('[').next().unwrap().to_owned()
}

#[test]
fn a_scene_sets_levels_and_the_command_line_counts_more() {
    let deny = "deny = [\"no-source\"]";
    assert_eq!(severity("", "", &[]), "warning");
    assert_eq!(severity(deny, "", &[]), "error");
    assert_eq!(severity("", deny, &[]), "error");
    assert_eq!(severity("deny = [\"all\"]", "", &[]), "error");
    assert_eq!(severity(deny, "warn = [\"no-source\"]", &[]), "warning", "a beat counts more than the clip");
    assert_eq!(severity(deny, "", &["--warn", "no-source"]), "warning");
    assert_eq!(severity("warn = [\"all\", \"no-source\"]", "", &["--deny", "all"]), "error");
    assert_eq!(severity("warn = [\"no-source\"]", deny, &[]), "error");
}

#[test]
fn a_leak_is_found_at_its_key_and_in_names_of_pictures() {
    let scene = read(&case("leakage", "good"));
    let keys = "addon = \"TODO\"\nassets = [\"a.py\", \"TBD\"]\nwindow";
    let scene = scene.replacen("window", keys, 1).replacen(
        "[node]\n",
        "[node]\nb = { kind = \"svg\", file = \"lorem ipsum.svg\", alt = \"x\" }\n",
        1,
    );
    let workshop = Workshop::with_scene(&scene);
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>";
    workshop.write("lorem ipsum.svg", svg);
    let path = workshop.path("clip.toml");
    let checked = halfminute_check::open_with(&path, &Overrides::default(), &Levels::default()).unwrap();
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
    let scene = read(&case("model-token", "good"));
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
        let found = found_in(&scene.replace(written, entry));
        let hit = found.iter().find(|found| found.code.0 == code);
        let hit = hit.unwrap_or_else(|| panic!("{entry} finds {found:#?}"));
        assert!(hit.help.as_deref().is_some_and(|text| text.contains(help)), "{hit:?}");
    }
}

#[test]
fn the_course_has_no_findings() {
    let mut levels = Levels::default();
    levels.set("all", Level::Deny).unwrap();
    for entry in fs::read_dir(repository("scenes")).unwrap() {
        let path = entry.unwrap().path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.extension().is_some_and(|extension| extension == "toml") {
            let checked = halfminute_check::open_with(&path, &Overrides::default(), &levels).unwrap();
            let found: Vec<_> = checked.diagnostics().collect();
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
        }
    }
}

#[test]
fn arrows_over_one_another_are_named() {
    let scene = read(&case("collision", "good")).replace("\r", "");
    let head = &scene[..scene.find("[node]").unwrap()];
    let node = |id: &str| format!("{id} = {{ kind = \"badge\", text = \"{id}\" }}\n");
    let nodes: String = ["a", "b", "c", "d"].into_iter().map(node).collect();
    let lint = |arrows: &str| {
        let beat = "[[beat]]\nlasts = 3.0\ntitle = \"B\"\ncaption = \"C.\"\nsource = \"s\"\nstage = { row = [\"a\", \"b\", \"c\", \"d\"], gap = 200 }";
        let head = head.lines().map(|line| if line.starts_with("lasts") { "lasts = 3.0" } else { line });
        let head: String = head.map(|line| format!("{line}\n")).collect();
        found_in(&format!("{head}[node]\n{nodes}{beat}\narrows = [{arrows}]\n"))
    };
    let over = |found: &[Diagnostic]| -> Vec<String> {
        let lies = found.iter().filter(|found| found.message.contains("lies over"));
        lies.map(|found| format!("{}: {}", found.code, found.message)).collect()
    };
    let straight = |arrow: &str| format!("{{ arrow = \"{arrow}\", route = \"straight\" }}");
    let found = over(&lint(&format!("{}, {}", straight("a -> c"), straight("b -> d"))));
    let [one] = &found[..] else { panic!("{found:?}") };
    assert!(one.starts_with("collision: the arrow `b -> d` lies over `a -> c` for "), "{one}");
    assert!(over(&lint("\"a -> c\", \"b -> d\"")).is_empty(), "they find lanes of their own");
    assert!(
        over(&lint(&format!("{}, {}", straight("a -> c"), straight("a -> d")))).is_empty(),
        "one end in common"
    );
}

#[test]
fn a_head_over_the_beginning_of_another_arrow_is_named() {
    let scene = read(&case("collision", "good")).replace("\r", "");
    let head = &scene[..scene.find("[node]").unwrap()];
    let lint = |kind: &str| {
        let node = |id: &str| format!("{id} = {{ kind = \"{kind}\", text = \"{id}\" }}\n");
        let nodes: String = ["a", "b", "c", "d"].into_iter().map(node).collect();
        let over = |arrow: &str| format!("{{ arrow = \"{arrow}\", route = \"over\" }}");
        let (forth, back) = (over("a -> c"), over("d -> a"));
        found_in(&format!(
            "{head}[node]\n{nodes}[[beat]]\nlasts = 3.0\ntitle = \"B\"\ncaption = \"C.\"\nsource = \"s\"\nstage = {{ row = [\"a\", \"b\", \"c\", \"d\"], gap = 200 }}\narrows = [{forth}, {back}]\n"
        ))
    };
    let heads = lint("text");
    let heads = heads.iter().filter(|found| found.message.contains("head")).map(|found| &*found.message);
    let expected = "the head of the arrow `d -> a` lies over the beginning of `a -> c`";
    assert!(heads.collect::<Vec<_>>() == [expected], "a letter has no room for two: {:#?}", lint("text"));
    assert!(lint("badge").iter().all(|found| found.code.0 != "collision"), "a badge has");
}
