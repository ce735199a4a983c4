//! Progress of a render on stderr: a bar on a terminal, a few lines in a log.
//!
//! Only this module reads a clock. Nothing that is written to a file depends on it.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use halfminute_basics::escape;
use halfminute_render::Observer;

/// The value of the option `--progress`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ProgressOption {
    /// A bar on a terminal, plain lines elsewhere
    #[default]
    Auto,
    /// A line now and then
    Plain,
    /// No progress at all
    None,
}

/// Time since work on a scene began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "progress is about the clock; no frame depends on it")]
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// The progress display of one scene.
#[derive(Debug)]
pub(super) enum Progress {
    /// Bars that are redrawn in place: one for this scene and, if there are several, one for all scenes.
    Bar(ProgressBar, Option<ProgressBar>),
    /// Lines written one after another.
    Lines(Lines),
    /// No display at all.
    Silent,
}

impl Progress {
    /// Starts to show how many of the `total` frames of the clip `name` are written. `place` is the number of
    /// scenes before this one, and the number of all scenes.
    pub(super) fn start(option: ProgressOption, name: &str, total: usize, place: (usize, usize)) -> Self {
        match option {
            ProgressOption::None => Self::Silent,
            ProgressOption::Auto if io::stderr().is_terminal() => bars(name, total, place),
            ProgressOption::Auto | ProgressOption::Plain => Self::Lines(Lines::start(name, total)),
        }
    }

    /// Clears the bar; the command prints the result.
    pub(super) fn finish(&self) {
        if let Self::Bar(bar, all) = self {
            bar.finish_and_clear();
            if let Some(all) = all {
                all.finish_and_clear();
            }
        }
    }
}

impl Observer for Progress {
    fn frames_kept(&self, count: usize) {
        match self {
            Self::Bar(bar, all) => {
                bar.set_length(bar.length().unwrap_or(0).saturating_sub(count as u64));
                if let Some(all) = all {
                    all.inc(count as u64);
                }
            }
            Self::Lines(lines) => lines.keep(count),
            Self::Silent => {}
        }
    }

    fn frame_written(&self, _frame: u32) {
        match self {
            Self::Bar(bar, all) => {
                bar.inc(1);
                if let Some(all) = all {
                    all.inc(1);
                }
            }
            Self::Lines(lines) => lines.count_one(),
            Self::Silent => {}
        }
    }
}

/// Creates the bars for one scene. They are removed when it ends, so that messages never run into them.
fn bars(name: &str, total: usize, (before, scenes): (usize, usize)) -> Progress {
    let bars = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
    let bar = bars.add(bar(name, total));
    // Every scene counts alike, whatever its number of frames.
    let all = (scenes > 1).then(|| {
        let all = bars.add(ProgressBar::new((scenes * total) as u64));
        let style = ProgressStyle::with_template("{prefix} [{bar:32}] {percent} %");
        all.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        all.set_prefix(format!("clip {} of {scenes}", before + 1));
        all.set_position((before * total) as u64);
        all
    });
    Progress::Bar(bar, all)
}

fn bar(name: &str, total: usize) -> ProgressBar {
    let bar = ProgressBar::new(total as u64);
    let template = "{prefix} [{bar:32}] {pos}/{len} frames, {fps} fps, {eta} left";
    // The template is a constant and well formed; a default bar would do as well.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let style = style.progress_chars("=> ").with_key(
        "fps",
        |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = write!(out, "{:.0}", state.per_sec());
        },
    );
    bar.set_style(style);
    bar.set_prefix(escape::visible(name).into_owned());
    bar
}

/// Least time between two lines, which are also at least a tenth of the frames apart.
const PAUSE: Duration = Duration::from_secs(2);

/// Progress for logs: few lines, each complete in itself.
#[derive(Debug)]
pub(super) struct Lines {
    name: String,
    started: Stopwatch,
    state: Mutex<LinesState>,
}

#[derive(Debug, Default)]
struct LinesState {
    total: usize,
    done: usize,
    said: usize,
    said_at: Duration,
}

impl Lines {
    fn start(name: &str, total: usize) -> Self {
        let state = Mutex::new(LinesState { total, ..LinesState::default() });
        Self { name: name.to_owned(), started: Stopwatch::start(), state }
    }

    /// Reports frames that were kept, if any are left to draw; otherwise the command's result follows at
    /// once.
    fn keep(&self, count: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let total = state.total;
        state.total = total.saturating_sub(count);
        if count > 0 && state.total > 0 {
            write(&format!("{}: {count} of {total} frames are kept", self.name));
        }
    }

    fn count_one(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done += 1;
        let now = self.started.elapsed();
        if is_due(&state, now) {
            (state.said, state.said_at) = (state.done, now);
            write(&line(&self.name, state.done, state.total, now));
        }
    }
}

/// Writes a line to stderr; an error is ignored, because there is nowhere left to report it.
fn write(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", escape::line(line));
}

/// True if a line is due. The last frame needs none, because the command's result follows at once.
fn is_due(state: &LinesState, now: Duration) -> bool {
    let total = state.total;
    let tenth = (state.done - state.said) * 10 >= total;
    state.done < total && tenth && now.saturating_sub(state.said_at) >= PAUSE
}

fn line(name: &str, done: usize, total: usize, elapsed: Duration) -> String {
    let per_second = done as f64 / elapsed.as_secs_f64().max(0.001);
    let left = total.saturating_sub(done) as f64 / per_second.max(0.001);
    format!("{name}: {done}/{total} frames, {per_second:.0} fps, {:.0} s left", left.ceil())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{LinesState, is_due, line};

    #[test]
    fn a_line_says_rate_and_rest() {
        let written = line("hour28", 450, 900, Duration::from_millis(2140));
        assert_eq!(written, "hour28: 450/900 frames, 210 fps, 3 s left");
    }

    #[test]
    fn lines_are_rare() {
        let state = |done| LinesState { total: 900, done, said: 100, said_at: Duration::from_secs(1) };
        let (soon, later) = (Duration::from_secs(2), Duration::from_secs(4));
        assert!(is_due(&state(200), later));
        assert!(!is_due(&state(200), soon), "two seconds have not passed");
        assert!(!is_due(&state(120), later), "a tenth has not been drawn");
        assert!(!is_due(&state(900), later), "the result follows");
    }
}
