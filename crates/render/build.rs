//! Computes a digest of the sources, so that a render never keeps a frame that was drawn by other sources,
//! even if both have the same version number.

use std::fs;
use std::path::{Path, PathBuf};

/// Everything that decides pixels: our sources and, by their versions, those of all dependencies.
const INPUTS: [&str; 5] = ["../basics/src", "../engine/src", "../media/src", "src", "../../Cargo.lock"];

fn main() {
    let mut files = Vec::new();
    for input in INPUTS {
        println!("cargo::rerun-if-changed={input}");
        list(Path::new(input), &mut files);
    }
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for file in &files {
        let name = file.to_string_lossy().replace('\\', "/");
        let bytes = fs::read(file).unwrap_or_default();
        for part in [name.as_bytes(), &bytes] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
    }
    println!("cargo::rustc-env=HALFMINUTE_SOURCES={}", hasher.finalize().to_hex());
}

/// Lists the files at or below `path`; a missing path has none, as when a package is built without its lock
/// file.
fn list(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_owned());
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        list(&entry.path(), files);
    }
}
