//! Drawing of single frames.

use halfminute_check::CheckedFilm;
use halfminute_engine::raster::Raster;
use halfminute_media::png::Picture;

/// Draws frame `frame` with the same pixels as a render.
///
/// # Panics
/// `frame` is not below the number of frames.
#[must_use]
pub fn still(film: &CheckedFilm, frame: u32) -> Picture {
    let rgb = Raster::new(film.size()).draw(&film.display_list(frame)).to_vec();
    Picture { size: film.size(), rgb }
}
