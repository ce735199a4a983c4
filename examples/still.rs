//! Draws the middle of a clip: `cargo run --release --example still SCENE.toml PICTURE.png`.
#![allow(clippy::print_stderr, reason = "an example prints what is wrong with a scene")]

use std::error::Error;
use std::path::{Path, PathBuf};

use halfminute_engine::film::Overrides;
use halfminute_render::{still, write_picture};

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [scene, picture] = &paths[..] else { return Err("usage: still SCENE.toml PICTURE.png".into()) };
    draw(scene, picture)
}

pub(crate) fn draw(scene: &Path, picture: &Path) -> Result<(), Box<dyn Error>> {
    let checked = halfminute_check::open(scene, &Overrides::default())?;
    for found in checked.diagnostics() {
        eprintln!("{}: {}", found.code, found.message);
    }
    let film = checked.film.ok_or("the scene has errors")?;
    write_picture(picture, &still(&film, film.frame_count() / 2))?;
    Ok(())
}
