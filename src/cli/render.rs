//! `halfminute render`: draws the frames of scenes, one scene after another.
//!
//! A scene with errors, or one whose files cannot be written, does not keep the others from being drawn.

use clap::Args;

use halfminute_check::CheckedFilm;
use halfminute_render::report::Failed;
use halfminute_render::{
    ExportError, FrameFault, FrameLoop, FrameRanges, FrameSet, Loss, Manifest, Part, Rendered, Shard, Start,
    write_clip, write_part,
};

use super::console::Console;
use super::exit::{Exit, Failure};
use super::job::{Job, Turn};
use super::outcome::{Done, refuse};
use super::report;
use super::scenes::beat_frames;
use super::summary::{self, Row};
use super::words::counted;

/// Arguments of `halfminute render`.
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
    /// Only the K-th of N equal shares of the frames, to be joined by `assemble`
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
    /// Draw the chosen frames as a part of the clip, to be joined by `assemble`
    #[arg(long)]
    part: bool,
    /// Keep frames of an earlier run that are still correct; this is the default
    #[arg(long, conflicts_with = "fresh")]
    resume: bool,
    /// Draw every frame, even those that are still correct
    #[arg(long)]
    fresh: bool,
    /// Write a page that shows all clips of the output folder: report.html
    #[arg(long)]
    report: bool,
    /// Draw every frame a second time, by itself, and compare: this tests the program, not the scene
    #[arg(long)]
    verify_incremental: bool,
}

/// Draws every scene that can be drawn.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    let job = &arguments.job;
    if let Err(failure) = require_sense(arguments) {
        let exit = console.fail(&failure);
        let row = refuse(&failure, job.is_json(), console);
        return exit.max(summary::report(&[row], (1, exit), job.is_json(), console));
    }
    let work = |turn: &Turn<'_>, console: &mut Console| render(turn, arguments, console);
    job.run(console, work, |rows, console| {
        if !arguments.report {
            return Exit::Done;
        }
        let failed = |row: &Row| {
            let clip = if row.clip.is_empty() { "no scene" } else { &row.clip };
            Some(Failed { clip: clip.to_owned(), message: row.message.clone()? })
        };
        report::write_after(&job.output, rows.iter().filter_map(failed).collect(), job.is_json(), console)
    })
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
        write_part(&work, &observer).map(Written::from)
    } else {
        write_clip(&work, &observer).map(Written::from)
    };
    observer.progress.finish();
    let Written { kept, faults, manifest, losses } = written.map_err(|error| match error {
        ExportError::Interrupted if arguments.fresh => Failure::interrupted_fresh(),
        error => error.into(),
    })?;
    if !faults.is_empty() {
        let how = "not what was drawn: run the same command again";
        return Err(faulty(order.film.name(), &faults, how, console));
    }
    let (frames, frame_count) = ((frames.len(), kept), order.film.frame_count());
    let status = if arguments.is_part() { "part" } else { "rendered" };
    let silence = order.silence();
    Ok(Done { folder: order.folder, status, frames, frame_count, manifest, losses, silence })
}

/// The result for a clip, or for a part of one, which has no manifest.
struct Written {
    kept: usize,
    faults: Vec<FrameFault>,
    manifest: Option<Manifest>,
    losses: Vec<Loss>,
}

impl From<Rendered> for Written {
    fn from(clip: Rendered) -> Self {
        let Rendered { manifest, kept, faults, losses } = clip;
        Self { kept, faults, manifest: Some(manifest), losses }
    }
}

impl From<Part> for Written {
    fn from(Part { kept, faults }: Part) -> Self {
        Self { kept, faults, manifest: None, losses: Vec::new() }
    }
}

/// Refuses options that contradict one another.
fn require_sense(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.report && arguments.is_part() {
        let message = "parts are no clips yet: leave out `--report`, and write the page after `assemble`, with \
                       `halfminute report`";
        return Err(Failure::usage(message));
    }
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
    /// True if the frames are to be joined by `assemble`.
    fn is_part(&self) -> bool {
        self.part || self.shard.is_some()
    }
}

/// The frames that were asked for.
fn frames(film: &CheckedFilm, arguments: &Arguments) -> Result<FrameSet, Failure> {
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

/// Greatest number of lines that list faults.
const SHOWN_FAULTS: usize = 20;

/// Lists the faults of frames on disk and returns the failure.
pub(super) fn faulty(name: &str, faults: &[FrameFault], how: &str, console: &Console) -> Failure {
    list(name, faults, console);
    let (frames, are) = (counted(faults.len(), "frame"), if faults.len() == 1 { "is" } else { "are" });
    Failure::findings(format_args!("{name}: {frames} on disk {are} {how}"))
}

/// Lists frames that are missing and returns the failure.
pub(super) fn lacking(name: &str, faults: &[FrameFault], console: &Console) -> Failure {
    list(name, faults, console);
    let (frames, are) = (counted(faults.len(), "frame"), if faults.len() == 1 { "is" } else { "are" });
    let way_out =
        "render the parts that have them, with the same options, and name their folders with `--from`";
    Failure::findings(format_args!("{name}: {frames} {are} missing: {way_out}"))
}

/// Writes the faults to stderr; consecutive frames with the same fault share one line.
fn list(name: &str, faults: &[FrameFault], console: &Console) {
    let alike = |a: &FrameFault, b: &FrameFault| a.frame + 1 == b.frame && a.fault == b.fault;
    for run in faults.chunk_by(alike).take(SHOWN_FAULTS) {
        let text = match run {
            [first, .., last] => format!("frames {}-{}: each {}", first.frame, last.frame, first.fault),
            [only] => only.to_string(),
            [] => continue,
        };
        console.err(&format!("error: {name}: {text}\n"));
    }
}
