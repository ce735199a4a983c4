//! Time to encode the pixels of one busy frame as PNG, as a frame of a clip and as a picture of its own.

mod clips;

use criterion::{Criterion, criterion_group, criterion_main};
use halfminute_basics::bands::Bands;
use halfminute_render::png::{BandEncoder, Compression, encode};
use halfminute_render::still;

fn compress(criterion: &mut Criterion) {
    let picture = still(&clips::hour28((1920, 1080)), clips::BUSY);
    let mut file = Vec::new();
    let mut group = criterion.benchmark_group("png");
    group.sample_size(20);
    for compression in [Compression::Fast, Compression::Balanced] {
        let name = format!("{compression:?}").to_lowercase();
        let mut encoder = BandEncoder::new(picture.size, compression);
        group.bench_function(format!("{name}, every band"), |bench| {
            bench.iter(|| {
                (0..Bands::new(picture.size).count()).for_each(|band| encoder.encode(band, &picture.rgb));
                encoder.write(&mut file);
            });
        });
        group.bench_function(format!("{name}, one band"), |bench| {
            bench.iter(|| {
                encoder.encode(12, &picture.rgb);
                encoder.write(&mut file);
            });
        });
    }
    group.bench_function("a picture", |bench| {
        bench.iter(|| encode(&picture.rgb, picture.size, Compression::Balanced, &mut file));
    });
    group.finish();
}

criterion_group!(benches, compress);
criterion_main!(benches);
