//! `halfminute assemble`: joins parts of clips, drawn on one machine or several, into clips.

use std::path::PathBuf;

use clap::Args;

use halfminute_render::{ClipFolder, Fault, FrameLoop, FrameSet, assemble};

use super::console::Console;
use super::exit::{Exit, Failure};
use super::job::{Job, Turn};
use super::outcome::Done;
use super::render::{faulty, lacking};

/// Arguments of `halfminute assemble`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(flatten)]
    job: Job,
    /// Folders with the parts: each was the --output of a `render`; the folder of --output is always searched
    /// too
    #[arg(long, value_name = "DIR", num_args = 1..)]
    from: Vec<PathBuf>,
}

/// Joins the parts of every scene.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    // A folder with fewer shards may lack some clips, but a folder that does not exist is a mistake.
    if let Some(absent) = arguments.from.iter().find(|from| !from.is_dir()) {
        return console.fail(&Failure::files(format_args!("there is no folder `{}`", absent.display())));
    }
    arguments.job.run(console, |turn, console| join(turn, arguments, console), |_, _| Exit::Done)
}

fn join(turn: &Turn<'_>, arguments: &Arguments, console: &mut Console) -> Result<Done, Failure> {
    let job = &arguments.job;
    let order = job.open(turn, console)?;
    let frames = FrameSet::whole(order.film.frame_count());
    let sources: Vec<_> =
        arguments.from.iter().map(|from| ClipFolder::new(from, order.film.name())).collect();
    // Parts consist of frame files, whatever formats are made from them.
    let work = FrameLoop { png: Some(job.compression()), ..job.work(&order, &frames) };
    let observer = job.progress(turn, &order.film, frames.len());
    let joined = assemble(&work, &sources, &observer);
    observer.progress.finish();
    let joined = joined?;
    if joined.faults.iter().all(|found| found.fault == Fault::Missing) && !joined.faults.is_empty() {
        return Err(lacking(order.film.name(), &joined.faults, console));
    }
    if !joined.faults.is_empty() {
        let how = "not those of the clip: render them again, with the same options";
        return Err(faulty(order.film.name(), &joined.faults, how, console));
    }
    let (frames, frame_count, silence) = ((frames.len(), 0), order.film.frame_count(), order.silence());
    Ok(Done {
        folder: order.folder,
        status: "assembled",
        frames,
        frame_count,
        manifest: Some(joined.manifest),
        losses: joined.losses,
        silence,
    })
}
