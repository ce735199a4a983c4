//! However a render was ended, the next one continues, and the result equals that of an uninterrupted run.

use std::fs;
#[cfg(unix)]
use std::process::Stdio;

use crate::workshop::seal::forge_line;
#[cfg(unix)]
use crate::workshop::{Outcome, prepared, run, send};
use crate::workshop::{SCENE, Workshop};

/// Size of the renders that wait for `ffmpeg`, whose format takes even sides only.
#[cfg(unix)]
const EVEN: &str = "80x46";

#[test]
fn a_finished_clip_is_kept_as_it_is() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let manifest = workshop.clip("clip.json");
    let modified = |path: &std::path::Path| fs::metadata(path).unwrap().modified().unwrap();
    let written = modified(&manifest);
    let outcome = workshop.render(&["--resume", "--json"]).done();
    assert!(outcome.stdout.contains("\"frames\":60,\"kept\":60"), "{}", outcome.stdout);
    assert_eq!(modified(&manifest), written, "nothing is written");

    let outcome = workshop.render(&["--fresh", "--json"]).done();
    assert!(outcome.stdout.contains("\"kept\":0"), "{}", outcome.stdout);
}

#[test]
fn only_frames_whose_content_changed_are_drawn() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    // The caption of the second beat is visible from its start; the first beat does not change.
    workshop.write("clip.toml", &SCENE.replace("Two things.", "Three things."));
    let outcome = workshop.render(&["--json"]).done();
    let kept = outcome.json()["kept"].as_u64().unwrap();
    assert!((20..60).contains(&kept), "{kept} frames are kept");
    let resumed = workshop.tree();
    workshop.render(&["--fresh"]).done();
    assert_eq!(workshop.tree(), resumed);

    // Size and compression also affect the bytes.
    for more in [["--size", "80x46"], ["--compression", "balanced"]] {
        let outcome = workshop.render(&[&more[..], &["--json"]].concat()).done();
        assert_eq!(outcome.json()["kept"], 0, "{more:?}");
    }
}

#[test]
fn frames_that_were_cut_altered_or_removed_are_drawn_again() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let whole = workshop.tree();
    let frame = |number: u32| workshop.clip(&format!("frames/frame_{number:06}.png"));
    let bytes = fs::read(frame(30)).unwrap();
    workshop.replace(&frame(30), &bytes[..bytes.len() - 9]);
    workshop.replace(&frame(31), b"");
    fs::remove_file(frame(32)).unwrap();
    let mut altered = fs::read(frame(33)).unwrap();
    altered[40] ^= 1;
    workshop.replace(&frame(33), &altered);
    fs::write(frame(60), b"of a longer clip").unwrap();
    fs::write(workshop.clip("frames/.halfminute-abc.partial"), b"half").unwrap();
    let outcome = workshop.render(&["--json"]).done();
    assert_eq!(outcome.json()["kept"], 56);
    assert_eq!(workshop.tree(), whole);
}

#[test]
fn a_journal_that_is_lost_or_cut_costs_time_and_nothing_else() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let whole = workshop.tree();
    let journal = workshop.clip("frames.journal");
    let text = fs::read_to_string(&journal).unwrap();
    let line = text.lines().next().unwrap().len() + 1;
    for (length, kept) in [(0, 0), (line * 10 + line / 2, 10), (text.len(), 60)] {
        fs::write(&journal, &text[..length]).unwrap();
        assert_eq!(workshop.render(&["--json"]).done().json()["kept"], kept);
        assert_eq!(workshop.tree(), whole);
    }
}

/// A journal's line can be forged together with its checksum: a frame that is not a picture is drawn again,
/// with and without a manifest that lists other bytes.
#[test]
fn a_forged_line_keeps_no_frame_that_is_no_picture() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let whole = workshop.tree();
    let frame = workshop.clip("frames/frame_000007.png");
    let good = fs::read(&frame).unwrap();
    for bytes in [b"five!".to_vec(), good[..good.len() - 12].to_vec(), with_other_pixels(&good)] {
        for vouched in [true, false] {
            workshop.replace(&frame, &bytes);
            forge_line(&workshop.clip(""), 7, &bytes);
            if !vouched {
                fs::remove_file(workshop.clip("clip.json")).unwrap();
            }
            let outcome = workshop.render(&["--json"]).done();
            assert_eq!(outcome.json()["kept"], 59, "{vouched} {}", outcome.stdout);
            assert_eq!(workshop.tree(), whole);
        }
    }
}

