//! `halfminute check`: prints the findings of scenes. Draws nothing and writes no file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::console::{Console, Stream};
use super::exit::{Exit, Failure};
use super::lints::LintOptions;
use super::options::{MessageFormat, OverrideOptions};
use super::scenes::{SceneFiles, Tally, open};

/// Arguments of `halfminute check`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Scene files, or folders whose .toml files are scenes
    #[arg(required = true, value_name = "SCENE|DIR")]
    scenes: Vec<PathBuf>,
    /// Format of the findings, which are the result and go to stdout
    #[arg(long, visible_alias = "format", value_enum, default_value_t)]
    message_format: MessageFormat,
    /// The same as --message-format json
    #[arg(long, conflicts_with = "message_format")]
    json: bool,
    #[command(flatten)]
    overrides: OverrideOptions,
    #[command(flatten)]
    lints: LintOptions,
}

/// Checks every scene, even if others have errors.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    let scenes = SceneFiles::report(&arguments.scenes, console);
    let mut exit = scenes.exit;
    for path in &scenes.paths {
        let outcome = check(path, arguments, console).unwrap_or_else(|failure| console.fail(&failure));
        exit = exit.max(outcome);
    }
    exit
}

fn check(path: &Path, arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let asked = (&arguments.overrides.overrides(), &arguments.lints.levels());
    let format = if arguments.json { MessageFormat::Json } else { arguments.message_format };
    let checked = open(path, asked, format, Stream::Out, console)?;
    let tally = Tally::of(checked.diagnostics());
    if format == MessageFormat::Human {
        let verdict = match &checked.film {
            None => tally.to_string(),
            Some(film) => {
                let findings = if tally.warnings == 0 { "ok".to_owned() } else { tally.to_string() };
                format!("{findings}; {} frames, {} s", film.frame_count(), film.duration())
            }
        };
        console.out(&format!("{}: {verdict}\n", path.display()));
    }
    Ok(if checked.film.is_some() { Exit::Done } else { Exit::Findings })
}
