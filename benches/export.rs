//! A whole clip to files: drawing, encoding, writing and reading back, on all cores.

mod hour28;

use criterion::{Criterion, criterion_group, criterion_main};
use halfminute::export::png::Compression;
use halfminute::export::{ClipFolder, FrameLoop, FrameSet, Observer, Start, write_clip};

struct Silence;

impl Observer for Silence {
    fn frame_written(&self, _: u32) {}
}

fn export(criterion: &mut Criterion) {
    let film = hour28::film((640, 360));
    let frames = FrameSet::whole(film.frame_count());
    let output = tempfile::tempdir().expect("there is a folder for temporary files");
    let folder = ClipFolder::new(output.path(), film.name());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = FrameLoop {
        film: &film,
        frames: &frames,
        folder: &folder,
        png: Some(Compression::Fast),
        videos: &[],
        sound: None,
        encoder: &[],
        threads,
        start: Start::Fresh,
        verify_incremental: false,
    };
    let mut group = criterion.benchmark_group("export");
    group.sample_size(10);
    group.bench_function("clip at 360 lines", |bench| {
        bench.iter(|| write_clip(&work, &Silence).expect("the folder can be written"));
    });
    group.finish();
}

criterion_group!(benches, export);
criterion_main!(benches);
