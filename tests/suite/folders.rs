//! Safety of folders: a render touches nothing that no render made, removes nothing without a message, and
//! leaves a finished clip as it was if it fails.

use std::fs;
use std::path::Path;

use crate::workshop::{Outcome, SCENE, Workshop, assert_untouched, things};
#[cfg(unix)]
use crate::workshop::{prepared, run};

const RENDER: &[&str] = &["render", "clip.toml", "--size", "80x45", "--progress", "none"];
const ASSEMBLE: &[&str] = &["assemble", "clip.toml", "--size", "80x45", "--progress", "none"];

/// Runs a command that must fail with `exit` and not touch anything; returns its outcome.
#[track_caller]
fn refused(workshop: &Workshop, arguments: &[&str], exit: i32) -> Outcome {
    let before = things(&workshop.path("."));
    let outcome = workshop.run(arguments);
    let context = format!("{arguments:?}: {}{}", outcome.stdout, outcome.stderr);
    assert_eq!(outcome.exit, Some(exit), "{context}");
    assert_untouched(&before, &workshop.path("."), &context);
    outcome
}

#[test]
fn a_folder_that_was_never_a_clips_is_left_alone() {
    for name in [
        "clip.mp4",
        "clip.webm",
        "poster.png",
        "contact-sheet.png",
        "clip.vtt",
        "clip.json",
        "files.b3",
        "frames.journal",
        "frames.notes.journal",
        "videos.journal",
        "frames/frame_000003.png",
        "frames/frame_001000.png",
        "frames/notes.txt",
        ".halfminute-groups/h264-000000",
        ".halfminute-abc.partial",
        "report.html",
        "notes.txt",
        "still-000015.png",
        "another/clip.txt",
    ] {
        let workshop = Workshop::new();
        fs::create_dir_all(workshop.clip(name).parent().unwrap()).unwrap();
        fs::write(workshop.clip(name), "mine").unwrap();
        let commands =
            [RENDER.to_vec(), [RENDER, &["--shard", "1/2"]].concat(), [RENDER, &["--frames", "3"]].concat()];
        for command in commands.into_iter().chain([ASSEMBLE.to_vec()]) {
            let outcome = refused(&workshop, &command, 3);
            let shown = name.split('/').next().unwrap();
            let told = format!(
                "error: `output/clip` is not the folder of a clip and holds `{shown}`: move it away, or write to \
                 another folder\n"
            );
            assert_eq!(outcome.stderr, told);
        }
    }
}

/// Empty folders and files of file managers do not belong to anyone.
#[test]
fn an_empty_folder_and_what_file_managers_leave_are_nobodys() {
    let workshop = Workshop::new();
    fs::create_dir_all(workshop.clip("frames")).unwrap();
    fs::remove_dir(workshop.clip("frames")).unwrap();
    for name in [".DS_Store", "Thumbs.db", "desktop.ini"] {
        fs::write(workshop.clip(name), "a file manager's").unwrap();
    }
    workshop.render(&[]).done();
    fs::write(workshop.clip("frames/.DS_Store"), "a file manager's").unwrap();
    workshop.render(&["--fresh"]).done();
    workshop.run(&["verify", "output"]).done();
    for name in [".DS_Store", "Thumbs.db", "desktop.ini", "frames/.DS_Store"] {
        assert_eq!(fs::read_to_string(workshop.clip(name)).unwrap(), "a file manager's");
    }
}

/// A manifest, a lock or a journal is enough to recognise the folder of a clip.
#[test]
fn a_clip_that_lost_some_of_its_files_is_a_clip() {
    let whole = Workshop::new();
    whole.render(&[]).done();
    for mark in ["clip.json", ".halfminute.lock", "frames.journal"] {
        let workshop = Workshop::new();
        workshop.render(&[]).done();
        for other in ["clip.json", ".halfminute.lock", "frames.journal"].iter().filter(|name| **name != mark)
        {
            fs::remove_file(workshop.clip(other)).unwrap();
        }
        workshop.render(&[]).done();
        assert!(workshop.tree() == whole.tree(), "{mark}");
    }
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    for name in ["clip.json", ".halfminute.lock"] {
        fs::remove_file(workshop.clip(name)).unwrap();
    }
    workshop.write("output/clip/frames.journal", "no line of ours\n");
    refused(&workshop, RENDER, 3);
}

