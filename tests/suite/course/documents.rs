//! Files that `course build` and `course pictures` write.

use std::fs;

use super::copy::{Copy, DECK_A, DOCUMENTS, root, run};

#[test]
fn documents_are_current_and_made_alike_each_time() {
    let (exit, stdout, stderr) = run(&root(), &["course", "build", "--check"]);
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

#[test]
fn pictures_of_clips_are_compared_by_their_pixels() {
    let copy = Copy::new();
    let (exit, _, stderr) = copy.run(&["course", "pictures", "--check"]);
    assert_eq!((exit, stderr.matches("` is stale: ").count()), (Some(1), 6), "{stderr}");
    let first = "course/images/hour25-ui-productization.png";
    assert!(stderr.contains("hour25-ui-productization.png` is stale: run `halfminute course pictures`"));
    assert_eq!(copy.run(&["course", "pictures"]).0, Some(0));
    let drawn = fs::read(copy.path(first)).unwrap();
    assert_eq!(copy.run(&["course", "pictures", "--check"]).0, Some(0));
    // A file with the same pixels but an additional, meaningless chunk is up to date.
    let end = drawn.len() - 12;
    let chunk = b"prIv\0";
    let parts = [&drawn[..end], &[0, 0, 0, 1], chunk, &crc(chunk).to_be_bytes(), &drawn[end..]];
    let other = parts.concat();
    fs::write(copy.path(first), &other).unwrap();
    assert_eq!(copy.run(&["course", "pictures", "--check"]).0, Some(0));
    fs::write(copy.path(first), &drawn[..end]).unwrap();
    assert_eq!(copy.run(&["course", "pictures", "--check"]).0, Some(1));
}

/// CRC-32 checksum of a PNG chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}
