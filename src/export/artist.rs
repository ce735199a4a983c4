//! A worker's hand: display lists to encoded frames, one after another.
//!
//! A frame whose display list equals the one before is neither drawn nor encoded again.

use crate::display::DisplayList;
use crate::raster::Raster;

use super::frame_loop::Digest;
use super::png::{self, Compression};

/// One worker's rasteriser and the last frame it drew.
pub(super) struct Artist {
    raster: Raster,
    size: (u32, u32),
    compression: Option<Compression>,
    drawn: Option<(DisplayList, Digest)>,
    rgb: Vec<u8>,
    /// The last frame as a PNG; empty when none is asked for.
    pub(super) file: Vec<u8>,
}

impl Artist {
    pub(super) fn new(size: (u32, u32), compression: Option<Compression>) -> Self {
        let raster = Raster::new(size);
        Self { raster, size, compression, drawn: None, rgb: Vec::new(), file: Vec::new() }
    }

    /// The RGB8 pixels of the last frame.
    pub(super) fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// Brings `file` up to `list` and returns the digest of its pixels.
    pub(super) fn draw(&mut self, list: DisplayList) -> Digest {
        if let Some((drawn, digest)) = &self.drawn
            && *drawn == list
        {
            return *digest;
        }
        png::drop_alpha(self.raster.draw(&list), &mut self.rgb);
        if let Some(compression) = self.compression {
            png::encode(&self.rgb, self.size, compression, &mut self.file);
        }
        let digest = blake3::hash(&self.rgb);
        self.drawn = Some((list, digest));
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::Artist;
    use crate::display::{Color, DisplayList};
    use crate::export::png::{Compression, decode};

    fn list(grey: f32) -> DisplayList {
        DisplayList { background: Color::new([grey, grey, grey, 1.0]), items: Vec::new() }
    }

    #[test]
    fn a_repeated_list_is_the_same_file_and_another_is_not() {
        let mut artist = Artist::new((16, 9), Some(Compression::Fast));
        let white = artist.draw(list(1.0));
        let file = artist.file.clone();
        assert_eq!((artist.draw(list(1.0)), &artist.file), (white, &file));
        let black = artist.draw(list(0.0));
        assert_ne!(black, white);
        assert_eq!(decode(&artist.file).unwrap().rgb, [0; 16 * 9 * 3]);
        assert_eq!((artist.draw(list(1.0)), &artist.file), (white, &file));
    }
}
