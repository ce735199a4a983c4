//! Time from a scene to boxes, shaped text and the courses of arrows.

mod clips;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use halfminute_engine::budget::Budget;
use halfminute_engine::diagnostic::Diagnostics;
use halfminute_engine::film::Overrides;
use halfminute_engine::layout::Layout;
use halfminute_engine::scene::Scene;

fn lay_out(criterion: &mut Criterion) {
    let (scene, theme) = (clips::scene(), clips::theme());
    criterion.bench_function("layout/clip", |bench| {
        bench.iter(|| Layout::new(&scene, &theme, &Budget::default(), &mut Diagnostics::default()));
    });
}

/// Labelled arrows between forty badges that are scattered over the stage and block most straight courses.
fn route(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout/arrows");
    for count in [25, 50, 100, 200] {
        let (scene, theme) = (scattered(count), clips::theme());
        group.bench_function(BenchmarkId::from_parameter(count), |bench| {
            bench.iter(|| Layout::new(&scene, &theme, &Budget::default(), &mut Diagnostics::default()));
        });
    }
    group.finish();
}

fn scattered(arrows: usize) -> Scene {
    const NODES: usize = 40;
    let nodes: String =
        (0..NODES).map(|at| format!("n{at} = {{ kind = \"badge\", text = \"{at}\" }}\n")).collect();
    let place = |at: usize| {
        let (x, y) = ((at * 37 % 97) as f64 / 97.0, (at * 61 % 89) as f64 / 89.0);
        format!("{{ node = \"n{at}\", place = [{:.3}, {:.3}] }}", 0.05 + 0.9 * x, 0.05 + 0.9 * y)
    };
    let arrow = |at: usize| format!("\"n{} -> n{}: l\"", at % NODES, (at + 1 + at / NODES) % NODES);
    let places: Vec<String> = (0..NODES).map(place).collect();
    let arrows: Vec<String> = (0..arrows).map(arrow).collect();
    let text = format!(
        "[clip]\ntitle = \"T\"\nlasts = 3.0\nwindow = [1, 60]\n[node]\n{nodes}[[beat]]\nlasts = 3.0\ntitle = \"B\"\n\
         stage = {{ overlay = [{}] }}\narrows = [{}]\n",
        places.join(", "),
        arrows.join(", ")
    );
    Scene::read(&text, &Overrides::default()).0.expect("the scene has no mistakes")
}

criterion_group!(benches, lay_out, route);
criterion_main!(benches);
