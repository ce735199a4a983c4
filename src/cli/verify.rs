//! `halfminute verify`: checks rendered clips against their manifests. Writes no file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::Serialize;

use halfminute_basics::time::Rate;
use halfminute_check::CheckedFilm;
use halfminute_engine::diagnostic::{Diagnostic, Omitted, Source};
use halfminute_engine::film::{self, Overrides};
use halfminute_render::{
    ClipFiles, ClipFolder, Discrepancy, ExportError, Manifest, Sound, Verified, Workers, compare, outline,
    verify,
};

use super::console::{Console, Stream};
use super::exit::{Exit, Failure};
use super::interrupt::Interrupt;
use super::options::{MessageFormat, ThreadsOption};
use super::outputs::clips_in;
use super::progress::Stopwatch;
use super::words::counted;

/// Arguments of `halfminute verify`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Folders of clips, or folders that contain such folders
    #[arg(required = true, value_name = "OUTPUT")]
    outputs: Vec<PathBuf>,
    /// Also make each clip again and compare its frames, videos, texts and manifest; needs the scene
    #[arg(long)]
    deep: bool,
    /// Path of the scene, if it is not where the manifest says: a scene or a folder of scenes
    #[arg(long, value_name = "SCENE|DIR", requires = "deep")]
    scene: Option<PathBuf>,
    /// The WAV file of the sound in the videos; for a single clip
    #[arg(long, value_name = "FILE", requires = "deep")]
    audio: Option<PathBuf>,
    #[command(flatten)]
    threads: ThreadsOption,
    /// Print the result of each clip as a JSON object on a line of its own; findings then go to stderr
    #[arg(long)]
    json: bool,
    /// Format of the findings, which are the result and go to stdout
    #[arg(long, value_enum, default_value_t)]
    message_format: MessageFormat,
}

/// Verifies every clip, even if others have findings.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    let mut exit = Exit::Done;
    let pool = match ThreadPoolBuilder::new().num_threads(arguments.threads.count()).build() {
        Ok(pool) => pool,
        Err(error) => return console.fail(&ExportError::Threads(error).into()),
    };
    let interrupt = Interrupt::watch();
    let mut clips = Vec::new();
    for output in &arguments.outputs {
        match clips_in(output) {
            Ok(found) => clips.extend(found),
            Err(failure) => exit = exit.max(console.fail(&failure)),
        }
    }
    if arguments.audio.is_some() && clips.len() > 1 {
        let count = clips.len();
        return console.fail(&Failure::usage(format_args!("`--audio` belongs to one clip, not to {count}")));
    }
    for clip in clips {
        let stopwatch = Stopwatch::start();
        let outcome = examine(&clip, arguments, (&pool, &interrupt));
        exit = exit.max(report(&clip, &outcome, stopwatch, arguments, console));
        if exit == Exit::Interrupted {
            return exit;
        }
    }
    exit
}

/// The findings in a clip's folder, the number of frames that were drawn again, and messages about what could
/// not be compared.
struct Examined {
    verified: Verified,
    redrawn: usize,
    not_compared: Vec<String>,
}

fn examine(
    clip: &ClipFolder,
    arguments: &Arguments,
    (pool, interrupt): (&ThreadPool, &Interrupt),
) -> Result<Examined, Failure> {
    let mut verified = verify(clip, pool, interrupt)?;
    let (mut redrawn, mut not_compared) = (0, Vec::new());
    if let Some(manifest) = verified.manifest.as_ref().filter(|_| arguments.deep) {
        let film = film_of(clip, manifest, arguments.scene.as_deref())?;
        let outline = outline::of_film(&film);
        let sound = arguments.audio.as_ref().map(|path| Sound::read(path, &outline)).transpose()?;
        let compared = compare(
            &film,
            ClipFiles { folder: clip, manifest, sound: sound.as_ref() },
            Workers { pool, observer: interrupt },
        )?;
        (redrawn, not_compared) = (compared.drawn, compared.not_compared);
        // Findings that did not need the scene are not repeated.
        for found in compared.discrepancies {
            if !verified.discrepancies.contains(&found) {
                verified.discrepancies.push(found);
            }
        }
    }
    Ok(Examined { verified, redrawn, not_compared })
}

/// Opens the scene that a clip was made from; fails if it has changed since.
fn film_of(clip: &ClipFolder, manifest: &Manifest, scene: Option<&Path>) -> Result<CheckedFilm, Failure> {
    let of = format!("of `{}`", clip.path().display());
    let ours = env!("CARGO_PKG_VERSION");
    if manifest.version != ours {
        let theirs = &manifest.version;
        return Err(Failure::findings(format_args!(
            "the frames {of} were drawn by halfminute {theirs} and cannot be compared with those of {ours}"
        )));
    }
    let path = match scene {
        Some(folder) if folder.is_dir() => folder.join(format!("{}.toml", manifest.clip)),
        Some(scene) => scene.to_owned(),
        None => PathBuf::from(&manifest.scene),
    };
    let shown = path.display();
    if !path.exists() {
        let way_out = "say where it is with `--scene`";
        return Err(Failure::files(format_args!("the scene `{shown}` {of} is gone: {way_out}")));
    }
    let rate = Rate::new(manifest.rate.numerator, manifest.rate.denominator).ok();
    let overrides = Overrides { size: Some((manifest.size.width, manifest.size.height)), rate, theme: None };
    let failed = |what| Failure::findings(format_args!("the scene `{shown}` {of} {what}: render it again"));
    let film = halfminute_check::open_with(&path, &overrides, &manifest.lint_levels)?.film;
    let film = film.ok_or_else(|| failed("has errors now"))?;
    if film.scene_digest() == manifest.scene_digest { Ok(film) } else { Err(failed("has changed")) }
}

