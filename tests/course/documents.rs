//! What `course build` writes.

use std::fs;

use crate::copy::{Copy, DECK_A, DOCUMENTS, root, run};

#[test]
fn documents_are_current_and_made_alike_each_time() {
    let (exit, stdout, stderr) = run(root(), &["course", "build", "--check"]);
    assert_eq!((exit, stderr.as_str()), (Some(0), ""), "{stdout}");
    let copy = Copy::new();
    let before = DOCUMENTS.map(|name| copy.read(&format!("course/{name}")));
    for name in DOCUMENTS {
        fs::remove_file(copy.path("course").join(name)).unwrap();
    }
    for _ in 0..2 {
        assert_eq!(copy.run(&["course", "build"]).0, Some(0));
        assert_eq!(DOCUMENTS.map(|name| copy.read(&format!("course/{name}"))), before);
    }
}

#[test]
fn a_stale_document_is_named_and_left_alone() {
    let copy = Copy::new();
    copy.edit("course/repo-coverage-v2-status.md", "142", "143");
    let edited = copy.read("course/repo-coverage-v2-status.md");
    let (exit, stdout, stderr) = copy.run(&["course", "build", "--check"]);
    assert_eq!(exit, Some(1));
    assert!(stderr.contains("repo-coverage-v2-status.md` is stale"), "{stderr}");
    assert_eq!((stderr.lines().count(), stdout.lines().count()), (1, 2));
    assert_eq!(copy.read("course/repo-coverage-v2-status.md"), edited);
}

#[test]
fn documents_tell_what_is_open_and_need_readable_data() {
    let copy = Copy::new();
    let lab = "course/labs/ADDON-B-LAB-04.md";
    fs::write(copy.path(lab), copy.read(lab).replace("download_prepare_dataset.py", "the-script.py"))
        .unwrap();
    assert_eq!(copy.run(&["course", "build"]).0, Some(0));
    let status = copy.read("course/repo-coverage-v2-status.md");
    assert!(
        status.contains("| uncovered | 34 | 1 |") && status.contains("| mapped | 108 | 141 |"),
        "{status}"
    );
    assert!(status.contains("still open: `ch06/03_bonus_imdb-classification/download_prepare_dataset.py`"));

    copy.edit(
        DECK_A,
        "[Hands-on Anchor: ADDON-A-LAB-01 | Asset:",
        "[Hands-on Anchor: ADDON-A-LAB-01 | File:",
    );
    let (exit, _, stderr) = copy.run(&["course", "build"]);
    assert_eq!(exit, Some(1));
    assert!(stderr.contains("the anchor's field is not `Asset:`") && stderr.contains("nothing was written"));
    assert_eq!(copy.read("course/repo-coverage-v2-status.md"), status);
}
