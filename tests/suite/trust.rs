//! Any change in a finished clip is found by `verify`, and if the lists and the manifest are adjusted to the
//! change, by `verify --deep`. The tests below are generated from the folder and the manifest, so that new
//! outputs and new keys are tested from the start.

use std::collections::BTreeSet;
use std::fs;

use crate::workshop::Workshop;
use serde_json::{Value, json};

/// Two beats of six frames each.
const SCENE: &str = r#"
[clip]
title  = "Two beats"
lasts  = 2.4
fps    = 5
window = [2, 3]

[node]
word = { kind = "text", text = "word" }
things = { kind = "tokens", tokens = ["one", "two"] }

[[beat]]
lasts   = 1.2
title   = "First"
caption = "One thing."
source  = "none"
stage   = "word"

[[beat]]
lasts   = 1.2
title   = "Second"
stage   = { column = ["word", "things"] }
"#;

const FORMATS: &str = if cfg!(feature = "mp4") { "png,mp4,gif,apng" } else { "png,gif,apng" };

fn finished(formats: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("clip.toml", SCENE);
    workshop.render(&["--size", "64x36", "--format", formats]).done();
    workshop
}

fn verify(workshop: &Workshop, more: &[&str]) -> (Option<i32>, String) {
    let outcome = workshop.run(&[&["verify", "output"], more].concat());
    (outcome.exit, outcome.stdout + &outcome.stderr)
}

/// The files that a clip promises, including only three of its frames. Locks and journals are not part of it,
/// because they are kept only for the next render.
fn promised(workshop: &Workshop) -> Vec<String> {
    let tried = ["frames/frame_000000.png", "frames/frame_000005.png", "frames/frame_000011.png"];
    let ours = |name: &String| {
        let is_frame = name.starts_with("frames/");
        !name.starts_with('.') && !name.ends_with(".journal") && (!is_frame || tried.contains(&name.as_str()))
    };
    let names = workshop.tree().into_keys().map(|path| path.to_str().unwrap().to_owned());
    names.filter(ours).collect()
}

/// Damaged versions of a file: removed, emptied, truncated, with a changed byte, with an additional byte.
fn damaged(bytes: &[u8], run: usize) -> Vec<(String, Option<Vec<u8>>)> {
    let mut all = vec![
        ("removed".to_owned(), None),
        ("empty".to_owned(), Some(Vec::new())),
        ("five bytes of text".to_owned(), Some(b"five!".to_vec())),
        ("cut by a byte".to_owned(), Some(bytes[..bytes.len() - 1].to_vec())),
        ("cut in half".to_owned(), Some(bytes[..bytes.len() / 2].to_vec())),
        ("longer by a byte".to_owned(), Some([bytes, b"\n"].concat())),
    ];
    for place in 0..8 {
        let at = place * bytes.len().saturating_sub(run) / 7;
        let mut bytes = bytes.to_vec();
        bytes[at..].iter_mut().take(run).for_each(|byte| *byte ^= 0x55);
        all.push((format!("{run} bytes from {at} on changed"), Some(bytes)));
    }
    all
}

