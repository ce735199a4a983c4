//! Findings of `verify` for a correct clip, and for every kind of fault.

use std::fs;

use crate::workshop::{SCENE, Workshop};

fn frame(number: u32) -> String {
    format!("frames/frame_{number:06}.png")
}

/// Code and file of every finding.
fn findings(workshop: &Workshop, more: &[&str]) -> Vec<(String, String)> {
    let outcome = workshop.run(&[&["verify", "output", "--json"], more].concat());
    let found = outcome.json()["findings"].clone();
    let found: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|found| ["code", "file"].map(|key| found[key].as_str().unwrap().to_owned()).into())
        .collect();
    assert_eq!(outcome.exit, Some(i32::from(!found.is_empty())), "{outcome:?}");
    found
}

fn found(code: &str, file: &str) -> (String, String) {
    (code.to_owned(), file.to_owned())
}

#[test]
fn a_whole_clip_passes() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    for path in ["output", "output/clip", "output/clip/"] {
        let outcome = workshop.run(&["verify", path]).done();
        assert!(
            outcome.stdout.contains("clip: ok; 60 frames, 4 s, 67 files") || path.ends_with('/'),
            "{outcome:?}"
        );
    }
    let outcome = workshop.run(&["verify", "output", "--deep", "--json"]).done();
    let result = outcome.json();
    assert_eq!((&result["status"], &result["redrawn"]), (&"verified".into(), &60.into()));
    assert_eq!(result["findings"], serde_json::json!([]));
    fs::remove_dir_all(workshop.clip("")).unwrap();
    workshop.render(&["--frames", "5-9"]).done();
    workshop.run(&["verify", "output", "--deep"]).done();
}

#[test]
fn every_fault_is_named() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let bytes = fs::read(workshop.clip(&frame(3))).unwrap();
    fs::remove_file(workshop.clip(&frame(2))).unwrap();
    workshop.replace(&workshop.clip(&frame(3)), &bytes[..bytes.len() / 2]);
    workshop.replace(&workshop.clip(&frame(4)), &fs::read(workshop.clip(&frame(50))).unwrap());
    workshop.replace(&workshop.clip(&frame(5)), &fs::read(workshop.clip("contact-sheet.png")).unwrap());
    fs::write(workshop.clip(&frame(60)), &bytes).unwrap();
    fs::write(workshop.clip("frames/notes.txt"), "").unwrap();
    fs::write(workshop.clip("clip.vtt"), "WEBVTT\n").unwrap();
    fs::remove_file(workshop.clip("poster.png")).unwrap();
    assert_eq!(
        findings(&workshop, &[]),
        [
            found("missing", &frame(2)),
            found("broken", &frame(3)),
            found("altered", &frame(4)),
            found("wrong-size", &frame(5)),
            found("altered", "clip.vtt"),
            found("missing", "poster.png"),
            found("extra", &frame(60)),
            found("extra", "frames/notes.txt"),
        ]
    );
    let outcome = workshop.run(&["verify", "output"]);
    assert!(
        outcome.stdout.starts_with(
            "error[missing]: frame 2 (beat 1, `First`) is missing\n  --> output/clip/frames/frame_000002.png\n"
        ),
        "{}",
        outcome.stdout
    );
    assert!(outcome.stdout.contains("output/clip: 8 findings ("), "{}", outcome.stdout);
    for (format, start) in [
        ("json", "{\"severity\":\"error\",\"code\":\"missing\""),
        ("github", "::error file=output/clip/frames/frame_000002.png,"),
    ] {
        let outcome = workshop.run(&["verify", "output", "--message-format", format]);
        assert!(outcome.stdout.starts_with(start), "{}", outcome.stdout);
        assert_eq!(outcome.stdout.lines().count(), 8);
    }
    fs::remove_file(workshop.clip("frames/notes.txt")).unwrap();
    workshop.render(&[]).done();
    assert_eq!(findings(&workshop, &[]), [], "the next render mends it");
}

