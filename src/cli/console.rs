//! Text to stdout and stderr. Never panics when a reader went away.
//!
//! Whatever names and messages a line is made of, it is one line, moves no cursor, and is no command to a
//! runner of CI.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};

use serde::Serialize;

use crate::diagnostic::{self, Format, Omitted};
use crate::escape;
use crate::film::Report;

use super::exit::{Exit, Failure};
use super::options::MessageFormat;

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
    /// Writes a line of a result, whose line break may be left out.
    pub(super) fn out(&mut self, line: &str) {
        self.text(Stream::Out, &escaped(line));
    }

    /// Writes a result for programs, on a line of its own.
    pub(super) fn object(&mut self, object: &impl Serialize) {
        // Serialising fails only for maps with keys that are not text, and there is no map.
        let json = escape::json(serde_json::to_string(object).unwrap_or_default());
        self.text(Stream::Out, &(json + "\n"));
    }

    /// Writes a line to stderr, whose line break may be left out.
    pub(super) fn err(&self, line: &str) {
        err(&escaped(line));
    }

    /// Writes a line to either.
    pub(super) fn write(&mut self, stream: Stream, line: &str) {
        self.text(stream, &escaped(line));
    }

    /// Writes the findings of a file.
    pub(super) fn findings(&mut self, report: &Report, asked: MessageFormat, stream: Stream) {
        let format = diagnostic_format(asked, stream);
        let mut text = diagnostic::render(&report.source, &report.diagnostics, format);
        if matches!(format, Format::Human | Format::Terminal) && report.omitted != Omitted::default() {
            text += &format!("{} findings\n\n", report.omitted);
        }
        self.text(stream, &text);
    }

    /// Writes text of the program's own: several lines, as they are. A reader of results who has seen
    /// enough (`| head`) is no error.
    pub(super) fn text(&mut self, stream: Stream, text: &str) {
        if let Stream::Err = stream {
            return err(text);
        }
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        if let Err(error) = written
            && error.kind() != ErrorKind::BrokenPipe
        {
            self.lost.get_or_insert(error);
        }
    }

    /// Tells something on stderr that changes no exit code.
    pub(super) fn note(&self, text: &str) {
        self.err(&format!("note: {text}"));
    }

    /// Reports a failure and returns the exit code it leads to.
    pub(super) fn fail(&self, failure: &Failure) -> Exit {
        // An end that was asked for is no error.
        let label = if failure.exit == Exit::Interrupted { "" } else { "error: " };
        self.err(&format!("{label}{}", failure.message));
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

/// Writes to stderr; when that fails there is nowhere left to say so.
fn err(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A line as it may be shown, with a line break.
fn escaped(line: &str) -> String {
    escape::line(line.strip_suffix('\n').unwrap_or(line)).into_owned() + "\n"
}

/// How diagnostics look on a stream: colours only on a terminal whose owner has not refused them.
fn diagnostic_format(asked: MessageFormat, stream: Stream) -> Format {
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