/// A render refuses foreign files, because `verify` would report them.
#[test]
fn what_no_render_wrote_is_in_the_way_in_the_folder_of_a_clip_too() {
    for name in ["notes.txt", "frames/notes.txt", "frames/frame_1.png", "frames.notes.journal", "clip.mov"] {
        let workshop = Workshop::new();
        workshop.render(&[]).done();
        fs::write(workshop.clip(name), "mine").unwrap();
        assert_eq!(workshop.run(&["verify", "output"]).exit, Some(1), "{name}");
        for more in [&[][..], &["--fresh"], &["--format", "gif"], &["--fps", "10"]] {
            let outcome = refused(&workshop, &[RENDER, more].concat(), 3);
            let told = format!(
                "error: `output/clip` holds `{name}`, which no render wrote: move it away, or write to another \
                 folder\n"
            );
            assert_eq!(outcome.stderr, told);
        }
        fs::remove_file(workshop.clip(name)).unwrap();
        workshop.render(&[]).done();
    }
}

/// Otherwise a render would overwrite the scene's pictures, and the next render would draw its output.
#[test]
fn a_scene_is_not_made_of_files_in_its_clips_folder() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    fs::rename(workshop.path("output/clip"), workshop.path("clip")).unwrap();
    let scene = SCENE.replace(
        "things = {",
        "shot = { kind = \"image\", file = \"clip/poster.png\", alt = \"a shot\" }\nthings = {",
    );
    workshop.write("clip.toml", &scene.replace("[\"word\", \"things\"]", "[\"word\", \"things\", \"shot\"]"));
    let render: &[&str] =
        &["render", "clip.toml", "--size", "320x180", "--allow", "all", "--progress", "none"];
    let outcome = refused(&workshop, &[render, &["-o", "."]].concat(), 3);
    let told = "error: the scene is made of `./clip/poster.png`, which lies in the clip's own folder `./clip`: move it \
                away, or write to another folder\n";
    assert_eq!(outcome.stderr, told);
    // In the folder of another clip, the picture is allowed.
    workshop.run(render).done();
}

#[test]
fn an_assembly_that_lacks_frames_leaves_a_finished_clip_alone() {
    let workshop = Workshop::new();
    workshop.render(&["--format", "png,gif"]).done();
    workshop.run(&["verify", "output"]).done();
    let other: &[&str] = &["assemble", "clip.toml", "--size", "96x54", "--progress", "none"];
    refused(&workshop, other, 1);
    // Half of the frames are in another folder.
    workshop.run(&["render", "clip.toml", "--size", "96x54", "--shard", "1/2", "-o", "parts"]).done();
    refused(&workshop, &[other, &["--from", "parts", "--format", "png,gif"]].concat(), 1);
    workshop.run(&["render", "clip.toml", "--size", "96x54", "--shard", "2/2", "-o", "parts"]).done();
    workshop.run(&[other, &["--from", "parts"]].concat()).done();
    assert_eq!(workshop.manifest()["size"]["width"], 96);
    workshop.run(&["verify", "output"]).done();
}

