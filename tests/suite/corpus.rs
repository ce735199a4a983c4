//! Replays the scenes that the fuzzer found worth keeping, `fuzz/corpus/scene`, so that bugs found once do
//! not come back. `docs/limits.md` explains how to search for more.

#[path = "../../fuzz/exercise.rs"]
mod exercise;

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

/// Limits on the corpus in files and bytes, so that replaying it stays fast.
const MOST_FILES: usize = 60;
const MOST_BYTES: usize = 2_000;

#[test]
fn the_corpus_is_drawn_or_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root.join("fuzz/corpus/scene")).unwrap();
    let files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    assert!((20..=MOST_FILES).contains(&files.len()), "{} files", files.len());
    let folder = root.join("tests/cases/frames");
    let failed: Vec<String> = files
        .into_par_iter()
        .filter_map(|file| {
            let bytes = fs::read(&file).unwrap();
            let name = file.display().to_string();
            if bytes.len() > MOST_BYTES {
                return Some(format!("{name} is larger than {MOST_BYTES} bytes"));
            }
            let exercised = std::panic::catch_unwind(|| exercise::scene(&bytes, &folder));
            exercised.err().map(|_| format!("{name} ends in a panic"))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
