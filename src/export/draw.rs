//! Which frames a run of the program draws: those that are not there, and whole groups of pictures
//! where a video lacks one.

use std::ops::Range;

use super::FrameSet;
use super::journal::Entry;
use super::queue::runs;
use super::video::{GROUP, Videos};

/// Frames to draw.
pub(super) struct Draw {
    /// The frames, in order.
    pub(super) frames: Vec<u32>,
    /// What one worker draws in a row, as positions in `frames`.
    pub(super) runs: Vec<Range<usize>>,
    /// Frames that are there already, in order: drawn for a video only.
    there: Vec<u32>,
}

impl Draw {
    /// The frames of `set` that are not `kept`, and the groups that `videos` lack.
    pub(super) fn new(set: &FrameSet, kept: &[Entry], videos: &Videos<'_>, workers: usize) -> Self {
        let there: Vec<u32> = kept.iter().map(|entry| entry.frame).collect();
        let missing = |frame: &&u32| there.binary_search(frame).is_err();
        if videos.is_empty() {
            let frames: Vec<u32> = set.as_slice().iter().filter(missing).copied().collect();
            return Self { runs: runs(frames.len(), workers), frames, there };
        }
        let (mut frames, mut runs) = (Vec::new(), Vec::new());
        for group in set.as_slice().chunks(GROUP) {
            let start = frames.len();
            let lacks = group.first().is_some_and(|first| videos.lack(*first));
            frames.extend(group.iter().filter(|frame| lacks || missing(frame)));
            if frames.len() > start {
                runs.push(start..frames.len());
            }
        }
        Self { frames, runs, there }
    }

    /// Whether a frame has to be written, not only to be shown to coders.
    pub(super) fn is_missing(&self, frame: u32) -> bool {
        self.there.binary_search(&frame).is_err()
    }

    /// Whether any frame has to be written.
    pub(super) fn writes(&self) -> bool {
        self.frames.iter().any(|frame| self.is_missing(*frame))
    }
}
