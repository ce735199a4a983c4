//! The signals that ask for an end: Ctrl-C, and what a system or a batch queue sends.
//!
//! A signal that whoever started the program had ignored stays ignored, as `nohup` and shells that start
//! something in the background want it.

/// Calls `act` at every signal that asks for an end, on a thread of its own. Where that is impossible,
/// signals end the program as they do by default.
#[cfg(unix)]
pub(super) fn listen(mut act: impl FnMut() + Send + 'static) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    let ignored = ignored();
    let heard = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
    if let Ok(mut signals) = Signals::new(heard) {
        std::thread::spawn(move || signals.forever().for_each(|_| act()));
    }
}

/// The signals that are ignored, one a bit, from 1: what Linux says of this process. Other systems say it
/// only to who changes it, which takes more than safe code; there none counts as ignored.
#[cfg(unix)]
fn ignored() -> u64 {
    use std::path::Path;

    use crate::files;

    const LONGEST: usize = 1 << 16;
    let status = files::read(Path::new("/proc/self/status"), LONGEST).unwrap_or_default();
    let status = String::from_utf8_lossy(&status);
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// Calls `act` at every Ctrl-C and its like. Where that is impossible, they end the program.
#[cfg(not(unix))]
pub(super) fn listen(act: impl FnMut() + Send + 'static) {
    let _ = ctrlc::set_handler(act);
}
