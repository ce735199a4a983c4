//! Selection of the frames that a run draws: those that are missing, and whole groups of pictures if a video
//! lacks one.

use std::ops::Range;

use super::FrameSet;
use super::journal::Entry;
use super::queue::runs;
use super::video::Videos;
use halfminute_media::GROUP;

/// Frames to draw, divided into runs.
pub(super) struct Draw {
    /// Frame numbers, in ascending order.
    pub(super) frames: Vec<u32>,
    /// Runs that one worker draws without interruption, as ranges of indices into `frames`.
    pub(super) runs: Vec<Range<usize>>,
    /// Frames that exist already, in ascending order; if listed in `frames`, they are drawn only for a video.
    there: Vec<u32>,
}

impl Draw {
    /// The frames of `set` that are not `kept`, and all frames of the groups that `videos` lack.
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

    /// True if a frame has to be written, and is not drawn only for a video.
    pub(super) fn is_missing(&self, frame: u32) -> bool {
        self.there.binary_search(&frame).is_err()
    }

    /// True if any frame has to be written.
    pub(super) fn writes(&self) -> bool {
        self.frames.iter().any(|frame| self.is_missing(*frame))
    }
}
