//! One busy display list to pixels.

mod hour28;

use criterion::{Criterion, criterion_group, criterion_main};
use halfminute::raster::Raster;

fn draw(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("raster");
    for size in [(1280, 720), (1920, 1080), (3840, 2160)] {
        let list = hour28::film(size).display_list(hour28::BUSY);
        let mut raster = Raster::new(size);
        group.bench_function(format!("{} lines", size.1), |bench| bench.iter(|| raster.draw(&list).len()));
    }
    group.finish();
}

criterion_group!(benches, draw);
criterion_main!(benches);
