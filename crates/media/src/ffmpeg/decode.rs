//! Decoding of videos by the program `ffmpeg`.

use std::io::{self, BufReader, ErrorKind, Read};
use std::path::Path;
use std::process::Command;

use crate::Tools;

use super::super::VideoError;
use super::super::closeness::Decoded;
use super::{PROGRAM, explain, failed, program, url};

/// Decodes the video at `path`, whose pictures have this `size`, and passes each picture to `take`.
pub fn decode(
    path: &Path,
    size: (u32, u32),
    tools: Tools<'_>,
    take: impl FnMut(&Decoded<'_>) -> Result<(), VideoError> + Send,
) -> Result<(), VideoError> {
    let mut command = Command::new(PROGRAM);
    command.args(["-hide_banner", "-loglevel", "error", "-nostdin", "-i"]).arg(url(path));
    // All pictures are passed through, whatever their timestamps are rounded to.
    command.args(["-map", "0:v:0", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"]);
    let output =
        program::read(command, tools.ffmpeg.watch(tools.should_stop), |pipe| pictures(pipe, size, take));
    match output {
        Ok(output) if output.success && output.messages.is_empty() => Ok(()),
        Ok(output) => Err(failed(&output.messages)),
        Err(failure) => Err(explain(failure)),
    }
}

/// Splits a stream of planes into pictures, and passes each to `take`.
fn pictures(
    pipe: &mut dyn Read,
    (width, height): (u32, u32),
    mut take: impl FnMut(&Decoded<'_>) -> Result<(), VideoError>,
) -> Result<(), VideoError> {
    let (width, height) = (width as usize, height as usize);
    let (luma, chroma) = (width * height, (width / 2) * (height / 2));
    let mut picture = vec![0; luma + 2 * chroma];
    let mut pipe = BufReader::new(pipe);
    loop {
        match fill(&mut pipe, &mut picture)? {
            0 => return Ok(()),
            length if length < picture.len() => return Err(failed("a picture is cut off")),
            _ => {}
        }
        let (y, chromas) = picture.split_at(luma);
        let (u, v) = chromas.split_at(chroma);
        take(&Decoded { y, u, v, strides: (width, width / 2), size: (width, height) })?;
    }
}

/// Reads until `bytes` is full or the stream ends; returns the number of bytes read.
fn fill(stream: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < bytes.len() {
        match stream.read(&mut bytes[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}