fn write(workshop: &Workshop, name: &str, bytes: Option<&[u8]>) {
    let path = workshop.clip(name);
    // Frames that look alike share a file, so this one is removed first.
    let _ = fs::remove_file(&path);
    if let Some(bytes) = bytes {
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn every_file_that_was_damaged_is_found() {
    let workshop = finished(FORMATS);
    let whole = workshop.tree();
    assert_eq!(verify(&workshop, &[]).0, Some(0));
    for name in promised(&workshop) {
        let good = &whole[std::path::Path::new(&name)];
        for (how, bytes) in damaged(good, 1) {
            write(&workshop, &name, bytes.as_deref());
            let (exit, says) = verify(&workshop, &[]);
            assert_eq!(exit, Some(1), "{name}: {how}: {says}");
            write(&workshop, &name, Some(good));
        }
    }
    assert_eq!(verify(&workshop, &[]).0, Some(0), "all is as it was");
}

#[test]
fn every_file_that_was_exchanged_with_lists_that_fit_is_found() {
    let workshop = finished(FORMATS);
    let whole = workshop.tree();
    let (exit, says) = verify(&workshop, &["--deep"]);
    assert_eq!(exit, Some(0), "{says}");
    let lists = ["clip.json", "files.b3"];
    for name in promised(&workshop).into_iter().filter(|name| !lists.contains(&name.as_str())) {
        let good = &whole[std::path::Path::new(&name)];
        // A small difference in a lossy video may be within its tolerance, so more bytes are changed there.
        let run = if name.ends_with("mp4") { 48 } else { 1 };
        for (how, bytes) in damaged(good, run) {
            write(&workshop, &name, bytes.as_deref());
            seal(&workshop);
            let (exit, says) = verify(&workshop, &["--deep"]);
            assert_eq!(exit, Some(1), "{name}: {how}: {says}");
            restore(&workshop, &whole, &name);
        }
    }
    assert_eq!(verify(&workshop, &["--deep"]).0, Some(0), "all is as it was");
}

/// Files of the right kind: pictures and videos of another scene.
#[test]
fn every_file_of_another_scene_is_found_whatever_the_lists_say() {
    let workshop = finished(FORMATS);
    let whole = workshop.tree();
    let other = Workshop::new();
    other.write("clip.toml", &SCENE.replace("\"word\" }", "\"work\" }").replace("One thing", "One thimg"));
    other.render(&["--size", "64x36", "--format", FORMATS]).done();
    let mut tried = BTreeSet::new();
    for (path, bytes) in other.tree() {
        let name = path.to_str().unwrap().to_owned();
        // The manifest and the list of files are the matching ones.
        if bytes == whole[&path]
            || ["clip.json", "files.b3"].contains(&name.as_str())
            || !promised(&workshop).contains(&name)
        {
            continue;
        }
        write(&workshop, &name, Some(&bytes));
        seal(&workshop);
        let (exit, says) = verify(&workshop, &["--deep"]);
        assert_eq!(exit, Some(1), "{name}: {says}");
        tried.insert(name.rsplit_once('.').unwrap().1.to_owned());
        restore(&workshop, &whole, &name);
    }
    let mut kinds: BTreeSet<_> = ["png", "vtt", "srt", "b3", "gif", "apng"].map(str::to_owned).into();
    if cfg!(feature = "mp4") {
        kinds.insert("mp4".to_owned());
    }
    assert_eq!(tried, kinds, "every kind of file was tried");
}

/// Also without the scene: a video with matching lists must be a real video.
#[test]
fn a_video_that_is_a_sentence_is_found_without_the_scene() {
    let workshop = finished(FORMATS);
    let whole = workshop.tree();
    let videos: Vec<_> = FORMATS.split(',').filter(|format| *format != "png").collect();
    for format in videos {
        let name = format!("clip.{format}");
        write(&workshop, &name, Some(b"This is a video, says a sentence.\n"));
        seal(&workshop);
        for more in [&[][..], &["--deep"]] {
            let (exit, says) = verify(&workshop, more);
            assert!(exit == Some(1) && says.contains(&format!("`{name}`")), "{name} {more:?}: {says}");
        }
        restore(&workshop, &whole, &name);
    }
    assert_eq!(verify(&workshop, &[]).0, Some(0), "all is as it was");
}

/// All files of another scene at once, with the manifest of this one.
#[test]
fn frames_and_lists_of_another_scene_do_not_pass_for_this_one() {
    let workshop = finished("png");
    let manifest = workshop.manifest();
    let other = Workshop::new();
    other.write("clip.toml", &SCENE.replace("\"word\" }", "\"work\" }"));
    other.render(&["--size", "64x36"]).done();
    for (path, bytes) in other.tree() {
        write(&workshop, path.to_str().unwrap(), Some(&bytes));
    }
    let mut forged = other.manifest();
    forged["scene_digest"] = manifest["scene_digest"].clone();
    workshop.write_manifest(&forged);
    assert_eq!(verify(&workshop, &[]).0, Some(0), "without its scene, it is a clip");
    let (exit, says) = verify(&workshop, &["--deep"]);
    assert_eq!(exit, Some(1), "{says}");
    assert!(says.contains("has other pixels than the scene draws"), "{says}");
}

/// Every value of the manifest is changed, removed, and given an additional key, with a matching digest.
#[test]
fn every_value_of_the_manifest_that_was_changed_is_found() {
    let workshop = finished(FORMATS);
    let manifest = workshop.manifest();
    assert!(
        !manifest["findings"].as_array().unwrap().is_empty(),
        "the second beat has neither caption nor source"
    );
    let mut places = Vec::new();
    visit(&manifest, String::new(), &mut places);
    assert!(places.len() > 80, "{}", places.len());
    // The path of the scene may point anywhere: only its existence can be checked.
    for place in places.iter().filter(|place| !["", "/manifest_digest"].contains(&place.as_str())) {
        for (how, forged) in forgeries(&manifest, place) {
            workshop.write_manifest(&forged);
            let (exit, says) = verify(&workshop, &["--deep"]);
            assert!(matches!(exit, Some(1 | 3)), "{place} {how}: {exit:?} {says}");
        }
    }
    workshop.write_manifest(&manifest);
    assert_eq!(verify(&workshop, &["--deep"]).0, Some(0), "all is as it was");
}

/// A clip passes after an update of the program, although the digests of its videos' recipes include the
/// sources of the build.
#[test]
fn a_clip_of_another_build_passes() {
    let workshop = finished("apng");
    let mut manifest = workshop.manifest();
    manifest["videos"][0]["recipe"] = blake3::hash(b"of another build").to_hex().as_str().into();
    workshop.write_manifest(&manifest);
    let (exit, says) = verify(&workshop, &["--deep"]);
    assert_eq!(exit, Some(0), "{says}");
}

/// Collects the addresses of all values.
fn visit(value: &Value, place: String, places: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(key, value)| visit(value, format!("{place}/{key}"), places));
        }
        Value::Array(array) => {
            array.iter().enumerate().for_each(|(at, value)| visit(value, format!("{place}/{at}"), places));
        }
        _ => {}
    }
    places.push(place);
}

