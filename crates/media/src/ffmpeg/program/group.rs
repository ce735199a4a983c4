//! Process groups, on systems that have them.

use std::io;
use std::process::{Child, Command};

/// Starts a program in its own process group, which includes everything that it starts. The group does not
/// receive signals from the terminal, such as Ctrl-C; these are handled by this program.
#[cfg(unix)]
pub(super) fn alone(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt;

    command.process_group(0)
}

/// True if a program has ended. Its process id stays reserved until it is waited for.
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
