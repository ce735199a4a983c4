//! Runs of the program as processes: their results, signals, and renders that wait for the test.

use std::process::{Child, Command, Output};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::Workshop;

/// Path of the program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_halfminute");

/// The result of a run that has ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Exit code, or `None` if a signal ended the process.
    pub(crate) exit: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { exit: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Waits for the end of a process.
    pub(crate) fn of_child(child: Child) -> Self {
        Self::of(child.wait_with_output().unwrap())
    }

    /// The same outcome; asserts that it is a success.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.exit, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    /// The first object on stdout, which is about the only clip. A render ends with a summary.
    pub(crate) fn json(&self) -> Value {
        self.objects().swap_remove(0)
    }

    /// The objects on stdout, one per line.
    pub(crate) fn objects(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Outcome {
    Outcome::of(command.output().unwrap_or_else(|error| panic!("{command:?}: {error}")))
}

/// The same command as the last words of a line for `sh`, such as `ulimit -f 16; exec`.
#[cfg(unix)]
pub(crate) fn prepared(line: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{line} \"$0\" \"$@\"")]).arg(command.get_program());
    shell.args(command.get_args()).current_dir(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

/// Seconds after which a run counts as one that waits for ever: far more than any run takes on any machine.
#[cfg(unix)]
pub(crate) const FOR_EVER: u32 = 900;

#[cfg(unix)]
impl Workshop {
    /// Runs the program where a pipe or a device could make it wait for ever, which is then a failure with exit code
    /// 124 instead of a test without an end.
    pub(crate) fn run_that_could_wait(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        let mut command = Command::new("timeout");
        command.args([&FOR_EVER.to_string(), PROGRAM]).args(arguments).current_dir(self.path("."));
        let outcome = run(command.envs(variables.iter().copied()));
        assert_ne!(outcome.exit, Some(124), "{arguments:?} never ends");
        outcome
    }
}

/// True if `ffmpeg` and `ffprobe` can be run here.
pub(crate) fn has_ffmpeg() -> bool {
    let works = |program| Command::new(program).arg("-version").output().is_ok_and(|o| o.status.success());
    works("ffmpeg") && works("ffprobe")
}

/// Waits until something is so, as long as the process runs.
///
/// # Panics
/// The process ends first.
#[track_caller]
pub(crate) fn wait_until(child: &mut Child, mut is_so: impl FnMut() -> bool) {
    while !is_so() {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(is_so(), "the process ended too soon: {status}");
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Start of a script that answers `-version` as `ffmpeg` and `ffprobe` do.
#[cfg(unix)]
pub(crate) const ANSWERS: &str = "[ \"$1\" = -version ] && exit 0\n";

#[cfg(unix)]
impl Workshop {
    /// Makes `ffmpeg` and `ffprobe` of a script, for commands with [`Workshop::path_of_programs`].
    pub(crate) fn write_ffmpeg(&self, script: &str) {
        std::fs::create_dir_all(self.path("bin")).unwrap();
        for program in ["bin/ffmpeg", "bin/ffprobe"] {
            self.write_program(program, script);
        }
    }

    /// Value of `PATH` in which the programs of this workshop come first.
    pub(crate) fn path_of_programs(&self) -> String {
        format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap())
    }

    /// A command that renders the scene into files of `formats` and cannot end by itself: it waits for an `ffmpeg`
    /// that fails with the message `released` after [`Workshop::release`]. A test that interrupts it comes
    /// never too late.
    pub(crate) fn held(&self, formats: &str, more: &[&str]) -> Command {
        // It answers `-version`, and takes the picture with which the program tries it before it draws.
        let tried = "for word; do [ \"$word\" = null ] && { cat > /dev/null; exit 0; }; done\n";
        let waits = "while [ ! -e released ]; do sleep 0.02; done\necho released >&2\nexit 1";
        self.write_ffmpeg(&format!("{ANSWERS}{tried}{waits}"));
        let formats = format!("{formats},webm");
        let mut command =
            self.rendering(&[&["--format", &formats, "--ffmpeg-timeout", "3600"], more].concat());
        command.env("PATH", self.path_of_programs());
        command
    }

    /// Lets a [`held`](Workshop::held) render go on.
    pub(crate) fn release(&self) {
        self.write("released", "");
    }
}

/// Sends a signal by its name, such as `INT`.
#[cfg(unix)]
pub(crate) fn send(child: &Child, signal: &str) {
    let kill = format!("kill -{signal} {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}
