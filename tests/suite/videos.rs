//! Videos across runs: groups of pictures and whole videos are kept if nothing in them changed, and the bytes
//! are those of an uninterrupted run.

use std::fs;
#[cfg(unix)]
use std::process::Stdio;

#[cfg(unix)]
use crate::workshop::wait_until;
use crate::workshop::{Outcome, SCENE, Workshop};

/// All formats that need no other program.
const FORMATS: &str = if cfg!(feature = "mp4") { "mp4,gif,apng" } else { "gif,apng" };

/// The formats among them without a palette, which is chosen from all frames together.
const EXACT: &str = if cfg!(feature = "mp4") { "mp4,apng" } else { "apng" };

/// A scene with four groups of pictures, two for each beat.
fn with_groups() -> Workshop {
    let workshop = Workshop::new();
    let scene = SCENE.replace("fps    = 15", "fps    = 30").replace("[3, 5]", "[7, 9]");
    workshop.write(
        "clip.toml",
        &scene.replace("lasts  = 4.0", "lasts  = 8.0").replace("lasts   = 2.0", "lasts   = 4.0"),
    );
    workshop
}

fn render(workshop: &Workshop, more: &[&str]) -> Outcome {
    workshop.render(&[&["--size", "80x46"], more].concat()).done()
}

fn kept(workshop: &Workshop, format: &str) -> u64 {
    let outcome = render(workshop, &["--format", format, "--json"]);
    outcome.json()["kept"].as_u64().unwrap()
}

/// Modification time of each video.
fn written(workshop: &Workshop) -> Vec<std::time::SystemTime> {
    let modified =
        |format| fs::metadata(workshop.clip(&format!("clip.{format}"))).unwrap().modified().unwrap();
    FORMATS.split(',').map(modified).collect()
}

#[test]
fn a_video_is_kept_when_only_something_beside_it_changed() {
    let workshop = with_groups();
    for formats in [FORMATS.to_owned(), format!("png,{FORMATS}")] {
        render(&workshop, &["--format", &formats]);
        let (before, times) = (workshop.tree(), written(&workshop));
        fs::remove_file(workshop.clip("poster.png")).unwrap();
        assert_eq!(kept(&workshop, &formats), 240);
        assert_eq!((workshop.tree(), written(&workshop)), (before, times.clone()), "{formats}");

        let scene = fs::read_to_string(workshop.path("clip.toml")).unwrap();
        workshop.write("clip.toml", &format!("{scene}# a comment\n"));
        assert_eq!(kept(&workshop, &formats), 240);
        assert_eq!(written(&workshop), times, "{formats}");
        workshop.run(&["verify", "output"]).done();
    }
}

#[test]
fn a_chapter_that_no_frame_shows_makes_the_file_anew_and_codes_nothing() {
    let workshop = with_groups();
    render(&workshop, &["--format", FORMATS]);
    let scene = fs::read_to_string(workshop.path("clip.toml")).unwrap();
    workshop.write("clip.toml", &scene.replace("\"Second\"", "\"Another\""));
    let frames = kept(&workshop, FORMATS);
    let (tree, fresh) = (workshop.tree(), render(&workshop, &["--format", FORMATS, "--fresh"]));
    assert!(workshop.tree() == tree, "{frames} kept; {}", fresh.stdout);
}

#[test]
fn only_groups_whose_frames_changed_are_coded() {
    let workshop = with_groups();
    render(&workshop, &["--format", EXACT]);
    let scene = fs::read_to_string(workshop.path("clip.toml")).unwrap();
    workshop.write("clip.toml", &scene.replace("Two things.", "Three things."));
    // The second beat, and with it the third group, begins at frame 120.
    assert_eq!(kept(&workshop, EXACT), 120);
    let resumed = workshop.tree();
    render(&workshop, &["--format", EXACT, "--fresh"]);
    assert!(workshop.tree() == resumed);
}

