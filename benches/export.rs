//! Time to write whole clips: drawing, encoding, writing and reading back, on all cores.

mod clips;

use criterion::{Criterion, criterion_group, criterion_main};
use halfminute_media::Format;
use halfminute_render::png::Compression;
use halfminute_render::{ClipFolder, Ffmpeg, FrameLoop, FrameSet, Observer, Start, write_clip};

struct Silence;

impl Observer for Silence {
    fn frame_written(&self, _: u32) {}
}

/// Files to be made from a clip: a name, the compression of PNG frames, and the names of the video formats.
type Product = (&'static str, Option<Compression>, &'static [&'static str]);

const PRODUCTS: &[Product] = &[
    ("png, fast", Some(Compression::Fast), &[]),
    ("png, balanced", Some(Compression::Balanced), &[]),
    #[cfg(feature = "mp4")]
    ("mp4", None, &["mp4"]),
];

fn export(criterion: &mut Criterion) {
    let output = tempfile::tempdir().expect("there is a folder for temporary files");
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut group = criterion.benchmark_group("export at 360 lines");
    group.sample_size(10);
    for film in clips::all((640, 360)) {
        let frames = FrameSet::whole(film.frame_count());
        for (product, png, videos) in PRODUCTS {
            let folder = ClipFolder::new(&output.path().join(product), film.name());
            let videos: Vec<_> = videos.iter().filter_map(|name| Format::named(name)).collect();
            let work = FrameLoop {
                film: &film,
                frames: &frames,
                folder: &folder,
                png: *png,
                videos: &videos,
                sound: None,
                ffmpeg: &Ffmpeg::default(),
                threads,
                start: Start::Fresh,
                verify_incremental: false,
            };
            group.bench_function(format!("{}, {product}", film.name()), |bench| {
                bench.iter(|| write_clip(&work, &Silence).expect("the folder can be written"));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, export);
criterion_main!(benches);
