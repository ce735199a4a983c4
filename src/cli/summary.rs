//! The summary of a render of several scenes: a table for people, Markdown for CI, an object for programs.

use std::env;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use halfminute_basics::escape::{markdown as cell, visible};
use halfminute_files as files;

use super::console::Console;
use super::exit::{Exit, Failure};
use super::words::counted;

/// The result of one scene.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Name of the clip; empty if an argument led to none.
    pub(super) clip: String,
    /// Number of frames that were asked for; `None` if the scene failed.
    pub(super) frames: Option<usize>,
    /// Length of the clip in seconds.
    pub(super) duration: Option<f64>,
    /// File names of its videos.
    pub(super) videos: Vec<String>,
    /// Time that the scene took, in seconds.
    pub(super) seconds: f64,
    /// Message of the failure, if it failed.
    pub(super) message: Option<String>,
}

/// Totals of all scenes, for `--json`.
#[derive(Serialize)]
struct Total {
    status: &'static str,
    exit: u8,
    scenes: usize,
    rendered: usize,
    failed: usize,
    /// Scenes that were not begun.
    left: usize,
    frames: usize,
    seconds: f64,
}

/// Reports the totals of all `count` scenes, once, after the last. People do not get them for a single scene,
/// whose own line is enough. After an interruption the totals cover the scenes that were begun.
pub(super) fn report(rows: &[Row], (count, exit): (usize, Exit), json: bool, console: &mut Console) -> Exit {
    let total = Total { exit: exit as u8, ..total(rows, count) };
    if json {
        console.object(&total);
    } else if count > 1 && rows.iter().any(|row| !row.clip.is_empty()) {
        table(rows, &total).lines().for_each(|line| console.out(line));
    }
    append_step_summary(rows, &total).map_or_else(|failure| console.fail(&failure), |()| Exit::Done)
}

fn total(rows: &[Row], scenes: usize) -> Total {
    let rendered = rows.iter().filter(|row| row.frames.is_some()).count();
    let seconds: f64 = rows.iter().map(|row| row.seconds).sum();
    Total {
        status: "summary",
        exit: 0,
        scenes,
        rendered,
        failed: rows.len() - rendered,
        left: scenes.saturating_sub(rows.len()),
        frames: rows.iter().filter_map(|row| row.frames).sum(),
        seconds: (seconds * 1000.0).round() / 1000.0,
    }
}

/// Formats a table whose columns are as wide as their content, with numbers aligned right.
fn table(rows: &[Row], total: &Total) -> String {
    let head = ["clip", "frames", "lasts", "took", "videos"].map(str::to_owned);
    let cells: Vec<[String; 5]> = std::iter::once(head).chain(rows.iter().map(cells)).collect();
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 5] = std::array::from_fn(width);
    let mut text = String::from("\n");
    for [clip, frames, lasts, took, videos] in &cells {
        let [a, b, c, d, _] = widths;
        let line = format!("{clip:<a$}  {frames:>b$}  {lasts:>c$}  {took:>d$}  {videos}");
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let _ = writeln!(text, "{}", sentence(total));
    text
}

fn cells(row: &Row) -> [String; 5] {
    [
        if row.clip.is_empty() { "no scene".to_owned() } else { visible(&row.clip).into_owned() },
        row.frames.map_or_else(|| "failed".to_owned(), |frames| frames.to_string()),
        row.duration.map(|duration| format!("{duration} s")).unwrap_or_default(),
        format!("{:.1} s", row.seconds),
        visible(&row.videos.join(" ")).into_owned(),
    ]
}

/// Formats the totals: `5 of 6 clips rendered, 4500 frames, 21.3 s`.
fn sentence(total: &Total) -> String {
    let Total { scenes, rendered, left, frames, seconds, .. } = total;
    let left = if *left == 0 { String::new() } else { format!("{left} not begun, ") };
    let (clips, frames) = (counted(*scenes, "clip"), counted(*frames, "frame"));
    format!("{rendered} of {clips} rendered, {left}{frames}, {seconds:.1} s")
}

/// Appends a table to the summary page of a GitHub Actions run, if there is one.
fn append_step_summary(rows: &[Row], total: &Total) -> Result<(), Failure> {
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let file = files::open_to_append(Path::new(&path));
    file.and_then(|mut file| file.write_all(markdown(rows, total).as_bytes())).map_err(|error| {
        let path = path.to_string_lossy();
        Failure::files(format_args!("cannot write `{path}`, which GITHUB_STEP_SUMMARY names: {error}"))
    })
}

fn markdown(rows: &[Row], total: &Total) -> String {
    let mut text =
        "### halfminute render\n\n| clip | frames | lasts | took | videos |\n|---|---:|---:|---:|---|\n"
            .to_owned();
    for row in rows {
        let [clip, frames, lasts, took, videos] = cells(row);
        let videos = row.message.as_deref().unwrap_or(&videos);
        let _ = writeln!(text, "| {} | {frames} | {lasts} | {took} | {} |", cell(&clip), cell(videos));
    }
    let _ = writeln!(text, "\n{}\n", sentence(total));
    text
}

#[cfg(test)]
mod tests {
    use super::{Row, markdown, table, total};

    fn rows() -> Vec<Row> {
        let row = |clip: &str, frames: Option<usize>| Row {
            clip: clip.into(),
            frames,
            duration: frames.map(|_| 30.0),
            videos: frames.map(|_| "hour28.mp4".to_owned()).into_iter().collect(),
            seconds: 4.25,
            message: frames.is_none().then(|| "`b|c.toml` has 1 error".to_owned()),
        };
        vec![row("hour28", Some(900)), row("b|c", None)]
    }

    #[test]
    fn the_table_is_aligned() {
        let rows = rows();
        assert_eq!(
            table(&rows, &total(&rows, 2)),
            "\nclip    frames  lasts   took  videos\n\
             hour28     900   30 s  4.2 s  hour28.mp4\n\
             b|c     failed         4.2 s\n\
             1 of 2 clips rendered, 900 frames, 8.5 s\n"
        );
    }

    #[test]
    fn markdown_says_why_a_clip_failed() {
        assert!(
            markdown(&rows(), &total(&rows(), 3))
                .contains("| b\\|c | failed |  | 4.2 s | \\`b\\|c.toml\\` has 1 error |\n")
        );
        assert!(
            markdown(&rows(), &total(&rows(), 3)).contains("1 of 3 clips rendered, 1 not begun, 900 frames")
        );
    }
}