#[test]
fn groups_that_are_lost_or_damaged_are_coded_again() {
    let workshop = with_groups();
    render(&workshop, &["--format", FORMATS]);
    let whole = workshop.tree();
    let groups = workshop.names("output/clip/.halfminute-groups");
    assert_eq!(groups.len(), 4 * FORMATS.split(',').count(), "{groups:?}");
    let group = |name: &str| workshop.clip(".halfminute-groups").join(name);
    let damaged = fs::read(group("png-000060")).unwrap();
    fs::write(group("png-000060"), &damaged[..damaged.len() - 1]).unwrap();
    fs::write(group("png-000240"), "of a longer clip").unwrap();
    fs::write(group("notes"), "somebody's").unwrap();
    // If the videos are complete, groups are not needed.
    assert_eq!(kept(&workshop, FORMATS), 240);
    for format in FORMATS.split(',') {
        fs::remove_file(workshop.clip(&format!("clip.{format}"))).unwrap();
    }
    assert_eq!(kept(&workshop, FORMATS), 180);
    fs::remove_file(group("notes")).unwrap();
    assert!(workshop.tree() == whole);
}

/// A line in the journal of videos can be forged together with its checksum: a file that is not a video is
/// made again.
#[test]
fn a_forged_line_keeps_no_video_that_is_none() {
    let workshop = with_groups();
    render(&workshop, &["--format", FORMATS]);
    let whole = workshop.tree();
    for format in FORMATS.split(',') {
        let path = workshop.clip(&format!("clip.{format}"));
        let good = fs::read(&path).unwrap();
        for bytes in [&b"This is a video."[..], &good[..good.len() - 1], b""] {
            workshop.replace(&path, bytes);
            let journal = workshop.clip("videos.journal");
            let text = fs::read_to_string(&journal).unwrap();
            let forge = |line: &str| {
                let (said, _) = line.rsplit_once(' ').unwrap();
                let mut said: serde_json::Value = serde_json::from_str(said).unwrap();
                if said["format"] == format {
                    said["bytes"] = bytes.len().into();
                    said["digest"] = blake3::hash(bytes).to_hex().as_str().into();
                }
                let said = said.to_string();
                let check = blake3::hash(format!("halfminute journal 2 {said}").as_bytes()).to_hex();
                format!("{said} {}\n", &check[..16])
            };
            fs::write(&journal, text.lines().map(forge).collect::<String>()).unwrap();
            assert_eq!(kept(&workshop, FORMATS), 240, "no group is coded anew");
            assert!(workshop.tree() == whole, "{format}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_killed_render_of_videos_goes_on() {
    for formats in [FORMATS.to_owned(), format!("png,{FORMATS}")] {
        let options = ["render", "clip.toml", "--size", "320x180", "--format", &formats];
        let whole = with_groups();
        whole.run(&[&options[..], &["--progress", "none", "--threads", "3"]].concat()).done();
        let workshop = with_groups();
        let groups = || {
            let names = fs::read_dir(workshop.clip(".halfminute-groups")).into_iter().flatten().flatten();
            names.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.')).count()
        };
        let mut child = workshop
            .held(&formats, &["--size", "320x180", "--threads", "1"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // One group of each format at least.
        wait_until(&mut child, || groups() >= FORMATS.split(',').count());
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().code(), None, "it ended before the kill");
        let outcome = workshop.run(&[&options[..], &["--progress", "none", "--json"]].concat()).done();
        assert!(outcome.json()["kept"].as_u64().unwrap() >= 60, "{formats}: {}", outcome.stdout);
        assert!(workshop.tree() == whole.tree(), "{formats}");
    }
}

#[test]
fn frames_that_are_drawn_for_a_video_are_held_against_those_that_are_there() {
    let workshop = with_groups();
    render(&workshop, &[]);
    let (frames, times) = (workshop.tree(), workshop.clip("frames/frame_000007.png"));
    let written = fs::metadata(&times).unwrap().modified().unwrap();
    assert_eq!(kept(&workshop, "png,apng"), 240);
    assert_eq!(fs::metadata(&times).unwrap().modified().unwrap(), written, "no frame is written again");
    assert_eq!(workshop.tree()[std::path::Path::new("frames.b3")], frames[std::path::Path::new("frames.b3")]);
    let fresh = with_groups();
    render(&fresh, &["--format", "png,apng"]);
    assert!(workshop.tree() == fresh.tree());
}

#[test]
fn what_is_kept_for_a_format_goes_with_it() {
    let workshop = with_groups();
    render(&workshop, &["--format", "gif,apng"]);
    render(&workshop, &["--format", "gif"]);
    assert!(workshop.names("output/clip/.halfminute-groups").iter().all(|name| name.starts_with("gif-")));
    render(&workshop, &[]);
    let plain = with_groups();
    render(&plain, &[]);
    assert_eq!(workshop.tree(), plain.tree());
}