fn forgeries(manifest: &Value, place: &str) -> Vec<(&'static str, Value)> {
    let changed = |how, change: &dyn Fn(&mut Value)| {
        let mut forged = manifest.clone();
        change(forged.pointer_mut(place).unwrap());
        (how, forged)
    };
    let mut all = match manifest.pointer(place).unwrap() {
        Value::String(_) => vec![
            changed("another text", &|value| *value = json!(format!("{}x", value.as_str().unwrap()))),
            changed("no text", &|value| *value = json!("")),
        ],
        Value::Number(number) if number.is_f64() => {
            vec![changed("a little more", &|value| *value = json!(value.as_f64().unwrap() + 1e-7))]
        }
        Value::Number(_) => vec![changed("one more", &|value| *value = json!(value.as_u64().unwrap() + 1))],
        Value::Object(_) => vec![changed("one key more", &|value| value["note"] = json!("x"))],
        Value::Array(array) => {
            let mut all = vec![changed("one more", &|value| {
                let more = value.get(0).cloned().unwrap_or_else(|| json!("x"));
                value.as_array_mut().unwrap().push(more);
            })];
            if !array.is_empty() {
                all.push(changed("one less", &|value| drop(value.as_array_mut().unwrap().pop())));
            }
            all
        }
        Value::Null => vec![changed("a number", &|value| *value = json!(7))],
        Value::Bool(_) => vec![changed("the contrary", &|value| *value = json!(!value.as_bool().unwrap()))],
    };
    // Some values were the same already.
    all.retain(|(_, forged)| forged != manifest);
    // A version without the key.
    let (parent, key) = place.rsplit_once('/').unwrap();
    let mut forged = manifest.clone();
    if let Some(object) = forged.pointer_mut(parent).unwrap().as_object_mut() {
        object.shift_remove(key).unwrap();
        all.push(("removed", forged));
    }
    all
}

/// Makes lists and manifest match the files: the digests of files, of pixels, of videos.
fn seal(workshop: &Workshop) {
    let mut manifest = workshop.manifest();
    let of_file = |name: &str| fs::read(workshop.clip(name)).unwrap_or_default();
    if let Some(videos) = manifest.get_mut("videos") {
        for video in videos.as_array_mut().unwrap() {
            let bytes = of_file(video["file"].as_str().unwrap());
            video["bytes"] = bytes.len().into();
            video["digest"] = blake3::hash(&bytes).to_hex().as_str().into();
        }
    }
    let pixels = String::from_utf8_lossy(&of_file("frames.b3")).into_owned();
    let mut all = blake3::Hasher::new();
    for digest in pixels.lines().filter_map(|line| blake3::Hash::from_hex(line.split("  ").next()?).ok()) {
        all.update(digest.as_bytes());
    }
    manifest["frames_digest"] = all.finalize().to_hex().as_str().into();
    crate::workshop::seal::seal(&workshop.clip(""), &manifest);
}

fn restore(workshop: &Workshop, whole: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>, name: &str) {
    for name in [name, "files.b3", "clip.json"] {
        write(workshop, name, Some(&whole[std::path::Path::new(name)]));
    }
}

/// A clip that was rendered with other levels of lints passes, and its manifest contains them.
#[test]
fn levels_of_lints_are_part_of_what_a_manifest_says() {
    let workshop = Workshop::new();
    workshop.write("clip.toml", SCENE);
    workshop.render(&["--size", "64x36", "--allow", "no-caption"]).done();
    assert_eq!(workshop.manifest()["lint_levels"], json!({ "no-caption": "allow" }));
    assert_eq!(verify(&workshop, &["--deep"]).0, Some(0));
    let mut forged = workshop.manifest();
    forged.as_object_mut().unwrap().shift_remove("lint_levels");
    workshop.write_manifest(&forged);
    let (exit, says) = verify(&workshop, &["--deep"]);
    assert!(exit == Some(1) && says.contains("another `findings`"), "{says}");
}

/// A group of pictures that is damaged while the video is made never gets into it: the render fails, or the
/// clip is correct.
#[test]
fn a_group_that_is_damaged_on_its_way_into_a_video_gets_into_none() {
    let whole = finished("gif");
    let workshop = Workshop::new();
    workshop.write("clip.toml", SCENE);
    let mut child = workshop.spawn(&["--size", "64x36", "--format", "gif"]);
    let group = workshop.clip(".halfminute-groups/gif-000000");
    while !group.exists() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let mut bytes = fs::read(&group).unwrap();
    let end = bytes.len() - 9;
    bytes[end..].fill(0xff);
    fs::write(&group, bytes).unwrap();
    if child.wait().unwrap().success() {
        assert_eq!(verify(&workshop, &["--deep"]).0, Some(0));
    }
    workshop.render(&["--size", "64x36", "--format", "gif"]).done();
    assert!(fs::read(workshop.clip("clip.gif")).unwrap() == fs::read(whole.clip("clip.gif")).unwrap());
}
