//! Signals that interrupt the program: Ctrl-C, and those of a system or a batch queue.
//!
//! A signal that the parent process has set to be ignored stays ignored, as `nohup` and shells that start
//! background jobs expect.

/// Calls `act` on a separate thread at every signal that interrupts the program. If that is impossible,
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

/// A bit mask of ignored signals, with signal 1 in the lowest bit, as Linux reports it for this process. On
/// other systems it is 0, because they report it only to unsafe code that changes the handler.
#[cfg(unix)]
fn ignored() -> u64 {
    use std::path::Path;

    use halfminute_files as files;

    const LONGEST: usize = 1 << 16;
    let status = files::read(Path::new("/proc/self/status"), LONGEST).unwrap_or_default();
    let status = String::from_utf8_lossy(&status);
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// Calls `act` at every Ctrl-C and similar event. If that is impossible, they end the program.
#[cfg(not(unix))]
pub(super) fn listen(act: impl FnMut() + Send + 'static) {
    let _ = ctrlc::set_handler(act);
}
