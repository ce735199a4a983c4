//! One worker's coders: frames of a run to packets in the spools.

use std::ops::Range;

use super::change::Change;
use super::spool::Packets;
use super::{Coder, Track, VideoError, VideoFormat, Videos};

/// Codes one run after another, for every format that was asked for.
pub(in crate::export) struct VideoWorker<'a> {
    size: (u32, u32),
    benches: Vec<Bench<'a>>,
    before: Vec<u8>,
    start: usize,
}

/// One format of one worker.
struct Bench<'a> {
    track: &'a Track,
    coder: Box<dyn Coder + 'a>,
    packets: Packets,
}

impl Videos<'_> {
    /// The coders of one more worker.
    pub(in crate::export) fn worker(&self) -> Result<VideoWorker<'_>, VideoError> {
        let bench = |track| Ok(Bench { track, coder: self.coder(track)?, packets: Packets::default() });
        let benches = self.tracks.iter().map(bench).collect::<Result<_, VideoError>>()?;
        Ok(VideoWorker { size: self.film.size(), benches, before: Vec::new(), start: 0 })
    }

    fn coder<'b>(&self, track: &'b Track) -> Result<Box<dyn Coder + 'b>, VideoError> {
        Ok(match (track.format, &track.palette) {
            (VideoFormat::Mp4, _) => super::mp4::coder(self.film)?,
            (VideoFormat::Gif, Some(palette)) => Box::new(super::gif::GifCoder::new(palette)),
            _ => Box::new(super::apng::PngCoder::default()),
        })
    }
}

impl VideoWorker<'_> {
    /// Whether a run needs the frame before its first: to code only what changed since.
    pub(in crate::export) fn looks_back(&self) -> bool {
        self.benches.iter().any(|bench| bench.track.format != VideoFormat::Mp4)
    }

    /// Begins the run at position `start`, after the frame `before` if it is to be looked at.
    pub(in crate::export) fn begin(&mut self, start: usize, before: &[u8]) {
        self.start = start;
        self.before.clear();
        self.before.extend_from_slice(before);
    }

    /// Codes the next frame of the run, which differs from the one before in none but these rows.
    pub(in crate::export) fn frame(&mut self, rgb: &[u8], rows: Range<u32>) -> Result<(), VideoError> {
        if self.benches.is_empty() {
            return Ok(());
        }
        let change = Change::new(self.size, rgb, &self.before, rows.clone());
        for bench in &mut self.benches {
            bench.coder.frame(&change, &mut bench.packets)?;
        }
        if self.before.is_empty() {
            self.before.extend_from_slice(rgb);
        } else {
            let stride = self.size.0 as usize * 3;
            let bytes = rows.start as usize * stride..rows.end as usize * stride;
            self.before[bytes.clone()].copy_from_slice(&rgb[bytes]);
        }
        Ok(())
    }

    /// Ends the run and hands over its packets.
    pub(in crate::export) fn end(&mut self) -> Result<(), VideoError> {
        for Bench { track, packets, .. } in &mut self.benches {
            let mut spool = track.spool.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            spool.add(self.start, packets)?;
            packets.clear();
        }
        Ok(())
    }
}
