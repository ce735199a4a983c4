//! Tracks of videos as other programs read them: captions are unchanged, and every track has its language.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::workshop::{SCENE, Workshop, has_ffmpeg};
use serde_json::Value;

/// Captions that a player could misread as markup or timings.
const CAPTIONS: [&str; 8] = [
    "A Vec<u8> & a pair where a<b and c>d.",
    "00:00:00,000 --> 00:00:09,000",
    "<b>bold</b> <!-- no --> &amp; &lt;",
    r"{\an8}top {y:i}{b:1} {plain}",
    r"C:\new \N \h \\ back\slash",
    "NOTE 42",
    "42",
    "STYLE",
];

/// All formats that can be made here.
fn formats() -> Vec<&'static str> {
    let mut formats = Vec::new();
    formats.extend(cfg!(feature = "mp4").then_some("mp4"));
    formats.extend(has_ffmpeg().then_some(["webm", "mov", "mkv"]).into_iter().flatten());
    formats
}

fn captioned(captions: &[&str]) -> Workshop {
    let workshop = Workshop::new();
    let mut scene = format!(
        "[clip]\ntitle = \"Captions\"\nlasts = {0}\nwindow = [1, 60]\nfps = 10\nlang = \"de-CH\"\n\
         [node]\na = {{ kind = \"text\", text = \"x\" }}\n",
        2 * captions.len()
    );
    for caption in captions {
        scene += &format!(
            "[[beat]]\nlasts = 2\ntitle = \"T\"\nsource = \"S\"\nstage = \"a\"\ncaption = '{caption}'\n"
        );
    }
    workshop.write("clip.toml", &scene);
    workshop
}

/// Writes a sound file with silence of this length.
fn silence(workshop: &Workshop, seconds: usize) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(workshop.path("a.wav"), spec).unwrap();
    (0..8_000 * seconds).for_each(|_| writer.write_sample(0_i16).unwrap());
    writer.finalize().unwrap();
}

/// Captions of a file, as `ffmpeg` reads them.
fn read_back(path: &Path, to: &str) -> Vec<String> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-map", "0:s:0", "-f", to, "-"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let blocks = text.trim().split("\n\n").filter(|block| block.contains(" --> "));
    let words = |block: &str| {
        let time = block.lines().position(|line| line.contains(" --> ")).unwrap();
        let lines = block.lines().skip(time + 1).collect::<Vec<_>>().join(" ");
        // Some versions of ffmpeg write the escape of a brace literally.
        lines.replace('\u{2060}', "").replace("\\{", "{").replace("\\}", "}")
    };
    blocks.map(words).collect()
}

#[test]
fn captions_are_read_as_they_were_written() {
    let workshop = captioned(&CAPTIONS);
    let formats = formats();
    let options =
        ["--size", "96x54", "--allow", "all", "--format", &[&["png"], &formats[..]].concat().join(",")];
    workshop
        .render(
            &[&options[..], &["--ffmpeg-args", "-c:v mpeg4"][..if has_ffmpeg() { 2 } else { 0 }]].concat(),
        )
        .done();
    if !has_ffmpeg() {
        return;
    }
    for name in ["srt", "vtt"].into_iter().chain(formats) {
        for to in ["srt", "webvtt"] {
            assert_eq!(read_back(&workshop.clip(&format!("clip.{name}")), to), CAPTIONS, "{name} as {to}");
        }
    }
}

#[test]
fn every_track_says_its_language() {
    let workshop = captioned(&["One.", "Two."]);
    silence(&workshop, 4);
    let formats = formats();
    if formats.is_empty() {
        return;
    }
    let options = ["--size", "96x54", "--allow", "all", "--audio", "a.wav", "--format", &formats.join(",")];
    workshop
        .render(
            &[&options[..], &["--ffmpeg-args", "-c:v mpeg4"][..if has_ffmpeg() { 2 } else { 0 }]].concat(),
        )
        .done();
    for format in formats {
        let path = workshop.clip(&format!("clip.{format}"));
        let bytes = fs::read(&path).unwrap();
        // Pictures, sound and captions; chapters are a track in some formats, and have a language code of
        // their own in others.
        let (tag, code, tracks): (&[u8], _, _) = match format {
            "mp4" | "mov" => (b"elng\0\0\0\0de-CH\0", "deu", 4),
            _ => (b"\x22\xb5\x9d\x85de-CH", "ger", 3),
        };
        assert_eq!(bytes.windows(tag.len()).filter(|window| *window == tag).count(), tracks, "{format}");
        if tracks == 3 {
            let chapter = b"\x43\x7c\x83ger";
            assert_eq!(bytes.windows(6).filter(|window| *window == chapter).count(), 2, "{format}");
        }
        if !has_ffmpeg() {
            continue;
        }
        let mut command = Command::new("ffprobe");
        let output =
            command.args(["-v", "error", "-of", "json", "-show_streams"]).arg(&path).output().unwrap();
        let probe: Value = serde_json::from_slice(&output.stdout).unwrap();
        let languages: Vec<_> =
            probe["streams"].as_array().unwrap().iter().map(|stream| &stream["tags"]["language"]).collect();
        assert!(
            languages.len() >= 3 && languages.iter().all(|language| *language == code),
            "{format}: {probe}"
        );
    }
}

#[test]
fn another_language_makes_files_anew_and_codes_nothing() {
    let workshop = Workshop::new();
    let formats = if cfg!(feature = "mp4") { "mp4,gif" } else { "gif" };
    workshop.render(&["--size", "96x54", "--format", formats]).done();
    let before = workshop.tree();
    workshop.write("clip.toml", &SCENE.replace("[clip]", "[clip]\nlang = \"fr\""));
    let outcome = workshop.render(&["--size", "96x54", "--format", formats, "--json"]).done();
    assert_eq!(outcome.json()["kept"], 60, "no frame is drawn for a video");
    let after = workshop.tree();
    let same = |name: &str| before[Path::new(name)] == after[Path::new(name)];
    assert!(same("clip.gif"), "it has no place for a language");
    assert!(!cfg!(feature = "mp4") || !same("clip.mp4"));
    for name in before.keys().filter(|name| name.starts_with(".halfminute-groups")) {
        assert!(before[name] == after[name], "{name:?}");
    }
    workshop.run(&["verify", "output"]).done();
}
