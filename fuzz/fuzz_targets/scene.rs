//! Arbitrary bytes as a scene: read, checked, laid out, and a few frames drawn at a very low resolution.
#![no_main]

#[path = "../exercise.rs"]
mod exercise;

use std::path::Path;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/cases/frames"));
    exercise::scene(bytes, folder);
});
