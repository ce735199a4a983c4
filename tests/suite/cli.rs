//! The program from the outside: arguments in, streams, files and exit codes out.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use halfminute_engine::theme::Theme;

use crate::workshop::Workshop;

/// Size of all renders; small, because these tests look at files and not at pictures.
const SIZE: &str = "64x36";

/// A folder with the scene that `new` writes.
fn with_scene() -> Workshop {
    let workshop = Workshop::empty().sized(SIZE);
    workshop.run(&["new", "clip"]).done();
    workshop
}

#[test]
fn wrong_usage_exits_2_and_writes_nothing() {
    let workshop = with_scene();
    let cases: &[(&[&str], &str)] = &[
        (&[], "Usage"),
        (&["rendder"], "a similar subcommand exists: 'render'"),
        (&["render"], "required arguments were not provided"),
        (&["render", "clip.toml", "--frames", "abc"], "`abc` is not a range of frames: write 7, 0-299"),
        (&["render", "clip.toml", "--frames", "9-3"], "`9-3` ends before it begins"),
        (&["render", "clip.toml", "--frames", "0-899x0"], "a step is at least 1"),
        (
            &["render", "clip.toml", "--frames", "0-900"],
            "clip: there is no frame 900: the clip's last frame is 899",
        ),
        (&["render", "clip.toml", "--beat", "99"], "clip: there is no beat 99: the clip's last beat is"),
        (&["render", "clip.toml", "--beat", "0"], "0 is not in 1.."),
        (&["render", "clip.toml", "--beat", "1", "--frames", "0"], "cannot be used with"),
        (&["render", "clip.toml", "--resume", "--fresh"], "cannot be used with"),
        (&["assemble"], "required arguments were not provided"),
        (&["verify"], "required arguments were not provided"),
        (&["verify", "output", "--scene", "clip.toml"], "--deep"),
        (
            &["render", "clip.toml", "--shard", "1/2", "--report"],
            "parts are no clips yet: leave out `--report`",
        ),
        (&["render", "a\nb.toml"], "`a\\nb.toml` has a control character or a back-slash in its name"),
        (&["render", "a\\b.toml"], "has a control character or a back-slash in its name"),
        (&["render", "clip.toml", "--size", "15x99"], "a side is 16 to 8192 pixels"),
        (&["render", "clip.toml", "--size", "big"], "write 1920x1080"),
        (&["render", "clip.toml", "--fps", "0"], "a rate is at least 1"),
        (&["render", "clip.toml", "--fps", "fast"], "a rate is a whole number or a fraction"),
        (&["render", "clip.toml", "--threads", "0"], "0 is not in 1..=256"),
        (&["render", "clip.toml", "--threads", "257"], "257 is not in 1..=256"),
        (&["render", "clip.toml", "--compression", "best"], "[possible values: fast, balanced, small]"),
        (&["still", "clip.toml"], "<--at <SECONDS>|--frame <N>|--beat <N>|--contact-sheet>"),
        (&["still", "clip.toml", "--at", "30"], "the clip is over at 30.0 s"),
        (&["still", "clip.toml", "--at", "-1"], "a clip starts at 0"),
        (&["still", "clip.toml", "--frame", "900"], "there is no frame 900: the clip's last frame is 899"),
        (&["still", "clip.toml", "--beat", "99"], "there is no beat 99"),
        (&["still", "clip.toml", "--frame", "0", "-o", "a.jpg"], "write a name that ends in .png"),
    ];
    for (arguments, message) in cases {
        let outcome = workshop.run(arguments);
        assert_eq!(outcome.exit, Some(2), "{arguments:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(message), "{arguments:?}: {}", outcome.stderr);
        assert_eq!(outcome.stdout, "", "{arguments:?}");
    }
    assert_eq!(workshop.names("."), ["clip.toml", "scene.schema.json"], "what `new` wrote");
}

#[test]
fn help_and_version_are_results() {
    let workshop = Workshop::empty();
    let help = workshop.run(&["--help"]);
    assert_eq!((help.exit, help.stderr.as_str()), (Some(0), ""));
    assert!(help.stdout.contains("render") && help.stdout.contains("Exit codes: 0 done"), "{}", help.stdout);
    let version = workshop.run(&["--version"]);
    assert_eq!(version.stdout, concat!("halfminute ", env!("CARGO_PKG_VERSION"), "\n"));
    assert_eq!(workshop.run(&["schema"]).exit, Some(0));
}

#[test]
fn files_that_cannot_be_read_exit_3_and_do_not_stop_the_others() {
    let workshop = with_scene();
    for command in ["render", "check"] {
        let outcome = workshop.run(&[command, "absent.toml"]);
        assert_eq!(outcome.exit, Some(3));
        assert!(outcome.stderr.starts_with("error: cannot read `absent.toml`: "), "{}", outcome.stderr);
    }
    let outcome = workshop.run(&["render", "absent.toml", "clip.toml", "--size", SIZE, "--frames", "0"]);
    assert_eq!(outcome.exit, Some(3));
    assert_eq!(workshop.names("output/clip/frames"), ["frame_000000.png"]);
}

#[test]
fn a_folder_means_its_scenes() {
    let workshop = Workshop::empty();
    fs::create_dir_all(workshop.path("scenes/deeper")).unwrap();
    let outcome = workshop.run(&["check", "scenes"]);
    assert_eq!(outcome.exit, Some(2));
    assert_eq!(outcome.stderr, "error: the folder `scenes` holds no scene: a scene is a .toml file\n");

    assert_eq!(workshop.run(&["new", "b"]).exit, Some(0));
    let scene = workshop.text("b.toml");
    for path in ["scenes/b.toml", "scenes/a.toml", "scenes/deeper/c.toml", "scenes/.taplo.toml"] {
        fs::write(workshop.path(path), &scene).unwrap();
    }
    fs::write(workshop.path("scenes/notes.txt"), "").unwrap();
    let outcome = workshop.run(&["check", "scenes", "scenes/a.toml"]);
    assert_eq!(outcome.exit, Some(0), "{}{}", outcome.stdout, outcome.stderr);
    let checked: Vec<_> =
        outcome.stdout.lines().filter_map(|line| line.split_once(".toml: ")).map(|(name, _)| name).collect();
    let a = Path::new("scenes").join("a");
    let b = Path::new("scenes").join("b");
    assert_eq!(checked, [a.to_str().unwrap(), b.to_str().unwrap()], "sorted, each once");
}

#[test]
fn a_theme_in_a_folder_is_no_scene() {
    let workshop = with_scene();
    let scene = workshop.text("clip.toml");
    let pearl = Theme::built_in("pearl").unwrap();
    fs::write(workshop.path("own.toml"), pearl).unwrap();
    // A file that does not parse is a theme if a scene names it as one.
    fs::write(workshop.path("broken.toml"), format!("{pearl}\n[")).unwrap();
    let of = |name: &str| scene.replace("[clip]", &format!("[clip]\ntheme = \"{name}\""));
    fs::write(workshop.path("clip.toml"), of("own.toml")).unwrap();
    fs::write(workshop.path("other.toml"), of("broken.toml")).unwrap();
    let outcome = workshop.run(&["check", "."]);
    assert!(outcome.stdout.contains("./clip.toml: ok"), "{}", outcome.stdout);
    let judged = |name: &str| outcome.stdout.lines().any(|line| line.starts_with(&format!("./{name}: ")));
    assert!(judged("other.toml"), "{}", outcome.stdout);
    assert!(!judged("own.toml") && !judged("broken.toml"), "{}", outcome.stdout);
}

#[test]
fn two_scenes_of_one_name_would_share_a_folder() {
    let workshop = with_scene();
    fs::create_dir(workshop.path("other")).unwrap();
    fs::copy(workshop.path("clip.toml"), workshop.path("other/clip.toml")).unwrap();
    let outcome = workshop.run(&["render", "clip.toml", "other/clip.toml", "--frames", "0"]);
    assert_eq!(outcome.exit, Some(2));
    assert_eq!(
        outcome.stderr,
        "error: `clip.toml` and `other/clip.toml` would write to the same folder `clip`: rename one\n"
    );
    assert!(!workshop.path("output").exists());
}

#[test]
fn some_frames_are_drawn_and_the_manifest_says_which() {
    let workshop = with_scene();
    let outcome = workshop.render(&["--frames", "3,0-1,20-40x10"]);
    assert_eq!(outcome.exit, Some(0), "{}", outcome.stderr);
    assert!(outcome.stdout.starts_with("clip: 6 of 900 frames in "), "{}", outcome.stdout);
    let names = [0, 1, 3, 20, 30, 40].map(|frame| format!("frame_{frame:06}.png"));
    assert_eq!(workshop.names("output/clip/frames"), names);
    for name in &names {
        assert_eq!(workshop.picture(&format!("output/clip/frames/{name}")).size, (64, 36));
    }
    let manifest = workshop.manifest();
    assert_eq!(manifest["rendered"], "0-1,3,20,30,40");
    assert_eq!((&manifest["first_frame"], &manifest["last_frame"]), (&0.into(), &40.into()));
    assert_eq!(manifest["frame_count"], 900);
    let listed = workshop.text("output/clip/frames.b3");
    let listed: Vec<_> = listed.lines().map(|line| line.split_once("  ").unwrap()).collect();
    assert_eq!(listed.iter().map(|(_, name)| *name).collect::<Vec<_>>(), names);
    assert!(listed.iter().all(|(digest, _)| digest.len() == 64));
}

#[test]
fn a_whole_clip_is_described_by_its_manifest() {
    let workshop = with_scene();
    let outcome = workshop.render(&["--json"]);
    assert_eq!(outcome.exit, Some(0), "{}", outcome.stderr);
    let result = outcome.json();
    assert_eq!((&result["clip"], &result["status"]), (&"clip".into(), &"rendered".into()));
    assert_eq!((&result["frames"], &result["exit"]), (&900.into(), &0.into()));
    assert!(result["seconds"].is_f64());

    let manifest = workshop.manifest();
    let keys: Vec<_> = manifest.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys.join(" "),
        "format generator version clip title lang size rate frame_count first_frame last_frame duration \
         frames scene scene_digest theme_digest frames_digest frame_digests files_digest file_digests \
         sidecars beats manifest_digest"
    );
    assert_eq!(manifest["size"], serde_json::json!({ "width": 64, "height": 36 }));
    assert_eq!(manifest["rate"], serde_json::json!({ "numerator": 30, "denominator": 1 }));
    assert_eq!((&manifest["frame_count"], &manifest["duration"]), (&900.into(), &30.0.into()));
    assert_eq!(manifest["frames_digest"], result["frames_digest"]);
    assert_eq!(
        workshop.names("output/clip"),
        [
            ".halfminute.lock",
            "clip.json",
            "clip.srt",
            "clip.vtt",
            "contact-sheet.png",
            "files.b3",
            "frames",
            "frames.b3",
            "frames.journal",
            "poster.png"
        ]
    );
    assert_eq!(workshop.names("output/clip/frames").len(), 900, "no partial files");
    let beats = manifest["beats"].as_array().unwrap();
    assert_eq!(beats[0]["first_frame"], 0);
    assert_eq!(beats.last().unwrap()["end_frame"], manifest["frame_count"]);
}

