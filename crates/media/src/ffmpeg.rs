//! Encoding of videos by the program `ffmpeg`, which reads raw frames from a pipe.
//!
//! The program is looked up on the path and never downloaded. Frames were kept as the changes from one to the
//! next; they are reconstructed and written to the program one after another, with the captions as a subtitle
//! track and the beats as chapters. The file that it wrote is then read back by this program.

use std::ffi::OsString;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::Outline;
use super::atomic::StagedFile;
use super::captions::{Cue, cues};

use super::language::{Language, LanguageForm};
use super::matroska::chapters;
use super::texts::{TextTracks, Texts};
use super::{Contents, ShouldStop, Tools, VideoError};
use play::play;
use program::{Failure, Output, Watch};

mod decode;
mod options;
mod play;
mod program;

pub use decode::decode;
pub use options::check_encoder_options;

/// The file name of the program.
const PROGRAM: &str = "ffmpeg";

/// Settings for the use of the program `ffmpeg`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ffmpeg {
    /// Options that choose the encoder for Matroska; empty for AV1.
    pub options: Vec<String>,
    /// The time after which the program is killed, if it neither reads frames nor writes anything.
    pub patience: Duration,
}

impl Default for Ffmpeg {
    fn default() -> Self {
        Self { options: Vec::new(), patience: Duration::from_secs(120) }
    }
}

impl Ffmpeg {
    /// A watch that ends the program on the caller's request or after `patience`.
    fn watch<'a>(&self, should_stop: &'a ShouldStop<'a>) -> Watch<'a> {
        Watch { should_stop, patience: self.patience }
    }
}

/// The time that the program may take to report its version.
const ANSWER: Duration = Duration::from_secs(10);

/// Checks that the program, which the format `name` needs, can be run.
pub(super) fn check(name: &str, ffmpeg: &Ffmpeg, should_stop: &ShouldStop<'_>) -> Result<(), VideoError> {
    let mut command = Command::new(PROGRAM);
    command.arg("-version");
    let watch = Watch { should_stop, patience: ANSWER.min(ffmpeg.patience) };
    let lacks = match program::output(command, watch) {
        Ok(output) if output.success => return Ok(()),
        Err(Failure::Interrupted) => return Err(VideoError::Interrupted),
        Err(Failure::Idle(patience)) => {
            format!("does not answer: `{PROGRAM} -version` was ended after {} s", patience.as_secs())
        }
        Ok(output) if !output.messages.is_empty() => {
            format!("does not work: `{PROGRAM} -version` says {}", output.messages)
        }
        _ => "is not on the path: install it (`apt install ffmpeg`, `brew install ffmpeg`, `winget install \
              ffmpeg`), or ask for mp4, gif or apng"
            .to_owned(),
    };
    Err(VideoError::Missing(format!("{name} takes the program `{PROGRAM}`, which {lacks}")))
}

/// The way in which the program encodes a format.
pub(super) struct Encoder {
    /// Options for encoders, their quality, and the container, between blanks.
    pub(super) arguments: &'static str,
    /// Options that choose the encoder, unless the user passes others; `None` if the user may not choose.
    pub(super) default_options: Option<&'static str>,
    /// Writer of the captions that the program is given.
    pub(super) captions: fn(&[Cue]) -> String,
    /// The program's name for the form of these captions.
    pub(super) captions_form: &'static str,
    /// Form of the tracks' language.
    pub(super) language: LanguageForm,
}

impl Encoder {
    /// Adds the options for the encoder. If an option is repeated, the last one counts.
    fn add_options(&self, command: &mut Command, ffmpeg: &Ffmpeg) {
        command.args(self.arguments.split_whitespace()).args(COLOURS);
        match self.default_options {
            Some(default) if ffmpeg.options.is_empty() => command.args(default.split_whitespace()),
            Some(_) => command.args(&ffmpeg.options),
            None => command,
        };
    }
}

/// Encodes one black picture with the settings of the clip and discards the result. An encoder that is missing,
/// or that does not accept such pictures, is found before anything is drawn.
pub(super) fn rehearse(encoder: &Encoder, clip: &Outline, tools: Tools<'_>) -> Result<(), VideoError> {
    let mut command = frames_from_input(clip);
    encoder.add_options(&mut command, tools.ffmpeg);
    command.args(["-f", "null", "-"]);
    let row = vec![0; clip.size.0 as usize * 3];
    let black = |pipe: &mut dyn Write| {
        (0..clip.size.1).try_for_each(|_| pipe.write_all(&row)).map_err(VideoError::from)
    };
    done(program::feed(command, tools.ffmpeg.watch(tools.should_stop), None, black))
}

/// A command that reads the clip's frames from its standard input.
fn frames_from_input(clip: &Outline) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"]);
    let (width, height) = clip.size;
    command.args(["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", &format!("{width}x{height}")]);
    command.args(["-r", &clip.rate.to_string(), "-i", "pipe:0"]);
    command
}

