//! `halfminute render`: scenes to frames, one scene after another.
//!
//! A scene with errors, or one that cannot be written, does not keep the others from being drawn.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::export::{
    ClipFolder, FrameFault, FrameLoop, FrameRanges, FrameSet, Rendered, Sound, Video, VideoFormat, write_clip,
};
use crate::film::Film;

use super::console::Console;
use super::exit::{Exit, Failure};
use super::lints::LintOptions;
use super::options::{CompressionOption, FormatOption, MAX_THREADS, MessageFormat, OverrideOptions, threads};
use super::progress::{Progress, ProgressOption, Stopwatch};
use super::scenes::{SceneFiles, beat_frames, clip_name, open_film};
use super::summary::{self, Row};

/// What was typed after `render`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Scene files, or folders whose .toml files are scenes
    #[arg(required = true, value_name = "SCENE|DIR")]
    scenes: Vec<PathBuf>,
    /// Where each clip gets its folder
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// What to write: several are made in one pass
    #[arg(long, value_enum, value_name = "FORMAT", value_delimiter = ',', default_value = "png")]
    format: Vec<FormatOption>,
    /// A WAV file to be heard in mp4, webm and mov; of one scene, and as long as its clip
    #[arg(long, value_name = "FILE")]
    audio: Option<PathBuf>,
    /// Only these frames: 0-299, 0-, -10, 1,5,9 or 0-899x10
    #[arg(long, value_name = "RANGES", allow_hyphen_values = true, conflicts_with = "beat")]
    frames: Option<FrameRanges>,
    /// Only the frames of this beat, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    beat: Option<u32>,
    #[command(flatten)]
    overrides: OverrideOptions,
    #[command(flatten)]
    lints: LintOptions,
    /// Worker threads; by default one for each core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_THREADS)))]
    threads: Option<u16>,
    /// How hard frames are compressed; the pixels are the same
    #[arg(long, value_enum, default_value_t)]
    compression: CompressionOption,
    /// Draw every frame a second time, by itself, and compare it with what was drawn as a change of
    /// the frame before
    #[arg(long)]
    verify_incremental: bool,
    /// Print the result of each scene as one JSON object a line
    #[arg(long)]
    json: bool,
    /// How progress is shown on stderr
    #[arg(long, value_enum, default_value_t)]
    progress: ProgressOption,
    /// How findings are written to stderr
    #[arg(long, value_enum, default_value_t)]
    message_format: MessageFormat,
}

/// Draws every scene that can be drawn.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    let scenes = SceneFiles::find(&arguments.scenes);
    let mut exit = Exit::Done;
    for failure in &scenes.failures {
        exit = exit.max(console.fail(failure));
    }
    let sense = require_sense(arguments, scenes.paths.len());
    if let Err(failure) = scenes.require_distinct_names().and(sense) {
        return exit.max(console.fail(&failure));
    }
    let mut rows = Vec::new();
    for (at, path) in scenes.paths.iter().enumerate() {
        let stopwatch = Stopwatch::start();
        let outcome = render(path, (at, scenes.paths.len()), arguments, console);
        let seconds = stopwatch.elapsed().as_secs_f64();
        exit = exit.max(report(path, &outcome, seconds, arguments, console));
        rows.push(row(path, &outcome, seconds));
    }
    exit.max(summary::report(&rows, arguments.json, console))
}

/// A scene that was drawn, and where.
struct Done {
    folder: ClipFolder,
    frames: FrameSet,
    rendered: Rendered,
}

fn render(
    path: &Path,
    place: (usize, usize),
    arguments: &Arguments,
    console: &mut Console,
) -> Result<Done, Failure> {
    let asked = (&arguments.overrides.overrides(), &arguments.lints.levels());
    let film = open_film(path, asked, arguments.message_format, console)?;
    let frames = frames(&film, arguments)?;
    let folder = ClipFolder::new(&arguments.output, film.name());
    let videos = videos(arguments);
    let sound = arguments.audio.as_ref().map(|path| Sound::read(path, &film)).transpose()?;
    let work = FrameLoop {
        film: &film,
        frames: &frames,
        folder: &folder,
        png: arguments.format.contains(&FormatOption::Png).then(|| arguments.compression.into()),
        videos: &videos,
        sound: sound.as_ref(),
        threads: threads(arguments.threads),
        verify_incremental: arguments.verify_incremental,
    };
    let progress = Progress::start(arguments.progress, film.name(), frames.len(), place);
    let rendered = write_clip(&work, &progress);
    progress.finish();
    let rendered = rendered?;
    match rendered.faults.as_slice() {
        [] => Ok(Done { folder, frames, rendered }),
        faults => Err(faulty(film.name(), faults, console)),
    }
}

