//! The review page, as a process makes it. That it works in a browser is tried by `.ci/run`.
#![expect(clippy::unwrap_used, reason = "a panic in a test is its report")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SCENE: &str = r#"[clip]
title = "One & <two>"
lasts = 4.0
window = [1, 5]
size = [160, 90]
hour = 25
addon = "A"
anchors = ["ADDON-A-LAB-01"]
assets = ["ch05/app.py"]

[node]
word = { kind = "text", text = "word" }

[[beat]]
lasts = 2.0
title = "First"
caption = "A word."
source = "test"
stage = "word"
play = [{ pulse = "word" }]

[[beat]]
lasts = 2.0
title = "Second"
source = "test"
stage = "word"
"#;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_halfminute")).current_dir(folder).args(arguments).output().unwrap()
}

fn rendered(format: &str) -> (tempfile::TempDir, String) {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("one.toml"), SCENE).unwrap();
    let done =
        run(place.path(), &["render", "one.toml", "--format", format, "--report", "--progress", "none"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let page = fs::read_to_string(place.path().join("output/report.html")).unwrap();
    (place, page)
}

#[test]
fn a_page_shows_each_clip_and_asks_for_nothing() {
    let (_place, page) = rendered("png");
    assert!(page.contains("One &amp; &lt;two&gt;"), "texts of the scene are escaped");
    assert!(page.contains("add-on A · hour 25 · 160 × 90 pixels · 30 frames a second"));
    assert!(page.contains("4.0 s in 2 beats") && page.contains("120 on disk"));
    assert!(page.contains("data-start=\"2\"") && page.contains("A word."));
    assert!(page.contains("<code>no-caption</code>"), "what the lints found");
    assert!(page.contains("ADDON-A-LAB-01") && page.contains("ch05/app.py"));
    assert!(page.contains("src=\"data:image/png;base64,"), "poster and contact sheet are in the page");
    for address in ["http:", "https:", "//cdn", "@import", "url("] {
        assert!(!page.contains(address), "{address} leads out of the page");
    }
}

#[test]
fn a_page_made_beside_a_course_shows_its_programme() {
    let place = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(place.path().join("course/decks")).unwrap();
    fs::create_dir_all(place.path().join("course/labs")).unwrap();
    for folder in ["course", "course/decks", "course/labs"] {
        for path in fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_file() {
                fs::copy(&path, place.path().join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    fs::write(place.path().join("hour25-ui-productization.toml"), SCENE).unwrap();
    let render = ["render", "hour25-ui-productization.toml", "--report", "--progress", "none"];
    let page = || {
        let done = run(place.path(), &render);
        let page = fs::read_to_string(place.path().join("output/report.html")).unwrap();
        (done.status.code(), page, String::from_utf8(done.stderr).unwrap())
    };
    let (exit, text, _) = page();
    assert_eq!(exit, Some(0));
    assert!(
        text.contains(
            "Of 142 relevant assets 108 were mapped; uncovered: 34 → <span class=\"good\">0</span>."
        )
    );
    assert!(text.contains("<td><a href=\"#hour25-ui-productization\">hour25-ui-productization</a></td>"));
    assert!(text.contains("hour26-inference-ui-feedback-loop <span class=\"soft\">(not rendered)</span>"));
    assert!(text.contains("productization-ui-deck-prompts-v1.md</code>, 30 slides"));
    assert!(text.contains("<code>ADDON-C-LAB-APP-B</code>"));
    assert!(text.contains("<td class=\"number\" rowspan=\"2\">26 of 26</td>"), "the third add-on's");

    fs::write(place.path().join("course/programme.toml"), "title = ").unwrap();
    let (exit, text, stderr) = page();
    assert_eq!(exit, Some(1));
    assert!(stderr.contains("`course` is not in the page: `halfminute course check` says why"), "{stderr}");
    assert!(!text.contains("id=\"programme\"") && text.contains("id=\"hour25-ui-productization\""));
}

#[cfg(feature = "mp4")]
#[test]
fn a_video_is_in_the_page_with_its_captions() {
    let (_place, page) = rendered("mp4");
    assert!(page.contains("<source src=\"data:video/mp4;base64,"));
    assert!(page.contains("<track kind=\"captions\"") && page.contains("src=\"data:text/vtt;base64,"));
    assert!(page.contains("one.mp4") && page.contains("4.0 s, 120 frames"));
}

#[test]
fn the_page_of_equal_clips_has_equal_bytes() {
    let (place, page) = rendered("png");
    let again = run(place.path(), &["report", "output", "-o", "again.html"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(fs::read_to_string(place.path().join("again.html")).unwrap(), page);
}

#[test]
fn a_length_that_does_not_hold_is_shown() {
    let (place, _page) = rendered("png");
    fs::remove_file(place.path().join("output/one/frames/frame_000042.png")).unwrap();
    run(place.path(), &["report"]);
    let page = fs::read_to_string(place.path().join("output/report.html")).unwrap();
    assert!(
        page.contains("119 on disk") && page.contains("1 clip with a length that does not hold"),
        "{page}"
    );
}

#[test]
fn clips_that_cannot_be_read_are_named() {
    let place = tempfile::tempdir().unwrap();
    let none = run(place.path(), &["report", "."]);
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("holds no clip"));
    fs::create_dir_all(place.path().join("output/clip")).unwrap();
    fs::write(place.path().join("output/clip/clip.json"), "{}").unwrap();
    let broken = run(place.path(), &["report"]);
    assert_eq!(broken.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&broken.stderr).contains("clip.json"));
    assert!(!place.path().join("output/report.html").exists());
}
