//! `course new`: a course to start from.

use std::fs;

use crate::course::copy::run;

#[test]
fn a_new_course_passes_builds_and_renders() {
    let place = tempfile::tempdir().unwrap();
    let (exit, stdout, stderr) = run(place.path(), &["course", "new", "loops"]);
    assert_eq!((exit, stderr.as_str()), (Some(0), ""));
    let files = [
        "course/programme.toml",
        "course/decks/addon-a.md",
        "course/labs/LAB-01.md",
        "scenes/loops.toml",
        "scenes/scene.schema.json, for editors",
    ];
    for file in files {
        assert!(stdout.replace('\\', "/").contains(&format!("wrote loops/{file}\n")), "{stdout}");
    }
    assert!(stdout.contains("next: cd loops, then halfminute course check"), "{stdout}");

    let course = place.path().join("loops");
    let (exit, stdout, stderr) = run(&course, &["course", "check"]);
    assert_eq!((exit, stderr.as_str()), (Some(0), ""), "{stdout}");
    assert_eq!(stdout, "course: ok; 1 deck, 5 slides, 1 lab, 1 clip\n");
    assert_eq!(run(&course, &["course", "build", "--check"]).0, Some(1), "it is not built yet");
    assert_eq!(run(&course, &["course", "build"]).0, Some(0));
    assert_eq!(run(&course, &["course", "build", "--check"]).0, Some(0));
    let page = fs::read_to_string(course.join("course/overview.md")).unwrap();
    assert!(page.starts_with("# loops\n"), "{page}");
    assert!(page.contains("The deck `decks/addon-a.md` has 5 slides and plays `loops`."), "{page}");
    assert!(page.contains("| [LAB-01](labs/LAB-01.md) | change a beat of the clip | 4 |"), "{page}");
    assert_eq!(run(&course, &["course", "pictures"]).0, Some(0));

    let render = ["render", "scenes/loops.toml", "--frames", "0-4", "--report", "--progress", "none"];
    let (exit, _, stderr) = run(&course, &render);
    assert_eq!(exit, Some(0), "{stderr}");
    assert!(course.join("output/loops/frames").is_dir());
    let page = fs::read_to_string(course.join("output/report.html")).unwrap();
    assert!(page.contains("<h2 id=\"programme-title\">loops</h2>") && page.contains("<th>add-on</th>"));
    assert!(!page.contains("<th>hour</th>") && !page.contains("assets closed"), "the course has neither");
    assert_eq!(run(&course, &["course", "check"]).0, Some(0), "with what was rendered");
}

#[test]
fn a_new_course_replaces_nothing() {
    let place = tempfile::tempdir().unwrap();
    for name in ["../up", "a/b", "a b", "", "-x", "frames", "CON", "TODO"] {
        let (exit, stdout, stderr) = run(place.path(), &["course", "new", "--", name]);
        assert_eq!((exit, stdout.as_str()), (Some(2), ""), "{name}: {stderr}");
        assert!(stderr.starts_with(&format!("error: `{name}` is no")), "{stderr}");
    }
    assert_eq!(run(place.path(), &["course", "new"]).0, Some(2));
    fs::create_dir(place.path().join("empty")).unwrap();
    fs::write(place.path().join("file"), "mine").unwrap();
    for name in ["empty", "file"] {
        let (exit, _, stderr) = run(place.path(), &["course", "new", name]);
        let message = format!("error: `{name}` exists already and was left as it is: choose another name\n");
        assert_eq!((exit, stderr), (Some(3), message));
    }
    assert_eq!(fs::read_dir(place.path().join("empty")).unwrap().count(), 0);
    assert_eq!(fs::read_to_string(place.path().join("file")).unwrap(), "mine");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 2, "and nothing else was written");
}