#[test]
fn a_part_leaves_a_finished_clip_alone() {
    let workshop = Workshop::new();
    workshop.render(&["--format", "png,gif"]).done();
    refused(&workshop, &[RENDER, &["--shard", "1/2"]].concat(), 0);
    workshop.write("clip.toml", &SCENE.replace("One thing", "Another thing"));
    for more in [["--shard", "1/2"].as_slice(), &["--shard", "1/2", "--fresh"], &["--part", "--frames", "3"]]
    {
        let outcome = refused(&workshop, &[RENDER, more].concat(), 3);
        assert_eq!(
            outcome.stderr,
            "error: `output/clip` holds a finished clip, and a part of another one does not belong there: draw \
             the parts into another folder and name it to `assemble` with `--from`, or remove the clip\n"
        );
    }
    // What a manifest of some frames does not speak of is free.
    fs::remove_dir_all(workshop.clip("")).unwrap();
    workshop.render(&["--frames", "0-9"]).done();
    let manifest = fs::read(workshop.clip("clip.json")).unwrap();
    refused(&workshop, &["render", "clip.toml", "--size", "80x46", "--part", "--frames", "5"], 3);
    workshop.render(&["--part", "--frames", "10-19"]).done();
    assert_eq!(fs::read(workshop.clip("clip.json")).unwrap(), manifest);
}

/// Beside its manifest, nothing would say what the other frames, the videos and the sidecars are.
#[test]
fn some_frames_leave_a_finished_clip_alone() {
    let workshop = Workshop::new();
    workshop.render(&["--format", "png,gif"]).done();
    for some in [["--frames", "0-9"], ["--beat", "2"]] {
        let outcome = refused(&workshop, &[RENDER, &some].concat(), 0);
        assert_eq!(outcome.stdout.lines().count(), 1, "nothing is lost: {}", outcome.stdout);
    }
    let told = "error: `output/clip` holds the finished clip `clip`, and these frames are not all in it as they would \
                be drawn: write them to another folder with `-o`, or render the whole clip\n";
    let render = ["render", "clip.toml", "--progress", "none", "--frames", "0-9"];
    for more in [
        &["--size", "80x46"][..],
        &["--size", "80x45", "--fps", "10"],
        &["--size", "80x45", "--compression", "small"],
        &["--size", "80x45", "--fresh"],
    ] {
        assert_eq!(refused(&workshop, &[&render[..], more].concat(), 3).stderr, told, "{more:?}");
    }
    // The first frames look the same, and the clip is another one.
    workshop.write("clip.toml", &SCENE.replace("Two things", "Three things"));
    assert_eq!(refused(&workshop, &[RENDER, &["--frames", "0-9"]].concat(), 3).stderr, told);
    workshop.run(&[RENDER, &["--frames", "0-9", "-o", "other"]].concat()).done();
    workshop.run(&["verify", "output", "other"]).done();

    // A clip of videos only has no frames.
    workshop.render(&["--format", "gif"]).done();
    assert_eq!(refused(&workshop, &[RENDER, &["--frames", "0-9"]].concat(), 3).stderr, told);
}

