//! Time to rasterise display lists: one busy frame by itself, and consecutive frames.

mod clips;
mod synthetic;

use criterion::{Criterion, criterion_group, criterion_main};
use halfminute_engine::raster::Raster;

const HD: (u32, u32) = (1920, 1080);

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("raster");
    for size in [(1280, 720), HD, (3840, 2160)] {
        let list = clips::hour28(size).display_list(clips::BUSY);
        let mut raster = Raster::new(size);
        group.bench_function(format!("{} lines", size.1), |bench| bench.iter(|| raster.draw(&list).len()));
    }
    group.finish();
}

/// Thirty consecutive frames, each drawn as a change of the one before.
fn changes(criterion: &mut Criterion) {
    let film = clips::hour28(HD);
    let busy = (clips::BUSY..clips::BUSY + 30).map(|frame| film.display_list(frame)).collect();
    let mut group = criterion.benchmark_group("raster, 30 frames");
    group.sample_size(10);
    for (name, lists) in synthetic::clips().into_iter().chain([("hour 28", busy)]) {
        let mut raster = Raster::new(HD);
        group.bench_function(name, |bench| {
            bench.iter(|| {
                for list in &lists {
                    raster.update(list.clone());
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, whole, changes);
criterion_main!(benches);
