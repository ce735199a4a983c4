//! The review page as the program writes it. `.ci/run` tests that it works in a browser.

use std::fs;

use crate::workshop::{Workshop, repository};

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

/// A folder with the scene `one.toml`.
fn new_workshop() -> Workshop {
    let workshop = Workshop::empty();
    workshop.write("one.toml", SCENE);
    workshop
}

fn page(workshop: &Workshop) -> String {
    workshop.text("output/report.html")
}

fn rendered(format: &str) -> (Workshop, String) {
    let workshop = new_workshop();
    workshop.run(&["render", "one.toml", "--format", format, "--report", "--progress", "none"]).done();
    let page = page(&workshop);
    (workshop, page)
}

#[test]
fn a_page_shows_each_clip_and_asks_for_nothing() {
    let (_place, page) = rendered("png");
    assert!(page.contains("One &amp; &lt;two&gt;"), "texts of the scene are escaped");
    assert!(page.contains("add-on A · hour 25 · 160 × 90 pixels · 30 frames a second"));
    assert!(page.contains("4.0 s in 2 beats") && page.contains("120 of 120 on disk"));
    assert!(page.contains("Every file is what its manifest says, and every length holds."));
    assert!(page.contains("A word.") && !page.contains("<button type=\"button\""), "nothing to lead into");
    assert!(page.contains("<code>no-caption</code>"), "what the lints found");
    assert!(page.contains("ADDON-A-LAB-01") && page.contains("ch05/app.py"));
    assert!(page.contains("src=\"data:image/png;base64,"), "poster and contact sheet are in the page");
    for address in ["http:", "https:", "//cdn", "@import", "url("] {
        assert!(!page.contains(address), "{address} leads out of the page");
    }
}

