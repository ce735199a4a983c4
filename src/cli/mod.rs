//! The command line: one file per command.
//!
//! Only this module writes to the standard streams. Results go to stdout; diagnostics of scenes, progress and
//! errors go to stderr, except that the diagnostics are the result of `check`.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

mod assemble;
mod check;
mod console;
mod course;
mod exit;
mod interrupt;
mod job;
mod lints;
mod new;
mod options;
mod outcome;
mod outputs;
mod preview;
mod progress;
mod render;
mod report;
mod scenes;
mod signals;
mod still;
mod summary;
mod verify;
mod words;

use console::{Console, Stream};
use exit::Exit;

/// Turns scene files into validated, deterministic 30-second teaching clips.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Exit codes: 0 done; 1 the scene or the output has findings; 2 wrong usage; \
                  3 reading or writing failed; 4 something needed is missing here; 130 interrupted."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draw the frames of scenes
    ///
    /// Writes DIR/<clip>/frames/frame_000000.png and so on, frames.b3 and files.b3 with digests of each frame
    /// and file, clip.json, and with --format mp4 and the like DIR/<clip>/<clip>.mp4. Frames of an earlier
    /// run that are still correct are kept, so that an interrupted render continues where it stopped. Drawing
    /// a whole clip removes files of earlier renders that this one does not make; drawing some frames leaves
    /// all others alone, and clip.json lists the drawn ones.
    Render(render::Arguments),
    /// Join parts of clips that were drawn with --shard or --part
    ///
    /// Takes the same scenes and options as the renders of the parts, verifies every frame, and writes what a
    /// render of the whole clip would have written.
    Assemble(assemble::Arguments),
    /// Check rendered clips against their manifests
    ///
    /// Reports files that are missing, cut, altered, of another size or not in the manifest.
    Verify(verify::Arguments),
    /// Write a page that shows rendered clips
    ///
    /// Every clip is verified first; faults are shown, and the exit code is then 1. The page is one HTML file
    /// that needs no other: players with chapters and captions, contact sheets, lengths, findings and
    /// digests.
    Report(report::Arguments),
    /// Report what is wrong with scenes; draw nothing
    Check(check::Arguments),
    /// Draw one frame, or one tile for each beat
    Still(still::Arguments),
    /// Open a window that plays a scene and reloads it at every save
    ///
    /// The window shows the same pixels that render writes. Press `?` for a list of its keys.
    Preview(preview::Arguments),
    /// Write a small scene to start from
    New(new::Arguments),
    /// Start a course, check its decks, labs and clips, or write the documents that follow from them
    Course(course::Arguments),
    /// Print the JSON Schema of scene files, for editors
    Schema,
}

/// Runs the program with its arguments, of which the first is the name of the program.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut console = Console::default();
    let exit = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => dispatch(&arguments.command, &mut console),
        Err(error) => explain(&error, &mut console),
    };
    exit.max(console.finish()).into()
}

fn dispatch(command: &Command, console: &mut Console) -> Exit {
    match command {
        Command::Render(arguments) => render::run(arguments, console),
        Command::Assemble(arguments) => assemble::run(arguments, console),
        Command::Verify(arguments) => verify::run(arguments, console),
        Command::Report(arguments) => report::run(arguments, console),
        Command::Check(arguments) => check::run(arguments, console),
        Command::Still(arguments) => still::run(arguments, console),
        Command::Preview(arguments) => preview::run(arguments, console),
        Command::New(arguments) => new::run(arguments, console),
        Command::Course(arguments) => course::run(arguments, console),
        Command::Schema => {
            console.text(Stream::Out, &crate::schema::schema());
            Exit::Done
        }
    }
}

/// Prints help or version to stdout if they were asked for, otherwise the error in the arguments to stderr.
fn explain(error: &clap::Error, console: &mut Console) -> Exit {
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked_for {
        console.text(Stream::Out, &error.render().to_string());
        Exit::Done
    } else {
        // The message repeats the arguments, which may contain names of files.
        error.render().to_string().lines().for_each(|line| console.err(line));
        Exit::Usage
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Arguments::command().debug_assert();
    }
}
