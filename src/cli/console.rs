//! Text to stdout and stderr. Never panics when a reader went away.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};

use serde::Serialize;

use crate::diagnostic::Format;

use super::exit::{Exit, Failure};
use super::options::MessageFormat;
use super::words::printable;

/// A standard stream.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stream {
    /// Results.
    Out,
    /// Everything else.
    Err,
}

/// The standard streams of the program.
#[derive(Debug, Default)]
pub(super) struct Console {
    /// Set once, when stdout could not be written to for a reason that loses results.
    lost: Option<io::Error>,
}

impl Console {
    /// Writes a result. A reader who has seen enough (`| head`) is no error.
    pub(super) fn out(&mut self, text: &str) {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        if let Err(error) = written
            && error.kind() != ErrorKind::BrokenPipe
        {
            self.lost.get_or_insert(error);
        }
    }

    /// Writes a result for programs, on a line of its own.
    pub(super) fn object(&mut self, object: &impl Serialize) {
        // Serialising fails only for maps with keys that are not text, and there is no map.
        self.out(&(serde_json::to_string(object).unwrap_or_default() + "\n"));
    }

    /// Writes to stderr; when that fails there is nowhere left to say so.
    pub(super) fn err(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Writes to either.
    pub(super) fn write(&mut self, stream: Stream, text: &str) {
        match stream {
            Stream::Out => self.out(text),
            Stream::Err => self.err(text),
        }
    }

    /// Tells something on stderr that changes no exit code.
    pub(super) fn note(&self, text: &str) {
        self.err(&format!("note: {}\n", printable(text)));
    }

    /// Reports a failure and returns the exit code it leads to.
    pub(super) fn fail(&self, failure: &Failure) -> Exit {
        // An end that was asked for is no error.
        let label = if failure.exit == Exit::Interrupted { "" } else { "error: " };
        self.err(&format!("{label}{}\n", printable(&failure.message)));
        failure.exit
    }

    /// Whether every result arrived.
    pub(super) fn finish(&mut self) -> Exit {
        match self.lost.take() {
            None => Exit::Done,
            Some(error) => self.fail(&Failure::files(format_args!("cannot write to stdout: {error}"))),
        }
    }
}

/// How diagnostics look on a stream: colours only on a terminal whose owner has not refused them.
pub(super) fn diagnostic_format(asked: MessageFormat, stream: Stream) -> Format {
    match asked {
        MessageFormat::Json => Format::Json,
        MessageFormat::Github => Format::Github,
        MessageFormat::Human if wants_colours(stream) => Format::Terminal,
        MessageFormat::Human => Format::Human,
    }
}

fn wants_colours(stream: Stream) -> bool {
    let terminal = match stream {
        Stream::Out => io::stdout().is_terminal(),
        Stream::Err => io::stderr().is_terminal(),
    };
    let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    terminal && !refused && env::var_os("TERM").is_none_or(|name| name != "dumb")
}
