//! Clips that are drawn in parts have the same bytes as those drawn in one run.

use std::fs;

use crate::workshop::{Outcome, SCENE, Workshop};

const SIZE: [&str; 2] = ["--size", "80x45"];

fn assemble(workshop: &Workshop, more: &[&str]) -> Outcome {
    workshop.run(&[&["assemble", "clip.toml", "--progress", "none"], &SIZE[..], more].concat())
}

#[test]
fn shards_in_one_folder_at_the_same_time() {
    let whole = Workshop::new();
    whole.render(&[]).done();
    let workshop = Workshop::new();
    let shards = ["1/3", "2/3", "3/3"];
    let children = shards.map(|shard| workshop.spawn(&["--threads", "1", "--shard", shard]));
    for child in children {
        Outcome::of_child(child).done();
    }
    assert!(!workshop.clip("clip.json").exists(), "parts are no clip");
    assemble(&workshop, &[]).done();
    assert_eq!(workshop.tree(), whole.tree());
    workshop.run(&["verify", "output", "--deep"]).done();
}

#[test]
fn shards_in_folders_of_their_own() {
    let whole = Workshop::new();
    whole.render(&[]).done();
    let workshop = Workshop::new();
    // More shards than frames, and frames chosen explicitly as a render farm does.
    let shards: Vec<String> = (1..=70).step_by(23).map(|number| format!("{number}/70")).collect();
    for shard in &shards {
        workshop.render(&["--shard", shard, "-o", "first"]).done();
    }
    workshop.render(&["--part", "--frames", "0-39", "-o", "second"]).done();
    workshop.render(&["--part", "--frames", "30-59x1", "-o", "third"]).done();
    let outcome = assemble(&workshop, &["--from", "first", "second", "third"]).done();
    assert!(outcome.stdout.starts_with("clip: 60 of 60 frames in output/clip ("), "{}", outcome.stdout);
    assert_eq!(workshop.tree(), whole.tree());
    let outcome = assemble(&workshop, &["--from", "first", "secnd"]);
    assert_eq!((outcome.exit, outcome.stderr.as_str()), (Some(3), "error: there is no folder `secnd`\n"));
    assert!(workshop.path("second/clip/frames/frame_000000.png").exists(), "sources are left alone");
}

#[test]
fn what_is_missing_or_of_another_clip_is_named() {
    let workshop = Workshop::new();
    workshop.render(&["--shard", "1/2"]).done();
    let outcome = assemble(&workshop, &["--json"]);
    assert_eq!(outcome.exit, Some(1));
    assert_eq!(
        outcome.stderr,
        "error: clip: frames 30-59: each is missing\n\
         error: clip: 30 frames are missing: render the parts that have them, with the same options, and \
         name their folders with `--from`\n"
    );
    assert_eq!(outcome.json()["status"], "failed");
    assert!(!workshop.clip("clip.json").exists());

    workshop.write("clip.toml", &SCENE.replace("Two things", "Three things"));
    workshop.render(&["--shard", "2/2"]).done();
    fs::write(workshop.clip("frames/frame_000007.png"), "cut").unwrap();
    workshop.write("clip.toml", SCENE);
    let outcome = assemble(&workshop, &[]);
    assert_eq!(outcome.exit, Some(1));
    let first = outcome.stderr.lines().next().unwrap();
    assert!(first.starts_with("error: clip: frame 7 (beat 1, `First`) is not a whole picture: "), "{first}");
    assert!(outcome.stderr.contains("each was drawn from another scene"), "{}", outcome.stderr);

    // Existing files are kept, and rendering a shard again repairs the rest.
    for shard in ["1/2", "2/2"] {
        workshop.render(&["--shard", shard]).done();
    }
    assemble(&workshop, &[]).done();
}

#[test]
fn a_shard_resumes() {
    let workshop = Workshop::new();
    workshop.render(&["--shard", "1/2"]).done();
    let outcome = workshop.render(&["--shard", "1/2", "--json"]).done();
    assert_eq!((&outcome.json()["frames"], &outcome.json()["kept"]), (&30.into(), &30.into()));
    assert_eq!(outcome.json()["status"], "part");
    let outcome = workshop.render(&["--json"]).done();
    assert_eq!(outcome.json()["kept"], 30, "a render of all uses them, too");
    assert!(!workshop.names("output/clip").iter().any(|name| name.starts_with("frames.0-")));
}

#[test]
fn odd_shards_are_refused() {
    let workshop = Workshop::new();
    for (shard, message) in
        [("0/2", "shards count from 1"), ("3/2", "shards count from 1"), ("2", "write 2/8")]
    {
        let outcome = workshop.render(&["--shard", shard]);
        assert_eq!(outcome.exit, Some(2));
        assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
    }
    workshop.render(&["--shard", "9/900"]).done();
}