/// A video that the program encodes.
pub(super) struct Job<'a> {
    pub(super) encoder: &'a Encoder,
    pub(super) tracks: Option<&'a TextTracks>,
    pub(super) contents: &'a Contents<'a>,
    pub(super) tools: Tools<'a>,
    /// Folder of the temporary files that are the program's other inputs while it runs.
    pub(super) folder: &'a Path,
}

/// Encodes a video into `out`.
pub(super) fn write(job: &Job<'_>, out: &StagedFile) -> Result<(), VideoError> {
    let (encoder, contents, clip) = (job.encoder, job.contents, job.contents.clip);
    let language = Language::of(clip);
    let inputs = Inputs::write(job)?;
    let mut command = frames_from_input(clip);
    inputs.add(&mut command, encoder.captions_form);
    encoder.add_options(&mut command, job.tools.ffmpeg);
    command.args((encoder.language.options)(language)).arg(url(out.path()));
    let watch = job.tools.ffmpeg.watch(job.tools.should_stop);
    let frames = |pipe: &mut dyn Write| play(contents.spool, clip, pipe);
    done(program::feed(command, watch, Some(out.path()), frames))?;
    (encoder.language.set)(out.file(), language).map_err(|error| failed(&error.to_string()))
}

/// The inputs of the program beside the frames, which are deleted with this value.
struct Inputs {
    chapters: StagedFile,
    sound: Option<StagedFile>,
    captions: Option<StagedFile>,
}

impl Inputs {
    /// Writes the inputs to temporary files.
    fn write(job: &Job<'_>) -> Result<Self, VideoError> {
        let clip = job.contents.clip;
        let staged = || StagedFile::new(&job.folder.join("input"));
        let whole = |bytes: &[u8]| {
            let file = staged()?;
            file.file().write_all(bytes)?;
            Ok::<_, VideoError>(file)
        };
        let texts = job.tracks.map(|tracks| Texts::of_clip(tracks, clip)).unwrap_or_default();
        let cues = cues(clip);
        let captions = (!cues.is_empty()).then(|| whole((job.encoder.captions)(&cues).as_bytes()));
        let sound = job.contents.sound.map(|sound| {
            let file = staged()?;
            sound.write(BufWriter::new(file.file()))?;
            Ok::<_, VideoError>(file)
        });
        Ok(Self {
            chapters: whole(&chapters(&texts.chapters))?,
            sound: sound.transpose()?,
            captions: captions.transpose()?,
        })
    }

    /// Adds the inputs, and the maps from inputs to tracks.
    fn add(&self, command: &mut Command, captions_form: &str) {
        command.args(["-f", "matroska", "-i"]).arg(url(self.chapters.path()));
        let mut maps = vec!["0:v".to_owned()];
        let mut input = |file: &StagedFile, form: &str, kind: &str| {
            command.args(["-f", form, "-i"]).arg(url(file.path()));
            maps.push(format!("{}:{kind}", maps.len() + 1));
        };
        if let Some(sound) = &self.sound {
            input(sound, "wav", "a");
        }
        if let Some(captions) = &self.captions {
            input(captions, captions_form, "s");
        }
        for map in &maps {
            command.args(["-map", map]);
        }
        command.args(["-map_chapters", "1"]);
    }
}

/// A path as a URL, because the program would take a name such as `a:b` for a protocol.
fn url(path: &Path) -> OsString {
    let mut url = OsString::from("file:");
    url.push(path);
    url
}

/// Conversion to BT.709 in limited range with the transfer function of sRGB, and the tags for it: without them
/// a player assumes BT.601. Some encoders read them from the frames, others from the options.
const COLOURS: [&str; 10] = [
    "-vf",
    "scale=out_color_matrix=bt709:out_range=tv,\
     setparams=colorspace=bt709:color_primaries=bt709:color_trc=iec61966-2-1",
    "-color_range",
    "tv",
    "-colorspace",
    "bt709",
    "-color_primaries",
    "bt709",
    "-color_trc",
    "iec61966-2-1",
];

/// Converts the outcome of a run of the program to a result.
fn done(output: Result<Output, Failure>) -> Result<(), VideoError> {
    match output {
        Ok(output) if output.success => Ok(()),
        Ok(output) => Err(failed(&output.messages)),
        Err(failure) => Err(explain(failure)),
    }
}

fn failed(reason: &str) -> VideoError {
    let reason = if reason.is_empty() { "it printed no error" } else { reason };
    VideoError::Failed(format!("ffmpeg failed: {reason}"))
}

/// The error for a program that could not finish its work.
fn explain(failure: Failure) -> VideoError {
    match failure {
        Failure::Start(error) => VideoError::Failed(format!("cannot start `{PROGRAM}`: {error}")),
        Failure::Idle(patience) => VideoError::Failed(format!(
            "`{PROGRAM}` did nothing for {} s and was ended: give it longer with `--ffmpeg-timeout`, or find out \
             what it waits for",
            patience.as_secs()
        )),
        Failure::Lost(error) => VideoError::Io(error),
        Failure::Exchange(error) => error,
        Failure::Interrupted => VideoError::Interrupted,
    }
}
