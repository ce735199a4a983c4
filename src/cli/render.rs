//! `halfminute render`: scenes to frames, one scene after another.
//!
//! A scene with errors, or one that cannot be written, does not keep the others from being drawn.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::export::png::Compression;
use crate::export::{
    ClipFolder, FrameFault, FrameLoop, FrameRanges, FrameSet, Manifest, Shard, Sound, Start, Video,
    VideoFormat, write_clip, write_part,
};
use crate::film::Film;

use super::console::Console;
use super::exit::{Exit, Failure};
use super::interrupt::{Interrupt, Watched};
use super::lints::LintOptions;
use super::options::{CompressionOption, FormatOption, MessageFormat, OverrideOptions, ThreadsOption};
use super::progress::{Progress, ProgressOption, Stopwatch};
use super::report;
use super::scenes::{SceneFiles, beat_frames, clip_name, open_film};
use super::summary::{self, Row};

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
    /// Write a page that shows all clips of the output folder: report.html
    #[arg(long)]
    report: bool,
    /// Draw every frame a second time, by itself, and compare: a proof of the program, not of the scene
    #[arg(long)]
    verify_incremental: bool,
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
    /// What to write: several are made in one pass
    #[arg(long, value_enum, value_name = "FORMAT", value_delimiter = ',', default_value = "png")]
    format: Vec<FormatOption>,
    /// A WAV file to be heard in mp4, webm and mov; of one scene, and as long as its clip
    #[arg(long, value_name = "FILE")]
    audio: Option<PathBuf>,
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
    if let Err(failure) = require_sense(arguments) {
        return console.fail(&failure);
    }
    let exit = arguments.job.run(console, |turn, console| render(turn, arguments, console));
    if !arguments.report || exit == Exit::Interrupted {
        return exit;
    }
    let output = &arguments.job.output;
    exit.max(report::write(output, &report::page_in(output), console))
}

/// A scene whose turn it is.
pub(super) struct Turn<'a> {
    path: &'a Path,
    /// How many scenes came before, and how many there are.
    place: (usize, usize),
    interrupt: &'a Interrupt,
}

/// What is to be made of a scene, and where.
pub(super) struct Order {
    pub(super) film: Film,
    pub(super) folder: ClipFolder,
    videos: Vec<VideoFormat>,
    sound: Option<Sound>,
}

