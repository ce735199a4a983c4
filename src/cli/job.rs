//! Options and the loop over scenes, shared by all commands that write clips.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use halfminute_check::CheckedFilm;
use halfminute_media::{FORMATS, VideoFormat};
use halfminute_render::png::Compression;
use halfminute_render::{
    ClipFolder, Ffmpeg, FrameLoop, FrameSet, Silence, Sound, Start, check_encoder_options, outline,
};

use super::console::Console;
use super::exit::{Exit, Failure};
use super::interrupt::{Interrupt, Watched};
use super::lints::LintOptions;
use super::options::{CompressionOption, FormatOption, MessageFormat, OverrideOptions, ThreadsOption};
use super::outcome::{Done, refuse, row, say};
use super::progress::{Progress, ProgressOption, Stopwatch};
use super::scenes::{SceneFiles, open_film};
use super::summary::{self, Row};

/// Options of all commands that write clips.
#[derive(Args, Debug)]
pub(super) struct Job {
    /// Scene files, or folders whose .toml files are scenes
    #[arg(required = true, value_name = "SCENE|DIR")]
    pub(super) scenes: Vec<PathBuf>,
    /// Folder in which each clip gets a folder of its own
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(super) output: PathBuf,
    /// Formats to write; several are made in one pass
    #[arg(long, value_enum, value_name = "FORMAT", value_delimiter = ',', default_value = "png")]
    format: Vec<FormatOption>,
    /// A WAV file for the sound of mp4, webm, mov and mkv; for a single scene, and no longer than its clip
    #[arg(long, value_name = "FILE")]
    audio: Option<PathBuf>,
    /// Options for ffmpeg that choose the encoders of mkv: "-c:v libx265 -crf 24"
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    ffmpeg_args: Option<String>,
    /// Seconds without any progress after which ffmpeg is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 120,
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    ffmpeg_timeout: u64,
    #[command(flatten)]
    overrides: OverrideOptions,
    #[command(flatten)]
    lints: LintOptions,
    #[command(flatten)]
    threads: ThreadsOption,
    /// Strength of the compression of frames; the pixels are the same
    #[arg(long, value_enum, default_value_t)]
    compression: CompressionOption,
    /// Print the result of each scene as a JSON object on a line of its own
    #[arg(long)]
    json: bool,
    /// Display of the progress on stderr
    #[arg(long, value_enum, default_value_t)]
    progress: ProgressOption,
    /// Format of the findings on stderr
    #[arg(long, value_enum, default_value_t)]
    message_format: MessageFormat,
}

/// A scene that is being worked on.
pub(super) struct Turn<'a> {
    path: &'a Path,
    /// Number of scenes before this one, and number of all scenes.
    place: (usize, usize),
    interrupt: &'a Interrupt,
}

/// A scene's film, its folder and the formats to be made.
pub(super) struct Order {
    pub(super) film: CheckedFilm,
    pub(super) folder: ClipFolder,
    videos: Vec<VideoFormat>,
    sound: Option<Sound>,
    ffmpeg: Ffmpeg,
}

impl Order {
    /// The silence after the sound, if the sound is shorter than the clip.
    pub(super) fn silence(&self) -> Option<Silence> {
        self.sound.as_ref().and_then(Sound::silence)
    }
}

/// Reads the sound of a clip; writes a note if it is shorter than the clip.
fn heard(path: &Path, film: &CheckedFilm, console: &Console) -> Result<Sound, Failure> {
    let sound = Sound::read(path, &outline::of_film(film))?;
    if let Some(Silence { sound, clip }) = sound.silence() {
        let shown = path.display();
        console.note(&format!(
            "`{shown}` lasts {sound} s, the clip {clip} s: the last {} s are silent",
            clip - sound
        ));
    }
    Ok(sound)
}

