//! `halfminute render`: scenes to frames, one scene after another.
//!
//! A scene with errors, or one that cannot be written, does not keep the others from being drawn.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::export::{
    ClipFolder, FrameFault, FrameLoop, FrameRanges, FrameSet, Manifest, Shard, Start, write_clip, write_part,
};
use crate::film::Film;

use super::console::Console;
use super::exit::{Exit, Failure};
use super::interrupt::{Interrupt, Watched};
use super::lints::LintOptions;
use super::options::{CompressionOption, MessageFormat, OverrideOptions, ThreadsOption};
use super::progress::{Progress, ProgressOption, Stopwatch};
use super::scenes::{SceneFiles, beat_frames, clip_name, open_film};

/// What was typed after `render`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    job: Job,
    /// Only these frames: 0-299, 0-, -10, 1,5,9 or 0-899x10
    #[arg(long, value_name = "RANGES", allow_hyphen_values = true, conflicts_with = "beat")]
    frames: Option<FrameRanges>,
    /// Only the frames of this beat, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    beat: Option<u32>,
    /// Only the K-th of N equal shares of the frames, for `assemble` to join
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
    /// Draw the chosen frames for `assemble` to join, beside other parts of the clip
    #[arg(long)]
    part: bool,
    /// Keep frames of an earlier run that are as they would be drawn; this is what happens anyway
    #[arg(long, conflicts_with = "fresh")]
    resume: bool,
    /// Draw every frame, whatever is there
    #[arg(long)]
    fresh: bool,
}

/// What commands that write clips have in common.
#[derive(Args, Debug)]
pub(super) struct Job {
    /// Scene files, or folders whose .toml files are scenes
    #[arg(required = true, value_name = "SCENE|DIR")]
    pub(super) scenes: Vec<PathBuf>,
    /// Where each clip gets its folder
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(super) output: PathBuf,
    #[command(flatten)]
    overrides: OverrideOptions,
    #[command(flatten)]
    lints: LintOptions,
    #[command(flatten)]
    threads: ThreadsOption,
    /// How hard frames are compressed; the pixels are the same
    #[arg(long, value_enum, default_value_t)]
    compression: CompressionOption,
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
    arguments.job.run(console, |path, interrupt, console| render(path, arguments, interrupt, console))
}

impl Job {
    /// Does `work` with one scene after another, until an end is asked for, and reports each.
    pub(super) fn run(
        &self,
        console: &mut Console,
        work: impl Fn(&Path, &Interrupt, &mut Console) -> Result<Done, Failure>,
    ) -> Exit {
        let scenes = SceneFiles::report(&self.scenes, console);
        let mut exit = scenes.exit;
        if !scenes.are_distinct {
            return exit;
        }
        let interrupt = Interrupt::watch();
        for path in &scenes.paths {
            let stopwatch = Stopwatch::start();
            let outcome = work(path, &interrupt, console);
            exit = exit.max(report(path, &outcome, stopwatch, self, console));
            if exit == Exit::Interrupted {
                break;
            }
        }
        exit
    }

    /// The film of a scene, and where its clip is written.
    pub(super) fn open(&self, path: &Path, console: &mut Console) -> Result<(Film, ClipFolder), Failure> {
        let asked = (&self.overrides.overrides(), &self.lints.levels());
        let film = open_film(path, asked, self.message_format, console)?;
        let folder = ClipFolder::new(&self.output, film.name());
        Ok((film, folder))
    }

    /// What is to be written, as far as every command knows it.
    pub(super) fn work<'a>(
        &self,
        film: &'a Film,
        frames: &'a FrameSet,
        folder: &'a ClipFolder,
    ) -> FrameLoop<'a> {
        let (compression, threads) = (self.compression.into(), self.threads.count());
        FrameLoop { film, frames, folder, compression, threads, start: Start::Resume }
    }

    /// Shows the progress of `total` frames.
    pub(super) fn progress(&self, film: &Film, total: usize) -> Progress {
        Progress::start(self.progress, film.name(), total)
    }
}

/// A scene whose frames were written, and where.
pub(super) struct Done {
    pub(super) folder: ClipFolder,
    /// `rendered`, `assembled` or `part`.
    pub(super) status: &'static str,
    /// The number of frames that were to be written, and of these the number that were there.
    pub(super) frames: (usize, usize),
    /// The number of frames of the whole clip.
    pub(super) frame_count: u32,
    /// What is on disk, unless it is a part of a clip.
    pub(super) manifest: Option<Manifest>,
}