#[test]
fn threads_and_compression_change_no_pixel() {
    let lists = [["1", "fast"], ["3", "balanced"], ["8", "small"]].map(|[threads, compression]| {
        let workshop = with_scene();
        let more = ["--frames", "0-59,300-330", "--threads", threads, "--compression", compression];
        let outcome = workshop.render(&more);
        assert_eq!(outcome.exit, Some(0), "{}", outcome.stderr);
        (workshop.text("output/clip/frames.b3"), workshop.manifest()["frames_digest"].clone())
    });
    assert_eq!(lists[0].0.lines().count(), 60 + 31);
    assert_eq!(lists[0], lists[1]);
    assert_eq!(lists[0], lists[2]);
}

#[test]
fn size_and_rate_replace_those_of_the_scene() {
    let workshop = with_scene();
    let scene = workshop.text("clip.toml").replacen("[clip]", "[clip]\nfps = 15\nsize = [80, 45]", 1);
    fs::write(workshop.path("clip.toml"), scene).unwrap();
    let outcome = workshop.render(&["--fps", "10", "--frames", "0"]);
    assert_eq!(outcome.exit, Some(0), "{}", outcome.stderr);
    let manifest = workshop.manifest();
    assert_eq!(manifest["rate"], serde_json::json!({ "numerator": 10, "denominator": 1 }));
    assert_eq!(manifest["size"], serde_json::json!({ "width": 64, "height": 36 }));
}