/// Greatest number of findings shown to people; tools get all.
const SHOWN: usize = 20;

/// One clip's result for `--json`.
#[derive(Serialize)]
struct Report<'a> {
    output: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    clip: Option<&'a str>,
    status: &'static str,
    exit: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redrawn: Option<usize>,
    /// Messages about what could not be compared, because something is missing here.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    not_compared: &'a [String],
    findings: Vec<Finding<'a>>,
    /// Time that the clip took, in seconds.
    seconds: f64,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    frame: Option<u32>,
    message: String,
}

fn report(
    clip: &ClipFolder,
    outcome: &Result<Examined, Failure>,
    stopwatch: Stopwatch,
    arguments: &Arguments,
    console: &mut Console,
) -> Exit {
    let seconds = stopwatch.elapsed().as_secs_f64();
    let exit = match outcome {
        Err(failure) => console.fail(failure),
        Ok(examined) => {
            write_findings(clip, &examined.verified.discrepancies, arguments, console);
            let found = !examined.verified.discrepancies.is_empty();
            let missing = examined.not_compared.iter().map(|what| {
                let path = clip.path().display();
                console.fail(&Failure::missing(format_args!("`{path}` was not compared in full: {what}")))
            });
            missing.max().unwrap_or(Exit::Done).max(if found { Exit::Findings } else { Exit::Done })
        }
    };
    if arguments.json {
        let object = json(clip, outcome, exit, seconds);
        console.object(&object);
    } else if arguments.message_format == MessageFormat::Human
        && let Ok(examined) = outcome
    {
        console.out(&format!("{}: {} ({seconds:.1} s)\n", clip.path().display(), verdict(examined)));
    }
    exit
}

/// Formats the result: `ok; 900 frames, 30.0 s, 906 files`, or the number of findings.
fn verdict(examined: &Examined) -> String {
    let verified = &examined.verified;
    match (&verified.manifest, verified.discrepancies.len()) {
        (Some(manifest), 0) => {
            let redrawn = match examined.redrawn {
                0 => String::new(),
                count => format!(", {} drawn again", counted(count, "frame")),
            };
            let frames = manifest.frame_set().map_or(0, |frames| frames.len());
            let (frames, files) = (counted(frames, "frame"), counted(verified.files, "file"));
            let verdict = if examined.not_compared.is_empty() { "ok" } else { "not compared in full" };
            format!("{verdict}; {frames}, {} s, {files}{redrawn}", manifest.duration)
        }
        (_, count) => counted(count, "finding"),
    }
}

fn write_findings(clip: &ClipFolder, found: &[Discrepancy], arguments: &Arguments, console: &mut Console) {
    let stream = if arguments.json { Stream::Err } else { Stream::Out };
    let people = arguments.message_format == MessageFormat::Human;
    let shown = if people { SHOWN } else { usize::MAX };
    for discrepancy in found.iter().take(shown) {
        let path = clip.path().join(&discrepancy.file);
        if people {
            console.write(stream, &format!("error[{}]: {discrepancy}", discrepancy.mismatch.code()));
            console.write(stream, &format!("  --> {}", path.display()));
        } else {
            let source = Source { path, text: Arc::from("") };
            let finding = Diagnostic::error(discrepancy.mismatch.code(), 0..0, discrepancy.to_string());
            let report = film::Report { source, diagnostics: vec![finding], omitted: Omitted::default() };
            console.findings(&report, arguments.message_format, stream);
        }
    }
    if found.len() > shown {
        console.write(stream, &format!("and {} more\n", found.len() - shown));
    }
}

fn json<'a>(
    clip: &ClipFolder,
    outcome: &'a Result<Examined, Failure>,
    exit: Exit,
    seconds: f64,
) -> Report<'a> {
    let examined = outcome.as_ref().ok();
    let verified = examined.map(|examined| &examined.verified);
    let finding = |found: &'a Discrepancy| Finding {
        code: found.mismatch.code(),
        file: &found.file,
        frame: found.frame.as_ref().map(|(frame, _)| *frame),
        message: found.to_string(),
    };
    Report {
        output: clip.path().to_string_lossy().into_owned(),
        clip: verified.and_then(|verified| verified.manifest.as_ref()).map(|manifest| manifest.clip.as_str()),
        status: if exit == Exit::Done { "verified" } else { "failed" },
        exit: exit as u8,
        message: outcome.as_ref().err().map(|failure| failure.message.as_str()),
        files: verified.map(|verified| verified.files),
        redrawn: examined.map(|examined| examined.redrawn).filter(|count| *count > 0),
        not_compared: examined.map(|examined| examined.not_compared.as_slice()).unwrap_or_default(),
        findings: verified.map_or_else(Vec::new, |v| v.discrepancies.iter().map(finding).collect()),
        seconds: (seconds * 1000.0).round() / 1000.0,
    }
}