/// A PNG with valid chunks, one of which does not inflate.
fn with_other_pixels(png: &[u8]) -> Vec<u8> {
    let at = png.windows(4).rposition(|name| name == b"IDAT").unwrap();
    let length = u32::from_be_bytes(png[at - 4..at].try_into().unwrap()) as usize;
    let mut png = png.to_vec();
    png[at + 4..at + 4 + length].fill(0xff);
    let sum = crc32(&png[at..at + 4 + length]);
    png[at + 4 + length..at + 8 + length].copy_from_slice(&sum.to_be_bytes());
    png
}

/// Checksum as in PNG, third edition, annex D.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
    })
}

/// The lists do not prove one another: files that differ from what would be written are written again.
#[test]
fn a_sidecar_that_was_exchanged_together_with_its_digests_is_written_again() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let whole = workshop.tree();
    for name in ["clip.vtt", "clip.srt", "poster.png", "contact-sheet.png"] {
        let bytes = if name.ends_with("png") {
            fs::read(workshop.clip("frames/frame_000000.png")).unwrap()
        } else {
            b"x".to_vec()
        };
        workshop.replace(&workshop.clip(name), &bytes);
        workshop.seal();
        workshop.run(&["verify", "output"]);
        assert_eq!(workshop.render(&["--json"]).done().json()["kept"], 60);
        assert_eq!(workshop.tree(), whole, "{name}");
    }
}

#[test]
fn a_part_of_a_clip_is_kept_by_a_render_of_all() {
    let workshop = Workshop::new();
    workshop.render(&["--frames", "10-19"]).done();
    workshop.render(&["--frames", "30-39"]).done();
    let outcome = workshop.render(&["--json"]).done();
    assert_eq!(outcome.json()["kept"], 20);
    let resumed = workshop.tree();
    workshop.render(&["--fresh"]).done();
    assert_eq!(workshop.tree(), resumed);
}