#[test]
fn a_page_made_beside_a_course_shows_its_programme() {
    let place = Workshop::empty();
    fs::create_dir_all(place.path("course/decks")).unwrap();
    fs::create_dir_all(place.path("course/labs")).unwrap();
    fs::create_dir_all(place.path("course/documents")).unwrap();
    for folder in ["course", "course/decks", "course/documents", "course/labs"] {
        for path in fs::read_dir(repository(folder)).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_file() {
                fs::copy(&path, place.path(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    place.write("hour25-ui-productization.toml", SCENE);
    let render = ["render", "hour25-ui-productization.toml", "--report", "--progress", "none"];
    let page = || {
        let done = place.run(&render);
        let page = page(&place);
        (done.exit, page, done.stderr)
    };
    let (exit, text, _) = page();
    assert_eq!(exit, Some(0));
    assert!(
        text.contains("Of 142 relevant assets 108 were covered; open: 34 → <span class=\"good\">0</span>.")
    );
    assert!(
        text.contains("<td><a href=\"#clip-hour25-ui-productization\">hour25-ui-productization</a></td>")
    );
    assert!(text.contains("hour26-inference-ui-feedback-loop <span class=\"soft\">(not rendered)</span>"));
    assert!(text.contains("productization-ui-deck-prompts-v1.md</code>, 30 slides"));
    assert!(text.contains("<code>ADDON-C-LAB-APP-B</code>"));
    assert!(text.contains("<td class=\"number\" rowspan=\"2\">26 of 26</td>"), "the third add-on's");

    place.write("course/programme.toml", "title = ");
    let (exit, text, stderr) = page();
    assert_eq!(exit, Some(1));
    assert!(stderr.contains("`course` is not in the page: `halfminute course check` says why"), "{stderr}");
    assert!(!text.contains("id=\"programme\"") && text.contains("id=\"clip-hour25-ui-productization\""));
}

#[cfg(feature = "mp4")]
#[test]
fn a_video_is_in_the_page_with_its_captions() {
    let (_place, page) = rendered("mp4");
    assert!(page.contains("<source src=\"data:video/mp4;base64,"));
    assert!(page.contains("<button type=\"button\" data-start=\"2\""), "chapters lead into it");
    assert!(page.contains("<track kind=\"captions\"") && page.contains("src=\"data:text/vtt;base64,"));
    assert!(page.contains("one.mp4") && page.contains("4.0 s, 120 pictures"));
}

#[test]
fn the_page_of_equal_clips_has_equal_bytes() {
    let (place, page) = rendered("png");
    let again = place.run(&["report", "output", "-o", "again.html"]);
    assert_eq!(again.exit, Some(0));
    assert_eq!(place.text("again.html"), page);
}

/// The page and the messages after something was done to the clip; with findings, the exit code is 1.
fn reviewed(place: &Workshop, options: &[&str]) -> (String, String) {
    let done = place.run(&[&["report"], options].concat());
    let stderr = done.stderr;
    assert_eq!(done.exit, Some(i32::from(!stderr.is_empty())), "{stderr}");
    let file = done.stdout;
    (place.text(file.trim()), stderr)
}

const HOLDS: &str = "every length holds";

#[test]
fn what_is_missing_cut_or_altered_is_shown() {
    let (place, page) = rendered("png");
    assert!(page.contains(HOLDS));
    let frame = |number: u32| place.path(&format!("output/one/frames/frame_{number:06}.png"));
    fs::remove_file(frame(42)).unwrap();
    fs::remove_file(frame(7)).unwrap();
    fs::write(frame(7), "x").unwrap();
    let (page, stderr) = reviewed(&place, &[]);
    assert!(page.contains("118 of 120 on disk") && !page.contains(HOLDS));
    assert!(page.contains("1 clip with files that are not what the manifest says."));
    assert!(page.contains("frame 42 (beat 1, `First`) is missing"));
    assert!(page.contains("frame 7 (beat 1, `First`) is not a whole picture"));
    assert_eq!(stderr, "error: 2 findings shown in `output/report.html`\n");
}

#[cfg(feature = "mp4")]
#[test]
fn a_video_that_was_cut_is_not_shown_but_named() {
    let (place, _page) = rendered("mp4");
    let video = place.path("output/one/one.mp4");
    let bytes = fs::read(&video).unwrap();
    fs::write(&video, &bytes[..bytes.len() / 2]).unwrap();
    let (page, _) = reviewed(&place, &[]);
    assert!(!page.contains("data:video/mp4") && !page.contains(HOLDS));
    assert!(
        page.contains("`one.mp4` has other bytes than were written")
            && page.contains("<td class=\"bad\">no</td>")
    );
}

#[test]
fn an_animation_is_shown_where_there_is_no_video() {
    for (formats, kind) in [("gif", "gif"), ("gif,apng", "apng")] {
        let (_place, page) = rendered(formats);
        let picture = format!("<img class=\"poster\" src=\"data:image/{kind};base64,");
        assert!(page.contains(&picture), "{formats}");
    }
}

#[test]
fn a_clip_in_part_is_shown_as_such() {
    let place = new_workshop();
    let frames = ["render", "one.toml", "--frames", "0-9", "--report", "--progress", "none"];
    assert_eq!(place.run(&frames).exit, Some(0));
    let (page, _) = reviewed(&place, &[]);
    assert!(page.contains("Rendered in part: frames 0-9 of 120.") && !page.contains(HOLDS));
    assert!(page.contains("1 clip rendered in part.") && page.contains("10 of 120 on disk"));
    assert!(page.contains("<img class=\"poster\" src=\"data:image/png"), "the last frame that was drawn");
}

#[test]
fn scenes_that_failed_are_on_the_page_and_stdout_stays_json() {
    let place = new_workshop();
    place.write("wrong.toml", &SCENE.replace("stage = \"word\"", "stage = \"wrd\""));
    let render = ["render", "wrong.toml", "one.toml", "--frames", "0-9", "--report", "--json"];
    let done = place.run(&render);
    assert_eq!(done.exit, Some(1));
    let stdout = done.stdout;
    let objects: Vec<serde_json::Value> =
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let states: Vec<_> = objects.iter().map(|object| object["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["failed", "rendered", "report", "summary"]);
    assert_eq!((&objects[2]["file"], &objects[3]["exit"]), (&"output/report.html".into(), &1.into()));
    let page = page(&place);
    assert!(page.contains("1 clip that failed, 1 clip rendered in part."));
    assert!(page.contains("<th>wrong</th><td class=\"bad\">`wrong.toml` has "));
}

#[test]
fn no_file_gets_into_a_page_but_those_that_the_manifest_vouches_for() {
    let (place, _page) = rendered("png");
    place.write("secret.png", "SECRET");
    let manifest = place.path("output/one/clip.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let secret = place.path("secret.png");
    for name in ["../../secret.png", secret.to_str().unwrap()] {
        let lie = text.replace("\"poster.png\"", &format!("\"{name}\", \"poster.png\""));
        assert_ne!(lie, text);
        fs::write(&manifest, lie).unwrap();
        let (page, _) = reviewed(&place, &[]);
        assert!(!page.contains("U0VDUkVU"), "{name}");
        assert!(
            page.contains("names a file outside of the clip&#39;s folder")
                || page.contains("names a file outside of the clip's folder")
        );
    }
    fs::write(&manifest, text).unwrap();
    place.write("output/one/poster.png", "SECRET");
    assert!(!reviewed(&place, &[]).0.contains("U0VDUkVU"));
}

#[test]
fn clips_that_cannot_be_read_are_named() {
    let place = Workshop::empty();
    let none = place.run(&["report", "."]);
    assert_eq!(none.exit, Some(2));
    assert!(none.stderr.contains("holds no clip"));
    fs::create_dir_all(place.path("output/broken")).unwrap();
    place.write("output/broken/clip.json", "{}");
    fs::create_dir_all(place.path("output/killed")).unwrap();
    place.write("output/killed/.halfminute.lock", "");
    let (page, _) = reviewed(&place, &[]);
    assert!(page.contains("2 clips that failed."));
    assert!(page.contains("<th>broken</th><td class=\"bad\">`clip.json` is no manifest: "));
    assert!(page.contains("<th>killed</th><td class=\"bad\">`clip.json` is missing</td>"));
}

#[test]
fn texts_are_in_the_language_of_the_scene_and_names_may_have_blanks() {
    let place = Workshop::empty();
    fs::write(place.path("eins zwei.toml"), SCENE.replace("lasts = 4.0", "lasts = 4.0\nlang = \"de\""))
        .unwrap();
    let done = place.run(&["render", "eins zwei.toml", "--frames", "0", "--report", "--progress", "none"]);
    assert_eq!(done.exit, Some(0), "{}", done.stderr);
    let (page, _) = reviewed(&place, &[]);
    let labelled = page.split_once("aria-labelledby=\"").unwrap().1.split_once('"').unwrap().0;
    assert!(labelled.starts_with("clip-eins-zwei-") && !labelled.contains(' '), "{labelled}");
    assert!(page.contains(&format!("<h2 id=\"{labelled}\" lang=\"de\">")));
    assert!(page.contains("<ol class=\"chapters\" lang=\"de\">"));
}

/// Renders a scene without a course, and copies the clip.
#[test]
fn copies_have_ids_of_their_own_and_nothing_speaks_of_a_course() {
    let place = Workshop::empty();
    let without = |line: &&str| {
        !["hour", "addon", "anchors", "assets"].iter().any(|key| line.starts_with(&format!("{key} =")))
    };
    let scene: Vec<&str> = SCENE.lines().filter(without).collect();
    place.write("one.toml", &scene.join("\n"));
    let render = ["render", "one.toml", "--frames", "0-9", "--progress", "none"];
    assert_eq!(place.run(&render).exit, Some(0));
    let manifest = place.text("output/one/clip.json");
    assert!(!manifest.contains("\"course\""), "{manifest}");
    fs::create_dir_all(place.path("output/a copy/frames")).unwrap();
    for folder in ["", "frames"] {
        for entry in fs::read_dir(place.path("output/one").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let copy = place.path("output/a copy").join(folder).join(path.file_name().unwrap());
                fs::copy(&path, copy).unwrap();
            }
        }
    }
    let (page, _) = reviewed(&place, &[]);
    let mut ids: Vec<&str> =
        page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{ids:?}");
    assert!(ids.contains(&"clip-one") && ids.contains(&"clip-one-2"), "{ids:?}");
    assert!(page.contains("folder a copy"));
    assert!(!page.to_lowercase().contains("coverage"), "there is no course");
}

#[test]
fn what_pictures_show_is_on_the_page_and_in_the_manifest() {
    let place = Workshop::empty();
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/></svg>";
    place.write("a.svg", drawing);
    let scene = SCENE
        .replace("[node]\n", "[node]\nnet = { kind = \"svg\", file = \"a.svg\", alt = \"Two <layers>\" }\nhid = { kind = \"svg\", file = \"a.svg\", alt = \"Hidden\" }\n")
        .replace("title = \"Second\"\nsource = \"test\"\nstage = \"word\"", "title = \"Second\"\nsource = \"test\"\nstage = { row = [\"word\", \"net\"] }");
    place.write("one.toml", &scene);
    let render = ["render", "one.toml", "--frames", "0", "--report", "--allow", "all", "--progress", "none"];
    let done = place.run(&render);
    assert_eq!(done.exit, Some(0), "{}", done.stderr);
    let manifest: serde_json::Value = serde_json::from_slice(&place.bytes("output/one/clip.json")).unwrap();
    assert_eq!(manifest["beats"][0].get("pictures"), None);
    assert_eq!(manifest["beats"][1]["pictures"], serde_json::json!(["Two <layers>"]));
    let page = page(&place);
    assert!(page.contains("Picture: </span>Two &lt;layers&gt;</small>") && !page.contains("Hidden"));
}
