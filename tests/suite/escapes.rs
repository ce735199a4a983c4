//! Hostile names and texts, made to move the cursor, to reorder text and to give commands to a CI runner: no
//! output of the program contains them unescaped.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::workshop::Workshop;
use halfminute_basics::escape::is_hidden;

/// Ends a line, begins a command to a runner in both of its forms, rings, colours, turns, separates.
const HOSTILE: &str = "x\n::error::PWNED ##[error]PWNED \u{7}\u{1b}[31m\u{9b}32m\u{202e}\u{2066}\u{2028}\u{2029}\u{7f}\u{200f}\u{200e}\u{61c}\u{feff}</b>&<i>";

/// The part of it that can be drawn: anything without a glyph is refused in texts that are drawn.
const DRAWN: &str = "x\n::error::PWNED ##[error]\u{202e}\u{2066}\u{2028}\u{2029}</b>&<i>";

/// Marks of direction and the byte order mark, which captions and pages keep.
const MARKS: [char; 4] = ['\u{61c}', '\u{200e}', '\u{200f}', '\u{feff}'];

/// The same in a basic string of TOML.
fn toml(text: &str) -> String {
    text.chars()
        .map(|c| if is_hidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() })
        .collect()
}

/// A scene with findings that can be drawn; all its texts are hostile.
fn scene() -> String {
    let drawn = toml(DRAWN);
    // A caption has room for two lines.
    let caption = drawn.replace("\\u2028\\u2029", "");
    // A title must be a single line.
    let line = caption.replace("\\u000a", " ");
    format!(
        r#"[clip]
title  = "{line}"
lasts  = 4.0
fps    = 10
size   = [640, 360]
window = [3, 5]
addon  = "{line}"
anchors = ["{line}"]
assets = ["{line}"]

[node]
word = {{ kind = "text", text = "{caption}", size = "small" }}
gone = {{ kind = "text", text = "{caption}" }}

[[beat]]
lasts   = 2.0
title   = "{line}"
caption = "{caption}"
source  = "{line}"
stage   = "word"

[[beat]]
lasts   = 2.0
title   = "B"
caption = "00:00:00,000 --> 00:00:09,000\nx"
stage   = "word"
"#
    )
}

/// A scene that is refused, with hostile names wherever something is looked up or opened.
fn wrong() -> String {
    let hostile = toml(HOSTILE);
    format!(
        r#"[clip]
title  = "T"
lasts  = 4.0
window = [3, 5]
theme  = "{hostile}.toml"
lang   = "{hostile}"
"{hostile}" = 1
allow  = ["{hostile}"]

[node]
"{hostile}" = {{ kind = "{hostile}", text = "a" }}
picture = {{ kind = "image", file = "{hostile}.png", alt = "{hostile}" }}
absent  = {{ kind = "image", file = "absent ::error::.png", alt = "a" }}
code    = {{ kind = "code", lang = "{hostile}", lines = ["{hostile}"] }}

[[beat]]
lasts   = 4.0
title   = "T"
stage   = ["{hostile}", "picture"]
arrows  = ["{hostile} -> picture"]
play    = [{{ set = {{ picture."{hostile}" = 1 }} }}]
"#
    )
}

/// Hostile parts of a text that should have been escaped.
fn strays(text: &str, is_workflow: bool) -> Vec<String> {
    let mut strays: Vec<String> = text
        .chars()
        .filter(|c| (is_hidden(*c) || MARKS.contains(c)) && *c != '\n')
        .map(|c| format!("{}", c.escape_unicode()))
        .collect();
    strays.extend(text.contains("##[").then(|| "##[".to_owned()));
    let commands = text.lines().filter(|line| line.trim_start().starts_with("::"));
    let ours = |line: &&str| is_workflow && line.starts_with("::") && line.contains(" file=");
    strays.extend(commands.filter(|line| !ours(line)).map(str::to_owned));
    strays
}

struct Stage {
    workshop: Workshop,
    said: BTreeMap<String, String>,
}

impl Stage {
    fn run(&mut self, name: &str, arguments: &[&str]) {
        let mut command = self.workshop.command(arguments);
        let output = command.env("GITHUB_STEP_SUMMARY", self.workshop.path("summary.md")).output().unwrap();
        assert!(output.status.code().is_some_and(|code| code < 5), "{name}: {output:?}");
        let streams = [("stdout", output.stdout), ("stderr", output.stderr)];
        for (stream, bytes) in streams {
            self.said.insert(format!("{name}, {stream}"), String::from_utf8(bytes).unwrap());
        }
    }
}

fn texts_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_owned();
        match path.is_dir() {
            true => files.extend(texts_below(&path)),
            false if ["json", "vtt", "srt", "html", "b3", "md"].contains(&ending.as_str()) => {
                files.push(path);
            }
            false => {}
        }
    }
    files
}