#[test]
fn a_scene_that_changes_while_it_is_rendered_is_the_one_that_was_read() {
    let workshop = Workshop::new();
    // A render may end before the scene changes; a larger one takes longer.
    let mut sizes = ["320x180", "1280x720", "3840x2160"].into_iter();
    loop {
        let size = sizes.next().expect("a render that goes on while the scene changes");
        let mut child = workshop.spawn(&["--size", size, "--threads", "1", "--fresh"]);
        workshop.wait_for_frames(&mut child, 3);
        workshop.write("clip.toml", &SCENE.replace("Two things", "Three things"));
        let changed_in_time = child.try_wait().unwrap().is_none();
        assert!(child.wait().unwrap().success());
        if changed_in_time {
            break;
        }
        workshop.write("clip.toml", SCENE);
    }
    let digest = blake3::hash(SCENE.as_bytes()).to_hex().to_string();
    assert_eq!(workshop.manifest()["scene_digest"], digest.as_str());
    let outcome = workshop.run(&["verify", "output", "--deep"]);
    assert_eq!(outcome.exit, Some(1));
    assert!(
        outcome.stderr.contains("the scene `clip.toml` of `output/clip` has changed"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn pictures_are_part_of_what_a_frame_shows() {
    let workshop = Workshop::new();
    let scene = SCENE.replace(
        "things = {",
        "shape = { kind = \"svg\", file = \"shape.svg\", alt = \"a shape\" }\nthings = {",
    );
    workshop
        .write("clip.toml", &scene.replace("[\"word\", \"things\"]", "[\"word\", \"things\", \"shape\"]"));
    let svg = |color| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0H9V9Z' fill='{color}'/></svg>"
        )
    };
    workshop.write("shape.svg", &svg("red"));
    workshop.render(&[]).done();
    let assets = workshop.manifest()["assets"].clone();
    assert_eq!(assets[0]["file"], "shape.svg");
    assert_eq!(assets[0]["digest"], blake3::hash(svg("red").as_bytes()).to_hex().as_str());

    workshop.write("shape.svg", &svg("blue"));
    let kept = workshop.render(&["--json"]).done().json()["kept"].as_u64().unwrap();
    assert!((20..60).contains(&kept), "the frames that show it are drawn anew: {kept}");
    assert_ne!(workshop.manifest()["assets"], assets);
}

#[cfg(unix)]
#[test]
fn a_second_process_on_a_folder_is_told() {
    let workshop = Workshop::new().sized(EVEN);
    let mut child = workshop.held("png", &[]).spawn().unwrap();
    workshop.wait_for_frames(&mut child, 1);
    for arguments in [&["--fresh"][..], &["--shard", "1/2"], &["--frames", "3"]] {
        let outcome = workshop.render(arguments);
        assert_eq!(outcome.exit, Some(3), "{arguments:?}");
        let told = "error: `output/clip` is being rendered by another process: wait for its end, or write to \
                    another folder\n";
        assert_eq!(outcome.stderr, told);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    workshop.render(&["--frames", "3"]).done();
}

/// Each round is killed after another number of new frames, wherever it is then, and never after its end.
#[cfg(unix)]
#[test]
fn a_killed_render_goes_on() {
    let whole = Workshop::new().sized(EVEN);
    whole.render(&[]).done();
    let workshop = Workshop::new().sized(EVEN);
    for round in 0..20 {
        for frame in 3 * round..3 * round + 20 {
            let _ = fs::remove_file(workshop.clip(&format!("frames/frame_{frame:06}.png")));
        }
        let present = workshop.frames();
        let mut child = workshop.held("png", &[]).stderr(Stdio::null()).spawn().unwrap();
        workshop.wait_for_frames(&mut child, 60.min(present + 1 + 7 * round % 20));
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().code(), None, "it ended before the kill");
    }
    workshop.render(&[]).done();
    assert_eq!(workshop.tree(), whole.tree());
}

/// A finished clip can be viewed even if nothing can be written, such as a lock.
#[test]
fn a_finished_clip_needs_no_lock() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    fs::remove_file(workshop.clip(".halfminute.lock")).unwrap();
    fs::create_dir(workshop.clip(".halfminute.lock")).unwrap();
    assert_eq!(workshop.render(&["--json"]).done().json()["kept"], 60);
    fs::remove_file(workshop.clip("poster.png")).unwrap();
    let outcome = workshop.render(&[]);
    assert_eq!(outcome.exit, Some(3), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("output/clip/.halfminute.lock"), "{}", outcome.stderr);
}

#[cfg(unix)]
#[test]
fn what_keeps_nothing_does_not_say_that_it_goes_on() {
    let workshop = Workshop::new().sized(EVEN);
    let mut child = workshop.held("png", &["--fresh"]).stderr(Stdio::piped()).spawn().unwrap();
    workshop.wait_for_frames(&mut child, 2);
    send(&child, "INT");
    let outcome = Outcome::of_child(child);
    assert_eq!(outcome.exit, Some(130));
    let told = "interrupted: what is whole is kept, run the same command again without `--fresh` to go on\n";
    assert_eq!(outcome.stderr, told);
}

#[cfg(unix)]
#[test]
fn signals_end_a_render_in_order() {
    let whole = Workshop::new().sized(EVEN);
    whole.render(&[]).done();
    let workshop = Workshop::new().sized(EVEN);
    for signal in ["INT", "TERM"] {
        let mut child = workshop.held("png", &[]).stderr(Stdio::piped()).spawn().unwrap();
        workshop.wait_for_frames(&mut child, 2);
        send(&child, signal);
        let outcome = Outcome::of_child(child);
        assert_eq!(outcome.exit, Some(130), "{signal}");
        assert_eq!(
            outcome.stderr,
            "interrupted: what is whole is kept, run the same command again to go on\n"
        );
        let names = workshop.names("output/clip/frames");
        assert!(names.iter().all(|name| name.starts_with("frame_")), "no partial files: {names:?}");
        assert!(!workshop.clip("clip.json").exists());
        if signal == "INT" {
            // Otherwise the next round would count these frames, and send its signal before a frame is drawn.
            fs::remove_dir_all(workshop.clip("frames")).unwrap();
        }
    }
    let outcome = workshop.render(&["--json"]).done();
    assert!(outcome.json()["kept"].as_u64().unwrap() >= 2);
    assert_eq!(workshop.tree(), whole.tree());
}