#[test]
fn a_beat_is_its_frames() {
    let workshop = with_scene();
    assert_eq!(workshop.render(&["--beat", "2"]).exit, Some(0));
    let manifest = workshop.manifest();
    let beat = &manifest["beats"][1];
    assert_eq!(manifest["first_frame"], beat["first_frame"]);
    assert_eq!(manifest["last_frame"].as_u64().unwrap() + 1, beat["end_frame"].as_u64().unwrap());
}

#[test]
fn a_whole_render_removes_what_an_earlier_one_left() {
    let workshop = with_scene();
    let frames = "output/clip/frames";
    assert_eq!(workshop.render(&["--frames", "0"]).exit, Some(0));
    for name in ["frame_000900.png", "frame_012345.png", ".halfminute-a1b2c3.partial"] {
        fs::write(workshop.path(frames).join(name), "old").unwrap();
    }

    assert_eq!(workshop.render(&["--frames", "-3"]).exit, Some(0));
    let names = workshop.names(frames);
    assert_eq!(names.len(), 4 + 2, "some frames: only half files are removed");
    assert!(!names.iter().any(|name| name.ends_with(".partial")), "{names:?}");

    assert_eq!(workshop.render(&[]).exit, Some(0));
    assert_eq!(workshop.names(frames).len(), 900);
}

