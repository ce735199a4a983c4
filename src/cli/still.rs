//! `halfminute still`: draws one frame, or one tile for each beat, as a PNG.

use std::path::{Path, PathBuf};

use clap::Args;

use halfminute_basics::time::Time;
use halfminute_check::CheckedFilm;
use halfminute_check::lint::Levels;
use halfminute_render::png::Picture;
use halfminute_render::{FramesError, contact_sheet, still, write_picture};

use super::console::Console;
use super::exit::{Exit, Failure};
use super::options::{MessageFormat, OverrideOptions, parse_seconds};
use super::scenes::{SceneFiles, beat_frames, frame_at, open_draft, open_film, require_png};

/// Arguments of `halfminute still`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The scene file to draw
    scene: PathBuf,
    #[command(flatten)]
    which: Which,
    /// The PNG to write; by default CLIP-still-NNNNNN.png or CLIP-contact-sheet.png in output. One that
    /// halfminute wrote is replaced, any other file is not
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw the scene even if something does not fit: the stage and every node that extends beyond it are
    /// outlined. Findings are still reported, and the exit code is still 1
    #[arg(long)]
    draft: bool,
    /// Format of the findings on stderr
    #[arg(long, value_enum, default_value_t)]
    message_format: MessageFormat,
    #[command(flatten)]
    overrides: OverrideOptions,
}

/// The picture to draw; exactly one of these must be given.
#[derive(Args, Clone, Copy, Debug)]
#[group(required = true, multiple = false)]
struct Which {
    /// The frame on screen at this time in seconds
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_hyphen_values = true)]
    at: Option<Time>,
    /// The frame with this number, from 0
    #[arg(long, value_name = "N")]
    frame: Option<u32>,
    /// The last frame of this beat, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    beat: Option<u32>,
    /// One tile for each beat, which shows its last frame
    #[arg(long)]
    contact_sheet: bool,
}

/// Draws the picture and prints its path.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    match draw(arguments, console) {
        Ok(drawn) => {
            console.out(&format!("{}\n", drawn.path.display()));
            if drawn.is_draft { Exit::Findings } else { Exit::Done }
        }
        Err(failure) => console.fail(&failure),
    }
}

/// A picture that was written.
struct Drawn {
    path: PathBuf,
    /// True if something in the scene does not fit.
    is_draft: bool,
}

fn draw(arguments: &Arguments, console: &mut Console) -> Result<Drawn, Failure> {
    if let Some(path) = &arguments.output {
        require_png(path)?;
    }
    SceneFiles::one(&arguments.scene).require_distinct_names()?;
    let overrides = arguments.overrides.overrides();
    let film = match arguments.draft {
        true => open_draft(&arguments.scene, &overrides, arguments.message_format, console)?,
        false => {
            let asked = (&overrides, &Levels::default());
            open_film(&arguments.scene, asked, arguments.message_format, console)?
        }
    };
    let (picture, name) = picture(&film, arguments.which)?;
    let path = match &arguments.output {
        Some(path) => path.clone(),
        None => Path::new("output").join(format!("{}-{name}", film.name())),
    };
    write_picture(&path, &picture)?;
    Ok(Drawn { path, is_draft: film.is_draft() })
}

/// The picture that was asked for and its file name.
fn picture(film: &CheckedFilm, which: Which) -> Result<(Picture, String), Failure> {
    if which.contact_sheet {
        let sheet = contact_sheet(film).map_err(Failure::findings)?;
        return Ok((sheet, "contact-sheet.png".to_owned()));
    }
    let frame = match which {
        Which { at: Some(at), .. } => frame_at(film, at)?,
        Which { beat: Some(number), .. } => beat_frames(film, number)?.1.saturating_sub(1),
        _ => which.frame.unwrap_or(0),
    };
    let last = film.frame_count().saturating_sub(1);
    if frame > last {
        return Err(Failure::usage(FramesError::Beyond { frame, last }));
    }
    Ok((still(film, frame), format!("still-{frame:06}.png")))
}
