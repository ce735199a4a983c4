//! Which worker draws which frames: contiguous runs, so that neighbours meet on one worker.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The first frame of a run is drawn whole, so runs are long; towards the end of a clip they are
/// shorter, so that no worker is left idle for long.
const LONGEST_RUN: usize = 90;
const SHORTEST_RUN: usize = 8;

/// Positions of the frame set that no worker has taken yet.
pub(super) struct Queue {
    next: AtomicUsize,
    count: usize,
    workers: usize,
    group: Option<usize>,
    stopped: AtomicBool,
}

impl Queue {
    /// Long runs at first and shorter ones towards the end, or runs of exactly `group` frames.
    pub(super) fn new(count: usize, workers: usize, group: Option<usize>) -> Self {
        let stopped = AtomicBool::new(false);
        Self { next: AtomicUsize::new(0), count, workers: workers.max(1), group, stopped }
    }

    pub(super) fn next_run(&self) -> Option<Range<usize>> {
        let end = |start: usize| {
            let left = self.count - start;
            let run = (left / (2 * self.workers)).clamp(SHORTEST_RUN, LONGEST_RUN);
            start + self.group.unwrap_or(run).min(left)
        };
        let take = |start: usize| (start < self.count).then(|| end(start));
        let start = self.next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).ok()?;
        Some(start..end(start))
    }

    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::Queue;

    proptest! {
        #[test]
        fn runs_tile_the_frames(count in 0_usize..2_000, workers in 1_usize..300) {
            let queue = Queue::new(count, workers, None);
            let taken: Vec<usize> = std::iter::from_fn(|| queue.next_run()).flatten().collect();
            assert_eq!(taken, (0..count).collect::<Vec<_>>());
        }
    }
}