#[test]
fn places_that_cannot_be_written_exit_3_and_are_named() {
    let workshop = with_scene();
    fs::write(workshop.path("occupied"), "a file").unwrap();
    let outcome = workshop.render(&["-o", "occupied"]);
    assert_eq!(outcome.exit, Some(3));
    let start = format!("error: cannot write `{}`: ", Path::new("occupied/clip").display());
    assert!(outcome.stderr.starts_with(&start), "{}", outcome.stderr);

    // A folder with the name of a frame is found before anything is drawn.
    assert_eq!(workshop.render(&["--frames", "0"]).exit, Some(0));
    let manifest = workshop.text("output/clip/clip.json");
    fs::create_dir_all(workshop.path("output/clip/frames/frame_000007.png/x")).unwrap();
    let outcome = workshop.render(&["--threads", "2", "--json"]);
    assert_eq!(outcome.exit, Some(3));
    assert!(outcome.stderr.contains("frame_000007.png`: "), "{}", outcome.stderr);
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    let result = outcome.json();
    assert_eq!((&result["status"], &result["exit"]), (&"failed".into(), &3.into()));
    assert_eq!(workshop.text("output/clip/clip.json"), manifest);
    assert_eq!(workshop.names("output/clip/frames").len(), 2, "nothing was drawn");
}

#[cfg(unix)]
#[test]
fn frames_are_readable_by_whoever_the_umask_allows() {
    use std::os::unix::fs::PermissionsExt;

    let workshop = with_scene();
    assert_eq!(workshop.render(&["--frames", "0"]).exit, Some(0));
    fs::write(workshop.path("plain"), "").unwrap();
    let mode = |path: &str| fs::metadata(workshop.path(path)).unwrap().permissions().mode() & 0o777;
    for path in ["clip.toml", "output/clip/clip.json", "output/clip/frames/frame_000000.png"] {
        assert_eq!(mode(path), mode("plain"), "{path}");
    }
}

#[test]
fn stills_are_the_frames_of_a_render() {
    let workshop = with_scene();
    assert_eq!(workshop.render(&["--frames", "0,15"]).exit, Some(0));
    let outcome = workshop.run(&["still", "clip.toml", "--size", SIZE, "--at", "0.5"]);
    assert_eq!(outcome.exit, Some(0), "{}", outcome.stderr);
    let still = outcome.stdout.trim_end();
    assert_eq!(Path::new(still).file_name().unwrap(), "clip-still-000015.png");
    assert_eq!(workshop.picture(still), workshop.picture("output/clip/frames/frame_000015.png"));

    let outcome = workshop.run(&["still", "clip.toml", "--frame", "0", "--size", "32x18", "-o", "a/b.png"]);
    assert_eq!(outcome.stdout, "a/b.png\n");
    assert_eq!(workshop.picture("a/b.png").size, (32, 18));

    let end = workshop.manifest()["beats"][0]["end_frame"].as_u64().unwrap();
    let outcome = workshop.run(&["still", "clip.toml", "--beat", "1", "--size", SIZE]);
    assert!(outcome.stdout.trim_end().ends_with(&format!("still-{:06}.png", end - 1)), "the last frame");
}

#[test]
fn a_contact_sheet_has_a_tile_for_each_beat() {
    let workshop = with_scene();
    assert_eq!(workshop.render(&["--frames", "0"]).exit, Some(0));
    let beats = u32::try_from(workshop.manifest()["beats"].as_array().unwrap().len()).unwrap();
    assert!(beats <= 3, "one row");
    let outcome = workshop.run(&["still", "clip.toml", "--contact-sheet"]);
    assert_eq!(outcome.exit, Some(0), "{}", outcome.stderr);
    assert_eq!(workshop.picture("output/clip-contact-sheet.png").size, (beats * 664 + 24, 360 + 48));
}

