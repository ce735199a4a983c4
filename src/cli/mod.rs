//! What was typed becomes what will be done: one file a command.
//!
//! The only place that writes to the standard streams. Results go to stdout; diagnostics of scenes,
//! progress and errors go to stderr, except that `check` has no other result than its diagnostics.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

mod check;
mod console;
mod course;
mod exit;
mod lints;
mod new;
mod options;
mod progress;
mod render;
mod scenes;
mod still;

use console::Console;
use exit::Exit;

/// Turns scene files into validated, deterministic 30-second teaching clips.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Exit codes: 0 done; 1 the scene or the output has findings; 2 wrong usage; \
                  3 reading or writing failed."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draw the frames of scenes
    ///
    /// Writes DIR/<clip>/frames/frame_000000.png and so on, frames.b3 with a digest of each frame,
    /// and clip.json. Drawing a whole clip removes frames beyond its end that an earlier render left
    /// there; drawing some frames leaves all others alone, and clip.json names the drawn ones.
    Render(render::Arguments),
    /// Say what is wrong with scenes; draw nothing
    Check(check::Arguments),
    /// Draw one frame, or one tile for each beat
    Still(still::Arguments),
    /// Write a small scene to start from
    New(new::Arguments),
    /// Check the course's decks, labs and clips, or write the documents that follow from them
    Course(course::Arguments),
    /// Print the JSON Schema of scene files, for editors
    Schema,
}

/// Runs the program with the arguments it was started with, its own name first.
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
        Command::Check(arguments) => check::run(arguments, console),
        Command::Still(arguments) => still::run(arguments, console),
        Command::New(arguments) => new::run(arguments, console),
        Command::Course(arguments) => course::run(arguments, console),
        Command::Schema => {
            console.out(&crate::schema::schema());
            Exit::Done
        }
    }
}

/// Help and version, which were asked for, or a mistake in the arguments.
fn explain(error: &clap::Error, console: &mut Console) -> Exit {
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked_for {
        console.out(&error.render().to_string());
        Exit::Done
    } else {
        console.err(&error.render().to_string());
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
