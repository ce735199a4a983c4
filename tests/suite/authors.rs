//! The command line as an author uses it: misspelt names, folders, findings in JSON.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use crate::workshop::{SCENE, Workshop};

#[test]
fn a_path_without_its_extension_is_explained() {
    let workshop = Workshop::new();
    for (typed, meant) in [("clip", "clip.toml"), ("clpi.toml", "clip.toml")] {
        let outcome = workshop.run(&["check", typed]);
        assert_eq!(outcome.exit, Some(3), "{typed}");
        assert_eq!(outcome.stderr, format!("error: there is no `{typed}`: did you mean `{meant}`?\n"));
    }
    let outcome = workshop.run(&["check", "other"]);
    assert_eq!(outcome.exit, Some(3));
    assert!(outcome.stderr.starts_with("error: cannot read `other`"), "{}", outcome.stderr);
}

#[test]
fn folders_that_are_not_searched_are_named() {
    let workshop = Workshop::new();
    fs::create_dir_all(workshop.path("week/one")).unwrap();
    fs::create_dir(workshop.path("week/empty")).unwrap();
    workshop.write("week/one/a.toml", SCENE);
    let outcome = workshop.run(&["check", "week"]);
    assert_eq!(outcome.exit, Some(2));
    assert_eq!(
        outcome.stderr,
        "note: `week/one` was not searched: name it to check its scenes\n\
         error: the folder `week` holds no scene: name a folder below it, such as `week/one`\n"
    );
    workshop.write("week/b.toml", SCENE);
    let outcome = workshop.run(&["check", "week"]).done();
    assert_eq!(outcome.stderr, "note: `week/one` was not searched: name it to check its scenes\n");
    let outcome = workshop.run(&["check", "week", "week/one"]).done();
    assert_eq!(outcome.stderr, "", "it was named");
}

#[test]
fn findings_of_lints_say_when_they_are_seen() {
    let workshop = Workshop::new();
    let long = SCENE.replace("lasts  = 4.0", "lasts  = 7.0").replace("[3, 5]", "[3, 9]");
    let (first, second) = long.split_at(long.rfind("2.0").unwrap());
    workshop.write("clip.toml", &format!("{first}5.0{}", &second[3..]));
    let human = workshop.run(&["check", "clip.toml"]).done();
    let line = human.stdout.lines().find(|line| line.starts_with("warning[closing-hold]")).unwrap();
    assert!(line.contains(" s (beat 2, 2.") || line.contains(" s (beat 2, 3."), "{line}");
    for json in [&["check", "clip.toml", "--json"][..], &["check", "--message-format", "json", "clip.toml"]] {
        let objects = workshop.run(json).done().objects();
        let found = objects.iter().find(|found| found["code"] == "closing-hold").unwrap();
        assert_eq!(found["beat"], 2, "{found}");
        let seconds = found["seconds"].as_f64().unwrap();
        assert!((2.0..3.9).contains(&seconds), "{found}");
    }
}

/// The pixel of a PNG at a position that is given as shares of its sides.
fn pixel(path: &Path, (x, y): (f64, f64)) -> [u8; 3] {
    let mut reader = png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let place = |share: f64, side: u32| (share * f64::from(side)) as usize;
    let at = (place(y, info.height) * info.width as usize + place(x, info.width)) * 3;
    pixels[at..at + 3].try_into().unwrap()
}

#[test]
fn a_draft_shows_what_does_not_fit() {
    let workshop = Workshop::new();
    let wide = "stage   = { row = [{ node = \"word\", width = 1900 }, { node = \"things\", width = 300 }] }";
    workshop.write("clip.toml", &SCENE.replace("stage   = { column = [\"word\", \"things\"] }", wide));
    let refused = workshop.run(&["still", "clip.toml", "--beat", "2", "-o", "a.png"]);
    assert_eq!(refused.exit, Some(1));
    assert!(refused.stderr.contains("`still --draft` shows it"), "{}", refused.stderr);
    assert!(!workshop.path("a.png").exists());

    let draft = workshop.run(&["still", "clip.toml", "--beat", "2", "--draft", "-o", "a.png"]);
    assert_eq!(draft.exit, Some(1), "the scene still has errors");
    assert_eq!(draft.stdout, "a.png\n");
    assert!(draft.stderr.starts_with("error[overflow]: beat 2 is "), "{}", draft.stderr);
    // `things` extends beyond the right edge, where its outline is drawn.
    let [red, green, blue] = pixel(&workshop.path("a.png"), (0.999, 0.49));
    assert!(red > 150 && green < 110 && blue < 110, "{red} {green} {blue}");

    workshop.write("clip.toml", SCENE);
    for options in [&["-o", "plain.png"][..], &["--draft", "-o", "draft.png"]] {
        workshop.run(&[&["still", "clip.toml", "--beat", "2"], options].concat()).done();
    }
    let read = |name: &str| fs::read(workshop.path(name)).unwrap();
    assert!(read("plain.png") == read("draft.png"), "a scene that fits has no outlines");
}

#[test]
fn a_draft_needs_a_scene_that_can_be_read() {
    let workshop = Workshop::new();
    workshop.write("clip.toml", &SCENE.replace("\"word\"", "\"wrod\""));
    let outcome = workshop.run(&["still", "clip.toml", "--beat", "2", "--draft", "-o", "a.png"]);
    assert_eq!(outcome.exit, Some(1));
    assert!(outcome.stderr.contains("nothing can be drawn before they are mended"), "{}", outcome.stderr);
    assert!(!workshop.path("a.png").exists());
}

/// Codes of the findings of a scene, in the order of their places.
fn codes(workshop: &Workshop, scene: &str) -> Vec<String> {
    workshop.write("clip.toml", scene);
    let found = workshop.run(&["check", "clip.toml", "--json"]).objects();
    found.iter().map(|found| found["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn one_run_tells_of_references_of_what_does_not_fit_and_of_words() {
    let workshop = Workshop::new();
    let wide = SCENE
        .replace("stage   = \"word\"", "stage   = { row = [{ node = \"word\", width = 2000 }] }")
        .replace("One thing.", &"one thing ".repeat(12));
    let late = "play    = [{ pulse = \"wrod\" }]\n";
    // The beat is too short for this caption, and the caption is too long for any beat.
    let expected = ["caption-speed", "caption-length", "overflow", "unknown-id"];
    let mut found = codes(&workshop, &(wide.clone() + late));
    found.sort_by_key(|code| expected.iter().position(|known| known == code));
    assert_eq!(found, expected);
    // Without the error in `play`, the caption is reported beside the overflow.
    assert_eq!(codes(&workshop, &wide).iter().filter(|code| *code == "caption-length").count(), 1);
}

#[test]
fn what_a_set_may_have_mended_is_not_judged_beside_errors() {
    let workshop = Workshop::new();
    let long = SCENE
        .replace("text = \"word\"", &format!("text = \"{}\"", "word ".repeat(20)))
        .replace("stage   = \"word\"", "stage   = \"things\"\nset     = { word.text = \"short\" }")
        + "play    = [{ pulse = \"wrod\" }]\n";
    let found = codes(&workshop, &long);
    assert!(found.contains(&"unknown-id".to_owned()), "{found:?}");
    assert!(!found.contains(&"overflow".to_owned()), "{found:?}");
}
