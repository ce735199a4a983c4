//! The course programme as its authors meet it: what `course check` says of faulty copies of the
//! real one, and what `course build` writes.
//!
//! The copies have small scenes in place of the clips, so that only one test reads those.
#![expect(clippy::unwrap_used, reason = "a panic in a test is its report")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const DECK_A: &str = "course/decks/next-2-hours-addon-a-productization-ui-deck-prompts-v1.md";
const DECK_B: &str = "course/decks/next-2-hours-addon-b-data-engineering-deck-prompts-v1.md";
const DECK_C: &str = "course/decks/next-2-hours-addon-c-reliability-engineering-deck-prompts-v1.md";
const PROGRAMME: &str = "course/programme.toml";
const ASSETS: &str = "course/assets.toml";
const LAB: &str = "course/labs/ADDON-A-LAB-01.md";
const DOCUMENTS: [&str; 3] = [
    "repo-coverage-v2-alignment-matrix.md",
    "repo-coverage-v2-status.md",
    "final-student-capstone-checklist-v2.md",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in `folder`; exit code, stdout, stderr.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_halfminute")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// A copy of the programme that may be spoilt.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn new() -> Self {
        let copy = Self { folder: tempfile::tempdir().unwrap() };
        for part in ["course", "course/decks", "course/labs", "course/images"] {
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

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces the first `from` in a file, which must be there.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no `{from}`");
        fs::write(self.path(path), text.replacen(from, to, 1)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        run(self.folder.path(), arguments)
    }

    /// What `course check` finds: exit code and `file:line:column: code: message`.
    fn check(&self) -> (Option<i32>, Vec<String>) {
        let (exit, stdout, stderr) = self.run(&["course", "check", "--message-format", "json"]);
        assert_eq!(stderr, "");
        let line = |line: &str| {
            let found: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| found[key].as_str().unwrap().replace('\\', "/");
            assert!(found["help"].is_string(), "{line} has no way out");
            format!(
                "{}:{}:{}: {}: {}",
                text("file"),
                found["line"],
                found["column"],
                text("code"),
                text("message")
            )
        };
        let found = stdout.lines().map(line).filter(|line| !line.starts_with("scenes/")).collect();
        (exit, found)
    }

    /// Line and column of the first `needle` in a file.
    fn place(&self, path: &str, needle: &str) -> String {
        let text = self.read(path);
        let at = text.find(needle).unwrap_or_else(|| panic!("{path} has no `{needle}`"));
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        format!("{path}:{}:{}", text[..at].matches('\n').count() + 1, text[start..at].chars().count() + 1)
    }
}

/// Spoils a copy at one place and expects one finding, at `needle`.
#[track_caller]
fn spoilt(path: &str, (from, to): (&str, &str), (needle, code): (&str, &str), message: &str) {
    let copy = Copy::new();
    copy.edit(path, from, to);
    let expected = format!("{}: {code}: {message}", copy.place(path, needle));
    assert_eq!(copy.check(), (Some(1), vec![expected]));
}

#[test]
fn the_programme_passes_with_its_own_clips() {
    let (exit, stdout, stderr) = run(root(), &["course", "check"]);
    assert_eq!((exit, stderr.as_str()), (Some(0), ""), "{stdout}");
    assert!(stdout.ends_with("course: ok; 3 decks, 90 slides, 12 labs, 6 clips, 164 assets\n"), "{stdout}");
    let copy = Copy::new();
    assert_eq!(copy.check(), (Some(0), vec![]), "so does the copy");
}

#[test]
fn a_slide_less_is_found() {
    let copy = Copy::new();
    let text = copy.read(DECK_A);
    let start = text.find("<!-- _class: concept -->\n\n# Load once").unwrap();
    let end = start + text[start..].find("\n---\n\n").unwrap() + "\n---\n\n".len();
    fs::write(copy.path(DECK_A), format!("{}{}", &text[..start], &text[end..])).unwrap();
    let place = copy.place(DECK_A, "What you can show someone tomorrow");
    assert_eq!(
        copy.check(),
        (Some(1), vec![format!("{place}: deck-slides: the deck has 29 slides, not 30")])
    );
}

#[test]
fn a_slide_at_a_wrong_place_is_found() {
    let class = ("<!-- _class: code -->", "<!-- _class: runbook -->");
    let message = "slide 15 is runbook, not code";
    spoilt(DECK_A, class, ("runbook -->", "deck-position"), message);
    let class = ("_class: agenda", "_class: agend");
    spoilt(DECK_A, class, ("agend -->", "deck-position"), "`agend` is no class of a slide");
}

#[test]
fn a_missing_anchor_is_found_with_what_it_leaves_uncovered() {
    let copy = Copy::new();
    let text = copy.read(DECK_C);
    let slide = text.find("# One package, eleven helper copies").unwrap();
    let start = slide + text[slide..].find("[Hands-on Anchor:").unwrap();
    let end = start + text[start..].find('\n').unwrap();
    fs::write(copy.path(DECK_C), format!("{}{}", &text[..start], &text[end..])).unwrap();
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    let place = copy.place(DECK_C, "One package, eleven helper copies");
    assert!(found.contains(&format!("{place}: deck-anchor: slide 23 is practical and has no anchor")));
    let helper = "appendix-E/01_main-chapter-code/previous_chapters.py";
    let listed = copy.place(ASSETS, &format!("\"{helper}\""));
    let uncovered = format!("{listed}: course-coverage: no anchor in deck C names `{helper}`");
    assert!(found.contains(&uncovered), "{found:#?}");
    assert_eq!(found.len(), 12, "the slide and eleven copies: {found:#?}");
}

#[test]
fn anchors_that_lead_nowhere_are_found() {
    let id = ("[Hands-on Anchor: ADDON-A-CODE-01 |", "[Hands-on Anchor: ADDON-A-CODE-09 |");
    let copy = Copy::new();
    copy.edit(DECK_A, id.0, id.1);
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    let place = copy.place(DECK_A, "ADDON-A-CODE-09");
    assert!(found.contains(&format!("{place}: deck-anchor: add-on A has no anchor `ADDON-A-CODE-09`")));
    let place = copy.place(PROGRAMME, "\"ADDON-A-CODE-01\"");
    assert!(found.contains(&format!("{place}: deck-anchor: `ADDON-A-CODE-01` is on no slide of deck A")));

    let asset =
        ("Asset: ch05/06_user_interface/app_orig.py |", "Asset: ch05/06_user_interface/app_origin.py |");
    let copy = Copy::new();
    copy.edit(DECK_A, asset.0, asset.1);
    let place = copy.place(DECK_A, "ch05/06_user_interface/app_origin.py");
    let expected =
        format!("{place}: course-asset: `ch05/06_user_interface/app_origin.py` is no asset of the course");
    assert!(copy.check().1.contains(&expected));
}

#[test]
fn anchors_need_what_comes_earlier() {
    let late = ("Pre-req: none]", "Pre-req: ADDON-B-LAB-01]");
    let message = "`ADDON-B-LAB-01` comes later than this slide";
    spoilt(DECK_A, late, ("ADDON-B-LAB-01", "deck-prerequisite"), message);
    let absent = ("Pre-req: none]", "Pre-req: ADDON-Z-LAB-01]");
    spoilt(DECK_A, absent, ("ADDON-Z", "deck-prerequisite"), "there is no anchor `ADDON-Z-LAB-01`");
    let fields = ("| Objective:", "| Purpose:");
    let copy = Copy::new();
    copy.edit(DECK_A, fields.0, fields.1);
    let expected =
        format!("{}: deck-anchor: the anchor's field is not `Objective:`", copy.place(DECK_A, "Purpose:"));
    assert!(copy.check().1.contains(&expected));
}

#[test]
fn multiple_choice_is_found() {
    let to = "- Each is one short file.\n\nA) one\n\nB) two\n\n- Also";
    let copy = Copy::new();
    copy.edit(DECK_A, "- Each is one short file", to);
    let message = "deck-question: `A)` belongs to multiple choice";
    let expected = format!("{}: {message}", copy.place(DECK_A, "A) one"));
    assert_eq!(copy.check().1.first(), Some(&expected));
    let to = ("3. Ask now who", "3. Here is a quiz. Ask now who");
    spoilt(DECK_A, to, ("quiz", "deck-question"), "`quiz` belongs to multiple choice");
}

#[test]
fn titles_are_one_each() {
    let twice = ("# Layers of trust", "# Load once, answer many times");
    let message = "`Load once, answer many times` is the title of slide 4 of deck A already";
    spoilt(DECK_C, twice, ("Load once, answer many times", "deck-title"), message);
    let second = ("# Load once, answer many times\n", "# Load once, answer many times\n\n# Again\n");
    spoilt(DECK_A, second, ("Again\n", "deck-title"), "slide 4 has two titles");
}

#[test]
fn every_slide_has_its_parts() {
    let notes = ("Visual: a table of the four scripts", "A table of the four scripts");
    spoilt(DECK_A, notes, ("Where the four app scripts live", "deck-notes"), "slide 3 has no notes");
    let wisdom = ("*Pay for loading", "Pay for loading");
    spoilt(DECK_A, wisdom, ("Load once, answer", "deck-box"), "slide 4 has no line of wisdom");
    let tag = ("*Pay for loading", "<b>now</b>\n\n*Pay for loading");
    let copy = Copy::new();
    copy.edit(DECK_A, tag.0, tag.1);
    let expected = format!("{}: deck-html: a slide holds no HTML", copy.place(DECK_A, "<b>"));
    assert_eq!(copy.check().1.first(), Some(&expected));
    let picture = ("](../images/hour25", "](../../images/hour25");
    let message = "there is no picture `../../images/hour25-ui-productization.png`";
    spoilt(DECK_A, picture, ("![The seven beats", "deck-picture"), message);
    let marp = ("marp: true", "marp: false");
    spoilt(DECK_A, marp, ("---", "deck-front-matter"), "the deck is not marked as Marp Markdown");
}

#[test]
fn leaks_are_found_wherever_they_are() {
    // Put together here, so that this file holds no such path itself.
    let path = ["", "tmp", "run-1", "model.pth"].join("/");
    let message = format!("a local trace in the text: `{path}`");
    let point = ("*Pay for loading", &*format!("Look at {path} first.\n\n*Pay for loading"));
    spoilt(DECK_A, point, (&path, "leakage"), &message);
    let code = ("| `model.pth` |", &*format!("| `{path}` |"));
    spoilt(DECK_A, code, (&path, "leakage"), &message);
    let notes = ("Visual: the title", &*format!("Visual: {path}, the title"));
    spoilt(DECK_A, notes, (&path, "leakage"), &message);
    spoilt(LAB, ("## Goal\n", &*format!("## Goal\nSee {path}.\n")), (&path, "leakage"), &message);
    let title = ("title      = \"Repo", "title      = \"TODO repo");
    spoilt(PROGRAMME, title, ("TODO", "leakage"), "a placeholder in the file: `todo`");
    let token = ("*Pay for loading", "It ends with <|endoftext|> then.\n\n*Pay for loading");
    spoilt(DECK_A, token, ("<|end", "model-token"), "a model's token in the text: `<|endoftext|>`");
}

#[test]
fn near_misses_pass() {
    let copy = Copy::new();
    let fine = "GPT-4o-mini as critic on port 8000, with a temperature of 0 and `sk-...`, at \
                28c65cd0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6; it ends with `<|endoftext|>`.\n\n*Pay for loading";
    copy.edit(DECK_A, "*Pay for loading", fine);
    copy.edit(DECK_A, "<!-- _class: agenda -->", "<!-- _class: agenda -->\n\n<!-- _paginate: false -->");
    assert_eq!(copy.check(), (Some(0), vec![]));
}

#[test]
fn a_secret_is_not_printed() {
    let key = format!("hf_{}", "aB3".repeat(9));
    let copy = Copy::new();
    copy.edit(DECK_A, "*Pay for loading", &format!("Log in with {key}.\n\n*Pay for loading"));
    for format in ["human", "json", "github"] {
        let (exit, stdout, _) = copy.run(&["course", "check", "--message-format", format]);
        assert_eq!(exit, Some(1));
        assert!(stdout.contains("hf_aB3…") && !stdout.contains(&key), "{stdout}");
    }
}

#[test]
fn files_beside_the_frames_are_scanned() {
    let copy = Copy::new();
    let clip = "output/hour25-ui-productization";
    fs::create_dir_all(copy.path(clip)).unwrap();
    let captions = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\nThree files\n";
    fs::write(copy.path(clip).join("a.vtt"), captions).unwrap();
    fs::write(copy.path(clip).join("clip.json"), "{\n  \"title\": \"Three files\"\n}\n").unwrap();
    assert_eq!(copy.check(), (Some(0), vec![]));
    fs::write(copy.path(clip).join("a.vtt"), captions.replace("Three", "[pause] three")).unwrap();
    fs::write(copy.path(clip).join("clip.json"), "{\n  \"title\": \"see storyboard\"\n}\n").unwrap();
    fs::write(copy.path(clip).join("lorem ipsum.png"), "").unwrap();
    let video = b"\0\0\0\x14free, as scene 2\0\0\0\x0cmdattodo";
    fs::write(copy.path(clip).join("x.mp4"), video).unwrap();
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    assert_eq!(
        found,
        [
            format!("{clip}/a.vtt:4:1: leakage: a presenter's mark in the file: `[pause]`"),
            format!("{clip}/clip.json:2:17: leakage: talk about the clip itself in the file: `storyboard`"),
            format!("{clip}/lorem ipsum.png:1:1: leakage: a placeholder in the file's name: `lorem ipsum`"),
            format!(
                "{clip}/x.mp4:1:1: leakage: talk about the clip itself in the video's metadata: `scene 2`"
            ),
        ]
    );
}

#[test]
fn lab_sheets_are_whole() {
    let title = "ADDON-A-LAB-01: Start";
    let section = ("## What you should see", "## What is seen");
    spoilt(LAB, section, (title, "course-lab"), "the sheet has no section `What you should see`");
    let begins = ("# ADDON-A-LAB-01:", "# ADDON-A-LAB-09:");
    let message = "the title does not begin with the sheet's anchor";
    spoilt(LAB, begins, ("ADDON-A-LAB-09", "course-lab"), message);
    let copy = Copy::new();
    fs::write(copy.path(LAB), copy.read(LAB).replace("- [ ]", "-")).unwrap();
    let expected = format!(
        "{}: course-lab: the section `Accepted when` has nothing to tick",
        copy.place(LAB, "Accepted when")
    );
    assert_eq!(copy.check().1, [expected]);
}

#[test]
fn an_asset_that_no_lab_names_is_found() {
    let copy = Copy::new();
    let path = "ch06/03_bonus_imdb-classification/download_prepare_dataset.py";
    let lab = "course/labs/ADDON-B-LAB-04.md";
    fs::write(copy.path(lab), copy.read(lab).replace("download_prepare_dataset.py", "the-script.py"))
        .unwrap();
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    let listed = copy.place(ASSETS, &format!("\"{path}\""));
    assert!(found.contains(&format!("{listed}: course-coverage: no lab sheet names `{path}`")), "{found:#?}");
    let title = copy.place(lab, "ADDON-B-LAB-04:");
    let message = format!("slide 21 sends here to work on `{path}`, which the sheet does not name");
    assert!(found.contains(&format!("{title}: course-lab: {message}")), "{found:#?}");
}

#[test]
fn files_that_are_missing_or_too_many_are_found() {
    let copy = Copy::new();
    fs::remove_file(copy.path(LAB)).unwrap();
    fs::write(copy.path("course/labs/ADDON-A-LAB-07.md"), "# x\n").unwrap();
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    let place = copy.place(PROGRAMME, "\"ADDON-A-LAB-01\"");
    let missing = format!("{place}: course-lab: the lab sheet `labs/ADDON-A-LAB-01.md` does not exist");
    assert!(found.contains(&missing), "{found:#?}");
    let stray = "course/labs/ADDON-A-LAB-07.md:1:1: course-lab: no add-on has a lab `ADDON-A-LAB-07`";
    assert!(found.contains(&stray.to_owned()), "{found:#?}");

    let copy = Copy::new();
    fs::remove_file(copy.path("scenes/hour25-ui-productization.toml")).unwrap();
    let place = copy.place(PROGRAMME, "\"hour25-ui-productization\"");
    let message = "there is no scene `hour25-ui-productization` in `scenes`";
    assert_eq!(copy.check(), (Some(1), vec![format!("{place}: course-clip: {message}")]));
    let copy = Copy::new();
    copy.edit("scenes/hour25-ui-productization.toml", "lasts = 3.0", "lasts = 4.0");
    let message = "the clip `hour25-ui-productization` does not pass `check`";
    assert_eq!(copy.check(), (Some(1), vec![format!("{place}: course-clip: {message}")]));

    let copy = Copy::new();
    fs::remove_file(copy.path(DECK_B)).unwrap();
    let place = copy.place(PROGRAMME, "\"decks/next-2-hours-addon-b");
    let found = copy.check().1;
    assert!(found[0].starts_with(&format!("{place}: course-deck: the deck ")), "{found:#?}");
}

#[test]
fn clips_belong_to_their_add_on() {
    let copy = Copy::new();
    copy.edit(
        "scenes/hour25-ui-productization.toml",
        "hour = 25",
        "hour = 27\nanchors = [\"ADDON-B-LAB-01\"]",
    );
    let place = copy.place(PROGRAMME, "\"hour25-ui-productization\"");
    let clip = "course-clip: the clip `hour25-ui-productization`";
    assert_eq!(
        copy.check().1,
        [
            format!("{place}: {clip} is of no hour from 25 to 26"),
            format!("{place}: {clip} names the anchor `ADDON-B-LAB-01`, which add-on A has not"),
        ]
    );
    let copy = Copy::new();
    copy.edit(DECK_A, "](../../output/hour25-ui-productization/", "](../../output/hour25/");
    let found = copy.check().1;
    let expected = [
        format!("{place}: course-clip: no slide of deck A plays `hour25-ui-productization`"),
        format!(
            "{}: course-clip: slide 8 plays no clip of add-on A",
            copy.place(DECK_A, "Clip 25: a checkpoint")
        ),
    ];
    assert_eq!(found, expected);
}

#[test]
fn data_files_are_read_strictly() {
    let count = (
        "status = \"mapped\" },\n  { path = \"appendix-A/01_main-chapter-code/code-part2",
        "status = \"later\" },\n  { path = \"appendix-A/01_main-chapter-code/code-part2",
    );
    let copy = Copy::new();
    copy.edit(ASSETS, count.0, count.1);
    let relevant = copy.place(PROGRAMME, "142\nmapped");
    let mapped = copy.place(PROGRAMME, "108\n");
    let lists = "course-count: `assets.toml` lists";
    assert_eq!(
        copy.check().1,
        [
            format!("{relevant}: {lists} 141 assets as mapped, named or reconstructed, the plan states 142"),
            format!("{mapped}: {lists} 107 assets as mapped, the plan states 108"),
        ]
    );
    let status = ("status = \"bridge\"", "status = \"bridg\"");
    spoilt(ASSETS, status, ("\"bridg\"", "unknown-value"), "`status` has no value `bridg`");
    let key = ("purpose = ", "purpos = ");
    spoilt(PROGRAMME, key, ("purpos =", "unknown-key"), "`[[addon]]` has no key `purpos`");
    let copy = Copy::new();
    fs::write(copy.path(PROGRAMME), "title = ").unwrap();
    assert_eq!(copy.check().0, Some(1));
    fs::remove_file(copy.path(PROGRAMME)).unwrap();
    let (exit, _, stderr) = copy.run(&["course", "check"]);
    assert_eq!(exit, Some(3));
    assert!(stderr.starts_with("error: cannot read `course"), "{stderr}");
}

#[test]
fn wrong_usage_and_absent_folders() {
    let copy = Copy::new();
    assert_eq!(copy.run(&["course"]).0, Some(2));
    assert_eq!(copy.run(&["course", "chek"]).0, Some(2));
    assert_eq!(copy.run(&["course", "check", "--output", "nowhere"]).0, Some(3));
    assert_eq!(copy.run(&["course", "build", "--folder", "nowhere"]).0, Some(3));
}

#[test]
fn documents_are_current_and_made_alike_each_time() {
    let (exit, stdout, stderr) = run(root(), &["course", "build", "--check"]);
    assert_eq!((exit, stderr.as_str()), (Some(0), ""), "{stdout}");
    let copy = Copy::new();
    let before = DOCUMENTS.map(|name| copy.read(&format!("course/{name}")));
    for name in DOCUMENTS {
        fs::remove_file(copy.path("course").join(name)).unwrap();
    }
    for _ in 0..2 {
        assert_eq!(copy.run(&["course", "build"]).0, Some(0));
        assert_eq!(DOCUMENTS.map(|name| copy.read(&format!("course/{name}"))), before);
    }
}

#[test]
fn a_stale_document_is_named_and_left_alone() {
    let copy = Copy::new();
    copy.edit("course/repo-coverage-v2-status.md", "142", "143");
    let edited = copy.read("course/repo-coverage-v2-status.md");
    let (exit, stdout, stderr) = copy.run(&["course", "build", "--check"]);
    assert_eq!(exit, Some(1));
    assert!(stderr.contains("repo-coverage-v2-status.md` is stale"), "{stderr}");
    assert_eq!((stderr.lines().count(), stdout.lines().count()), (1, 2));
    assert_eq!(copy.read("course/repo-coverage-v2-status.md"), edited);
}

#[test]
fn documents_tell_what_is_open_and_need_readable_data() {
    let copy = Copy::new();
    let lab = "course/labs/ADDON-B-LAB-04.md";
    fs::write(copy.path(lab), copy.read(lab).replace("download_prepare_dataset.py", "the-script.py"))
        .unwrap();
    assert_eq!(copy.run(&["course", "build"]).0, Some(0));
    let status = copy.read("course/repo-coverage-v2-status.md");
    assert!(
        status.contains("| uncovered | 34 | 1 |") && status.contains("| mapped | 108 | 141 |"),
        "{status}"
    );
    assert!(status.contains("still open: `ch06/03_bonus_imdb-classification/download_prepare_dataset.py`"));

    copy.edit(
        DECK_A,
        "[Hands-on Anchor: ADDON-A-LAB-01 | Asset:",
        "[Hands-on Anchor: ADDON-A-LAB-01 | File:",
    );
    let (exit, _, stderr) = copy.run(&["course", "build"]);
    assert_eq!(exit, Some(1));
    assert!(stderr.contains("the anchor's field is not `Asset:`") && stderr.contains("nothing was written"));
    assert_eq!(copy.read("course/repo-coverage-v2-status.md"), status);
}
