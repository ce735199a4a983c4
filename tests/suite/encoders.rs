//! Renders with an `ffmpeg` that hangs, fails or leaves processes behind, and with ignored signals.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::{Command, Stdio};

use crate::workshop::{ANSWERS, Outcome, Workshop, has_ffmpeg, prepared, run, send};

/// A workshop in which `ffmpeg` and `ffprobe` are this script.
fn with_script(script: &str) -> Workshop {
    let workshop = Workshop::new().sized("96x54");
    workshop.write_ffmpeg(script);
    workshop
}

fn render(workshop: &Workshop, arguments: &[&str]) -> Outcome {
    run(workshop.rendering(arguments).env("PATH", workshop.path_of_programs()))
}

/// True if the process with the id in this file has ended; a zombie counts as ended.
fn has_ended(workshop: &Workshop, file: &str) -> bool {
    let number = fs::read_to_string(workshop.path(file)).unwrap();
    let stat = fs::read_to_string(format!("/proc/{}/stat", number.trim()));
    !stat.is_ok_and(|stat| !stat.contains(") Z "))
}

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
    if !has_ffmpeg() {
        return;
    }
    workshop.render(&["--format", "gif"]).done();
    let before = workshop.tree();
    let outcome = workshop.render(&["--format", "mkv", "--ffmpeg-args", "-c:v absent", "--size", "96x54"]);
    assert_eq!(outcome.exit, Some(3), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("absent"), "{}", outcome.stderr);
    assert!(workshop.tree() == before, "nothing was removed");
}

/// Sends a signal to a render that was started with some signals ignored; returns its exit code. A render that goes
/// on fails afterwards with code 3, because its encoder does.
fn signalled(ignored: &str, sent: &str) -> Option<i32> {
    let workshop = Workshop::new().sized("80x46");
    let held = workshop.held("png", &[]);
    let ignore = if ignored.is_empty() { "exec".to_owned() } else { format!("trap '' {ignored}; exec") };
    let mut command = prepared(&ignore, &held);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    workshop.wait_for_frames(&mut child, 2);
    send(&child, sent);
    workshop.release();
    let outcome = Outcome::of_child(child);
    assert_eq!(outcome.exit == Some(3), outcome.stderr.contains("ffmpeg failed: released"), "{outcome:?}");
    outcome.exit
}

#[test]
fn a_signal_that_was_ignored_stays_ignored() {
    assert_eq!(signalled("HUP", "HUP"), Some(3), "as with nohup");
    assert_eq!(signalled("INT", "INT"), Some(3), "as in the background of a script");
    assert_eq!(signalled("HUP INT", "TERM"), Some(130));
    // A runner that was started by `nohup` hands on to this test, and so to the program, that SIGHUP is ignored.
    let expected = if ignores_hangup() { 3 } else { 130 };
    assert_eq!(signalled("", "HUP"), Some(expected));
}

/// True if this process ignores SIGHUP, as far as the system says.
fn ignores_hangup() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // SIGHUP is signal 1, the lowest bit.
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}
