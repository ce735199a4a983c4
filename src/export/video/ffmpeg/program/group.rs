//! Process groups, where systems have them.

use std::io;
use std::process::{Child, Command};

/// Gives a program a group of its own, which whatever it starts belongs to. It does not hear what the
/// terminal tells this program, such as Ctrl-C, which is handled here.
#[cfg(unix)]
pub(super) fn alone(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt;

    command.process_group(0)
}

/// Whether a program has ended. Its number stays its own until it is waited for.
#[cfg(unix)]
pub(super) fn has_ended(child: &mut Child) -> io::Result<bool> {
    use rustix::process::{WaitId, WaitIdOptions, waitid};

    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    Ok(waitid(WaitId::Pid(rustix::process::Pid::from_child(child)), options)?.is_some())
}

/// Ends a program and all of its group. Nothing is left to do where that fails: all have ended.
#[cfg(unix)]
pub(super) fn kill(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};

    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    // It may have joined another group.
    let _ = child.kill();
}

#[cfg(not(unix))]
pub(super) fn alone(command: &mut Command) -> &mut Command {
    command
}

#[cfg(not(unix))]
pub(super) fn has_ended(child: &mut Child) -> io::Result<bool> {
    Ok(child.try_wait()?.is_some())
}

#[cfg(not(unix))]
pub(super) fn kill(child: &mut Child) {
    let _ = child.kill();
}
