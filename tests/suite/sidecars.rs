//! Sidecar files that a render of a whole clip writes, and that a render of a part leaves alone.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use halfminute::export::png::decode;
use serde_json::Value;
use tempfile::TempDir;

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

struct Workshop(TempDir);

impl Workshop {
    fn new(scene: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("clip.toml"), scene).unwrap();
        Self(folder)
    }

    /// Renders the scene with additional arguments; returns its manifest.
    fn render(&self, more: &[&str]) -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_halfminute"))
            .args(["render", "clip.toml", "--size", &format!("{}x{}", SIZE.0, SIZE.1)])
            .args(more)
            .current_dir(self.0.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&self.read("clip.json").unwrap()).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("output/clip").join(name)
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path(name)).ok()
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name).unwrap()).unwrap()
    }
}

#[test]
fn a_whole_clip_has_captions_poster_and_contact_sheet() {
    let workshop = Workshop::new(SCENE);
    let manifest = workshop.render(&[]);
    assert_eq!(manifest["sidecars"], serde_json::json!(FILES));
    assert_eq!(
        workshop.text("clip.vtt"),
        "WEBVTT\n\
         \nbeat-1\n00:00:00.000 --> 00:00:01.500\n\
         A caption of more than forty-two\ncharacters takes two lines of even length.\n\
         \nbeat-2\n00:00:01.500 --> 00:00:03.500\n1 &lt; 2 &amp; 3 &gt; 2\n"
    );
    assert!(
        workshop.text("clip.srt").ends_with("\n\n2\n00:00:01,500 --> 00:00:03,500\n1 < 2 & 3 > 2\n"),
        "{}",
        workshop.text("clip.srt")
    );
    let poster = decode(&workshop.read("poster.png").unwrap()).unwrap();
    assert_eq!(poster.size, SIZE);
    let still = decode(&workshop.read("frames/frame_000104.png").unwrap()).unwrap();
    assert_eq!(poster, still, "the last frame of the second beat");
    assert_eq!(decode(&workshop.read("contact-sheet.png").unwrap()).unwrap().size, (3 * 664 + 24, 360 + 48));
}

#[test]
fn beats_say_when_they_start_and_end() {
    let manifest = Workshop::new(SCENE).render(&["--frames", "0"]);
    let times = |beat: &Value| (beat["start"].as_f64().unwrap(), beat["end"].as_f64().unwrap());
    let times: Vec<_> = manifest["beats"].as_array().unwrap().iter().map(times).collect();
    assert_eq!(times, [(0.0, 1.5), (1.5, 3.5), (3.5, 5.0)]);
}

#[test]
fn a_part_of_a_clip_writes_none_and_leaves_those_that_are_there() {
    let workshop = Workshop::new(SCENE);
    let manifest = workshop.render(&["--frames", "0-9"]);
    assert_eq!(manifest["sidecars"], Value::Null);
    assert!(FILES.iter().all(|name| !workshop.path(name).exists()));
    for name in FILES {
        fs::write(workshop.path(name), name).unwrap();
    }
    workshop.render(&["--beat", "2"]);
    for name in FILES {
        assert_eq!(workshop.text(name), name);
    }
}

#[test]
fn a_clip_without_captions_has_no_caption_files() {
    let silent: String = SCENE
        .lines()
        .filter(|line| !line.starts_with("caption"))
        .fold(String::new(), |scene, line| scene + line + "\n");
    let workshop = Workshop::new(SCENE);
    workshop.render(&[]);
    fs::write(workshop.0.path().join("clip.toml"), silent).unwrap();
    let manifest = workshop.render(&[]);
    assert_eq!(manifest["sidecars"], serde_json::json!(["poster.png", "contact-sheet.png"]));
    assert!(!workshop.path("clip.vtt").exists() && !workshop.path("clip.srt").exists());
}

#[test]
fn neither_threads_nor_compression_change_a_sidecar() {
    let workshop = Workshop::new(SCENE);
    let [one, three] = ["1", "3"].map(|threads| {
        workshop.render(&["--threads", threads]);
        FILES.map(|name| workshop.read(name).unwrap())
    });
    workshop.render(&["--compression", "small"]);
    let small = FILES.map(|name| workshop.read(name).unwrap());
    assert!(one == three && one == small);
}
