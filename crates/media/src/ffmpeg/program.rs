//! Execution of other programs, each in its own process group, which is killed with everything that the program
//! started.
//!
//! A program is killed if it makes no progress for too long or if the observer asks to stop, and always before
//! the render continues. No clock is read: the pauses between checks are summed up.

use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::ShouldStop;

use super::super::VideoError;
use pipe::{Pipe, Stream};

mod group;
mod pipe;

/// The pauses between two checks of a program: at first, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(20));

/// Maximum number of bytes that are kept of a program's messages; the rest is discarded.
const MOST: u64 = 1 << 20;

/// Maximum number of bytes that are written at once, so that slow progress is noticed.
const CHUNK: usize = 1 << 16;

/// The conditions under which a program is killed.
#[derive(Clone, Copy)]
pub(super) struct Watch<'a> {
    /// Asked regularly whether to stop.
    pub(super) should_stop: &'a ShouldStop<'a>,
    /// Maximum time without progress.
    pub(super) patience: Duration,
}

/// The outcome of a program that ended: its messages, and `success` if its status is zero.
pub(super) struct Output {
    pub(super) success: bool,
    pub(super) messages: String,
}

/// Reason why a program did not finish its work.
pub(super) enum Failure {
    /// The program was not found, or could not be started.
    Start(io::Error),
    /// The program made no progress for this time.
    Idle(Duration),
    /// The status of the program could not be queried.
    Lost(io::Error),
    /// The input for the program could not be made, or its output is not as expected.
    Exchange(VideoError),
    /// The observer asked to stop.
    Interrupted,
}

/// Runs a program without input, to its end.
pub(super) fn output(command: Command, watch: Watch<'_>) -> Result<Output, Failure> {
    feed(command, watch, None, |_| Ok(()))
}

/// Runs a program to its end; `input` writes to its standard input. Bytes that it reads or writes to `out`
/// count as progress.
pub(super) fn feed(
    mut command: Command,
    watch: Watch<'_>,
    out: Option<&Path>,
    input: impl FnOnce(&mut dyn Write) -> Result<(), VideoError> + Send,
) -> Result<Output, Failure> {
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut program = Program::start(command)?;
    let stdin = program.child.stdin.take();
    let length = || out.and_then(|out| fs::metadata(out).ok()).map_or(0, |found| found.len());
    let (output, written) = program.exchange(watch, stdin, length, |mut pipe| input(&mut pipe))?;
    // A program that fails closes its input; its messages say why.
    if output.success {
        written.map_err(Failure::Exchange)?;
    }
    Ok(output)
}

/// Runs a program without input, to its end; `take` reads its standard output.
pub(super) fn read(
    mut command: Command,
    watch: Watch<'_>,
    take: impl FnOnce(&mut dyn Read) -> Result<(), VideoError> + Send,
) -> Result<Output, Failure> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut program = Program::start(command)?;
    let stdout = program.child.stdout.take();
    let (output, taken) = program.exchange(watch, stdout, || 0, |mut pipe| take(&mut pipe))?;
    taken.map_err(Failure::Exchange)?;
    Ok(output)
}

/// A pipe that counts the bytes that pass through it.
struct CountedPipe<'a, P> {
    pipe: P,
    moved: &'a AtomicU64,
}

impl<P: Read> Read for CountedPipe<'_, P> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.pipe.read(bytes)?;
        self.moved.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl<P: Write> Write for CountedPipe<'_, P> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.pipe.write(&bytes[..bytes.len().min(CHUNK)])?;
        self.moved.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pipe.flush()
    }
}

/// A running program; it is killed at the latest when this value is dropped.
struct Program {
    child: Child,
    status: Option<ExitStatus>,
}

impl Program {
    fn start(mut command: Command) -> Result<Self, Failure> {
        let child = group::alone(&mut command).spawn().map_err(Failure::Start)?;
        Ok(Self { child, status: None })
    }

    /// Waits for the end of the program, while one thread reads its messages and another one exchanges bytes
    /// through `stream`. Bytes that pass through it and changes of `length` count as progress.
    fn exchange<S: Stream + Send>(
        &mut self,
        watch: Watch<'_>,
        stream: Option<S>,
        length: impl Fn() -> u64,
        exchange: impl FnOnce(CountedPipe<'_, Pipe<'_, S>>) -> Result<(), VideoError> + Send,
    ) -> Result<(Output, Result<(), VideoError>), Failure> {
        let stderr = self.child.stderr.take();
        let (moved, has_ended) = (AtomicU64::new(0), AtomicBool::new(false));
        thread::scope(|scope| {
            let stderr = scope.spawn(|| stderr.map(|stream| read_most(Pipe::new(stream, &has_ended))));
            // Both pipes are closed at the end of their threads, which ends a program that waits for them.
            let exchanged = scope.spawn(|| match stream {
                Some(stream) => exchange(CountedPipe { pipe: Pipe::new(stream, &has_ended), moved: &moved }),
                None => Ok(()),
            });
            let status = self.wait(watch, || moved.load(Ordering::Relaxed) + length());
            has_ended.store(true, Ordering::Release);
            let success = status?.success();
            let messages = told(&stderr.join().ok().flatten().unwrap_or_default());
            Ok((Output { success, messages }, exchanged.join().unwrap_or(Ok(()))))
        })
    }

    /// Waits for the end of the program as long as `work`, a measure of its progress, changes.
    fn wait(&mut self, watch: Watch<'_>, work: impl Fn() -> u64) -> Result<ExitStatus, Failure> {
        let (mut pause, mut idle, mut done) = (PAUSES.0, Duration::ZERO, work());
        while !group::has_ended(&mut self.child).map_err(Failure::Lost)? {
            if (watch.should_stop)() {
                let _ = self.end();
                return Err(Failure::Interrupted);
            }
            if idle >= watch.patience {
                let _ = self.end();
                return Err(Failure::Idle(watch.patience));
            }
            thread::sleep(pause);
            let now = work();
            idle = if now == done { idle + pause } else { Duration::ZERO };
            (done, pause) = (now, (pause * 2).min(PAUSES.1));
        }
        self.end().map_err(Failure::Lost)
    }

    /// Kills the program, unless it has ended, and everything that it started.
    fn end(&mut self) -> io::Result<ExitStatus> {
        if let Some(status) = self.status {
            return Ok(status);
        }
        // This must happen before `wait`: afterwards, the process id may belong to another process.
        group::kill(&mut self.child);
        let status = self.child.wait()?;
        self.status = Some(status);
        Ok(status)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// Reads a stream to its end, and keeps its first [`MOST`] bytes.
fn read_most(stream: impl Read) -> Vec<u8> {
    let mut stream = BufReader::new(stream);
    let mut kept = Vec::new();
    let _ = stream.by_ref().take(MOST).read_to_end(&mut kept);
    let _ = io::copy(&mut stream, &mut io::sink());
    kept
}

/// The messages of a program in one line, shortened; without informational messages.
fn told(messages: &[u8]) -> String {
    const LONGEST: usize = 4000;
    let text = String::from_utf8_lossy(messages);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains("[info]"));
    lines.collect::<Vec<_>>().join("; ").chars().take(LONGEST).collect()
}
