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
use super::captions::{Cue, cues, sub_rip, web_vtt};

use super::language::{Language, matroska, quick_time};
use super::matroska::chapters;
use super::texts::Texts;
use super::{Contents, ShouldStop, Tools, VideoError, VideoFormat};
use play::play;
use program::{Failure, Output, Watch};

mod decode;
mod options;
mod play;
mod program;

pub use decode::decode;
pub use options::refuse_encoder_options;

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

/// Checks that the program can be run.
pub(super) fn check(
    format: VideoFormat,
    ffmpeg: &Ffmpeg,
    should_stop: &ShouldStop<'_>,
) -> Result<(), VideoError> {
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
    Err(VideoError::Missing(format!("{} takes the program `{PROGRAM}`, which {lacks}", format.name())))
}

/// Encodes one black picture with the settings of the clip and discards the result. An encoder that is missing,
/// or that does not accept such pictures, is found before anything is drawn.
///
/// # Errors
/// The program cannot encode such pictures, or the caller asked to stop.
pub fn rehearse(format: VideoFormat, clip: &Outline, tools: Tools<'_>) -> Result<(), VideoError> {
    let mut command = encoder(clip);
    command.args(codec(format)).args(COLOURS).args(own(format, tools.ffmpeg)).args(["-f", "null", "-"]);
    let row = vec![0; clip.size.0 as usize * 3];
    let black = |pipe: &mut dyn Write| {
        (0..clip.size.1).try_for_each(|_| pipe.write_all(&row)).map_err(VideoError::from)
    };
    done(program::feed(command, tools.ffmpeg.watch(tools.should_stop), None, black))
}

/// A command that reads the clip's frames from its standard input.
fn encoder(clip: &Outline) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"]);
    let (width, height) = clip.size;
    command.args(["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", &format!("{width}x{height}")]);
    command.args(["-r", &clip.rate.to_string(), "-i", "pipe:0"]);
    command
}

/// Encodes the clip into `out`. While the program runs, its other inputs are temporary files in `folder`.
pub(super) fn write(
    format: VideoFormat,
    contents: &Contents<'_>,
    tools: Tools<'_>,
    folder: &Path,
    out: &StagedFile,
) -> Result<(), VideoError> {
    let clip = contents.clip;
    let language = Language::of(clip);
    let beside = |write: &dyn Fn(&StagedFile) -> Result<(), VideoError>| {
        let file = StagedFile::new(&folder.join("clip.json"))?;
        write(&file)?;
        Ok::<_, VideoError>(file)
    };
    let whole = |bytes: &[u8]| beside(&|file| Ok(file.file().write_all(bytes)?));
    let chapters = whole(&chapters(&Texts::planned(format, clip).chapters))?;
    let cues = cues(clip);
    let captions = if cues.is_empty() { None } else { Some(whole(captions(format, &cues).as_bytes())?) };
    let sound = contents.sound.map(|sound| beside(&|file| Ok(sound.write(BufWriter::new(file.file()))?)));
    let sound = sound.transpose()?;
    let mut command = encoder(clip);
    command.args(["-f", "matroska", "-i"]).arg(url(chapters.path()));
    let mut maps = vec!["0:v".to_owned()];
    let mut input = |file: &StagedFile, form: &str, kind: &str| {
        command.args(["-f", form, "-i"]).arg(url(file.path()));
        maps.push(format!("{}:{kind}", maps.len() + 1));
    };
    if let Some(sound) = &sound {
        input(sound, "wav", "a");
    }
    if let Some(captions) = &captions {
        input(captions, captions_form(format), "s");
    }
    for map in &maps {
        command.args(["-map", map]);
    }
    command.args(["-map_chapters", "1"]).args(codec(format)).args(COLOURS).args(own(format, tools.ffmpeg));
    if format != VideoFormat::Mov {
        command.args(matroska::options(language));
    }
    command.arg(url(out.path()));
    let frames = |pipe: &mut dyn Write| play(contents.spool, clip, pipe);
    done(program::feed(command, tools.ffmpeg.watch(tools.should_stop), Some(out.path()), frames))?;
    match format {
        VideoFormat::Mov => quick_time::set(out.file(), language),
        _ => matroska::set(out.file(), language),
    }
    .map_err(|error| failed(&error.to_string()))
}

/// The captions in the form that the program is given. WebVTT is copied into WebM and SubRip into Matroska,
/// because decoding and encoding them would lose their escapes. QuickTime has no markup; SubRip is converted
/// for it, and contains no markup that was not meant.
fn captions(format: VideoFormat, cues: &[Cue]) -> String {
    if format == VideoFormat::Webm { web_vtt(cues) } else { sub_rip(cues) }
}

/// The program's name for that form.
fn captions_form(format: VideoFormat) -> &'static str {
    if format == VideoFormat::Webm { "webvtt" } else { "srt" }
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

/// Encoders, their quality, and the container.
fn codec(format: VideoFormat) -> &'static [&'static str] {
    match format {
        VideoFormat::Mov => &[
            "-c:v",
            "prores_ks",
            "-profile:v",
            "hq",
            "-pix_fmt",
            "yuv422p10le",
            "-c:a",
            "pcm_s24le",
            "-c:s",
            "mov_text",
            // The program would cut long titles in its list of chapters within a character. The track of
            // chapters remains.
            "-movflags",
            "disable_chpl",
            "-f",
            "mov",
        ],
        VideoFormat::Mkv => &["-pix_fmt", "yuv420p", "-c:a", "flac", "-c:s", "copy", "-f", "matroska"],
        _ => &[
            "-c:v",
            "libvpx-vp9",
            "-crf",
            "30",
            "-b:v",
            "0",
            "-row-mt",
            "1",
            "-deadline",
            "good",
            "-cpu-used",
            "4",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "libopus",
            "-b:a",
            "128k",
            "-c:s",
            "copy",
            "-f",
            "webm",
        ],
    }
}

/// Encoder options for Matroska, which holds any codec: those of the user, or AV1. If an option is repeated,
/// the last one counts.
fn own(format: VideoFormat, ffmpeg: &Ffmpeg) -> Vec<&str> {
    match (format, ffmpeg.options.as_slice()) {
        (VideoFormat::Mkv, []) => vec!["-c:v", "libsvtav1", "-crf", "30", "-preset", "8"],
        (VideoFormat::Mkv, options) => options.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Converts the outcome of a run of the program to a result.
fn done(output: Result<Output, Failure>) -> Result<(), VideoError> {
    match output {
        Ok(output) if output.success => Ok(()),
        Ok(output) => Err(failed(&output.messages)),
        Err(failure) => Err(explain(failure)),
    }
}

fn failed(reason: &str) -> VideoError {
    let reason = if reason.is_empty() { "it says nothing of the reason" } else { reason };
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
