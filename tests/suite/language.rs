//! The tables that describe the language, against what reads and draws it: keys of the schema, tokens of
//! themes, and the files of kinds, lints and formats.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use halfminute_check::SceneFolder;
use halfminute_engine::diagnostic::Diagnostic;
use halfminute_engine::display::DisplayList;
use halfminute_engine::film::{Film, NoInspector, Overrides, Purpose, SceneText};
use halfminute_engine::nodes::KINDS;
use halfminute_engine::scene::Scene;
use halfminute_engine::source::{Files, Unavailable};
use halfminute_engine::theme::Theme;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use serde_json::Value;

use crate::determinism::films::scenes;
use crate::workshop::{Workshop, repository};

/// Name of the theme that a test hands to a scene.
const THEME: &str = "changed.toml";

/// A scene's folder, with a theme that is not a file.
struct WithTheme<'a> {
    folder: SceneFolder<'a>,
    theme: &'a str,
}

impl Files for WithTheme<'_> {
    fn find(&self, name: &str) -> Result<PathBuf, Unavailable> {
        if name == THEME { Ok(name.into()) } else { self.folder.find(name) }
    }

    fn read(&self, file: &Path, most: usize) -> io::Result<Vec<u8>> {
        if file == Path::new(THEME) { Ok(self.theme.into()) } else { self.folder.read(file, most) }
    }
}

/// Display lists of a scene with another theme, from the beginning, the middle and the end of each beat. What
/// no longer fits is drawn all the same.
fn pictures(scene: &Path, theme: &str) -> Vec<DisplayList> {
    let text = fs::read_to_string(scene).unwrap();
    let own = |line: &&str| !line.starts_with("theme ");
    let text: Vec<&str> = text.lines().filter(own).collect();
    let text = text.join("\n").replacen("[clip]\n", &format!("[clip]\ntheme = \"{THEME}\"\n"), 1);
    let files = WithTheme { folder: SceneFolder::of(scene), theme };
    let input = SceneText { path: scene, text: &text, overrides: &Overrides::default(), files: &files };
    let Some(film) = Film::read(&input, Purpose::Draft, &NoInspector).film else { return Vec::new() };
    let instants = |first: u32, end: u32| {
        let early = [0, 3, 7, 11, 15, 20].map(|at| first + at);
        let late = [first + (end - first) / 2, first + (end - first) * 3 / 4, end - 1];
        early.into_iter().chain(late).filter(move |frame| *frame < end)
    };
    let frames = film.beats().iter().flat_map(|beat| instants(beat.first, beat.end));
    frames.map(|frame| film.display_list(frame)).collect()
}

/// Each token of the built-in theme, with the theme in which it alone has another value.
fn changed_themes() -> Vec<(String, String)> {
    let lines: Vec<&str> = Theme::built_in("pearl").unwrap().lines().collect();
    let mut section = "";
    let mut themes = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with('[') {
            section = line.split(['[', ']']).nth(1).unwrap();
        } else if let Some((key, value)) = line.split_once('=') {
            let value = value.split(" #").next().unwrap().trim();
            let other = match value.parse::<f64>() {
                Ok(number) if value.contains('.') => format!("{:.2}", number * 0.85),
                Ok(number) => format!("{}", number + 3.0),
                Err(_) if value.len() == 11 => "\"#7b2d431f\"".to_owned(),
                Err(_) if value.starts_with("\"#") => "\"#7b2d43\"".to_owned(),
                Err(_) => "[0.9, 0.1, 0.9, 0.1]".to_owned(),
            };
            let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            changed[at] = format!("{} = {other}", key.trim());
            themes.push((format!("{section}.{}", key.trim()), changed.join("\n")));
        }
    }
    themes
}

/// Tokens that every theme must state although nothing reads them.
const UNREAD: [&str; 1] = ["shape.mark"];

/// A token without an effect on any scene is demanded of every theme for nothing.
#[test]
fn every_token_of_a_theme_changes_a_picture() {
    let mut rest = changed_themes();
    assert!(rest.len() > 60, "{}", rest.len());
    for (token, theme) in &rest {
        assert!(Theme::read(theme).is_ok(), "{token} has a value that a theme may have");
    }
    let original = Theme::built_in("pearl").unwrap();
    // Scenes of one kind each come first: they show most tokens.
    let (kinds, others): (Vec<_>, Vec<_>) = scenes("tests/cases/frames")
        .into_iter()
        .partition(|scene| scene.file_name().unwrap().to_string_lossy().starts_with("node-"));
    for scene in [kinds, others, scenes("scenes")].concat() {
        let expected = pictures(&scene, original);
        let same = |changed: &(String, String)| pictures(&scene, &changed.1) == expected;
        rest = rest.par_iter().filter(|changed| same(changed)).cloned().collect();
        if rest.len() == UNREAD.len() {
            break;
        }
    }
    let tokens: Vec<&String> = rest.iter().map(|(token, _)| token).collect();
    assert_eq!(tokens, UNREAD, "no scene looks different when these tokens of a theme change");
}