impl Job {
    /// Does `work` with one scene after another, until an end is asked for, and reports each.
    pub(super) fn run(
        &self,
        console: &mut Console,
        work: impl Fn(&Turn<'_>, &mut Console) -> Result<Done, Failure>,
    ) -> Exit {
        let scenes = SceneFiles::report(&self.scenes, console);
        let mut exit = scenes.exit;
        if let Err(failure) = self.require_sense(scenes.paths.len()) {
            return exit.max(console.fail(&failure));
        }
        if !scenes.are_distinct {
            return exit;
        }
        let interrupt = Interrupt::watch();
        let mut rows = Vec::new();
        for (at, path) in scenes.paths.iter().enumerate() {
            let stopwatch = Stopwatch::start();
            let turn = Turn { path, place: (at, scenes.paths.len()), interrupt: &interrupt };
            let outcome = work(&turn, console);
            let seconds = stopwatch.elapsed().as_secs_f64();
            exit = exit.max(say(path, &outcome, seconds, self, console));
            rows.push(row(path, &outcome, seconds));
            if exit == Exit::Interrupted {
                return exit;
            }
        }
        exit.max(summary::report(&rows, self.json, console))
    }

    /// Refuses what makes no sense together.
    fn require_sense(&self, scenes: usize) -> Result<(), Failure> {
        if self.audio.is_some() && self.videos().is_empty() {
            return Err(Failure::usage("frames hold no sound: add `--format mp4`, or leave out `--audio`"));
        }
        if self.audio.is_some() && scenes != 1 {
            return Err(Failure::usage(format_args!("`--audio` belongs to one scene, not to {scenes}")));
        }
        Ok(())
    }

    /// The videos that were asked for, each once.
    fn videos(&self) -> Vec<VideoFormat> {
        let mut videos: Vec<_> = self.format.iter().filter_map(|format| format.video()).collect();
        videos.sort_unstable();
        videos.dedup();
        videos
    }

    /// The film of the scene whose turn it is, and what is to be made of it.
    pub(super) fn open(&self, turn: &Turn<'_>, console: &mut Console) -> Result<Order, Failure> {
        let asked = (&self.overrides.overrides(), &self.lints.levels());
        let film = open_film(turn.path, asked, self.message_format, console)?;
        let folder = ClipFolder::new(&self.output, film.name());
        let sound = self.audio.as_ref().map(|path| Sound::read(path, &film)).transpose()?;
        Ok(Order { film, folder, videos: self.videos(), sound })
    }

    /// What is to be written, as far as every command knows it.
    pub(super) fn work<'a>(&self, order: &'a Order, frames: &'a FrameSet) -> FrameLoop<'a> {
        FrameLoop {
            film: &order.film,
            frames,
            folder: &order.folder,
            png: self.format.contains(&FormatOption::Png).then(|| self.compression.into()),
            videos: &order.videos,
            sound: order.sound.as_ref(),
            threads: self.threads.count(),
            start: Start::Resume,
            verify_incremental: false,
        }
    }

    /// How hard frames are compressed.
    pub(super) fn compression(&self) -> Compression {
        self.compression.into()
    }

    /// Shows the progress of `total` frames.
    pub(super) fn progress<'a>(&self, turn: &Turn<'a>, film: &Film, total: usize) -> Watched<'a> {
        let progress = Progress::start(self.progress, film.name(), total, turn.place);
        Watched { progress, interrupt: turn.interrupt }
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

fn render(turn: &Turn<'_>, arguments: &Arguments, console: &mut Console) -> Result<Done, Failure> {
    let job = &arguments.job;
    let order = job.open(turn, console)?;
    let frames = frames(&order.film, arguments)?;
    let start = if arguments.fresh { Start::Fresh } else { Start::Resume };
    let verify_incremental = arguments.verify_incremental;
    let work = FrameLoop { start, verify_incremental, ..job.work(&order, &frames) };
    let observer = job.progress(turn, &order.film, frames.len());
    let written = if arguments.is_part() {
        write_part(&work, &observer).map(|part| (part.kept, part.faults, None))
    } else {
        write_clip(&work, &observer).map(|clip| (clip.kept, clip.faults, Some(clip.manifest)))
    };
    observer.progress.finish();
    let (kept, faults, manifest) = written?;
    if !faults.is_empty() {
        let how = "are not what was drawn: run the same command again";
        return Err(faulty(order.film.name(), &faults, how, console));
    }
    let (frames, frame_count) = ((frames.len(), kept), order.film.frame_count());
    let status = if arguments.is_part() { "part" } else { "rendered" };
    Ok(Done { folder: order.folder, status, frames, frame_count, manifest })
}

/// Refuses what makes no sense together.
fn require_sense(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.job.videos().is_empty() {
        return Ok(());
    }
    if arguments.frames.is_some() || arguments.beat.is_some() {
        let message = "a video is of the whole clip: leave out `--frames` and `--beat`, or `--format`";
        return Err(Failure::usage(message));
    }
    if arguments.is_part() {
        let message = "a part is frames only: give `--format` to `assemble`, which joins the parts";
        return Err(Failure::usage(message));
    }
    Ok(())
}

impl Arguments {
    /// Whether what is drawn is for `assemble`.
    fn is_part(&self) -> bool {
        self.part || self.shard.is_some()
    }
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
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    videos: &'a [Video],
    /// How long it took.
    seconds: f64,
}

/// Says how a scene ended and returns the exit code it leads to.
fn say(path: &Path, outcome: &Result<Done, Failure>, seconds: f64, job: &Job, console: &mut Console) -> Exit {
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

/// One scene's line of the summary.
fn row(path: &Path, outcome: &Result<Done, Failure>, seconds: f64) -> Row {
    let done = outcome.as_ref().ok();
    let manifest = done.and_then(|done| done.manifest.as_ref());
    let videos = manifest.map(|manifest| manifest.videos.as_slice()).unwrap_or_default();
    Row {
        clip: clip_name(path),
        frames: done.map(|done| done.frames.0),
        duration: manifest.map(|manifest| manifest.duration),
        videos: videos.iter().map(|video| video.file.clone()).collect(),
        seconds,
        message: outcome.as_ref().err().map(|failure| failure.message.clone()),
    }
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
        videos: manifest.map(|manifest| manifest.videos.as_slice()).unwrap_or_default(),
        seconds: (seconds * 1000.0).round() / 1000.0,
    }
}