/// An impossible request is refused before anything is removed.
#[test]
fn a_render_that_is_refused_leaves_a_finished_clip_alone() {
    let workshop = Workshop::new();
    workshop.render(&["--format", "png,gif"]).done();
    for (more, exit) in [
        (&["--format", "gif", "--fps", "60"][..], 2),
        (&["--format", "gif", "--audio", "voice.wav"], 3),
        (&["--frames", "99"], 2),
        (&["--format", "png,mp4", "--frames", "1"], 2),
        (&["--format", "mkv", "--ffmpeg-args", "-c:v"], 2),
        (&["--format", "mkv", "--ffmpeg-args", "-c:v ffv1 second.mkv"], 2),
        (&["--format", "mkv", "--ffmpeg-args", "-an second.mkv"], 2),
    ] {
        let before = things(&workshop.path("."));
        let mut command = workshop.command(&[RENDER, more].concat());
        let output = command.env("PATH", "/nowhere").output().unwrap();
        let context = format!("{more:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(exit), "{context}");
        assert_untouched(&before, &workshop.path("."), &context);
    }
    workshop.write("clip.toml", "a mistake");
    refused(&workshop, RENDER, 1);
}

/// Encoded groups are kept for the next run; nothing else changes.
#[cfg(unix)]
#[test]
fn a_video_that_fails_leaves_a_finished_clip_alone() {
    let workshop = Workshop::new();
    workshop.write_ffmpeg("for word; do [ \"$word\" = -version ] && exit 0; done; echo broken >&2; exit 1");
    workshop.render(&["--size", "80x46", "--format", "png,gif"]).done();
    let before = workshop.tree();
    for formats in ["png,gif,webm", "webm", "png,mov"] {
        let mut command = workshop.rendering(&["--size", "80x46", "--format", formats]);
        let outcome = run(command.env("PATH", workshop.path_of_programs()));
        assert_eq!(outcome.exit, Some(3), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("broken"), "{}", outcome.stderr);
        let after = workshop.tree();
        let changed = before.iter().filter(|(path, bytes)| after.get(*path) != Some(*bytes));
        let changed: Vec<_> = changed.map(|(path, _)| path.to_str().unwrap()).collect();
        assert!(changed.is_empty() || changed == ["frames.journal"], "{formats}: {changed:?}");
        workshop.run(&["verify", "output"]).done();
    }
}

/// New frames replace old ones as they are drawn. Videos and sidecars stay until the new ones are complete.
#[cfg(unix)]
#[test]
fn a_render_that_ends_half_way_keeps_videos_and_sidecars() {
    let workshop = Workshop::new();
    workshop.render(&["--format", "png,gif,apng"]).done();
    let before = workshop.tree();
    let rendering = workshop.rendering(&["--size", "96x54", "--format", "png,gif"]);
    let outcome = run(&mut prepared("trap '' XFSZ; ulimit -f 16; exec", &rendering));
    assert_eq!(outcome.exit, Some(3), "{}", outcome.stderr);
    let after = workshop.tree();
    for name in ["clip.gif", "clip.apng", "poster.png", "contact-sheet.png", "clip.vtt", "clip.srt"] {
        assert_eq!(after.get(Path::new(name)), before.get(Path::new(name)), "{name}");
    }
    assert!(!workshop.clip("clip.json").exists(), "some frames are those of the new clip");
    let outcome = workshop.render(&["--size", "96x54", "--format", "png,gif", "--json"]);
    let losses = &outcome.done().json()["losses"];
    assert_eq!(losses[0]["file"], "clip.apng", "{losses}");
    workshop.run(&["verify", "output"]).done();
}

#[test]
fn everything_that_a_render_takes_away_is_said() {
    let workshop = Workshop::new();
    workshop.render(&["--format", "png,gif"]).done();
    let outcome = workshop.render(&["--format", "apng"]).done();
    let lines: Vec<_> = outcome.stdout.lines().skip(1).collect();
    let rest = "which an earlier render made and this one does not";
    assert_eq!(
        lines,
        [format!("clip: removed clip.gif, {rest}"), format!("clip: removed 60 frames, {rest}")]
    );
    assert!(!workshop.clip("frames").exists());
    workshop.run(&["verify", "output"]).done();

    let silent: String =
        SCENE.lines().filter(|line| !line.starts_with("caption")).flat_map(|line| [line, "\n"]).collect();
    workshop.write("clip.toml", &silent);
    let outcome = workshop.render(&["--json", "--allow", "all"]).done();
    let message = |name: &str| format!("removed {name}, {rest}");
    let losses = serde_json::json!([
        { "code": "removed", "file": "clip.apng", "message": message("clip.apng") },
        { "code": "removed", "file": "clip.srt", "message": message("clip.srt") },
        { "code": "removed", "file": "clip.vtt", "message": message("clip.vtt") },
    ]);
    assert_eq!(outcome.json()["losses"], losses);

    // A shorter clip has fewer frames.
    let outcome = workshop.render(&["--fps", "10", "--allow", "all"]).done();
    assert_eq!(outcome.stdout.lines().nth(1).unwrap(), format!("clip: removed 20 frames, {rest}"));
    workshop.run(&["verify", "output"]).done();

    // Others give their files such names, too. Who drew nothing yet left an empty one.
    workshop.write("output/clip/frames.0-449.journal", "mine\n");
    workshop.write("output/clip/frames.450-899.journal", "");
    let outcome = workshop.render(&["--fps", "10", "--allow", "all", "--fresh"]).done();
    let told =
        "clip: removed frames.0-449.journal, which had the name of a part's journal and no line of one";
    assert_eq!(outcome.stdout.lines().skip(1).collect::<Vec<_>>(), [told]);

    // Nothing is lost, and nothing said.
    let outcome = workshop.render(&["--fps", "10", "--allow", "all"]).done();
    assert_eq!(outcome.stdout.lines().count(), 1, "{}", outcome.stdout);

    // Other frames of a clip that was not finished take the place of the first in its manifest.
    fs::remove_dir_all(workshop.clip("")).unwrap();
    workshop.render(&["--allow", "all", "--frames", "0-9"]).done();
    let outcome = workshop.render(&["--allow", "all", "--frames", "5-19"]).done();
    let told = "clip: left 5 files of an earlier render that clip.json no longer lists";
    assert_eq!(outcome.stdout.lines().nth(1), Some(told));
    assert_eq!(workshop.run(&["verify", "output"]).exit, Some(1));
    workshop.render(&["--allow", "all"]).done();
    workshop.run(&["verify", "output"]).done();
}

#[cfg(feature = "mp4")]
#[test]
fn a_sound_that_is_left_out_is_said() {
    let workshop = Workshop::new();
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(workshop.path("voice.wav"), spec).unwrap();
    (0..32_000_i16).for_each(|at| wav.write_sample(at % 400).unwrap());
    wav.finalize().unwrap();
    let render = ["render", "clip.toml", "--size", "80x46", "--format", "mp4", "--progress", "none"];
    workshop.run(&[&render[..], &["--audio", "voice.wav"]].concat()).done();
    assert_eq!(workshop.manifest()["videos"][0]["sound"], true);
    let outcome = workshop.run(&[&render[..], &["--json"]].concat()).done();
    let loss = serde_json::json!([
        { "code": "sound", "file": "clip.mp4", "message": "made clip.mp4 without the sound that it had" }
    ]);
    assert_eq!(outcome.json()["losses"], loss);
    assert!(workshop.manifest()["videos"][0].get("sound").is_none());
}

/// After a folder and its scene were renamed, the files in the manifest still belong to the clip.
#[test]
fn a_clip_that_was_renamed_leaves_nothing_of_its_old_name() {
    let workshop = Workshop::new();
    workshop.render(&["--format", "png,gif"]).done();
    fs::rename(workshop.path("clip.toml"), workshop.path("other.toml")).unwrap();
    fs::rename(workshop.path("output/clip"), workshop.path("output/other")).unwrap();
    let outcome = workshop.run(&[
        "render",
        "other.toml",
        "--size",
        "80x45",
        "--format",
        "png,gif",
        "--progress",
        "none",
    ]);
    for name in ["clip.gif", "clip.srt", "clip.vtt"] {
        assert!(outcome.stdout.contains(&format!("other: removed {name}, ")), "{}", outcome.stdout);
    }
    outcome.done();
    workshop.run(&["verify", "output"]).done();
}

/// A typing error, such as a scene's name after `-o`, overwrites nothing.
#[test]
fn stills_and_pages_replace_only_their_like() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    fs::copy(workshop.clip("frames/frame_000003.png"), workshop.path("frame.png")).unwrap();
    workshop.write("notes.png", "not a picture at all");
    workshop.write("page.html", "<!DOCTYPE html><html><head></head></html>");
    let still = ["still", "clip.toml", "--at", "1", "--size", "80x45", "-o"];
    let told = |name: &str| {
        format!(
            "error: `{name}` is there already and halfminute did not write it: choose another name, or remove it\n"
        )
    };
    for name in ["notes.png", "frame.png"] {
        assert_eq!(refused(&workshop, &[&still[..], &[name]].concat(), 3).stderr, told(name));
    }
    for name in ["clip.toml", "notes.png", "page.html"] {
        assert_eq!(refused(&workshop, &["report", "output", "-o", name], 3).stderr, told(name));
    }
    // In the folder of a clip, each would be an unexpected file or an altered frame.
    for name in ["output/clip/x.png", "output/clip/poster.png", "output/clip/frames/frame_000003.png"] {
        let outcome = refused(&workshop, &[&still[..], &[name]].concat(), 3);
        assert!(outcome.stderr.contains("would lie in the folder of a clip"), "{}", outcome.stderr);
    }
    for name in ["output/clip/page.html", "output/clip/clip.vtt"] {
        let outcome = refused(&workshop, &["report", "output", "-o", name], 3);
        assert!(outcome.stderr.contains("would lie in the folder of a clip"), "{}", outcome.stderr);
    }
    // A path below a file is refused.
    refused(&workshop, &[&still[..], &["notes.png/x.png"]].concat(), 3);

    // Files that the program wrote may be replaced.
    for _ in 0..2 {
        workshop.run(&[&still[..], &["new.png"]].concat()).done();
        workshop.run(&["still", "clip.toml", "--contact-sheet", "-o", "new.png"]).done();
        workshop.run(&["report", "output", "-o", "new.html"]).done();
        workshop.run(&["report", "output"]).done();
        workshop.run(&["report", "output/clip"]).done();
    }
    workshop.run(&["verify", "output"]).done();
}