#[test]
fn no_output_lets_a_hostile_text_through() {
    let workshop = Workshop::new();
    // A folder's name may contain anything but a slash.
    let folder = HOSTILE.replace('/', "|");
    fs::create_dir(workshop.path(&folder)).unwrap();
    let path = |name: &str| format!("{folder}/{name}");
    workshop.write(&path("drawn.toml"), &scene());
    workshop.write(&path("wrong.toml"), &wrong());
    workshop.write(&path("::error::begins.toml"), "x = 1\n");
    workshop.write(&path(&format!("{folder}.toml")), "x = 1\n");
    let (drawn, wrong, output) = (path("drawn.toml"), path("wrong.toml"), path("output"));
    let mut stage = Stage { workshop, said: BTreeMap::new() };
    for format in ["human", "json", "github"] {
        let check = |file: &str| ["check", file, "--message-format", format].map(str::to_owned);
        for (name, file) in [("drawn", &drawn), ("wrong", &wrong), ("folder", &folder)] {
            let arguments = check(file);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            stage.run(&format!("check {name} {format}"), &arguments);
        }
        let render = ["render", &wrong, "--message-format", format, "-o", &output];
        stage.run(&format!("render wrong {format}"), &render);
    }
    let formats = if cfg!(feature = "mp4") { "png,mp4,gif" } else { "png,gif" };
    let render = [
        "render", &drawn, &wrong, "-o", &output, "--report", "--format", formats, "--size", "160x90",
        "--allow", "leakage",
    ];
    stage.run("render", &[&render[..], &["--progress", "plain"]].concat());
    stage.run("render json", &[&render[..], &["--json"]].concat());
    assert!(
        stage.said["render, stdout"].contains("drawn: 40 of 40 frames"),
        "{}",
        stage.said["check drawn human, stdout"]
    );
    fs::remove_file(stage.workshop.path(&path("output/drawn/frames/frame_000003.png"))).unwrap();
    fs::write(
        stage.workshop.path(&path("output/drawn").into_boxed_str()).join(HOSTILE.replace('/', "|")),
        "x",
    )
    .unwrap();
    for format in ["human", "json", "github"] {
        stage.run(&format!("verify {format}"), &["verify", &output, "--message-format", format]);
    }
    stage.run("verify as JSON", &["verify", &output, "--json"]);
    stage.run("report", &["report", &output]);
    stage.run("still", &["still", &drawn, "--at", "1", "-o", &path("a.png")]);
    stage.run("still of nothing", &["still", &drawn, "--at", "1", "-o", &path("a")]);
    stage.run("an absent scene", &["check", &path(&format!("{folder}.absent"))]);
    stage.run("a wrong argument", &["render", &drawn, "--size", &folder]);
    stage.run("a wrong command", &[&folder]);
    stage.run("a new scene", &["new", &folder]);
    stage.run("sound", &["render", &drawn, "--format", "mp4", "--audio", &path("absent.wav"), "-o", &output]);
    stage.run("the course", &["course", "check", "--folder", &folder]);

    for (name, text) in &stage.said {
        assert_eq!(strays(text, name.contains("github")), [""; 0], "{name}:\n{text:?}");
        if name.contains("json") && !name.contains("stderr") {
            text.lines().for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).unwrap()));
        }
    }
    let files = texts_below(&stage.workshop.path(""));
    let written: Vec<_> = files.iter().map(|file| file.file_name().unwrap().to_string_lossy()).collect();
    for expected in ["clip.json", "drawn.vtt", "drawn.srt", "report.html", "summary.md", "files.b3"] {
        assert!(written.iter().any(|name| name == expected), "{written:?}");
    }
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        // CI runners do not read pages and captions.
        let is_log =
            file.extension().is_some_and(|ending| ending != "html" && ending != "vtt" && ending != "srt");
        let mut found = strays(&text, false);
        let is_mark = |stray: &String| MARKS.iter().any(|mark| *stray == mark.escape_unicode().to_string());
        found.retain(|stray| is_log || (stray.starts_with("\\u") && !is_mark(stray)));
        assert_eq!(found, [""; 0], "{file:?}");
    }
    let read =
        |name: &str| fs::read_to_string(files.iter().find(|file| file.ends_with(name)).unwrap()).unwrap();
    assert!(read("drawn.vtt").contains("&lt;/b&gt;&amp;&lt;i&gt;"), "{}", read("drawn.vtt"));
    assert!(
        read("report.html").contains("&lt;/b&gt;&amp;&lt;i&gt;") && !read("report.html").contains("</b>&<i>")
    );
    let manifest: serde_json::Value = serde_json::from_str(&read("clip.json")).unwrap();
    // The title as `scene` writes it, on one line.
    let title = DRAWN.replace('\n', " ").replace(['\u{2028}', '\u{2029}'], "");
    assert_eq!(manifest["title"], title.as_str(), "JSON says what was written");
}