/// The log or summary page says how far the run came.
#[cfg(unix)]
#[test]
fn an_interrupted_run_of_several_scenes_is_summed_up() {
    let workshop = Workshop::new().sized(EVEN);
    workshop.write("other.toml", SCENE);
    workshop.write("third.toml", SCENE);
    let mut command = workshop.held("png", &["other.toml", "third.toml", "--json"]);
    command.env("GITHUB_STEP_SUMMARY", workshop.path("page.md")).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    workshop.wait_for_frames(&mut child, 2);
    send(&child, "INT");
    let outcome = Outcome::of_child(child);
    assert_eq!(outcome.exit, Some(130));
    let summary = outcome.objects().pop().unwrap();
    let said = ["exit", "scenes", "rendered", "failed", "left"].map(|key| summary[key].as_u64().unwrap());
    assert_eq!(said, [130, 3, 0, 1, 2], "{}", outcome.stdout);
    let page = fs::read_to_string(workshop.path("page.md")).unwrap();
    assert!(page.contains("0 of 3 clips rendered, 2 not begun"), "{page}");
}

#[cfg(unix)]
#[test]
fn a_disk_that_fills_leaves_whole_frames() {
    let whole = Workshop::new();
    whole.render(&["--compression", "balanced"]).done();
    // The journal is the first file to reach this many blocks of 512 bytes, because the frames are smaller;
    // tested with and without the signal that comes with the limit.
    let workshop = Workshop::new();
    for guard in ["trap '' XFSZ; ", ""] {
        let rendering = workshop.rendering(&["--compression", "balanced"]);
        let Outcome { exit, stderr, .. } =
            run(&mut prepared(&format!("{guard}ulimit -f 16; exec"), &rendering));
        if guard.is_empty() {
            assert_eq!(exit, None, "the signal ends it");
        } else {
            assert_eq!(exit, Some(3), "{stderr}");
            assert!(stderr.starts_with("error: cannot write `output/clip/"), "{stderr}");
            assert!(!stderr.contains("os error") && !stderr.contains(".partial"), "{stderr}");
        }
        assert!(!workshop.clip("clip.json").exists());
    }
    assert!(!workshop.names("output/clip/frames").is_empty());
    let outcome = workshop.render(&["--compression", "balanced", "--json"]).done();
    assert_ne!(outcome.json()["kept"], 0);
    assert_eq!(workshop.tree(), whole.tree());
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let workshop = Workshop::new();
    let locked = workshop.path("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write anyway, so the test does not apply.
    if fs::write(locked.join("probe"), "").is_err() {
        let outcome = workshop.render(&["-o", "locked"]);
        assert_eq!(outcome.exit, Some(3));
        assert!(
            outcome.stderr.starts_with("error: cannot write `locked/clip/frames`: "),
            "{}",
            outcome.stderr
        );
    }
    let outcome = workshop.render(&["-o", "/proc/halfminute"]);
    assert_eq!(outcome.exit, Some(3), "{}", outcome.stderr);
}

/// A third of the clip is still: those frames need no second copy on disk.
#[cfg(unix)]
#[test]
fn frames_that_look_alike_share_a_file_until_one_changes() {
    use std::os::unix::fs::MetadataExt;

    let workshop = Workshop::new();
    workshop.render(&["--threads", "1"]).done();
    let frame = |number: u32| workshop.clip(&format!("frames/frame_{number:06}.png"));
    let file = |number| fs::metadata(frame(number)).unwrap().ino();
    assert_eq!(file(25), file(26), "nothing moves there");
    assert_ne!(file(31), file(33), "the second beat begins there");
    let whole = workshop.tree();
    // If something writes into the shared file, the next render separates and repairs the frames.
    fs::write(frame(25), b"scribble").unwrap();
    workshop.render(&[]).done();
    assert_eq!(workshop.tree(), whole);
}
