//! Findings of `course check` about labs, clips, assets, data files and rendered clips.

use std::fs;

use super::copy::{ASSETS, Copy, DECK_A, DECK_B, LAB, PROGRAMME, spoilt};

#[test]
fn files_beside_the_frames_are_scanned() {
    let copy = Copy::new();
    let clip = "output/hour25-ui-productization";
    fs::create_dir_all(copy.path(clip)).unwrap();
    let captions = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\nThree files\n";
    fs::write(copy.path(clip).join("a.vtt"), captions).unwrap();
    fs::write(copy.path(clip).join("clip.json"), "{\n  \"title\": \"Three files\"\n}\n").unwrap();
    assert_eq!(copy.check(), (Some(0), vec![]));
    fs::write(copy.path(clip).join("a.vtt"), captions.replace("Three", "[pause] three")).unwrap();
    fs::write(copy.path(clip).join("clip.json"), "{\n  \"title\": \"see storyboard\"\n}\n").unwrap();
    fs::write(copy.path(clip).join("lorem ipsum.b3"), "").unwrap();
    fs::create_dir(copy.path(clip).join("frames")).unwrap();
    let gif = b"GIF89a\x01\0\x01\0\0\0\0\x21\xfe\x03TBD\0\x3b";
    fs::write(copy.path(clip).join("frames/odd.gif"), gif).unwrap();
    fs::write(copy.path(clip).join("empty.mp4"), "").unwrap();
    let video = b"\0\0\0\x14free, as scene 2\0\0\0\x0cmdattodo";
    fs::write(copy.path(clip).join("x.mp4"), video).unwrap();
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    assert_eq!(
        found,
        [
            format!("{clip}/a.vtt:4:1: leakage: a presenter's mark in the file: `[pause]`"),
            format!("{clip}/clip.json:2:17: leakage: talk about the clip itself in the file: `storyboard`"),
            format!("{clip}/empty.mp4:1:1: unreadable: the file's metadata cannot be read: it is empty"),
            format!("{clip}/frames/odd.gif:1:1: leakage: a placeholder in the file's metadata: `tbd`"),
            format!("{clip}/lorem ipsum.b3:1:1: leakage: a placeholder in the file's name: `lorem ipsum`"),
            format!(
                "{clip}/x.mp4:1:1: leakage: talk about the clip itself in the file's metadata: `scene 2`"
            ),
        ]
    );
}

#[test]
fn lab_sheets_are_whole() {
    let title = "ADDON-A-LAB-01: Start";
    let section = ("## What you should see", "## What is seen");
    spoilt(LAB, section, (title, "course-lab"), "the sheet has no section `What you should see`");
    let begins = ("# ADDON-A-LAB-01:", "# ADDON-A-LAB-09:");
    let message = "the title does not begin with the sheet's anchor";
    spoilt(LAB, begins, ("ADDON-A-LAB-09", "course-lab"), message);
    let copy = Copy::new();
    fs::write(copy.path(LAB), copy.read(LAB).replace("- [ ]", "-")).unwrap();
    let expected = format!(
        "{}: course-lab: the section `Accepted when` has nothing to tick",
        copy.place(LAB, "Accepted when")
    );
    assert_eq!(copy.check().1, [expected]);
}

#[test]
fn an_asset_that_no_lab_names_is_found() {
    let copy = Copy::new();
    let path = "ch06/03_bonus_imdb-classification/download_prepare_dataset.py";
    let lab = "course/labs/ADDON-B-LAB-04.md";
    fs::write(copy.path(lab), copy.read(lab).replace("download_prepare_dataset.py", "the-script.py"))
        .unwrap();
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    let listed = copy.place(ASSETS, &format!("\"{path}\""));
    assert!(found.contains(&format!("{listed}: course-coverage: no lab sheet names `{path}`")), "{found:#?}");
    let title = copy.place(lab, "ADDON-B-LAB-04:");
    let message = format!("slide 21 lists `{path}` for this lab, but the sheet does not name it");
    assert!(found.contains(&format!("{title}: course-lab: {message}")), "{found:#?}");
}

