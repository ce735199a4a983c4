//! The files of a render do not depend on threads or on which frames were asked for.

use std::path::Path;

use halfminute_check::CheckedFilm;
use halfminute_render::png::{Compression, decode};
use halfminute_render::{
    ClipFolder, Ffmpeg, FrameLoop, FrameRanges, FrameSet, Manifest, Observer, Start, write_clip,
};
use tempfile::TempDir;

use super::films::{at_size, scenes};

/// Small, because the test is about which pixels are written, not about their number.
const SIZE: (u32, u32) = (64, 36);

struct Silence;

impl Observer for Silence {
    fn frame_written(&self, _: u32) {}
}

fn render(film: &CheckedFilm, frames: &FrameSet, threads: usize, output: &Path) -> (Manifest, ClipFolder) {
    let folder = ClipFolder::new(output, film.name());
    let work = FrameLoop {
        film,
        frames,
        folder: &folder,
        png: Some(Compression::Fast),
        videos: &[],
        sound: None,
        ffmpeg: &Ffmpeg::default(),
        threads,
        start: Start::Fresh,
        verify_incremental: true,
    };
    let rendered = write_clip(&work, &Silence).unwrap();
    assert!(rendered.faults.is_empty());
    (rendered.manifest, folder)
}

fn film() -> CheckedFilm {
    at_size(&scenes("scenes")[0], SIZE)
}

/// The list of digests: `digest  file` for each frame.
fn digests(film: &CheckedFilm, frames: &FrameSet, threads: usize) -> Vec<String> {
    let output = TempDir::new().unwrap();
    let (_, folder) = render(film, frames, threads, output.path());
    std::fs::read_to_string(folder.digests()).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn threads_change_no_pixel() {
    let film = film();
    // Two beats with many motions give enough runs of frames for eight workers to mix up.
    let frames = FrameSet::span(100, 300, film.frame_count());
    let one = digests(&film, &frames, 1);
    assert_eq!(one.len(), 200);
    for threads in [2, 8] {
        assert!(digests(&film, &frames, threads) == one, "{threads} threads");
    }
}

#[test]
fn any_range_has_the_pixels_of_the_whole() {
    let film = film();
    let whole = digests(&film, &FrameSet::whole(film.frame_count()), 2);
    for text in ["0", "7-31", "-10", "890-", "0-899x101", "450,3,449-452"] {
        let frames = text.parse::<FrameRanges>().unwrap().of_clip(film.frame_count()).unwrap();
        let drawn = digests(&film, &frames, 2);
        let expected: Vec<_> = frames.iter().map(|frame| whole[frame as usize].clone()).collect();
        assert_eq!(drawn, expected, "{text}");
    }
}

#[test]
fn a_still_is_the_frame_of_the_clip() {
    let film = film();
    let output = TempDir::new().unwrap();
    let frames = "5,300".parse::<FrameRanges>().unwrap().of_clip(film.frame_count()).unwrap();
    let (_, folder) = render(&film, &frames, 2, output.path());
    for frame in [5, 300] {
        let written = decode(&std::fs::read(folder.frame(frame)).unwrap()).unwrap();
        assert!(written == halfminute_render::still(&film, frame), "frame {frame}");
    }
}
