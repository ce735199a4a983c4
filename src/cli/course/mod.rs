//! `halfminute course`: checks a course's decks, labs, clips and assets against one another, and writes the
//! documents that are generated from them.

mod new;
mod pictures;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use halfminute_course::{self, Counts, Document, Folders};
use halfminute_engine::film::Report;
use halfminute_files as files;
use halfminute_render::atomic;

use super::console::{Console, Stream};
use super::exit::{Exit, Failure};
use super::options::MessageFormat;
use super::scenes::Tally;
use super::words::counted;

/// Arguments of `halfminute course`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a small course to start from: a deck of five slides, a clip and a lab
    New(new::Arguments),
    /// Report what is wrong with decks, labs, clips and assets; write nothing
    Check(CheckArguments),
    /// Write the documents that programme.toml lists, from its templates
    Build(BuildArguments),
    /// Draw the contact sheets of the clips that the decks show
    Pictures(pictures::Arguments),
}

#[derive(Args, Debug)]
struct CheckArguments {
    /// Folder of the programme: programme.toml, the decks and labs that it names
    #[arg(long, value_name = "DIR", default_value = "course")]
    folder: PathBuf,
    /// Folder with the scenes of its clips
    #[arg(long, value_name = "DIR", default_value = "scenes")]
    scenes: PathBuf,
    /// Folder of rendered clips, whose captions and manifests are scanned too [default: output, if it exists]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Format of the findings, which are the result and go to stdout
    #[arg(long, visible_alias = "format", value_enum, default_value_t)]
    message_format: MessageFormat,
}

#[derive(Args, Debug)]
struct BuildArguments {
    /// Folder of the programme; the documents are written into it
    #[arg(long, value_name = "DIR", default_value = "course")]
    folder: PathBuf,
    /// Write nothing; exit with 1 if a document is out of date
    #[arg(long)]
    check: bool,
}

/// Runs the subcommand that was given.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    let done = match &arguments.command {
        Command::New(arguments) => new::run(arguments, console),
        Command::Check(arguments) => check(arguments, console),
        Command::Build(arguments) => build(arguments, console),
        Command::Pictures(arguments) => pictures::run(arguments, console),
    };
    done.unwrap_or_else(|failure| console.fail(&failure))
}

fn check(arguments: &CheckArguments, console: &mut Console) -> Result<Exit, Failure> {
    if let Some(absent) = arguments.output.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(Failure::files(format_args!("there is no folder `{}`", absent.display())));
    }
    // A folder that exists but cannot be read is passed on, so that the check reports it.
    let is_absent =
        |path: &&Path| fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    let usual = Some(Path::new("output")).filter(|path| !is_absent(path));
    let output = arguments.output.as_deref().or(usual);
    let folders = Folders { course: &arguments.folder, scenes: &arguments.scenes, output };
    let checked = halfminute_course::check(folders)?;
    write_reports(&checked.reports, arguments.message_format, Stream::Out, console);
    let tally = Tally::of(checked.reports.iter().flat_map(|report| &report.diagnostics));
    if arguments.message_format == MessageFormat::Human {
        let Counts { decks, slides, labs, clips, assets } = checked.counts;
        let counts = [(decks, "deck"), (slides, "slide"), (labs, "lab"), (clips, "clip")];
        let counts = counts.into_iter().chain(assets.map(|count| (count, "asset")));
        let counted: Vec<String> = counts.map(|(count, what)| counted(count, what)).collect();
        let verdict = if tally == Tally::default() { "ok".to_owned() } else { tally.to_string() };
        console.out(&format!("{}: {verdict}; {}\n", arguments.folder.display(), counted.join(", ")));
    }
    Ok(if tally.errors == 0 { Exit::Done } else { Exit::Findings })
}

fn write_reports(reports: &[Report], format: MessageFormat, stream: Stream, console: &mut Console) {
    for report in reports {
        console.findings(report, format, stream);
    }
}

fn build(arguments: &BuildArguments, console: &mut Console) -> Result<Exit, Failure> {
    let documents = match halfminute_course::documents(&arguments.folder)? {
        Ok(documents) => documents,
        Err(reports) => {
            write_reports(&reports, MessageFormat::Human, Stream::Err, console);
            let tally = Tally::of(reports.iter().flat_map(|report| &report.diagnostics));
            let folder = arguments.folder.display();
            return Err(Failure::findings(format_args!("`{folder}` has {tally}: nothing was written")));
        }
    };
    let mut exit = Exit::Done;
    for document in &documents {
        let path = arguments.folder.join(&document.name);
        let current = is_current(&path, document)?;
        if arguments.check && !current {
            let stale = format!("`{}` is stale: run `halfminute course build`", path.display());
            exit = exit.max(console.fail(&Failure::findings(stale)));
        } else if current {
            console.out(&format!("{} is up to date\n", path.display()));
        } else {
            atomic::write(&path, document.text.as_bytes())?;
            console.out(&format!("wrote {}\n", path.display()));
        }
    }
    Ok(exit)
}

/// True if the file already contains the document. Git may have changed its line endings.
fn is_current(path: &Path, document: &Document) -> Result<bool, Failure> {
    let bytes = match files::read(path, 2 * document.text.len()) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => {
            return Err(Failure::files(format_args!("cannot read `{}`: {error}", path.display())));
        }
    };
    Ok(String::from_utf8(bytes).is_ok_and(|text| text.replace("\r\n", "\n") == document.text))
}
