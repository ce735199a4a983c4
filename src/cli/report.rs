//! `halfminute report`: shows rendered clips on one page, for people who only review them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::ThreadPoolBuilder;
use serde::Serialize;

use halfminute_check::ReadError;
use halfminute_course::{self, Overview};
use halfminute_render::report::{Clip, Failed, page};
use halfminute_render::{ExportError, Signed, atomic, verify};

use super::console::Console;
use super::exit::{Exit, Failure};
use super::outputs::clips_in;
use super::progress::Progress;
use super::words::counted;

/// Arguments of `halfminute report`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The folder of one clip, or one that contains the folders of clips
    #[arg(value_name = "OUTPUT", default_value = "output")]
    output: PathBuf,
    /// The page to write; by default report.html in OUTPUT. A page that halfminute wrote is replaced, any
    /// other file is not
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Verifies the clips and writes the page.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    let file = arguments.file.clone().unwrap_or_else(|| page_in(&arguments.output));
    let (clips, failed) = match read(&arguments.output, &file) {
        Ok(read) => read,
        Err(failure) => return console.fail(&failure),
    };
    write(&file, (&clips, &failed), false, console)
}

/// Writes the page of an output folder after a render in which the scenes in `failed` failed.
pub(super) fn write_after(output: &Path, failed: Vec<Failed>, is_json: bool, console: &mut Console) -> Exit {
    let file = page_in(output);
    let (clips, unread) = match read(output, &file) {
        Ok(read) => read,
        // All scenes failed before they had a folder.
        Err(_) if !failed.is_empty() => (Vec::new(), Vec::new()),
        Err(failure) => return console.fail(&failure),
    };
    let new = |found: &Failed| !failed.iter().any(|failed| failed.clip == found.clip);
    let unread: Vec<Failed> = unread.into_iter().filter(new).collect();
    let failed = [failed, unread].concat();
    write(&file, (&clips, &failed), is_json, console)
}

/// Path of the page for an output folder.
fn page_in(output: &Path) -> PathBuf {
    output.join("report.html")
}

/// The programme in `course`, the default folder of `course check`; `None` if there is none.
fn programme() -> Result<Option<Overview>, Failure> {
    let folder = Path::new("course");
    let file = folder.join("programme.toml");
    match fs::metadata(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ReadError { path: file, error }.into()),
        Ok(_) => {}
    }
    let overview = halfminute_course::overview(folder)?;
    if overview.is_none() {
        let why = format!("`{}` is not in the page: `halfminute course check` says why", folder.display());
        return Err(Failure::findings(why));
    }
    Ok(overview)
}

/// Verifies and reads every clip below `output`, for a page that is written to `file`.
fn read(output: &Path, file: &Path) -> Result<(Vec<Clip>, Vec<Failed>), Failure> {
    Signed::Page.require_place(file)?;
    let folders = clips_in(output)?;
    let page = file.parent().unwrap_or(Path::new(""));
    atomic::create_folder(if page == Path::new("") { Path::new(".") } else { page })?;
    let pool = ThreadPoolBuilder::new().build().map_err(ExportError::Threads)?;
    let (mut clips, mut failed) = (Vec::new(), Vec::new());
    for folder in folders {
        let verified = verify(&folder, &pool, &Progress::Silent);
        let read = verified.map_err(|error| Failed::new(folder.path(), error.to_string()));
        match read.and_then(|verified| Clip::read(folder.path(), verified, page)) {
            Ok(clip) => clips.push(clip),
            Err(fault) => failed.push(fault),
        }
    }
    Ok((clips, failed))
}

/// The result for `--json`.
#[derive(Serialize)]
struct Page {
    status: &'static str,
    file: String,
}

/// Writes the page and prints its path. Faults that it shows count as findings.
fn write(file: &Path, (clips, failed): (&[Clip], &[Failed]), is_json: bool, console: &mut Console) -> Exit {
    if let Some(folder) = file.parent().filter(|folder| *folder != Path::new(""))
        && let Err(error) = atomic::create_folder(folder)
    {
        return console.fail(&error.into());
    }
    let (programme, mut exit) = match programme() {
        Ok(programme) => (programme, Exit::Done),
        Err(failure) => (None, console.fail(&failure)),
    };
    if let Err(error) = Signed::Page.write(file, page(clips, failed, programme.as_ref()).as_bytes()) {
        return console.fail(&error.into());
    }
    if is_json {
        console.object(&Page { status: "report", file: file.to_string_lossy().into_owned() });
    } else {
        console.out(&format!("{}\n", file.display()));
    }
    let faults = clips.iter().map(|clip| clip.faults.len()).sum::<usize>() + failed.len();
    if faults > 0 {
        exit = exit.max(console.fail(&Failure::findings(format_args!(
            "{} shown in `{}`",
            counted(faults, "finding"),
            file.display()
        ))));
    }
    exit
}
