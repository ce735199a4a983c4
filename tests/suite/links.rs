//! Symbolic links, pipes and devices in place of files and folders: nothing is read or written through them,
//! nothing waits for them, and the path is named.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::workshop::{SCENE, Workshop, assert_untouched, things};

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// The name of something that takes the place of a file, and a function that creates it.
type StandIn = (&'static str, fn(&Workshop, &Path));

const STANDINS: [StandIn; 5] = [
    ("a link to a file elsewhere", |workshop, path| symlink(workshop.path("precious"), path).unwrap()),
    ("a link to nothing", |workshop, path| symlink(workshop.path("nothing"), path).unwrap()),
    ("a link to an endless device", |_, path| symlink("/dev/zero", path).unwrap()),
    ("a pipe", |_, path| pipe(path)),
    ("a link to a pipe", |workshop, path| symlink(workshop.path("pipe"), path).unwrap()),
];

/// A workshop with the targets of the links, and a clip's folder.
fn with_precious() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("precious", "precious\n");
    pipe(&workshop.path("pipe"));
    fs::create_dir_all(workshop.clip("")).unwrap();
    workshop
}

#[test]
fn journals_and_locks_are_files_of_their_own() {
    let render: &[&str] = &["render", "clip.toml", "--size", "80x45", "--progress", "none"];
    let cases: [(&str, &[&str]); 7] = [
        ("frames.journal", &[]),
        ("frames.journal", &["--fresh"]),
        ("frames.0-29.journal", &["--shard", "1/2"]),
        ("frames.0-29.journal", &["--shard", "1/2", "--fresh"]),
        ("frames.30-59.journal", &["--shard", "1/2"]),
        (".halfminute.lock", &[]),
        (".halfminute.lock", &["--shard", "1/2"]),
    ];
    for (name, more) in cases {
        for (what, put) in STANDINS {
            let workshop = with_precious();
            put(&workshop, &workshop.clip(name));
            let before = things(&workshop.path("."));
            let outcome = workshop.run_that_could_wait(&[render, more].concat(), &[]);
            let context = format!("{name} as {what}, {more:?}: {}", outcome.stderr);
            assert_eq!(outcome.exit, Some(3), "{context}");
            assert!(outcome.stderr.contains(&format!("output/clip/{name}`")), "{context}");
            assert!(!workshop.path("nothing").exists(), "{context}");
            assert_eq!(things(&workshop.path("."))[Path::new("precious")], before[Path::new("precious")]);
        }
    }
}

#[test]
fn folders_are_folders_of_their_own() {
    for (name, arguments) in [
        ("", "render clip.toml --size 80x45"),
        ("", "render clip.toml --size 80x45 --shard 1/2"),
        ("", "assemble clip.toml --size 80x45"),
        ("", "verify output/clip"),
        ("frames", "render clip.toml --size 80x45"),
        ("frames", "render clip.toml --size 80x45 --fresh"),
        ("frames", "render clip.toml --size 80x45 --shard 1/2"),
        ("frames", "assemble clip.toml --size 80x45"),
        ("frames", "verify output"),
        (".halfminute-groups", "render clip.toml --size 80x45 --format gif"),
    ] {
        for elsewhere in ["elsewhere", "nothing"] {
            let workshop = Workshop::new();
            fs::create_dir_all(workshop.path("elsewhere")).unwrap();
            workshop.render(&["-o", "output", "--format", "png,gif"]).done();
            let folder =
                workshop.path(Path::new("output/clip").join(name).to_str().unwrap().trim_end_matches('/'));
            fs::rename(&folder, workshop.path("elsewhere/it")).unwrap();
            symlink(workshop.path(elsewhere).join("it"), &folder).unwrap();
            let before = things(&workshop.path("."));
            let outcome = workshop.run_that_could_wait(&arguments.split(' ').collect::<Vec<_>>(), &[]);
            let context = format!("{name} leads to {elsewhere}, {arguments}: {}", outcome.stderr);
            assert_eq!(outcome.exit, Some(3), "{context}");
            assert!(outcome.stderr.contains("`output/clip"), "{context}");
            assert_untouched(&before, &workshop.path("."), &context);
        }
    }
}

/// For every input, a link within its folder is as good as the file; anything else is refused.
#[test]
fn inputs_are_files_of_their_own() {
    for (name, arguments) in [
        ("clip.toml", &["check", "clip.toml"][..]),
        ("clip.toml", &["check", "."]),
        ("clip.toml", &["render", "clip.toml", "--size", "80x45"]),
        ("clip.toml", &["still", "clip.toml", "--at", "1", "--size", "80x45"]),
        (
            "voice.wav",
            &["render", "clip.toml", "--size", "80x45", "--format", "webm", "--audio", "voice.wav"],
        ),
        ("summary", &["render", "clip.toml", "--size", "80x45"]),
    ] {
        for (what, put) in STANDINS {
            let workshop = with_precious();
            if name == "clip.toml" {
                fs::remove_file(workshop.path(name)).unwrap();
            }
            fs::create_dir(workshop.path("work")).unwrap();
            put(&workshop, &workshop.path(name));
            let summary = workshop.path("summary").to_str().unwrap().to_owned();
            let variables = if name == "summary" { vec![("GITHUB_STEP_SUMMARY", &*summary)] } else { vec![] };
            let outcome = workshop.run_that_could_wait(arguments, &variables);
            let context = format!("{name} as {what}, {arguments:?}: {}", outcome.stderr);
            if what == "a link to a file elsewhere" && name != "summary" {
                // `precious` is in the folder of the link, so it is read, but it is neither a scene nor a
                // sound.
                assert_ne!(outcome.exit, Some(0), "{context}");
            } else {
                assert_eq!(outcome.exit, Some(3), "{context}");
                assert!(outcome.stderr.contains(&format!("{name}`")), "{context}");
            }
            assert!(!workshop.path("nothing").exists(), "{context}");
            assert_eq!(fs::read_to_string(workshop.path("precious")).unwrap(), "precious\n", "{context}");
        }
    }
}

#[test]
fn a_scene_that_is_a_link_out_of_its_folder_is_not_shown() {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("scenes")).unwrap();
    workshop.write("secret", "SECRET = abc def\n");
    symlink("../secret", workshop.path("scenes/x.toml")).unwrap();
    for path in ["scenes", "scenes/x.toml"] {
        let outcome = workshop.run(&["check", path]);
        let told = "error: cannot read `scenes/x.toml`: it is a symbolic link out of its folder: name the file \
                    that it leads to\n";
        assert_eq!((outcome.exit, outcome.stdout.as_str(), outcome.stderr.as_str()), (Some(3), "", told));
    }
    // A link within its folder is read as if it were the file.
    fs::remove_file(workshop.path("scenes/x.toml")).unwrap();
    fs::create_dir(workshop.path("scenes/shared")).unwrap();
    workshop.write("scenes/shared/y.toml", SCENE);
    symlink("shared/y.toml", workshop.path("scenes/x.toml")).unwrap();
    workshop.run(&["check", "scenes"]).done();
}
