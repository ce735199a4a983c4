//! Text for stdout and stderr. It never panics when a reader has gone away.
//!
//! Whatever names and messages a line contains, it stays one line, moves no cursor, and is never a command to
//! a CI runner.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};

use serde::Serialize;

use halfminute_basics::escape;
use halfminute_engine::diagnostic::{self, Format, Omitted};
use halfminute_engine::film::Report;

use super::exit::{Exit, Failure};
use super::options::MessageFormat;

/// One of the two standard output streams.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stream {
    /// Stdout, which carries only results.
    Out,
    /// Stderr, which carries everything else.
    Err,
}

/// The standard streams of the program.
#[derive(Debug, Default)]
pub(super) struct Console {
    /// The first error of a write to stdout by which results were lost.
    lost: Option<io::Error>,
}

impl Console {
    /// Writes a line of a result; the line break is added if it is missing.
    pub(super) fn out(&mut self, line: &str) {
        self.text(Stream::Out, &escaped(line));
    }

    /// Writes a result for programs as one line of JSON.
    pub(super) fn object(&mut self, object: &impl Serialize) {
        // Serialising fails only for maps whose keys are not strings, and there is no map.
        let json = escape::json(serde_json::to_string(object).unwrap_or_default());
        self.text(Stream::Out, &(json + "\n"));
    }

    /// Writes a line to stderr; the line break is added if it is missing.
    pub(super) fn err(&self, line: &str) {
        err(&escaped(line));
    }

    /// Writes a line to the given stream.
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

    /// Writes the program's own text as it is; it may have several lines. A reader that stops early (`|
    /// head`) is not an error.
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

    /// Writes a note to stderr; it does not affect the exit code.
    pub(super) fn note(&self, text: &str) {
        self.err(&format!("note: {text}"));
    }

    /// Reports a failure and returns its exit code.
    pub(super) fn fail(&self, failure: &Failure) -> Exit {
        // An interruption that was asked for is not an error.
        let label = if failure.exit == Exit::Interrupted { "" } else { "error: " };
        self.err(&format!("{label}{}", failure.message));
        failure.exit
    }

    /// Returns the exit code for stdout: an error if any result was lost.
    pub(super) fn finish(&mut self) -> Exit {
        match self.lost.take() {
            None => Exit::Done,
            Some(error) => self.fail(&Failure::files(format_args!("cannot write to stdout: {error}"))),
        }
    }
}

/// Writes to stderr; an error is ignored, because there is nowhere left to report it.
fn err(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Makes a line safe to show and ends it with a line break.
fn escaped(line: &str) -> String {
    escape::line(line.strip_suffix('\n').unwrap_or(line)).into_owned() + "\n"
}

/// Format of diagnostics on a stream: in colour only on a terminal whose user has not refused it.
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