#[test]
fn a_manifest_that_lies_is_caught() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let manifest = fs::read_to_string(workshop.clip("clip.json")).unwrap();
    let lies = [
        ("\"duration\": 4.0", "\"duration\": 5.0"),
        ("\"frame_count\": 60", "\"frame_count\": 61"),
        ("\"frame_count\": 60", "\"frame_count\": 4294967295"),
        ("\"numerator\": 15", "\"numerator\": 30"),
        ("\"numerator\": 15", "\"numerator\": 0"),
        ("\"width\": 80", "\"width\": 1920"),
        ("\"last_frame\": 59", "\"last_frame\": 58"),
        ("\"frames_digest\": \"", "\"frames_digest\": \"0"),
        ("\"files_digest\": \"", "\"files_digest\": \"0"),
        ("\"clip.vtt\",", ""),
        ("\"clip.vtt\"", "\"../../clip.toml\""),
        ("\"format\": 1", "\"format\": 2"),
        ("{", ""),
    ];
    for (truth, lie) in lies {
        let text = manifest.replacen(truth, lie, 1);
        assert_ne!(text, manifest, "{truth}");
        fs::write(workshop.clip("clip.json"), text).unwrap();
        assert_ne!(findings(&workshop, &[]), [], "{lie}");
    }
    fs::write(workshop.clip("clip.json"), manifest.replacen("Two beats", "Three beats", 1)).unwrap();
    assert_eq!(findings(&workshop, &[]), [found("bad-manifest", "clip.json")]);
    let mut value = workshop.manifest();
    value["title"] = "Three beats".into();
    workshop.write_manifest(&value);
    assert_eq!(findings(&workshop, &[]), [], "only the scene can tell");
    assert_eq!(findings(&workshop, &["--deep"]), [found("bad-manifest", "clip.json")]);
    fs::remove_file(workshop.clip("clip.json")).unwrap();
    assert_eq!(findings(&workshop, &[]), [found("missing", "clip.json")]);
}

/// The digest of a changed manifest can be recomputed: contradictions within it, and unknown keys, are found
/// anyway.
#[test]
fn a_manifest_that_was_sealed_again_is_held_against_itself() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let sealed = fs::read_to_string(workshop.clip("clip.json")).unwrap();
    let manifest = workshop.manifest();
    workshop.write_manifest(&manifest);
    assert_eq!(
        fs::read_to_string(workshop.clip("clip.json")).unwrap(),
        sealed,
        "the digest is as documented"
    );
    let lies: [(&str, &str, serde_json::Value, &str); 9] = [
        ("/beats/1", "start", 2.000_000_1.into(), "says that beat 2 lasts from 2.0000001 s"),
        ("/beats/1", "note", "x".into(), "has the key `beats[1].note`"),
        ("/size", "depth", 1.into(), "has the key `size.depth`"),
        ("", "reviewed", true.into(), "has the key `reviewed`"),
        ("", "frames", "frames/%d.png".into(), "has a `frames` that no manifest has"),
        ("", "generator", "hand".into(), "has a `generator` that no manifest has"),
        ("/frame_digests", "of", "something".into(), "has a `frame_digests` that no manifest has"),
        ("", "sidecars", serde_json::json!(["clip.vtt", "clip.srt"]), "has other `sidecars`"),
        ("/beats/1", "caption", "Another.".into(), "`clip.vtt` has other captions than the manifest's beats"),
    ];
    for (place, key, lie, says) in lies {
        let mut forged = manifest.clone();
        forged.pointer_mut(place).unwrap()[key] = lie;
        workshop.write_manifest(&forged);
        let outcome = workshop.run(&["verify", "output"]);
        assert_eq!(outcome.exit, Some(1), "{place} {key}");
        assert!(outcome.stdout.contains(says), "{place} {key}: {}", outcome.stdout);
    }
}

/// No line may be missing, repeated or out of order, even if the digests match.
#[test]
fn lists_are_complete_and_in_order() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let manifest = workshop.manifest();
    let digest = |text: &str| blake3::hash(text.as_bytes()).to_hex().to_string();
    for list in ["files.b3", "frames.b3"] {
        let whole = fs::read_to_string(workshop.clip(list)).unwrap();
        let files = fs::read_to_string(workshop.clip("files.b3")).unwrap();
        let lines: Vec<&str> = whole.split_inclusive('\n').collect();
        let without_first = lines[1..].concat();
        let doubled = [&lines[..1], &lines].concat().concat();
        let reversed: String = lines.iter().rev().copied().collect();
        for (forged, says) in [
            ("", "files and has 0 others"),
            (&without_first, "lacks 1 of the manifest's files and has 0 others"),
            (&doubled, "lacks 0 of the manifest's files and has 1 others"),
            (&reversed, "has its lines in another order"),
        ] {
            fs::write(workshop.clip(list), forged).unwrap();
            if list == "files.b3" {
                let mut manifest = manifest.clone();
                manifest["files_digest"] = digest(forged).into();
                workshop.write_manifest(&manifest);
            } else {
                workshop.seal();
            }
            let outcome = workshop.run(&["verify", "output"]);
            assert_eq!(outcome.exit, Some(1), "{list} {says}");
            assert!(outcome.stdout.contains(says), "{list}: {}", outcome.stdout);
            fs::write(workshop.clip("files.b3"), &files).unwrap();
        }
        fs::write(workshop.clip(list), &whole).unwrap();
        workshop.write_manifest(&manifest);
        assert_eq!(findings(&workshop, &[]), []);
    }
}

