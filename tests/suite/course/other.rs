//! A course that shares no form with the one of the repository: in German, with decks of three slides, anchors
//! and sections of other names, and no numbered hours.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::course::copy::{findings, run};

const PROGRAMME: &str = r#"title = "Sortieren"

[words]
addon = "Modul"

[assets]
relevant = 2

[anchor]
form = "[Übung: {id} | Dateien: {assets} | Vorher: {needs}]"
none = "nichts"

[deck]
clip   = "https://kurs.example/{clip}.webm"
layout = [
  { classes = ["start"] },
  { slides = 2, classes = ["idee", "praxis"], once = "praxis" },
]
classes = [
  { name = "start" },
  { name = "idee", needs = ["notes", "Merksatz"] },
  { name = "praxis", needs = ["anchor"] },
]
blocks = [{ name = "Merksatz", kind = "quote", begins = "Merke:" }]

[lab]
sections = [{ name = "Ziel" }, { name = "Schritte", needs = "steps" }]

[multiple_choice]
phrases = ["kreuze an"]

[[document]]
file     = "plan.md"
template = "vorlagen/plan.md"

[[addon]]
id    = "M1"
name  = "Vergleichen"
deck  = "folien.md"
clips = ["tausch"]
labs  = [{ id = "tauschen", about = "zwei Zahlen tauschen" }]
"#;

const DECK: &str = "---\nmarp: true\n---\n\n<!-- _class: start -->\n\n# Sortieren\n\n---\n\n<!-- _class: idee -->\n\n\
                    # Tauschen\n\n[Film](https://kurs.example/tausch.webm)\n\n> Merke: größer nach rechts.\n\n\
                    <!-- Ohne Nummern. -->\n\n---\n\n<!-- _class: praxis -->\n\n# Tauschen\n\nMache es.\n\n\
                    [Übung: tauschen | Dateien: a.py | Vorher: nichts]\n";
const LAB: &str = "# tauschen: Zwei Zahlen\n\n## Ziel\n`a.py` tauscht.\n\n## Schritte\n1. Starte es.\n";
const ASSETS: &str = "asset = [\n  { path = \"a.py\", status = \"open\", addon = \"M1\" },\n  { path = \"b.py\", status = \"covered\" },\n]\n";
const TEMPLATE: &str = "# {{ title }}\n{{ each addons }}\n- {{ id }}: {{ each labs }}{{ about }}{{ end }}, \
                        {{ count assets }} Datei, offen {{ coverage.open }}\n{{ end }}\n";
const SCENE: &str = "[clip]\ntitle = \"t\"\nlasts = 3.0\nwindow = [3, 4]\naddon = \"M1\"\n\n[node]\n\
                     a = { kind = \"text\", text = \"a\" }\n\n[[beat]]\nlasts = 3.0\ntitle = \"t\"\n\
                     caption = \"c\"\nsource = \"s\"\nstage = \"a\"\n";

const FILES: [(&str, &str); 6] = [
    ("course/programme.toml", PROGRAMME),
    ("course/assets.toml", ASSETS),
    ("course/folien.md", DECK),
    ("course/labs/tauschen.md", LAB),
    ("course/vorlagen/plan.md", TEMPLATE),
    ("scenes/tausch.toml", SCENE),
];

/// The course with some replacements, each of which has to apply to exactly one of its files.
fn course(changes: &[(&str, &str)]) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let mut changed = 0;
    for (path, text) in FILES {
        let path = place.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = changes.iter().fold(text.to_owned(), |text, (from, to)| {
            changed += usize::from(text.contains(from));
            text.replacen(from, to, 1)
        });
        fs::write(path, text).unwrap();
    }
    assert_eq!(changed, changes.len(), "{changes:?}");
    place
}

/// The findings of `course check` after one replacement, as `file: code: message`.
fn found(change: (&str, &str)) -> Vec<String> {
    let place = course(&[change]);
    let (exit, stdout, stderr) = run(place.path(), &["course", "check", "--message-format", "json"]);
    assert_eq!((exit, stderr.as_str()), (Some(1), ""), "{change:?}: {stdout}");
    let name = |file: &str| Path::new(file).file_name().unwrap().to_str().unwrap().to_owned();
    findings(&stdout)
        .iter()
        .map(|one| format!("{}: {}: {}", name(&one.file), one.code, one.message))
        .collect()
}

