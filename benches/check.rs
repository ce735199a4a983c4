//! Time to check scenes of every kind, from text to findings, by number of nodes.

mod sizes;

use std::path::Path;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use halfminute_check::lint::Levels;
use halfminute_engine::film::Overrides;
use halfminute_engine::nodes::KINDS;
use sizes::{Play, Recipe, Stage};

const NODES: [usize; 3] = [4, 16, 64];

fn by_size(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    sizes::write_pictures(folder.path());
    let path = folder.path().join("scene.toml");
    let mut group = criterion.benchmark_group("check by size");
    group.sample_size(10);
    for kind in KINDS {
        for nodes in NODES {
            let (stage, play) = (Stage::Scattered, Play::Tone);
            let text = Recipe { kind, nodes, beats: 4, entries: 4, arrows: 4, stage, play }.text();
            group.bench_function(BenchmarkId::new(kind.name, nodes), |bench| {
                bench.iter(|| check(&path, &text));
            });
        }
    }
    group.finish();
}

fn check(path: &Path, text: &str) -> u64 {
    halfminute_check::check(path, text.as_bytes().to_vec(), &Overrides::default(), &Levels::default()).steps
}

criterion_group!(benches, by_size);
criterion_main!(benches);
