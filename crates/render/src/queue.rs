//! Distribution of frames to workers, in contiguous runs, so that consecutive frames are drawn by one worker.

use std::num::NonZero;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// Bounds of a run's length, in frames. The first frame of a run is drawn completely, so runs are long; towards
/// the end of a clip they are shorter, so that no worker is idle for long.
const LONGEST_RUN: usize = 90;
const SHORTEST_RUN: usize = 8;

/// Divides `count` frames into runs, long ones first and shorter ones towards the end. The runs are ranges of
/// indices.
pub(super) fn runs(count: usize, workers: usize) -> Vec<Range<usize>> {
    // More workers than cores take turns: shorter runs for them would only add frames that are drawn
    // completely.
    let cores = thread::available_parallelism().map_or(workers, NonZero::get);
    let at_once = workers.min(cores).max(1);
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < count {
        let left = count - start;
        let run = (left / (2 * at_once)).clamp(SHORTEST_RUN, LONGEST_RUN);
        let end = start + run.min(left);
        runs.push(start..end);
        start = end;
    }
    runs
}

/// A queue of the runs that no worker has taken yet.
pub(super) struct Queue<'a> {
    runs: &'a [Range<usize>],
    next: AtomicUsize,
    stopped: AtomicBool,
}

impl<'a> Queue<'a> {
    pub(super) fn new(runs: &'a [Range<usize>]) -> Self {
        Self { runs, next: AtomicUsize::new(0), stopped: AtomicBool::new(false) }
    }

    pub(super) fn next_run(&self) -> Option<Range<usize>> {
        self.runs.get(self.next.fetch_add(1, Ordering::Relaxed)).cloned()
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

    use super::{Queue, runs};

    proptest! {
        #[test]
        fn runs_tile_the_frames(count in 0_usize..2_000, workers in 1_usize..300) {
            let runs = runs(count, workers);
            let queue = Queue::new(&runs);
            let taken: Vec<usize> = std::iter::from_fn(|| queue.next_run()).flatten().collect();
            assert_eq!(taken, (0..count).collect::<Vec<_>>());
        }
    }
}
