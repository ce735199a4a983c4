//! Reconstruction of the frames of a clip from their changes, for a pipe.

use std::io::Write;

use crate::Outline;
use crate::png::decode;

use super::super::VideoError;
use super::super::spool::Spool;

/// Writes each frame of the clip to `pipe`, as raw RGB8 pixels.
pub(super) fn play(spool: &Spool, clip: &Outline, pipe: &mut dyn Write) -> Result<(), VideoError> {
    let (width, height) = clip.size;
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
