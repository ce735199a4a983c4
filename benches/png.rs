//! The pixels of one busy frame to PNG bytes.

mod hour28;

use criterion::{Criterion, criterion_group, criterion_main};
use halfminute::export::png::{Compression, encode};
use halfminute::export::still;

fn compress(criterion: &mut Criterion) {
    let picture = still(&hour28::film((1920, 1080)), hour28::BUSY);
    let mut file = Vec::new();
    let mut group = criterion.benchmark_group("png");
    group.sample_size(20);
    for compression in [Compression::Fast, Compression::Balanced] {
        group.bench_function(format!("{compression:?}").to_lowercase(), |bench| {
            bench.iter(|| encode(&picture.rgb, picture.size, compression, &mut file));
        });
    }
    group.finish();
}

criterion_group!(benches, compress);
criterion_main!(benches);
