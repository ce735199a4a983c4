//! A copy of the programme for tests to change, and runs of the program on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::workshop::{Outcome, PROGRAM, Workshop, repository, run as run_command};

pub(crate) const DECK_A: &str = "course/decks/next-2-hours-addon-a-productization-ui-deck-prompts-v1.md";
pub(crate) const DECK_B: &str = "course/decks/next-2-hours-addon-b-data-engineering-deck-prompts-v1.md";
pub(crate) const DECK_C: &str =
    "course/decks/next-2-hours-addon-c-reliability-engineering-deck-prompts-v1.md";
pub(crate) const PROGRAMME: &str = "course/programme.toml";
pub(crate) const ASSETS: &str = "course/assets.toml";
pub(crate) const LAB: &str = "course/labs/ADDON-A-LAB-01.md";
pub(crate) const DOCUMENTS: [&str; 3] = [
    "repo-coverage-v2-alignment-matrix.md",
    "repo-coverage-v2-status.md",
    "final-student-capstone-checklist-v2.md",
];

pub(crate) fn root() -> PathBuf {
    repository("")
}

/// Runs the program in `folder`; returns exit code, stdout and stderr.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Outcome { exit, stdout, stderr } =
        run_command(Command::new(PROGRAM).args(arguments).current_dir(folder));
    (exit, stdout, stderr)
}

/// A finding of `course check`.
pub(crate) struct Finding {
    pub(crate) file: String,
    /// File, line and column, as `file:line:column`.
    pub(crate) place: String,
    pub(crate) code: String,
    pub(crate) message: String,
}

/// The findings in the output of `course check --message-format json`, each of which has a help text.
pub(crate) fn findings(stdout: &str) -> Vec<Finding> {
    let read = |line: &str| {
        let found: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| found[key].as_str().unwrap().replace('\\', "/");
        assert!(found["help"].is_string(), "{line} has no way out");
        let place = format!("{}:{}:{}", text("file"), found["line"], found["column"]);
        Finding { file: text("file"), place, code: text("code"), message: text("message") }
    };
    stdout.lines().map(read).collect()
}

/// A copy of the programme that tests may change.
pub(crate) struct Copy {
    workshop: Workshop,
}

impl Copy {
    pub(crate) fn new() -> Self {
        let copy = Self { workshop: Workshop::empty() };
        for part in [
            "course",
            "course/decks",
            "course/documents",
            "course/labs",
            "course/labs/scripts",
            "course/images",
        ] {
            fs::create_dir(copy.path(part)).unwrap();
            let Ok(entries) = fs::read_dir(root().join(part)) else { continue };
            for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
                fs::copy(&path, copy.path(part).join(path.file_name().unwrap())).unwrap();
            }
        }
        fs::create_dir(copy.path("scenes")).unwrap();
        for path in fs::read_dir(root().join("scenes")).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap();
            if let Some(hour) = name.strip_prefix("hour").and_then(|rest| rest[..2].parse::<usize>().ok()) {
                let addon = ["A", "B", "C"][(hour - 25) / 2];
                let scene = format!(
                    "[clip]\ntitle = \"t\"\nlasts = 3.0\nwindow = [3, 4]\nhour = {hour}\naddon = \"{addon}\"\n\n\
                     [node]\na = {{ kind = \"text\", text = \"a\" }}\n\n\
                     [[beat]]\nlasts = 3.0\ntitle = \"t\"\ncaption = \"c\"\nsource = \"s\"\nstage = \"a\"\n"
                );
                fs::write(copy.path("scenes").join(name), scene).unwrap();
            }
        }
        copy
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.workshop.path(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        self.workshop.text(path)
    }

    /// Replaces the first `from` in a file; panics if there is none.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no `{from}`");
        fs::write(self.path(path), text.replacen(from, to, 1)).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        run(&self.path("."), arguments)
    }

    /// Runs `course check`; returns the exit code and each finding as `file:line:column: code: message`.
    pub(crate) fn check(&self) -> (Option<i32>, Vec<String>) {
        let (exit, stdout, stderr) = self.run(&["course", "check", "--message-format", "json"]);
        assert_eq!(stderr, "");
        let own = findings(&stdout).into_iter().filter(|found| !found.file.starts_with("scenes/"));
        let line = |found: Finding| format!("{}: {}: {}", found.place, found.code, found.message);
        (exit, own.map(line).collect())
    }

    /// Line and column of the first `needle` in a file.
    pub(crate) fn place(&self, path: &str, needle: &str) -> String {
        let text = self.read(path);
        let at = text.find(needle).unwrap_or_else(|| panic!("{path} has no `{needle}`"));
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        format!("{path}:{}:{}", text[..at].matches('\n').count() + 1, text[start..at].chars().count() + 1)
    }
}

/// Changes a copy at one place and expects exactly one finding, at `needle`.
#[track_caller]
pub(crate) fn spoilt(path: &str, (from, to): (&str, &str), (needle, code): (&str, &str), message: &str) {
    let copy = Copy::new();
    copy.edit(path, from, to);
    let expected = format!("{}: {code}: {message}", copy.place(path, needle));
    assert_eq!(copy.check(), (Some(1), vec![expected]));
}