#[test]
fn a_course_of_another_form_passes_and_builds() {
    let place = course(&[]);
    let (exit, stdout, stderr) = run(place.path(), &["course", "check"]);
    assert_eq!((exit, stderr.as_str()), (Some(0), ""), "{stdout}");
    assert!(stdout.ends_with("; 1 deck, 3 slides, 1 lab, 1 clip, 2 assets\n"), "{stdout}");
    assert_eq!(run(place.path(), &["course", "build"]).0, Some(0));
    let page = fs::read_to_string(place.path().join("course/plan.md")).unwrap();
    assert_eq!(page, "# Sortieren\n- M1: zwei Zahlen tauschen, 1 Datei, offen 0\n");
    fs::create_dir(place.path().join("output")).unwrap();
    let _ = run(
        place.path(),
        &["render", "scenes/tausch.toml", "--frames", "0", "--report", "--progress", "none"],
    );
    let page = fs::read_to_string(place.path().join("output/report.html")).unwrap();
    assert!(page.contains("Modul M1 · ") && !page.contains("add-on"), "{page}");
    assert!(page.contains("<th>Modul</th><th>clip</th>") && page.contains("1 of 1"), "{page}");
    assert!(page.contains("Of 2 relevant assets 1 were covered; open: 1 → <span class=\"good\">0</span>."));
}

#[test]
fn its_own_form_is_held_against_it() {
    let cases = [
        (
            ("\n---\n\n<!-- _class: idee", "\n<!-- _class: idee"),
            "folien.md: deck-slides: the deck has 2 slides, not 3",
        ),
        (("class: start -->", "class: idee -->"), "folien.md: deck-position: slide 1 is idee, not start"),
        (
            ("class: praxis -->", "class: idee -->"),
            "folien.md: deck-position: 0 of the slides 2 to 3 have the class praxis, not 1",
        ),
        (("> Merke:", "> Denke:"), "folien.md: deck-box: slide 2 has no Merksatz"),
        (("<!-- Ohne Nummern. -->", ""), "folien.md: deck-notes: slide 2 has no notes"),
        (("| Vorher: nichts", "| Vorher: none"), "folien.md: deck-prerequisite: there is no anchor `none`"),
        (
            ("| Dateien: a.py", "| Datei: a.py"),
            "folien.md: deck-anchor: the anchor's field is not `Dateien:`",
        ),
        (
            ("[Übung: tauschen |", "[Übung: tausch |"),
            "folien.md: deck-anchor: Modul M1 has no anchor `tausch`",
        ),
        (
            ("example/tausch.webm", "example/tausche.webm"),
            "programme.toml: course-clip: no slide of deck M1 plays `tausch`",
        ),
        (
            ("Mache es.", "Kreuze an: Ja oder nein."),
            "folien.md: deck-question: `Kreuze an` belongs to multiple choice",
        ),
        (
            ("1. Starte es.", "Starte es."),
            "tauschen.md: course-lab: the section `Schritte` has no numbered step",
        ),
        (("## Ziel", "## Goal"), "tauschen.md: course-lab: the sheet has no section `Ziel`"),
        (
            ("status = \"covered\"", "status = \"outside\""),
            "programme.toml: course-count: `assets.toml` lists 1 assets as covered or open, `[assets]` states 2",
        ),
        (("{{ title }}", "{{ titel }}"), "plan.md: course-document: there is no `titel` here"),
        (("{{ count assets }}", "TODO"), "plan.md: leakage: a placeholder in the file: `todo`"),
        (
            ("addon = \"M1\"\n\n[node]", "\n[node]"),
            "programme.toml: course-clip: the clip `tausch` says that it belongs to Modul ``",
        ),
        (
            ("addon = \"M1\" },", "addon = \"M2\" },"),
            "assets.toml: course-asset: the status `open` wants the Modul that covers it",
        ),
    ];
    for (change, message) in cases {
        let found = found(change);
        assert!(found.contains(&message.to_owned()), "{change:?}: {found:#?}");
    }
}

