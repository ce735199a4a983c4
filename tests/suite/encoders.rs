//! Renders with an `ffmpeg` that hangs, fails or leaves processes behind, and with ignored signals.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::workshop::{Outcome, Workshop};

const SIZE: [&str; 2] = ["--size", "96x54"];

/// A workshop in which `ffmpeg` and `ffprobe` are this script.
fn with_script(script: &str) -> Workshop {
    let workshop = Workshop::new();
    fs::create_dir(workshop.path("bin")).unwrap();
    for program in ["ffmpeg", "ffprobe"] {
        let path = workshop.path("bin").join(program);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    workshop
}

fn command(workshop: &Workshop, arguments: &[&str]) -> Command {
    let path = format!("{}:{}", workshop.path("bin").display(), std::env::var("PATH").unwrap());
    let mut command =
        workshop.command(&[&["render", "clip.toml", "--progress", "none"], &SIZE[..], arguments].concat());
    command.env("PATH", path);
    command
}

fn render(workshop: &Workshop, arguments: &[&str]) -> Outcome {
    let output = command(workshop, arguments).output().unwrap();
    Outcome {
        exit: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// True if the process with the id in this file has ended; a zombie counts as ended.
fn has_ended(workshop: &Workshop, file: &str) -> bool {
    let number = fs::read_to_string(workshop.path(file)).unwrap();
    let stat = fs::read_to_string(format!("/proc/{}/stat", number.trim()));
    !stat.is_ok_and(|stat| !stat.contains(") Z "))
}

/// Start of a script that answers `-version` like the real programs.
const ANSWERS: &str = "[ \"$1\" = -version ] && exit 0\n";

#[test]
fn a_program_that_does_nothing_is_ended_with_what_it_started() {
    // The first script reads nothing; the second reads everything and then hangs.
    for work in ["", "cat > /dev/null\n"] {
        let workshop =
            with_script(&format!("{ANSWERS}sleep 600 &\necho $! > child\necho $$ > itself\n{work}sleep 600"));
        let outcome = render(&workshop, &["--format", "webm", "--ffmpeg-timeout", "1"]);
        assert_eq!(outcome.exit, Some(3), "{}", outcome.stderr);
        let told = "`ffmpeg` did nothing for 1 s and was ended: give it longer with `--ffmpeg-timeout`";
        assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
        assert!(has_ended(&workshop, "itself") && has_ended(&workshop, "child"));
        assert!(!workshop.clip("clip.json").exists());
    }
}

#[test]
fn a_program_that_does_not_even_say_its_version_is_ended() {
    let workshop = with_script("echo $$ > itself\nsleep 600");
    let outcome = render(&workshop, &["--format", "webm", "--ffmpeg-timeout", "1"]);
    assert_eq!(outcome.exit, Some(4), "{}", outcome.stderr);
    let told = "takes the program `ffmpeg`, which does not answer: `ffmpeg -version` was ended after 1 s";
    assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
    assert!(has_ended(&workshop, "itself"));

    let workshop = with_script("echo 'libx: no such file' >&2\nexit 127");
    let outcome = render(&workshop, &["--format", "webm"]);
    assert_eq!(outcome.exit, Some(4), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("which does not work: `ffmpeg -version` says libx: no such file"));
}

#[test]
fn what_a_program_leaves_behind_is_ended_too() {
    // The script fails at once, while a process that it started keeps its streams open.
    let workshop = with_script(&format!("{ANSWERS}sleep 600 &\necho $! > child\necho broken >&2\nexit 1"));
    let outcome = render(&workshop, &["--format", "mov"]);
    assert_eq!(outcome.exit, Some(3), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("ffmpeg failed: broken"), "{}", outcome.stderr);
    assert!(has_ended(&workshop, "child"));
}

/// It is out of reach, and holds every stream of the program open.
#[test]
fn nobody_waits_for_what_left_the_group_of_a_program() {
    let starts = "exec 3<&0\nsetsid sh -c 'echo $$ > child; exec sleep 6000' <&3 &\n\
                  while [ ! -s child ]; do sleep 0.1; done\n";
    let idle = "`ffmpeg` did nothing for 1 s and was ended";
    for (ends, told) in [("sleep 6000", idle), ("echo broken >&2\nexit 1", "ffmpeg failed: broken")] {
        let workshop = with_script(&format!("{ANSWERS}{starts}{ends}"));
        let outcome = render(&workshop, &["--format", "webm", "--ffmpeg-timeout", "1"]);
        assert_eq!(outcome.exit, Some(3), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
        assert!(!has_ended(&workshop, "child"), "the render ended before it");
        let number = fs::read_to_string(workshop.path("child")).unwrap();
        assert!(Command::new("kill").arg(number.trim()).status().unwrap().success());
    }
}

#[test]
fn an_encoder_that_cannot_be_is_found_before_anything_is_drawn() {
    let workshop = Workshop::new();
    let works = |program| Command::new(program).arg("-version").output().is_ok_and(|o| o.status.success());
    if !works("ffmpeg") || !works("ffprobe") {
        return;
    }
    workshop.render(&["--format", "gif"]).done();
    let before = workshop.tree();
    let outcome = workshop.render(&["--format", "mkv", "--ffmpeg-args", "-c:v absent", "--size", "96x54"]);
    assert_eq!(outcome.exit, Some(3), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("absent"), "{}", outcome.stderr);
    assert!(workshop.tree() == before, "nothing was removed");
}

/// Renders in a shell that ignores some signals, sends one, and returns the exit code.
fn signalled(ignored: &str, sent: &str) -> Option<i32> {
    let workshop = Workshop::new();
    let program = env!("CARGO_BIN_EXE_halfminute");
    let ignore = if ignored.is_empty() { String::new() } else { format!("trap '' {ignored}; ") };
    let options = "render clip.toml --size 1280x720 --threads 1 --progress none";
    let mut child = Command::new("sh")
        .args(["-c", &format!("{ignore}exec {program} {options}")])
        .current_dir(workshop.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    workshop.wait_for_frames(2);
    let kill = Command::new("sh").args(["-c", &format!("kill -{sent} {}", child.id())]).status().unwrap();
    assert!(kill.success());
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(10)),
        }
    };
    status.code()
}

#[test]
fn a_signal_that_was_ignored_stays_ignored() {
    assert_eq!(signalled("HUP", "HUP"), Some(0), "as with nohup");
    assert_eq!(signalled("INT", "INT"), Some(0), "as in the background of a script");
    assert_eq!(signalled("HUP INT", "TERM"), Some(130));
    // A runner that was started by `nohup` hands on to this test, and so to the program, that SIGHUP is ignored.
    let expected = if ignores_hangup() { 0 } else { 130 };
    assert_eq!(signalled("", "HUP"), Some(expected));
}

/// True if this process ignores SIGHUP, as far as the system says.
fn ignores_hangup() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // SIGHUP is signal 1, the lowest bit.
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}