/// With matching lists and manifest: a frame must have the structure of a picture of the clip's size.
#[test]
fn frames_that_are_no_pictures_are_found_without_the_scene() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let good = fs::read(workshop.clip(&frame(3))).unwrap();
    let sheet = fs::read(workshop.clip("contact-sheet.png")).unwrap();
    let mut altered = good.clone();
    altered[good.len() / 2] ^= 1;
    for (bytes, code) in [
        (&b"five!"[..], "broken"),
        (&good[..good.len() - 4], "broken"),
        (&altered, "broken"),
        (&sheet, "wrong-size"),
    ] {
        for number in 0..60 {
            workshop.replace(&workshop.clip(&frame(number)), bytes);
        }
        workshop.seal();
        let found = findings(&workshop, &[]);
        assert_eq!(found.len(), 60, "{code}");
        assert!(found.iter().all(|(found, _)| found == code), "{found:?}");
    }
}

#[test]
fn what_a_manifest_says_of_beats_and_videos_is_compared() {
    let workshop = Workshop::new();
    workshop.render(&["--format", "apng"]).done();
    let manifest = fs::read_to_string(workshop.clip("clip.json")).unwrap();
    let value = workshop.manifest();
    let video = &value["videos"][0];
    let (bytes, digest) = (&video["bytes"], video["digest"].as_str().unwrap());
    let frames = &video["frames"];
    let lies = [
        ("\"start\": 2.0".to_owned(), "\"start\": 2.5", "says that beat 2 lasts from 2.5 s to 4 s"),
        ("\"end\": 4.0".to_owned(), "\"end\": 40.0", "says that beat 2 lasts from 2 s to 40 s"),
        (format!("\"bytes\": {bytes}"), "\"bytes\": 5", "says that `clip.apng` has 5 bytes"),
        (digest.to_owned(), &"0".repeat(64), "has another digest of `clip.apng` than `files.b3`"),
        (format!("\"frames\": {frames},"), "\"frames\": 61,", "says that `clip.apng` has 61 pictures"),
        (format!("\"frames\": {frames},"), "\"frames\": 0,", "says that `clip.apng` has 0 pictures"),
        ("\"duration\": 4.0\n".to_owned(), "\"duration\": 12.0\n", "says that `clip.apng` lasts 12 s"),
        ("\"format\": \"apng\"".to_owned(), "\"format\": \"avi\"", "is of the format `avi`"),
    ];
    for (truth, lie, says) in lies {
        let text = manifest.replace(&truth, lie);
        assert_ne!(text, manifest, "{truth}");
        fs::write(workshop.clip("clip.json"), text).unwrap();
        let outcome = workshop.run(&["verify", "output"]);
        assert_eq!(outcome.exit, Some(1), "{lie}");
        assert!(outcome.stdout.contains(says), "{lie}: {}", outcome.stdout);
        // A render corrects the manifest and need not draw for it.
        let outcome = workshop.render(&["--format", "apng", "--json"]).done();
        assert_eq!(outcome.json()["kept"], 60, "{lie}");
        assert_eq!(fs::read_to_string(workshop.clip("clip.json")).unwrap(), manifest, "{lie}");
    }
}

