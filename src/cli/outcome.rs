//! The result of one scene: a line for people, an object for programs, a row of the summary.

use std::path::Path;

use serde::Serialize;

use halfminute_render::{ClipFolder, Loss, Manifest, Silence, Video};

use super::console::Console;
use super::exit::{Exit, Failure};
use super::scenes::clip_name;
use super::summary::Row;
use super::words::counted;

/// A scene whose frames were written, and the folder with them.
pub(super) struct Done {
    pub(super) folder: ClipFolder,
    /// Status for `--json`: `rendered`, `assembled` or `part`.
    pub(super) status: &'static str,
    /// Number of frames that were to be written, and number of these that were kept from an earlier run.
    pub(super) frames: (usize, usize),
    /// Number of frames of the whole clip.
    pub(super) frame_count: u32,
    /// Manifest of the files on disk; `None` for a part of a clip.
    pub(super) manifest: Option<Manifest>,
    /// Files of an earlier render that were removed or changed.
    pub(super) losses: Vec<Loss>,
    /// The silence after the sound, if the sound is shorter than the clip.
    pub(super) silence: Option<Silence>,
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    losses: Vec<Said<'a>>,
    /// Seconds of silence after a sound that is shorter than the clip.
    #[serde(skip_serializing_if = "Option::is_none")]
    silence: Option<f64>,
    /// Time that the scene took, in seconds.
    seconds: f64,
}

/// A loss with its message for people.
#[derive(Serialize)]
struct Said<'a> {
    #[serde(flatten)]
    loss: &'a Loss,
    message: String,
}

/// Reports the result of a scene and returns its exit code.
pub(super) fn say(
    path: &Path,
    outcome: &Result<Done, Failure>,
    seconds: f64,
    is_json: bool,
    console: &mut Console,
) -> Exit {
    let exit = outcome.as_ref().map_or_else(|failure| console.fail(failure), |_| Exit::Done);
    if is_json {
        console.object(&json(path, outcome, exit, seconds));
    } else if let Ok(done) = outcome {
        let (count, kept) = done.frames;
        let kept = if kept == 0 { String::new() } else { format!("{kept} kept, ") };
        console.out(&format!(
            "{}: {count} of {} in {} ({kept}{seconds:.1} s)\n",
            clip_name(path),
            counted(done.frame_count as usize, "frame"),
            done.folder.path().display()
        ));
        for loss in &done.losses {
            console.out(&format!("{}: {loss}\n", clip_name(path)));
        }
    }
    exit
}

/// The row of a scene in the summary.
pub(super) fn row(path: &Path, outcome: &Result<Done, Failure>, seconds: f64) -> Row {
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

/// An argument that led to no scene, for `--json`.
#[derive(Serialize)]
struct Refused<'a> {
    status: &'static str,
    exit: u8,
    message: &'a str,
}

/// Reports to programs that an argument led to no scene; the message for people was printed before. Returns
/// its row in the summary.
pub(super) fn refuse(failure: &Failure, is_json: bool, console: &mut Console) -> Row {
    if is_json {
        console.object(&Refused { status: "failed", exit: failure.exit as u8, message: &failure.message });
    }
    Row { message: Some(failure.message.clone()), ..Row::default() }
}

impl<'a> Said<'a> {
    fn of(loss: &'a Loss) -> Self {
        Self { loss, message: loss.to_string() }
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
        losses: done.map(|done| &done.losses).into_iter().flatten().map(Said::of).collect(),
        silence: done.and_then(|done| done.silence).map(|silence| (silence.clip - silence.sound).seconds()),
        seconds: (seconds * 1000.0).round() / 1000.0,
    }
}
