//! The coders of one worker, which turn runs of frames into packets and store these as groups.

use std::ops::Range;

use crate::ExportError;

use halfminute_media::{Change, Coder, Packets, VideoError};

use super::Videos;
use super::coding::Coding;

/// Codes one run after another, for every codec that lacks it.
pub(crate) struct VideoWorker<'a> {
    size: (u32, u32),
    coders: Vec<RunCoder<'a>>,
    before: Vec<u8>,
    /// First frame of the current run.
    start: u32,
}

/// One worker's coder for one codec.
struct RunCoder<'a> {
    coding: &'a Coding,
    encoder: Box<dyn Coder + 'a>,
    packets: Packets,
    /// True if the codec lacks the current run.
    is_needed: bool,
}

impl Videos<'_> {
    /// The coders for one more worker.
    pub(crate) fn worker(&self) -> Result<VideoWorker<'_>, VideoError> {
        let coder = |coding| {
            Ok(RunCoder {
                coding,
                encoder: coding.codec.coder(&self.clip, coding.palette.as_ref())?,
                packets: Packets::default(),
                is_needed: false,
            })
        };
        let coders = self.codings.iter().map(coder).collect::<Result<_, VideoError>>()?;
        Ok(VideoWorker { size: self.clip.size, coders, before: Vec::new(), start: 0 })
    }
}

impl VideoWorker<'_> {
    /// Begins the run whose first frame is `start`.
    pub(crate) fn begin(&mut self, start: u32) {
        self.start = start;
        self.before.clear();
        for coder in &mut self.coders {
            coder.is_needed = coder.coding.lacks(start);
        }
    }

    /// True if the run needs the frame before its first one, to code only the changes.
    pub(crate) fn looks_back(&self) -> bool {
        self.coders.iter().any(|coder| coder.is_needed && coder.coding.codec.looks_back)
    }

    /// Passes the frame before the run's first one.
    pub(crate) fn look_back(&mut self, rgb: &[u8]) {
        self.before.extend_from_slice(rgb);
    }

    /// Codes the next frame of the run; only `rows` may differ from the previous frame.
    pub(crate) fn frame(&mut self, rgb: &[u8], rows: Range<u32>) -> Result<(), VideoError> {
        if !self.coders.iter().any(|coder| coder.is_needed) {
            return Ok(());
        }
        let change = Change::new(self.size, rgb, &self.before, rows.clone());
        for coder in self.coders.iter_mut().filter(|coder| coder.is_needed) {
            coder.encoder.frame(&change, &mut coder.packets)?;
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

    /// Ends the run and stores its packets.
    pub(crate) fn end(&mut self) -> Result<(), ExportError> {
        for RunCoder { coding, packets, .. } in self.coders.iter_mut().filter(|coder| coder.is_needed) {
            coding.add(self.start, packets)?;
            packets.clear();
        }
        Ok(())
    }
}