#[test]
fn files_beside_the_manifest_that_nobody_promised_are_named() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    fs::create_dir(workshop.clip("sub")).unwrap();
    for name in ["extra.mp4", "old.gif", "sub/x", "report.html"] {
        fs::write(workshop.clip(name), "").unwrap();
    }
    assert_eq!(
        findings(&workshop, &[]),
        [found("extra", "extra.mp4"), found("extra", "old.gif"), found("extra", "sub")]
    );
    fs::remove_dir_all(workshop.clip("sub")).unwrap();
    fs::remove_file(workshop.clip("extra.mp4")).unwrap();
    fs::remove_file(workshop.clip("old.gif")).unwrap();
    // Nothing lists what a render of the whole clip left beside one of some frames.
    fs::remove_file(workshop.clip("clip.json")).unwrap();
    workshop.render(&["--frames", "1-59"]).done();
    let left = [frame(0).as_str(), "clip.srt", "clip.vtt", "contact-sheet.png", "poster.png"]
        .map(|name| found("extra", name));
    assert_eq!(findings(&workshop, &[]), left);
    workshop.render(&[]).done();
    assert_eq!(findings(&workshop, &[]), []);
}

/// The next render refuses the folder.
#[cfg(unix)]
#[test]
fn what_is_no_file_under_a_name_of_ours_is_named() {
    let workshop = Workshop::new();
    workshop.render(&["--format", "png,gif"]).done();
    let group = fs::read_dir(workshop.clip(".halfminute-groups")).unwrap().next().unwrap().unwrap();
    let group = format!(".halfminute-groups/{}", group.file_name().to_str().unwrap());
    let links = [".halfminute.lock", "frames.journal", "videos.journal", "frames.0-9.journal", "report.html"];
    for name in links.into_iter().chain([group.as_str(), "frames/frame_000003.png"]) {
        let before = fs::read(workshop.clip(name)).ok();
        for is_link in [false, true] {
            let _ = fs::remove_file(workshop.clip(name));
            if is_link {
                std::os::unix::fs::symlink(workshop.path("clip.toml"), workshop.clip(name)).unwrap();
            } else {
                let made = std::process::Command::new("mkfifo").arg(workshop.clip(name)).status().unwrap();
                assert!(made.success());
            }
            assert_eq!(findings(&workshop, &[]), [found("unreadable", name)]);
            assert_eq!(findings(&workshop, &["--deep"]), [found("unreadable", name)]);
            assert_eq!(workshop.run(&["report", "output"]).exit, Some(1), "{name}");
            assert_eq!(workshop.render(&["--format", "png,gif"]).exit, Some(3), "{name}");
        }
        fs::remove_file(workshop.clip(name)).unwrap();
        if let Some(bytes) = before {
            fs::write(workshop.clip(name), bytes).unwrap();
        }
    }
    assert_eq!(findings(&workshop, &[]), []);
}

#[test]
fn a_clip_that_was_begun_and_has_no_manifest_is_a_finding() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    fs::create_dir(workshop.path("output/killed")).unwrap();
    let traces = [
        ".halfminute.lock",
        "frames.journal",
        "frames.0-29.journal",
        "videos.journal",
        "files.b3",
        "frames.b3",
    ];
    for trace in traces {
        fs::write(workshop.path("output/killed").join(trace), "").unwrap();
        let outcome = workshop.run(&["verify", "output"]);
        assert_eq!(outcome.exit, Some(1), "{trace}");
        assert!(outcome.stdout.contains("error[missing]: `clip.json` is missing"), "{}", outcome.stdout);
        fs::remove_file(workshop.path("output/killed").join(trace)).unwrap();
    }
}

