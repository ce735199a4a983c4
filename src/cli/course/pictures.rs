//! `halfminute course pictures`: draws the contact sheets of the clips that the decks show.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use halfminute_check::lint::Levels;
use halfminute_engine::film::Overrides;
use halfminute_files as files;
use halfminute_render::png::{LARGEST_FILE, Picture, decode};
use halfminute_render::{contact_sheet, replace_picture};

use super::super::console::Console;
use super::super::exit::{Exit, Failure};
use super::super::options::MessageFormat;
use super::super::scenes::open_film;

/// Arguments of `halfminute course pictures`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Folder of the programme; the pictures are written into its images/
    #[arg(long, value_name = "DIR", default_value = "course")]
    folder: PathBuf,
    /// Folder with the scenes of its clips
    #[arg(long, value_name = "DIR", default_value = "scenes")]
    scenes: PathBuf,
    /// Write nothing; exit with 1 if the pixels of a picture are out of date
    #[arg(long)]
    check: bool,
}

/// Draws the sheet of every clip, and writes those whose pixels have changed.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    let folder = arguments.folder.display();
    let Some(programme) = halfminute_course::overview(&arguments.folder)? else {
        let why = format_args!("`{folder}` cannot be read: `halfminute course check` says why");
        return Err(Failure::findings(why));
    };
    let images = arguments.folder.join("images");
    files::require_folder(&images)
        .map_err(|error| Failure::files(format_args!("cannot write to `{}`: {error}", images.display())))?;
    let mut exit = Exit::Done;
    for clip in programme.addons.iter().flat_map(|addon| &addon.clips) {
        let scene = arguments.scenes.join(format!("{clip}.toml"));
        let levels = (&Overrides::default(), &Levels::default());
        let film = open_film(&scene, levels, MessageFormat::Human, console)?;
        let sheet = contact_sheet(&film).map_err(Failure::findings)?;
        let path = images.join(format!("{clip}.png"));
        if is_current(&path, &sheet)? {
            console.out(&format!("{} is up to date\n", path.display()));
        } else if arguments.check {
            let stale = format!("`{}` is stale: run `halfminute course pictures`", path.display());
            exit = exit.max(console.fail(&Failure::findings(stale)));
        } else {
            replace_picture(&path, &sheet)?;
            console.out(&format!("wrote {}\n", path.display()));
        }
    }
    Ok(exit)
}

/// True if the file already has the same pixels. Its bytes may differ, because another encoder may have
/// written them.
fn is_current(path: &Path, picture: &Picture) -> Result<bool, Failure> {
    let bytes = match files::read(path, LARGEST_FILE) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => {
            return Err(Failure::files(format_args!("cannot read `{}`: {error}", path.display())));
        }
    };
    let shown = decode(&bytes);
    Ok(shown.is_ok_and(|shown| shown.size == picture.size && shown.rgb == picture.rgb))
}