#[test]
fn files_that_are_missing_or_too_many_are_found() {
    let copy = Copy::new();
    fs::remove_file(copy.path(LAB)).unwrap();
    fs::write(copy.path("course/labs/ADDON-A-LAB-07.md"), "# x\n").unwrap();
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    let place = copy.place(PROGRAMME, "\"ADDON-A-LAB-01\"");
    let missing = format!("{place}: course-lab: the lab sheet `labs/ADDON-A-LAB-01.md` does not exist");
    assert!(found.contains(&missing), "{found:#?}");
    let stray = "course/labs/ADDON-A-LAB-07.md:1:1: course-lab: no add-on has a lab `ADDON-A-LAB-07`";
    assert!(found.contains(&stray.to_owned()), "{found:#?}");

    let copy = Copy::new();
    fs::remove_file(copy.path("scenes/hour25-ui-productization.toml")).unwrap();
    let place = copy.place(PROGRAMME, "\"hour25-ui-productization\"");
    let message = "there is no scene `hour25-ui-productization` in `scenes`";
    assert_eq!(copy.check(), (Some(1), vec![format!("{place}: course-clip: {message}")]));
    let copy = Copy::new();
    copy.edit("scenes/hour25-ui-productization.toml", "lasts = 3.0", "lasts = 4.0");
    let message = "the clip `hour25-ui-productization` does not pass `check`";
    assert_eq!(copy.check(), (Some(1), vec![format!("{place}: course-clip: {message}")]));

    let copy = Copy::new();
    fs::remove_file(copy.path(DECK_B)).unwrap();
    let place = copy.place(PROGRAMME, "\"decks/next-2-hours-addon-b");
    let found = copy.check().1;
    assert!(found[0].starts_with(&format!("{place}: course-deck: the deck ")), "{found:#?}");
}

#[test]
fn clips_belong_to_their_add_on() {
    let copy = Copy::new();
    copy.edit(
        "scenes/hour25-ui-productization.toml",
        "hour = 25",
        "hour = 27\nanchors = [\"ADDON-B-LAB-01\"]",
    );
    let place = copy.place(PROGRAMME, "\"hour25-ui-productization\"");
    let clip = "course-clip: the clip `hour25-ui-productization`";
    assert_eq!(
        copy.check().1,
        [
            format!("{place}: {clip} states no hour from 25 to 26"),
            format!("{place}: {clip} names the anchor `ADDON-B-LAB-01`, which add-on A does not have"),
        ]
    );
    let copy = Copy::new();
    copy.edit(DECK_A, "](../../output/hour25-ui-productization/", "](../../output/hour25/");
    let found = copy.check().1;
    let expected = [
        format!("{place}: course-clip: no slide of deck A plays `hour25-ui-productization`"),
        format!(
            "{}: course-clip: `../../output/hour25/hour25-ui-productization.mp4` is not a clip of add-on A",
            copy.place(DECK_A, "[Play")
        ),
    ];
    assert_eq!(found, expected);
}

#[test]
fn data_files_are_read_strictly() {
    let count = (
        "status = \"mapped\" },\n  { path = \"appendix-A/01_main-chapter-code/code-part2",
        "status = \"later\" },\n  { path = \"appendix-A/01_main-chapter-code/code-part2",
    );
    let copy = Copy::new();
    copy.edit(ASSETS, count.0, count.1);
    let relevant = copy.place(PROGRAMME, "142\ncovered");
    let mapped = copy.place(PROGRAMME, "108\n");
    let lists = "course-count: `assets.toml` lists";
    assert_eq!(
        copy.check().1,
        [
            format!("{relevant}: {lists} 141 assets as covered or open, `[assets]` states 142"),
            format!("{mapped}: {lists} 107 assets as covered, `[assets]` states 108"),
        ]
    );
    let status = ("status = \"bridge\"", "status = \"bridg\"");
    spoilt(ASSETS, status, ("\"bridg\"", "unknown-value"), "`bridg` is not the name of a status");
    let key = ("purpose = ", "purpos = ");
    spoilt(PROGRAMME, key, ("purpos =", "unknown-key"), "`[[addon]]` has no key `purpos`");
    let copy = Copy::new();
    fs::write(copy.path(PROGRAMME), "title = ").unwrap();
    assert_eq!(copy.check().0, Some(1));
    fs::remove_file(copy.path(PROGRAMME)).unwrap();
    let (exit, _, stderr) = copy.run(&["course", "check"]);
    assert_eq!(exit, Some(3));
    assert!(stderr.starts_with("error: cannot read `course"), "{stderr}");
}

