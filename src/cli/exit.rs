//! Exit codes and failures of the program.

use std::fmt;
use std::process::ExitCode;

use halfminute_check::ReadError;
use halfminute_media::WriteError;
use halfminute_render::{ExportError, VideoError};

/// Exit code of a run. If several scenes end differently, the greatest code counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Everything that was asked for was done.
    Done = 0,
    /// A scene or the output has findings.
    Findings = 1,
    /// The arguments are invalid, in general or for this scene.
    Usage = 2,
    /// Reading or writing failed.
    Files = 3,
    /// Something that is needed is not available here.
    Missing = 4,
    /// The run was interrupted, by Ctrl-C or a signal.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The reason why something was not done: one line for stderr, and an exit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// Exit code that the failure leads to.
    pub(super) exit: Exit,
    /// Message in lower case, without a full stop, with names in backticks.
    pub(super) message: String,
}

impl Failure {
    pub(super) fn usage(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Usage, message: message.to_string() }
    }

    pub(super) fn files(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Files, message: message.to_string() }
    }

    pub(super) fn missing(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Missing, message: message.to_string() }
    }

    /// An interruption; the message says how to continue.
    pub(super) fn interrupted() -> Self {
        let message = "interrupted: what is whole is kept, run the same command again to go on";
        Self { exit: Exit::Interrupted, message: message.to_owned() }
    }

    /// An interruption of a render with `--fresh`, which would discard its own progress if it were repeated.
    pub(super) fn interrupted_fresh() -> Self {
        let message =
            "interrupted: what is whole is kept, run the same command again without `--fresh` to go on";
        Self { exit: Exit::Interrupted, message: message.to_owned() }
    }

    pub(super) fn findings(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Findings, message: message.to_string() }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Self::files(format_args!("cannot read `{}`: {}", error.path.display(), error.error))
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        let exit = match &error {
            ExportError::Interrupted => return Self::interrupted(),
            ExportError::Video { error, .. } => video_exit(error),
            _ => Exit::Files,
        };
        Self { exit, message: error.to_string() }
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::files(error)
    }
}

impl From<VideoError> for Failure {
    fn from(error: VideoError) -> Self {
        Self { exit: video_exit(&error), message: error.to_string() }
    }
}

fn video_exit(error: &VideoError) -> Exit {
    match error {
        VideoError::Unsupported(_) => Exit::Usage,
        VideoError::Missing(_) => Exit::Missing,
        VideoError::Failed(_) | VideoError::Io(_) => Exit::Files,
        VideoError::Fault(_) => Exit::Findings,
        VideoError::Interrupted => Exit::Interrupted,
    }
}