/// A key that no table of a scene has.
const STRANGE: &str = "zzzzzzzz = 1";

/// The keys that the reader names beside [`STRANGE`], for the only place of a scene in which it is.
#[track_caller]
fn keys_of_reader(nodes: &str, clip: &str, beat: &str) -> BTreeSet<String> {
    let text = format!(
        "[clip]\ntitle = \"t\"\nlasts = 30.0\n{clip}\n\
         [node]\nb = {{ kind = \"text\", text = \"b\" }}\nc = {{ kind = \"text\", text = \"c\" }}\n{nodes}\n\
         [[beat]]\nlasts = 30.0\ntitle = \"t\"\n{beat}\n"
    );
    let found = Scene::read(&text, &Overrides::default()).1.finish();
    let strange =
        |finding: &&Diagnostic| finding.code.0 == "unknown-key" && finding.message.contains("zzzzzzzz");
    let finding = found.iter().find(strange).unwrap_or_else(|| panic!("{found:#?}\n{text}"));
    finding.help.as_ref().unwrap().split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn keys_of(table: &Value) -> BTreeSet<String> {
    table["properties"].as_object().unwrap_or_else(|| panic!("{table}")).keys().cloned().collect()
}

/// The reader has no key that the schema lacks, and none is in the schema alone.
#[test]
fn the_schema_has_the_keys_of_the_reader() {
    let schema: Value = serde_json::from_str(&Workshop::empty().run(&["schema"]).done().stdout).unwrap();
    let stage = "stage = { row = [\"b\", \"c\"] }\n";
    let root = &schema["properties"];
    assert_eq!(keys_of_reader("", STRANGE, stage), keys_of(&root["clip"]), "[clip]");
    let beat = format!("{STRANGE}\n{stage}");
    assert_eq!(keys_of_reader("", "", &beat), keys_of(&root["beat"]["items"]), "[[beat]]");
    for kind in KINDS {
        let example = kind.example.rsplit_once('}').unwrap().0;
        let read = keys_of_reader(&format!("a = {example}, {STRANGE} }}"), "", stage);
        assert_eq!(read, keys_of(&schema["definitions"][format!("kind-{}", kind.name)]), "{}", kind.name);
    }
    let verbs = schema["definitions"].as_object().unwrap().iter();
    let verbs: Vec<_> = verbs.filter_map(|(name, verb)| Some((name.strip_prefix("verb-")?, verb))).collect();
    assert!(verbs.len() >= 10, "{verbs:?}");
    for (verb, table) in verbs {
        let (takes, needs) = match verb {
            "set" => ("{ b.tone = \"bad\" }", ""),
            "move" => ("\"b\"", ", to = \"c\""),
            "flow" => ("\"b -> c\"", ""),
            _ => ("\"b\"", ""),
        };
        let beat = format!("{stage}arrows = [\"b -> c\"]\nplay = [{{ {verb} = {takes}{needs}, {STRANGE} }}]");
        let mut read = keys_of_reader("", "", &beat);
        read.insert(verb.to_owned());

        assert_eq!(read, keys_of(table), "{verb}");
    }
}

/// Kinds, lints and formats are a file each, and a line in a table: no file is without a line.
#[test]
fn every_file_of_a_folder_has_a_line_in_its_table() {
    let tables = [
        ("crates/engine/src/nodes", "const KIND:", "::KIND"),
        ("crates/check/src/lint", "pub(super) fn find(", "::find"),
    ];
    for (folder, defines, used) in tables {
        let table = fs::read_to_string(repository(folder).join("mod.rs")).unwrap();
        let mut entries = 0;
        for path in fs::read_dir(repository(folder)).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if path.extension().is_none_or(|end| end != "rs") || name == "mod" {
                continue;
            }
            assert!(table.contains(&format!("mod {name};")), "{} belongs to no module", path.display());
            if fs::read_to_string(&path).unwrap().contains(defines) {
                assert!(
                    table.contains(&format!("{name}{used}")),
                    "{} has no line in its table",
                    path.display()
                );
                entries += 1;
            }
        }
        assert!(entries > 10, "{folder} has {entries} files with `{defines}`");
    }
}
