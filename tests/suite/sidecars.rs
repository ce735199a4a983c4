//! Sidecar files that a render of a whole clip writes, and that a render of a part leaves alone.

use std::fs;

use serde_json::Value;

use crate::workshop::Workshop;

const SIZE: (u32, u32) = (64, 36);

/// The second beat has the most content, the third no caption.
const SCENE: &str = r#"
[clip]
title  = "Sidecars"
lasts  = 5.0
window = [4, 6]

[node]
word   = { kind = "text", text = "word" }
pieces = { kind = "tokens", tokens = ["one", "two", "three"] }

[[beat]]
lasts   = 1.5
title   = "First"
caption = "A caption of more than forty-two characters takes two lines of even length."
stage   = "word"

[[beat]]
lasts   = 2.0
title   = "Second"
caption = "1 < 2 & 3 > 2"
stage   = { column = ["word", "pieces"] }

[[beat]]
lasts = 1.5
title = "Third"
stage = "word"
"#;

const FILES: [&str; 4] = ["clip.vtt", "clip.srt", "poster.png", "contact-sheet.png"];

fn new_workshop() -> Workshop {
    Workshop::with_scene(SCENE).sized("64x36")
}

/// Renders the scene with additional arguments; returns its manifest.
fn render(workshop: &Workshop, more: &[&str]) -> Value {
    workshop.render(more).done();
    workshop.manifest()
}

fn sidecars(workshop: &Workshop) -> [Vec<u8>; 4] {
    FILES.map(|name| workshop.bytes(&format!("output/clip/{name}")))
}

#[test]
fn a_whole_clip_has_captions_poster_and_contact_sheet() {
    let workshop = new_workshop();
    let manifest = render(&workshop, &[]);
    assert_eq!(manifest["sidecars"], serde_json::json!(FILES));
    assert_eq!(
        workshop.text("output/clip/clip.vtt"),
        "WEBVTT\n\
         \nbeat-1\n00:00:00.000 --> 00:00:01.500\n\
         A caption of more than forty-two\ncharacters takes two lines of even length.\n\
         \nbeat-2\n00:00:01.500 --> 00:00:03.500\n1 &lt; 2 &amp; 3 &gt; 2\n"
    );
    assert!(
        workshop
            .text("output/clip/clip.srt")
            .ends_with("\n\n2\n00:00:01,500 --> 00:00:03,500\n1 < 2 & 3 > 2\n"),
        "{}",
        workshop.text("output/clip/clip.srt")
    );
    let poster = workshop.picture("output/clip/poster.png");
    assert_eq!(poster.size, SIZE);
    let still = workshop.picture("output/clip/frames/frame_000104.png");
    assert_eq!(poster, still, "the last frame of the second beat");
    assert_eq!(workshop.picture("output/clip/contact-sheet.png").size, (3 * 664 + 24, 360 + 48));
}

#[test]
fn beats_say_when_they_start_and_end() {
    let manifest = render(&new_workshop(), &["--frames", "0"]);
    let times = |beat: &Value| (beat["start"].as_f64().unwrap(), beat["end"].as_f64().unwrap());
    let times: Vec<_> = manifest["beats"].as_array().unwrap().iter().map(times).collect();
    assert_eq!(times, [(0.0, 1.5), (1.5, 3.5), (3.5, 5.0)]);
}

#[test]
fn a_part_of_a_clip_writes_none_and_leaves_those_that_are_there() {
    let workshop = new_workshop();
    let manifest = render(&workshop, &["--frames", "0-9"]);
    assert_eq!(manifest["sidecars"], Value::Null);
    assert!(FILES.iter().all(|name| !workshop.clip(name).exists()));
    for name in FILES {
        fs::write(workshop.clip(name), name).unwrap();
    }
    render(&workshop, &["--beat", "2"]);
    for name in FILES {
        assert_eq!(workshop.text(&format!("output/clip/{name}")), name);
    }
}

#[test]
fn a_clip_without_captions_has_no_caption_files() {
    let silent: String = SCENE
        .lines()
        .filter(|line| !line.starts_with("caption"))
        .fold(String::new(), |scene, line| scene + line + "\n");
    let workshop = new_workshop();
    render(&workshop, &[]);
    workshop.write("clip.toml", &silent);
    let manifest = render(&workshop, &[]);
    assert_eq!(manifest["sidecars"], serde_json::json!(["poster.png", "contact-sheet.png"]));
    assert!(!workshop.clip("clip.vtt").exists() && !workshop.clip("clip.srt").exists());
}

#[test]
fn neither_threads_nor_compression_change_a_sidecar() {
    let workshop = new_workshop();
    let [one, three] = ["1", "3"].map(|threads| {
        render(&workshop, &["--threads", threads]);
        sidecars(&workshop)
    });
    render(&workshop, &["--compression", "small"]);
    let small = sidecars(&workshop);
    assert!(one == three && one == small);
}
