//! Handling of interruptions by Ctrl-C or a signal.
//!
//! Work that can stop between two frames checks a flag. Work that cannot, such as one very large frame, is
//! ended after a short delay by exiting the process: every file with its final name is complete at any time.

use std::io::{self, Write};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use halfminute_render::Observer;

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::signals;

/// Time that work has to stop by itself.
const GRACE: Duration = Duration::from_millis(700);

/// A flag that is set once an interruption is asked for.
#[derive(Clone, Debug)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Starts listening to signals.
    pub(super) fn watch() -> Self {
        let asked = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&asked);
        signals::listen(move || {
            flag.store(true, Ordering::Relaxed);
            thread::sleep(GRACE);
            let _ = writeln!(io::stderr().lock(), "{}", Failure::interrupted().message);
            process::exit(Exit::Interrupted as i32);
        });
        Self(asked)
    }

    /// True if work should stop.
    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// For work whose progress is not shown.
impl Observer for Interrupt {
    fn frame_written(&self, _frame: u32) {}

    fn should_stop(&self) -> bool {
        self.is_asked()
    }
}

/// An observer for work whose progress is shown.
#[derive(Debug)]
pub(super) struct Watched<'a> {
    /// The display of the progress.
    pub(super) progress: Progress,
    /// The flag that stops the work.
    pub(super) interrupt: &'a Interrupt,
}

impl Observer for Watched<'_> {
    fn frames_kept(&self, count: usize) {
        self.progress.frames_kept(count);
    }

    fn frame_written(&self, frame: u32) {
        self.progress.frame_written(frame);
    }

    fn should_stop(&self) -> bool {
        self.interrupt.is_asked()
    }
}