#[test]
fn every_key_of_the_form_is_read_strictly() {
    let cases = [
        (("title = \"Sortieren\"\n", ""), "missing-key: the programme has no `title`"),
        (("addon = \"Modul\"", "addon = \" \""), "course-form: `addon` is empty"),
        (("[words]\naddon", "[words]\nmodule"), "unknown-key: `[words]` has no key `module`"),
        (("relevant = 2", "relevant = \"2\""), "wrong-type: `relevant` wants a number, not a text"),
        (
            ("relevant = 2", "statuses = [{ name = \"a b\", role = \"open\" }]"),
            "course-form: `a b` is not a valid status name",
        ),
        (
            ("relevant = 2", "statuses = [{ name = \"open\", role = \"closed\" }]"),
            "unknown-value: `role` has no value `closed`",
        ),
        (
            ("{id} |", "id |"),
            "course-form: the field `Übung: id` of an anchor is not a label and a placeholder",
        ),
        ((" | Dateien: {assets}", ""), "course-form: the course has assets, but its anchors list none"),
        (("/{clip}.webm", "/clip.webm"), "course-form: the link names no clip"),
        (("[\"start\"]", "[\"begin\"]"), "unknown-value: `begin` is not the name of a class"),
        (("slides = 2", "slides = 500"), "out-of-range: `slides` is 500, outside 1 to 200"),
        (("slides = 2", "slides = 0"), "out-of-range: `slides` is 0, outside 1 to 200"),
        (
            ("once = \"praxis\"", "once = \"start\""),
            "course-form: `start` is not among the entry's `classes`",
        ),
        (
            ("\"Merksatz\"] }", "\"Merkwort\"] }"),
            "unknown-value: `Merkwort` is not the name of a block; there are also anchor, clip, content, notes",
        ),
        (("kind = \"quote\"", "kind = \"quotes\""), "unknown-value: `kind` has no value `quotes`"),
        (
            ("blocks = [{ name = \"Merksatz\"", "blocks = [{ name = \"clip\""),
            "course-form: `clip` is not free as a block's name",
        ),
        (("name = \"praxis\"", "name = \"idee\""), "duplicate: `idee` is named twice"),
        (("needs = \"steps\"", "needs = \"stairs\""), "unknown-value: `needs` has no value `stairs`"),
        (("phrases = [\"kreuze an\"]", "phrases = [\"\"]"), "course-form: the phrase is empty"),
        (("\"plan.md\"", "\"../plan.md\""), "course-document: `../plan.md` is not a valid document name"),
        (("\"plan.md\"", "\"plan.toml\""), "course-document: `plan.toml` is not a valid document name"),
        (("\"plan.md\"", "\"folien.md\""), "duplicate: `folien.md` is named twice"),
        (
            ("vorlagen/plan.md\"", "vorlagen/plane.md\""),
            "course-document: the template `vorlagen/plane.md` does not exist",
        ),
        (("\"vorlagen/plan.md", "\"./plan.md"), "course-document: `./plan.md` is not a plain path"),
        (("\"folien.md", "\"../folien.md"), "course-deck: `../folien.md` is not a plain path"),
        (("id    = \"M1\"", "id    = \"\""), "course-form: `id` is empty"),
        (
            ("name  = \"Ver", "hours = [1]\nname  = \"Ver"),
            "missing-key: `hours` wants the first and the last hour",
        ),
    ];
    for (change, message) in cases {
        let found = found(change);
        assert!(found.contains(&format!("programme.toml: {message}")), "{change:?}: {found:#?}");
    }
}

#[test]
fn without_a_form_anything_goes() {
    let place = tempfile::tempdir().unwrap();
    let programme = "title = \"t\"\n\n[[addon]]\nid = \"x\"\nname = \"n\"\ndeck = \"d.md\"\n";
    fs::create_dir(place.path().join("course")).unwrap();
    fs::write(place.path().join("course/programme.toml"), programme).unwrap();
    fs::write(place.path().join("course/d.md"), "---\nmarp: true\n---\n\n# a\n\nA) one\n\n---\n\n# a\n")
        .unwrap();
    let (exit, stdout, stderr) = run(place.path(), &["course", "check"]);
    assert_eq!((exit, stderr.as_str()), (Some(0), ""), "{stdout}");
    assert_eq!(stdout, "course: ok; 1 deck, 2 slides, 0 labs, 0 clips\n");
    let (exit, stdout, _) = run(place.path(), &["course", "build"]);
    assert_eq!((exit, stdout.as_str()), (Some(0), ""), "there are no documents");
}
