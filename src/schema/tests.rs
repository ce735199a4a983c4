use std::collections::BTreeSet;

use serde_json::Value;

use super::schema;
use halfminute_basics::time::Time;
use halfminute_engine::diagnostic::Diagnostic;
use halfminute_engine::nodes::KINDS;
use halfminute_engine::scene::keys::{self, Absent, KeyShape, KeySpec};
use halfminute_engine::scene::{Lasts, Overrides, Scene, TIMING, verbs};

#[test]
fn the_schema_is_draft_07_and_names_everything() {
    let text = schema();
    assert!(text.ends_with("}\n"));
    let schema: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    for kind in KINDS {
        let defined = &schema["definitions"][format!("kind-{}", kind.name)];
        assert_eq!(defined["properties"]["kind"]["const"], kind.name);
        for field in kind.all_fields() {
            let description = &defined["properties"][field.name]["description"];
            let own_list = kind.list.is_some_and(|list| list.key == field.name);
            assert!(own_list || *description == field.doc, "{}.{}", kind.name, field.name);
        }
        let mut list = kind.list.filter(|list| !list.key.is_empty());
        while let Some(inner) = list {
            let part = &schema["definitions"][format!("{}-{}", kind.name, inner.noun)]["properties"];
            for field in inner.all_fields() {
                assert_eq!(part[field.name]["description"], field.doc, "{}.{}", inner.noun, field.name);
            }
            list = inner.list;
        }
    }
    for verb in verbs() {
        let entry = &schema["definitions"][format!("verb-{}", verb.name)];
        assert_eq!(entry["title"], verb.name);
        assert_eq!(entry["additionalProperties"], false);
        for key in verb.keys.iter().chain(TIMING) {
            assert!(entry["properties"][key.name].is_object(), "{}.{}", verb.name, key.name);
        }
    }
}

/// Checks that every reference has a definition, and that every definition is used.
#[test]
fn references_resolve() {
    let text = schema();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let defined: BTreeSet<String> = schema["definitions"].as_object().unwrap().keys().cloned().collect();
    let marker = "\"#/definitions/";
    let referred: BTreeSet<String> = text
        .match_indices(marker)
        .map(|(at, _)| text[at + marker.len()..].split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(referred, defined);
}

#[test]
fn the_committed_schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenes/scene.schema.json");
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(committed == schema(), "run `halfminute schema > scenes/scene.schema.json`");
}

/// The diagnostics of a scene that is assembled from these parts.
fn findings(clip: &str, nodes: &str, beat: &str) -> Vec<Diagnostic> {
    let text = format!(
        "[clip]\ntitle = \"t\"\nlasts = 30.0\n{clip}\n\
         [node]\na = {{ kind = \"text\", text = \"a\" }}\nb = {{ kind = \"text\", text = \"b\" }}\n\
         n = {{ kind = \"counter\", value = 1 }}\n{nodes}\n\
         [[beat]]\nlasts = 30.0\ntitle = \"t\"\n{beat}\n"
    );
    Scene::read(&text, &Overrides::default()).1.finish()
}

const STAGE: &str = "stage = { row = [\"a\", \"b\", \"n\"] }\narrows = [\"a -> b\"]";

fn in_beat(lines: &str) -> Vec<Diagnostic> {
    findings("", "", &format!("{STAGE}\n{lines}"))
}

fn in_entry(verb: &str, key: &str) -> Vec<Diagnostic> {
    let (takes, _) = usual(verb);
    in_beat(&format!("play = [{{ {verb} = {takes}, {key} }}]"))
}

/// A value for a verb in [`STAGE`], and further keys that an entry with it needs.
fn usual(verb: &str) -> (&'static str, &'static str) {
    match verb {
        "set" => ("{ a.tone = \"bad\" }", ""),
        "move" => ("\"a\"", ", to = \"b\""),
        "flow" => ("\"a -> b\"", ""),
        _ => ("\"a\"", ""),
    }
}

/// True if the reader knows the key. The probe value, an array in an array, is invalid for every key.
fn known(found: &[Diagnostic]) -> bool {
    !found.iter().any(|diagnostic| diagnostic.code.0 == "unknown-key")
}

/// Every key that is in any table.
fn all_keys() -> BTreeSet<&'static str> {
    let tables = [
        keys::CLIP,
        keys::ALLOW,
        keys::BEAT,
        keys::ARRANGEMENTS,
        keys::CONTAINER,
        keys::PLACED,
        keys::ARROW,
        TIMING,
    ];
    let keys = tables.into_iter().flatten().chain(verbs().flat_map(|verb| verb.keys));
    keys.map(|key| key.name).collect()
}

/// Checks every key with the reader, in a place whose tables are `tables`.
fn same_keys(place: &str, tables: &[&[KeySpec]], read: impl Fn(&str) -> Vec<Diagnostic>) {
    // The text around them contains these keys already, and TOML forbids duplicate keys.
    let written = ["arrow", "lint", "reason", "title", "lasts", "stage", "arrows", "row", "set"];
    for name in all_keys().into_iter().filter(|name| !written.contains(name) && *name != place) {
        let listed = tables.iter().copied().flatten().any(|key| key.name == name);
        assert_eq!(known(&read(&format!("{name} = [[]]"))), listed, "`{name}` in {place}");
    }
}

