//! All tests of the program and its library from the outside, one module a subject. They are one program, so
//! that everything is linked once; `tests/memory.rs` needs an allocator of its own.
//!
//! `cargo test --test suite frames::` runs one module. Tests run as threads of one process or as processes of
//! their own, in any order: none changes the environment or the current folder of its process.
#![expect(clippy::unwrap_used, reason = "a panic in a test is its report")]

mod arrows;
mod authors;
mod cli;
mod corpus;
mod cost;
mod course;
mod determinism;
mod docs;
mod encoders;
mod escapes;
mod example;
mod farm;
mod folders;
mod formats;
mod frames;
mod holds;
mod hostile;
mod house;
mod invalid;
mod language;
mod lettering;
mod limits;
mod links;
mod lints;
mod picture_files;
mod pictures;
mod preview;
mod report;
mod resume;
mod robust;
mod shards;
mod sidecars;
mod sounds;
mod tracks;
mod trust;
mod verify;
mod videos;
mod wording;
mod workshop;
