//! `halfminute preview`: opens the author's window.

use std::path::PathBuf;

use clap::Args;

use halfminute_basics::time::Time;

use super::console::Console;
use super::exit::{Exit, Failure};
use super::options::{parse_seconds, parse_size, parse_speed};

/// Arguments of `halfminute preview`.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The scene file to play
    scene: PathBuf,
    /// Pause on the frame at this time in seconds, instead of playing
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_hyphen_values = true)]
    at: Option<Time>,
    /// Pause on the last frame of this beat, from 1, instead of playing
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "at")]
    beat: Option<u32>,
    /// Size of the window in points; the clip fits into it, above a bar of 60
    #[arg(long, value_name = "WxH", value_parser = parse_size)]
    size: Option<(u32, u32)>,
    /// Playback speed as a multiple of the clip's own: 0.125, 0.25, 0.5, 1, 2 or 4
    #[arg(long, value_name = "FACTOR", value_parser = parse_speed)]
    speed: Option<f64>,
    /// Close the window after it has been drawn this often, and print how well it kept up
    #[arg(long, value_name = "FRAMES", value_parser = clap::value_parser!(u32).range(1..))]
    quit_after: Option<u32>,
    /// Save a picture of the window when it closes
    #[arg(long, value_name = "FILE")]
    screenshot: Option<PathBuf>,
}

/// Opens the window and waits until it is closed.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Exit {
    match show(arguments, console) {
        Ok(()) => Exit::Done,
        Err(failure) => console.fail(&failure),
    }
}

#[cfg(not(feature = "preview"))]
fn show(_: &Arguments, _: &mut Console) -> Result<(), Failure> {
    Err(Failure::missing(
        "this program was built without its window: `cargo install --path . --features preview` builds it with it",
    ))
}

#[cfg(feature = "preview")]
fn show(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    use std::time::Duration;

    use super::console::Stream;
    use super::options::MessageFormat;
    use super::scenes::{open, require_png};
    use halfminute_check::lint::Levels;
    use halfminute_engine::film::Overrides;
    use halfminute_preview::session::Session;
    use halfminute_preview::window::{self, Start};
    use halfminute_render::write_picture;

    if let Some(path) = &arguments.screenshot {
        require_png(path)?;
    }
    let asked = (&Overrides::default(), &Levels::default());
    let checked = open(&arguments.scene, asked, MessageFormat::Human, Stream::Err, console)?;
    let standing = checked.film.as_ref().map(|film| standing(arguments, film)).transpose()?.flatten();
    let mut session = Session::new(checked);
    let transport = session.transport_mut();
    if let Some(speed) = arguments.speed {
        transport.set_speed(speed, Duration::ZERO);
    }
    match standing {
        Some(frame) => transport.seek(frame, Duration::ZERO),
        None => transport.play(Duration::ZERO),
    }
    let start = Start {
        path: arguments.scene.clone(),
        session,
        size: arguments.size,
        quit_after: arguments.quit_after,
        screenshot: arguments.screenshot.is_some(),
    };
    let outcome = window::run(start).map_err(Failure::missing)?;
    if let Some(path) = &arguments.screenshot {
        let closed = || Failure::files("the window was closed before its picture could be taken");
        write_picture(path, &outcome.screenshot.ok_or_else(closed)?)?;
    }
    if arguments.quit_after.is_some() {
        console.out(&format!("{}\n", outcome.statistics));
    }
    Ok(())
}

/// The frame to pause on, if one was asked for.
#[cfg(feature = "preview")]
fn standing(arguments: &Arguments, film: &halfminute_check::CheckedFilm) -> Result<Option<u32>, Failure> {
    use super::scenes::{beat_frames, frame_at};

    match (arguments.at, arguments.beat) {
        (Some(at), _) => frame_at(film, at).map(Some),
        (None, Some(beat)) => Ok(Some(beat_frames(film, beat)?.1.saturating_sub(1))),
        (None, None) => Ok(None),
    }
}
