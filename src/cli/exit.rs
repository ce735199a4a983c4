//! How a run ended, and why.

use std::fmt;
use std::process::ExitCode;

use crate::export::{ExportError, VideoError};
use crate::film::ReadError;

/// How a run ended. When several scenes end differently, the greatest wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Everything that was asked for was done.
    Done = 0,
    /// A scene or the output has findings.
    Findings = 1,
    /// The arguments make no sense, or not for this scene.
    Usage = 2,
    /// Reading or writing failed.
    Files = 3,
    /// Something that is needed is not there.
    Missing = 4,
    /// An end was asked for, by Ctrl-C or a signal.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why something was not done: one line for stderr, and the exit code it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The exit code.
    pub(super) exit: Exit,
    /// Lower case, no full stop, names in back-ticks.
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

    /// Says how to go on.
    pub(super) fn interrupted() -> Self {
        let message = "interrupted: what is whole is kept, run the same command again to go on";
        Self { exit: Exit::Interrupted, message: message.to_owned() }
    }

    /// The same of a render that keeps nothing of the runs before.
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
