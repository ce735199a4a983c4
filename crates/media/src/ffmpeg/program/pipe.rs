//! One end of a stream between this program and another; closing it never waits for the other end.
//!
//! A stream ends when every process that holds its other end has closed it. A process that another program started and
//! that left its group may hold it for as long as it likes, so once the program itself has ended, only what is
//! in the stream already is read, and nothing more is written.

use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
pub(super) use std::os::fd::AsFd as Stream;

#[cfg(not(unix))]
pub(super) use std::any::Any as Stream;

/// Bytes that are read after the program has ended: more than a stream holds.
const MOST_LEFT: usize = 1 << 20;

/// One end of a stream.
pub(super) struct Pipe<'a, S> {
    stream: S,
    /// True if the program at the other end has ended.
    has_ended: &'a AtomicBool,
    /// Bytes that may still be read when it has.
    left: usize,
}

impl<'a, S: Stream> Pipe<'a, S> {
    /// This program's end of a stream to or from a program of which `has_ended` says whether it has ended.
    pub(super) fn new(stream: S, has_ended: &'a AtomicBool) -> Self {
        never_block(&stream);
        Self { stream, has_ended, left: MOST_LEFT }
    }
}

impl<S: Read + Stream> Read for Pipe<'_, S> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            // Asked before the stream is: what the program wrote before its end is in there by now.
            let has_ended = self.has_ended.load(Ordering::Acquire);
            let most = if has_ended { bytes.len().min(self.left) } else { bytes.len() };
            match self.stream.read(&mut bytes[..most]) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if has_ended {
                        return Ok(0);
                    }
                    wait(&self.stream, Way::In)?;
                }
                Ok(count) if has_ended => {
                    self.left -= count;
                    return Ok(count);
                }
                result => return result,
            }
        }
    }
}

impl<S: Write + Stream> Write for Pipe<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            if self.has_ended.load(Ordering::Acquire) {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            match self.stream.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait(&self.stream, Way::Out)?,
                result => return result,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// The way in which bytes go through a stream.
#[derive(Clone, Copy)]
enum Way {
    In,
    Out,
}

/// Has reads and writes return at once. Where that cannot be had, they block as long as the other end is held.
#[cfg(unix)]
fn never_block(stream: &impl Stream) {
    let _ = rustix::io::ioctl_fionbio(stream, true);
}

/// Waits until bytes can go through a stream, for a moment at most.
#[cfg(unix)]
fn wait(stream: &impl Stream, way: Way) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let flags = match way {
        Way::In => PollFlags::IN,
        Way::Out => PollFlags::OUT,
    };
    let moment = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
    match poll(&mut [PollFd::new(stream, flags)], Some(&moment)) {
        Err(error) if error != rustix::io::Errno::INTR => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn never_block(_: &impl Stream) {}

#[cfg(not(unix))]
fn wait(_: &impl Stream, _: Way) -> io::Result<()> {
    std::thread::yield_now();
    Ok(())
}
