//! `verify --deep` on videos: those that `ffmpeg` decodes, and sound.

use std::fs;

#[cfg(feature = "mp4")]
use super::write_tone;
use super::{SCENE, new_workshop, seal};
use crate::workshop::{Outcome, Workshop, has_ffmpeg, run};

fn deep(workshop: &Workshop, more: &[&str]) -> Outcome {
    workshop.run(&[&["verify", "output", "--deep"], more].concat())
}

#[test]
fn with_ffmpeg_what_it_encoded_is_decoded_and_compared() {
    if !has_ffmpeg() {
        return;
    }
    let workshop = new_workshop();
    let other = new_workshop();
    fs::write(other.path("clip.toml"), SCENE.replace("text = \"word\"", "text = \"work\"")).unwrap();
    for workshop in [&workshop, &other] {
        let formats = ["--format", "webm,mov,mkv", "--ffmpeg-args", "-c:v ffv1 -pix_fmt yuv420p"];
        assert_eq!(workshop.render(&formats).exit, Some(0));
    }
    let outcome = deep(&workshop, &[]);
    assert_eq!(outcome.exit, Some(0), "{}{}", outcome.stdout, outcome.stderr);
    for format in ["webm", "mov", "mkv"] {
        let path = format!("output/clip/clip.{format}");
        let good = workshop.bytes(&path);
        fs::write(workshop.path(&path), other.bytes(&path)).unwrap();
        seal(&workshop);
        let outcome = deep(&workshop, &[]);
        assert_eq!(outcome.exit, Some(1), "{format}: {}", outcome.stdout);
        assert!(
            outcome.stdout.contains("is not the frame that the scene draws"),
            "{format}: {}",
            outcome.stdout
        );
        fs::write(workshop.path(&path), good).unwrap();
        seal(&workshop);
    }
    // Without the program, the report names what was not decoded, and the exit code is not 0.
    let empty = tempfile::tempdir().unwrap();
    let mut command = workshop.command(&["verify", "output", "--deep", "--json"]);
    let outcome = run(command.env("PATH", empty.path()));
    assert_eq!(outcome.exit, Some(4), "{}", outcome.stdout);
    let result = outcome.json();
    assert_eq!(result["not_compared"].as_array().unwrap().len(), 3, "{result}");
    assert_eq!((&result["exit"], &result["findings"]), (&4.into(), &serde_json::json!([])));
}

#[cfg(feature = "mp4")]
#[test]
fn the_sound_of_an_mp4_is_compared_with_the_file_that_is_named() {
    let workshop = new_workshop();
    write_tone(&workshop, "tone.wav", 5 * 48_000);
    write_tone(&workshop, "other.wav", 5 * 48_000 - 48);
    assert_eq!(workshop.render(&["--format", "mp4", "--audio", "tone.wav"]).exit, Some(0));
    let outcome = deep(&workshop, &["--audio", "tone.wav"]);
    assert_eq!(outcome.exit, Some(0), "{}{}", outcome.stdout, outcome.stderr);
    let outcome = deep(&workshop, &[]);
    assert_eq!(outcome.exit, Some(4), "{}", outcome.stdout);
    let says = "`clip.mp4`: its sound was not compared: name the WAV file with `--audio`";
    assert!(outcome.stderr.contains(says), "{}", outcome.stderr);
    let outcome = deep(&workshop, &["--audio", "other.wav"]);
    assert_eq!(outcome.exit, Some(1), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("its sound is not the one of the WAV file"), "{}", outcome.stdout);
}