#[test]
fn wrong_usage_and_absent_folders() {
    let copy = Copy::new();
    assert_eq!(copy.run(&["course"]).0, Some(2));
    assert_eq!(copy.run(&["course", "chek"]).0, Some(2));
    assert_eq!(copy.run(&["course", "check", "--output", "nowhere"]).0, Some(3));
    assert_eq!(copy.run(&["course", "build", "--folder", "nowhere"]).0, Some(3));
}

#[test]
fn a_deck_that_is_no_text_is_one_finding() {
    let copy = Copy::new();
    fs::write(copy.path(DECK_A), b"---\xff").unwrap();
    let expected = format!("{DECK_A}:1:4: not-utf8: these bytes are not UTF-8 text");
    assert_eq!(copy.check(), (Some(1), vec![expected]));
    fs::write(copy.path(DECK_A), "---\n".repeat(100_000)).unwrap();
    let (exit, found) = copy.check();
    assert_eq!((exit, found.len()), (Some(1), 1), "{found:#?}");
    assert!(found[0].starts_with(&format!("{DECK_A}:1:1: too-many: 400000 bytes")), "{found:#?}");
}

#[test]
fn what_lies_in_the_folder_belongs_to_the_programme() {
    let copy = Copy::new();
    let script = "course/labs/scripts/stray.py";
    fs::create_dir_all(copy.path("course/decks/old")).unwrap();
    fs::create_dir_all(copy.path("course/labs/scripts")).unwrap();
    fs::write(copy.path("course/decks/other.md"), "# x\n").unwrap();
    fs::write(copy.path("course/decks/old/todo.css"), "").unwrap();
    // The path is assembled here, so that this file does not contain it.
    fs::write(copy.path(script), ["x = 1\nopen('", "tmp", "x')\n"].join("/")).unwrap();
    let traced = ["", "tmp", "x"].join("/");
    assert_eq!(
        copy.check(),
        (
            Some(1),
            vec![
                "course/decks/old/todo.css:1:1: leakage: a placeholder in the file's name: `todo`".to_owned(),
                "course/decks/other.md:1:1: course-deck: no add-on has the deck `decks/other.md`".to_owned(),
                format!("{script}:1:1: course-lab: no lab sheet links to `scripts/stray.py`"),
                format!("{script}:2:7: leakage: a local trace in the file: `{traced}`"),
            ]
        )
    );
    let goal = ("## Goal\n", "## Goal\nSee [it](scripts/none.py).\n");
    spoilt(LAB, goal, ("[it]", "course-lab"), "`scripts/none.py` does not exist");
}

#[test]
fn a_slide_without_its_anchor_is_one_fault() {
    let copy = Copy::new();
    let text = copy.read(DECK_A);
    let slide = text.find("# Start the baseline app").unwrap();
    let start = slide + text[slide..].find("[Hands-on Anchor:").unwrap();
    let end = start + text[start..].find('\n').unwrap();
    fs::write(copy.path(DECK_A), format!("{}{}", &text[..start], &text[end..])).unwrap();
    let place = copy.place(DECK_A, "Start the baseline app");
    let expected = format!("{place}: deck-anchor: slide 13 is practical and has no anchor");
    assert_eq!(copy.check(), (Some(1), vec![expected]));
}

/// An unreadable file is a finding, because its content was not checked.
#[cfg(unix)]
#[test]
fn files_that_cannot_be_read_are_found() {
    let copy = Copy::new();
    let clip = "output/hour25-ui-productization";
    fs::create_dir_all(copy.path(clip)).unwrap();
    for path in ["course/images/gone.svg", "output/hour25-ui-productization/notes"] {
        std::os::unix::fs::symlink("nowhere", copy.path(path)).unwrap();
    }
    let (exit, found) = copy.check();
    assert_eq!(exit, Some(1));
    let says = "unreadable: the file cannot be read: No such file or directory (os error 2)";
    assert_eq!(found, [format!("course/images/gone.svg:1:1: {says}"), format!("{clip}/notes:1:1: {says}"),]);
    fs::remove_file(copy.path("course/images/gone.svg")).unwrap();
    fs::remove_dir_all(copy.path(clip)).unwrap();
    std::os::unix::fs::symlink("hour25-ui-productization", copy.path(clip)).unwrap();
    let (exit, _, stderr) = copy.run(&["course", "check"]);
    assert_eq!(exit, Some(3));
    assert!(stderr.starts_with(&format!("error: cannot read `{clip}`: ")), "{stderr}");
}