fn render(
    path: &Path,
    arguments: &Arguments,
    interrupt: &Interrupt,
    console: &mut Console,
) -> Result<Done, Failure> {
    let job = &arguments.job;
    let (film, folder) = job.open(path, console)?;
    let frames = frames(&film, arguments)?;
    let start = if arguments.fresh { Start::Fresh } else { Start::Resume };
    let work = FrameLoop { start, ..job.work(&film, &frames, &folder) };
    let progress = job.progress(&film, frames.len());
    let observer = Watched { progress: &progress, interrupt };
    let is_part = arguments.part || arguments.shard.is_some();
    let written = if is_part {
        write_part(&work, &observer).map(|part| (part.kept, part.faults, None))
    } else {
        write_clip(&work, &observer).map(|clip| (clip.kept, clip.faults, Some(clip.manifest)))
    };
    progress.finish();
    let (kept, faults, manifest) = written?;
    if !faults.is_empty() {
        let how = "are not what was drawn: run the same command again";
        return Err(faulty(film.name(), &faults, how, console));
    }
    let (frames, frame_count) = ((frames.len(), kept), film.frame_count());
    let status = if is_part { "part" } else { "rendered" };
    Ok(Done { folder, status, frames, frame_count, manifest })
}

/// The frames that were asked for.
fn frames(film: &Film, arguments: &Arguments) -> Result<FrameSet, Failure> {
    let count = film.frame_count();
    let in_clip = |message: String| Failure::usage(format_args!("{}: {message}", film.name()));
    let frames = match (&arguments.frames, arguments.beat) {
        (Some(ranges), _) => ranges.of_clip(count).map_err(|error| in_clip(error.to_string()))?,
        (None, Some(number)) => {
            let (first, end) = beat_frames(film, number).map_err(|failure| in_clip(failure.message))?;
            FrameSet::span(first, end, count)
        }
        (None, None) => FrameSet::whole(count),
    };
    Ok(arguments.shard.map_or_else(|| frames.clone(), |shard| frames.shard(shard)))
}

/// More faults than these say nothing new.
const SHOWN_FAULTS: usize = 20;

/// Names the faults, neighbours with the same fault in one line.
pub(super) fn faulty(name: &str, faults: &[FrameFault], how: &str, console: &Console) -> Failure {
    let alike = |a: &FrameFault, b: &FrameFault| a.frame + 1 == b.frame && a.fault == b.fault;
    for run in faults.chunk_by(alike).take(SHOWN_FAULTS) {
        let text = match run {
            [first, .., last] => format!("frames {}-{}: each {}", first.frame, last.frame, first.fault),
            [only] => only.to_string(),
            [] => continue,
        };
        console.err(&format!("error: {name}: {text}\n"));
    }
    let frames = if faults.len() == 1 { "1 frame".to_owned() } else { format!("{} frames", faults.len()) };
    Failure::findings(format_args!("{name}: {frames} on disk {how}"))
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
    kept: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frames_digest: Option<&'a str>,
    /// How long it took.
    seconds: f64,
}

/// Says how a scene ended and returns the exit code it leads to.
fn report(
    path: &Path,
    outcome: &Result<Done, Failure>,
    stopwatch: Stopwatch,
    job: &Job,
    console: &mut Console,
) -> Exit {
    let seconds = stopwatch.elapsed().as_secs_f64();
    let exit = outcome.as_ref().map_or_else(|failure| console.fail(failure), |_| Exit::Done);
    if job.json {
        let object = json(path, outcome, exit, seconds);
        console.out(&format!("{}\n", serde_json::to_string(&object).unwrap_or_default()));
    } else if let Ok(done) = outcome {
        let (count, kept) = done.frames;
        let kept = if kept == 0 { String::new() } else { format!("{kept} kept, ") };
        console.out(&format!(
            "{}: {count} of {} frames in {} ({kept}{seconds:.1} s)\n",
            clip_name(path),
            done.frame_count,
            done.folder.path().display()
        ));
    }
    exit
}

fn json<'a>(path: &Path, outcome: &'a Result<Done, Failure>, exit: Exit, seconds: f64) -> Report<'a> {
    let done = outcome.as_ref().ok();
    let manifest = done.and_then(|done| done.manifest.as_ref());
    Report {
        scene: path.to_string_lossy().into_owned(),
        clip: clip_name(path),
        status: done.map_or("failed", |done| done.status),
        exit: exit as u8,
        message: outcome.as_ref().err().map(|failure| failure.message.as_str()),
        output: done.map(|done| done.folder.path().to_string_lossy().into_owned()),
        frames: done.map(|done| done.frames.0),
        kept: done.map(|done| done.frames.1),
        duration: manifest.map(|manifest| manifest.duration),
        frames_digest: manifest.map(|manifest| manifest.frames_digest.as_str()),
        seconds: (seconds * 1000.0).round() / 1000.0,
    }
}
