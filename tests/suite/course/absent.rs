//! Clips outside of any course: no output speaks of one.

use std::fs;

use crate::course::copy::run;

/// Words that only a course has.
const WORDS: [&str; 11] = [
    "course",
    "hour",
    "addon",
    "add-on",
    "anchor",
    "asset",
    "programme",
    "coverage",
    "deck",
    "lesson",
    "bundle",
];

/// Panics if a text has a word of a course. What a page embeds is left out, because it is encoded.
#[track_caller]
fn assert_plain(what: &str, text: &str) {
    let shown: Vec<&str> =
        text.split(";base64,").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest)).collect();
    let shown = shown.join(" ").to_lowercase();
    let words = shown.split(|c: char| !(c.is_ascii_alphabetic() || c == '-'));
    let found: Vec<&str> = words.filter(|word| WORDS.contains(&word.trim_end_matches('s'))).collect();
    assert!(found.is_empty(), "{what} says {found:?}");
}

#[test]
fn without_a_course_no_output_speaks_of_one() {
    let place = tempfile::tempdir().unwrap();
    assert_eq!(run(place.path(), &["new", "plain"]).0, Some(0));
    // A finding, so that its forms are looked at too.
    let scene = fs::read_to_string(place.path().join("plain.toml")).unwrap();
    fs::write(place.path().join("plain.toml"), scene.replacen("caption = ", "# caption = ", 1)).unwrap();
    assert_plain("the scene", &scene);
    let commands: [&[&str]; 8] = [
        &["render", "plain.toml", "--frames", "0-2", "--report", "--progress", "none"],
        &["render", "plain.toml", "--frames", "0-2", "--json", "--progress", "none"],
        &["check", "plain.toml"],
        &["check", "plain.toml", "--message-format", "json"],
        &["check", "plain.toml", "--json"],
        &["still", "plain.toml", "--contact-sheet"],
        &["verify", "output/plain", "--json"],
        &["report", "output"],
    ];
    for arguments in commands {
        let (exit, stdout, stderr) = run(place.path(), arguments);
        assert!(exit.is_some_and(|exit| exit < 2), "{arguments:?}: {stderr}");
        assert_plain(&format!("{arguments:?}"), &(stdout + &stderr));
    }
    for file in ["output/plain/clip.json", "output/report.html"] {
        assert_plain(file, &fs::read_to_string(place.path().join(file)).unwrap());
    }
    let helps = ["render", "check", "still", "verify", "new", "report", "assemble", "preview"];
    for command in helps {
        assert_plain(command, &run(place.path(), &[command, "--help"]).1);
    }
}

#[test]
fn a_manifest_leaves_out_what_a_clip_does_not_say_of_its_course() {
    let place = tempfile::tempdir().unwrap();
    assert_eq!(run(place.path(), &["new", "plain"]).0, Some(0));
    let scene = fs::read_to_string(place.path().join("plain.toml")).unwrap();
    fs::write(place.path().join("plain.toml"), scene.replacen("[clip]\n", "[clip]\nhour = 3\n", 1)).unwrap();
    let render = ["render", "plain.toml", "--frames", "0", "--report", "--progress", "none"];
    assert_eq!(run(place.path(), &render).0, Some(0));
    let manifest = fs::read_to_string(place.path().join("output/plain/clip.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["course"], serde_json::json!({ "hour": 3 }));
    let page = fs::read_to_string(place.path().join("output/report.html")).unwrap();
    assert!(page.contains("hour 3 ·") && !page.contains("add-on") && !page.contains("Coverage"));
    assert_eq!(run(place.path(), &["verify", "output/plain"]).0, Some(0), "and it can be read again");
}
