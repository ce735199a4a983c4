//! Memory that checking a scene takes: proportional to the steps of the budget, so that no scene exhausts it.
//!
//! There is only one test, because the allocator counts for the whole process.

#[path = "../benches/sizes/mod.rs"]
mod sizes;

use halfminute_check::lint::Levels;
use halfminute_engine::budget::Budget;
use halfminute_engine::film::Overrides;
use halfminute_engine::nodes::{KINDS, Kind};
use peak_alloc::PeakAlloc;
use sizes::{Play, Recipe, Stage};
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Greatest memory of a check in bytes, and the part of it that does not depend on the scene.
const MOST: u64 = 700 << 20;
const BASE: u64 = 4 << 20;

struct Bench {
    folder: TempDir,
}

impl Bench {
    /// Peak memory in bytes while a scene of this kind is checked, and its steps.
    fn check(&self, kind: &'static Kind, nodes: usize) -> (u64, u64) {
        let (stage, play) = (Stage::Stacked, Play::Tone);
        let text = Recipe { kind, nodes, beats: 3, entries: 3, arrows: 2, stage, play }.text();
        let (path, levels) = (self.folder.path().join("scene.toml"), Levels::default());
        ALLOCATOR.reset_peak_usage();
        let before = ALLOCATOR.current_usage();
        let checked = halfminute_check::check(&path, text.into_bytes(), &Overrides::default(), &levels);
        ((ALLOCATOR.peak_usage() - before) as u64, checked.steps)
    }
}

#[test]
fn memory_grows_with_the_steps() {
    let bench = Bench { folder: tempfile::tempdir().unwrap() };
    sizes::write_pictures(bench.folder.path());
    // Bytes that each step may keep if all steps of the budget keep the same amount.
    let bytes_of_step = MOST / Budget::STEPS;
    for kind in KINDS {
        // The first run reads fonts and tables, which happens only once.
        bench.check(kind, 2);
        let (taken, steps) = bench.check(kind, 12);
        let allowed = BASE + bytes_of_step * steps;
        assert!(taken < allowed, "{}: {taken} bytes for {steps} steps", kind.name);
    }
}
