//! Time from text to a resolved scene.

mod clips;

use criterion::{Criterion, criterion_group, criterion_main};
use halfminute_engine::film::Overrides;
use halfminute_engine::scene::Scene;

fn read(criterion: &mut Criterion) {
    let text = clips::text();
    criterion.bench_function("scene/read", |bench| bench.iter(|| Scene::read(&text, &Overrides::default())));
}

criterion_group!(benches, read);
criterion_main!(benches);