#[test]
fn the_reader_knows_the_same_keys() {
    same_keys("[clip]", &[keys::CLIP], |key| findings(key, "", STAGE));
    same_keys("allow", &[keys::ALLOW], |key| {
        in_beat(&format!("allow = [{{ lint = \"l\", reason = \"r\", {key} }}]"))
    });
    same_keys("[[beat]]", &[keys::BEAT], in_beat);
    same_keys("arrow", &[keys::ARROW], |key| {
        findings(
            "",
            "",
            &format!("stage = {{ row = [\"a\", \"b\"] }}\narrows = [{{ arrow = \"a -> b\", {key} }}]"),
        )
    });
    same_keys("stage", &[keys::ARRANGEMENTS, keys::CONTAINER], |key| {
        findings("", "", &format!("stage = {{ row = [\"a\"], {key} }}"))
    });
    same_keys("a placed node", &[keys::PLACED], |key| {
        findings("", "", &format!("stage = {{ overlay = [{{ node = \"a\", {key} }}] }}"))
    });
    same_keys("a nested container", &[keys::ARRANGEMENTS, keys::CONTAINER, keys::PLACED], |key| {
        findings("", "", &format!("stage = {{ row = [{{ row = [\"a\"], {key} }}] }}"))
    });
    for verb in verbs() {
        let (takes, needs) = usual(verb.name);
        same_keys(verb.name, &[verb.keys, TIMING], |key| {
            let needs = if key.starts_with("to ") { "" } else { needs };
            in_beat(&format!("play = [{{ {} = {takes}{needs}, {key} }}]", verb.name))
        });
    }
}

/// The codes of the diagnostics for a key written as `value`.
fn codes(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|diagnostic| diagnostic.code.0).collect()
}

/// Compares bounds and choices in the tables with those of the reader.
fn same_values(key: &KeySpec, read: impl Fn(&str) -> Vec<Diagnostic>) {
    let refused = |value: &str| {
        let found = read(&format!("{} = {value}", key.name));
        codes(&found).iter().any(|code| ["out-of-range", "unknown-value", "bad-time"].contains(code))
    };
    match key.shape {
        KeyShape::Choice(choices) => {
            assert!(refused("\"nonsense\""), "{}", key.name);
            for choice in choices {
                assert!(!refused(&format!("\"{choice}\"")), "{} = {choice}", key.name);
            }
        }
        KeyShape::Number(min, max) | KeyShape::Whole(min, max) => {
            for (value, outside) in [(min, false), (max, false), (min - 1.0, true), (max * 2.0 + 1.0, true)] {
                assert_eq!(refused(&format!("{value:?}")), outside, "{} = {value}", key.name);
            }
        }
        KeyShape::Seconds => assert!(refused("-1") && !refused("0"), "{}", key.name),
        KeyShape::Length => assert!(refused("-1") && refused("0") && !refused("0.5"), "{}", key.name),
        KeyShape::Text | KeyShape::Texts | KeyShape::Notation(..) => {}
    }
    if let (Absent::Default(default), KeyShape::Number(..) | KeyShape::Whole(..)) = (key.absent, key.shape) {
        assert!(
            default.parse().is_ok_and(|value: f64| !refused(&format!("{value:?}"))) || default.contains(' ')
        );
    }
}

#[test]
fn the_reader_has_the_same_bounds() {
    for key in keys::CLIP.iter().filter(|key| !["title", "lasts"].contains(&key.name)) {
        same_values(key, |line| findings(line, "", STAGE));
    }
    for key in keys::CONTAINER {
        same_values(key, |line| findings("", "", &format!("stage = {{ grid = [\"a\"], {line} }}")));
    }
    for key in keys::PLACED {
        same_values(key, |line| {
            findings("", "", &format!("stage = {{ overlay = [{{ node = \"a\", {line} }}] }}"))
        });
    }
    for key in keys::ARROW {
        let stage = "stage = { row = [\"a\", \"b\"] }";
        same_values(key, |line| {
            findings("", "", &format!("{stage}\narrows = [{{ arrow = \"a -> b\", {line} }}]"))
        });
    }
    for verb in verbs() {
        for key in verb.keys.iter().chain(TIMING) {
            let (_, needs) = usual(verb.name);
            same_values(key, |line| in_entry(verb.name, &format!("{line}{needs}")));
        }
    }
}

#[test]
fn the_reader_gives_the_same_lengths() {
    let length = |entry: &str, stage: &str| {
        let beat = format!("{stage}\nplay = [{entry}]");
        let text = format!(
            "[clip]\ntitle = \"t\"\nlasts = 30.0\n[node]\na = {{ kind = \"text\", text = \"abcd\" }}\n\
             b = {{ kind = \"text\", text = \"b\" }}\nn = {{ kind = \"counter\", value = 1 }}\n\
             [[beat]]\nlasts = 30.0\ntitle = \"t\"\n{beat}\n"
        );
        let (scene, found) = Scene::read(&text, &Overrides::default());
        let scene = scene.unwrap_or_else(|| panic!("{text}\n{found:?}"));
        let steps = &scene.beats[0].acts[0].steps;
        steps[0].time.end - steps[0].time.start
    };
    for verb in verbs() {
        let (takes, needs) = usual(verb.name);
        for (lasts, case) in verb.lasts {
            let entry = match (verb.name, *case) {
                ("set", "when only numbers change") => "{ set = { n.value = 2 } }".to_owned(),
                ("show", "with `from`") => "{ show = \"a\", from = \"b\" }".to_owned(),
                (name, _) => format!("{{ {name} = {takes}{needs} }}"),
            };
            let expected = match lasts {
                Lasts::Fixed(time) => *time,
                Lasts::Letters => Time::from_millis(134),
            };
            assert_eq!(length(&entry, STAGE), expected, "{entry}");
        }
    }
}