impl Job {
    /// Calls `work` for one scene after another until an interruption, and reports each result; then calls
    /// `last` with all results, and prints a summary.
    pub(super) fn run(
        &self,
        console: &mut Console,
        work: impl Fn(&Turn<'_>, &mut Console) -> Result<Done, Failure>,
        last: impl FnOnce(&[Row], &mut Console) -> Exit,
    ) -> Exit {
        let scenes = SceneFiles::report(&self.scenes, console);
        let mut exit = scenes.exit;
        let mut rows: Vec<Row> =
            scenes.failures.iter().map(|failure| refuse(failure, self.json, console)).collect();
        let count = rows.len() + scenes.paths.len();
        match self.require_sense(scenes.paths.len()) {
            Err(failure) => {
                exit = exit.max(console.fail(&failure));
                rows.push(refuse(&failure, self.json, console));
            }
            Ok(()) if scenes.are_distinct => {
                exit = exit.max(self.each(&scenes.paths, console, work, &mut rows));
            }
            Ok(()) => {}
        }
        if exit != Exit::Interrupted {
            exit = exit.max(last(&rows, console));
        }
        exit.max(summary::report(&rows, (count, exit), self.json, console))
    }

    /// Calls `work` for each scene until an interruption.
    fn each(
        &self,
        paths: &[PathBuf],
        console: &mut Console,
        work: impl Fn(&Turn<'_>, &mut Console) -> Result<Done, Failure>,
        rows: &mut Vec<Row>,
    ) -> Exit {
        let interrupt = Interrupt::watch();
        let mut exit = Exit::Done;
        for (at, path) in paths.iter().enumerate() {
            let stopwatch = Stopwatch::start();
            let turn = Turn { path, place: (at, paths.len()), interrupt: &interrupt };
            let outcome = work(&turn, console);
            let seconds = stopwatch.elapsed().as_secs_f64();
            exit = exit.max(say(path, &outcome, seconds, self.json, console));
            rows.push(row(path, &outcome, seconds));
            if exit == Exit::Interrupted {
                break;
            }
        }
        exit
    }

    /// True if results are printed as JSON.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// Refuses options that contradict one another.
    fn require_sense(&self, scenes: usize) -> Result<(), Failure> {
        if self.audio.is_some() && self.videos().is_empty() {
            return Err(Failure::usage("frames hold no sound: add `--format mp4`, or leave out `--audio`"));
        }
        if self.ffmpeg_args.is_some() && !self.videos().iter().any(|format| format.takes_encoder_options()) {
            return Err(Failure::usage("`--ffmpeg-args` is for mkv: add `--format mkv`, or leave it out"));
        }
        if let Err(reason) = check_encoder_options(&self.encoder_options()) {
            return Err(Failure::usage(format_args!("`--ffmpeg-args`: {reason}")));
        }
        if self.audio.is_some() && scenes != 1 {
            return Err(Failure::usage(format_args!("`--audio` belongs to one scene, not to {scenes}")));
        }
        Ok(())
    }

    /// Options for the encoders of mkv.
    fn encoder_options(&self) -> Vec<String> {
        let words = self.ffmpeg_args.as_deref().unwrap_or_default().split_whitespace();
        words.map(str::to_owned).collect()
    }

    /// The video formats that were asked for, each once.
    pub(super) fn videos(&self) -> Vec<VideoFormat> {
        let is_asked = |format: &VideoFormat| self.format.contains(&FormatOption::Video(format));
        FORMATS.into_iter().filter(is_asked).collect()
    }

    /// Opens the film of a scene and collects what is to be made from it.
    pub(super) fn open(&self, turn: &Turn<'_>, console: &mut Console) -> Result<Order, Failure> {
        let asked = (&self.overrides.overrides(), &self.lints.levels());
        let film = open_film(turn.path, asked, self.message_format, console)?;
        let folder = ClipFolder::new(&self.output, film.name());
        let sound = self.audio.as_ref().map(|path| heard(path, &film, console)).transpose()?;
        let ffmpeg =
            Ffmpeg { options: self.encoder_options(), patience: Duration::from_secs(self.ffmpeg_timeout) };
        Ok(Order { film, folder, videos: self.videos(), sound, ffmpeg })
    }

    /// The parameters of a frame loop that are the same for every command.
    pub(super) fn work<'a>(&self, order: &'a Order, frames: &'a FrameSet) -> FrameLoop<'a> {
        FrameLoop {
            film: &order.film,
            frames,
            folder: &order.folder,
            png: self.format.contains(&FormatOption::Png).then(|| self.compression.into()),
            videos: &order.videos,
            sound: order.sound.as_ref(),
            ffmpeg: &order.ffmpeg,
            threads: self.threads.count(),
            start: Start::Resume,
            verify_incremental: false,
        }
    }

    /// Compression of the frames; does not affect their pixels.
    pub(super) fn compression(&self) -> Compression {
        self.compression.into()
    }

    /// Starts the progress display for `total` frames.
    pub(super) fn progress<'a>(&self, turn: &Turn<'a>, film: &CheckedFilm, total: usize) -> Watched<'a> {
        let progress = Progress::start(self.progress, film.name(), total, turn.place);
        Watched { progress, interrupt: turn.interrupt }
    }
}
