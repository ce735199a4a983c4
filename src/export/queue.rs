//! Which worker draws which frames: contiguous runs, so that neighbours meet on one worker.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Longer runs would leave workers idle at the end of a clip; shorter ones separate neighbours.
const LONGEST_RUN: usize = 32;

/// Positions of the frame set that no worker has taken yet.
pub(super) struct Queue {
    next: AtomicUsize,
    count: usize,
    run: usize,
    stopped: AtomicBool,
}

impl Queue {
    /// Runs that keep `workers` busy, or runs of exactly `group` frames.
    pub(super) fn new(count: usize, workers: usize, group: Option<usize>) -> Self {
        let run = group.unwrap_or_else(|| (count / (workers * 4)).clamp(1, LONGEST_RUN));
        Self { next: AtomicUsize::new(0), count, run, stopped: AtomicBool::new(false) }
    }

    pub(super) fn next_run(&self) -> Option<Range<usize>> {
        let start = self.next.fetch_add(self.run, Ordering::Relaxed);
        (start < self.count).then(|| start..(start + self.run).min(self.count))
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