#[test]
fn new_writes_a_scene_that_passes_and_never_replaces_one() {
    let workshop = Workshop::empty();
    let outcome = workshop.run(&["new", "hour30-demo"]);
    assert_eq!(
        outcome.stdout,
        "wrote hour30-demo.toml and scene.schema.json, for editors; look at it with: halfminute check \
         hour30-demo.toml\n"
    );
    assert_eq!(workshop.text("scene.schema.json"), workshop.run(&["schema"]).stdout);
    let scene = workshop.text("hour30-demo.toml");
    assert!(scene.starts_with("#:schema ./scene.schema.json\n"), "{scene}");
    assert!(scene.contains("title = \"hour30-demo\"") && !scene.contains("{name}"), "{scene}");
    let check = workshop.run(&["check", "hour30-demo.toml"]);
    assert_eq!(check.stdout, "hour30-demo.toml: ok; 900 frames, 30.0 s\n", "{}", check.stderr);

    fs::write(workshop.path("hour30-demo.toml"), "mine").unwrap();
    let outcome = workshop.run(&["new", "hour30-demo"]);
    assert_eq!(outcome.exit, Some(3));
    assert_eq!(
        outcome.stderr,
        "error: `hour30-demo.toml` exists already and was left as it is: choose another name\n"
    );
    assert_eq!(workshop.text("hour30-demo.toml"), "mine");
    fs::write(workshop.path("scene.schema.json"), "mine").unwrap();
    let second = workshop.run(&["new", "second"]);
    assert_eq!(second.stdout, "wrote second.toml; look at it with: halfminute check second.toml\n");
    assert_eq!(workshop.text("scene.schema.json"), "mine");
    fs::remove_file(workshop.path("second.toml")).unwrap();
    for name in ["../up", "a b", "a.toml"] {
        assert_eq!(workshop.run(&["new", name]).exit, Some(2), "{name}");
    }
    assert_eq!(workshop.names("."), ["hour30-demo.toml", "scene.schema.json"]);
}

#[test]
fn check_knows_every_format_under_both_names() {
    let workshop = with_scene();
    for format in ["json", "github"] {
        for option in ["--format", "--message-format"] {
            let outcome = workshop.run(&["check", "clip.toml", option, format]);
            assert_eq!((outcome.exit, outcome.stdout.as_str()), (Some(0), ""), "no findings, no lines");
        }
    }
    assert_eq!(
        workshop.run(&["render", "clip.toml", "--format", "json"]).exit,
        Some(2),
        "files, not messages"
    );
}

#[cfg(unix)]
#[test]
fn a_reader_who_leaves_is_no_error() {
    let workshop = with_scene();
    let mut child = workshop
        .command(&["render", "clip.toml", "--size", SIZE, "--frames", "0-9", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_is_lost_is_an_error() {
    let workshop = Workshop::empty();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = workshop.command(&["schema"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: cannot write to stdout: "));
}

#[test]
fn a_preview_that_cannot_be_says_how_to_get_it() {
    let workshop = with_scene();
    let mut command = workshop.command(&["preview", "clip.toml"]);
    let output = command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    if cfg!(feature = "preview") {
        assert!(stderr.starts_with("error: there is no display for a window"), "{stderr}");
    } else {
        assert!(stderr.contains("`cargo install --path . --features preview`"), "{stderr}");
    }
}

#[test]
fn previews_refuse_what_they_cannot_do() {
    let workshop = with_scene();
    for arguments in
        [["--speed", "3"], ["--size", "big"], ["--at", "-1"], ["--beat", "0"], ["--quit-after", "0"]]
    {
        let outcome = workshop.run(&[&["preview", "clip.toml"], &arguments[..]].concat());
        assert_eq!(outcome.exit, Some(2), "{arguments:?}: {}", outcome.stderr);
    }
}

/// Every line is an object, however the render ended, because programs read each of them.
#[test]
fn every_line_of_json_is_an_object_and_the_last_one_sums_up() {
    let workshop = with_scene();
    let cases: &[(&[&str], &[&str], i32)] = &[
        (&["--frames", "0"], &["rendered", "summary"], 0),
        (&["--frames", "900"], &["failed", "summary"], 2),
        (&["--audio", "absent.wav"], &["failed", "summary"], 2),
        (&["--shard", "1/2", "--report"], &["failed", "summary"], 2),
    ];
    for (more, expected, exit) in cases {
        let outcome = workshop.render(&[&["--json"], *more].concat());
        assert_eq!(outcome.exit, Some(*exit), "{more:?}: {}", outcome.stderr);
        let objects = outcome.objects();
        let states: Vec<_> = objects.iter().map(|object| object["status"].as_str().unwrap()).collect();
        assert_eq!(states, *expected, "{more:?}");
        assert_eq!(objects.last().unwrap()["exit"], *exit, "{more:?}");
    }
}
