//! Time from boxes to motion, and from motion to the display lists of all frames.

mod clips;

use criterion::{Criterion, criterion_group, criterion_main};
use halfminute_engine::budget::Budget;
use halfminute_engine::diagnostic::Diagnostics;
use halfminute_engine::layout::Layout;
use halfminute_engine::timeline::Timeline;

fn build(criterion: &mut Criterion) {
    let (scene, theme) = (clips::scene(), clips::theme());
    let layout = Layout::new(&scene, &theme, &Budget::default(), &mut Diagnostics::default());
    criterion.bench_function("timeline/build", |bench| {
        bench.iter(|| Timeline::new(&scene, &layout, &theme, &Budget::default()));
    });
}

fn sample(criterion: &mut Criterion) {
    let film = clips::hour28((1920, 1080));
    let mut group = criterion.benchmark_group("timeline");
    group.sample_size(20);
    group.bench_function("display lists of all frames", |bench| {
        bench.iter(|| {
            (0..film.frame_count()).map(|frame| film.display_list(frame).items.len()).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, build, sample);
criterion_main!(benches);
