//! A scene to boxes, shaped text and the courses of arrows.

mod clips;

use criterion::{Criterion, criterion_group, criterion_main};
use halfminute::budget::Budget;
use halfminute::diagnostic::Diagnostics;
use halfminute::layout::Layout;

fn lay_out(criterion: &mut Criterion) {
    let (scene, theme) = (clips::scene(), clips::theme());
    criterion.bench_function("layout/clip", |bench| {
        bench.iter(|| Layout::new(&scene, &theme, &Budget::default(), &mut Diagnostics::default()));
    });
}

criterion_group!(benches, lay_out);
criterion_main!(benches);