/// A folder that cannot be read is a finding, and the other folders are still checked.
#[cfg(unix)]
#[test]
fn a_clip_that_cannot_be_read_is_no_success() {
    use std::os::unix::fs::PermissionsExt;

    let workshop = Workshop::new();
    workshop.render(&[]).done();
    std::os::unix::fs::symlink("loop", workshop.path("output/loop")).unwrap();
    std::os::unix::fs::symlink("gone", workshop.path("output/other")).unwrap();
    let outcome = workshop.run(&["verify", "output"]);
    assert_eq!(outcome.exit, Some(3), "{outcome:?}");
    assert!(outcome.stdout.contains("output/clip: ok"), "{}", outcome.stdout);
    for name in ["loop", "other"] {
        assert!(
            outcome.stderr.contains(&format!("error: cannot read `output/{name}`: ")),
            "{}",
            outcome.stderr
        );
    }
    let outcome = workshop.run(&["report", "output"]);
    assert_eq!(outcome.exit, Some(1), "{outcome:?}");
    let page = fs::read_to_string(workshop.path("output/report.html")).unwrap();
    assert!(page.contains("2 clips that failed.") && page.contains("<th>loop</th>"), "the page shows it");
    for name in ["loop", "other"] {
        fs::remove_file(workshop.path("output").join(name)).unwrap();
    }

    workshop.run_unprivileged(&["verify", "output"]).done();
    for mode in [0o000, 0o444] {
        fs::set_permissions(workshop.clip(""), fs::Permissions::from_mode(mode)).unwrap();
        for output in ["output", "output/clip"] {
            let outcome = workshop.run_unprivileged(&["verify", output]);
            assert!(matches!(outcome.exit, Some(1 | 3)), "{mode:o} {output}: {outcome:?}");
        }
    }
    fs::set_permissions(workshop.clip(""), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_terminal_is_not_at_the_mercy_of_a_manifest() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let manifest = fs::read_to_string(workshop.clip("clip.json")).unwrap();
    fs::write(workshop.clip("clip.json"), manifest.replace("\"poster.png\"", "\"\\u001b[2J\\u009b.png\""))
        .unwrap();
    let outcome = workshop.run(&["verify", "output"]);
    assert!(outcome.stdout.contains("`\\u{1b}[2J\\u{9b}.png` is missing"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains('\u{1b}') && !outcome.stdout.contains('\u{9b}'));
}

/// Neither verification nor render may wait for a pipe, or read a device that never ends.
#[cfg(unix)]
#[test]
fn what_is_not_a_regular_file_is_not_read() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let whole = workshop.tree();
    fs::remove_file(workshop.clip(&frame(5))).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(workshop.clip(&frame(5))).status();
    assert!(pipe.unwrap().success());
    fs::remove_file(workshop.clip("poster.png")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", workshop.clip("poster.png")).unwrap();
    let expected = [found("unreadable", &frame(5)), found("unreadable", "poster.png")];
    assert_eq!(findings(&workshop, &[]), expected);
    for name in [&frame(5), "poster.png"] {
        let outcome = workshop.render(&[]);
        assert_eq!(outcome.exit, Some(3), "{}", outcome.stderr);
        fs::remove_file(workshop.clip(name)).unwrap();
    }
    workshop.render(&[]).done();
    assert_eq!(workshop.tree(), whole);
}

#[test]
fn a_list_of_digests_cannot_be_exchanged() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let list = fs::read_to_string(workshop.clip("files.b3")).unwrap();
    let bytes = fs::read(workshop.clip(&frame(50))).unwrap();
    workshop.replace(&workshop.clip(&frame(4)), &bytes);
    let forged: String = list
        .lines()
        .map(|line| match line.ends_with(&frame(4)) {
            true => format!("{}  {}\n", blake3::hash(&bytes).to_hex(), frame(4)),
            false => format!("{line}\n"),
        })
        .collect();
    assert_ne!(forged, list);
    fs::write(workshop.clip("files.b3"), forged).unwrap();
    assert_eq!(findings(&workshop, &[]), [found("altered", "files.b3")]);
}

#[test]
fn deep_needs_the_scene_as_it_was() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    fs::create_dir(workshop.path("moved")).unwrap();
    fs::rename(workshop.path("clip.toml"), workshop.path("moved/clip.toml")).unwrap();
    let outcome = workshop.run(&["verify", "output", "--deep"]);
    assert_eq!(outcome.exit, Some(3));
    assert_eq!(
        outcome.stderr,
        "error: the scene `clip.toml` of `output/clip` is gone: say where it is with `--scene`\n"
    );
    for scene in ["moved", "moved/clip.toml"] {
        workshop.run(&["verify", "output", "--deep", "--scene", scene]).done();
    }
    workshop.write("moved/clip.toml", &SCENE.replace("Two things", "Three things"));
    let outcome = workshop.run(&["verify", "output", "--deep", "--scene", "moved"]);
    assert_eq!(outcome.exit, Some(1));
    assert!(outcome.stderr.contains("has changed: render it again"), "{}", outcome.stderr);
}

#[test]
fn folders_without_clips_are_no_success() {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("empty")).unwrap();
    let outcome = workshop.run(&["verify", "empty"]);
    assert_eq!(
        (outcome.exit, outcome.stderr.as_str()),
        (Some(2), "error: the folder `empty` holds no clip: a clip has a clip.json\n")
    );
    let outcome = workshop.run(&["verify", "absent"]);
    assert_eq!(outcome.exit, Some(3));
}
