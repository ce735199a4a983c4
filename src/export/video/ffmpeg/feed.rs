//! Frames to the standard input of a program, which is ended when an end is asked for.

use std::io::{self, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::export::png::decode;
use crate::film::Film;

use super::super::VideoError;
use super::super::mux::Mux;
use super::super::spool::Spool;
use super::failed;

/// How long to wait before the program is looked at again.
const PAUSE: Duration = Duration::from_millis(20);

/// Runs the program and writes the frames to it, until it ends or an end is asked for.
pub(super) fn feed(mut command: Command, mux: &Mux<'_>) -> Result<(), VideoError> {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = alone(piped).spawn().map_err(|error| failed(&error.to_string()))?;
    let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
    std::thread::scope(|scope| {
        // Its messages are read while it works, or it would wait for a reader, and we for it.
        let messages = scope.spawn(move || stderr.map(last_words).unwrap_or_default());
        // Writing blocks for as long as the program is busy, and ends with it.
        let played = scope.spawn(move || stdin.map_or(Ok(()), |pipe| play(mux.spool, mux.film, pipe)));
        let status = loop {
            if mux.observer.should_stop() {
                child.kill()?;
                child.wait()?;
                return Err(VideoError::Interrupted);
            }
            match child.try_wait()? {
                Some(status) => break status,
                None => std::thread::sleep(PAUSE),
            }
        };
        let messages = messages.join().unwrap_or_default();
        if !status.success() {
            return Err(failed(&messages));
        }
        played.join().unwrap_or_else(|_| Err(failed("the frames could not be put together again")))
    })
}

/// Keeps a program from hearing what the terminal tells this one, such as Ctrl-C, which is handled here.
#[cfg(unix)]
pub(super) fn alone(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt;

    command.process_group(0)
}

#[cfg(not(unix))]
pub(super) fn alone(command: &mut Command) -> &mut Command {
    command
}

/// What a program said, as far as anybody would read.
fn last_words(stream: impl Read) -> String {
    const MOST: u64 = 4000;
    let mut stream = BufReader::new(stream);
    let mut text = Vec::new();
    let _ = stream.by_ref().take(MOST).read_to_end(&mut text);
    let _ = io::copy(&mut stream, &mut io::sink());
    String::from_utf8_lossy(&text).trim().replace('\n', "; ")
}

/// Writes each frame of the clip to `pipe`.
fn play(spool: &Spool, film: &Film, mut pipe: impl Write) -> Result<(), VideoError> {
    let (width, height) = film.size();
    let stride = width as usize * 3;
    let mut canvas = vec![0; stride * height as usize];
    spool.each(|packet, file| {
        let piece = decode(file).map_err(|error| VideoError::Failed(error.to_string()))?;
        let (x, columns) = (packet.area.x as usize * 3, packet.area.width as usize * 3);
        let rows = canvas.chunks_exact_mut(stride).skip(packet.area.y as usize);
        for (row, new) in rows.zip(piece.rgb.chunks_exact(columns)) {
            row[x..x + columns].copy_from_slice(new);
        }
        (0..packet.frames).try_for_each(|_| pipe.write_all(&canvas)).map_err(VideoError::from)
    })
}