#[cfg(unix)]
#[test]
fn stills_and_pages_replace_no_link() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    workshop.run(&["still", "clip.toml", "--at", "1", "--size", "80x45", "-o", "mine.png"]).done();
    std::os::unix::fs::symlink("mine.png", workshop.path("link.png")).unwrap();
    let outcome =
        refused(&workshop, &["still", "clip.toml", "--at", "1", "--size", "80x45", "-o", "link.png"], 3);
    assert!(outcome.stderr.contains("`link.png`: it is a symbolic link"), "{}", outcome.stderr);
}

#[test]
fn a_still_in_its_default_place_spoils_no_clip() {
    let workshop = Workshop::new();
    workshop.render(&[]).done();
    let before = workshop.tree();
    for (which, name) in [
        (&["--at", "1"][..], "output/clip-still-000015.png"),
        (&["--beat", "2"], "output/clip-still-000059.png"),
        (&["--contact-sheet"], "output/clip-contact-sheet.png"),
    ] {
        for _ in 0..2 {
            let outcome = workshop.run(&[&["still", "clip.toml", "--size", "80x45"], which].concat()).done();
            assert_eq!(outcome.stdout, format!("{name}\n"));
        }
    }
    assert_eq!(workshop.tree(), before);
    workshop.run(&["verify", "output"]).done();
    workshop.render(&[]).done();
}

#[test]
fn a_scene_has_no_name_that_means_something_else() {
    for name in
        ["frames", "clip.json", "files.b3", "report.html", "poster.png", "frames.journal", "CON", "nul.x"]
    {
        let workshop = Workshop::new();
        let file = format!("{name}.toml");
        workshop.write(&file, SCENE);
        for command in [
            &["render", &file, "--size", "80x45"][..],
            &["assemble", &file],
            &["still", &file, "--at", "1"],
            &["render", "clip.toml", &file],
        ] {
            let outcome = refused(&workshop, command, 2);
            assert!(outcome.stderr.contains(&format!("`{file}` has ")), "{}", outcome.stderr);
        }
        assert_eq!(workshop.run(&["check", &file]).exit, Some(2), "{name}");
    }
}
