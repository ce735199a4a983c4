//! What happens when an end is asked for.
//!
//! Work that can stop between two frames looks at a flag. Work that cannot, such as one very large
//! frame, is ended from outside after a moment: what has its final name is whole at every instant.

use std::io::{self, Write};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::export::Observer;

use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::signals;

/// How long work may take to stop by itself.
const GRACE: Duration = Duration::from_millis(700);

/// Whether an end was asked for.
#[derive(Clone, Debug)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens to signals from now on.
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

    /// Whether to stop.
    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Work without a progress that is shown.
impl Observer for Interrupt {
    fn frame_written(&self, _frame: u32) {}

    fn should_stop(&self) -> bool {
        self.is_asked()
    }
}

/// Work whose progress is shown.
#[derive(Debug)]
pub(super) struct Watched<'a> {
    /// What is shown.
    pub(super) progress: Progress,
    /// What ends it.
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
