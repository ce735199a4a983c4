//! `halfminute report`: what a render made as one page, for people who only look.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::course::{self, Overview};
use crate::export::atomic;
use crate::report::{Clip, page};

use super::console::Console;
use super::exit::{Exit, Failure};
use super::outputs::clips_in;

/// What was typed after `report`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The folder of one clip, or one that holds the folders of clips
    #[arg(value_name = "OUTPUT", default_value = "output")]
    output: PathBuf,
    /// The page to write; by default report.html in OUTPUT
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Writes the page.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    let file = arguments.file.clone().unwrap_or_else(|| page_in(&arguments.output));
    write(&arguments.output, &file, console)
}

/// Where the page of an output folder is.
pub(super) fn page_in(output: &Path) -> PathBuf {
    output.join("report.html")
}

/// The programme in the present folder, found where `course check` looks for it; none where there is none.
fn programme() -> Result<Option<Overview>, Failure> {
    let folder = Path::new("course");
    if !folder.join("programme.toml").is_file() {
        return Ok(None);
    }
    let overview = course::overview(folder)?;
    if overview.is_none() {
        let why =
            format_args!("`{}` is not in the page: `halfminute course check` says why", folder.display());
        return Err(Failure::findings(why));
    }
    Ok(overview)
}

/// Writes the page of every clip below `output` that can be read; the others are named.
pub(super) fn write(output: &Path, file: &Path, console: &mut Console) -> Exit {
    let folders = match clips_in(output) {
        Ok(folders) => folders,
        Err(failure) => return console.fail(&failure),
    };
    let mut exit = Exit::Done;
    let mut clips = Vec::new();
    for folder in folders {
        match Clip::read(folder.path()) {
            Ok(clip) => clips.push(clip),
            Err(error) => exit = exit.max(console.fail(&Failure::files(error))),
        }
    }
    if clips.is_empty() {
        return exit;
    }
    let programme = match programme() {
        Ok(programme) => programme,
        Err(failure) => {
            exit = exit.max(console.fail(&failure));
            None
        }
    };
    match atomic::write(file, page(&clips, programme.as_ref()).as_bytes()) {
        Ok(()) => {
            console.out(&format!("{}\n", file.display()));
            exit
        }
        Err(error) => exit.max(console.fail(&error.into())),
    }
}