/// The videos that were asked for, each once.
fn videos(arguments: &Arguments) -> Vec<VideoFormat> {
    let mut videos: Vec<_> = arguments.format.iter().filter_map(|format| format.video()).collect();
    videos.sort_unstable();
    videos.dedup();
    videos
}

/// Refuses what makes no sense together.
fn require_sense(arguments: &Arguments, scenes: usize) -> Result<(), Failure> {
    let videos = videos(arguments);
    if !videos.is_empty() && (arguments.frames.is_some() || arguments.beat.is_some()) {
        return Err(Failure::usage(
            "a video is of the whole clip: leave out `--frames` and `--beat`, or `--format`",
        ));
    }
    if arguments.audio.is_some() && videos.is_empty() {
        return Err(Failure::usage("frames hold no sound: add `--format mp4`, or leave out `--audio`"));
    }
    if arguments.audio.is_some() && scenes != 1 {
        return Err(Failure::usage(format_args!("`--audio` belongs to one scene, not to {scenes}")));
    }
    Ok(())
}

/// The frames that were asked for.
fn frames(film: &Film, arguments: &Arguments) -> Result<FrameSet, Failure> {
    let count = film.frame_count();
    let in_clip = |message: String| Failure::usage(format_args!("{}: {message}", film.name()));
    match (&arguments.frames, arguments.beat) {
        (Some(ranges), _) => ranges.of_clip(count).map_err(|error| in_clip(error.to_string())),
        (None, Some(number)) => {
            let (first, end) = beat_frames(film, number).map_err(|failure| in_clip(failure.message))?;
            Ok(FrameSet::span(first, end, count))
        }
        (None, None) => Ok(FrameSet::whole(count)),
    }
}

/// More faults than these say nothing new.
const SHOWN_FAULTS: usize = 20;

fn faulty(name: &str, faults: &[FrameFault], console: &Console) -> Failure {
    for fault in faults.iter().take(SHOWN_FAULTS) {
        console.err(&format!("error: {name}: {fault}\n"));
    }
    Failure::findings(format_args!("{name}: {} frames on disk are not what was drawn", faults.len()))
}

/// One scene's result for `--json`.
#[derive(Serialize)]
struct Report<'a> {
    scene: String,
    clip: String,
    status: &'static str,
    exit: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frames: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frames_digest: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    videos: &'a [Video],
    /// How long it took.
    seconds: f64,
}

/// Says how a scene ended and returns the exit code it leads to.
fn report(
    path: &Path,
    outcome: &Result<Done, Failure>,
    seconds: f64,
    arguments: &Arguments,
    console: &mut Console,
) -> Exit {
    let exit = outcome.as_ref().map_or_else(|failure| console.fail(failure), |_| Exit::Done);
    if arguments.json {
        let object = json(path, outcome, exit, seconds);
        console.out(&format!("{}\n", serde_json::to_string(&object).unwrap_or_default()));
    } else if let Ok(done) = outcome {
        let manifest = &done.rendered.manifest;
        console.out(&format!(
            "{}: {} of {} frames in {} ({seconds:.1} s)\n",
            manifest.clip,
            done.frames.len(),
            manifest.frame_count,
            done.folder.path().display()
        ));
    }
    exit
}

/// One scene's line of the summary.
fn row(path: &Path, outcome: &Result<Done, Failure>, seconds: f64) -> Row {
    let done = outcome.as_ref().ok();
    let videos = done.map(|done| done.rendered.manifest.videos.as_slice()).unwrap_or_default();
    Row {
        clip: clip_name(path),
        frames: done.map(|done| done.frames.len()),
        duration: done.map(|done| done.rendered.manifest.duration),
        videos: videos.iter().map(|video| video.file.clone()).collect(),
        seconds,
        message: outcome.as_ref().err().map(|failure| failure.message.clone()),
    }
}

fn json<'a>(path: &Path, outcome: &'a Result<Done, Failure>, exit: Exit, seconds: f64) -> Report<'a> {
    let done = outcome.as_ref().ok();
    let manifest = done.map(|done| &done.rendered.manifest);
    Report {
        scene: path.to_string_lossy().into_owned(),
        clip: clip_name(path),
        status: if done.is_some() { "rendered" } else { "failed" },
        exit: exit as u8,
        message: outcome.as_ref().err().map(|failure| failure.message.as_str()),
        output: done.map(|done| done.folder.path().to_string_lossy().into_owned()),
        frames: done.map(|done| done.frames.len()),
        duration: manifest.map(|manifest| manifest.duration),
        frames_digest: manifest.map(|manifest| manifest.frames_digest.as_str()),
        videos: manifest.map(|manifest| manifest.videos.as_slice()).unwrap_or_default(),
        seconds: (seconds * 1000.0).round() / 1000.0,
    }
}
