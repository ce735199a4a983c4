//! The command line as an author meets it: names that are nearly right, folders, findings in JSON.
#![expect(clippy::unwrap_used, reason = "a panic in a test is its report")]

mod workshop;

use std::fs;

use workshop::{SCENE, Workshop};

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
