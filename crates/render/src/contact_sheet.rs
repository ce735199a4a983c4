//! The contact sheet: the last frame of every beat, as a grid of tiles.
//!
//! Tiles are drawn at their size instead of being scaled down, so their text is as sharp as the rasteriser
//! allows.

use std::fmt;

use halfminute_check::CheckedFilm;
use halfminute_engine::raster::Raster;
use halfminute_engine::theme::Theme;

use halfminute_media::png::{MAX_PIXELS, Picture};

/// Longer side of a tile, in pixels.
const TILE: u32 = 640;
/// Space around and between tiles, in pixels.
const GAP: u32 = 24;
const COLUMNS: u32 = 3;
/// The colour of the sheet's ground, as a fraction of the way from the tiles' ground to their ink: it sets off
/// the tiles without glaring.
const SHADE: f32 = 0.1;

/// Error: the sheet would be larger than the largest picture that this program makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyBeats {
    /// Number of beats of the clip.
    pub beats: usize,
}

impl fmt::Display for TooManyBeats {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} beats do not fit on one contact sheet", self.beats)
    }
}

impl std::error::Error for TooManyBeats {}

/// Draws the sheet: three tiles per row, in the order of the beats.
///
/// # Errors
/// The clip has so many beats that the sheet would be too large for a picture.
pub fn contact_sheet(film: &CheckedFilm) -> Result<Picture, TooManyBeats> {
    let beats = film.beats();
    let tile = tile_size(film.size());
    let sheet = Sheet::new(tile, beats.len(), ground(film.theme()));
    let mut sheet = sheet.ok_or(TooManyBeats { beats: beats.len() })?;
    let mut raster = Raster::new(tile);
    for (at, beat) in (0..).zip(beats) {
        let still = film.display_list(beat.end.saturating_sub(1));
        sheet.place(at, raster.draw(&still));
    }
    Ok(sheet.picture)
}

/// Width and height of the sheet, in pixels, for a clip with pictures of `size` and this number of beats;
/// `None` if it would be too large.
pub(super) fn sheet_size(size: (u32, u32), beats: usize) -> Option<(u32, u32)> {
    size_for(tile_size(size), beats)
}

fn size_for(tile: (u32, u32), count: usize) -> Option<(u32, u32)> {
    let count = u32::try_from(count.max(1)).ok()?;
    let columns = COLUMNS.min(count);
    let width = columns * (tile.0 + GAP) + GAP;
    let height = count.div_ceil(columns).checked_mul(tile.1 + GAP)?.checked_add(GAP)?;
    (u64::from(width) * u64::from(height) <= MAX_PIXELS).then_some((width, height))
}

/// The colour of the sheet: darker than light tiles, and lighter than dark ones.
fn ground(theme: &Theme) -> [u8; 3] {
    let [ground, ink] = [theme.color.ground, theme.color.ink].map(|color| color.components);
    [0, 1, 2]
        .map(|channel| ((ground[channel] + (ink[channel] - ground[channel]) * SHADE) * 255.0).round() as u8)
}

/// The size of a tile: the aspect ratio of the clip, with a longer side of [`TILE`] pixels.
fn tile_size((width, height): (u32, u32)) -> (u32, u32) {
    let longer = u64::from(width.max(height).max(1));
    let scaled = |side: u32| {
        let side = (u64::from(side) * u64::from(TILE) + longer / 2) / longer;
        u32::try_from(side).unwrap_or(TILE).max(1)
    };
    (scaled(width), scaled(height))
}

struct Sheet {
    picture: Picture,
    tile: (u32, u32),
}

impl Sheet {
    /// An empty sheet for `count` tiles; `None` if it would be too large.
    fn new(tile: (u32, u32), count: usize, ground: [u8; 3]) -> Option<Self> {
        let size = size_for(tile, count)?;
        let pixels = size.0 as usize * size.1 as usize;
        Some(Self { picture: Picture { size, rgb: ground.repeat(pixels) }, tile })
    }

    /// Copies the RGB8 rows of a tile to the position of tile number `at`.
    fn place(&mut self, at: u32, rgb: &[u8]) {
        let left = (GAP + at % COLUMNS * (self.tile.0 + GAP)) as usize * 3;
        let top = (GAP + at / COLUMNS * (self.tile.1 + GAP)) as usize;
        let (tile_bytes, sheet_bytes) = (self.tile.0 as usize * 3, self.picture.size.0 as usize * 3);
        let rows = self.picture.rgb.chunks_exact_mut(sheet_bytes).skip(top);
        for (row, tile_row) in rows.zip(rgb.chunks_exact(tile_bytes)) {
            row[left..left + tile_bytes].copy_from_slice(tile_row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Sheet, ground, tile_size};
    use halfminute_engine::display::Color;
    use halfminute_engine::theme::{Theme, contrast};

    #[test]
    fn tiles_have_the_shape_of_the_clip() {
        assert_eq!(tile_size((1920, 1080)), (640, 360));
        assert_eq!(tile_size((1080, 1920)), (360, 640));
        assert_eq!(tile_size((16, 16)), (640, 640));
        assert_eq!(tile_size((8192, 16)), (640, 1));
    }

    const GROUND: u8 = 0x80;

    #[test]
    fn the_ground_is_a_shade_of_the_theme() {
        for name in Theme::names() {
            let theme = Theme::read(Theme::built_in(name).unwrap()).unwrap();
            let [r, g, b] = ground(&theme);
            let ratio = contrast(Color::from_rgb8(r, g, b), theme.color.ground);
            assert!((1.1..1.5).contains(&ratio), "{name}: {ratio}");
        }
    }

    #[test]
    fn every_tile_has_its_place_and_the_rest_is_ground() {
        let mut sheet = Sheet::new((2, 1), 4, [GROUND; 3]).unwrap();
        assert_eq!(sheet.picture.size, (3 * 26 + 24, 2 * 25 + 24));
        for at in 0..4 {
            let value = u8::try_from(at).unwrap();
            sheet.place(at, &[value; 6]);
        }
        let pixel = |x: usize, y: usize| sheet.picture.rgb[(y * 102 + x) * 3];
        assert_eq!([pixel(24, 24), pixel(25, 24), pixel(26, 24)], [0, 0, GROUND]);
        assert_eq!([pixel(50, 24), pixel(76, 24), pixel(24, 49)], [1, 2, 3]);
        assert_eq!(sheet.picture.rgb.iter().filter(|&&value| value != GROUND).count(), 4 * 2 * 3);
        assert!(Sheet::new((640, 360), 1_000_000, [GROUND; 3]).is_none());
    }
}
